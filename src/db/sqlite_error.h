// What SQLite's result codes mean to a person.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace reeve::db {

// `code` is an extended result code (https://www.sqlite.org/rescode.html); `doing` goes to the
// detail alone.
[[noreturn]] void throw_sqlite_error(int code, const std::filesystem::path& file,
                                     const std::string& message, std::string_view doing);

// PostgreSQL cannot hold U+0000 or invalid UTF-8, so neither database takes it: Error{invalid}.
void refuse_unfit_text(const std::string& text);

}  // namespace reeve::db
