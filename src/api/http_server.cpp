// Sockets, HTTP/1.1 and TLS by Boost.Beast; the only file that knows of it. Coroutines wait, worker
// threads work.
#ifdef __SANITIZE_THREAD__
// g++'s ThreadSanitizer does not see the fences that Asio adds to its locks and says so; the locks
// it does see.
#pragma GCC diagnostic ignored "-Wtsan"
#endif
#include "api/http_server.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl.hpp>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <unordered_map>

#include "api/event_stream.h"
#include "api/listening.h"
#include "api/refusal.h"
#include "api/request_body.h"
#include "api/tls_files.h"
#include "base/error.h"
#include "base/log.h"
#include "base/text.h"

namespace reeve::api {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
namespace ssl = boost::asio::ssl;
using tcp = asio::ip::tcp;
using base::Error;
using base::ErrorCode;
using TlsStream = beast::ssl_stream<beast::tcp_stream>;

constexpr auto kNoThrow = asio::as_tuple(asio::use_awaitable);
constexpr std::size_t kBytesPerSecondAtLeast = 64u << 10;
// Read and thrown away, so that a refused sender still gets the answer.
constexpr std::size_t kMaxLinger = 16u << 20;
constexpr std::chrono::seconds kLingerTime{2};
constexpr std::chrono::milliseconds kAcceptPause{100};
constexpr int kBacklog = 1024;
constexpr std::string_view kBusy =
    "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nRetry-After: 5\r\nConnection: "
    "close\r\n\r\n";

// What a request that could not be read is answered with; nothing when the line is simply dead.
std::optional<Response> answer_to(const beast::error_code& error) {
  if (error == http::error::body_limit)
    return refusal(413, "too_large", "The body is larger than 8 MiB. Send it in smaller parts.");
  if (error == http::error::header_limit || error == http::error::buffer_overflow)
    return refusal(431, "header_too_large",
                   "The header is larger than 16 KiB. Send fewer or shorter header fields.");
  if (error == http::error::end_of_stream || error == http::error::partial_message)
    return std::nullopt;
  if (error.category() == http::make_error_code(http::error::bad_method).category())
    return refusal(400, "bad_request", "This is not a well-formed HTTP request.");
  return std::nullopt;
}

}  // namespace

struct HttpServer::State {
  using Message = http::request<http::string_body>;

  // One open connection: whose it is, and whether stop() may close it at once.
  struct Line {
    beast::tcp_stream* stream = nullptr;
    bool idle = true;
  };
  // Registers a connection while it lives.
  class Registered {
   public:
    Registered(State& state, beast::tcp_stream& stream);
    ~Registered();
    Registered(const Registered&) = delete;
    Registered& operator=(const Registered&) = delete;
    void idle(bool idle);

   private:
    State& state_;
    std::uint64_t number_ = 0;
  };
  // What one connection carries from request to request.
  struct Peer {
    std::string address;
    std::string_view scheme;
    Registered& line;
    beast::flat_buffer buffer;
  };

  State(HttpServerSettings given, Handler given_handler)
      : settings(std::move(given)),
        handler(std::move(given_handler)),
        acceptor(io),
        pool(settings.workers) {}

  void listen();
  void start();
  void stop();
  void close_lines(bool idle_only);
  void wait_quiet();
  asio::awaitable<void> accept_all();
  bool admit(tcp::socket& socket);
  void launch(tcp::socket socket);
  asio::awaitable<void> serve_plain(tcp::socket socket, std::string address);
  asio::awaitable<void> serve_tls(tcp::socket socket, std::string address);
  template <class Stream>
  asio::awaitable<void> serve(Stream& stream, Peer& peer);
  template <class Stream>
  asio::awaitable<bool> exchange(Stream& stream, Peer& peer);
  template <class Stream>
  asio::awaitable<bool> refuse(Stream& stream, beast::error_code error);
  template <class Stream>
  asio::awaitable<bool> write(Stream& stream, const Response& response, bool head, unsigned version,
                              bool keep_alive);
  template <class Stream>
  asio::awaitable<void> write_stream(Stream& stream, const Response& response, unsigned version);
  asio::awaitable<Response> run_handler(std::shared_ptr<const Request> request);
  asio::awaitable<Response> handle(Message message, const Peer& peer);

  // Before what refers to them, so that they outlive every coroutine.
  HttpServerSettings settings;
  Handler handler;
  std::atomic<std::size_t> queued{0};
  std::atomic<std::size_t> open{0};
  std::atomic<bool> stopping{false};
  bool stopped = false;
  std::mutex mutex;
  std::condition_variable quiet;
  std::unordered_map<std::uint64_t, Line> lines;
  std::uint64_t next_line = 0;
  std::mutex tls_mutex;
  std::unique_ptr<TlsContexts> tls;
  asio::io_context io;
  tcp::acceptor acceptor;
  asio::thread_pool pool;
  std::vector<std::jthread> threads;
};

