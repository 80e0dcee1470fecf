// What PostgreSQL's errors mean to a person.
#pragma once

#include <string>
#include <string_view>

#include "base/error.h"

namespace reeve::db {

// Why no connection came about; `message` is libpq's (libpq 15 gives no SQLSTATE for it).
base::Error connection_error(const std::string& place, const std::string& message);
// The server does not answer any more.
base::Error lost_error(const std::string& place, const std::string& message);
// `state` is a SQLSTATE (https://www.postgresql.org/docs/15/errcodes-appendix.html).
base::Error statement_error(const std::string& place, std::string_view state,
                            const std::string& message, std::string_view sql);

}  // namespace reeve::db
