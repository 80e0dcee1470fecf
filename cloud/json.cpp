// Bodies that clients send are read with a limit of depth.
#include "json.h"

namespace cloud {

std::optional<boost::json::object> parse_object(std::string_view text) {
  boost::json::parse_options options;
  options.max_depth = 32;
  boost::system::error_code bad;
  boost::json::value value = boost::json::parse(text, bad, {}, options);
  if (bad || !value.is_object()) return std::nullopt;
  return std::move(value.as_object());
}

}  // namespace cloud
