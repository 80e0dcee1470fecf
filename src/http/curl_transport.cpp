// The network in life: callers hand an exchange to one poll thread and wait for it.
#include "http/curl_transport.h"

#include <fmt/format.h>
#include <sodium.h>

#include <utility>

#include "base/log.h"
#include "http/curl_loop.h"
#include "http/gzip.h"
#include "http/url.h"

namespace reeve::http {

namespace {

using base::Error;
using base::ErrorCode;

Url checked(const std::string& text) {
  auto url = parse_url(text);
  if (!url)
    throw Error(ErrorCode::invalid, "A web address cannot be read, so nothing was sent to it.");
  if (url->scheme == "http" && !is_loopback(*url)) {
    throw Error(
        ErrorCode::invalid,
        fmt::format("Reeve does not speak to {} without encryption. Use https.", url->host));
  }
  return *std::move(url);
}

std::string why(CURLcode code, const std::string& host, const Request& request) {
  switch (code) {
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_RESOLVE_PROXY:
      return fmt::format(
          "{} cannot be found. Check the network and the name server of this machine.", host);
    case CURLE_COULDNT_CONNECT:
      return fmt::format("{} cannot be reached. Check the network, the firewall and the proxy.",
                         host);
    case CURLE_OPERATION_TIMEDOUT:
      return fmt::format("{} did not answer within {} seconds.", host,
                         request.deadline.count() / 1000);
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_CONNECT_ERROR:
      return fmt::format(
          "The certificate of {} is not trusted, so nothing was sent. Check this machine's clock, "
          "its "
          "certificate authorities, and whether a proxy opens encrypted traffic.",
          host);
    default:
      return fmt::format("The connection to {} broke before its answer was complete.", host);
  }
}

[[noreturn]] void fail(const Exchange& exchange, const Request& request, const std::string& host) {
  if (exchange.outcome == Exchange::Outcome::canceled) {
    throw Error(ErrorCode::canceled, fmt::format("Stopped while waiting for {}.", host));
  }
  if (exchange.too_large) {
    throw Error(
        ErrorCode::too_large,
        fmt::format("The answer of {} is larger than the {} MiB that Reeve takes in one piece.",
                    host, request.max_body / (1024 * 1024)));
  }
  const auto detail = fmt::format("{}: {} ({})", for_log(request.method, request.url),
                                  curl_easy_strerror(exchange.code), exchange.error_text.data());
  base::log_warning("http", "{}", detail);
  // Once the answer has begun, the host is there and only this answer is lost.
  const bool began = exchange.response.status > 0 && exchange.code != CURLE_OPERATION_TIMEDOUT;
  throw Error(began ? ErrorCode::protocol : ErrorCode::unavailable,
              why(exchange.code, host, request), detail);
}

void unpack(Response& response, const Request& request, const std::string& host) {
  const auto encoding = response.header("content-encoding").value_or("");
  if (encoding.empty() || encoding == "identity" || response.body.empty()) return;
  if (encoding != "gzip" && encoding != "x-gzip") {
    throw Error(ErrorCode::protocol,
                fmt::format("{} packed its answer in a way that was not asked for.", host),
                fmt::format("content-encoding {}", encoding));
  }
  try {
    response.body = inflate_gzip(response.body, request.max_body);
  } catch (const Error& error) {
    throw Error(error.code(), fmt::format("{} ({})", error.message(), host),
                for_log(request.method, request.url));
  }
}

}  // namespace

CurlTransport::CurlTransport(CurlOptions options)
    : options_(std::move(options)),
      loop_(std::make_unique<CurlLoop>(options_.connections_per_host)) {}

CurlTransport::~CurlTransport() = default;

Response CurlTransport::send(const Request& request, std::stop_token stop) {
  const auto url = checked(request.url);
  Exchange exchange(request, options_, is_loopback(url));
  {
    // Asked to stop: the poll thread is woken and gives the exchange back at once.
    const std::stop_callback on_stop(stop, [this, &exchange] { loop_->cancel(exchange); });
    loop_->run(exchange);
  }
  if (exchange.outcome != Exchange::Outcome::answered) fail(exchange, request, url.host);
  unpack(exchange.response, request, url.host);
  return std::move(exchange.response);
}

}  // namespace reeve::http
