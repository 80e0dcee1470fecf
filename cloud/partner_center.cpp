// Partner Center: the list of an MSP's customers, with its own token, errors and links.
// Shapes: partnercenter-get-a-customer-by-name--1.json, partnercenter-error-shape.json.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "cloud.h"
#include "encoding.h"
#include "fault_strike.h"
#include "json.h"
#include "keys.h"
#include "partner_limits.h"
#include "permissions.h"
#include "random.h"
#include "tokens.h"

namespace cloud {
namespace {

namespace json = boost::json;

constexpr std::size_t kUsualSize = 500;

Response refuse(int status, int code, std::string_view description) {
  return json_response(status, json::serialize(json::object{{"code", std::to_string(code)},
                                                            {"description", description},
                                                            {"data", json::array()},
                                                            {"source", "PartnerFD"}}));
}

json::object link(const std::string& uri) {
  return {{"self", {{"uri", uri}, {"method", "GET"}, {"headers", json::array()}}}};
}

json::object customer_body(const Tenant& customer, bool alone) {
  const std::string uri = "/customers/" + customer.id;
  json::object body = {{"id", customer.id},
                       {"companyProfile",
                        {{"tenantId", customer.id},
                         {"domain", customer.initial_domain},
                         {"companyName", customer.display_name},
                         {"links", link(uri + "/profiles/company")},
                         {"attributes", {{"objectType", "CustomerCompanyProfile"}}}}},
                       {"relationshipToPartner", "reseller"},
                       {"links", link(uri)},
                       {"attributes", {{"objectType", "Customer"}}}};
  // Only by id (customer-resources.md).
  if (alone) body["allowDelegatedAccess"] = customer.relation != Relation::none;
  return body;
}

Response list_customers(const Cloud& cloud, const Form& query) {
  std::size_t size = kUsualSize;
  const std::string asked = query.value("size");
  if (!asked.empty()) {
    const auto [end, bad] = std::from_chars(asked.data(), asked.data() + asked.size(), size);
    if (bad != std::errc() || end != asked.data() + asked.size())
      return refuse(400, 2000, "The size must be a number.");
    if (size == 0 || size > kUsualSize) size = kUsualSize;  // 0 means: as many as there may be
  }
  std::size_t from = 0;
  const std::string token = base64url_decode(query.value("seekToken")).value_or("");
  std::from_chars(token.data(), token.data() + token.size(), from);
  std::vector<const Tenant*> all;
  for (const Tenant& one : cloud.world.customers)
    if (one.relation != Relation::direct) all.push_back(&one);
  json::array items;
  const std::size_t last = std::min(all.size(), from + size);
  for (std::size_t at = std::min(from, last); at < last; ++at)
    items.push_back(customer_body(*all[at], false));
  json::object links = link(fmt::format("/customers?size={}", size));
  if (last < all.size()) {
    const std::string next = base64url_encode(std::to_string(last));
    links["next"] = {{"uri", fmt::format("/customers?size={}&seekToken={}", size, next)},
                     {"method", "GET"},
                     {"headers", json::array{{{"key", "MS-ContinuationToken"}, {"value", next}}}}};
  }
  return json_response(
      200, json::serialize(json::object{{"totalCount", all.size()},
                                        {"items", std::move(items)},
                                        {"links", std::move(links)},
                                        {"attributes", {{"objectType", "Collection"}}}}));
}

Response route(Cloud& cloud, const Request& request) {
  const auto segments = split(request.path, '/');
  const bool customers = segments.size() >= 2 && same_text(segments[1], "customers");
  if (!customers || request.method != "GET" || segments.size() > 3)
    return refuse(404, 3000, "The resource was not found.");
  if (segments.size() == 2) {
    Form query = parse_form(request.query);
    // A page is also continued by the header of the link.
    if (!request.header("MS-ContinuationToken").empty() && !query.get("seekToken"))
      query.add("seekToken", std::string(request.header("MS-ContinuationToken")));
    return list_customers(cloud, query);
  }
  const Tenant* customer = cloud.world.find_tenant(segments[2]);
  if (!customer || customer->is_partner || customer->relation == Relation::direct)
    return refuse(404, 600002, "The customer was not found.");
  return json_response(200, json::serialize(customer_body(*customer, true)));
}

bool admits(const Cloud& cloud, const Request& request) {
  const std::string_view header = request.header("Authorization");
  if (header.size() < 8 || !same_text(header.substr(0, 7), "bearer ")) return false;
  const auto claims = read_access_token(cloud.state.key(), header.substr(7));
  return claims && claims->expires > cloud.clock.now() &&
         claims->tenant_id == cloud.world.partner.id &&
         (is_partner_center_address(claims->audience) || claims->audience == kPartnerCenterId);
}

}  // namespace

Response answer_partner_center(Cloud& cloud, const Request& request, const Origins& origins) {
  cloud.requests.add(cloud.world.partner.id, "/v1/customers", false);
  const Passage passage{cloud, request, origins, cloud.world.partner.id, "/v1/customers", 0, true};
  Response response = pass_faults(passage, [&] {
    if (auto over = refuse_over_partner_budget(cloud, request)) return *over;
    return admits(cloud, request) ? route(cloud, request) : refuse(401, 401, "Unauthorized");
  });
  if (response.status == 401)
    response.set("WWW-Authenticate", "OAuth realm=urn:cpsvc:cpid:" + cloud.world.partner.id);
  response.set("MS-CV", base64url_encode(sha256(fresh_guid()).substr(0, 12)) + ".0");
  response.set("MS-ServerId", "1");
  const std::string_view asked = request.header("MS-RequestId");
  const std::string_view group = request.header("MS-CorrelationId");
  response.set("MS-RequestId", asked.empty() ? fresh_guid() : std::string(asked));
  response.set("MS-CorrelationId", group.empty() ? fresh_guid() : std::string(group));
  return response;
}

}  // namespace cloud
