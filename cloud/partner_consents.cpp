// /v1/customers/{id}/applicationconsents: the MSP lets its application into a customer's tenant.
// Sources: learn.microsoft.com/partner-center/developer/control-panel-vendor-apis,
// partnercenter-applicationconsents-request*.json, microsoft-cloud.md B.3.
//
// Chosen here, because no source tells: the body of the answer (what was sent, as it was
// understood); 400 for "Permission entry already exists" (the page lists 200, 201, 400, 401, 403);
// a DELETE takes the delegated permissions and leaves the application and its own roles.
#include <fmt/format.h>

#include <algorithm>

#include "directory_roles.h"
#include "encoding.h"
#include "graph_lag.h"
#include "json.h"
#include "partner_center.h"
#include "relationships.h"
#include "service_principals.h"

namespace cloud {
namespace {

namespace json = boost::json;

// A relationship must hold one of them (B.3, docs-conceptual/partnercenterps-3.0).
constexpr std::string_view kConsenters[] = {role::kGlobalAdministrator,
                                            "e8611ab8-c189-46e8-94e1-60213ab1f814",
                                            "158c047a-c907-4556-b7ef-446551a6b5f7"};

struct Grant {
  ServicePrincipal resource;
  std::set<std::string> scopes;
};

struct Wish {
  ServicePrincipal application;
  std::vector<Grant> grants;
};

// Names are in any letter case there, as the field sends them.
const json::value* member(const json::object& object, std::string_view name) {
  for (const auto& one : object)
    if (same_text(std::string_view(one.key()), name)) return &one.value();
  return nullptr;
}

std::string text_member(const json::object& object, std::string_view name) {
  const json::value* found = member(object, name);
  return found && found->is_string() ? std::string(found->as_string()) : "";
}

// Separated by commas, with or without blanks; sources disagree, so both are read.
std::set<std::string> scopes_of(std::string text) {
  std::replace(text.begin(), text.end(), ',', ' ');
  const auto words = split(text, ' ');
  return {words.begin(), words.end()};
}

std::optional<Grant> read_grant(const PartnerCall& call, const Tenant& customer,
                                const json::value& sent) {
  if (!sent.is_object()) return std::nullopt;
  const auto resource = application_named(call.cloud, customer,
                                          text_member(sent.as_object(), "enterpriseApplicationId"));
  if (!resource || !resource->first_party) return std::nullopt;
  Grant grant{*resource, scopes_of(text_member(sent.as_object(), "scope"))};
  std::erase_if(grant.scopes, [&](const auto& one) { return !is_scope_of(*resource, one); });
  if (grant.scopes.empty()) return std::nullopt;
  return grant;
}

// Nothing when the body does not say whom and what.
std::optional<Wish> read_wish(const PartnerCall& call, const Tenant& customer) {
  const auto body = parse_object(call.request.body);
  if (!body) return std::nullopt;
  const auto application =
      application_named(call.cloud, customer, text_member(*body, "applicationId"));
  const json::value* list = member(*body, "applicationGrants");
  if (!application || application->first_party || !list || !list->is_array()) return std::nullopt;
  Wish wish{*application, {}};
  for (const json::value& one : list->as_array()) {
    auto grant = read_grant(call, customer, one);
    if (!grant) return std::nullopt;
    wish.grants.push_back(std::move(*grant));
  }
  return wish.grants.empty() ? std::nullopt : std::optional(std::move(wish));
}

// An admin agent of the MSP with one of the roles in that customer's tenant.
bool may_consent(const PartnerCall& call, const Tenant& customer) {
  const World& world = call.cloud.world;
  if (!is_agent(world, kAdminAgents, call.claims.object_id)) return false;
  const auto held = relationship_roles(world, customer, call.claims.object_id, world.now());
  return std::any_of(std::begin(kConsenters), std::end(kConsenters),
                     [&](std::string_view one) { return has_role(held, one); });
}

bool has_grant(const Consent& consent, const ServicePrincipal& resource) {
  return std::any_of(consent.scopes.begin(), consent.scopes.end(),
                     [&](const std::string& one) { return is_scope_of(resource, one); });
}

json::object wish_body(const Wish& wish) {
  json::array grants;
  for (const Grant& one : wish.grants) {
    std::string scope;
    for (const std::string& name : one.scopes) scope += (scope.empty() ? "" : ",") + name;
    grants.push_back({{"enterpriseApplicationId", one.resource.app_id}, {"scope", scope}});
  }
  return {{"applicationId", wish.application.app_id},
          {"displayName", wish.application.display_name},
          {"applicationGrants", std::move(grants)}};
}

Response not_allowed() {
  return partner_refusal(403, 403,
                         "The caller is not authorized to consent for this customer. It takes an "
                         "admin agent and a relationship with Global, Privileged Role or Cloud "
                         "Application Administrator.");
}

}  // namespace

Response partner_add_consent(PartnerCall& call) {
  const Tenant* customer = partner_customer(call);
  if (!customer) return no_such_customer();
  if (!may_consent(call, *customer)) return not_allowed();
  const auto wish = read_wish(call, *customer);
  if (!wish)
    return partner_refusal(400, 400,
                           "The request needs applicationId and applicationGrants with "
                           "enterpriseApplicationId and scope.");
  const std::string& client = wish->application.app_id;
  Consent consent = consent_of(call.cloud, *customer, client);
  for (const Grant& one : wish->grants)
    if (has_grant(consent, one.resource))
      return partner_refusal(400, 400, "Permission entry already exists.");
  consent.present = true;
  for (const Grant& one : wish->grants) consent.scopes.insert(one.scopes.begin(), one.scopes.end());
  call.cloud.state.put_consent(customer->id, client, consent);
  note_change(call.cloud, customer->id, wish->application.id);
  return json_response(201, json::serialize(wish_body(*wish)));
}

Response partner_delete_consent(PartnerCall& call) {
  const Tenant* customer = partner_customer(call);
  if (!customer) return no_such_customer();
  if (!may_consent(call, *customer)) return not_allowed();
  const auto application = principal_of_app(call.cloud, *customer, call.args.at(1));
  if (!application || application->first_party)
    return partner_refusal(404, 404, "The application has no consent of this customer.");
  Consent consent = consent_of(call.cloud, *customer, application->app_id);
  consent.scopes.clear();
  consent.personal.clear();
  call.cloud.state.put_consent(customer->id, application->app_id, consent);
  note_change(call.cloud, customer->id, "");
  return json_response(204, "");
}

}  // namespace cloud
