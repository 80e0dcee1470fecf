// /organization, /domains, /subscribedSkus: what a tenant is and owns.
// Shapes: organization-list--1.json, domain-get--1.json, subscribedsku-get--1.json and the CSDL.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "encoding.h"
#include "graph_listing.h"
#include "graph_routes.h"
#include "json.h"

namespace cloud {
namespace {

namespace json = boost::json;

std::string_view service_name(std::string_view plan) {
  if (plan.find("EXCHANGE") != std::string_view::npos) return "exchange";
  if (plan.find("INTUNE") != std::string_view::npos) return "SCO";
  if (plan.find("SHAREPOINT") != std::string_view::npos) return "SharePoint";
  if (plan.find("AAD_PREMIUM") != std::string_view::npos) return "AADPremiumService";
  return "MicrosoftOffice";
}

json::array assigned_plans(const Tenant& tenant) {
  json::array plans;
  std::set<std::string_view> seen;
  for (const Subscription& one : tenant.subscriptions)
    for (const ServicePlan& plan : one.sku->plans)
      if (seen.insert(plan.id).second)
        plans.push_back({{"assignedDateTime", iso_time(tenant.created)},
                         {"capabilityStatus", "Enabled"},
                         {"service", service_name(plan.name)},
                         {"servicePlanId", plan.id}});
  return plans;
}

json::array provisioned_plans(const Tenant& tenant) {
  json::array plans;
  std::set<std::string_view> seen;
  for (const Subscription& one : tenant.subscriptions)
    for (const ServicePlan& plan : one.sku->plans)
      if (seen.insert(service_name(plan.name)).second)
        plans.push_back({{"capabilityStatus", "Enabled"},
                         {"provisioningStatus", "Success"},
                         {"service", service_name(plan.name)}});
  return plans;
}

json::array verified_domains(const Tenant& tenant) {
  json::array domains;
  for (const Domain& one : tenant.domains)
    if (one.is_verified)
      domains.push_back({{"capabilities", "Email, OfficeCommunicationsOnline"},
                         {"isDefault", one.is_default},
                         {"isInitial", one.is_initial},
                         {"name", one.name},
                         {"type", one.is_federated ? "Federated" : "Managed"}});
  return domains;
}

json::object organization(const Tenant& tenant, std::int64_t now) {
  constexpr std::int64_t half_hour = 1800;
  return {{"id", tenant.id},
          {"deletedDateTime", nullptr},
          {"businessPhones", json::array{tenant.phone}},
          {"city", tenant.city},
          {"country", nullptr},
          {"countryLetterCode", tenant.country_code},
          {"createdDateTime", iso_time(tenant.created)},
          {"defaultUsageLocation", nullptr},
          {"displayName", tenant.display_name},
          {"isMultipleDataLocationsForServicesEnabled", nullptr},
          {"marketingNotificationEmails", json::array()},
          {"mobileDeviceManagementAuthority", tenant.has_plan("INTUNE_A") ? "intune" : "unknown"},
          {"onPremisesLastSyncDateTime",
           tenant.synced ? json::value(iso_time(now - half_hour)) : json::value(nullptr)},
          {"onPremisesSyncEnabled", tenant.synced ? json::value(true) : json::value(nullptr)},
          {"partnerTenantType",
           tenant.is_partner ? json::value("resellerPartnerDelegatedAdmin") : json::value(nullptr)},
          {"postalCode", tenant.postal_code},
          {"preferredLanguage", tenant.language.substr(0, 2)},
          {"securityComplianceNotificationMails", json::array()},
          {"securityComplianceNotificationPhones", json::array()},
          {"state", nullptr},
          {"street", tenant.street},
          {"technicalNotificationMails", json::array{"it@" + tenant.default_domain}},
          {"tenantType", "AAD"},
          {"directorySizeQuota", {{"used", tenant.users().size()}, {"total", 300'000}}},
          {"privacyProfile", {{"contactEmail", ""}, {"statementUrl", ""}}},
          {"assignedPlans", assigned_plans(tenant)},
          {"provisionedPlans", provisioned_plans(tenant)},
          {"verifiedDomains", verified_domains(tenant)}};
}

// Keeps what was selected; refuses what the object does not have.
json::object selected(const OData& query, json::object object, std::string_view type) {
  if (query.select.empty()) {
    object.erase("mobileDeviceManagementAuthority");  // comes with $select only
    return object;
  }
  json::object result;
  for (const std::string& name : query.select) {
    const auto found = std::find_if(object.begin(), object.end(), [&](const auto& member) {
      return same_text(std::string_view(member.key()), name);
    });
    if (found == object.end())
      throw GraphRefusal(400, "Request_BadRequest",
                         fmt::format("Parsing OData Select and Expand failed: Could not find a "
                                     "property named '{}' on type 'microsoft.graph.{}'.",
                                     name, type));
    result[found->key()] = found->value();
  }
  return result;
}

Response collection(const GraphCall& call, std::string_view name, json::array items) {
  return json_answer(
      json::object{{"@odata.context", call.selected_context(name)}, {"value", std::move(items)}});
}

json::object subscribed_sku(const Tenant& tenant, const Subscription& one) {
  json::array plans;
  for (const ServicePlan& plan : one.sku->plans) {
    const bool off = std::find(one.switched_off.begin(), one.switched_off.end(), plan.name) !=
                     one.switched_off.end();
    plans.push_back({{"servicePlanId", plan.id},
                     {"servicePlanName", plan.name},
                     {"provisioningStatus", off ? "Disabled" : "Success"},
                     {"appliesTo", "User"}});
  }
  return {{"accountId", tenant.id},
          {"accountName", tenant.initial_domain.substr(0, tenant.initial_domain.find('.'))},
          {"appliesTo", "User"},
          {"capabilityStatus", "Enabled"},
          {"consumedUnits", tenant.consumed(*one.sku)},
          {"id", fmt::format("{}_{}", tenant.id, one.sku->id)},
          {"skuId", one.sku->id},
          {"skuPartNumber", one.sku->part_number},
          {"subscriptionIds", json::array{one.id}},
          {"prepaidUnits",
           {{"enabled", one.enabled}, {"suspended", 0}, {"warning", 0}, {"lockedOut", 0}}},
          {"servicePlans", std::move(plans)}};
}

json::object domain(const Domain& one) {
  return {{"id", one.name},
          {"authenticationType", one.is_federated ? "Federated" : "Managed"},
          {"availabilityStatus", nullptr},
          {"isAdminManaged", true},
          {"isDefault", one.is_default},
          {"isInitial", one.is_initial},
          {"isRoot", true},
          {"isVerified", one.is_verified},
          {"supportedServices",
           one.is_verified ? json::array{"Email", "OfficeCommunicationsOnline"} : json::array()},
          {"passwordValidityPeriodInDays", nullptr},
          {"passwordNotificationWindowInDays", nullptr},
          {"manufacturer", nullptr},
          {"model", nullptr},
          {"state", nullptr}};
}

[[noreturn]] void not_found(const std::string& id) {
  throw GraphRefusal(404, "Request_ResourceNotFound",
                     fmt::format("Resource '{}' does not exist or one of its queried "
                                 "reference-property objects are not present.",
                                 id));
}

}  // namespace

Response list_organization(GraphCall& call) {
  return collection(call, "organization",
                    {selected(call.query, organization(call.tenant, call.now()), "organization")});
}

Response show_organization(GraphCall& call) {
  if (!same_text(call.args[0], call.tenant.id)) not_found(call.args[0]);
  json::object body = {{"@odata.context", call.selected_context("organization/$entity")}};
  for (const auto& member :
       selected(call.query, organization(call.tenant, call.now()), "organization"))
    body[member.key()] = member.value();
  return json_answer(body);
}

Response list_domains(GraphCall& call) {
  json::array items;
  for (const Domain& one : call.tenant.domains)
    items.push_back(selected(call.query, domain(one), "domain"));
  return collection(call, "domains", std::move(items));
}

Response show_domain(GraphCall& call) {
  for (const Domain& one : call.tenant.domains)
    if (same_text(one.name, call.args[0]))
      return answer_object(call, "domains", selected(call.query, domain(one), "domain"));
  not_found(call.args[0]);
}

Response list_skus(GraphCall& call) {
  json::array items;
  for (const Subscription& one : call.tenant.subscriptions)
    items.push_back(selected(call.query, subscribed_sku(call.tenant, one), "subscribedSku"));
  return collection(call, "subscribedSkus", std::move(items));
}

Response show_sku(GraphCall& call) {
  for (const Subscription& one : call.tenant.subscriptions) {
    json::object found = subscribed_sku(call.tenant, one);
    if (text_of(found, "id") != lower(call.args[0])) continue;
    json::object body = {{"@odata.context", call.selected_context("subscribedSkus/$entity")}};
    for (const auto& member : selected(call.query, std::move(found), "subscribedSku"))
      body[member.key()] = member.value();
    return json_answer(body);
  }
  not_found(call.args[0]);
}

}  // namespace cloud
