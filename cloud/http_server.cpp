// The only file that knows Boost.Beast: sockets, TLS, coroutines, compression.
#include "http_server.h"

#include <fmt/format.h>

#include <atomic>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl.hpp>
#include <optional>
#include <thread>
#include <vector>

#include "encoding.h"
#include "gzip_cache.h"

namespace cloud {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
namespace ssl = asio::ssl;
using tcp = asio::ip::tcp;
using asio::use_awaitable;

constexpr std::size_t kHeaderLimit = 64 * 1024;
constexpr std::size_t kBodyLimit = 1024 * 1024;
constexpr int kMostConnections = 1024;
constexpr int kThreads = 2;
constexpr std::size_t kCompressFrom = 1024;
constexpr auto kRequestTime = std::chrono::seconds(30);

using BeastRequest = http::request<http::string_body>;
using BeastResponse = http::response<http::string_body>;
using Parser = http::request_parser<http::string_body>;
using PlainStream = beast::tcp_stream;
using TlsStream = beast::ssl_stream<beast::tcp_stream>;

// What every connection of one server shares.
struct Answering {
  std::function<Response(const Request&)> handler;
  GzipCache gzip;
};

std::string text(beast::string_view view) { return {view.data(), view.size()}; }

Request to_request(BeastRequest& from, bool tls, bool loopback) {
  Request request;
  request.method = text(from.method_string());
  const std::string target = text(from.target());
  const auto mark = target.find('?');
  request.path = target.substr(0, mark);
  if (mark != std::string::npos) request.query = target.substr(mark + 1);
  for (const auto& field : from)
    request.headers.push_back({text(field.name_string()), text(field.value())});
  request.body = std::move(from.body());
  request.tls = tls;
  request.loopback = loopback;
  return request;
}

BeastResponse to_response(Response& from, const BeastRequest& request, GzipCache& gzip) {
  BeastResponse response(static_cast<http::status>(from.status), request.version());
  for (const Header& one : from.headers) response.set(one.name, one.value);
  const bool wants_gzip =
      text(request[http::field::accept_encoding]).find("gzip") != std::string::npos;
  if (wants_gzip && !from.more && from.body.size() >= kCompressFrom) {
    if (const auto packed = gzip.packed(from.body)) {
      // A page that is to be cut stays cut in the middle of what travels.
      if (from.cut_at) from.cut_at = packed->size() / 2;
      from.body = *packed;
      response.set(http::field::content_encoding, "gzip");
      response.set(http::field::vary, "Accept-Encoding");
    }
  }
  if (from.status != 204) response.set(http::field::content_type, from.content_type);
  response.body() = std::move(from.body);
  response.keep_alive(request.keep_alive());
  response.prepare_payload();
  return response;
}

BeastResponse refusal(http::status status, std::string_view why) {
  BeastResponse response(status, 11);
  response.set(http::field::content_type, "text/plain; charset=utf-8");
  response.body() = std::string(why) + "\n";
  response.keep_alive(false);
  response.prepare_payload();
  return response;
}

beast::tcp_stream& lowest(PlainStream& stream) { return stream; }
beast::tcp_stream& lowest(TlsStream& stream) { return beast::get_lowest_layer(stream); }

asio::awaitable<bool> shake_hands(PlainStream&) { co_return true; }
asio::awaitable<bool> shake_hands(TlsStream& stream) {
  boost::system::error_code bad;
  co_await stream.async_handshake(ssl::stream_base::server,
                                  asio::redirect_error(use_awaitable, bad));
  co_return !bad;
}

asio::awaitable<void> say_goodbye(PlainStream& stream) {
  boost::system::error_code ignored;
  stream.socket().shutdown(tcp::socket::shutdown_send, ignored);
  co_return;
}
asio::awaitable<void> say_goodbye(TlsStream& stream) {
  constexpr auto patience = std::chrono::seconds(2);
  boost::system::error_code ignored;
  lowest(stream).expires_after(patience);
  co_await stream.async_shutdown(asio::redirect_error(use_awaitable, ignored));
}

// RST instead of FIN: the peer sees "connection reset".
void reset(beast::tcp_stream& stream) {
  boost::system::error_code ignored;
  stream.socket().set_option(asio::socket_base::linger(true, 0), ignored);
  stream.socket().close(ignored);
}

asio::awaitable<void> wait(std::chrono::milliseconds time) {
  if (time.count() == 0) co_return;
  asio::steady_timer timer(co_await asio::this_coro::executor, time);
  boost::system::error_code ignored;
  co_await timer.async_wait(asio::redirect_error(use_awaitable, ignored));
}

std::string header_text(const BeastResponse& response) {
  std::string raw =
      fmt::format("HTTP/1.1 {} {}\r\n", response.result_int(), text(response.reason()));
  for (const auto& field : response)
    raw += text(field.name_string()) + ": " + text(field.value()) + "\r\n";
  return raw + "\r\n";
}

// Sends the bytes; false when the connection broke.
template <class Stream>
asio::awaitable<bool> send_bytes(Stream& stream, const std::string& bytes) {
  boost::system::error_code bad;
  lowest(stream).expires_after(kRequestTime);
  co_await asio::async_write(stream, asio::buffer(bytes), asio::redirect_error(use_awaitable, bad));
  co_return !bad;
}

// The header and so many bytes of the body, then the end of the connection.
template <class Stream>
asio::awaitable<void> send_cut(Stream& stream, BeastResponse& response, std::size_t bytes) {
  co_await send_bytes(stream, header_text(response) + response.body().substr(0, bytes));
}

// The header at once, then the body in small pieces over that time.
template <class Stream>
asio::awaitable<bool> send_dripping(Stream& stream, BeastResponse& response,
                                    std::chrono::milliseconds over) {
  constexpr std::size_t pieces = 20;
  if (!co_await send_bytes(stream, header_text(response))) co_return false;
  const std::string& body = response.body();
  const std::size_t size = body.size() / pieces + 1;
  for (std::size_t at = 0; at < body.size(); at += size) {
    lowest(stream).expires_never();
    co_await wait(over / pieces);
    if (!co_await send_bytes(stream, body.substr(at, size))) co_return false;
  }
  co_return response.keep_alive();
}

std::string chunk(const std::string& bytes) {
  return fmt::format("{:x}\r\n{}\r\n", bytes.size(), bytes);
}

// A body that is made while it is sent: chunks of some dozen KiB, so that it is never held whole.
template <class Stream>
asio::awaitable<bool> send_growing(Stream& stream, BeastResponse& response,
                                   const std::function<std::string(std::size_t)>& more) {
  constexpr std::size_t enough = 64 * 1024;
  response.erase(http::field::content_length);
  response.set(http::field::transfer_encoding, "chunked");
  std::string held = header_text(response) + chunk(response.body());
  std::size_t at = 0;
  for (bool ended = false; !ended;) {
    std::string together;
    while (!ended && together.size() < enough) {
      const std::string piece = more(at++);
      ended = piece.empty();
      together += piece;
    }
    if (!together.empty()) held += chunk(together);
    if (ended) held += "0\r\n\r\n";
    if (!co_await send_bytes(stream, held)) co_return false;
    held.clear();
  }
  co_return response.keep_alive();
}

// One request and its answer; false ends the connection.
template <class Stream>
asio::awaitable<bool> exchange(Stream& stream, beast::flat_buffer& buffer, Answering& answering,
                               bool tls, bool loopback) {
  boost::system::error_code bad;
  Parser parser;
  parser.header_limit(kHeaderLimit);
  parser.body_limit(kBodyLimit);
  lowest(stream).expires_after(kRequestTime);
  co_await http::async_read(stream, buffer, parser, asio::redirect_error(use_awaitable, bad));
  if (bad == http::error::body_limit || bad == http::error::header_limit) {
    auto response = bad == http::error::body_limit
                        ? refusal(http::status::payload_too_large, "The body is over 1 MiB.")
                        : refusal(http::status::request_header_fields_too_large,
                                  "The headers are over 64 KiB.");
    co_await http::async_write(stream, response, asio::redirect_error(use_awaitable, bad));
    co_return false;
  }
  if (bad) co_return false;
  BeastRequest request = parser.release();
  Response answer = answering.handler(to_request(request, tls, loopback));
  lowest(stream).expires_never();
  co_await wait(answer.delay);
  if (answer.reset) {
    reset(lowest(stream));
    co_return false;
  }
  BeastResponse response = to_response(answer, request, answering.gzip);
  const bool has_body = request.method() != http::verb::head;
  if (has_body && answer.more) co_return co_await send_growing(stream, response, answer.more);
  if (has_body && answer.drip.count() > 0)
    co_return co_await send_dripping(stream, response, answer.drip);
  lowest(stream).expires_after(kRequestTime);
  if (answer.cut_at) {
    co_await send_cut(stream, response, *answer.cut_at);
    co_return false;
  }
  if (request.method() == http::verb::head) {
    http::response_serializer<http::string_body> header(response);
    co_await http::async_write_header(stream, header, asio::redirect_error(use_awaitable, bad));
  } else {
    co_await http::async_write(stream, response, asio::redirect_error(use_awaitable, bad));
  }
  co_return !bad && response.keep_alive();
}

struct Counter {
  explicit Counter(std::atomic<int>& counted) : count(counted) { ++count; }
  ~Counter() { --count; }
  Counter(const Counter&) = delete;
  Counter& operator=(const Counter&) = delete;
  std::atomic<int>& count;
};

template <class Stream>
asio::awaitable<void> converse(Stream stream, Answering& answering, std::atomic<int>& connections,
                               bool tls) {
  const Counter counter(connections);
  boost::system::error_code bad;
  const auto peer = lowest(stream).socket().remote_endpoint(bad);
  const bool loopback = !bad && peer.address().is_loopback();
  lowest(stream).socket().set_option(tcp::no_delay(true), bad);
  lowest(stream).expires_after(kRequestTime);
  if (!co_await shake_hands(stream)) co_return;
  beast::flat_buffer buffer;
  while (co_await exchange(stream, buffer, answering, tls, loopback)) {
  }
  if (lowest(stream).socket().is_open()) co_await say_goodbye(stream);
}

[[noreturn]] void cannot_listen(const ServerOptions& options,
                                const boost::system::error_code& why) {
  const std::string remedy =
      why == asio::error::address_in_use
          ? "Another program listens there: stop it, or choose another with --listen, for example "
            "127.0.0.1:0 for a free port."
          : "Choose an address of this machine with --listen, for example 127.0.0.1:9443.";
  throw std::runtime_error(fmt::format("Cannot listen on {}:{}: {}. {}", options.host, options.port,
                                       why.message(), remedy));
}

void load_pair(ssl::context& context, const ServerOptions& options) {
  boost::system::error_code bad;
  context.use_certificate_chain_file(options.certificate, bad);
  if (bad)
    throw std::runtime_error(fmt::format(
        "The certificate {} cannot be used: {}. Give a readable PEM file as --tls CERT KEY.",
        options.certificate, bad.message()));
  context.use_private_key_file(options.key, ssl::context::pem, bad);
  if (bad)
    throw std::runtime_error(fmt::format(
        "The key {} cannot be used: {}. Give the readable PEM key of the certificate as --tls CERT "
        "KEY.",
        options.key, bad.message()));
}

}  // namespace

