// Writing a refusal as a JSON:API document of one error.
#include "api/refusal.h"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "base/json.h"

namespace reeve::api {

std::string_view status_title(int status) {
  switch (status) {
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 409:
      return "Conflict";
    case 413:
      return "Content Too Large";
    case 415:
      return "Unsupported Media Type";
    case 422:
      return "Unprocessable Entity";
    case 429:
      return "Too Many Requests";
    case 431:
      return "Request Header Fields Too Large";
    case 503:
      return "Service Unavailable";
    default:
      return "Internal Server Error";
  }
}

Response refusal(int status, std::string_view code, std::string_view sentence) {
  namespace json = base::json;
  json::object error;
  error["status"] = status;
  error["title"] = json::string(status_title(status));
  error["detail"] = json::string(sentence);
  error["code"] = json::string(code);
  json::object body;
  body["errors"] = json::array({std::move(error)});
  Response response;
  response.status = status;
  response.set("Content-Type", "application/vnd.api+json");
  response.set("Cache-Control", "no-store");
  response.body = base::to_json(body);
  return response;
}

}  // namespace reeve::api
