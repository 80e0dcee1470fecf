// A web address taken apart strictly: what could be read in two ways is refused.
#include "http/url.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/text.h"

namespace reeve::http {

namespace {

bool is_plain(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte > 0x20 && byte < 0x7f && c != '\\';
}

bool is_host_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_';
}

bool is_address_character(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || c == ':' || c == '.';
}

bool good_host(std::string_view host) {
  return !host.empty() && host.size() <= 253 && host.front() != '.' && host.back() != '.' &&
         host.find("..") == std::string_view::npos && std::ranges::all_of(host, is_host_character);
}

std::optional<int> read_port(std::string_view text) {
  int port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (error != std::errc{} || end != text.data() + text.size() || port < 1 || port > 65535)
    return {};
  return port;
}

// Splits "host:port" or "[address]:port" into `url`; false when it is neither.
bool read_authority(std::string_view authority, Url& url) {
  std::string_view port;
  if (authority.starts_with('[')) {
    const auto close = authority.find(']');
    if (close == std::string_view::npos) return false;
    url.host = base::ascii_lower(authority.substr(1, close - 1));
    if (url.host.empty() || !std::ranges::all_of(url.host, is_address_character)) return false;
    port = authority.substr(close + 1);
  } else {
    const auto colon = authority.find(':');
    url.host = base::ascii_lower(authority.substr(0, colon));
    if (!good_host(url.host)) return false;
    port = colon == std::string_view::npos ? std::string_view{} : authority.substr(colon);
  }
  url.port = url.scheme == "https" ? 443 : 80;
  if (port.empty()) return true;
  if (port.front() != ':') return false;
  const auto number = read_port(port.substr(1));
  if (number) url.port = *number;
  return number.has_value();
}

}  // namespace

std::optional<Url> parse_url(std::string_view text) {
  if (text.size() > kMaxUrlBytes || !std::ranges::all_of(text, is_plain)) return {};
  const auto colon = text.find("://");
  if (colon == std::string_view::npos) return {};
  Url url;
  url.scheme = base::ascii_lower(text.substr(0, colon));
  if (url.scheme != "https" && url.scheme != "http") return {};
  auto rest = text.substr(colon + 3);
  rest = rest.substr(0, rest.find('#'));
  const auto slash = rest.find_first_of("/?");
  if (!read_authority(rest.substr(0, slash), url)) return {};
  url.target = slash == std::string_view::npos ? "/" : std::string(rest.substr(slash));
  if (url.target.front() == '?') url.target.insert(0, "/");
  return url;
}

std::string origin_of(const Url& url) {
  const bool address = url.host.find(':') != std::string::npos;
  const auto host = address ? fmt::format("[{}]", url.host) : url.host;
  const int usual = url.scheme == "https" ? 443 : 80;
  return url.port == usual ? fmt::format("{}://{}", url.scheme, host)
                           : fmt::format("{}://{}:{}", url.scheme, host, url.port);
}

bool is_loopback(const Url& url) {
  if (url.host == "localhost" || url.host == "::1") return true;
  return url.host.starts_with("127.") &&
         url.host.find_first_not_of("0123456789.") == std::string::npos &&
         std::ranges::count(url.host, '.') == 3;
}

}  // namespace reeve::http
