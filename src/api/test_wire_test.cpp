// Plain sockets for the tests.
#include "api/test_wire.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>

namespace reeve::api {
namespace {
constexpr std::chrono::seconds kLongest{20};
}  // namespace

Wire::Wire(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(port);
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  EXPECT_EQ(
      ::connect(socket_, static_cast<const sockaddr*>(static_cast<const void*>(&to)), sizeof to),
      0);
}

Wire::~Wire() { ::close(socket_); }

void Wire::send(std::string_view text) { ::send(socket_, text.data(), text.size(), MSG_NOSIGNAL); }

std::string Wire::read_until(std::string_view end) {
  std::string out;
  const auto give_up = std::chrono::steady_clock::now() + kLongest;
  while (out.find(end) == std::string::npos && std::chrono::steady_clock::now() < give_up) {
    pollfd waiting{socket_, POLLIN, 0};
    if (::poll(&waiting, 1, 100) <= 0) continue;
    char buffer[4096];
    const auto size = ::recv(socket_, buffer, sizeof buffer, 0);
    if (size <= 0) {
      closed_ = true;
      break;
    }
    out.append(buffer, static_cast<std::size_t>(size));
  }
  return out;
}

std::string Wire::read_all() { return read_until(std::string_view("\0never", 6)); }

}  // namespace reeve::api
