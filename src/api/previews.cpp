// What the next sync of a tenant would do: counted, and user by user; accepting the first one.
#include "domain/sync_preview.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "api/audited.h"
#include "api/resources.h"
#include "base/error.h"
#include "store/runs.h"

namespace reeve::api {
namespace {

constexpr std::int64_t kRunsSearchedForPreview = 20;

constexpr Attribute kPreviewAttributes[] = {
    {"match", Kind::integer},      {"create", Kind::integer},
    {"update", Kind::integer},     {"unclear", Kind::integer},
    {"join", Kind::integer},       {"hold", Kind::integer},
    {"held", Kind::integer},       {"skip", Kind::integer},
    {"not-chosen", Kind::integer}, {"linked", Kind::integer},
    {"reasons", Kind::object},     {"sentence", Kind::text},
    {"whole", Kind::boolean},      {"gap", Kind::text, true},
    {"read-at", Kind::time, true}, {"run-id", Kind::integer, true},
    {"state", Kind::text, true},   {"first-sync-accepted-at", Kind::time, true},
};
constexpr Attribute kRowAttributes[] = {
    {"outcome", Kind::text},      {"reason", Kind::text},      {"title", Kind::text},
    {"name", Kind::text},         {"user-name", Kind::text},   {"external-id", Kind::text},
    {"kind", Kind::text},         {"addresses", Kind::array},  {"sentence", Kind::text},
    {"confidence", Kind::number}, {"candidates", Kind::array}, {"writes", Kind::array},
};

std::string dashed(std::string text) {
  std::ranges::replace(text, '_', '-');
  return text;
}

store::Tenant tenant_or_throw(db::Connection& c, const Call& call, base::Id id) {
  auto tenant = store::find_tenant(c, call.scope(), id);
  if (!tenant) throw_not_found("tenant");
  return std::move(*tenant);
}

[[noreturn]] void throw_not_read() {
  throw base::Error(
      base::ErrorCode::not_found,
      "There is no preview of this tenant yet, because its users were never read. Start a sync: "
      "before its first sync is accepted it reads and writes nothing else.");
}

json::object reasons_json(const domain::PreviewCounts& counts) {
  json::object out;
  for (const auto& [outcome, reasons] : counts.reasons) {
    json::object counted;
    for (const auto& [reason, people] : reasons) counted[reason] = people;
    out[dashed(outcome)] = std::move(counted);
  }
  return out;
}

// "412 match, 37 new, 9 unclear, 3 would join two people."
std::string sentence_of(const domain::PreviewCounts& counts) {
  std::string out =
      fmt::format("{} match, {} new, {} unclear, {} would join two people", counts.of("match"),
                  counts.of("create") + counts.of("hold"), counts.of("unclear"), counts.of("join"));
  if (counts.of("update") > 0)
    out += fmt::format(", {} would be brought up to date", counts.of("update"));
  if (counts.of("held") > 0)
    out +=
        fmt::format(", {} wait because so many at once are asked about first", counts.of("held"));
  return out + ".";
}

void put_newest_run(db::Connection& c, const Call& call, base::Id tenant, json::object& out) {
  out["run-id"] = nullptr;
  out["state"] = nullptr;
  store::ListQuery query;
  query.filters = {{"tenant_id", {std::to_string(tenant)}}};
  query.sort = {{"id", true}};
  query.size = kRunsSearchedForPreview;
  for (const store::Run& run : store::list_runs(c, call.scope(), query).rows) {
    if (!run_preview(run).is_object()) continue;
    out["run-id"] = run.id;
    out["state"] = json::string(run.state);
    return;
  }
}

Response show_preview(Call& call) {
  const base::Id id = call.id();
  return call.read([&](db::Connection& c) {
    const store::Tenant tenant = tenant_or_throw(c, call, id);
    const auto preview = call.services.outside.preview_sync(c, tenant, {});
    if (!preview.read) throw_not_read();
    json::object out;
    for (const std::string_view outcome : domain::kPreviewOutcomes)
      out[dashed(std::string(outcome))] = preview.counts.of(outcome);
    out["linked"] = preview.counts.linked;
    out["reasons"] = reasons_json(preview.counts);
    out["sentence"] = json::string(sentence_of(preview.counts));
    out["whole"] = preview.whole;
    out["gap"] = preview.gap.empty() ? json::value() : json::value(json::string(preview.gap));
    out["read-at"] = nullable(preview.read_at);
    put_newest_run(c, call, id, out);
    out["first-sync-accepted-at"] = nullable(tenant.first_sync_accepted_at);
    return one(resource_object(kPreviewResource, id, std::move(out)));
  });
}

json::array texts(const std::vector<std::string>& values) {
  json::array out;
  for (const std::string& value : values) out.emplace_back(json::string(value));
  return out;
}

json::array candidates_json(const domain::PreviewRow& row) {
  json::array out;
  for (const domain::PreviewContact& one : row.candidates)
    out.emplace_back(json::object{
        {"contact-id", one.id},
        {"name", json::string(one.name)},
        {"emails", texts(one.emails)},
        {"evidence", json::string(one.evidence)},
        {"linked-user",
         one.linked_user.empty() ? json::value() : json::value(json::string(one.linked_user))}});
  return out;
}

json::array writes_json(const domain::PreviewRow& row) {
  json::array out;
  for (const domain::PreviewWrite& one : row.writes)
    out.emplace_back(json::object{{"op", json::string(one.op)},
                                  {"path", json::string(one.path)},
                                  {"old", json::string(one.old_value)},
                                  {"new", json::string(one.new_value)}});
  return out;
}

json::object row_object(const domain::PreviewRow& row) {
  json::object out;
  out["outcome"] = json::string(dashed(row.outcome));
  out["reason"] = json::string(row.reason);
  out["title"] = json::string(row.title);
  out["name"] = json::string(row.name);
  out["user-name"] = json::string(row.user_name);
  out["external-id"] = json::string(row.external_id);
  out["kind"] = json::string(row.kind);
  out["addresses"] = texts(row.addresses);
  out["sentence"] = json::string(row.sentence);
  out["confidence"] = row.confidence;
  out["candidates"] = candidates_json(row);
  out["writes"] = writes_json(row);
  return resource_object(kPreviewRowResource, row.record, std::move(out));
}

domain::PreviewAsk ask_of(const store::ListQuery& query) {
  domain::PreviewAsk ask;
  ask.count = static_cast<std::size_t>(query.size);
  ask.first = static_cast<std::size_t>((query.page - 1) * query.size);
  for (const store::Filter& filter : query.filters) {
    if (filter.field == "search" && !filter.values.empty()) ask.search = filter.values.front();
    if (filter.field == "reason") ask.reasons = filter.values;
    if (filter.field != "outcome") continue;
    ask.outcomes = filter.values;
    for (std::string& one : ask.outcomes) std::ranges::replace(one, '-', '_');
  }
  return ask;
}

Response list_rows(Call& call) {
  const base::Id id = call.id();
  return answer_list(
      call,
      [&](db::Connection& c, const store::ListQuery& query) {
        const store::Tenant tenant = tenant_or_throw(c, call, id);
        auto preview = call.services.outside.preview_sync(c, tenant, ask_of(query));
        if (!preview.read) throw_not_read();
        store::Page<domain::PreviewRow> page;
        page.rows = std::move(preview.rows);
        page.total = preview.rows_found;
        return page;
      },
      [](db::Connection&, const domain::PreviewRow& row) { return row_object(row); });
}

void accept_one(db::Connection& c, const Call& call, const store::Tenant& tenant) {
  store::accept_first_sync(c, tenant.id, call.who().account_or_none(), call.now());
  audit_change(c, call, "accept_first_sync", "tenant", tenant.id,
               {{"first-sync", tenant.first_sync_accepted_at ? "accepted" : "not accepted"}},
               {{"first-sync", "accepted"}});
  if (tenant.organization)
    store::queue_run(c, {tenant.id, "manual", call.who().account_or_none(), false, false},
                     kPeoplePriority, call.now());
}

Response accept_first(Call& call) {
  const base::Id id = call.id();
  call.write([&](db::Connection& c) { accept_one(c, call, tenant_or_throw(c, call, id)); });
  call.services.outside.notify_workers();
  return call.read([&](db::Connection& c) {
    return one(tenant_object(c, call, tenant_or_throw(c, call, id), ManageLinks(c)));
  });
}

bool waits(const store::Tenant& tenant) {
  return !tenant.first_sync_accepted_at && tenant.last_run_state == "held";
}

// All that wait, or those of them that are named or reached by a connection.
Response accept_all(Call& call) {
  const Fields fields = read_fields(call.request, "");
  const auto named = fields.integers("tenants");
  const auto connection = fields.integer("connection_id");
  const std::int64_t accepted = call.write([&](db::Connection& c) {
    std::set<base::Id> wanted;
    if (named) wanted.insert(named->begin(), named->end());
    std::int64_t count = 0;
    for (const store::Tenant& tenant : all_tenants(c, call.scope(), {{"state", {"active"}}})) {
      if (!waits(tenant) || (named && !wanted.contains(tenant.id)) ||
          (connection && tenant.connection_in_use != *connection))
        continue;
      accept_one(c, call, tenant);
      ++count;
    }
    return count;
  });
  call.services.outside.notify_workers();
  return meta_only({{"accepted", accepted}});
}

}  // namespace

const Resource kPreviewResource{"previews", kPreviewAttributes};
const Resource kPreviewRowResource{"preview-rows", kRowAttributes};

void add_preview_routes(Router& router) {
  router.add({"GET", "/api/tenants/:id/preview", Access::editor, show_preview,
              "What the next sync would do, counted; writes nothing", &kPreviewResource,
              Answer::one});
  router.add({"GET", "/api/tenants/:id/preview_rows", Access::editor, list_rows,
              "What the next sync would do, user by user; writes nothing", &kPreviewRowResource,
              Answer::list, nullptr, "outcome reason search", ""});
  router.add({"POST", "/api/tenants/:id/accept_first_sync", Access::manager, accept_first,
              "Accept the preview of the first sync", &kTenantResource, Answer::one});
  router.add({"POST", "/api/tenants/accept_first_sync", Access::manager, accept_all,
              "Accept all held first syncs, or those of some tenants or of a connection "
              "(meta.accepted)",
              nullptr, Answer::meta});
}

}  // namespace reeve::api
