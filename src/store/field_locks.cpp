// Claims fields for people and gives them back.
#include "store/field_locks.h"

#include "domain/asset.h"
#include "store/changes.h"
#include "store/rows.h"

namespace reeve::store {
namespace {

Change change_of(const Author& author, const FieldLock& lock, bool locked, base::Time now) {
  Change change;
  change.at = now;
  change.actor = domain::to_string(author.source);
  change.account = author.account;
  change.run = author.run;
  change.decision = author.decision;
  change.asset_kind = lock.asset_kind;
  change.asset = lock.asset;
  change.op = "set";
  change.path = lock.field + "/lock";
  (locked ? change.new_value : change.old_value) = "locked";
  change.base_version = lock.version;
  return change;
}

std::int64_t note(db::Connection& c, std::vector<Change>& changes) {
  add_changes(c, changes);
  return static_cast<std::int64_t>(changes.size());
}

}  // namespace

std::int64_t lock_fields(db::Connection& c, const Author& author,
                         const std::vector<FieldLock>& locks, base::Time now) {
  check_write_size(locks.size());
  std::vector<Change> changes;
  for (const FieldLock& lock : locks)
    if (c.execute("INSERT INTO locks (asset_kind, asset, field, account, at) VALUES ($1, $2, $3, "
                  "$4, $5) ON CONFLICT (asset_kind, asset, field) DO NOTHING",
                  {lock.asset_kind, lock.asset, lock.field, db::opt(author.account), ms(now)}) > 0)
      changes.push_back(change_of(author, lock, true, now));
  return note(c, changes);
}

std::int64_t unlock_fields(db::Connection& c, const Author& author,
                           const std::vector<FieldLock>& locks, base::Time now) {
  check_write_size(locks.size());
  std::vector<Change> changes;
  for (const FieldLock& lock : locks)
    if (c.execute("DELETE FROM locks WHERE asset_kind = $1 AND asset = $2 AND field = $3",
                  {lock.asset_kind, lock.asset, lock.field}) > 0)
      changes.push_back(change_of(author, lock, false, now));
  return note(c, changes);
}

}  // namespace reeve::store
