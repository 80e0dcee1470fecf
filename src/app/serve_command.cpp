// reeve serve and reeve worker: the long-running processes.
#include <fmt/format.h>

#include <atomic>

#include "api/api.h"
#include "api/first_link.h"
#include "api/http_server.h"
#include "app/api_outside.h"
#include "app/commands.h"
#include "app/product.h"
#include "app/stop_signal.h"
#include "base/error.h"
#include "base/log.h"

namespace reeve::app {
namespace {

using base::Error;
using base::ErrorCode;

// Plain HTTP leaves this machine only behind a reverse proxy that speaks https.
void check_listen(const Settings& settings, const ListenAddress& address) {
  if (settings.tls() || address.loopback() || !settings.list("trusted_proxies").empty()) return;
  throw Error(
      ErrorCode::usage,
      fmt::format(
          "Reeve does not speak plain HTTP on {}: passwords would travel in the clear. Give a "
          "certificate (--tls CERT "
          "KEY), or listen on 127.0.0.1 and put a reverse proxy in front of it (trusted_proxies).",
          address.host));
}

api::HttpServerSettings server_settings(const Settings& settings, const ListenAddress& address) {
  api::HttpServerSettings server;
  server.address = address.host == "localhost" ? "127.0.0.1" : address.host;
  server.port = address.port;
  if (settings.tls()) server.tls = api::TlsFiles{settings.get("tls_cert"), settings.get("tls_key")};
  return server;
}

std::string without_slash(std::string url) {
  while (url.ends_with('/')) url.pop_back();
  return url;
}

std::string public_url_of(const Settings& settings, std::uint16_t port) {
  if (!settings.is_default("public_url")) return without_slash(settings.get("public_url"));
  return fmt::format("{}://localhost:{}", settings.tls() ? "https" : "http", port);
}

api::Settings api_settings(const Settings& settings, const std::string& public_url) {
  api::Settings out;
  out.public_url = public_url;
  out.default_cloud = settings.get("microsoft");
  out.trusted_proxies = settings.list("trusted_proxies");
  out.time_zone = settings.get("time_zone");
  out.mail_server = !settings.get("smtp_url").empty();
  out.version = REEVE_VERSION;
  out.sync_every = std::chrono::minutes{settings.number("sync_every_minutes", 15, 1440)};
  return out;
}

void tell_ready(Product& product, const Settings& settings, const ListenAddress& address,
                std::uint16_t port, const std::string& public_url) {
  const std::string host =
      address.host.find(':') == std::string::npos ? address.host : "[" + address.host + "]";
  fmt::print("Reeve listens on {}://{}:{}\n", settings.tls() ? "https" : "http", host, port);
  const auto link =
      api::make_first_link(product.database(), product.clock(), product.random(), public_url);
  if (!link.empty()) fmt::print("One-time sign-in link: {}\n", link);
  std::fflush(stdout);
}

}  // namespace

int serve_command(const Settings& settings) {
  StopSignal signal;
  const auto address = parse_listen(settings.get("listen"));
  check_listen(settings, address);
  Product product(settings);
  // The port is known only once the server listens, and the API needs it for its links: until then,
  // 503.
  std::unique_ptr<api::Api> api;
  std::atomic<api::Api*> ready = nullptr;
  api::HttpServer server(server_settings(settings, address), [&ready](const api::Request& request) {
    if (auto* const handler = ready.load()) return handler->handle(request);
    api::Response starting;
    starting.status = 503;
    starting.set("Retry-After", "1");
    return starting;
  });
  const std::string public_url = public_url_of(settings, server.bound_port());
  product.set_public_url(public_url);
  api = std::make_unique<api::Api>(product.database(), product.clock(), product.random(),
                                   api_settings(settings, public_url), outside_of(product));
  ready = api.get();
  product.start_workers("serve", true);
  tell_ready(product, settings, address, server.bound_port(), public_url);
  signal.wait();
  base::log_info("serve", "stopping");
  api->stop();
  server.stop();
  product.stop_workers();
  return 0;
}

int worker_command(const Settings& settings) {
  StopSignal signal;
  if (!settings.database().starts_with("postgresql:"))
    throw Error(ErrorCode::usage,
                "A worker process shares a PostgreSQL database with the server. With SQLite, "
                "`reeve serve` does all the work itself.");
  Product product(settings);
  product.start_workers("worker", false);
  fmt::print("Reeve works on {}\n", product.database().display_url());
  std::fflush(stdout);
  signal.wait();
  product.stop_workers();
  return 0;
}

}  // namespace reeve::app
