// One HTTP question and its answer, as the rest of the cloud sees them: no sockets, no Beast.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cloud {

struct Header {
  std::string name;
  std::string value;
};

struct Request {
  std::string method;
  std::string path;   // still percent-encoded, begins with '/'
  std::string query;  // still percent-encoded, without '?'
  std::vector<Header> headers;
  std::string body;
  bool tls = false;
  bool loopback = true;   // the peer is this machine
  bool batched = false;   // came inside a $batch
  std::int64_t came = 0;  // the $batch itself, in milliseconds by the cloud's clock; else 0

  // The first header of that name in any letter case, or an empty text.
  std::string_view header(std::string_view name) const;
  // "https://host:port" as the client wrote it.
  std::string origin() const;
};

struct Response {
  int status = 200;
  std::string content_type = "application/json; charset=utf-8";
  std::vector<Header> headers;
  std::string body;
  // What faults do to an answer on its way out.
  std::chrono::milliseconds delay{0};
  std::optional<std::size_t> cut_at;  // send so many bytes of the body, then close
  bool reset = false;                 // send nothing, reset the connection
  std::chrono::milliseconds drip{0};  // the body leaves in small pieces over that time
  std::int64_t date_shift = 0;        // how far the clock that stamps the answer is off, seconds
  // More of the body than is good to hold: sent after `body`, piece by piece, until one is empty.
  std::function<std::string(std::size_t)> more;
  std::shared_ptr<void> held;  // let go when the answer is sent

  void set(std::string name, std::string value);
};

Response json_response(int status, std::string body);
Response html_response(int status, std::string body);

}  // namespace cloud
