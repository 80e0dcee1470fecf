// Undo over the API: one change, what syncs did to a contact, a whole run, or another undo; each
// can be looked at before it is done.
#include "store/undo.h"

#include "api/audited.h"
#include "api/resources.h"
#include "base/error.h"
#include "jobs/undo_run.h"
#include "store/audit.h"
#include "store/contacts.h"
#include "store/merges.h"

namespace reeve::api {
namespace {

constexpr Attribute kUndoAttributes[] = {
    {"what", Kind::text},
    {"subject-id", Kind::integer},
    {"state", Kind::text},
    {"sentence", Kind::text, true},
    {"account-id", Kind::integer, true},
    {"account-name", Kind::text, true},
    {"assets", Kind::integer},
    {"restored", Kind::integer},
    {"archived", Kind::integer},
    {"unarchived", Kind::integer},
    {"unlinked", Kind::integer},
    {"linked", Kind::integer},
    {"relations", Kind::integer},
    {"stayed", Kind::integer},
    {"complete", Kind::boolean},
    {"left-as-is", Kind::array},
    {"started-at", Kind::time, true},
    {"finished-at", Kind::time, true},
};

constexpr Attribute kStayedAttributes[] = {
    {"asset-kind", Kind::text}, {"asset-id", Kind::integer}, {"asset-name", Kind::text},
    {"path", Kind::text},       {"reason", Kind::text},      {"sentence", Kind::text},
};

json::object stayed_object(const store::Stayed& one) {
  json::object out;
  out["asset-kind"] = json::string(one.asset_kind);
  out["asset-id"] = one.asset;
  out["asset-name"] = json::string(one.name);
  out["path"] = json::string(one.path);
  out["reason"] = json::string(one.reason);
  out["sentence"] = json::string(store::stayed_words(one.reason));
  return out;
}

void put_effect(json::object& out, const store::UndoEffect& effect) {
  out["assets"] = effect.assets;
  out["restored"] = effect.restored;
  out["archived"] = effect.archived;
  out["unarchived"] = effect.unarchived;
  out["unlinked"] = effect.unlinked;
  out["linked"] = effect.linked;
  out["relations"] = effect.relations;
  out["stayed"] = effect.stayed;
  out["complete"] = effect.complete;
  json::array left;
  for (const store::Stayed& one : effect.examples) left.emplace_back(stayed_object(one));
  out["left-as-is"] = std::move(left);
}

// What was done, with the first of what stayed.
json::object undo_object(db::Connection& c, const Call& call, const store::Undo& undo) {
  store::ListQuery query;
  query.size = static_cast<std::int64_t>(store::kMaxStayedShown);
  store::UndoEffect effect = undo.effect;
  auto stayed = store::list_stayed(c, call.scope(), undo.id, query);
  effect.stayed = stayed.total;
  effect.examples = std::move(stayed.rows);
  const auto account =
      undo.author.account ? store::find_account(c, *undo.author.account) : std::nullopt;
  json::object out;
  out["what"] = json::string(undo.of.what);
  out["subject-id"] = undo.of.subject;
  out["state"] = json::string(undo.state);
  out["sentence"] = nullable(undo.sentence);
  out["account-id"] = nullable(undo.author.account);
  out["account-name"] = account ? json::value(json::string(account->email)) : json::value();
  put_effect(out, effect);
  out["started-at"] = time_value(undo.started_at);
  out["finished-at"] = nullable(undo.finished_at);
  return resource_object(kUndoResource, undo.id, std::move(out));
}

// The same of one that nobody began.
json::object preview_object(const store::UndoOf& of, const store::UndoEffect& effect) {
  json::object out;
  out["what"] = json::string(of.what);
  out["subject-id"] = of.subject;
  out["state"] = "preview";
  out["sentence"] = nullptr;
  out["account-id"] = nullptr;
  out["account-name"] = nullptr;
  put_effect(out, effect);
  out["started-at"] = nullptr;
  out["finished-at"] = nullptr;
  return resource_object(kUndoResource, 0, std::move(out));
}

// In short reads, so that nobody waits for a huge run.
Response preview(Call& call, const store::UndoOf& of) {
  auto look = call.read([&](db::Connection& c) { return store::begin_look(c, call.scope(), of); });
  while (!look.ended)
    call.read([&](db::Connection& c) { store::look_further(c, look, call.now()); });
  return one(preview_object(of, look.effect));
}

void note(db::Connection& c, Call& call, const store::Undo& undo, std::string_view kind,
          base::Id subject) {
  json::object detail;
  detail["undo"] = undo.id;
  detail["what"] = json::string(undo.of.what);
  if (undo.of.run) detail["run"] = *undo.of.run;
  if (undo.of.since) detail["since"] = *undo.of.since;
  put_effect(detail, undo.effect);
  detail.erase("left-as-is");
  detail.erase("complete");
  const auto written = store::changes_of_undo(c, undo.id, kMaxAuditedChanges);
  const Audited fields = written.empty()
                             ? Audited{{{"state", "as it was done"}}, {{"state", "being undone"}}}
                             : audited_changes(c, written);
  audit_change(c, call, "undo", kind, subject, fields.before, fields.after, std::move(detail));
}

// Done at once, in one transaction.
Response undo_now(Call& call, const store::UndoOf& of, std::string_view kind) {
  auto data = call.write([&](db::Connection& c) {
    auto undo = store::begin_undo(c, call.scope(), call.who().author(), of, call.now());
    while (store::work_undo(c, undo.id, call.now())) {
    }
    undo = store::find_undo(c, call.scope(), undo.id).value();
    note(c, call, undo, kind, of.subject);
    return undo_object(c, call, undo);
  });
  return one(std::move(data));
}

// By a job, with progress in its row.
Response undo_later(Call& call, const store::UndoOf& of, std::string_view kind) {
  auto data = call.write([&](db::Connection& c) {
    const auto undo = store::begin_undo(c, call.scope(), call.who().author(), of, call.now());
    jobs::queue_undo(c, undo.id, call.now());
    note(c, call, undo, kind, of.subject);
    return undo_object(c, call, undo);
  });
  call.services.outside.notify_workers();
  return one(std::move(data), 202);
}

store::UndoOf of_change(const Call& call) { return {.what = "change", .subject = call.id()}; }
store::UndoOf of_run(const Call& call) { return {.what = "run", .subject = call.id()}; }

Response preview_change(Call& call) { return preview(call, of_change(call)); }
Response undo_change(Call& call) { return undo_now(call, of_change(call), "change"); }
Response preview_run(Call& call) { return preview(call, of_run(call)); }
Response undo_run(Call& call) { return undo_later(call, of_run(call), "run"); }

// The undo that counts for a run: none, or one.
Response list_of_run(Call& call) {
  return answer_list(
      call,
      [&](db::Connection& c, const store::ListQuery&) {
        const base::Id id = call.id();
        if (!store::find_run(c, call.scope(), id)) throw_not_found("run");
        store::Page<store::Undo> page;
        if (auto undo = store::undo_of_run(c, id)) page.rows.push_back(std::move(*undo));
        page.total = static_cast<std::int64_t>(page.rows.size());
        return page;
      },
      [&](db::Connection& c, const store::Undo& row) { return undo_object(c, call, row); });
}

store::UndoOf of_contact(Call& call) {
  const base::Id id = call.id();
  const auto now = call.read([&](db::Connection& c) { return store::current_contact(c, id); });
  return {.what = "asset", .subject = now, .asset_kind = std::string(domain::kContact)};
}

Response preview_contact(Call& call) { return preview(call, of_contact(call)); }

Response undo_contact(Call& call) {
  const Fields fields = read_fields(call.request, "");
  store::UndoOf of = of_contact(call);
  of.run = fields.integer("run_id");
  of.since = fields.integer("since_change_id");
  if (of.run && of.since)
    fields.refuse("since_change_id", "Give run-id or since-change-id, not both.");
  return undo_now(call, of, domain::kContact);
}

store::Undo undo_or_throw(db::Connection& c, const Call& call, base::Id id) {
  auto undo = store::find_undo(c, call.scope(), id);
  if (!undo) throw_not_found("undo");
  return std::move(*undo);
}

Response show(Call& call) {
  const base::Id id = call.id();
  return call.read(
      [&](db::Connection& c) { return one(undo_object(c, call, undo_or_throw(c, call, id))); });
}

Response list_all_stayed(Call& call) {
  const base::Id id = call.id();
  std::int64_t number = 0;
  return answer_list(
      call,
      [&](db::Connection& c, const store::ListQuery& query) {
        undo_or_throw(c, call, id);
        number = (query.page - 1) * query.size;
        return store::list_stayed(c, call.scope(), id, query);
      },
      [&](db::Connection&, const store::Stayed& row) {
        return resource_object(kStayedResource, ++number, stayed_object(row));
      });
}

// Whoever may undo a run may take that back, too.
Response undo_undo(Call& call) {
  const store::UndoOf of{.what = "undo", .subject = call.id()};
  const auto first =
      call.read([&](db::Connection& c) { return undo_or_throw(c, call, of.subject); });
  if (first.of.what != "run") return undo_now(call, of, "undo");
  if (!call.who().at_least(domain::Role::manager))
    throw base::Error(base::ErrorCode::forbidden,
                      "Only managers and administrators undo and redo whole syncs.");
  return undo_later(call, of, "undo");
}

}  // namespace

const Resource kUndoResource{"undos", kUndoAttributes};
const Resource kStayedResource{"undo-stayed", kStayedAttributes};

void add_undo_routes(Router& router) {
  const Resource* own = &kUndoResource;
  router.add({"GET", "/api/changes/:id/undo", Access::editor, preview_change,
              "What taking one change back would do", own, Answer::one});
  router.add({"POST", "/api/changes/:id/undo", Access::editor, undo_change, "Take one change back",
              own, Answer::one});
  router.add({"GET", "/api/contacts/:id/undo", Access::editor, preview_contact,
              "What taking back all that syncs did to a contact would do", own, Answer::one});
  router.add({"POST", "/api/contacts/:id/undo", Access::editor, undo_contact,
              "Take back what syncs did to a contact, or one of them (run-id), or everything since "
              "a change (since-change-id)",
              own, Answer::one});
  router.add({"GET", "/api/runs/:id/undo", Access::manager, preview_run,
              "What undoing a whole sync would do", own, Answer::one});
  router.add({"POST", "/api/runs/:id/undo", Access::manager, undo_run, "Undo a whole sync", own,
              Answer::one});
  router.add({"GET", "/api/runs/:id/undos", Access::manager, list_of_run,
              "The undo of a sync that is under way or stands", own, Answer::list});
  router.add({"GET", "/api/undos/:id", Access::editor, show, "One undo, and how far it is", own,
              Answer::one});
  router.add({"GET", "/api/undos/:id/stayed", Access::editor, list_all_stayed,
              "What an undo left as it was, and why", &kStayedResource, Answer::list});
  router.add({"POST", "/api/undos/:id/undo", Access::editor, undo_undo, "Take an undo back", own,
              Answer::one});
}

}  // namespace reeve::api
