// Headers looked up in any letter case, and the few ready-made kinds of answers.
#include "message.h"

#include "encoding.h"

namespace cloud {

std::string_view Request::header(std::string_view name) const {
  for (const Header& one : headers)
    if (same_text(one.name, name)) return one.value;
  return {};
}

std::string Request::origin() const {
  return std::string(tls ? "https://" : "http://") + std::string(header("Host"));
}

void Response::set(std::string name, std::string value) {
  for (Header& one : headers) {
    if (!same_text(one.name, name)) continue;
    one.value = std::move(value);
    return;
  }
  headers.push_back({std::move(name), std::move(value)});
}

Response json_response(int status, std::string body) {
  Response response;
  response.status = status;
  response.body = std::move(body);
  return response;
}

Response html_response(int status, std::string body) {
  Response response;
  response.status = status;
  response.content_type = "text/html; charset=utf-8";
  response.set("Cache-Control", "no-store, no-cache");
  response.body = std::move(body);
  return response;
}

}  // namespace cloud
