// Consent into customers' tenants: how each stands, and asking for it.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "api/customer_access.h"
#include "api/resources.h"
#include "base/error.h"
#include "base/text.h"
#include "store/tenants.h"
#include "store/token_ways.h"

namespace reeve::api {
namespace {

using Use = Attribute::Use;

constexpr Attribute kConsentAttributes[] = {
    {"tenants", Kind::array, false, Use::write},
    {"name", Kind::text},
    {"entra-tenant-id", Kind::text},
    {"default-domain", Kind::text, true},
    {"ways", Kind::array},
    {"open", Kind::boolean},
    {"read-by", Kind::text, true},
    {"read-by-sentence", Kind::text, true},
    {"read-by-at", Kind::time, true},
    {"state", Kind::text, true},
    {"sentence", Kind::text, true},
    {"remedy", Kind::text, true},
    {"detail", Kind::text, true},
    {"facts", Kind::object, true},
    {"asked-at", Kind::time, true},
    {"ended-at", Kind::time, true},
    {"consent-link", Kind::text},
};

bool by_partner(const store::TenantAccess& access, base::Id connection) {
  return access.connection == connection && (access.way == "gdap" || access.way == "dap");
}

struct Reach {
  json::array ways;
  bool open = false;
};

Reach reach_of(db::Connection& c, base::Id tenant, base::Id connection) {
  Reach out;
  for (const auto& access : store::tenant_access(c, tenant)) {
    if (!by_partner(access, connection)) continue;
    out.ways.emplace_back(json::object{{"way", json::string(access.way)},
                                       {"state", json::string(access.state)},
                                       {"reason", nullable(access.reason)}});
    out.open = out.open || access.state == "open";
  }
  return out;
}

json::object consent_object(db::Connection& c, const Call& call,
                            const store::MicrosoftConnection& connection,
                            const store::Tenant& tenant, const StepsBySubject& steps,
                            const std::map<std::string, store::TokenWay>& token_ways) {
  auto reach = reach_of(c, tenant.id, connection.id);
  const auto key = base::ascii_lower(tenant.entra_tenant_id);
  json::object out;
  out["name"] = json::string(tenant.name);
  out["entra-tenant-id"] = json::string(tenant.entra_tenant_id);
  out["default-domain"] = nullable(tenant.default_domain);
  out["ways"] = std::move(reach.ways);
  out["open"] = reach.open;
  const auto way = token_ways.find(key);
  put_token_way(out, way == token_ways.end() ? std::nullopt : std::optional(way->second));
  const auto step = steps.find(key);
  put_step(out, step == steps.end() ? nullptr : &step->second);
  out["facts"] = step == steps.end() ? json::value() : stored_json(step->second.facts);
  out["consent-link"] =
      json::string(call.services.outside.customer_consent_link(connection, tenant.entra_tenant_id));
  return resource_object(kCustomerConsentResource, tenant.id, std::move(out));
}

Response list_all(Call& call) {
  const base::Id id = call.id();
  store::MicrosoftConnection connection;
  StepsBySubject steps;
  std::map<std::string, store::TokenWay> ways;
  call.read([&](db::Connection& c) {
    connection = partner_connection(c, id);
    steps = steps_of(c, id, "consent");
    ways = store::token_ways(c, id);
  });
  return answer_list(
      call,
      [&](db::Connection& c, store::ListQuery query) {
        query.filters.push_back({"connection_id", {std::to_string(id)}});
        query.filters.push_back({"own", {"false"}});
        return store::list_tenants(c, call.scope(), query);
      },
      [&](db::Connection& c, const store::Tenant& tenant) {
        return consent_object(c, call, connection, tenant, steps, ways);
      });
}

// Those that are named, or all that a relationship or a contract leads to.
Response ask(Call& call) {
  const base::Id id = call.id();
  const auto fields = read_fields(call.request, "customer-consents");
  const auto named = fields.integers("tenants");
  std::vector<store::OnboardingStep> steps;
  call.read([&](db::Connection& c) {
    partner_connection(c, id);
    std::set<base::Id> wanted;
    if (named) wanted.insert(named->begin(), named->end());
    for (const auto& tenant :
         all_tenants(c, call.scope(), {{"connection_id", {std::to_string(id)}}})) {
      const bool chosen = wanted.erase(tenant.id) > 0;
      if (tenant.own || (named && !chosen)) continue;
      if (!named && (tenant.state == "ignored" || !reach_of(c, tenant.id, id).open)) continue;
      store::OnboardingStep step;
      step.subject = base::ascii_lower(tenant.entra_tenant_id);
      step.name = tenant.name;
      steps.push_back(std::move(step));
    }
    if (!wanted.empty())
      fields.refuse("tenants",
                    fmt::format("Tenant {} is not reached by this connection.", *wanted.begin()));
  });
  return ask_steps(call, "consent", "consent", std::move(steps));
}

}  // namespace

const Resource kCustomerConsentResource{"customer-consents", kConsentAttributes};

void put_token_way(json::object& out, const std::optional<store::TokenWay>& way) {
  out["read-by"] = way ? json::value(json::string(way->used)) : json::value();
  out["read-by-sentence"] =
      way && !way->sentence.empty() ? json::value(json::string(way->sentence)) : json::value();
  out["read-by-at"] = way ? time_value(way->at) : json::value();
}

void add_customer_consent_routes(Router& router) {
  router.add({"GET", "/api/connections/:id/consents", Access::manager, list_all,
              "Customers' tenants with their consent, whose token reads them, and a link for the "
              "customer's administrator",
              &kCustomerConsentResource, Answer::list, nullptr, "id name search state", "name id"});
  router.add({"POST", "/api/connections/:id/consents", Access::manager, ask,
              "Consent in these tenants (all that are open when none is named)", nullptr,
              Answer::meta, &kCustomerConsentResource});
}

}  // namespace reeve::api
