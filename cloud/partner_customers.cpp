// The MSP's customers as Partner Center lists them, their profiles and their services.
// Shapes: partnercenter-get-a-customer-by-name--1.json, partnercenter-get-a-customer-s-company-
// profile--1.json, partnercenter-get-the-managed-services-for-a-customer-by-id--1.json.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "encoding.h"
#include "partner_center.h"

namespace cloud {
namespace {

namespace json = boost::json;

constexpr std::size_t kUsualSize = 500;

json::object uri(const std::string& address) {
  return {{"uri", address}, {"method", "GET"}, {"headers", json::array()}};
}

json::object link(const std::string& address) { return {{"self", uri(address)}}; }

json::object company_profile(const Tenant& customer) {
  return {{"tenantId", customer.id},
          {"domain", customer.initial_domain},
          {"companyName", customer.display_name},
          {"links", link("/customers/" + customer.id + "/profiles/company")},
          {"attributes", {{"objectType", "CustomerCompanyProfile"}}}};
}

json::object customer_body(const Tenant& customer, bool alone) {
  json::object body = {{"id", customer.id},
                       {"companyProfile", company_profile(customer)},
                       {"relationshipToPartner", "reseller"},
                       {"links", link("/customers/" + customer.id)},
                       {"attributes", {{"objectType", "Customer"}}}};
  // Only by id (customer-resources.md).
  if (alone) body["allowDelegatedAccess"] = customer.relation != Relation::none;
  return body;
}

// Which service a plan brings, as the page names them.
struct ManagedService {
  std::string_view id, name, plan;
};
constexpr ManagedService kServices[] = {
    {"Exchange", "Exchange", "EXCHANGE_S"},
    {"MicrosoftCommunicationsOnline", "SkypeforBusiness", "MCOSTANDARD"},
    {"SharePoint", "SharePoint", "SHAREPOINT"},
    {"MicrosoftIntune", "Intune", "INTUNE"},
};

bool has_service(const Tenant& customer, const ManagedService& service) {
  for (const Subscription& one : customer.subscriptions)
    for (const ServicePlan& plan : one.sku->plans)
      if (plan.name.starts_with(service.plan)) return true;
  return false;
}

json::object service_body(const Tenant& customer, const ManagedService& service) {
  const std::string start = fmt::format(
      "https://portal.office.com/Partner/BeginClientSession.aspx?CTID={}&CSDEST=", customer.id);
  return {{"id", service.id},
          {"name", service.name},
          {"groupName", "Office"},
          {"links",
           {{"adminService",
             uri(fmt::format("{}{}&InitialDomain={}&PrimaryDomain={}", start, service.id,
                             customer.initial_domain, customer.default_domain))},
            {"serviceHealth", uri(start + "ServiceStatus")},
            {"serviceTicket", uri(start + "Support")}}},
          {"attributes", {{"objectType", "ManagedService"}}}};
}

Response answer(const json::object& body) { return json_response(200, json::serialize(body)); }

json::object collection(json::array items, std::size_t total, json::object links) {
  return {{"totalCount", total},
          {"items", std::move(items)},
          {"links", std::move(links)},
          {"attributes", {{"objectType", "Collection"}}}};
}

}  // namespace

Response partner_list_customers(PartnerCall& call) {
  Form query = parse_form(call.request.query);
  // A page is also continued by the header of the link.
  const std::string_view header = call.request.header("MS-ContinuationToken");
  if (!header.empty() && !query.get("seekToken")) query.add("seekToken", std::string(header));
  std::size_t size = kUsualSize;
  const std::string asked = query.value("size");
  if (!asked.empty()) {
    const auto [end, bad] = std::from_chars(asked.data(), asked.data() + asked.size(), size);
    if (bad != std::errc() || end != asked.data() + asked.size())
      return partner_refusal(400, 2000, "The size must be a number.");
    if (size == 0 || size > kUsualSize) size = kUsualSize;  // 0 means: as many as there may be
  }
  std::size_t from = 0;
  const std::string token = base64url_decode(query.value("seekToken")).value_or("");
  std::from_chars(token.data(), token.data() + token.size(), from);
  std::vector<const Tenant*> all;
  for (const Tenant& one : call.cloud.world.customers)
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
  return answer(collection(std::move(items), all.size(), std::move(links)));
}

Response partner_show_customer(PartnerCall& call) {
  const Tenant* customer = partner_customer(call);
  return customer ? answer(customer_body(*customer, true)) : no_such_customer();
}

Response partner_show_profile(PartnerCall& call) {
  const Tenant* customer = partner_customer(call);
  if (!customer) return no_such_customer();
  json::object body = company_profile(*customer);
  body["address"] = {{"country", customer->country_code},
                     {"region", ""},
                     {"city", customer->city},
                     {"addressLine1", customer->street},
                     {"postalCode", customer->postal_code},
                     {"phoneNumber", customer->phone}};
  body["email"] = "it@" + customer->default_domain;
  return answer(body);
}

Response partner_list_services(PartnerCall& call) {
  const Tenant* customer = partner_customer(call);
  if (!customer) return no_such_customer();
  json::array items;
  for (const ManagedService& one : kServices)
    if (has_service(*customer, one)) items.push_back(service_body(*customer, one));
  const std::size_t total = items.size();
  return answer(
      collection(std::move(items), total, link("/customers/" + customer->id + "/managedservices")));
}

}  // namespace cloud
