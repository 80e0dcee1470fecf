// A web address taken apart strictly, so that a check of its host and a request to it mean the same
// host.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace reeve::http {

inline constexpr std::size_t kMaxUrlBytes = 16 * 1024;

struct Url {
  std::string scheme;  // https or http
  std::string host;    // lower case; an IPv6 address without its brackets
  int port = 0;        // always set: 443 or 80 where the address names none
  std::string target;  // path and query, "/" at least; the fragment is dropped
};

// Nothing for everything a browser and libcurl could read differently: a user name before the host,
// blanks, control characters, backslashes, bytes above 127, a host that ends in a dot, another
// scheme, a port outside 1..65535.
std::optional<Url> parse_url(std::string_view text);
// "https://graph.microsoft.com", with the port only where it is not the scheme's own.
std::string origin_of(const Url& url);
// 127.0.0.0/8, ::1 and localhost: the only hosts that plain HTTP may go to.
bool is_loopback(const Url& url);

}  // namespace reeve::http
