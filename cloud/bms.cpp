// The door of BMS: finds the call, counts it, lets faults strike, checks the token, keeps a
// journal.
#include "bms.h"

#include <charconv>

#include "bms_input.h"
#include "bms_routes.h"
#include "bms_tokens.h"
#include "cloud.h"
#include "encoding.h"

namespace cloud {
namespace {

namespace json = boost::json;

struct Found {
  const BmsRoute* route = nullptr;
  bool path_known = false;
  std::vector<std::string> args;
};

// What stands in the {} of a pattern; nothing when the path does not fit.
std::optional<std::vector<std::string>> fit(std::string_view pattern, std::string_view path) {
  const auto wanted = split(pattern, '/');
  const auto given = split(path, '/');
  if (wanted.size() != given.size()) return std::nullopt;
  std::vector<std::string> args;
  for (std::size_t at = 0; at < wanted.size(); ++at) {
    if (wanted[at] == "{}")
      args.push_back(percent_decode(given[at], false));
    else if (wanted[at] != given[at])
      return std::nullopt;
  }
  return args;
}

// A fixed pattern stands before one with {} where both fit: "lookup" is no id.
Found find_route(const Request& request) {
  Found found;
  for (const BmsRoute& route : bms_routes()) {
    auto args = fit(route.pattern, request.path);
    if (!args) continue;
    found.path_known = true;
    if (route.method != request.method) continue;
    if (found.route && args->size() >= found.args.size()) continue;
    found.route = &route;
    found.args = std::move(*args);
  }
  return found;
}

// A path or a method that the API does not have: nothing but a status.
Response bare(int status) {
  Response response;
  response.status = status;
  return response;
}

// The status is not known: psa-and-password-rotation.md 1 found no rate headers and no status. 429
// without Retry-After is what a client can do least with.
Response throttled() {
  return bms_failure(429, 429, "Too Many Requests",
                     "API calls quota exceeded: 1500 calls per hour for this endpoint.");
}

bool is_user(const BmsCredentials& known, std::string_view name) {
  return name == known.user_name || name == known.mfa_user_name;
}

// Whose living token it is; empty when it is none.
std::string user_of_token(const Cloud& cloud, const Request& request, std::int64_t now) {
  constexpr std::string_view scheme = "bearer ";
  const std::string_view header = request.header("Authorization");
  if (!same_text(header.substr(0, scheme.size()), scheme)) return "";
  const auto token = read_bms_access(cloud.state, header.substr(scheme.size()));
  if (!token || token->expires <= now) return "";
  return cloud.bms.store.read([&](const BmsRecords& records) {
    const bool living = token->generation == records.token_generation &&
                        is_user(records.credentials, token->user_name);
    return living ? token->user_name : std::string();
  });
}

// An answer and whether the call did what it should.
struct Outcome {
  Response response;
  bool success = false;
};

std::optional<Response> struck(BmsCall& call, Stage stage, std::string_view pattern,
                               Response response) {
  const auto fault = call.cloud.faults.strike({stage, kBmsTenant, pattern, 0});
  if (!fault) return std::nullopt;
  fault_kind(fault->kind)->spoil({*fault, call.request, call.now, ""}, response);
  return response;
}

Outcome true_answer(const BmsRoute& route, BmsCall& call) {
  if (!route.open) {
    call.user_name = user_of_token(call.cloud, call.request, call.now);
    if (call.user_name.empty()) return {bms_security_error(), false};
  }
  try {
    return {route.answer(call), true};
  } catch (const BmsRefusal& refusal) {
    return {bms_failure(refusal.status, refusal.code, refusal.what(), refusal.details,
                        refusal.sub_errors),
            false};
  }
}

Outcome answer_route(const BmsRoute& route, BmsCall& call) {
  const std::string endpoint = std::string(route.method) + " " + std::string(route.pattern);
  if (!call.cloud.bms.limits.admit(endpoint, call.now)) return {throttled(), false};
  if (auto response = struck(call, Stage::bms, route.pattern, {})) return {*response, false};
  Outcome outcome = true_answer(route, call);
  if (outcome.success && route.creates)
    if (auto response = struck(call, Stage::bms_created, route.pattern, outcome.response))
      return {*response, false};
  if (auto response = struck(call, Stage::bms_after, route.pattern, outcome.response))
    outcome.response = std::move(*response);
  return outcome;
}

void note(const BmsCall& call, std::string_view pattern, const Outcome& outcome) {
  call.cloud.requests.add(kBmsTenant, pattern, false);
  BmsCallRecord record;
  record.at = call.now;
  record.method = call.request.method;
  record.path = call.request.path;
  record.query = call.request.query;
  if (call.request.header("Content-Type").find("json") != std::string_view::npos)
    record.body = journal_body(call.request.body);
  record.status = outcome.response.reset ? 0 : outcome.response.status;
  record.success = outcome.success;
  call.cloud.bms.calls.add(std::move(record));
}

}  // namespace

int BmsCall::id(std::size_t at) const {
  const std::string& text = args.at(at);
  int value = 0;
  const auto [end, bad] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (bad != std::errc() || end != text.data() + text.size())
    throw bms_malformed("The id in the address must be a number.");
  return value;
}

Response bms_answer(json::value result, std::optional<std::size_t> total) {
  json::object body = {{"success", true}, {"error", nullptr}, {"result", std::move(result)}};
  if (total) body["totalRecords"] = *total;
  return json_response(200, json::serialize(body));
}

Response bms_failure(int status, int code, std::string_view message, std::string_view details,
                     const std::vector<std::string>& sub_errors) {
  const json::object error = {
      {"code", code},
      {"message", message},
      {"details", details.empty() ? json::value(nullptr) : json::value(details)},
      {"stackStrace", nullptr},  // so in the swagger
      {"subErrors", json::array(sub_errors.begin(), sub_errors.end())}};
  return json_response(status, json::serialize(json::object{
                                   {"success", false}, {"error", error}, {"result", nullptr}}));
}

Response bms_security_error() {
  return bms_failure(401, kBmsSecurityError, "Security Error",
                     "The token is missing, not valid or has expired.");
}

Response answer_bms(Cloud& cloud, const Request& request) {
  Found found = find_route(request);
  BmsCall call{cloud, request, std::move(found.args), cloud.clock.now(), ""};
  const Outcome outcome = found.route ? answer_route(*found.route, call)
                                      : Outcome{bare(found.path_known ? 405 : 404), false};
  note(call, found.route ? found.route->pattern : "unknown", outcome);
  return outcome.response;
}

}  // namespace cloud
