// One HTTP call to a program on this machine, over sockets. Small enough to do without Beast.
#include <fmt/format.h>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <charconv>
#include <exception>

#include "encoding.h"
#include "webhooks.h"

namespace cloud {
namespace {

namespace asio = boost::asio;
using tcp = asio::ip::tcp;
using asio::use_awaitable;

constexpr auto kPatience = std::chrono::seconds(10);
constexpr std::size_t kLargestAnswer = 64 * 1024;

std::string request_text(const LoopbackUrl& target, const WebhookCall& call) {
  return fmt::format(
      "POST {} HTTP/1.1\r\nHost: {}\r\nUser-Agent: reeve-cloud\r\nContent-Type: {}\r\n"
      "Content-Length: {}\r\nConnection: close\r\n\r\n{}",
      target.target, target.host, call.content_type, call.body.size(), call.body);
}

// The value of a header in a block of them; empty when it is not there.
std::string header_of(std::string_view head, std::string_view name) {
  for (const std::string& line : split(head, '\n')) {
    const auto colon = line.find(':');
    if (colon == std::string::npos || !same_text(line.substr(0, colon), name)) continue;
    std::string value = line.substr(colon + 1);
    std::erase_if(value, [](char letter) { return letter == ' ' || letter == '\r'; });
    return lower(value);
  }
  return "";
}

// "4\r\nWiki\r\n0\r\n\r\n" is "Wiki".
std::string joined_chunks(std::string_view body) {
  std::string text;
  while (true) {
    std::size_t size = 0;
    const auto line = body.find("\r\n");
    if (line == std::string_view::npos) return text;
    std::from_chars(body.data(), body.data() + line, size, 16);
    if (size == 0 || size > body.size() - line - 2) return text;
    text += body.substr(line + 2, size);
    body.remove_prefix(std::min(body.size(), line + 2 + size + 2));
  }
}

// The body as it was sent, up to the announced length where there is one.
std::string body_of(std::string_view head, std::string_view rest) {
  if (header_of(head, "Transfer-Encoding") == "chunked") return joined_chunks(rest);
  const std::string announced = header_of(head, "Content-Length");
  std::size_t length = rest.size();
  if (!announced.empty())
    std::from_chars(announced.data(), announced.data() + announced.size(), length);
  return std::string(rest.substr(0, length));
}

WebhookAnswer read_answer(std::string_view bytes) {
  WebhookAnswer answer;
  const auto end = bytes.find("\r\n\r\n");
  constexpr std::string_view version = "HTTP/1.1 ";
  if (end == std::string_view::npos || !bytes.starts_with("HTTP/1.") ||
      bytes.size() < version.size() + 3)
    return answer;
  std::from_chars(bytes.data() + version.size(), bytes.data() + version.size() + 3, answer.status);
  answer.body = body_of(bytes.substr(0, end), bytes.substr(end + 4));
  return answer;
}

template <class Stream>
asio::awaitable<WebhookAnswer> exchange(Stream& stream, const LoopbackUrl& target,
                                        const WebhookCall& call) {
  const std::string request = request_text(target, call);
  co_await asio::async_write(stream, asio::buffer(request), use_awaitable);
  std::string bytes;
  // The program closes the connection behind its answer; TLS may end without its good-bye.
  boost::system::error_code closed;
  co_await asio::async_read(stream, asio::dynamic_buffer(bytes, kLargestAnswer),
                            asio::redirect_error(use_awaitable, closed));
  co_return read_answer(bytes);
}

asio::awaitable<WebhookAnswer> call_target(const LoopbackUrl& target, const WebhookCall& call) {
  tcp::socket plain(co_await asio::this_coro::executor);
  co_await plain.async_connect(tcp::endpoint(asio::ip::make_address(target.address), target.port),
                               use_awaitable);
  if (!target.tls) co_return co_await exchange(plain, target, call);
  asio::ssl::context context(asio::ssl::context::tls_client);
  context.set_verify_mode(asio::ssl::verify_none);
  asio::ssl::stream<tcp::socket> secure(std::move(plain), context);
  co_await secure.async_handshake(asio::ssl::stream_base::client, use_awaitable);
  co_return co_await exchange(secure, target, call);
}

}  // namespace

WebhookAnswer call_webhook(const WebhookCall& call) {
  const auto target = read_loopback_url(call.url);
  if (!target) return {};
  WebhookAnswer answer;
  asio::io_context context;
  asio::co_spawn(context, call_target(*target, call),
                 [&](const std::exception_ptr& problem, WebhookAnswer given) {
                   if (!problem) answer = std::move(given);
                 });
  context.run_for(kPatience);
  return answer;
}

}  // namespace cloud
