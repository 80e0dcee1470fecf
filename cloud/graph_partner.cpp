// What an MSP sees of its customers: contracts, delegated admin customers and relationships (GDAP).
// Shapes: contract-get--1.json, v1-delegatedadmincustomers-list.json,
// v1-delegatedadminrelationship-shape.json, beta-delegatedadminrelationship-*.json, the CSDL.
#include <fmt/format.h>

#include <algorithm>

#include "encoding.h"
#include "graph_routes.h"
#include "json.h"
#include "odata_filter.h"

namespace cloud {
namespace {

namespace json = boost::json;

constexpr int kLargestPage = 300;    // delegatedAdmin*: learn.microsoft.com/graph/api/…-list
constexpr int kContractsPage = 999;  // contracts page as other directory objects
constexpr std::int64_t kDay = 24 * 3600;

std::string etag_of(std::string_view id) {
  return fmt::format("W/\"{}\"", base64url_encode(sha256(id).substr(0, 15)));
}

// Only the MSP's own tenant has customers; elsewhere these lists are empty.
bool is_partner(const GraphCall& call) { return call.tenant.is_partner; }

json::value member_at(const json::object& object, std::string_view path, std::string_view type) {
  const json::value* at = nullptr;
  const json::object* in = &object;
  for (const std::string& name : split(path, '/')) {
    at = in ? in->if_contains(name) : nullptr;
    if (!at)
      throw GraphRefusal(400, "BadRequest",
                         fmt::format("Could not find a property named '{}' on type "
                                     "'microsoft.graph.{}'.",
                                     path, type));
    in = at->is_object() ? &at->as_object() : nullptr;
  }
  return at ? *at : json::value(nullptr);
}

json::object picked(const OData& query, const json::object& object, std::string_view type) {
  if (query.select.empty()) return object;
  json::object result;
  for (const char* mark : {"@odata.type", "@odata.etag"})
    if (const json::value* found = object.if_contains(mark)) result[mark] = *found;
  for (const std::string& name : query.select) result[name] = member_at(object, name, type);
  return result;
}

// "tenantRelationships/x" is written …/v1.0/tenantRelationships/$metadata#x, as the published
// answer has it.
std::string context_of(const GraphCall& call, std::string_view name) {
  const auto slash = name.find('/');
  const bool nested = slash != std::string_view::npos && name.substr(slash + 1) != "$entity";
  if (!nested) return call.selected_context(name);
  return fmt::format("{}/{}/{}/$metadata#{}", call.origins.graph, call.version,
                     name.substr(0, slash), call.selected(name.substr(slash + 1)));
}

// $filter, $select, $count and paging over objects that are made anew for each question.
Response listing(const GraphCall& call, std::string_view context, std::string_view type,
                 std::vector<json::object> all, int usual, int most) {
  if (!call.query.filter.empty()) {
    const Filter filter = Filter::parse(call.query.filter, true);
    std::erase_if(all, [&](const json::object& one) {
      return !filter.matches([&](std::string_view path) { return member_at(one, path, type); });
    });
  }
  const auto size = static_cast<std::size_t>(page_size(call.query, usual, most));
  const SkipToken from = read_skip_token(call.query);
  const std::size_t first = std::min(all.size(), static_cast<std::size_t>(from.position));
  const std::size_t last = std::min(all.size(), first + size);
  json::object body = {{"@odata.context", context_of(call, context)}};
  if (call.query.count) body["@odata.count"] = all.size();
  json::array page;
  for (std::size_t at = first; at < last; ++at) page.push_back(picked(call.query, all[at], type));
  body["value"] = std::move(page);
  if (last < all.size())
    body["@odata.nextLink"] = next_link(call.request, call.origins.graph, {last, from.page + 1});
  return json_answer(body);
}

json::object admin_customer(const Tenant& customer) {
  return {{"@odata.type", "#microsoft.graph.delegatedAdminCustomer"},
          {"@odata.etag", etag_of(customer.id)},
          {"id", customer.id},
          {"tenantId", customer.id},
          {"displayName", customer.display_name}};
}

json::array roles_of(const std::vector<std::string>& ids) {
  json::array roles;
  for (const std::string& id : ids) roles.push_back(json::object{{"roleDefinitionId", id}});
  return roles;
}

json::object relationship(GraphCall& call, const Relationship& one) {
  constexpr int days = 730;
  const std::int64_t created = call.cloud.world.born - one.days_old * kDay;
  const Tenant* customer = call.cloud.world.find_tenant(one.customer_id);
  return {
      {"@odata.type", "#microsoft.graph.delegatedAdminRelationship"},
      {"@odata.etag", etag_of(one.id + one.status)},
      {"id", one.id},
      {"displayName", one.display_name},
      {"duration", "P730D"},
      {"autoExtendDuration", one.auto_extend},
      {"customer",
       {{"tenantId", one.customer_id}, {"displayName", customer ? customer->display_name : ""}}},
      {"accessDetails", {{"unifiedRoles", roles_of(one.roles)}}},
      {"status", one.status},
      {"createdDateTime", iso_time(created)},
      {"lastModifiedDateTime", iso_time(created + 130)},
      {"activatedDateTime", iso_time(created + 120)},
      {"endDateTime", iso_time(created + days * kDay)}};
}

const Relationship& wanted_relationship(const GraphCall& call, const std::string& id) {
  if (is_partner(call))
    for (const Relationship& one : call.cloud.world.relationships)
      if (same_text(one.id, id)) return one;
  throw GraphRefusal(404, "NotFound", fmt::format("The relationship '{}' was not found.", id));
}

json::object with_context(const GraphCall& call, std::string_view context, std::string_view type,
                          const json::object& object) {
  json::object body = {{"@odata.context", context_of(call, context)}};
  for (const auto& member : picked(call.query, object, type)) body[member.key()] = member.value();
  return body;
}

std::string contract_id(const Tenant& customer) {
  return service_principal_id(customer.id, "contract");
}

}  // namespace

Response list_contracts(GraphCall& call) {
  std::vector<json::object> all;
  if (is_partner(call))
    for (const Tenant& customer : call.cloud.world.customers)
      all.push_back({{"id", contract_id(customer)},
                     {"deletedDateTime", nullptr},
                     {"contractType", "ResellerPartner"},
                     {"customerId", customer.id},
                     {"defaultDomainName", customer.default_domain},
                     {"displayName", customer.display_name}});
  return listing(call, "contracts", "contract", std::move(all), 100, kContractsPage);
}

Response list_admin_customers(GraphCall& call) {
  std::vector<json::object> all;
  if (is_partner(call))
    for (const Tenant& customer : call.cloud.world.customers)
      if (partner_may_enter(call.cloud, customer)) all.push_back(admin_customer(customer));
  return listing(call, "tenantRelationships/delegatedAdminCustomers", "delegatedAdminCustomer",
                 std::move(all), kLargestPage, kLargestPage);
}

Response show_admin_customer(GraphCall& call) {
  const Tenant* customer = call.cloud.world.find_tenant(call.args[0]);
  if (!is_partner(call) || !customer || !partner_may_enter(call.cloud, *customer))
    throw GraphRefusal(404, "NotFound",
                       fmt::format("The customer '{}' was not found.", call.args[0]));
  return json_answer(with_context(call, "tenantRelationships/delegatedAdminCustomers/$entity",
                                  "delegatedAdminCustomer", admin_customer(*customer)));
}

Response list_relationships(GraphCall& call) {
  std::vector<json::object> all;
  if (is_partner(call))
    for (const Relationship& one : call.cloud.world.relationships)
      all.push_back(relationship(call, one));
  return listing(call, "tenantRelationships/delegatedAdminRelationships",
                 "delegatedAdminRelationship", std::move(all), kLargestPage, kLargestPage);
}

Response show_relationship(GraphCall& call) {
  return json_answer(with_context(call, "tenantRelationships/delegatedAdminRelationships/$entity",
                                  "delegatedAdminRelationship",
                                  relationship(call, wanted_relationship(call, call.args[0]))));
}

Response list_assignments(GraphCall& call) {
  const Relationship& of = wanted_relationship(call, call.args[0]);
  const std::string created = iso_time(call.cloud.world.born - of.days_old * kDay + 3600);
  std::vector<json::object> all;
  for (const AccessAssignment& one : of.assignments)
    all.push_back(
        {{"@odata.type", "#microsoft.graph.delegatedAdminAccessAssignment"},
         {"@odata.etag", etag_of(one.id + one.status)},
         {"id", one.id},
         {"status", one.status},
         {"createdDateTime", created},
         {"lastModifiedDateTime", created},
         {"accessContainer",
          {{"accessContainerId", one.group_id}, {"accessContainerType", "securityGroup"}}},
         {"accessDetails", {{"unifiedRoles", roles_of(one.roles)}}}});
  return listing(call, "tenantRelationships/accessAssignments", "delegatedAdminAccessAssignment",
                 std::move(all), kLargestPage, kLargestPage);
}

// /tenantRelationships/findTenantInformationByTenantId(tenantId='…') and …ByDomainName(…).
Response find_tenant_information(GraphCall& call) {
  const std::string& function = call.args[0];
  const auto open = function.find("='");
  const auto close = function.rfind("')");
  const std::string name = lower(function.substr(0, function.find('(')));
  if (open == std::string::npos || close == std::string::npos || close < open ||
      (name != "findtenantinformationbytenantid" && name != "findtenantinformationbydomainname"))
    throw GraphRefusal(400, "BadRequest",
                       fmt::format("Resource not found for the segment '{}'.", function));
  const std::string wanted = function.substr(open + 2, close - open - 2);
  const Tenant* found = call.cloud.world.find_tenant(wanted);
  if (!found)
    throw GraphRefusal(404, "Directory_ObjectNotFound",
                       fmt::format("Unable to read the company information for '{}'.", wanted));
  return json_answer(with_context(call, "microsoft.graph.tenantInformation", "tenantInformation",
                                  {{"tenantId", found->id},
                                   {"federationBrandName", nullptr},
                                   {"displayName", found->display_name},
                                   {"defaultDomainName", found->default_domain}}));
}

}  // namespace cloud
