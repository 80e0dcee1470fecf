// The real client against a real socket on this machine.
#include "http/curl_transport.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <libdeflate.h>
#include <sys/socket.h>
#include <unistd.h>

#include <functional>
#include <future>
#include <latch>
#include <mutex>
#include <thread>
#include <vector>

#include "base/text.h"

namespace reeve::http {
namespace {

// Answers each connection with what the function makes of the request's text, then closes it.
class Server {
 public:
  using Answer = std::function<std::string(const std::string&)>;
  explicit Server(Answer answer)
      : answer_(std::move(answer)), socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    EXPECT_EQ(::bind(socket_, reinterpret_cast<sockaddr*>(&address), size), 0);
    EXPECT_EQ(::listen(socket_, 16), 0);
    EXPECT_EQ(::getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &size), 0);
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { serve(); });
  }
  ~Server() {
    ::shutdown(socket_, SHUT_RDWR);
    thread_.join();
    for (auto& one : conversations_) one.join();
    ::close(socket_);
  }
  std::string url(std::string_view path = "/") const {
    return fmt::format("http://127.0.0.1:{}{}", port_, path);
  }
  int port() const { return port_; }

 private:
  void serve() {
    for (int peer = ::accept(socket_, nullptr, nullptr); peer >= 0;
         peer = ::accept(socket_, nullptr, nullptr)) {
      conversations_.emplace_back([this, peer] { converse(peer); });
    }
  }
  void converse(int peer) {
    std::string request;
    char part[4096];
    while (request.find("\r\n\r\n") == std::string::npos) {
      const auto got = ::recv(peer, part, sizeof part, 0);
      if (got <= 0) break;
      request.append(part, static_cast<std::size_t>(got));
    }
    const auto reply = answer_(request);
    ::send(peer, reply.data(), reply.size(), MSG_NOSIGNAL);
    ::close(peer);
  }

  Answer answer_;
  int socket_;
  int port_ = 0;
  std::thread thread_;
  std::vector<std::thread> conversations_;
};

std::string reply(std::string_view body, std::string_view headers = "", int status = 200) {
  return fmt::format("HTTP/1.1 {} X\r\nContent-Length: {}\r\nConnection: close\r\n{}\r\n{}", status,
                     body.size(), headers, body);
}

Request get(std::string url) {
  Request request;
  request.url = std::move(url);
  return request;
}

base::ErrorCode code_of(CurlTransport& transport, const Request& request,
                        std::stop_token stop = {}) {
  try {
    transport.send(request, std::move(stop));
  } catch (const base::Error& error) {
    return error.code();
  }
  return base::ErrorCode::internal;
}

TEST(CurlTransport, SendsAndReadsAWholeExchange) {
  std::string seen;
  Server server([&](const std::string& request) {
    seen = request;
    return reply("{\"a\":1}", "X-Thing:  Value \r\nRequest-Id: 5\r\n", 201);
  });
  CurlTransport transport;
  Request request = get(server.url("/v1.0/x?y=z"));
  request.method = "PATCH";
  request.body = "hello";
  request.headers = {{"Content-Type", "text/plain"}, {"Authorization", "Bearer abc"}};
  const auto response = transport.send(request, {});
  EXPECT_EQ(response.status, 201);
  EXPECT_EQ(response.body, "{\"a\":1}");
  EXPECT_EQ(response.header("x-thing"), "Value");
  EXPECT_EQ(response.header("request-id"), "5");
  EXPECT_FALSE(response.header("missing"));
  EXPECT_NE(seen.find("PATCH /v1.0/x?y=z HTTP/1.1\r\n"), std::string::npos);
  EXPECT_NE(seen.find("Authorization: Bearer abc\r\n"), std::string::npos);
  EXPECT_NE(seen.find("Accept-Encoding: gzip\r\n"), std::string::npos);
}

