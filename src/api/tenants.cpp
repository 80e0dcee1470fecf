// Tenants: list, show, suggestions; starting a sync.
#include "store/tenants.h"

#include <fmt/format.h>

#include <map>

#include "api/audited.h"
#include "api/customer_access.h"
#include "api/resources.h"
#include "api/tenant_status.h"
#include "base/error.h"
#include "store/records.h"
#include "store/runs.h"
#include "store/tenant_portals.h"

namespace reeve::api {
namespace {

// The last three only where one tenant is shown.
constexpr Attribute kTenantAttributes[] = {
    {"entra-tenant-id", Kind::text},
    {"cloud", Kind::text},
    {"name", Kind::text},
    {"default-domain", Kind::text, true},
    {"organization-id", Kind::integer, true},
    {"organization-name", Kind::text, true},
    {"state", Kind::text},
    {"own", Kind::boolean},
    {"reason", Kind::text, true},
    {"cause", Kind::text, true},
    {"way-in", Kind::text, true},
    {"read-by", Kind::text, true},
    {"read-by-sentence", Kind::text, true},
    {"read-by-at", Kind::time, true},
    {"connection-id", Kind::integer, true},
    {"matched-how", Kind::text, true},
    {"matched-at", Kind::time, true},
    {"first-sync-accepted-at", Kind::time, true},
    {"last-good-sync-at", Kind::time, true},
    {"last-run", Kind::object, true},
    {"status", Kind::text},
    {"status-since", Kind::time, true},
    {"status-sentence", Kind::text, true},
    {"status-remedy", Kind::text, true},
    {"starts-at", Kind::time, true},
    {"next-due", Kind::time, true},
    {"failures", Kind::integer},
    {"quarantined-at", Kind::time, true},
    {"paused-at", Kind::time, true},
    {"paused-by", Kind::text, true},
    {"suggestion", Kind::object, true},
    {"preview", Kind::object, true},
    {"manage-url", Kind::text, true},
    {"version", Kind::integer},
    {"created-at", Kind::time},
    {"updated-at", Kind::time},
    {"ways", Kind::array},
    {"types", Kind::array},
    {"portals", Kind::array},
};
constexpr std::size_t kShownAlone = 3;

constexpr Attribute kSuggestionAttributes[] = {
    {"tenant-id", Kind::integer},      {"organization-id", Kind::integer},
    {"organization-name", Kind::text}, {"score", Kind::number},
    {"evidence", Kind::text},
};

json::object suggestion_json(const store::Suggestion& suggestion) {
  json::object out;
  out["organization-id"] = suggestion.organization;
  out["organization-name"] = json::string(suggestion.organization_name);
  out["score"] = suggestion.score;
  out["evidence"] = json::string(suggestion.evidence);
  return out;
}

json::value best_suggestion(db::Connection& c, const Call& call, const store::Tenant& tenant) {
  if (tenant.organization || tenant.state == "ignored") return {};
  const auto suggestions = store::suggestions_of(c, call.scope(), tenant.id);
  return suggestions.empty() ? json::value() : json::value(suggestion_json(suggestions.front()));
}

json::value last_run_json(const store::Tenant& tenant) {
  if (!tenant.last_run) return {};
  json::object out;
  out["id"] = *tenant.last_run;
  out["state"] = json::string(tenant.last_run_state);
  out["sentence"] = tenant.last_run_sentence.empty()
                        ? json::value()
                        : json::value(json::string(tenant.last_run_sentence));
  out["at"] = nullable(tenant.last_run_at);
  return out;
}

json::value held_preview(db::Connection& c, const Call& call, const store::Tenant& tenant) {
  if (tenant.last_run_state != "held" || tenant.first_sync_accepted_at || !tenant.last_run)
    return {};
  const auto run = store::find_run(c, call.scope(), *tenant.last_run);
  return run ? run_preview(*run) : json::value();
}

json::array ways_of(db::Connection& c, base::Id tenant) {
  json::array out;
  for (const store::TenantAccess& way : store::tenant_access(c, tenant))
    out.emplace_back(json::object({{"connection-id", way.connection},
                                   {"way", json::string(way.way)},
                                   {"state", json::string(way.state)},
                                   {"reason", nullable(way.reason)},
                                   {"cause", nullable(way.cause)}}));
  return out;
}

json::array types_of(db::Connection& c, base::Id tenant) {
  json::array out;
  for (const store::TypeState& type : store::type_states(c, tenant)) {
    json::object entry;
    entry["type"] = json::string(type.type);
    entry["state"] = json::string(type.state);
    entry["last-complete"] = nullable(type.last_complete);
    entry["next-due"] = nullable(type.next_due);
    entry["reason"] = nullable(type.reason);
    entry["sentence"] = nullable(type.sentence);
    entry["remedy"] = nullable(type.remedy);
    out.emplace_back(std::move(entry));
  }
  return out;
}

json::array portals_of(const store::Tenant& tenant) {
  json::array out;
  for (const store::ServicePortal& one_portal : store::read_portals(tenant.portals))
    out.emplace_back(json::object(
        {{"service", json::string(one_portal.service)}, {"url", json::string(one_portal.url)}}));
  return out;
}

store::Tenant tenant_or_throw(db::Connection& c, const Call& call, base::Id id) {
  auto tenant = store::find_tenant(c, call.scope(), id);
  if (!tenant) throw_not_found("tenant");
  return std::move(*tenant);
}

Response list_all(Call& call) {
  return answer_list(
      call,
      [&](db::Connection& c, store::ListQuery query) {
        // "own" is a tab of the matching page beside the store's.
        for (store::Filter& filter : query.filters)
          if (filter.field == "match" && filter.values == std::vector<std::string>{"own"})
            filter = {"own", {"true"}};
        return store::list_tenants(c, call.scope(), query);
      },
      [&, links = std::optional<ManageLinks>()](db::Connection& c,
                                                const store::Tenant& row) mutable {
        if (!links) links.emplace(c);
        return tenant_object(c, call, row, *links);
      });
}

Response show(Call& call) {
  const base::Id id = call.id();
  return call.read([&](db::Connection& c) {
    const store::Tenant tenant = tenant_or_throw(c, call, id);
    json::object data = tenant_object(c, call, tenant, ManageLinks(c));
    json::object& attributes = data["attributes"].as_object();
    attributes["ways"] = ways_of(c, id);
    attributes["types"] = types_of(c, id);
    attributes["portals"] = portals_of(tenant);
    return one(std::move(data));
  });
}

Response list_suggestions(Call& call) {
  const base::Id id = call.id();
  return answer_list(
      call,
      [&](db::Connection& c, const store::ListQuery& query) {
        tenant_or_throw(c, call, id);
        store::Page<store::Suggestion> page;
        if (query.page == 1) page.rows = store::suggestions_of(c, call.scope(), id);
        page.total = static_cast<std::int64_t>(page.rows.size());
        return page;
      },
      [&](db::Connection&, const store::Suggestion& suggestion) {
        json::object attributes = suggestion_json(suggestion);
        attributes["tenant-id"] = suggestion.tenant;
        return resource_object(kSuggestionResource, suggestion.organization, std::move(attributes));
      });
}

Response sync(Call& call) {
  const Fields fields = read_fields(call.request, "");
  const base::Id id = call.id();
  const bool accept = fields.boolean("accept_first").value_or(false);
  if (accept && !call.who().at_least(domain::Role::manager))
    throw base::Error(
        base::ErrorCode::forbidden,
        "Accepting a first sync needs the role manager. Ask a manager to accept its preview.");
  const store::Run run = call.write([&](db::Connection& c) {
    const auto before = tenant_or_throw(c, call, id);
    store::Run queued = store::queue_run(c,
                                         {id, "manual", call.who().account_or_none(),
                                          fields.boolean("dry_run").value_or(false), accept},
                                         kPeoplePriority, call.now());
    if (accept && !before.first_sync_accepted_at)
      audit_change(c, call, "accept_first_sync", "tenant", id, {{"first-sync", "not accepted"}},
                   {{"first-sync", "accepted"}}, {{"run", queued.id}});
    else
      audit(c, call, "sync", "tenant", id, {{"run", queued.id}});
    return store::find_run(c, call.scope(), queued.id).value_or(queued);
  });
  call.services.outside.notify_workers();
  return one(run_object(run), 202);
}

bool is_read(const store::Tenant& tenant) {
  return tenant.state == "read" || tenant.state == "active";
}

// Another way into the same tenant; what was read so far stays, and it is read again at once.
Response choose_way(Call& call) {
  const Fields fields = read_fields(call.request, "tenants");
  const base::Id id = call.id();
  const auto connection = fields.integer("connection_id");
  if (!connection) fields.refuse("connection_id", "Name the connection of the way in.");
  const std::string way = fields.required("way");
  auto data = call.write([&](db::Connection& c) {
    const auto before = tenant_or_throw(c, call, id);
    store::choose_way(c, id, *connection, way, call.now());
    audit_change(c, call, "choose_way", "tenant", id,
                 {{"connection-id", nullable(before.connection_in_use)},
                  {"way", nullable(before.way_in_use)}},
                 {{"connection-id", *connection}, {"way", json::string(way)}});
    if (is_read(before))
      store::queue_run(c, {id, "manual", call.who().account_or_none(), false, false},
                       kPeoplePriority, call.now());
    return tenant_object(c, call, tenant_or_throw(c, call, id), ManageLinks(c));
  });
  call.services.outside.notify_workers();
  return one(std::move(data));
}

}  // namespace

const Resource kTenantResource{
    "tenants", std::span(kTenantAttributes).first(std::size(kTenantAttributes) - kShownAlone)};
const Resource kTenantDetailResource{"tenants", kTenantAttributes};
const Resource kSuggestionResource{"suggestions", kSuggestionAttributes};

std::vector<store::Tenant> all_tenants(db::Connection& c, const store::Scope& scope,
                                       std::vector<store::Filter> filters) {
  store::ListQuery query;
  query.filters = std::move(filters);
  query.sort = {{"id", false}};
  query.size = store::kMaxPageSize;
  std::vector<store::Tenant> out;
  for (query.page = 1; query.page <= kMaxTenantsWalked / store::kMaxPageSize; ++query.page) {
    auto page = store::list_tenants(c, scope, query);
    std::move(page.rows.begin(), page.rows.end(), std::back_inserter(out));
    if (query.page * query.size >= page.total) break;
  }
  return out;
}

json::object tenant_object(db::Connection& c, const Call& call, const store::Tenant& tenant,
                           const ManageLinks& links) {
  json::object out;
  out["entra-tenant-id"] = json::string(tenant.entra_tenant_id);
  out["cloud"] = json::string(tenant.cloud);
  out["name"] = json::string(tenant.name);
  out["default-domain"] = nullable(tenant.default_domain);
  out["organization-id"] = nullable(tenant.organization);
  out["organization-name"] =
      tenant.organization ? json::value(json::string(tenant.organization_name)) : json::value();
  out["state"] = json::string(tenant.state);
  out["own"] = tenant.own;
  out["reason"] = nullable(tenant.reason);
  out["cause"] = nullable(tenant.cause);
  out["way-in"] = nullable(tenant.way_in_use);
  const auto way = tenant.connection_in_use
                       ? store::find_token_way(c, *tenant.connection_in_use, tenant.entra_tenant_id)
                       : std::nullopt;
  put_token_way(out, way);
  out["connection-id"] = nullable(tenant.connection_in_use);
  out["matched-how"] = nullable(tenant.matched_how);
  out["matched-at"] = nullable(tenant.matched_at);
  out["first-sync-accepted-at"] = nullable(tenant.first_sync_accepted_at);
  out["last-good-sync-at"] = nullable(tenant.last_good_sync_at);
  out["last-run"] = last_run_json(tenant);
  if (const auto sync = store::sync_of_tenant(c, tenant.id))
    put_tenant_status(out, *sync, call.now(), call.services.settings.sync_every);
  out["suggestion"] = best_suggestion(c, call, tenant);
  out["preview"] = held_preview(c, call, tenant);
  out["manage-url"] = links.tenant(tenant);
  out["version"] = tenant.version;
  out["created-at"] = time_value(tenant.created_at);
  out["updated-at"] = time_value(tenant.updated_at);
  return resource_object(kTenantResource, tenant.id, std::move(out));
}

void add_tenant_routes(Router& router) {
  const Resource* own = &kTenantResource;
  router.add(
      {"GET", "/api/tenants", Access::editor, list_all, "Tenants", own, Answer::list, nullptr,
       "id name search entra_tenant_id organization_id connection_id state matched own match",
       "name id state organization_name"});
  router.add({"GET", "/api/tenants/:id", Access::editor, show,
              "One tenant with its ways in and data types", &kTenantDetailResource, Answer::one});
  router.add({"GET", "/api/tenants/:id/suggestions", Access::editor, list_suggestions,
              "Organizations that fit, best first", &kSuggestionResource, Answer::list});
  router.add({"POST", "/api/tenants/:id/sync", Access::editor, sync, "Start a sync now",
              &kRunResource, Answer::one});
  router.add({"POST", "/api/tenants/:id/way", Access::manager, choose_way,
              "Use another open way in (connection-id, way)", own, Answer::one});
}

}  // namespace reeve::api