struct HttpServer::Parts {
  explicit Parts(std::function<Response(const Request&)> handler)
      : answering{std::move(handler), GzipCache()}, acceptor(io) {}

  asio::awaitable<void> accept();
  void bind(const ServerOptions& options);

  Answering answering;
  std::atomic<int> connections{0};
  std::optional<ssl::context> tls;
  asio::io_context io{kThreads};
  tcp::acceptor acceptor;
  int port = 0;
  std::vector<std::jthread> threads;
};

void HttpServer::Parts::bind(const ServerOptions& options) {
  boost::system::error_code bad;
  const auto address = asio::ip::make_address(options.host, bad);
  if (bad) cannot_listen(options, bad);
  const tcp::endpoint endpoint(address, static_cast<unsigned short>(options.port));
  acceptor.open(endpoint.protocol(), bad);
  if (!bad) acceptor.set_option(asio::socket_base::reuse_address(true), bad);
  if (!bad) acceptor.bind(endpoint, bad);
  if (!bad) acceptor.listen(asio::socket_base::max_listen_connections, bad);
  if (bad) cannot_listen(options, bad);
  port = acceptor.local_endpoint().port();
}

asio::awaitable<void> HttpServer::Parts::accept() {
  while (acceptor.is_open()) {
    boost::system::error_code bad;
    // Each connection has a strand of its own: its timer and its reads never run at once.
    tcp::socket socket(asio::make_strand(io));
    co_await acceptor.async_accept(socket, asio::redirect_error(use_awaitable, bad));
    if (bad == asio::error::operation_aborted) co_return;
    if (bad) {  // out of descriptors: wait for some to be freed
      co_await wait(std::chrono::milliseconds(50));
      continue;
    }
    if (connections.load() >= kMostConnections) continue;  // closes it
    const auto executor = socket.get_executor();
    if (tls)
      asio::co_spawn(executor,
                     converse(TlsStream(beast::tcp_stream(std::move(socket)), *tls), answering,
                              connections, true),
                     asio::detached);
    else
      asio::co_spawn(executor,
                     converse(PlainStream(std::move(socket)), answering, connections, false),
                     asio::detached);
  }
}

HttpServer::HttpServer(const ServerOptions& options,
                       std::function<Response(const Request&)> handler)
    : parts_(std::make_unique<Parts>(std::move(handler))) {
  if (!options.certificate.empty()) {
    parts_->tls.emplace(ssl::context::tls_server);
    load_pair(*parts_->tls, options);
  }
  parts_->bind(options);
}

HttpServer::~HttpServer() { stop(); }

int HttpServer::port() const { return parts_->port; }

void HttpServer::start() {
  asio::co_spawn(parts_->io, parts_->accept(), asio::detached);
  for (int at = 0; at < kThreads; ++at)
    parts_->threads.emplace_back([io = &parts_->io] { io->run(); });
}

void HttpServer::stop() {
  parts_->io.stop();
  parts_->threads.clear();
}

}  // namespace cloud
