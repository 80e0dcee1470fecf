// Leaving Microsoft: pause, keep or remove a connection, and what its application still holds.
#include "store/leavings.h"

#include <fmt/format.h>

#include <array>

#include "api/audited.h"
#include "api/resources.h"
#include "base/error.h"
#include "base/text.h"
#include "domain/leaving_links.h"
#include "store/connections.h"
#include "store/onboarding.h"
#include "store/removal.h"

namespace reeve::api {
namespace {

using base::Error;
using base::ErrorCode;

constexpr std::size_t kMaxUnknownShown = 50;

constexpr Attribute kLeavingAttributes[] = {
    {"connection-id", Kind::integer}, {"connection-name", Kind::text},
    {"application-id", Kind::text},   {"state", Kind::text},
    {"ending", Kind::text, true},     {"sentence", Kind::text, true},
    {"counts", Kind::object},         {"removal", Kind::object, true},
    {"others", Kind::array},          {"signed-in", Kind::text, true},
    {"unknown-tenants", Kind::array}, {"links", Kind::array},
    {"can-undo", Kind::boolean},      {"created-at", Kind::time},
    {"listed-at", Kind::time, true},  {"revoking-at", Kind::time, true},
    {"revoked-at", Kind::time, true}, {"ended-at", Kind::time, true},
    {"undone-at", Kind::time, true},
};

json::object counts_json(const store::LeavingCounts& n) {
  return {{"tenants", n.tenants},
          {"tenants-waiting", n.tenants_waiting},
          {"tenants-unknown", n.tenants_unknown},
          {"tenants-absent", n.tenants_absent},
          {"items", n.items},
          {"by-reeve", n.by_reeve},
          {"selected", n.selected},
          {"waiting", n.waiting},
          {"done", n.done},
          {"failed", n.failed},
          {"left", n.left}};
}

json::value removal_json(db::Connection& c, const store::Leaving& leaving) {
  if (!store::find_connection(c, leaving.connection)) return nullptr;
  const auto n = store::removal_counts(c, leaving.connection);
  return json::object{{"tenants", n.tenants},
                      {"records", n.records},
                      {"made-by-sync", n.made_by_sync},
                      {"edited", n.edited}};
}

// Other connections with the same application lose it too.
json::array others_json(db::Connection& c, const store::Leaving& leaving) {
  json::array out;
  store::ListQuery query;
  query.size = store::kMaxPageSize;
  for (const auto& one : store::list_connections(c, query).rows)
    if (one.id != leaving.connection &&
        base::ascii_lower(one.application_id) == leaving.application_id)
      out.emplace_back(json::object{{"id", one.id}, {"name", json::string(one.name)}});
  return out;
}

json::array unknown_json(db::Connection& c, const store::Leaving& leaving,
                         const std::string& cloud) {
  json::array out;
  for (const auto& one : store::leaving_tenants(c, leaving.id)) {
    if (one.state != "unknown" || out.size() >= kMaxUnknownShown) continue;
    out.emplace_back(json::object{
        {"tenant-id", json::string(one.entra_tenant_id)},
        {"name", json::string(one.name)},
        {"sentence", nullable(one.sentence)},
        {"url", json::string(domain::application_page(cloud, one.entra_tenant_id,
                                                      one.service_principal.value_or(""),
                                                      leaving.application_id))}});
  }
  return out;
}

json::array links_json(const store::MicrosoftConnection& connection) {
  json::array out;
  for (const auto& link : domain::leaving_links(connection.cloud, connection.kind,
                                                connection.directory_id, connection.application_id))
    out.emplace_back(json::object{{"title", json::string(link.title)},
                                  {"sentence", json::string(link.sentence)},
                                  {"url", json::string(link.url)}});
  return out;
}

json::object leaving_object(db::Connection& c, const Call& call, const store::Leaving& leaving) {
  const auto connection = store::find_connection(c, leaving.connection);
  const auto session = store::find_onboarding_session(c, leaving.connection, call.now());
  json::object out;
  out["connection-id"] = leaving.connection;
  out["connection-name"] = json::string(leaving.connection_name);
  out["application-id"] = json::string(leaving.application_id);
  out["state"] = json::string(leaving.state);
  out["ending"] = nullable(leaving.ending);
  out["sentence"] = nullable(leaving.sentence);
  out["counts"] = counts_json(store::leaving_counts(c, leaving.id));
  out["removal"] = removal_json(c, leaving);
  out["others"] = others_json(c, leaving);
  out["signed-in"] = session ? json::value(json::string(session->acts)) : json::value();
  out["unknown-tenants"] = unknown_json(c, leaving, connection ? connection->cloud : "global");
  out["links"] = connection ? links_json(*connection) : json::array();
  out["can-undo"] = leaving.state == "ended" && store::archived_by(c, leaving.id) > 0;
  out["created-at"] = time_value(leaving.created_at);
  out["listed-at"] = nullable(leaving.listed_at);
  out["revoking-at"] = nullable(leaving.revoking_at);
  out["revoked-at"] = nullable(leaving.revoked_at);
  out["ended-at"] = nullable(leaving.ended_at);
  out["undone-at"] = nullable(leaving.undone_at);
  return resource_object(kLeavingResource, leaving.id, std::move(out));
}

store::Leaving leaving_or_throw(db::Connection& c, base::Id id) {
  auto leaving = store::find_leaving(c, id);
  if (!leaving) throw_not_found("leaving");
  return *std::move(leaving);
}

Response answer_one(Call& call, base::Id id, int status = 200) {
  return call.read([&](db::Connection& c) {
    return one(leaving_object(c, call, leaving_or_throw(c, id)), status);
  });
}

Response list_all(Call& call) {
  return answer_list(
      call,
      [](db::Connection& c, const store::ListQuery& query) {
        return store::list_leavings(c, query);
      },
      [&](db::Connection& c, const store::Leaving& one) { return leaving_object(c, call, one); });
}

Response show(Call& call) { return answer_one(call, call.id()); }

Response begin(Call& call) {
  const base::Id connection = call.id();
  const auto id = call.write([&](db::Connection& c) {
    const auto leaving =
        store::begin_leaving(c, connection, call.who().account_or_none(), call.now());
    store::queue_leaving(c, leaving, call.now());
    audit_change(c, call, "leaving_begun", "connection", connection, {},
                 {{"leaving", json::string(leaving.state)}},
                 {{"name", json::string(leaving.connection_name)}});
    return leaving.id;
  });
  call.services.outside.notify_workers();
  return answer_one(call, id, 201);
}

// What a person looks at and ticks: neither before it is listed nor while it is worked on.
void check_ticking(const store::Leaving& leaving) {
  if (leaving.state == "listed" || leaving.state == "revoked") return;
  throw Error(ErrorCode::conflict,
              leaving.state == "listing"
                  ? "Reeve still asks Microsoft what the application holds. Wait for the list."
                  : "This leaving is at work or has ended; nothing can be ticked now.");
}

Response tick(Call& call) {
  const base::Id id = call.id();
  const Fields fields = read_fields(call.request, "leavings");
  const auto which = fields.text("which");
  const auto items = fields.integers("items");
  if (which.has_value() == items.has_value())
    throw_invalid("Say which: none, by-reeve or everything; or name the items.", "which");
  if (which && *which != "none" && *which != "by-reeve" && *which != "everything")
    fields.refuse("which", "Choose none, by-reeve or everything.");
  call.write([&](db::Connection& c) {
    const auto leaving = leaving_or_throw(c, id);
    check_ticking(leaving);
    const auto before = store::leaving_counts(c, id).selected;
    if (which)
      store::tick_items(c, id, *which == "by-reeve" ? "by_reeve" : *which);
    else
      store::tick_items(c, id, {items->begin(), items->end()},
                        fields.boolean("selected").value_or(true));
    audit_change(c, call, "leaving_ticked", "connection", leaving.connection, {{"ticked", before}},
                 {{"ticked", store::leaving_counts(c, id).selected}});
  });
  return answer_one(call, id);
}

void check_name(const Fields& fields, const store::Leaving& leaving) {
  if (base::trim(fields.required("name")) == base::trim(leaving.connection_name)) return;
  fields.refuse(
      "name", fmt::format("Type the connection's name as it stands: {}", leaving.connection_name));
}

// Nobody acts with a colleague's rights.
void check_own_sign_in(db::Connection& c, const Call& call, base::Id connection) {
  const auto session = store::find_onboarding_session(c, connection, call.now());
  if (!session || session->account == call.who().account_or_none()) return;
  const auto other = store::find_account(c, session->account);
  throw Error(ErrorCode::forbidden,
              fmt::format("{} signed in at Microsoft for this. Sign in yourself, then go on.",
                          other ? other->email : "Somebody else"));
}

Response revoke(Call& call) {
  const base::Id id = call.id();
  const Fields fields = read_fields(call.request, "leavings");
  const auto queued = call.write([&](db::Connection& c) {
    auto leaving = leaving_or_throw(c, id);
    check_ticking(leaving);
    check_name(fields, leaving);
    check_own_sign_in(c, call, leaving.connection);
    const auto count = store::queue_ticked(c, id);
    if (count == 0) throw_invalid("Nothing is ticked that is not revoked already.");
    store::set_leaving_account(c, id, call.who().account_or_none());
    store::move_leaving(c, id, leaving.state, "revoking", call.now());
    const json::object before{{"leaving", json::string(leaving.state)}};
    leaving.state = "revoking";
    store::queue_leaving(c, leaving, call.now());
    audit_change(c, call, "revoke", "connection", leaving.connection, before,
                 {{"leaving", "revoking"}},
                 {{"name", json::string(leaving.connection_name)}, {"items", count}});
    return count;
  });
  call.services.outside.notify_workers();
  return meta_only({{"queued", queued}}, 202);
}

// Credentials go only after revoking has ended, or where the person says so.
void check_revoked(db::Connection& c, const store::Leaving& leaving, bool anyway) {
  if (leaving.state == "removing" || leaving.state == "ended" || leaving.state == "undoing")
    throw Error(ErrorCode::conflict, "This connection is being removed already, or it is gone.");
  if (anyway) return;
  const auto n = store::leaving_counts(c, leaving.id);
  if (leaving.state == "revoking" || n.waiting > 0)
    throw Error(ErrorCode::conflict,
                "Revoking has not ended, and it needs the credentials. Wait for its end, or say "
                "that you want to go on anyway.");
  if (n.selected > n.done)
    throw Error(ErrorCode::conflict,
                fmt::format("{} of what is ticked {} not revoked, and without the credentials "
                            "Reeve cannot do it later. Revoke first, untick, or say that you want "
                            "to go on anyway.",
                            n.selected - n.done, n.selected - n.done == 1 ? "is" : "are"));
}

void keep(db::Connection& c, const Call& call, const store::Leaving& leaving) {
  store::disconnect(c, leaving.connection, call.now());
  store::drop_onboarding_session(c, leaving.connection);
  store::set_leaving_sentence(c, leaving.id,
                              "The credentials are gone; what Microsoft said so far stays.");
  store::move_leaving(c, leaving.id, leaving.state, "ended", call.now());
}

Response finish(Call& call) {
  const base::Id id = call.id();
  const Fields fields = read_fields(call.request, "leavings");
  const std::string ending = fields.required("ending");
  if (ending != "keep" && ending != "remove") fields.refuse("ending", "Choose keep or remove.");
  call.write([&](db::Connection& c) {
    auto leaving = leaving_or_throw(c, id);
    check_revoked(c, leaving, fields.boolean("anyway").value_or(false));
    check_name(fields, leaving);
    store::set_leaving_ending(c, id, ending);
    audit_change(c, call, ending == "keep" ? "disconnect" : "remove", "connection",
                 leaving.connection, {{"leaving", json::string(leaving.state)}},
                 {{"leaving", ending == "keep" ? "ended" : "removing"}},
                 {{"name", json::string(leaving.connection_name)}});
    if (ending == "keep") return keep(c, call, leaving);
    store::move_leaving(c, id, leaving.state, "removing", call.now());
    leaving.state = "removing";
    store::queue_leaving(c, leaving, call.now());
  });
  call.services.outside.notify_workers();
  return answer_one(call, id, 202);
}

Response undo(Call& call) {
  const base::Id id = call.id();
  call.write([&](db::Connection& c) {
    auto leaving = leaving_or_throw(c, id);
    if (leaving.state != "ended" || store::archived_by(c, id) == 0)
      throw Error(ErrorCode::conflict, "There is nothing of it to bring back.");
    store::move_leaving(c, id, "ended", "undoing", call.now());
    leaving.state = "undoing";
    store::queue_leaving(c, leaving, call.now());
    audit_change(c, call, "undo_remove", "connection", leaving.connection, {{"leaving", "ended"}},
                 {{"leaving", "undoing"}}, {{"name", json::string(leaving.connection_name)}});
  });
  call.services.outside.notify_workers();
  return answer_one(call, id, 202);
}

}  // namespace

const Resource kLeavingResource{"leavings", kLeavingAttributes};

void add_leaving_routes(Router& router) {
  const Resource* own = &kLeavingResource;
  router.add({"GET", "/api/leavings", Access::manager, list_all,
              "Connections that were left or are just being left, newest first", own, Answer::list,
              nullptr, "id connection_id state", "id"});
  router.add({"GET", "/api/leavings/:id", Access::manager, show,
              "One leaving: how far it is, who else loses the application, what is left", own,
              Answer::one});
  router.add({"POST", "/api/connections/:id/leaving", Access::manager, begin,
              "List what the connection's application holds at Microsoft", own, Answer::one});
  router.add({"POST", "/api/leavings/:id/tick", Access::manager, tick,
              "Tick what is to be revoked: which (none, by-reeve, everything) or items", own,
              Answer::one});
  router.add({"POST", "/api/leavings/:id/revoke", Access::manager, revoke,
              "Revoke what is ticked; the connection's name must be given", nullptr, Answer::meta});
  router.add({"POST", "/api/leavings/:id/finish", Access::manager, finish,
              "Forget the credentials (keep), or also what Microsoft said (remove)", own,
              Answer::one});
  router.add({"POST", "/api/leavings/:id/undo", Access::manager, undo,
              "Bring back the contacts that a removal archived", own, Answer::one});
}

}  // namespace reeve::api
