// A cloud behind a real port, and a plain blocking client, so that nothing of the server is tested
// with itself.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstring>

#include "http_server.h"
#include "test_cloud.h"

namespace cloud {

struct WireAnswer {
  int status = 0;  // 0: no answer came
  std::string head;
  std::string body;           // what was kept of it, without the marks of chunks
  std::size_t body_size = 0;  // all of it
  bool complete = false;      // as long as the head promised
  int error = 0;              // errno of the socket
  std::chrono::milliseconds head_took{0}, took{0};

  std::string header(std::string_view name) const {
    for (const std::string& line : split(head, '\n')) {
      const auto colon = line.find(':');
      if (colon == std::string::npos || !same_text(line.substr(0, colon), name)) continue;
      const auto begin = line.find_first_not_of(' ', colon + 1);
      const auto end = line.find_last_not_of('\r');
      return begin == std::string::npos ? "" : line.substr(begin, end - begin + 1);
    }
    return "";
  }
  boost::json::object json() const { return parse_object(body).value_or(boost::json::object()); }
};

// One question over one connection, which is read to its end.
class WireClient {
 public:
  explicit WireClient(int port) : port_(port) {}

  // Of a body, `most` bytes are kept; the rest is counted.
  WireAnswer ask(const std::string& method, const std::string& target,
                 const std::vector<Header>& headers = {}, const std::string& body = "",
                 std::size_t most = 2'000'000) const {
    const int file = connected();
    const auto begin = std::chrono::steady_clock::now();
    std::string text = method + " " + target + " HTTP/1.1\r\nConnection: close\r\n";
    text += fmt::format("Host: 127.0.0.1:{}\r\nContent-Length: {}\r\n", port_, body.size());
    for (const Header& one : headers) text += one.name + ": " + one.value + "\r\n";
    write(file, text + "\r\n" + body);
    WireAnswer answer = read(file, begin, most);
    ::close(file);
    return answer;
  }

 private:
  int connected() const {
    const int file = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port_));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const timeval patience{60, 0};
    ::setsockopt(file, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    EXPECT_EQ(::connect(file, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    return file;
  }
  static void write(int file, const std::string& text) {
    std::size_t sent = 0;
    while (sent < text.size()) {
      const ssize_t count = ::send(file, text.data() + sent, text.size() - sent, MSG_NOSIGNAL);
      if (count <= 0) return;
      sent += static_cast<std::size_t>(count);
    }
  }
  static WireAnswer read(int file, std::chrono::steady_clock::time_point begin, std::size_t most) {
    const auto since = [begin] {
      return std::chrono::duration_cast<std::chrono::milliseconds>(
          std::chrono::steady_clock::now() - begin);
    };
    WireAnswer answer;
    std::string raw, tail;
    std::size_t size = 0;
    static thread_local char buffer[256 * 1024];
    while (true) {
      const ssize_t count = ::recv(file, buffer, sizeof buffer, 0);
      if (count < 0) answer.error = errno;
      if (count <= 0) break;
      const std::string_view part(buffer, static_cast<std::size_t>(count));
      size += part.size();
      if (raw.size() < most) raw.append(part);
      tail = (tail + std::string(part.substr(part.size() > 64 ? part.size() - 64 : 0)));
      if (tail.size() > 64) tail.erase(0, tail.size() - 64);
      if (answer.head_took.count() == 0 && raw.find("\r\n\r\n") != std::string::npos)
        answer.head_took = since();
    }
    answer.took = since();
    take_apart(raw, tail, size, answer);
    return answer;
  }
  static void take_apart(const std::string& raw, const std::string& tail, std::size_t size,
                         WireAnswer& answer) {
    const auto end = raw.find("\r\n\r\n");
    if (end == std::string::npos) return;
    answer.head = raw.substr(0, end);
    answer.status = std::atoi(answer.head.substr(9, 3).c_str());
    answer.body = raw.substr(end + 4);
    answer.body_size = size - end - 4;
    if (answer.header("Transfer-Encoding") == "chunked") {
      answer.complete = tail.ends_with("0\r\n\r\n");
      answer.body = without_chunks(answer.body);
      return;
    }
    const std::string promised = answer.header("Content-Length");
    answer.complete = promised.empty() || std::to_string(answer.body_size) == promised;
  }
  static std::string without_chunks(const std::string& text) {
    std::string body;
    for (std::size_t at = 0; at < text.size();) {
      const auto line = text.find("\r\n", at);
      if (line == std::string::npos) break;
      const std::size_t size = std::strtoull(text.c_str() + at, nullptr, 16);
      if (size == 0) break;
      body += text.substr(line + 2, size);
      at = line + 2 + size + 2;
    }
    return body;
  }

  int port_;
};

// A small cloud on a free port of this machine.
struct WireCloud : TestCloud {
  WireCloud()
      : server({"127.0.0.1", 0, "", ""},
               [this](const Request& request) { return cloud.handle(request); }),
        wire(server.port()) {
    server.start();
    token = token_for(customer().id);
  }
  ~WireCloud() { server.stop(); }

  void fault(boost::json::object body) {
    if (!body.contains("tenant")) body["tenant"] = customer().id;
    const Response made = control("POST", "faults", body);
    ASSERT_EQ(made.status, 201) << made.body;
  }
  WireAnswer read(const std::string& target, std::size_t most = 2'000'000) {
    return wire.ask("GET", target, {{"Authorization", "Bearer " + token}}, "", most);
  }
  WireAnswer post_form(const std::string& target, const Pairs& fields,
                       std::vector<Header> headers = {}) {
    headers.push_back({"Content-Type", "application/x-www-form-urlencoded"});
    return wire.ask("POST", target, headers, form_text(fields));
  }
  WireAnswer ask_application_token() {
    return post_form(
        token_address(customer().id),
        with_client({{"grant_type", "client_credentials"}, {"scope", std::string(kGraphDefault)}}));
  }
  WireAnswer ask_refresh(const std::string& refresh) {
    return post_form(token_address(customer().id),
                     with_client({{"grant_type", "refresh_token"},
                                  {"refresh_token", refresh},
                                  {"scope", std::string(kGraphDefault)}}));
  }
  // The path and query of a link to this cloud.
  std::string local(const std::string& link) const {
    const auto path = link.find('/', link.find("://") + 3);
    return path == std::string::npos ? "" : link.substr(path);
  }

  HttpServer server;
  WireClient wire;
  std::string token;  // of the application in the first customer
};

inline std::int64_t aadsts_of(const WireAnswer& answer) {
  const auto body = answer.json();
  const auto* codes = body.if_contains("error_codes");
  return codes ? codes->as_array().at(0).as_int64() : 0;
}
inline std::string graph_code_of(const WireAnswer& answer) {
  const auto body = answer.json();
  const auto* error = body.if_contains("error");
  return error && error->is_object() ? text_of(error->as_object(), "code") : "";
}
inline std::vector<std::string> ids_of(const WireAnswer& answer) {
  std::vector<std::string> ids;
  const auto body = answer.json();
  if (const auto* value = body.if_contains("value"))
    for (const auto& one : value->as_array()) ids.push_back(text_of(one.as_object(), "id"));
  return ids;
}

}  // namespace cloud
