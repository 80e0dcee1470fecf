// The bounded table of wrong passwords.
#include "api/login_throttle.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <span>

#include "base/text.h"

namespace reeve::api {
namespace {

// Whoever has one IPv6 address has all of its /64.
std::string network_of(const std::string& address) {
  std::array<unsigned char, 16> bytes{};
  if (inet_pton(AF_INET6, address.c_str(), bytes.data()) != 1) return address;
  return base::hex(std::as_bytes(std::span(bytes).first(8)));
}

std::string pair_key(const std::string& email, const std::string& address) {
  return network_of(address) + " " + base::fold(email);
}

}  // namespace

int LoginThrottle::wait_of(const Table& table, const std::string& key, int limit, base::Time now) {
  const auto found = table.find(key);
  if (found == table.end() || found->second.wrong < limit) return 0;
  const auto left = found->second.since + kThrottleWindow - now;
  if (left <= base::Millis{0}) return 0;
  return static_cast<int>(std::chrono::ceil<std::chrono::seconds>(left).count());
}

void LoginThrottle::count(Table& table, const std::string& key, base::Time now) {
  if (table.size() >= kThrottleEntries && !table.contains(key)) {
    std::erase_if(table,
                  [&](const auto& entry) { return now - entry.second.since >= kThrottleWindow; });
    if (table.size() >= kThrottleEntries)
      table.erase(std::min_element(table.begin(), table.end(), [](const auto& a, const auto& b) {
        return a.second.since < b.second.since;
      }));
  }
  Count& entry = table[key];
  if (now - entry.since >= kThrottleWindow) entry = {0, now};
  ++entry.wrong;
}

int LoginThrottle::wait_seconds(const std::string& email, const std::string& address,
                                base::Time now) {
  const int pair = pairs_.with([&](Table& table) {
    return wait_of(table, pair_key(email, address), kWrongPerAccountAndAddress, now);
  });
  const int alone = addresses_.with(
      [&](Table& table) { return wait_of(table, network_of(address), kWrongPerAddress, now); });
  return std::max(pair, alone);
}

void LoginThrottle::failed(const std::string& email, const std::string& address, base::Time now) {
  pairs_.with([&](Table& table) { count(table, pair_key(email, address), now); });
  addresses_.with([&](Table& table) { count(table, network_of(address), now); });
}

void LoginThrottle::succeeded(const std::string& email, const std::string& address) {
  pairs_.with([&](Table& table) { table.erase(pair_key(email, address)); });
}

std::size_t LoginThrottle::size() {
  return pairs_.with([](Table& table) { return table.size(); }) +
         addresses_.with([](Table& table) { return table.size(); });
}

}  // namespace reeve::api
