// Which changes an undo takes back, in what order, and what is kept of it.
#include "store/undo.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/error.h"
#include "domain/contact.h"
#include "store/asset_tables.h"
#include "store/changes.h"
#include "store/ids.h"
#include "store/list_statement.h"
#include "store/rows.h"
#include "store/runs.h"
#include "store/undo_assets.h"
#include "store/undo_batch.h"

namespace reeve::store {
namespace {

using base::Error;
using base::ErrorCode;

// Changes that a step begins with, and how many assets it takes; to look alone it may be more.
struct StepSize {
  std::int64_t rows = 0;
  std::size_t assets = 0;
};
constexpr StepSize kWriting{100, 25};
constexpr StepSize kLooking{1'000, 250};
constexpr std::string_view kColumns =
    "u.id, u.what, u.subject, u.asset_kind, u.run, u.since, u.organization, u.account, u.source, "
    "u.state, u.sentence, u.position, u.assets, u.restored, u.archived, u.unarchived, u.unlinked, "
    "u.linked, u.stayed, u.started_at, u.finished_at, u.relations";

Undo undo_from(const db::Row& row) {
  Undo u;
  u.id = row.integer(0);
  u.of = {row.text(1), row.integer(2), text_or_empty(row, 3), row.optional_integer(4),
          row.optional_integer(5)};
  u.organization = row.optional_integer(6).value_or(0);
  u.author.account = row.optional_integer(7);
  u.author.source = domain::source_from(row.text(8)).value_or(domain::Source::person);
  u.state = row.text(9);
  u.sentence = row.optional_text(10);
  u.position = row.integer(11);
  u.effect = {row.integer(12), row.integer(13), row.integer(14),
              row.integer(15), row.integer(16), row.integer(17),
              row.integer(18), row.integer(21), {}};
  u.started_at = time_at(row, 19);
  u.finished_at = optional_time(row, 20);
  return u;
}

// Which rows it is about, as a condition on "changes h", with its parameters.
struct Selection {
  std::string sql;
  db::Params params;
};

// `own`: the undo itself, whose rows are no part of it.
Selection selection_of(const UndoOf& of, base::Id own = 0) {
  if (of.what == "run") return {"h.run = $1", {of.subject}};
  if (of.what == "undo") return {"h.undo = $1", {of.subject}};
  if (of.what == "change") return {"h.id = $1", {of.subject}};
  Selection one{"h.asset_kind = $1 AND h.asset = $2", {of.asset_kind, of.subject}};
  if (of.run) {
    one.sql += " AND h.run = $3";
    one.params.emplace_back(*of.run);
  } else if (of.since) {
    one.sql += " AND h.id >= $3 AND COALESCE(h.undo, 0) <> $4";
    one.params.emplace_back(*of.since);
    one.params.emplace_back(own == 0 ? base::Id{-1} : own);
  } else {
    one.sql += " AND h.actor = 'microsoft'";
  }
  return one;
}

bool of_many(const UndoOf& of) { return of.what == "run" || of.what == "undo"; }

// An asset is worked on whole at its first row; what stays of it is not looked at again at a later
// one. The plus keeps the databases from looking through all of the run for each row.
std::string first_of_asset(const UndoOf& of, std::size_t place) {
  return fmt::format(
      " AND NOT EXISTS (SELECT 1 FROM changes e WHERE e.asset_kind = h.asset_kind AND e.asset = "
      "h.asset AND +e.{} = $1 AND e.id <= ${} AND (e.undone_by IS NULL OR e.undone_by = ${}))",
      of.what, place, place + 1);
}

std::vector<Change> select(db::Connection& c, const Selection& selection, std::string_view more,
                           db::Params params, std::int64_t limit) {
  db::Params all = selection.params;
  all.insert(all.end(), params.begin(), params.end());
  std::vector<Change> rows;
  for (const auto& row : c.query(
           fmt::format("SELECT {} FROM changes h WHERE {} AND h.undone_by IS NULL{} ORDER BY h.id "
                       "LIMIT {}",
                       kChangeColumns, selection.sql, more, limit),
           all))
    rows.push_back(change_from(row));
  return rows;
}

constexpr std::int64_t kMaxRowsOfAsset = 100'000;

// One step: the assets of the next changes, each with all its changes.
struct Step {
  std::vector<Change> rows;
  base::Id position = 0;
};

std::optional<Step> next_step(db::Connection& c, const Undo& undo) {
  const Selection selection = selection_of(undo.of, undo.id);
  const base::Id position = undo.position;
  const StepSize size = undo.id == 0 ? kLooking : kWriting;
  const bool many = of_many(undo.of);
  if (!many && position > 0) return std::nullopt;
  const auto place = selection.params.size();
  db::Params more{position};
  if (many) more.insert(more.end(), {position, undo.id == 0 ? base::Id{-1} : undo.id});
  const auto next = select(
      c, selection,
      fmt::format(" AND h.id > ${}{}", place + 1, many ? first_of_asset(undo.of, place + 2) : ""),
      more, size.rows);
  if (next.empty()) return std::nullopt;
  Step step;
  std::vector<std::pair<std::string, base::Id>> assets;
  for (const Change& row : next) {
    const std::pair key(row.asset_kind, row.asset);
    if (std::ranges::find(assets, key) == assets.end()) {
      if (assets.size() == size.assets) break;
      assets.push_back(key);
    }
    step.position = row.id;
  }
  for (const auto& [kind, asset] : assets)
    for (auto& row :
         select(c, selection,
                fmt::format(" AND h.asset_kind = ${} AND h.asset = ${}", place + 1, place + 2),
                {kind, asset}, kMaxRowsOfAsset))
      step.rows.push_back(std::move(row));
  return step;
}

void add(UndoEffect& all, UndoEffect part) {
  all.assets += part.assets;
  all.restored += part.restored;
  all.archived += part.archived;
  all.unarchived += part.unarchived;
  all.unlinked += part.unlinked;
  all.linked += part.linked;
  all.relations += part.relations;
  all.stayed += part.stayed;
  for (auto& one : part.examples)
    if (all.examples.size() < kMaxStayedShown) all.examples.push_back(std::move(one));
}

[[noreturn]] void refuse(std::string sentence) {
  throw Error(ErrorCode::conflict, std::move(sentence));
}

std::optional<Change> find_change(db::Connection& c, base::Id id) {
  const auto rows =
      c.query(fmt::format("SELECT {} FROM changes h WHERE h.id = $1", kChangeColumns), {id});
  if (rows.empty()) return std::nullopt;
  return change_from(rows.front());
}

base::Id organization_of(db::Connection& c, const Scope& scope, std::string_view kind,
                         base::Id asset) {
  const UndoKind* found = find_undo_kind(kind);
  const auto assets = found ? found->load(c, {asset}, false) : UndoAssets{};
  if (assets.empty() || !scope.includes(assets.begin()->second.organization))
    throw Error(ErrorCode::not_found, "There is no such change, or you may not see it.");
  return assets.begin()->second.organization;
}

base::Id organization_of_change(db::Connection& c, const Scope& scope, UndoOf& of) {
  const auto change = find_change(c, of.subject);
  if (!change) throw Error(ErrorCode::not_found, "There is no such change, or you may not see it.");
  const base::Id organization = organization_of(c, scope, change->asset_kind, change->asset);
  if (change->undone_by) refuse("This change was taken back already.");
  // What made an asset goes with all that it did to it.
  if (change->op == "create" && change->run)
    of = {"asset", change->asset, change->asset_kind, change->run, std::nullopt};
  return organization;
}

base::Id organization_of_run(db::Connection& c, const Scope& scope, base::Id id) {
  const auto run = find_run(c, scope, id);
  if (!run) throw Error(ErrorCode::not_found, "There is no such run, or you may not see it.");
  if (run->state == "queued" || run->state == "syncing")
    refuse("This sync is still under way. Wait until it has ended.");
  const bool going = !c.query(
                           "SELECT 1 FROM undos WHERE what = 'run' AND subject = $1 AND state = "
                           "'working'",
                           {id})
                          .empty();
  if (going) refuse("This sync is being undone already.");
  return run->organization.value_or(0);
}

// Whether the scope holds all that it would touch; a run may have written into several
// organizations, where its tenant was matched to another since.
void check_reach(db::Connection& c, const Scope& scope, const UndoOf& of) {
  if (scope.all() || !of_many(of)) return;
  const auto selection = selection_of(of);
  bool reached = true;
  for (const auto& kind :
       c.query(fmt::format("SELECT DISTINCT h.asset_kind FROM changes h WHERE {}", selection.sql),
               selection.params)) {
    const AssetTable* table = find_asset_table(kind.text(0));
    if (table == nullptr) {
      reached = false;
      break;
    }
    for (const auto& row :
         c.query(fmt::format("SELECT DISTINCT k.organization FROM changes h JOIN {} k ON k.id = "
                             "h.asset WHERE {} AND h.asset_kind = '{}'",
                             table->table, selection.sql, table->kind),
                 selection.params))
      reached = reached && scope.includes(row.integer(0));
  }
  if (!reached)
    throw Error(ErrorCode::not_found, "There is no such change, or you may not see it.");
}

// Checks it, and says in which organization it is.
base::Id check(db::Connection& c, const Scope& scope, UndoOf& of) {
  base::Id organization = 0;
  if (of.what == "change") {
    organization = organization_of_change(c, scope, of);
  } else if (of.what == "asset") {
    organization = organization_of(c, scope, of.asset_kind, of.subject);
  } else if (of.what == "run") {
    organization = organization_of_run(c, scope, of.subject);
  } else {
    const auto undo = find_undo(c, scope, of.subject);
    if (!undo) throw Error(ErrorCode::not_found, "There is no such undo, or you may not see it.");
    if (undo->state == "working") refuse("This undo is still under way. Wait until it has ended.");
    organization = undo->organization;
  }
  check_reach(c, scope, of);
  return organization;
}

void insert(db::Connection& c, const Undo& u) {
  c.execute(
      "INSERT INTO undos (id, what, subject, asset_kind, run, since, organization, account, "
      "source, state, started_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'working', $10)",
      {u.id, u.of.what, u.of.subject,
       u.of.asset_kind.empty() ? db::Value{} : db::Value{u.of.asset_kind}, db::opt(u.of.run),
       db::opt(u.of.since), u.organization, db::opt(u.author.account),
       std::string(domain::to_string(u.author.source)), ms(u.started_at)});
}

// One row or somebody else was faster.
void keep_position(db::Connection& c, const Undo& u, base::Id position, const UndoEffect& done) {
  const auto rows = c.execute(
      "UPDATE undos SET position = $1, assets = assets + $2, restored = restored + $3, archived = "
      "archived + $4, unarchived = unarchived + $5, unlinked = unlinked + $6, linked = linked + "
      "$7, relations = relations + $8 WHERE id = $9 AND position = $10 AND state = 'working'",
      {position, done.assets, done.restored, done.archived, done.unarchived, done.unlinked,
       done.linked, done.relations, u.id, u.position});
  if (rows != 1) throw Error(ErrorCode::fence_lost, "Somebody else is at this undo.");
}

}  // namespace

std::string_view stayed_words(std::string_view reason) {
  if (reason == "edited") return "Somebody changed it since, so it stays as it is.";
  if (reason == "later_sync")
    return "A later sync wrote over it. Undo that sync first, or change it by hand.";
  if (reason == "linked_since")
    return "Another sync tied it to Microsoft since, so it stays. Archive it by hand if it is not "
           "needed.";
  if (reason == "merged") return "It was merged into another one since. Split it off first.";
  if (reason == "gone") return "It is not there any more.";
  if (reason == "name") return "Nothing would be left to call it by, so it stays as it is.";
  if (reason == "by_hand")
    return "Its network cards were written before the history kept what an undo needs. Change "
           "them by hand.";
  if (reason == "taken") return "Its place is taken by now, so it stays as it is.";
  if (reason == "match")
    return "It moved with its tenant. Undo the change of the match on the tenant's row.";
  if (reason == "not_here") return "Contacts that were merged are split on the contact's page.";
  return "It was made before the history kept what an undo needs. Change it by hand.";
}

UndoLook begin_look(db::Connection& c, const Scope& scope, const UndoOf& of) {
  UndoLook look;
  look.of = of;
  check(c, scope, look.of);
  return look;
}

void look_further(db::Connection& c, UndoLook& look, base::Time now) {
  Undo undo;
  undo.of = look.of;
  undo.position = look.position;
  auto step = look.changes < kMaxChangesShown ? next_step(c, undo) : std::nullopt;
  look.ended = !step;
  if (look.ended) {
    look.effect.complete = look.changes < kMaxChangesShown;
    return;
  }
  look.changes += static_cast<std::int64_t>(step->rows.size());
  look.position = step->position;
  add(look.effect, take_back_changes(c, undo, std::move(step->rows), now, &look.relations));
}

UndoEffect preview_undo(db::Connection& c, const Scope& scope, const UndoOf& of, base::Time now) {
  UndoLook look = begin_look(c, scope, of);
  while (!look.ended) look_further(c, look, now);
  return std::move(look.effect);
}

Undo begin_undo(db::Connection& c, const Scope& scope, const Author& author, const UndoOf& of,
                base::Time now) {
  Undo undo;
  undo.of = of;
  undo.organization = check(c, scope, undo.of);
  undo.author = author;
  undo.started_at = now;
  undo.id = next_ids(c, "undos");
  insert(c, undo);
  return undo;
}

bool work_undo(db::Connection& c, base::Id id, base::Time now) {
  const auto rows = c.query(fmt::format("SELECT {} FROM undos u WHERE u.id = $1", kColumns), {id});
  if (rows.empty()) throw Error(ErrorCode::not_found, "There is no such undo.");
  const Undo undo = undo_from(rows.front());
  if (undo.state != "working") return false;
  if (auto step = next_step(c, undo)) {
    const auto done = take_back_changes(c, undo, std::move(step->rows), now);
    keep_position(c, undo, step->position, done);
    return true;
  }
  keep_position(c, undo, undo.position, {});
  c.execute(
      "UPDATE undos SET state = 'done', finished_at = $1, stayed = (SELECT COUNT(*) FROM "
      "undo_stayed s WHERE s.undo = $2) WHERE id = $3",
      {ms(now), id, id});
  return false;
}

void fail_undo(db::Connection& c, base::Id undo, const std::string& sentence, base::Time now) {
  c.execute(
      "UPDATE undos SET state = 'failed', sentence = $1, finished_at = $2, stayed = (SELECT "
      "COUNT(*) FROM undo_stayed s WHERE s.undo = $3) WHERE id = $4 AND state = 'working'",
      {sentence, ms(now), undo, undo});
}

std::optional<Undo> find_undo(db::Connection& c, const Scope& scope, base::Id id) {
  const auto rows = c.query(fmt::format("SELECT {} FROM undos u WHERE u.id = $1", kColumns), {id});
  if (rows.empty()) return std::nullopt;
  Undo undo = undo_from(rows.front());
  if (!scope.includes(undo.organization)) return std::nullopt;
  return undo;
}

std::optional<Undo> undo_of_run(db::Connection& c, base::Id run) {
  const auto rows = c.query(
      fmt::format("SELECT {} FROM undos u WHERE u.what = 'run' AND u.subject = $1 AND NOT EXISTS "
                  "(SELECT 1 FROM undos b WHERE b.what = 'undo' AND b.subject = u.id AND b.state = "
                  "'done') ORDER BY u.id DESC LIMIT 1",
                  kColumns),
      {run});
  if (rows.empty()) return std::nullopt;
  return undo_from(rows.front());
}

Page<Stayed> list_stayed(db::Connection& c, const Scope& scope, base::Id undo,
                         const ListQuery& query) {
  Page<Stayed> page;
  if (!find_undo(c, scope, undo)) return page;
  page.total =
      c.query("SELECT COUNT(*) FROM undo_stayed WHERE undo = $1", {undo}).front().integer(0);
  for (const auto& row :
       c.query("SELECT asset_kind, asset, path, reason FROM undo_stayed WHERE undo = $1 ORDER BY "
               "asset_kind, asset, path LIMIT $2 OFFSET $3",
               {undo, query.size, (query.page - 1) * query.size})) {
    Stayed one{row.text(0), row.integer(1), {}, row.text(2), row.text(3)};
    if (const UndoKind* kind = find_undo_kind(one.asset_kind))
      for (const auto& [id, asset] : kind->load(c, {one.asset}, false)) one.name = asset.name;
    page.rows.push_back(std::move(one));
  }
  return page;
}

std::int64_t forget_refusals(db::Connection& c, std::string_view asset_kind, base::Id asset,
                             const std::vector<std::string>& fields) {
  std::int64_t count = 0;
  for (const std::string& field : fields)
    count += c.execute("DELETE FROM refusals WHERE asset_kind = $1 AND asset = $2 AND field = $3",
                       {std::string(asset_kind), asset, field});
  return count;
}

}  // namespace reeve::store