HttpServer::State::Registered::Registered(State& state, beast::tcp_stream& stream) : state_(state) {
  std::lock_guard hold(state_.mutex);
  number_ = ++state_.next_line;
  state_.lines[number_] = {&stream, true};
}

HttpServer::State::Registered::~Registered() {
  std::lock_guard hold(state_.mutex);
  state_.lines.erase(number_);
  if (state_.lines.empty()) state_.quiet.notify_all();
}

void HttpServer::State::Registered::idle(bool idle) {
  std::lock_guard hold(state_.mutex);
  state_.lines[number_].idle = idle;
}

void HttpServer::State::listen() {
  if (settings.tls) tls = std::make_unique<TlsContexts>(*settings.tls, settings.tls_look_every);
  boost::system::error_code error;
  const std::string host = settings.address == "localhost" ? "127.0.0.1" : settings.address;
  const auto address = asio::ip::make_address(host, error);
  if (error) refuse_listen(settings.address, settings.port, error);
  const tcp::endpoint endpoint(address, settings.port);
  acceptor.open(endpoint.protocol(), error);
  if (!error) acceptor.set_option(asio::socket_base::reuse_address(true), error);
  if (!error) acceptor.bind(endpoint, error);
  if (!error) acceptor.listen(kBacklog, error);
  if (error) refuse_listen(settings.address, settings.port, error);
}

void HttpServer::State::start() {
  raise_file_limit(settings.connections);
  asio::co_spawn(io, accept_all(), asio::detached);
  for (std::size_t i = 0; i < std::max<std::size_t>(settings.io_threads, 1); ++i)
    threads.emplace_back([this] {
      // The guard keeps the thread alive while no connection is open.
      const auto guard = asio::make_work_guard(io);
      io.run();
    });
}

void HttpServer::State::wait_quiet() {
  std::unique_lock hold(mutex);
  quiet.wait_for(hold, settings.drain, [this] { return lines.empty(); });
}

void HttpServer::State::stop() {
  {
    std::lock_guard hold(mutex);
    if (stopped) return;
    stopped = true;
  }
  stopping = true;
  asio::post(acceptor.get_executor(), [this] {
    boost::system::error_code ignored;
    acceptor.close(ignored);
  });
  close_lines(true);
  wait_quiet();
  close_lines(false);
  pool.join();
  wait_quiet();
  io.stop();
  threads.clear();
}

// Each stream belongs to its strand, so the closing is posted there; the line is looked up again
// because it may be gone by then.
void HttpServer::State::close_lines(bool idle_only) {
  std::lock_guard hold(mutex);
  for (const auto& [id, line] : lines) {
    if (idle_only && !line.idle) continue;
    asio::post(line.stream->get_executor(), [this, number = id, idle_only] {
      std::lock_guard again(mutex);
      const auto found = lines.find(number);
      if (found == lines.end() || (idle_only && !found->second.idle)) return;
      found->second.stream->close();
    });
  }
}

asio::awaitable<void> HttpServer::State::accept_all() {
  asio::steady_timer pause(io);
  while (!stopping) {
    tcp::socket socket(asio::make_strand(io));
    auto [error] = co_await acceptor.async_accept(socket, kNoThrow);
    if (error == asio::error::operation_aborted || stopping) co_return;
    if (error) {
      // Out of file descriptors, most often: wait until some connection ends.
      base::log_warning("http", "a connection could not be accepted: {}", error.message());
      pause.expires_after(kAcceptPause);
      co_await pause.async_wait(kNoThrow);
      continue;
    }
    if (admit(socket)) launch(std::move(socket));
  }
}

bool HttpServer::State::admit(tcp::socket& socket) {
  if (open < settings.connections) return true;
  boost::system::error_code ignored;
  socket.non_blocking(true, ignored);
  if (!tls) socket.send(asio::buffer(kBusy.data(), kBusy.size()), 0, ignored);
  socket.shutdown(tcp::socket::shutdown_both, ignored);
  return false;
}

void HttpServer::State::launch(tcp::socket socket) {
  boost::system::error_code error;
  const auto endpoint = socket.remote_endpoint(error);
  if (error) return;
  socket.set_option(tcp::no_delay(true), error);
  std::string address = address_text(endpoint.address());
  const auto executor = socket.get_executor();
  ++open;
  const auto ended = [this](std::exception_ptr) { --open; };
  if (tls)
    asio::co_spawn(executor, serve_tls(std::move(socket), std::move(address)), ended);
  else
    asio::co_spawn(executor, serve_plain(std::move(socket), std::move(address)), ended);
}

