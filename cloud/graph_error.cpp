// Errors and headers as Graph sends them.
// Source of the shape: merill/msgraph errors.md (2026-05) and graph-error-*.json.
#include "graph_error.h"

#include <boost/json.hpp>

#include "clock.h"
#include "random.h"

namespace cloud {

Response graph_error(const Request& request, std::int64_t now, int status, std::string_view code,
                     std::string_view message) {
  const std::string id = fresh_guid();
  const std::string_view sent = request.header("client-request-id");
  const std::string client = sent.empty() ? id : std::string(sent);
  const boost::json::object inner = {
      {"date", iso_local_time(now)}, {"request-id", id}, {"client-request-id", client}};
  Response response = json_response(
      status, boost::json::serialize(boost::json::object{
                  {"error", {{"code", code}, {"message", message}, {"innerError", inner}}}}));
  response.content_type = "application/json";
  response.set("request-id", id);
  response.set("client-request-id", client);
  return response;
}

Response too_many_requests(const Request& request, std::int64_t now) {
  const std::string id = fresh_guid();
  const std::string_view sent = request.header("client-request-id");
  const boost::json::object inner = {
      {"code", "429"},
      {"date", iso_local_time(now)},
      {"message", "Please retry after"},
      {"request-id", id},
      {"client-request-id", sent.empty() ? std::string_view(id) : sent},
      {"status", "429"}};
  Response response = json_response(
      429,
      boost::json::serialize(boost::json::object{{"error",
                                                  {{"code", "TooManyRequests"},
                                                   {"innerError", inner},
                                                   {"message", "Please retry again later."}}}}));
  response.content_type = "application/json";
  response.set("request-id", id);
  response.set("client-request-id", sent.empty() ? id : std::string(sent));
  return response;
}

void add_graph_headers(const Request& request, Response& response) {
  const auto has = [&](std::string_view name) {
    for (const Header& one : response.headers)
      if (one.name == name) return true;
    return false;
  };
  if (!has("request-id")) {
    const std::string id = fresh_guid();
    const std::string_view client = request.header("client-request-id");
    response.set("request-id", id);
    response.set("client-request-id", client.empty() ? id : std::string(client));
  }
  response.set("Cache-Control", "no-cache");
  response.set("Strict-Transport-Security", "max-age=31536000");
  response.set(
      "x-ms-ags-diagnostic",
      R"({"ServerInfo":{"DataCenter":"Simulated","Slice":"E","Ring":"1","ScaleUnit":"001",)"
      R"("RoleInstance":"REEVECLOUD"}})");
  if (response.status < 300) response.set("OData-Version", "4.0");
}

}  // namespace cloud
