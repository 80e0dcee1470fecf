// The way in to Graph: token, tenant, route, permission, faults; then the route's own function.
#include "graph.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

#include "encoding.h"
#include "fault_strike.h"
#include "graph_deeds.h"
#include "graph_error.h"
#include "graph_lag.h"
#include "graph_limits.h"
#include "json.h"
#include "permissions.h"

namespace cloud {
namespace {

constexpr std::size_t kMostSegments = 32;

// "getX(period={})" takes what stands between the two parts, whatever the letter case.
bool take_segment(std::string_view wanted, const std::string& segment,
                  std::vector<std::string>& args) {
  const auto mark = wanted.find("{}");
  if (mark == std::string_view::npos) return same_text(wanted, segment);
  const std::string_view before = wanted.substr(0, mark);
  const std::string_view after = wanted.substr(mark + 2);
  const std::string_view given = segment;
  if (given.size() < before.size() + after.size() ||
      !same_text(given.substr(0, before.size()), before) ||
      !same_text(given.substr(given.size() - after.size()), after))
    return false;
  args.emplace_back(given.substr(before.size(), given.size() - before.size() - after.size()));
  return true;
}

bool fits(std::string_view pattern, const std::vector<std::string>& segments,
          std::vector<std::string>& args) {
  const auto wanted = split(pattern, '/');
  if (wanted.size() != segments.size()) return false;
  args.clear();
  for (std::size_t at = 0; at < wanted.size(); ++at)
    if (!take_segment(wanted[at], segments[at], args)) return false;
  return true;
}

// Sets whose objects also go by an alternate key: "servicePrincipals(appId='…')" stands for the
// same as "servicePrincipals/appId='…'".
constexpr std::string_view kKeyedSets[] = {"servicePrincipals", "applications", "directoryRoles"};

std::vector<std::string> with_keys_apart(const std::vector<std::string>& segments) {
  std::vector<std::string> result;
  for (const std::string& one : segments) {
    const auto open = one.find('(');
    const bool keyed =
        open != std::string::npos && one.back() == ')' && one.find('=') != std::string::npos &&
        std::any_of(std::begin(kKeyedSets), std::end(kKeyedSets),
                    [&](std::string_view set) { return same_text(set, one.substr(0, open)); });
    result.push_back(keyed ? one.substr(0, open) : one);
    if (keyed) result.push_back(one.substr(open + 1, one.size() - open - 2));
  }
  return result;
}

// The decoded segments behind the version: "/v1.0/users/a%40b" → {"users", "a@b"}.
std::vector<std::string> segments_of(std::string_view path) {
  auto segments = split(path, '/');
  if (!segments.empty()) segments.erase(segments.begin());
  for (std::string& one : segments) one = percent_decode(one, false);
  if (segments.size() > kMostSegments) segments.resize(kMostSegments);
  return with_keys_apart(segments);
}

std::string version_of(std::string_view path) {
  const auto segments = split(path, '/');
  return segments.empty() ? "" : segments.front();
}

std::string_view bearer(const Request& request) {
  const std::string_view header = request.header("Authorization");
  constexpr std::string_view scheme = "bearer ";
  if (header.size() <= scheme.size() || !same_text(header.substr(0, scheme.size()), scheme))
    return {};
  return header.substr(scheme.size());
}

Response unauthorized(const Request& request, std::int64_t now, std::string_view message) {
  Response response = graph_error(request, now, 401, "InvalidAuthenticationToken", message);
  response.set("WWW-Authenticate",
               "Bearer realm=\"\", authorization_uri=\"https://login.microsoftonline.com/common/"
               "oauth2/authorize\", client_id=\"00000003-0000-0000-c000-000000000000\"");
  return response;
}

// Reads the OData part of the question; what is wrong with it is told after the permissions.
std::optional<GraphRefusal> read_query(GraphCall& call) {
  try {
    call.query = read_odata(call.request);
  } catch (const GraphRefusal& refusal) {
    return refusal;
  }
  return std::nullopt;
}

// Which page of a listing is asked for; 0 when it is no listing's page.
int page_of(const GraphCall& call) {
  try {
    return read_skip_token(call.query).page;
  } catch (const GraphRefusal&) {
    return 0;
  }
}

bool shares_one(std::span<const std::string_view> wanted, const std::vector<std::string>& held) {
  return wanted.empty() || std::any_of(wanted.begin(), wanted.end(), [&](std::string_view one) {
           return std::find(held.begin(), held.end(), one) != held.end();
         });
}

Response call_route(const GraphRoute& route, GraphCall& call,
                    const std::optional<GraphRefusal>& unreadable) {
  const bool may =
      shares_one(call.claims.is_application() ? route.application : route.delegated,
                 call.claims.is_application() ? call.claims.roles : call.claims.scopes);
  try {
    const Deed* deed = deed_of(route.method, route.pattern);
    const bool admitted = may && (!deed || may_do(call, *deed));
    if (!admitted && route.denial == Denial::reports) throw report_refusal();
    if (!admitted) refuse_privileges();
    if (unreadable) throw *unreadable;
    return route.answer(call);
  } catch (const GraphRefusal& refusal) {
    return graph_error(call.request, call.now(), refusal.status, refusal.code, refusal.what());
  }
}

// The route's answer within its budgets, between the faults that come before it and after.
Response answer_route(const GraphRoute& route, GraphCall& call) {
  const auto unreadable = read_query(call);
  const Passage passage{call.cloud,    call.request,  call.origins, call.tenant.id,
                        route.pattern, page_of(call), false};
  return pass_faults(passage, [&] {
    const Metered metered = meter(call, route);
    auto refused = refuse_over_budget(call, metered);
    Response response =
        refused ? std::move(*refused)
                : answer_with_lag(call, [&] { return call_route(route, call, unreadable); });
    tell_use(metered, response);
    return response;
  });
}

// Keeps count of who was told to wait, and of who did not.
Response watched(const GraphRoute& route, GraphCall& call) {
  const std::int64_t came = call.request.came > 0 ? call.request.came : call.cloud.clock.now_ms();
  const Workload workload = workload_of(route.pattern);
  if (call.cloud.waits.is_early(call.claims.client_id, call.tenant.id, workload, came))
    call.cloud.requests.add_early(call.tenant.id);
  Response response = answer_route(route, call);
  // A $batch is counted by what is in it.
  if (response.status == 429 && route.pattern != "/$batch")
    call.cloud.requests.add_throttled(call.tenant.id);
  for (const Header& one : response.headers)
    if (response.status >= 400 && same_text(one.name, "Retry-After"))
      call.cloud.waits.told(call.claims.client_id, call.tenant.id, workload,
                            call.cloud.clock.now_ms(), std::atoi(one.value.c_str()));
  return response;
}

bool audience_is_graph(const Request& request, const std::string& audience) {
  const std::string_view bare(audience.data(), audience.size() - (audience.ends_with('/') ? 1 : 0));
  return bare == kGraphId || is_graph_address(bare) || same_text(bare, request.origin());
}

// What is wrong with the token; empty when it opens the door.
std::string_view refusal_of(const Request& request, const std::optional<Claims>& claims,
                            std::int64_t now) {
  if (bearer(request).empty()) return "Access token is empty.";
  if (!claims) return "CompactToken parsing failed with error code: 80049217";
  if (!audience_is_graph(request, claims->audience))
    return "Access token validation failure. Invalid audience.";
  if (claims->expires <= now) return "Lifetime validation failed, the token is expired.";
  return {};
}

}  // namespace

std::string GraphCall::context(std::string_view of) const {
  return fmt::format("{}/{}/$metadata#{}", origins.graph, version, of);
}

std::string GraphCall::selected(std::string_view of) const {
  if (query.select.empty()) return std::string(of);
  constexpr std::string_view entity = "/$entity";
  const bool one = of.ends_with(entity);
  const std::string_view set = one ? of.substr(0, of.size() - entity.size()) : of;
  return fmt::format("{}({}){}", set, fmt::join(query.select, ","), one ? entity : "");
}

bool GraphCall::holds(std::span<const std::string_view> permissions) const {
  return shares_one(permissions, claims.is_application() ? claims.roles : claims.scopes);
}

boost::json::object GraphCall::body() const {
  if (auto object = parse_object(request.body)) return std::move(*object);
  throw GraphRefusal(400, "BadRequest",
                     "Unable to read JSON request payload. Please ensure Content-Type header is "
                     "set and payload is of valid JSON format.");
}

Response no_content() { return json_response(204, ""); }

void refuse_privileges() {
  throw GraphRefusal(403, "Authorization_RequestDenied",
                     "Insufficient privileges to complete the operation.");
}

GraphRefusal report_refusal() {
  return {403, "UnknownError",
          R"({"error":{"code":"S2SUnauthorized","message":"Invalid permission."}})"};
}

Response json_answer(const boost::json::value& body, int status) {
  Response response = json_response(status, boost::json::serialize(body));
  response.content_type =
      "application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;"
      "charset=utf-8";
  return response;
}

const GraphRoute* find_route(std::string_view method, const std::vector<std::string>& segments,
                             std::vector<std::string>& args) {
  for (const GraphRoute& route : graph_routes())
    if (route.method == method && fits(route.pattern, segments, args)) return &route;
  return nullptr;
}

Response answer_graph_call(Cloud& cloud, const Request& request, const Origins& origins) {
  const std::int64_t now = cloud.clock.now();
  const auto claims = read_access_token(cloud.state.key(), bearer(request));
  const std::string_view refused = refusal_of(request, claims, now);
  Tenant* tenant = claims ? cloud.world.find_tenant(claims->tenant_id) : nullptr;
  const auto segments = segments_of(request.path);
  std::vector<std::string> args;
  const GraphRoute* route = find_route(request.method, segments, args);
  cloud.requests.add(tenant ? std::string_view(tenant->id) : "unknown",
                     route ? route->pattern : "(unknown)", request.batched);
  if (!refused.empty()) return unauthorized(request, now, refused);
  if (!tenant || cloud.faults.has("gone-tenant", tenant->id))
    return unauthorized(request, now, "The tenant of the access token was not found.");
  if (!route)
    return graph_error(request, now, 400, "BadRequest",
                       fmt::format("Resource not found for the segment '{}'.",
                                   segments.empty() ? "" : segments.front()));
  GraphCall call{cloud, request, *tenant, *claims, origins, version_of(request.path), args, {}};
  return watched(*route, call);
}

Response answer_graph(Cloud& cloud, const Request& request, const Origins& origins) {
  Response response = answer_graph_call(cloud, request, origins);
  add_graph_headers(request, response);
  return response;
}

}  // namespace cloud
