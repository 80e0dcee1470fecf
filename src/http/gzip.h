// Unpacks a gzipped answer with a limit on what comes out, so that a small bomb cannot fill the
// memory.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace reeve::http {

// All members of the stream, one after the other (RFC 1952 2.2). Throws base::Error{too_large} past
// `max_bytes`, base::Error{protocol} when it is no gzip or is cut.
std::string inflate_gzip(std::string_view packed, std::size_t max_bytes);

}  // namespace reeve::http
