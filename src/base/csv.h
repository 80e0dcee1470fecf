// CSV as RFC 4180 has it, both ways.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace reeve::base {

// Appends one line, ended by CRLF. A value that a spreadsheet would take for a formula (=, +, -, @
// first) gets a leading apostrophe, so that a hostile display name cannot run anything.
void append_csv_row(std::string& out, std::span<const std::string> values);
// All rows; a leading byte order mark is dropped. Throws Error{protocol} on an unclosed quote.
std::vector<std::vector<std::string>> parse_csv(std::string_view text);

}  // namespace reeve::base
