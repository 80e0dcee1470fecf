// What an MSP sees of its customers: contracts, delegated admin customers and tenant information.
// Shapes: contract-get--1.json, v1-delegatedadmincustomers-list.json, beta-delegatedadmincustomer-
// *.json, the CSDL. Relationships are in graph_relationships.cpp.
#include <fmt/format.h>

#include "encoding.h"
#include "graph_listing.h"
#include "graph_partner_listing.h"
#include "graph_routes.h"
#include "json.h"
#include "object_ids.h"

namespace cloud {
namespace {

namespace json = boost::json;

constexpr int kContractsPage = 999;  // contracts page as other directory objects

// Only the MSP's own tenant has customers; elsewhere these lists are empty.
bool is_partner(const GraphCall& call) { return call.tenant.is_partner; }

json::object admin_customer(const Tenant& customer) {
  return {{"@odata.type", "#microsoft.graph.delegatedAdminCustomer"},
          {"@odata.etag", etag_of(customer.id)},
          {"id", customer.id},
          {"tenantId", customer.id},
          {"displayName", customer.display_name}};
}

const Tenant& wanted_customer(const GraphCall& call) {
  const Tenant* customer = call.cloud.world.find_tenant(call.args[0]);
  if (!is_partner(call) || !customer || !has_relationship(call.cloud, *customer))
    throw GraphRefusal(404, "NotFound",
                       fmt::format("The customer '{}' was not found.", call.args[0]));
  return *customer;
}

// Where the MSP administers a customer. The addresses follow
// beta-delegatedadmincustomer-list-servicemanagementdetails--1.json and microsoft-cloud.md F.1;
// {0} is the tenant's first domain, {1} its id.
struct Portal {
  std::string_view name, address, plan;  // plan: only where the tenant has it
};
constexpr Portal kPortals[] = {
    {"Azure Active Directory", "https://aad.portal.azure.com/{0}", ""},
    {"Microsoft 365 admin center",
     "https://admin.microsoft.com/Partner/BeginClientSession.aspx?CTID={1}&CSDEST=o365admincenter",
     ""},
    {"Exchange",
     "https://admin.exchange.microsoft.com/?landingpage=homepage&form=mac_sidebar&"
     "delegatedOrg={0}",
     "EXCHANGE_S"},
    {"Microsoft Intune", "https://intune.microsoft.com/{0}", "INTUNE_A"},
    {"Teams", "https://admin.teams.microsoft.com/?delegatedOrg={0}", "TEAMS1"},
    {"Microsoft 365 Lighthouse", "https://lighthouse.microsoft.com", ""},
};

bool has_portal(const Tenant& customer, const Portal& portal) {
  if (portal.plan.empty()) return true;
  for (const Subscription& one : customer.subscriptions)
    for (const ServicePlan& plan : one.sku->plans)
      if (plan.name.starts_with(portal.plan)) return true;
  return false;
}

std::string contract_id(const Tenant& customer) { return pair_id(customer.id, "contract"); }

json::object contract_object(const Tenant& customer) {
  return {{"id", contract_id(customer)},
          {"deletedDateTime", nullptr},
          {"contractType", "ResellerPartner"},
          {"customerId", customer.id},
          {"defaultDomainName", customer.default_domain},
          {"displayName", customer.display_name}};
}

}  // namespace

Response list_contracts(GraphCall& call) {
  std::vector<json::object> all;
  if (is_partner(call))
    for (const Tenant& customer : call.cloud.world.customers) {
      if (customer.relation == Relation::direct) continue;
      all.push_back(contract_object(customer));
    }
  return partner_listing(call, "contracts", "contract", std::move(all), 100, kContractsPage);
}

Response show_contract(GraphCall& call) {
  if (is_partner(call))
    for (const Tenant& customer : call.cloud.world.customers)
      if (customer.relation != Relation::direct && same_text(contract_id(customer), call.args[0]))
        return answer_object(call, "contracts",
                             keep_selected(call.query, contract_object(customer), "contract", {}));
  refuse_missing(call.args[0]);
}

Response list_admin_customers(GraphCall& call) {
  std::vector<json::object> all;
  if (is_partner(call))
    for (const Tenant& customer : call.cloud.world.customers)
      if (has_relationship(call.cloud, customer)) all.push_back(admin_customer(customer));
  return partner_listing(call, "tenantRelationships/delegatedAdminCustomers",
                         "delegatedAdminCustomer", std::move(all), kLargestPartnerPage,
                         kLargestPartnerPage);
}

Response show_admin_customer(GraphCall& call) {
  return partner_object(call, "tenantRelationships/delegatedAdminCustomers/$entity",
                        "delegatedAdminCustomer", admin_customer(wanted_customer(call)));
}

Response list_service_management(GraphCall& call) {
  const Tenant& customer = wanted_customer(call);
  std::vector<json::object> all;
  for (const Portal& one : kPortals)
    if (has_portal(customer, one))
      all.push_back({{"@odata.type", "#microsoft.graph.delegatedAdminServiceManagementDetail"},
                     {"id", pair_id(customer.id, one.name)},
                     {"serviceManagementUrl",
                      fmt::format(fmt::runtime(one.address), customer.initial_domain, customer.id)},
                     {"serviceName", one.name}});
  return partner_listing(
      call,
      fmt::format("tenantRelationships/delegatedAdminCustomers/{}/serviceManagementDetails",
                  customer.id),
      "delegatedAdminServiceManagementDetail", std::move(all), kLargestPartnerPage,
      kLargestPartnerPage);
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
  return partner_object(call, "microsoft.graph.tenantInformation", "tenantInformation",
                        {{"tenantId", found->id},
                         {"federationBrandName", nullptr},
                         {"displayName", found->display_name},
                         {"defaultDomainName", found->default_domain}});
}

}  // namespace cloud
