// The HTTP server: sockets, TLS, limits and deadlines. Handlers see only Request and Response.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "api/http_message.h"
#include "base/clock.h"

namespace reeve::api {

inline constexpr std::size_t kMaxHeaderBytes = 16u << 10;

struct TlsFiles {
  std::filesystem::path certificate, key;  // PEM; the chain in the first
};

struct HttpServerSettings {
  std::string address = "127.0.0.1";
  std::uint16_t port = 8080;    // 0: any free one
  std::optional<TlsFiles> tls;  // read anew when the files change
  base::Millis tls_look_every{1'000};
  std::size_t io_threads = 1;
  std::size_t workers = 8;    // handlers at once
  std::size_t waiting = 256;  // more than that beside the workers: 503
  std::size_t connections = 10'000;
  base::Millis read_deadline{
      30'000};  // for one header, and again for one body: a dripping client is cut
  base::Millis write_deadline{30'000};  // plus a second for each 64 KiB
  base::Millis drain{5'000};            // how long stop() waits for answers under way
};

// Listens from construction on. Thread-safe. `handler` is called on the worker threads and must
// outlive the server; what it throws becomes 500.
class HttpServer {
 public:
  using Handler = std::function<Response(const Request&)>;
  // Throws Error{unavailable} with one sentence and its remedy: port in use, privileged port,
  // foreign address, bad certificate.
  HttpServer(HttpServerSettings settings, Handler handler);
  ~HttpServer();
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  std::uint16_t bound_port() const;
  // Takes no new connections, lets answers under way finish (at most `drain`), then closes the
  // rest. Returns when all is quiet.
  void stop();
  std::size_t open_connections() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace reeve::api
