// The server over real sockets: limits, deadlines, keep-alive, streams, stopping.
#include "api/http_server.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <poll.h>

#include <chrono>
#include <condition_variable>
#include <future>
#include <mutex>

#include "api/client_address.h"
#include "api/event_stream.h"
#include "api/test_wire.h"
#include "base/error.h"

namespace reeve::api {
namespace {

constexpr std::chrono::seconds kLongest{20};

HttpServerSettings any_port() {
  HttpServerSettings settings;
  settings.port = 0;
  settings.workers = 2;
  return settings;
}

Response echo(const Request& request) {
  Response response;
  response.set("Content-Type", "text/plain");
  response.body = fmt::format("{} {} {} {}|{}", request.method, request.path, request.query.size(),
                              request.remote_address, request.body);
  return response;
}

TEST(HttpServer, AnswersAndKeepsTheConnection) {
  HttpServer server(any_port(), echo);
  Wire wire(server.bound_port());
  for (int i = 0; i < 3; ++i) {
    wire.send("GET /a%20b?x=1&y=%5B2%5D HTTP/1.1\r\nHost: localhost\r\n\r\n");
    const std::string answer = wire.read_until("127.0.0.1|");
    EXPECT_NE(answer.find("HTTP/1.1 200 OK"), std::string::npos) << answer;
    EXPECT_NE(answer.find("GET /a b 2 127.0.0.1|"), std::string::npos) << answer;
  }
  wire.send("HEAD / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
  const std::string head = wire.read_all();
  EXPECT_TRUE(wire.closed());
  EXPECT_NE(head.find("Content-Length: 19"), std::string::npos) << head;
  EXPECT_TRUE(head.ends_with("\r\n\r\n")) << head;
}

TEST(HttpServer, ExpectContinueIsAnswered) {
  HttpServer server(any_port(), echo);
  Wire wire(server.bound_port());
  wire.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_TRUE(wire.read_until("\r\n\r\n").starts_with("HTTP/1.1 100"));
  wire.send("body");
  EXPECT_NE(wire.read_until("|body").find("|body"), std::string::npos);
}

TEST(HttpServer, RefusesWhatIsTooLargeOrMalformed) {
  HttpServer server(any_port(), echo);
  const auto ask = [&](const std::string& text) {
    Wire wire(server.bound_port());
    wire.send(text);
    return wire.read_all();
  };
  const std::string body = ask("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 8388609\r\n\r\n");
  EXPECT_TRUE(body.starts_with("HTTP/1.1 413")) << body;
  EXPECT_NE(body.find("8 MiB"), std::string::npos);
  EXPECT_TRUE(ask("GET / HTTP/1.1\r\nHost: x\r\nX: " + std::string(17'000, 'a') + "\r\n\r\n")
                  .starts_with("HTTP/1.1 431"));
  EXPECT_TRUE(ask("this is no http\r\n\r\n").starts_with("HTTP/1.1 400"));
  EXPECT_TRUE(
      ask("GET /%zz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").starts_with("HTTP/1.1 400"));
  EXPECT_TRUE(
      ask("GET /%00 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").starts_with("HTTP/1.1 400"));
  EXPECT_TRUE(
      ask("GET /%ff HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").starts_with("HTTP/1.1 400"));
  const std::string both =
      ask("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nTransfer-Encoding: "
          "chunked\r\n\r\n0\r\n\r\n");
  EXPECT_TRUE(both.empty() || both.starts_with("HTTP/1.1 400")) << both;
}

TEST(HttpServer, AnswersADripperNothingAndCutsIt) {
  HttpServerSettings settings = any_port();
  settings.read_deadline = base::Millis{300};
  HttpServer server(settings, echo);
  Wire dripper(server.bound_port());
  const auto begin = std::chrono::steady_clock::now();
  dripper.send("GET / HT");
  while (!dripper.closed() && std::chrono::steady_clock::now() - begin < kLongest) {
    dripper.send("T");
    pollfd none{-1, 0, 0};
    ::poll(&none, 1, 20);
    if (std::chrono::steady_clock::now() - begin > std::chrono::milliseconds{350})
      dripper.read_all();
  }
  EXPECT_TRUE(dripper.closed());
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds{5});
  Wire other(server.bound_port());
  other.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_NE(other.read_until("|").find("200 OK"), std::string::npos);
}

TEST(HttpServer, DrippedBodyIsCutToo) {
  HttpServerSettings settings = any_port();
  settings.read_deadline = base::Millis{300};
  HttpServer server(settings, echo);
  Wire wire(server.bound_port());
  wire.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc");
  EXPECT_EQ(wire.read_all(), "");
  EXPECT_TRUE(wire.closed());
}

TEST(HttpServer, MoreConnectionsThanTheLimitAreToldSo) {
  HttpServerSettings settings = any_port();
  settings.connections = 2;
  HttpServer server(settings, echo);
  Wire first(server.bound_port()), second(server.bound_port());
  for (Wire* wire : {&first, &second}) {
    wire->send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_NE(wire->read_until("|").find("200"), std::string::npos);
  }
  Wire third(server.bound_port());
  EXPECT_TRUE(third.read_all().starts_with("HTTP/1.1 503"));
}

// Holds handlers until the test lets them go.
class Gate {
 public:
  void pass() {
    std::unique_lock hold(mutex_);
    ++waiting_;
    changed_.notify_all();
    changed_.wait(hold, [this] { return open_; });
  }
  void wait_for(int count) {
    std::unique_lock hold(mutex_);
    changed_.wait_for(hold, kLongest, [&] { return waiting_ >= count; });
  }
  void open() {
    std::lock_guard hold(mutex_);
    open_ = true;
    changed_.notify_all();
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  int waiting_ = 0;
  bool open_ = false;
};

TEST(HttpServer, FullQueueAnswersAtOnce) {
  HttpServerSettings settings = any_port();
  settings.workers = 1;
  settings.waiting = 0;
  Gate gate;
  HttpServer server(settings, [&](const Request& request) {
    gate.pass();
    return echo(request);
  });
  Wire slow(server.bound_port());
  slow.send("GET /slow HTTP/1.1\r\nHost: x\r\n\r\n");
  gate.wait_for(1);
  Wire next(server.bound_port());
  next.send("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  EXPECT_TRUE(next.read_all().starts_with("HTTP/1.1 503"));
  gate.open();
  EXPECT_NE(slow.read_until("|").find("/slow"), std::string::npos);
}

TEST(HttpServer, StopLetsAnswersUnderWayFinishAndClosesIdleOnes) {
  Gate gate;
  HttpServer server(any_port(), [&](const Request& request) {
    gate.pass();
    return echo(request);
  });
  Wire busy(server.bound_port()), idle(server.bound_port());
  busy.send("GET /last HTTP/1.1\r\nHost: x\r\n\r\n");
  gate.wait_for(1);
  auto stopped = std::async(std::launch::async, [&] { server.stop(); });
  EXPECT_EQ(idle.read_all(), "");
  EXPECT_TRUE(idle.closed());
  gate.open();
  EXPECT_NE(busy.read_all().find("/last"), std::string::npos);
  EXPECT_TRUE(busy.closed());
  EXPECT_EQ(stopped.wait_for(kLongest), std::future_status::ready);
}

TEST(HttpServer, AHandlersExceptionIs500) {
  HttpServer server(any_port(),
                    [](const Request&) -> Response { throw std::runtime_error("secret detail"); });
  Wire wire(server.bound_port());
  wire.send("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  const std::string answer = wire.read_all();
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 500"));
  EXPECT_EQ(answer.find("secret"), std::string::npos);
}

TEST(HttpServer, AStreamCarriesWhatIsPushedAndHoldsNoWorker) {
  HttpServerSettings settings = any_port();
  settings.workers = 1;
  const auto events = std::make_shared<EventStream>();
  HttpServer server(settings, [&](const Request& request) {
    if (request.path != "/events") return echo(request);
    Response response;
    response.set("Content-Type", "text/event-stream");
    response.stream = events;
    return response;
  });
  Wire stream(server.bound_port());
  stream.send("GET /events HTTP/1.1\r\nHost: x\r\n\r\n");
  events->push("id: 1\n\n");
  EXPECT_NE(stream.read_until("id: 1\n\n").find("Transfer-Encoding: chunked"), std::string::npos);
  Wire other(server.bound_port());
  other.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_NE(other.read_until("|").find("200"), std::string::npos);
  events->push("id: 2\n\n");
  EXPECT_NE(stream.read_until("id: 2\n\n").find("id: 2"), std::string::npos);
  events->close();
  stream.read_all();
  EXPECT_TRUE(stream.closed());
}

template <class Work>
std::string refusal(Work work) {
  try {
    work();
  } catch (const base::Error& error) {
    return error.message();
  }
  return {};
}

TEST(HttpServer, SaysWhyItCannotListen) {
  HttpServer server(any_port(), echo);
  HttpServerSettings taken = any_port();
  taken.port = server.bound_port();
  EXPECT_NE(refusal([&] {
              HttpServer(taken, echo);
            }).find("another program does. Stop it, or choose another address with --listen"),
            std::string::npos);
  HttpServerSettings foreign = any_port();
  foreign.address = "203.0.113.7";
  EXPECT_NE(refusal([&] { HttpServer(foreign, echo); }).find("no such address"), std::string::npos);
  HttpServerSettings tls = any_port();
  tls.tls = TlsFiles{"/nonexistent/cert.pem", "/nonexistent/key.pem"};
  EXPECT_NE(refusal([&] {
              HttpServer(tls, echo);
            }).find("/nonexistent/cert.pem cannot be read as a certificate"),
            std::string::npos);
}

TEST(HttpServer, PlainHttpOnlyOnLoopbackOrBehindAProxy) {
  EXPECT_NO_THROW(check_plain_listen("127.0.0.1", {}));
  EXPECT_NO_THROW(check_plain_listen("::1", {}));
  EXPECT_NO_THROW(check_plain_listen("0.0.0.0", {"10.0.0.2"}));
  EXPECT_NE(refusal([] { check_plain_listen("0.0.0.0", {}); }).find("--tls CERT KEY"),
            std::string::npos);
}

}  // namespace
}  // namespace reeve::api
