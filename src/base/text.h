// Text as it comes from outside made fit to store, to sort and to compare.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace reeve::base {

// Drops U+0000, replaces invalid UTF-8 by U+FFFD, normalizes to NFC.
std::string clean_text(std::string_view text);
bool is_utf8(std::string_view text);

// The form by which text is sorted and compared on both databases: NFKD, marks dropped, case
// folded, white space collapsed ("  Ärzte   GmbH" -> "arzte gmbh"). Empty stays empty.
std::string fold(std::string_view text);

std::string_view trim(std::string_view text);
std::vector<std::string> split(std::string_view text, char separator);
std::string join(std::span<const std::string> parts, std::string_view separator);
std::string ascii_lower(std::string_view text);
bool starts_with_ignoring_case(std::string_view text, std::string_view prefix);

std::string base64url(std::span<const std::byte> bytes);
std::optional<std::string> from_base64url(std::string_view text);
std::string base64(std::span<const std::byte> bytes);
std::optional<std::string> from_base64(std::string_view text);
std::string hex(std::span<const std::byte> bytes);
inline std::span<const std::byte> as_bytes(std::string_view text) {
  return std::as_bytes(std::span<const char>(text.data(), text.size()));
}

// application/x-www-form-urlencoded, both ways; also right for one query value.
std::string percent_encode(std::string_view text);
// Takes '+' as a blank. Empty when the escapes are malformed.
std::optional<std::string> percent_decode(std::string_view text);

}  // namespace reeve::base