TEST(CurlTransport, InflatesGzip) {
  const std::string text(100'000, 'u');
  std::string packed(1'000, '\0');
  auto* packer = libdeflate_alloc_compressor(6);
  packed.resize(
      libdeflate_gzip_compress(packer, text.data(), text.size(), packed.data(), packed.size()));
  libdeflate_free_compressor(packer);
  Server server([&](const std::string&) { return reply(packed, "Content-Encoding: gzip\r\n"); });
  CurlTransport transport;
  EXPECT_EQ(transport.send(get(server.url()), {}).body, text);
  auto small = get(server.url());
  small.max_body = 50'000;
  EXPECT_EQ(code_of(transport, small), base::ErrorCode::too_large);
}

TEST(CurlTransport, DoesNotFollowRedirects) {
  int requests = 0;
  Server server([&](const std::string&) {
    ++requests;
    return reply("", "Location: /elsewhere\r\n", 302);
  });
  CurlTransport transport;
  const auto response = transport.send(get(server.url()), {});
  EXPECT_EQ(response.status, 302);
  EXPECT_EQ(response.header("location"), "/elsewhere");
  EXPECT_EQ(requests, 1);
}

TEST(CurlTransport, StopsAtTheLargestBody) {
  Server server([](const std::string&) { return reply(std::string(100'000, 'x')); });
  CurlTransport transport;
  auto request = get(server.url());
  request.max_body = 99'999;
  EXPECT_EQ(code_of(transport, request), base::ErrorCode::too_large);
  request.max_body = 100'000;
  EXPECT_EQ(transport.send(request, {}).body.size(), 100'000U);
}

TEST(CurlTransport, NamesTheHostWhenTheConnectionBreaks) {
  Server server([](const std::string&) {
    return std::string("HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{\"value\":[");
  });
  CurlTransport transport;
  try {
    transport.send(get(server.url("/v1.0/users?$skiptoken=secret")), {});
    FAIL() << "a cut answer was taken";
  } catch (const base::Error& error) {
    EXPECT_EQ(error.code(), base::ErrorCode::protocol);
    EXPECT_NE(error.message().find("127.0.0.1"), std::string::npos) << error.message();
    EXPECT_EQ(error.detail().find("secret"), std::string::npos) << error.detail();
  }
}

TEST(CurlTransport, NobodyListens) {
  int port = 0;
  {
    Server gone([](const std::string&) { return std::string(); });
    port = gone.port();
  }
  CurlTransport transport;
  EXPECT_EQ(code_of(transport, get(fmt::format("http://127.0.0.1:{}/", port))),
            base::ErrorCode::unavailable);
}

TEST(CurlTransport, PlainHttpOnlyOnThisMachine) {
  CurlTransport transport;
  for (const auto* url : {"http://graph.microsoft.com/", "http://10.0.0.1/", "ftp://127.0.0.1/",
                          "file:///etc/passwd", "not an address"}) {
    EXPECT_EQ(code_of(transport, get(url)), base::ErrorCode::invalid) << url;
  }
}

TEST(CurlTransport, RefusesHeadersWithLineBreaks) {
  CurlTransport transport;
  auto request = get("http://127.0.0.1:1/");
  request.headers = {{"Prefer", "a\r\nAuthorization: stolen"}};
  EXPECT_EQ(code_of(transport, request), base::ErrorCode::invalid);
}

TEST(CurlTransport, StopsAtOnceWhenAsked) {
  std::latch reached(1);
  std::latch done(1);
  Server server([&](const std::string&) {
    reached.count_down();
    done.wait();
    return reply("late");
  });
  CurlTransport transport;
  std::stop_source stop;
  auto waiting = std::async(
      std::launch::async, [&] { return code_of(transport, get(server.url()), stop.get_token()); });
  reached.wait();
  stop.request_stop();
  EXPECT_EQ(waiting.get(), base::ErrorCode::canceled);
  done.count_down();
}

TEST(CurlTransport, EndsAtTheDeadline) {
  std::latch done(1);
  Server server([&](const std::string&) {
    done.wait();
    return reply("late");
  });
  CurlTransport transport;
  auto request = get(server.url());
  request.deadline = base::Millis{50};
  EXPECT_EQ(code_of(transport, request), base::ErrorCode::unavailable);
  done.count_down();
}

TEST(CurlTransport, ServesManyThreadsAtOnce) {
  Server server(
      [](const std::string& request) { return reply(request.substr(0, request.find('\r'))); });
  CurlTransport transport;
  std::vector<std::future<bool>> answers;
  for (int i = 0; i < 8; ++i) {
    answers.push_back(std::async(std::launch::async, [&, i] {
      bool good = true;
      for (int j = 0; j < 10; ++j) {
        const auto path = fmt::format("/{}/{}", i, j);
        good = good && transport.send(get(server.url(path)), {}).body ==
                           fmt::format("GET {} HTTP/1.1", path);
      }
      return good;
    }));
  }
  for (auto& answer : answers) EXPECT_TRUE(answer.get());
}

TEST(CurlTransport, ConnectToSendsARealHostNameToATestServer) {
  std::string seen;
  Server server([&](const std::string& request) {
    seen = request;
    return reply("here");
  });
  CurlOptions options;
  options.connect_to = {fmt::format("localhost:80:127.0.0.1:{}", server.port())};
  CurlTransport transport(options);
  EXPECT_EQ(transport.send(get("http://localhost/v1.0"), {}).body, "here");
  EXPECT_NE(seen.find("Host: localhost\r\n"), std::string::npos);
}

}  // namespace
}  // namespace reeve::http
