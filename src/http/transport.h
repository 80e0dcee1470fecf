// One HTTP request and its whole answer; the seam at which tests stand in for the network.
#pragma once

#include <cstddef>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/error.h"

namespace reeve::http {

using Headers = std::vector<std::pair<std::string, std::string>>;

inline constexpr base::Millis kDefaultDeadline{60'000};
inline constexpr std::size_t kDefaultMaxBody = 8 * 1024 * 1024;

struct Request {
  std::string method = "GET";
  std::string url;
  Headers headers;
  std::string body;
  base::Millis deadline = kDefaultDeadline;  // for the whole exchange
  std::size_t max_body = kDefaultMaxBody;    // of the answer, both as sent and inflated
};

// Overwrites the body and the headers: they may hold a token.
void wipe(Request& request);

struct Response {
  int status = 0;
  Headers headers;   // names in lower case
  std::string body;  // already inflated

  // The first header of that (lower case) name.
  std::optional<std::string_view> header(std::string_view name) const;
};

// Thread-safe. Every answer, whatever its status, is a value; redirects are never followed (a
// redirect could carry a token to another host). Throws Error{unavailable} on a network failure
// (the sentence names the host), Error{canceled} soon after `stop` is requested, Error{too_large}
// past max_body, Error{protocol} for an answer that began but was cut or cannot be unpacked, and
// Error{invalid} for an address that is neither https nor http to this machine.
class Transport {
 public:
  virtual ~Transport() = default;
  virtual Response send(const Request& request, std::stop_token stop) = 0;
};

// What the log may say of a request: method, scheme, host, path, and the names of the query, never
// headers, bodies or values of the query ("GET
// https://graph.microsoft.com/v1.0/users?$select=REDACTED").
std::string for_log(std::string_view method, std::string_view url);

}  // namespace reeve::http
