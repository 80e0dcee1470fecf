// What every transport shares: reading a header, and what the log may say of a request.
#include "http/transport.h"

#include <fmt/format.h>
#include <sodium.h>

#include <algorithm>

#include "http/url.h"

namespace reeve::http {

std::optional<std::string_view> Response::header(std::string_view name) const {
  const auto found = std::ranges::find(headers, name, &Headers::value_type::first);
  if (found == headers.end()) return {};
  return found->second;
}

void wipe(Request& request) {
  sodium_memzero(request.body.data(), request.body.size());
  for (auto& [name, value] : request.headers) sodium_memzero(value.data(), value.size());
}

std::string for_log(std::string_view method, std::string_view url) {
  const auto parsed = parse_url(url);
  if (!parsed) return fmt::format("{} (an unreadable address)", method);
  const std::string_view target = parsed->target;
  const auto question = target.find('?');
  auto line = fmt::format("{} {}{}", method, origin_of(*parsed), target.substr(0, question));
  if (question == std::string_view::npos) return line;
  char before = '?';
  for (auto rest = target.substr(question + 1); !rest.empty();) {
    const auto end = rest.find('&');
    const auto name = rest.substr(0, end).substr(0, rest.find('='));
    line += fmt::format("{}{}=REDACTED", before, name);
    before = '&';
    rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
  }
  return line;
}

}  // namespace reeve::http
