// Which mail addresses can stand in a message.
#pragma once

#include <string_view>

namespace reeve::notify {

// name@example.com in plain ASCII, without anything that could end a line or a command
// (RFC 5321 4.1.2, the dot-string form).
bool is_mail_address(std::string_view text);

}  // namespace reeve::notify
