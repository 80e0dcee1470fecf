// Routes, pages, delta links and trouble.
#include "simulated_cloud.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <utility>

#include "base/error.h"
#include "base/json.h"
#include "graph_objects.h"
#include "types/registry.h"

namespace reeve::simulation {
namespace {

using base::Error;
using base::ErrorCode;

constexpr std::string_view kGraph = "https://graph.microsoft.com";
constexpr std::string_view kReports = "https://reports.office.com/";
constexpr std::string_view kDeltaToken = "deltatoken=";
constexpr std::string_view kSkipToken = "$skiptoken=";

http::Response answer_of(int status, const json::value& body, http::Headers more = {}) {
  http::Headers headers{{"content-type", "application/json"}, {"request-id", "simulated"}};
  headers.insert(headers.end(), more.begin(), more.end());
  return {status, std::move(headers), base::to_json(body)};
}

http::Response refusal(int status, std::string_view code, http::Headers more = {}) {
  return answer_of(status,
                   json::object{{"error", {{"code", code}, {"message", "As the dice say."}}}},
                   std::move(more));
}

// What follows `name` up to the next "&"; names are compared without their case, as Graph does.
std::string query_value(const std::string& path, std::string_view name) {
  std::string lower = path;
  std::ranges::transform(lower, lower.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 'a' - 'A') : c;
  });
  const auto at = lower.find(name);
  if (at == std::string::npos) return {};
  const auto begin = at + name.size();
  return path.substr(begin, path.find('&', begin) - begin);
}

std::int64_t number_of(const std::string& text) {
  std::int64_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

const types::DataType* type_of(const std::string& path) {
  const auto bare = path.substr(0, path.find('?'));
  if (path.find("signInActivity") != std::string::npos) return types::find_type("sign_in_activity");
  if (path.find("/appRoleAssignments") != std::string::npos)
    return types::find_type("own_permissions");
  for (const types::DataType* type : types::all_types())
    if (bare == type->path || bare == type->delta_path) return type;
  return nullptr;
}

}  // namespace

struct SimulatedCloud::Walk {
  const types::DataType* type = nullptr;
  bool delta = false;
  std::int64_t since = -1, began = 0;
  std::vector<std::string> ids;  // of a delta round, in its order
  std::size_t at = 0;
  std::string last;  // of a list: the greatest id told
  bool done = false;
  std::vector<json::object> told;
};

http::Response SimulatedCloud::send(const http::Request& request, std::stop_token stop) {
  if (stop.stop_requested()) throw Error(ErrorCode::canceled, "Stopped.");
  ++requests_;
  const bool report = request.url.starts_with(kReports);
  const std::string path =
      report ? request.url.substr(kReports.size()) : request.url.substr(kGraph.size());
  if (before_) before_(request.method + " " + path.substr(0, path.find("$select")));
  if (stop.stop_requested()) throw Error(ErrorCode::canceled, "Stopped.");
  if (auto bad = trouble(path); bad.status != 0) return bad;
  if (report)
    return {200,
            {{"content-type", "text/csv"}},
            mailbox_report(*tenants_.at(static_cast<std::size_t>(number_of(path))))};
  for (const auto& [name, value] : request.headers)
    if (name == "Authorization")
      for (const auto& tenant : tenants_)
        if (value == "Bearer " + token_of(tenant->entra_id()))
          return answer(*tenant, request, path);
  return refusal(401, "InvalidAuthenticationToken");
}

http::Response SimulatedCloud::trouble(const std::string& path) {
  if (roll(weather.no_answer)) throw Error(ErrorCode::unavailable, "No answer came.");
  if (roll(weather.server_error)) return refusal(dice_.coin() ? 503 : 500, "serviceNotAvailable");
  if (roll(weather.throttled))
    return refusal(429, "TooManyRequests", {{"retry-after", std::to_string(1 + dice_.below(50))}});
  if (roll(weather.throttled_long))
    return refusal(429, "TooManyRequests",
                   {{"retry-after", std::to_string(61 + dice_.below(900))}});
  if (roll(weather.unauthorized)) return refusal(401, "InvalidAuthenticationToken");
  if (roll(weather.forbidden)) return refusal(403, "Authorization_RequestDenied");
  if (roll(weather.not_json)) return {200, {{"content-type", "text/html"}}, "<html>Sign in</html>"};
  if (!query_value(path, kDeltaToken).empty() && roll(weather.resync))
    return refusal(410, "syncStateNotFound");
  return {};
}

http::Response SimulatedCloud::answer(SimulatedTenant& tenant, const http::Request& request,
                                      const std::string& path) {
  if (path.starts_with("/v1.0/$batch")) return answer_batch(tenant, request.body);
  if (path.ends_with("/mailboxSettings/userPurpose")) return answer_user(tenant, path);
  if (path.starts_with("/v1.0/reports/getMailboxUsageDetail"))
    return answer_of(302, nullptr, {{"location", fmt::format("{}{}", kReports, tenant.number())}});
  if (path.starts_with("/v1.0/admin/reportSettings"))
    return answer_of(200, json::object{{"displayConcealedNames", false}});
  if (const types::DataType* type = type_of(path)) return page(tenant, *type, path);
  return refusal(404, "ResourceNotFound");
}

http::Response SimulatedCloud::answer_user(const SimulatedTenant& tenant, const std::string& path) {
  constexpr std::string_view kBefore = "/v1.0/users/";
  const std::string id =
      path.substr(kBefore.size(), path.find('/', kBefore.size()) - kBefore.size());
  const auto* user = tenant.find("users", id);
  const std::string purpose = user == nullptr ? std::string() : purpose_of(*user);
  if (purpose.empty()) return refusal(404, "MailboxNotEnabledForRESTAPI");
  return answer_of(200, json::object{{"value", purpose}});
}