asio::awaitable<void> HttpServer::State::serve_plain(tcp::socket socket, std::string address) {
  beast::tcp_stream stream(std::move(socket));
  Registered line(*this, stream);
  Peer peer{std::move(address), "http", line, {}};
  co_await serve(stream, peer);
}

asio::awaitable<void> HttpServer::State::serve_tls(tcp::socket socket, std::string address) {
  std::shared_ptr<ssl::context> context;
  {
    std::lock_guard hold(tls_mutex);
    context = tls->current();
  }
  TlsStream stream(std::move(socket), *context);
  beast::tcp_stream& under = beast::get_lowest_layer(stream);
  Registered line(*this, under);
  under.expires_after(settings.read_deadline);
  auto [error] = co_await stream.async_handshake(ssl::stream_base::server, kNoThrow);
  if (error) co_return;
  Peer peer{std::move(address), "https", line, {}};
  co_await serve(stream, peer);
  under.expires_after(kLingerTime);
  co_await stream.async_shutdown(kNoThrow);
}

template <class Stream>
asio::awaitable<void> HttpServer::State::serve(Stream& stream, Peer& peer) {
  bool more = true;
  while (more && !stopping) {
    more = false;
    try {
      more = co_await exchange(stream, peer);
    } catch (const std::exception& error) {
      base::log_warning("http", "a connection ended: {}", error.what());
    }
    peer.line.idle(true);
  }
  if constexpr (std::is_same_v<Stream, beast::tcp_stream>) {
    beast::error_code ignored;
    stream.socket().shutdown(tcp::socket::shutdown_send, ignored);
  }
}

// One request and its answer; false when the connection ends with it.
template <class Stream>
asio::awaitable<bool> HttpServer::State::exchange(Stream& stream, Peer& peer) {
  beast::tcp_stream& under = beast::get_lowest_layer(stream);
  http::request_parser<http::string_body> parser;
  parser.header_limit(kMaxHeaderBytes);
  parser.body_limit(kMaxBodyBytes);
  under.expires_after(settings.read_deadline);
  auto [header_error, header_size] =
      co_await http::async_read_header(stream, peer.buffer, parser, kNoThrow);
  if (header_error) co_return co_await refuse(stream, header_error);
  peer.line.idle(false);
  under.expires_after(settings.read_deadline);
  if (beast::iequals(parser.get()[http::field::expect], "100-continue")) {
    http::response<http::empty_body> go_on(http::status::continue_, parser.get().version());
    auto [continue_error, continue_size] = co_await http::async_write(stream, go_on, kNoThrow);
    if (continue_error) co_return false;
  }
  auto [body_error, body_size] = co_await http::async_read(stream, peer.buffer, parser, kNoThrow);
  if (body_error) co_return co_await refuse(stream, body_error);
  Message message = parser.release();
  const bool keep_alive = message.keep_alive();
  const bool head = message.method() == http::verb::head;
  const unsigned version = message.version();
  const Response response = co_await handle(std::move(message), peer);
  if (response.stream) {
    peer.line.idle(true);
    co_await write_stream(stream, response, version);
    co_return false;
  }
  co_return co_await write(stream, response, head, version, keep_alive && !stopping);
}

template <class Stream>
asio::awaitable<bool> HttpServer::State::refuse(Stream& stream, beast::error_code error) {
  const auto response = answer_to(error);
  if (!response || !co_await write(stream, *response, false, 11, false)) co_return false;
  beast::tcp_stream& under = beast::get_lowest_layer(stream);
  beast::error_code ignored;
  under.socket().shutdown(tcp::socket::shutdown_send, ignored);
  under.expires_after(kLingerTime);
  std::array<char, 16 * 1024> thrown_away;
  for (std::size_t read = 0; read < kMaxLinger;) {
    auto [read_error, size] = co_await stream.async_read_some(asio::buffer(thrown_away), kNoThrow);
    if (read_error) break;
    read += size;
  }
  co_return false;
}

asio::awaitable<Response> HttpServer::State::run_handler(std::shared_ptr<const Request> request) {
  try {
    co_return handler(*request);
  } catch (const std::exception& error) {
    base::log_error("http", "a handler failed: {}", error.what());
  }
  co_return refusal(500, "internal",
                    "Something went wrong inside Reeve. Try again; if it stays, the log of the "
                    "server says more.");
}

