// What an application holds in each tenant, to be ticked; and resting a connection.
#include <map>
#include <string>

#include "api/audited.h"
#include "api/resources.h"
#include "base/error.h"
#include "domain/leaving_links.h"
#include "store/connections.h"
#include "store/leavings.h"
#include "store/tenant_sync.h"

namespace reeve::api {
namespace {

constexpr Attribute kItemAttributes[] = {
    {"leaving-id", Kind::integer},  {"tenant-id", Kind::text},      {"tenant-name", Kind::text},
    {"kind", Kind::text},           {"resource-name", Kind::text},  {"what", Kind::text},
    {"by-reeve", Kind::boolean},    {"selected", Kind::boolean},    {"state", Kind::text},
    {"sentence", Kind::text, true}, {"ended-at", Kind::time, true}, {"url", Kind::text},
};

// The application's page of each tenant, read once for all items of a list.
class Pages {
 public:
  std::string of(db::Connection& c, const store::LeavingItem& item) {
    if (item.leaving != leaving_) read(c, item.leaving);
    return domain::application_page(cloud_, item.entra_tenant_id, principals_[item.entra_tenant_id],
                                    application_);
  }

 private:
  void read(db::Connection& c, base::Id leaving) {
    leaving_ = leaving;
    principals_.clear();
    const auto row = store::find_leaving(c, leaving).value();
    application_ = row.application_id;
    const auto connection = store::find_connection(c, row.connection);
    cloud_ = connection ? connection->cloud : "global";
    for (const auto& tenant : store::leaving_tenants(c, leaving))
      principals_[tenant.entra_tenant_id] = tenant.service_principal.value_or("");
  }

  base::Id leaving_ = 0;
  std::string cloud_, application_;
  std::map<std::string, std::string> principals_;
};

json::object item_object(db::Connection& c, Pages& pages, const store::LeavingItem& item) {
  json::object out;
  out["leaving-id"] = item.leaving;
  out["tenant-id"] = json::string(item.entra_tenant_id);
  out["tenant-name"] = json::string(item.tenant_name);
  out["kind"] = json::string(item.kind);
  out["resource-name"] = json::string(item.resource_name);
  out["what"] = json::string(item.what);
  out["by-reeve"] = item.by_reeve;
  out["selected"] = item.selected;
  out["state"] = json::string(item.state);
  out["sentence"] = nullable(item.sentence);
  out["ended-at"] = nullable(item.ended_at);
  out["url"] = json::string(pages.of(c, item));
  return resource_object(kLeavingItemResource, item.id, std::move(out));
}

Response list_items(Call& call) {
  Pages pages;
  return answer_list(
      call,
      [](db::Connection& c, const store::ListQuery& query) {
        return store::list_leaving_items(c, query);
      },
      [&](db::Connection& c, const store::LeavingItem& item) {
        return item_object(c, pages, item);
      });
}

Response set_state(Call& call, std::string_view from, std::string_view to,
                   std::string_view action) {
  const base::Id id = call.id();
  call.write([&](db::Connection& c) {
    const auto connection = store::find_connection(c, id);
    if (!connection) throw_not_found("connection");
    const bool fits =
        connection->state == from || (to == "paused" && connection->state == "reconnect");
    if (!fits)
      throw base::Error(base::ErrorCode::conflict,
                        to == "paused"
                            ? "Only a connection that works or must be reconnected can be paused."
                            : "Only a paused connection can be resumed.");
    store::set_connection_state(c, id, to, {}, {}, {}, call.now());
    if (to == "paused")
      store::pause_sync(c, "connection", id, call.who().account_or_none(), call.now());
    else
      store::resume_sync(c, "connection", id);
    audit_change(c, call, action, "connection", id, {{"state", json::string(connection->state)}},
                 {{"state", json::string(to)}});
  });
  return meta_only({{"state", json::string(to)}});
}

Response pause(Call& call) { return set_state(call, "connected", "paused", "pause"); }
Response resume(Call& call) { return set_state(call, "paused", "connected", "resume"); }

}  // namespace

const Resource kLeavingItemResource{"leaving-items", kItemAttributes};

void add_leaving_item_routes(Router& router) {
  router.add({"GET", "/api/leaving_items", Access::manager, list_items,
              "What the application holds in each tenant, and how its revoking ended",
              &kLeavingItemResource, Answer::list, nullptr,
              "id leaving_id tenant_id kind state by_reeve selected", "id position"});
  router.add({"POST", "/api/connections/:id/pause", Access::manager, pause,
              "Ask nothing through it until it is resumed", nullptr, Answer::meta});
  router.add({"POST", "/api/connections/:id/resume", Access::manager, resume, "Go on after a pause",
              nullptr, Answer::meta});
}

}  // namespace reeve::api
