// Writes and reads the history of the documentation.
#include "store/changes.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>

#include "store/ids.h"
#include "store/merges.h"
#include "store/rows.h"

namespace reeve::store {
namespace {

void add_images(db::Connection& c, const std::vector<Change>& changes) {
  std::vector<db::Params> rows;
  for (const auto& change : changes)
    if (change.image)
      rows.push_back({change.id, change.id + change.image->rows - 1, change.asset,
                      change.image->before, change.image->after});
  c.batch(
      "INSERT INTO change_images (change, last_change, asset, before, after) VALUES ($1, $2, $3, "
      "$4, $5)",
      rows);
}

}  // namespace

void add_changes(db::Connection& c, std::vector<Change>& changes) {
  if (changes.empty()) return;
  base::Id id = next_ids(c, "changes", static_cast<std::int64_t>(changes.size()));
  std::vector<db::Params> rows;
  rows.reserve(changes.size());
  for (auto& change : changes) {
    change.id = id++;
    rows.push_back({change.id, ms(change.at), change.actor, db::opt(change.account),
                    db::opt(change.run), db::opt(change.decision), change.asset_kind, change.asset,
                    change.op, change.path, db::opt(change.old_value), db::opt(change.new_value),
                    change.base_version, db::opt(change.undo)});
  }
  c.batch(
      "INSERT INTO changes (id, at, actor, account, run, decision, asset_kind, asset, op, path, "
      "old, new, base_version, undo) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, "
      "$13, $14)",
      rows);
  add_images(c, changes);
}

Change change_from(const db::Row& row) {
  Change change;
  change.id = row.integer(0);
  change.at = time_at(row, 1);
  change.actor = row.text(2);
  change.account = row.optional_integer(3);
  change.run = row.optional_integer(4);
  change.decision = row.optional_integer(5);
  change.asset_kind = row.text(6);
  change.asset = row.integer(7);
  change.op = row.text(8);
  change.path = row.text(9);
  change.old_value = row.optional_text(10);
  change.new_value = row.optional_text(11);
  change.base_version = row.integer(12);
  change.undo = row.optional_integer(13);
  change.undone_by = row.optional_integer(14);
  return change;
}

std::vector<Change> changes_of(db::Connection& c, std::string_view asset_kind, base::Id asset,
                               std::int64_t limit) {
  std::vector<base::Id> assets = merged_assets(c, asset_kind, asset);
  assets.push_back(asset);
  std::vector<Change> changes;
  for (const base::Id one : assets)
    for (const auto& row : c.query(fmt::format("SELECT {} FROM changes h WHERE h.asset_kind = $1 "
                                               "AND h.asset = $2 ORDER BY h.id DESC LIMIT $3",
                                               kChangeColumns),
                                   {std::string(asset_kind), one, limit}))
      changes.push_back(change_from(row));
  std::ranges::sort(changes, std::greater<>{}, &Change::id);
  if (static_cast<std::int64_t>(changes.size()) > limit)
    changes.resize(static_cast<std::size_t>(limit));
  return changes;
}

}  // namespace reeve::store
