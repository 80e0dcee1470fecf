// POST /$batch: up to twenty questions in one, each answered and throttled as if it came alone.
// Source: merill/msgraph batching.md (2026-05); examples concept26-batching*.json.
#include <fmt/format.h>

#include <map>

#include "encoding.h"
#include "graph_error.h"
#include "graph_routes.h"
#include "json.h"

namespace cloud {
namespace {

namespace json = boost::json;

constexpr std::size_t kMostRequests = 20;

[[noreturn]] void refuse(const std::string& why) { throw GraphRefusal(400, "BadRequest", why); }

// The inner question as if it had come by itself, with the outer one's token and host.
Request inner_request(const GraphCall& call, const json::object& asked, std::int64_t came) {
  Request inner;
  inner.came = came;
  inner.method = text_of(asked, "method");
  inner.tls = call.request.tls;
  inner.loopback = call.request.loopback;
  inner.batched = true;
  std::string url = text_of(asked, "url");
  if (!url.starts_with('/')) url.insert(0, "/");
  const auto mark = url.find('?');
  inner.path = "/" + call.version + url.substr(0, mark);
  if (mark != std::string::npos) inner.query = url.substr(mark + 1);
  for (const char* name : {"Host", "Authorization", "client-request-id"})
    if (!call.request.header(name).empty())
      inner.headers.push_back({name, std::string(call.request.header(name))});
  if (const json::value* own = asked.if_contains("headers"); own && own->is_object())
    for (const auto& member : own->as_object())
      if (member.value().is_string() && !same_text(std::string_view(member.key()), "Host"))
        inner.headers.push_back(
            {std::string(member.key()), std::string(member.value().as_string())});
  if (const json::value* body = asked.if_contains("body")) inner.body = json::serialize(*body);
  return inner;
}

json::object outer_form(const std::string& id, const Response& response) {
  json::object headers = {{"Content-Type", response.content_type}};
  for (const Header& one : response.headers)
    if (same_text(one.name, "Retry-After") || same_text(one.name, "Location") ||
        one.name.starts_with("x-ms-"))
      headers[one.name] = one.value;
  json::object result = {{"id", id}, {"status", response.status}, {"headers", headers}};
  boost::system::error_code bad;
  json::value body = json::parse(response.body, bad);
  // What is no JSON travels as base64, as in life.
  result["body"] = bad ? json::value(base64_encode(response.body)) : std::move(body);
  return result;
}

bool dependency_failed(const json::object& asked, const std::map<std::string, int>& statuses) {
  const json::value* on = asked.if_contains("dependsOn");
  if (!on || !on->is_array()) return false;
  for (const json::value& one : on->as_array()) {
    const auto found =
        one.is_string() ? statuses.find(std::string(one.as_string())) : statuses.end();
    if (found == statuses.end() || found->second >= 400) return true;
  }
  return false;
}

json::array asked_requests(const GraphCall& call) {
  const auto body = parse_object(call.request.body);
  if (!body) refuse("Invalid batch payload format.");
  const json::value* requests = body->if_contains("requests");
  if (!requests || !requests->is_array()) refuse("Invalid batch payload format.");
  const json::array& all = requests->as_array();
  if (all.size() > kMostRequests)
    refuse(fmt::format("Number of batch request steps exceeds the maximum value of {}.",
                       kMostRequests));
  std::map<std::string, int> ids;
  for (const json::value& one : all) {
    if (!one.is_object()) refuse("Invalid batch payload format.");
    const std::string id = text_of(one.as_object(), "id");
    if (id.empty()) refuse("Id property of batch request must not be null or empty.");
    if (++ids[id] > 1) refuse(fmt::format("Request Id {} has to be unique in a batch.", id));
  }
  return all;
}

}  // namespace

// Whoever writes such a word elsewhere, or escapes letters, waits a little longer than needed.
bool graph_batch_writes(const Request& request) {
  for (const std::string_view word : {"PATCH", "POST", "PUT", "DELETE", "\\u"})
    if (request.body.find(word) != std::string::npos) return true;
  return false;
}

Response run_batch(GraphCall& call) {
  json::array responses;
  std::map<std::string, int> statuses;
  const std::int64_t came = call.cloud.clock.now_ms();
  for (const json::value& one : asked_requests(call)) {
    const json::object& asked = one.as_object();
    const std::string id = text_of(asked, "id");
    Response response;
    if (dependency_failed(asked, statuses)) {
      response = graph_error(call.request, call.now(), 424, "FailedDependency",
                             "The dependency of this request failed.");
    } else if (text_of(asked, "url").find("$batch") != std::string::npos) {
      response = graph_error(call.request, call.now(), 400, "BadRequest",
                             "A batch cannot hold another batch.");
    } else {
      response = answer_graph_call(call.cloud, inner_request(call, asked, came), call.origins);
    }
    statuses[id] = response.status;
    responses.push_back(outer_form(id, response));
  }
  return json_answer(json::object{{"responses", std::move(responses)}});
}

}  // namespace cloud
