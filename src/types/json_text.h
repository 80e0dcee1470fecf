// Strings as JSON writes them: escaped out, and unescaped even where Microsoft's text is broken.
#pragma once

#include <string>
#include <string_view>

namespace reeve::types {

// Appends `text` in quotes; what JSON needs escaped is escaped.
void append_json_string(std::string& out, std::string_view text);
// The text between the quotes of a JSON string, unescaped; a lone surrogate or an unknown escape
// becomes U+FFFD.
std::string unescape_leniently(std::string_view quoted);

}  // namespace reeve::types
