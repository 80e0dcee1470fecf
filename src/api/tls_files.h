// A certificate and its key, read anew when the files on disk change.
#pragma once

#include <boost/asio/ssl/context.hpp>
#include <chrono>
#include <filesystem>
#include <memory>

#include "api/http_server.h"

namespace reeve::api {

// Used by one thread. A connection keeps the context it began with.
class TlsContexts {
 public:
  // Throws Error{unavailable} with a sentence when the files cannot be read or do not fit together.
  TlsContexts(TlsFiles files, base::Millis look_every);
  // Looks at the files at most once in `look_every`. A renewal that cannot be read is told in the
  // log, and the old one stays.
  std::shared_ptr<boost::asio::ssl::context> current();

 private:
  using Stamp = std::filesystem::file_time_type;
  Stamp newest() const;
  TlsFiles files_;
  base::Millis look_every_;
  Stamp stamp_;
  std::chrono::steady_clock::time_point looked_at_;
  std::shared_ptr<boost::asio::ssl::context> context_;
};

}  // namespace reeve::api
