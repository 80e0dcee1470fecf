// The network in life: libcurl on one poll thread of its own, callers block until their answer is
// there.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/clock.h"
#include "http/transport.h"

namespace reeve::http {

inline constexpr long kDefaultConnectionsPerHost = 20;

struct CurlOptions {
  std::string ca_file;  // PEM; empty: the system's authorities. Tests give their own.
  std::vector<std::string>
      connect_to;  // "HOST:443:127.0.0.1:PORT" (libcurl's CONNECT_TO), for tests
  long connections_per_host = kDefaultConnectionsPerHost;
  base::Millis connect_timeout{15'000};
  std::string user_agent = "reeve";
};

class CurlLoop;

// A proxy is taken from https_proxy, http_proxy and no_proxy, as libcurl reads them, except for
// hosts on this machine and where connect_to is set. HTTP/2 where the host offers it; gzip is asked
// for and inflated with libdeflate.
class CurlTransport final : public Transport {
 public:
  explicit CurlTransport(CurlOptions options = {});
  // Requests still under way end as Error{canceled}; wait for their callers before destroying this.
  ~CurlTransport() override;
  CurlTransport(const CurlTransport&) = delete;
  CurlTransport& operator=(const CurlTransport&) = delete;

  Response send(const Request& request, std::stop_token stop) override;

 private:
  CurlOptions options_;
  std::unique_ptr<CurlLoop> loop_;
};

}  // namespace reeve::http