http::Response SimulatedCloud::answer_batch(SimulatedTenant& tenant, const std::string& body) {
  json::array responses;
  const auto asked = base::parse_json(body, "the batch");
  for (const auto& one : asked.at("requests").as_array()) {
    http::Request inner;
    inner.url = fmt::format("{}/v1.0{}", kGraph, base::text_member(one, "url"));
    http::Response got = roll(weather.throttled)
                             ? refusal(429, "TooManyRequests", {{"Retry-After", "7"}})
                             : answer(tenant, inner, inner.url.substr(kGraph.size()));
    json::object headers;
    for (const auto& [name, value] : got.headers) headers[name] = value;
    responses.push_back({{"id", base::text_member(one, "id")},
                         {"status", got.status},
                         {"headers", std::move(headers)},
                         {"body", base::try_parse_json(got.body).value_or(nullptr)}});
  }
  return answer_of(200, json::object{{"responses", std::move(responses)}});
}

http::Response SimulatedCloud::page(SimulatedTenant& tenant, const types::DataType& type,
                                    const std::string& path) {
  auto walk = std::make_shared<Walk>();
  const auto skip = query_value(path, kSkipToken);
  const auto since = query_value(path, kDeltaToken);
  if (!skip.empty()) {
    const auto found = walks_.find(skip);
    if (found == walks_.end()) return refusal(400, "Directory_ExpiredPageToken");
    walk = std::make_shared<Walk>(*found->second);
  } else {
    walk->type = &type;
    walk->delta = path.starts_with(type.delta_path) && !type.delta_path.empty();
    walk->began = tenant.version();
    if (since == "latest") {
      walk->at = 0;
    } else if (walk->delta) {
      walk->since = since.empty() ? -1 : number_of(since);
      if (!since.empty() && number_of(since.substr(since.find('-') + 1)) < epoch_)
        return refusal(410, "syncStateNotFound");
      walk->ids = touched(tenant, type, walk->since);
      std::shuffle(walk->ids.begin(), walk->ids.end(), dice_.engine());
    }
  }
  std::vector<json::object> objects;
  if (since != "latest") objects = take_page(tenant, *walk);
  const bool more = since != "latest" && !walk->done;
  add_oddities(*walk, objects);
  json::object body;
  json::array value;
  for (auto& one : objects) value.emplace_back(std::move(one));
  body["value"] = std::move(value);
  const std::string bare = path.substr(0, path.find('?'));
  if (more) {
    const std::string token = fmt::format("{}", ++made_);
    walks_[token] = walk;
    body["@odata.nextLink"] = fmt::format("{}{}?{}{}", kGraph, bare, kSkipToken, token);
    if (type.name == "sign_in_activity")
      body["@odata.nextLink"] =
          fmt::format("{}{}?$select=signInActivity&{}{}", kGraph, bare, kSkipToken, token);
    if (roll(weather.loop)) body["@odata.nextLink"] = fmt::format("{}{}", kGraph, path);
    if (roll(weather.foreign)) body["@odata.nextLink"] = "https://graph.example.com/v1.0/users?a=b";
  } else if (walk->delta) {
    body["@odata.deltaLink"] =
        fmt::format("{}{}?$deltatoken={}-{}", kGraph, bare, walk->began, epoch_);
  }
  auto response = answer_of(200, body);
  if (roll(weather.cut)) response.body.resize(response.body.size() / 2);
  return response;
}

// The next few objects; a list goes by their ids, so that who was there all the time is told.
std::vector<json::object> SimulatedCloud::take_page(SimulatedTenant& tenant, Walk& walk) {
  std::vector<json::object> objects;
  const std::size_t size = 1 + dice_.below(4);
  if (roll(weather.empty_page)) return objects;
  const bool hole = !walk.delta && roll(weather.left_out);
  if (walk.delta) {
    for (std::size_t n = 0; n < size && walk.at < walk.ids.size(); ++n, ++walk.at)
      for (auto& part : change_of(tenant, *walk.type, walk.ids[walk.at], walk.since, dice_))
        objects.push_back(std::move(part));
    walk.done = walk.at == walk.ids.size();
    return objects;
  }
  const auto ids = ids_of(tenant, *walk.type);
  auto next = std::ranges::upper_bound(ids, walk.last);
  for (std::size_t n = 0; n < size && next != ids.end(); ++n, ++next) {
    walk.last = *next;
    if (hole)
      left_out_.insert(fmt::format("{} {} {}", tenant.number(), walk.type->name, *next));
    else
      objects.push_back(object_of(tenant, *walk.type, *next));
  }
  walk.done = next == ids.end();
  return objects;
}

void SimulatedCloud::add_oddities(Walk& walk, std::vector<json::object>& objects) {
  for (const auto& one : objects)
    if (walk.told.size() < 10 && !one.contains("@removed")) walk.told.push_back(one);
  if (!walk.delta && !walk.told.empty() && roll(weather.doubled))
    objects.push_back(objects.empty() ? walk.told.back() : objects.back());
  if (roll(weather.unreadable)) objects.push_back({{"displayName", "nobody"}});
}

bool SimulatedCloud::was_left_out(const SimulatedTenant& tenant, std::string_view kind,
                                  const std::string& id) const {
  return left_out_.contains(fmt::format("{} {} {}", tenant.number(), kind, id));
}

}  // namespace reeve::simulation
