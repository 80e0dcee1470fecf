// Compares addresses with the ranges that are not the public internet.
#include "http/address.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <span>

namespace reeve::http {
namespace {

struct Range {
  std::uint32_t network;
  int bits;
};

constexpr std::uint32_t ip(std::uint32_t a, std::uint32_t b, std::uint32_t c, std::uint32_t d) {
  return a << 24 | b << 16 | c << 8 | d;
}

constexpr std::array kNotPublic{
    Range{ip(0, 0, 0, 0), 8},      Range{ip(10, 0, 0, 0), 8},     Range{ip(100, 64, 0, 0), 10},
    Range{ip(127, 0, 0, 0), 8},    Range{ip(169, 254, 0, 0), 16}, Range{ip(172, 16, 0, 0), 12},
    Range{ip(192, 0, 0, 0), 24},   Range{ip(192, 0, 2, 0), 24},   Range{ip(192, 88, 99, 0), 24},
    Range{ip(192, 168, 0, 0), 16}, Range{ip(198, 18, 0, 0), 15},  Range{ip(198, 51, 100, 0), 24},
    Range{ip(203, 0, 113, 0), 24}, Range{ip(224, 0, 0, 0), 4},    Range{ip(240, 0, 0, 0), 4},
};

bool is_public_v4(std::uint32_t address) {
  return std::none_of(kNotPublic.begin(), kNotPublic.end(), [&](const Range& range) {
    return address >> (32 - range.bits) == range.network >> (32 - range.bits);
  });
}

std::uint32_t v4_at(std::span<const std::uint8_t, 16> bytes, std::size_t at) {
  return ip(bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]);
}

// Of IPv6 only 2000::/3 is given out; within it, what wraps IPv4 or is for documentation is not.
bool is_public_v6(std::span<const std::uint8_t, 16> bytes) {
  const bool zeros =
      std::all_of(bytes.begin(), bytes.begin() + 10, [](std::uint8_t b) { return b == 0; });
  if (zeros && bytes[10] == 0xff && bytes[11] == 0xff) return is_public_v4(v4_at(bytes, 12));
  if (bytes[0] >> 5 != 1) return false;
  if (bytes[0] == 0x20 && bytes[1] == 0x02) return is_public_v4(v4_at(bytes, 2));  // 6to4
  // 2001::/23 (protocol assignments, Teredo among them) and 2001:db8::/32.
  if (bytes[0] == 0x20 && bytes[1] == 0x01)
    return bytes[2] >= 2 && !(bytes[2] == 0x0d && bytes[3] == 0xb8);
  return true;
}

}  // namespace

bool is_public_address(const sockaddr& address) {
  if (address.sa_family == AF_INET) {
    sockaddr_in v4{};
    std::memcpy(&v4, &address, sizeof v4);
    return is_public_v4(ntohl(v4.sin_addr.s_addr));
  }
  if (address.sa_family != AF_INET6) return false;
  sockaddr_in6 v6{};
  std::memcpy(&v6, &address, sizeof v6);
  return is_public_v6(std::span<const std::uint8_t, 16>(v6.sin6_addr.s6_addr));
}

}  // namespace reeve::http
