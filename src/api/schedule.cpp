// Pausing a tenant's schedule, and what stands left out of the documentation.
#include "api/audited.h"
#include "api/resources.h"
#include "store/record_skips.h"
#include "store/tenant_sync.h"

#include "domain/reason_code.h"

namespace reeve::api {
namespace {

constexpr Attribute kSkipAttributes[] = {
    {"record-id", Kind::integer},
    {"tenant-id", Kind::integer},
    {"tenant-name", Kind::text},
    {"organization-id", Kind::integer, true},
    {"organization-name", Kind::text, true},
    {"type", Kind::text},
    {"title", Kind::text},
    {"code", Kind::text},
    {"sentence", Kind::text},
    {"remedy", Kind::text, true},
    {"since", Kind::time},
    {"run-id", Kind::integer, true},
};

constexpr Attribute kReasonAttributes[] = {
    {"code", Kind::text},
    {"sentence", Kind::text},
    {"remedy", Kind::text},
    {"may-pass", Kind::boolean},
};

json::object skip_object(const store::RecordSkip& skip) {
  const auto* reason = domain::find_reason_code(skip.code);
  json::object out;
  out["record-id"] = skip.record;
  out["tenant-id"] = skip.tenant;
  out["tenant-name"] = json::string(skip.tenant_name);
  out["organization-id"] = nullable(skip.organization);
  out["organization-name"] =
      skip.organization ? json::value(json::string(skip.organization_name)) : json::value();
  out["type"] = json::string(skip.type);
  out["title"] = json::string(skip.title);
  out["code"] = json::string(skip.code);
  out["sentence"] = json::string(skip.sentence);
  out["remedy"] = reason == nullptr ? json::value() : json::value(json::string(reason->remedy));
  out["since"] = time_value(skip.since);
  out["run-id"] = nullable(skip.run);
  return resource_object(kSkipResource, skip.record, std::move(out));
}

Response list_all(Call& call) {
  return answer_list(
      call,
      [&](db::Connection& c, const store::ListQuery& query) {
        return store::list_skips(c, call.scope(), query);
      },
      [](db::Connection&, const store::RecordSkip& skip) { return skip_object(skip); });
}

Response list_reasons(Call& call) {
  return answer_list(
      call,
      [](db::Connection&, const store::ListQuery& query) {
        const auto all = domain::all_reason_codes();
        store::Page<const domain::ReasonCode*> page;
        page.total = static_cast<std::int64_t>(all.size());
        const auto first = static_cast<std::size_t>((query.page - 1) * query.size);
        for (std::size_t i = first;
             i < all.size() && page.rows.size() < static_cast<std::size_t>(query.size); ++i)
          page.rows.push_back(&all[i]);
        return page;
      },
      [](db::Connection&, const domain::ReasonCode* reason) {
        json::object out;
        out["code"] = json::string(reason->code);
        out["sentence"] = json::string(reason->sentence);
        out["remedy"] = json::string(reason->remedy);
        out["may-pass"] = reason->may_pass;
        return resource_object(kReasonCodeResource, reason - domain::all_reason_codes().data() + 1,
                               std::move(out));
      });
}

Response set_pause(Call& call, bool paused) {
  const base::Id id = call.id();
  auto data = call.write([&](db::Connection& c) {
    const auto tenant = store::find_tenant(c, call.scope(), id);
    if (!tenant) throw_not_found("tenant");
    const bool before = store::pause_of(c, "tenant", id).has_value();
    if (paused) {
      store::pause_sync(c, "tenant", id, call.who().account_or_none(), call.now());
    } else {
      store::resume_sync(c, "tenant", id);
    }
    audit_change(c, call, paused ? "pause" : "resume", "tenant", id, {{"paused", before}},
                 {{"paused", paused}});
    return tenant_object(c, call, *tenant, ManageLinks(c));
  });
  return one(std::move(data));
}

Response pause(Call& call) { return set_pause(call, true); }
Response resume(Call& call) { return set_pause(call, false); }

}  // namespace

const Resource kSkipResource{"skips", kSkipAttributes};
const Resource kReasonCodeResource{"reason-codes", kReasonAttributes};

void add_schedule_routes(Router& router) {
  router.add({"GET", "/api/skips", Access::editor, list_all,
              "What stands left out of the documentation, since when and why", &kSkipResource,
              Answer::list, nullptr, "id tenant_id organization_id connection_id type code search",
              "title since tenant_name"});
  router.add({"GET", "/api/reason_codes", Access::editor, list_reasons,
              "What each reason code of the sync log means", &kReasonCodeResource, Answer::list});
  router.add({"POST", "/api/tenants/:id/pause", Access::manager, pause,
              "Do not start its scheduled syncs until it is resumed", &kTenantResource,
              Answer::one});
  router.add({"POST", "/api/tenants/:id/resume", Access::manager, resume,
              "Sync it by its schedule again", &kTenantResource, Answer::one});
}

}  // namespace reeve::api
