// Escaping and forgiving unescaping of JSON strings.
#include "types/json_text.h"

#include <fmt/format.h>

#include <charconv>
#include <cstdint>
#include <iterator>
#include <optional>

namespace reeve::types {
namespace {

constexpr std::uint32_t kReplacement = 0xFFFD;

void append_utf8(std::string& out, std::uint32_t c) {
  const auto put = [&](std::uint32_t byte) { out += static_cast<char>(byte); };
  if (c < 0x80) return put(c);
  if (c < 0x800) {
    put(0xC0 | (c >> 6));
  } else {
    if (c < 0x10000) {
      put(0xE0 | (c >> 12));
    } else {
      put(0xF0 | (c >> 18));
      put(0x80 | ((c >> 12) & 0x3F));
    }
    put(0x80 | ((c >> 6) & 0x3F));
  }
  put(0x80 | (c & 0x3F));
}

std::optional<std::uint32_t> four_hex(std::string_view text, std::size_t at) {
  if (at + 4 > text.size()) return std::nullopt;
  std::uint32_t value = 0;
  const char* first = text.data() + at;
  const auto [end, error] = std::from_chars(first, first + 4, value, 16);
  if (error != std::errc{} || end != first + 4) return std::nullopt;
  return value;
}

bool is_high(std::uint32_t c) { return c >= 0xD800 && c < 0xDC00; }
bool is_low(std::uint32_t c) { return c >= 0xDC00 && c < 0xE000; }

// Reads what follows "\u" at `at`, moving it on.
std::uint32_t unicode_escape(std::string_view text, std::size_t& at) {
  const auto first = four_hex(text, at);
  if (!first) return kReplacement;
  at += 4;
  if (is_low(*first)) return kReplacement;
  if (!is_high(*first)) return *first;
  if (text.substr(at, 2) != "\\u") return kReplacement;
  const auto second = four_hex(text, at + 2);
  if (!second || !is_low(*second)) return kReplacement;
  at += 6;
  return 0x10000 + ((*first - 0xD800) << 10) + (*second - 0xDC00);
}

std::uint32_t simple_escape(char c) {
  switch (c) {
    case 'n':
      return '\n';
    case 't':
      return '\t';
    case 'r':
      return '\r';
    case 'b':
      return '\b';
    case 'f':
      return '\f';
    case '"':
    case '\\':
    case '/':
      return static_cast<unsigned char>(c);
    default:
      return kReplacement;
  }
}

}  // namespace

void append_json_string(std::string& out, std::string_view text) {
  out += '"';
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      fmt::format_to(std::back_inserter(out), "\\u{:04x}", static_cast<unsigned>(c));
    } else {
      out += c;
    }
  }
  out += '"';
}

std::string unescape_leniently(std::string_view quoted) {
  if (!quoted.empty() && quoted.front() == '"') quoted.remove_prefix(1);
  std::string out;
  for (std::size_t at = 0; at < quoted.size() && quoted[at] != '"';) {
    if (quoted[at] != '\\') {
      out += quoted[at++];
      continue;
    }
    if (++at >= quoted.size()) break;
    const char kind = quoted[at++];
    append_utf8(out, kind == 'u' ? unicode_escape(quoted, at) : simple_escape(kind));
  }
  return out;
}

}  // namespace reeve::types
