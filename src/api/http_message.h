// A request and an answer as plain values: what the handlers see, without any HTTP library.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace reeve::api {

class EventStream;

struct Header {
  std::string name, value;
};

struct Request {
  std::string method = "GET";
  std::string path = "/";                                  // decoded, always starts with '/'
  std::string raw_query;                                   // as it came, without the '?'
  std::vector<std::pair<std::string, std::string>> query;  // decoded, in order, names may repeat
  std::vector<Header> headers;
  std::string body;
  std::string
      remote_address;  // the peer of the socket; api/client_address.h says who that stands for
  std::string scheme = "http";

  // The first header of that name in any letter case, or empty.
  std::string_view header(std::string_view name) const;
  bool has_header(std::string_view name) const;
  // The first query value of that name.
  std::optional<std::string> query_value(std::string_view name) const;
};

// At most so many names in one query string.
inline constexpr std::size_t kMaxQueryValues = 256;

// Fills path, raw_query and query from a request target ("/api/contacts?page%5Bsize%5D=5"). Throws
// Error{bad_request} on malformed escapes, a target that is no path, control characters, or text
// that is not UTF-8.
void set_target(Request& request, std::string_view target);

struct Response {
  int status = 200;
  std::vector<Header> headers;
  std::string body;
  // Bytes that live as long as the program (the embedded page); served instead of `body` when not
  // empty.
  std::span<const std::byte> embedded;
  // When set, the answer stays open and carries what the hub pushes (api/event_stream.h).
  std::shared_ptr<EventStream> stream;

  // Replaces the header of that name. Line breaks in the value are dropped.
  void set(std::string_view name, std::string_view value);
  // Adds one more of that name (Set-Cookie).
  void add(std::string_view name, std::string_view value);
  std::string_view header(std::string_view name) const;
};

}  // namespace reeve::api
