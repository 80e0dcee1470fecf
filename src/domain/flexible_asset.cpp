// Names of traits, and how they are shown.
#include "domain/flexible_asset.h"

#include "base/text.h"

namespace reeve::domain {
namespace {

bool is_plain(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }

}  // namespace

std::string name_key_of(std::string_view name) {
  std::string key;
  for (const char c : base::ascii_lower(base::trim(name))) {
    if (is_plain(c)) {
      key += c;
    } else if (!key.empty() && key.back() != '-') {
      key += '-';
    }
  }
  while (!key.empty() && key.back() == '-') key.pop_back();
  return key;
}

std::optional<std::string> trait_text(const base::json::object& traits, std::string_view name_key) {
  const auto* value = traits.if_contains(name_key);
  if (value == nullptr || value->is_null()) return std::nullopt;
  if (const auto* text = value->if_string()) return std::string(*text);
  return base::to_json(*value);
}

}  // namespace reeve::domain
