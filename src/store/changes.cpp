// Writes and reads the history of the documentation.
#include "store/changes.h"

#include "store/ids.h"
#include "store/rows.h"

namespace reeve::store {

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
                    change.base_version});
  }
  c.batch(
      "INSERT INTO changes (id, at, actor, account, run, decision, asset_kind, asset, op, path, "
      "old, new, "
      "base_version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
      rows);
}

std::vector<Change> changes_of(db::Connection& c, std::string_view asset_kind, base::Id asset,
                               std::int64_t limit) {
  std::vector<Change> changes;
  for (const auto& row : c.query(
           "SELECT id, at, actor, account, run, decision, asset_kind, asset, op, path, old, new, "
           "base_version FROM changes WHERE asset_kind = $1 AND asset = $2 ORDER BY id DESC LIMIT "
           "$3",
           {std::string(asset_kind), asset, limit})) {
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
    changes.push_back(std::move(change));
  }
  return changes;
}

}  // namespace reeve::store
