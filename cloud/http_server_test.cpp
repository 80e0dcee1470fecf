// The port itself, over real sockets: keep-alive, limits, cut and reset answers, a clean stop.
#include "http_server.h"

#include <gtest/gtest.h>

#include <cerrno>
#include <chrono>

#include "test_socket.h"

namespace cloud {
namespace {

Response answer(const Request& request) {
  Response response = json_response(
      200, request.method + " " + request.path + "|" + request.query + "|" + request.body);
  if (request.path == "/cut") response.cut_at = 5;
  if (request.path == "/reset") response.reset = true;
  if (request.path == "/large") response.body = std::string(100'000, 'x');
  return response;
}

class Server : public testing::Test {
 protected:
  Server() : server_({"127.0.0.1", 0, "", ""}, answer) { server_.start(); }
  std::string once(const std::string& text) {
    Socket socket(server_.port());
    socket.send(text);
    return socket.read_all();
  }
  HttpServer server_;
};

TEST_F(Server, AnswersAndKeepsTheConnection) {
  Socket socket(server_.port());
  for (int at = 0; at < 3; ++at) {
    socket.send("POST /a%20b?c=d HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nhi");
    const std::string got = socket.read_until("|hi");
    EXPECT_TRUE(got.starts_with("HTTP/1.1 200 OK")) << got;
    EXPECT_NE(got.find("POST /a%20b|c=d|hi"), std::string::npos);
  }
}

TEST_F(Server, CompressesWhenAsked) {
  const std::string plain = once("GET /large HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  EXPECT_GT(plain.size(), 100'000U);
  const std::string packed =
      once("GET /large HTTP/1.1\r\nHost: x\r\nAccept-Encoding: gzip\r\nConnection: close\r\n\r\n");
  EXPECT_NE(packed.find("Content-Encoding: gzip"), std::string::npos);
  EXPECT_LT(packed.size(), 5'000U);
}

TEST_F(Server, CutsAnAnswerInTheMiddle) {
  const std::string got = once("GET /cut HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_NE(got.find("Content-Length: 10"), std::string::npos) << got;
  EXPECT_TRUE(got.ends_with("\r\n\r\nGET /")) << got;
}

TEST_F(Server, ResetsAConnection) {
  Socket socket(server_.port());
  socket.send("GET /reset HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_EQ(socket.read_all(), "");
  EXPECT_EQ(socket.error, ECONNRESET);
}

TEST_F(Server, RefusesWhatIsTooLarge) {
  EXPECT_NE(once("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2000000\r\n\r\n").find("413"),
            std::string::npos);
  EXPECT_NE(
      once("GET / HTTP/1.1\r\nHost: x\r\nX: " + std::string(70'000, 'x') + "\r\n\r\n").find("431"),
      std::string::npos);
  EXPECT_EQ(once("nonsense\r\n\r\n"), "");
}

TEST_F(Server, HeadHasNoBody) {
  const std::string got = once("HEAD /large HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  EXPECT_NE(got.find("Content-Length: 100000"), std::string::npos);
  EXPECT_TRUE(got.ends_with("\r\n\r\n"));
}

TEST_F(Server, StopsWithOpenConnectionsInUnderASecond) {
  Socket idle(server_.port());
  Socket half(server_.port());
  half.send("GET / HTTP/1.1\r\nHo");
  const auto begin = std::chrono::steady_clock::now();
  server_.stop();
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(1));
}

TEST(Listening, APortInUseIsExplained) {
  const HttpServer first({"127.0.0.1", 0, "", ""}, answer);
  try {
    const HttpServer second({"127.0.0.1", first.port(), "", ""}, answer);
    FAIL() << "two servers on one port";
  } catch (const std::runtime_error& problem) {
    EXPECT_NE(std::string(problem.what()).find("Another program listens there"), std::string::npos);
  }
}

TEST(Listening, ForeignAddressesAndMissingCertificatesAreExplained) {
  const auto refused = [](const ServerOptions& options) -> std::string {
    try {
      const HttpServer server(options, answer);
    } catch (const std::runtime_error& problem) {
      return problem.what();
    }
    return "";
  };
  EXPECT_NE(refused({"192.0.2.1", 0, "", ""}).find("--listen"), std::string::npos);
  EXPECT_NE(refused({"nowhere", 0, "", ""}).find("--listen"), std::string::npos);
  EXPECT_NE(refused({"127.0.0.1", 0, "/no/such.pem", "/no/key.pem"}).find("--tls CERT KEY"),
            std::string::npos);
}

}  // namespace
}  // namespace cloud
