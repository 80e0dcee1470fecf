// Keeps the seldom properties of people as small sorted lists, so that those without cost nothing.
#include "user_extra.h"

#include <algorithm>

#include "clock.h"

namespace cloud {
namespace {

namespace json = boost::json;

constexpr std::size_t kLongestExtra = 4000;  // as bytes of JSON

bool all_are(const json::value& value, bool (*fits)(const json::value&)) {
  return value.is_array() && std::all_of(value.as_array().begin(), value.as_array().end(), fits);
}

bool is_of(ExtraKind kind, const json::value& value) {
  switch (kind) {
    case ExtraKind::text:
      return value.is_string();
    case ExtraKind::time:
      return value.is_string() && parse_time(std::string_view(value.as_string()));
    case ExtraKind::flag:
      return value.is_bool();
    case ExtraKind::number:
      return value.is_int64();
    case ExtraKind::texts:
      return all_are(value, [](const json::value& one) { return one.is_string(); });
    case ExtraKind::object:
      return value.is_object();
    case ExtraKind::objects:
      return all_are(value, [](const json::value& one) { return one.is_object(); });
  }
  return false;
}

bool before(const std::pair<std::size_t, std::string>& one, std::size_t place) {
  return one.first < place;
}

}  // namespace

const std::string* find_extra(const User& user, std::size_t place) {
  const auto at = std::lower_bound(user.extra.begin(), user.extra.end(), place, before);
  return at != user.extra.end() && at->first == place ? &at->second : nullptr;
}

bool set_extra(User& user, std::size_t place, ExtraKind kind, const json::value& value) {
  const auto at = std::lower_bound(user.extra.begin(), user.extra.end(), place, before);
  const bool known = at != user.extra.end() && at->first == place;
  if (value.is_null()) {
    if (known) user.extra.erase(at);
    return true;
  }
  std::string text = json::serialize(value);
  if (!is_of(kind, value) || text.size() > kLongestExtra) return false;
  if (known)
    at->second = std::move(text);
  else
    user.extra.insert(at, {place, std::move(text)});
  return true;
}

}  // namespace cloud