asio::awaitable<Response> HttpServer::State::handle(Message message, const Peer& peer) {
  auto request = std::make_shared<Request>();
  request->method =
      std::string(std::string_view(message.method_string().data(), message.method_string().size()));
  request->remote_address = peer.address;
  request->scheme = peer.scheme;
  for (const auto& field : message)
    request->headers.push_back({std::string(field.name_string().data(), field.name_string().size()),
                                std::string(field.value().data(), field.value().size())});
  std::optional<Response> bad;
  try {
    set_target(*request, std::string_view(message.target().data(), message.target().size()));
  } catch (const Error& error) {
    bad = refusal(400, "bad_request", error.message());
  }
  if (bad) co_return std::move(*bad);
  request->body = std::move(message.body());
  // Each stands in line for a worker; a full line is told at once, without one.
  if (queued.fetch_add(1) >= settings.workers + settings.waiting) {
    --queued;
    Response busy =
        refusal(503, "unavailable",
                "Reeve has more to answer than it can at this moment. Try again in a few seconds.");
    busy.set("Retry-After", "1");
    co_return busy;
  }
  Response response =
      co_await asio::co_spawn(pool, run_handler(std::move(request)), asio::use_awaitable);
  --queued;
  co_return response;
}

template <class Stream>
asio::awaitable<bool> HttpServer::State::write(Stream& stream, const Response& response, bool head,
                                               unsigned version, bool keep_alive) {
  const auto embedded = response.embedded;
  const std::string_view text =
      embedded.empty()
          ? std::string_view(response.body)
          : std::string_view(static_cast<const char*>(static_cast<const void*>(embedded.data())),
                             embedded.size());
  const bool bodyless = response.status == 204 || response.status == 304;
  const bool empty = head || bodyless;
  http::response<http::span_body<const char>> message;
  message.result(static_cast<unsigned>(response.status));
  message.version(version);
  for (const Header& header : response.headers) message.insert(header.name, header.value);
  if (!bodyless) message.content_length(text.size());
  message.keep_alive(keep_alive);
  if (!empty) message.body() = beast::span<const char>(text.data(), text.size());
  const auto extra = std::chrono::seconds(text.size() / kBytesPerSecondAtLeast);
  beast::get_lowest_layer(stream).expires_after(settings.write_deadline + extra);
  auto [error, size] = co_await http::async_write(stream, message, kNoThrow);
  co_return !error && keep_alive;
}

// Waits on a timer that the hub's wake cancels, so that an open stream holds no thread.
template <class Stream>
asio::awaitable<void> HttpServer::State::write_stream(Stream& stream, const Response& response,
                                                      unsigned version) {
  const StreamReader reader(response.stream);
  const bool chunked = version >= 11;
  beast::tcp_stream& under = beast::get_lowest_layer(stream);
  http::response<http::empty_body> message(
      http::int_to_status(static_cast<unsigned>(response.status)), version);
  for (const Header& header : response.headers) message.insert(header.name, header.value);
  message.chunked(chunked);
  message.keep_alive(false);
  http::response_serializer<http::empty_body> serializer(message);
  under.expires_after(settings.write_deadline);
  auto [header_error, header_size] =
      co_await http::async_write_header(stream, serializer, kNoThrow);
  if (header_error) co_return;
  const auto timer = std::make_shared<asio::steady_timer>(under.get_executor());
  response.stream->on_ready(
      [timer] { asio::post(timer->get_executor(), [timer] { timer->cancel(); }); });
  while (!stopping) {
    const std::string text = response.stream->take();
    if (text.empty()) {
      if (response.stream->closed()) break;
      timer->expires_at(std::chrono::steady_clock::time_point::max());
      co_await timer->async_wait(kNoThrow);
      continue;
    }
    const std::string chunk = chunked ? fmt::format("{:x}\r\n{}\r\n", text.size(), text) : text;
    under.expires_after(settings.write_deadline);
    auto [error, size] = co_await asio::async_write(stream, asio::buffer(chunk), kNoThrow);
    if (error) co_return;
  }
  const std::string_view last = "0\r\n\r\n";
  if (chunked) co_await asio::async_write(stream, asio::buffer(last.data(), last.size()), kNoThrow);
}

HttpServer::HttpServer(HttpServerSettings settings, Handler handler)
    : state_(std::make_unique<State>(std::move(settings), std::move(handler))) {
  state_->listen();
  state_->start();
}

HttpServer::~HttpServer() { stop(); }

void HttpServer::stop() { state_->stop(); }

std::uint16_t HttpServer::bound_port() const { return state_->acceptor.local_endpoint().port(); }

std::size_t HttpServer::open_connections() const { return state_->open; }

}  // namespace reeve::api
