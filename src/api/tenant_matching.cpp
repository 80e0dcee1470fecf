// Which tenant is which organization: what people decide on the matching page.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "api/audited.h"
#include "api/resources.h"
#include "base/error.h"
#include "store/audit.h"
#include "store/organizations.h"
#include "store/rematches.h"
#include "store/runs.h"
#include "store/tenants.h"

namespace reeve::api {
namespace {

using base::Error;
using base::ErrorCode;

store::Tenant tenant_or_throw(db::Connection& c, const Call& call, base::Id id) {
  auto tenant = store::find_tenant(c, call.scope(), id);
  if (!tenant) throw_not_found("tenant");
  return std::move(*tenant);
}

// An organization as the audit names it.
json::object matched(db::Connection& c, const store::Tenant& tenant) {
  const auto name = tenant.organization
                        ? store::audit_subject_name(c, "organization", *tenant.organization)
                        : std::nullopt;
  return {{"organization", nullable(name)},
          {"organization-id", nullable(tenant.organization)},
          {"state", json::string(tenant.state)}};
}

// With what the tenant is now.
void audit_match(db::Connection& c, const Call& call, std::string_view action,
                 const store::Tenant& before, json::object detail = {}) {
  const auto after = tenant_or_throw(c, call, before.id);
  audit_change(c, call, action, "tenant", before.id, matched(c, before), matched(c, after),
               std::move(detail));
}

void match_to(db::Connection& c, const Call& call, const store::Tenant& tenant,
              base::Id organization, std::string_view how) {
  const auto account = call.who().account_or_none();
  store::match_tenant(c, tenant.id, organization, how, account, call.now());
  audit_match(c, call, "match", tenant, {{"how", json::string(how)}});
  if (tenant.connection_in_use)
    store::queue_run(c, {tenant.id, "match", account, false, false}, kPeoplePriority, call.now());
}

void accept_suggestion(db::Connection& c, const Call& call, const store::Tenant& tenant) {
  const auto suggestions = store::suggestions_of(c, call.scope(), tenant.id);
  if (suggestions.empty())
    throw_invalid(fmt::format(
        "There is no suggestion for {}. Choose an organization, or create one.", tenant.name));
  match_to(c, call, tenant, suggestions.front().organization, "suggestion");
}

// Stops before a second organization of nearly the same name, until somebody says that it is
// another one.
void stop_if_alike(db::Connection& c, const Call& call, const store::Tenant& tenant) {
  std::string names;
  bool stops = false;
  for (const NearestName& one : call.services.outside.nearest_organizations(c, tenant.name)) {
    names += fmt::format("{}{} ({:.0f} %)", names.empty() ? "" : ", ", one.name, one.score * 100);
    stops = stops || one.alike;
  }
  if (stops)
    throw Error(
        ErrorCode::conflict,
        fmt::format("{} is much like what is there already: {}. Match it to one of these, or "
                    "confirm that it is another organization.",
                    tenant.name, names));
}

void create_and_match(db::Connection& c, const Call& call, const store::Tenant& tenant,
                      const Fields& fields) {
  if (!call.scope().all())
    throw Error(ErrorCode::forbidden,
                "Your account is limited to some organizations, so it cannot create another. Ask "
                "an administrator.");
  if (!fields.boolean("confirmed").value_or(false)) stop_if_alike(c, call, tenant);
  store::OrganizationPatch values;
  values.name = tenant.name;
  const auto organization = store::create_organization(c, call.who().author(), values, call.now());
  audit_change(c, call, "create", "organization", organization.id, {},
               {{"name", json::string(organization.name)}});
  match_to(c, call, tenant, organization.id, "created");
}

void set_state(db::Connection& c, const Call& call, const store::Tenant& tenant,
               std::string_view action, std::string_view state) {
  store::set_tenant_state(c, tenant.id, state, call.who().account_or_none(), call.now());
  audit_match(c, call, action, tenant);
}

void unmatch(db::Connection& c, const Call& call, const store::Tenant& tenant) {
  if (!tenant.organization)
    throw_invalid(fmt::format("{} has no organization, so there is nothing to undo.", tenant.name));
  store::match_tenant(c, tenant.id, std::nullopt, "unmatched", call.who().account_or_none(),
                      call.now());
  audit_match(c, call, "unmatch", tenant);
}

void act(db::Connection& c, const Call& call, const store::Tenant& tenant, const Fields& fields,
         const std::string& action) {
  if (action == "accept_suggestion") return accept_suggestion(c, call, tenant);
  if (action == "create") return create_and_match(c, call, tenant, fields);
  if (action == "ignore") return set_state(c, call, tenant, "ignore", "ignored");
  if (action == "unignore")
    return set_state(c, call, tenant, "unignore", tenant.organization ? "active" : "read");
  if (action == "enable")
    return set_state(c, call, tenant, "enable", tenant.organization ? "active" : "read");
  if (action == "unmatch") return unmatch(c, call, tenant);
  fields.refuse("action",
                "There is no such action. Use accept_suggestion, create, ignore, unignore, unmatch "
                "or enable, or give an organization-id.");
}

Response match_one(Call& call) {
  const Fields fields = read_fields(call.request, "");
  const base::Id id = call.id();
  call.write([&](db::Connection& c) {
    const store::Tenant tenant = tenant_or_throw(c, call, id);
    const auto organization = fields.integer("organization_id");
    if (!organization) return act(c, call, tenant, fields, fields.text("action").value_or(""));
    if (!store::find_organization(c, call.scope(), *organization))
      fields.refuse("organization_id",
                    "There is no such organization, or it is not yours to see. Choose another.");
    match_to(c, call, tenant, *organization, "chosen");
  });
  call.services.outside.notify_workers();
  return call.read([&](db::Connection& c) {
    return one(tenant_object(c, call, tenant_or_throw(c, call, id), ManageLinks(c)));
  });
}

base::json::object effect_json(const store::RematchEffect& effect) {
  json::array assets;
  for (const store::RematchAsset& one : effect.assets)
    assets.emplace_back(json::object{{"kind", json::string(one.kind)},
                                     {"id", one.id},
                                     {"name", json::string(one.name)},
                                     {"act", json::string(one.act)}});
  return {{"moves", effect.moves},
          {"unlinks", effect.unlinks},
          {"asks", effect.asks},
          {"assets", std::move(assets)}};
}

// What another organization would do to the documentation, and which names are near; writes
// nothing.
Response show_effect(Call& call) {
  const Fields fields = read_fields(call.request, "");
  const base::Id id = call.id();
  const auto organization = fields.integer("organization_id");
  return call.read([&](db::Connection& c) {
    const store::Tenant tenant = tenant_or_throw(c, call, id);
    if (organization && !store::find_organization(c, call.scope(), *organization))
      fields.refuse("organization_id",
                    "There is no such organization, or it is not yours to see. Choose another.");
    json::object out = effect_json(organization ? store::rematch_effect(c, id, *organization)
                                                : store::RematchEffect{});
    json::array nearest;
    if (call.scope().all())
      for (const NearestName& one : call.services.outside.nearest_organizations(c, tenant.name))
        nearest.emplace_back(json::object{{"organization-id", one.organization},
                                          {"name", json::string(one.name)},
                                          {"score", one.score},
                                          {"alike", one.alike}});
    out["nearest"] = std::move(nearest);
    return one(resource_object(kMatchEffectResource, id, std::move(out)));
  });
}

Response undo_match(Call& call) {
  const base::Id id = call.id();
  call.write([&](db::Connection& c) {
    const store::Tenant tenant = tenant_or_throw(c, call, id);
    const auto last = store::last_rematch(c, id);
    if (!last || (last->from && !store::find_organization(c, call.scope(), *last->from)))
      throw Error(ErrorCode::not_found,
                  "There is no change of this match to undo. Choose another organization instead.");
    store::undo_rematch(c, last->id, call.who().account_or_none(), call.now());
    audit_match(c, call, "undo_match", tenant);
  });
  return call.read([&](db::Connection& c) {
    return one(tenant_object(c, call, tenant_or_throw(c, call, id), ManageLinks(c)));
  });
}

struct Offer {
  store::Tenant tenant;
  store::Suggestion best;
};

// An organization that two tenants claim equally well is nobody's: a person decides.
std::vector<Offer> clear_offers(std::vector<Offer> offers) {
  std::map<base::Id, std::vector<double>> scores;
  for (const Offer& offer : offers) scores[offer.best.organization].push_back(offer.best.score);
  std::erase_if(offers, [&](const Offer& offer) {
    const auto& all = scores[offer.best.organization];
    const auto as_good = std::count_if(all.begin(), all.end(),
                                       [&](double score) { return score >= offer.best.score; });
    return as_good > 1;
  });
  return offers;
}

Response match_all(Call& call) {
  const Fields fields = read_fields(call.request, "");
  const double minimum = fields.number("minimum_score").value_or(0.9);
  if (minimum < 0 || minimum > 1)
    fields.refuse("minimum_score", "The score lies between 0 and 1. Try 0.9.");
  std::int64_t matched = 0;
  std::int64_t unclear = 0;
  call.write([&](db::Connection& c) {
    std::vector<Offer> offers;
    for (store::Tenant& tenant : all_tenants(c, call.scope(), {{"match", {"suggested"}}})) {
      auto suggestions = store::suggestions_of(c, call.scope(), tenant.id);
      if (tenant.own || tenant.organization || suggestions.empty() ||
          suggestions.front().score < minimum)
        continue;
      offers.push_back({std::move(tenant), std::move(suggestions.front())});
    }
    const auto clear = clear_offers(offers);
    for (const Offer& offer : clear)
      match_to(c, call, offer.tenant, offer.best.organization, "suggestion");
    matched = static_cast<std::int64_t>(clear.size());
    unclear = static_cast<std::int64_t>(offers.size()) - matched;
  });
  call.services.outside.notify_workers();
  return meta_only({{"matched", matched}, {"unclear", unclear}});
}

constexpr Attribute kEffectAttributes[] = {
    {"moves", Kind::integer}, {"unlinks", Kind::integer}, {"asks", Kind::integer},
    {"assets", Kind::array},  {"nearest", Kind::array},
};

}  // namespace

const Resource kMatchEffectResource{"match-effects", kEffectAttributes};

void add_tenant_matching_routes(Router& router) {
  router.add({"POST", "/api/tenants/:id/match", Access::manager, match_one,
              "Match, create, ignore, unmatch", &kTenantResource, Answer::one});
  router.add({"POST", "/api/tenants/:id/match_effect", Access::manager, show_effect,
              "What another organization (organization-id) would do to the documentation, and the "
              "nearest names; writes nothing",
              &kMatchEffectResource, Answer::one});
  router.add({"POST", "/api/tenants/:id/undo_match", Access::manager, undo_match,
              "Undo the last change of the match, with all that it did", &kTenantResource,
              Answer::one});
  router.add({"POST", "/api/tenants/match_all", Access::manager, match_all,
              "Accept all suggestions at or above a score (meta.matched)", nullptr, Answer::meta});
}

}  // namespace reeve::api
