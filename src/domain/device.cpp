// Brings serial numbers, MAC addresses and postal addresses into the form in which they are
// compared.
#include "domain/device.h"

#include <algorithm>
#include <cctype>
#include <map>
#include <vector>

#include "base/text.h"

namespace reeve::domain {
namespace {

constexpr std::size_t kMacDigits = 12;
constexpr std::size_t kLeastBeginning = 4;

// Of streets, in the languages where our customers' tenants are.
const std::map<std::string_view, std::string_view>& abbreviations() {
  static const std::map<std::string_view, std::string_view> words{
      {"street", "st"}, {"avenue", "ave"},  {"road", "rd"},      {"boulevard", "blvd"},
      {"drive", "dr"},  {"lane", "ln"},     {"suite", "ste"},    {"building", "bldg"},
      {"floor", "fl"},  {"highway", "hwy"}, {"parkway", "pkwy"}, {"north", "n"},
      {"south", "s"},   {"east", "e"},      {"west", "w"},       {"strasse", "str"},
      {"platz", "pl"},  {"place", "pl"},    {"square", "sq"},    {"court", "ct"}};
  return words;
}

std::string words_key(std::string_view text) {
  std::vector<std::string> words{std::string()};
  for (const char letter : base::fold(text)) {
    const auto byte = static_cast<unsigned char>(letter);
    if (byte >= 0x80 || std::isalnum(byte) != 0) {
      words.back() += letter;
    } else if (letter != '.' && letter != '\'') {
      words.emplace_back();
    }
  }
  std::string out;
  for (const std::string& word : words) {
    if (word.empty()) continue;
    const auto shorter = abbreviations().find(word);
    out += (out.empty() ? "" : " ");
    out += shorter == abbreviations().end() ? word : std::string(shorter->second);
  }
  return out;
}

std::string joined_code(std::string_view text) {
  std::string out;
  for (const char letter : words_key(text))
    if (letter != ' ') out += letter;
  return out;
}

// Without what people write between them; empty where there is anything else.
std::string hex_digits(std::string_view text) {
  std::string out;
  for (const char letter : base::ascii_lower(text)) {
    if ((letter >= '0' && letter <= '9') || (letter >= 'a' && letter <= 'f')) {
      out += letter;
    } else if (letter != ':' && letter != '-' && letter != '.' && letter != ' ') {
      return {};
    }
  }
  return out;
}

}  // namespace

std::string serial_key(std::string_view text) {
  std::string out;
  for (const char letter : base::ascii_lower(text))
    if (letter != ' ')
      out += static_cast<char>(letter >= 'a' && letter <= 'z' ? letter - 32 : letter);
  return out;
}

std::string mac_key(std::string_view text) {
  std::string out = hex_digits(text);
  const bool one_digit = out.find_first_not_of('0') == std::string::npos ||
                         out.find_first_not_of('f') == std::string::npos;
  return out.size() == kMacDigits && !one_digit ? out : std::string{};
}

std::string mac_beginning(std::string_view text) {
  std::string out = hex_digits(text);
  return out.size() >= kLeastBeginning && out.size() <= kMacDigits ? out : std::string{};
}

bool begins_with_any(std::string_view key, const std::set<std::string>& beginnings) {
  return std::ranges::any_of(beginnings,
                             [&](const std::string& one) { return key.starts_with(one); });
}

std::string written_mac(std::string_view text) {
  const std::string key = mac_key(text);
  if (key.empty()) return std::string(text);
  std::string out;
  for (std::size_t i = 0; i < key.size(); ++i) {
    if (i > 0 && i % 2 == 0) out += ':';
    out += static_cast<char>(std::toupper(static_cast<unsigned char>(key[i])));
  }
  return out;
}

std::string address_key(std::string_view street, std::string_view city,
                        std::string_view postal_code) {
  const std::string words = words_key(street);
  if (words.empty()) return {};
  return words + "|" + words_key(city) + "|" + joined_code(postal_code);
}

}  // namespace reeve::domain
