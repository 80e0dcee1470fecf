// Addresses, networks, and what a proxy's headers are worth.
#include "api/client_address.h"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>
#include <optional>

#include "base/error.h"
#include "base/text.h"

namespace reeve::api {
namespace {

struct Parsed {
  std::array<unsigned char, 16> bytes{};
  int size = 0;  // 4 or 16
};

std::optional<Parsed> parse(std::string_view text) {
  const std::string address(text.substr(0, text.find('%')));
  Parsed out;
  if (inet_pton(AF_INET, address.c_str(), out.bytes.data()) == 1) {
    out.size = 4;
    return out;
  }
  if (inet_pton(AF_INET6, address.c_str(), out.bytes.data()) != 1) return std::nullopt;
  out.size = 16;
  constexpr std::array<unsigned char, 12> kMapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
  if (std::memcmp(out.bytes.data(), kMapped.data(), kMapped.size()) == 0) {
    std::memmove(out.bytes.data(), out.bytes.data() + 12, 4);
    out.size = 4;
  }
  return out;
}

bool same_prefix(const Parsed& a, const Parsed& b, int bits) {
  for (int i = 0; i < bits; ++i) {
    const auto at = static_cast<std::size_t>(i / 8);
    const int mask = 0x80 >> (i % 8);
    if ((a.bytes[at] & mask) != (b.bytes[at] & mask)) return false;
  }
  return true;
}

bool trusted(std::string_view address, const std::vector<std::string>& networks) {
  return std::any_of(networks.begin(), networks.end(),
                     [&](const std::string& network) { return in_network(address, network); });
}

}  // namespace

bool in_network(std::string_view address, std::string_view network) {
  const auto slash = network.find('/');
  const auto a = parse(address);
  const auto n = parse(network.substr(0, slash));
  if (!a || !n || a->size != n->size) return false;
  int bits = n->size * 8;
  if (slash != std::string_view::npos) {
    const std::string_view text = network.substr(slash + 1);
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), bits);
    if (error != std::errc() || end != text.data() + text.size() || bits < 0 || bits > n->size * 8)
      return false;
  }
  return same_prefix(*a, *n, bits);
}

bool is_loopback(std::string_view address) {
  return address == "localhost" || in_network(address, "127.0.0.0/8") || in_network(address, "::1");
}

Client client_of(const Request& request, const std::vector<std::string>& trusted_proxies) {
  Client client{request.remote_address, request.scheme == "https", false, false};
  const bool forwarded = request.has_header("x-forwarded-for") || request.has_header("forwarded");
  client.loopback = !forwarded && is_loopback(client.address);
  if (!trusted(request.remote_address, trusted_proxies)) return client;
  client.trusted_proxy = true;
  client.https = base::ascii_lower(base::trim(request.header("x-forwarded-proto"))) == "https";
  const auto hops = base::split(request.header("x-forwarded-for"), ',');
  for (auto hop = hops.rbegin(); hop != hops.rend(); ++hop) {
    const std::string_view address = base::trim(*hop);
    if (!parse(address)) break;
    client.address = address;
    if (!trusted(address, trusted_proxies)) break;
  }
  return client;
}

void check_plain_listen(std::string_view address, const std::vector<std::string>& trusted_proxies) {
  if (is_loopback(address) || !trusted_proxies.empty()) return;
  throw base::Error(base::ErrorCode::usage,
                    fmt::format("Reeve does not serve plain HTTP on {}, because passwords would "
                                "cross the network in clear text. "
                                "Give --tls CERT KEY, listen on 127.0.0.1, or name your reverse "
                                "proxy in trusted_proxies.",
                                address));
}

}  // namespace reeve::api
