// The history of the documentation: one row a change, feeding history, undo and the PSA outbox.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/id.h"
#include "db/connection.h"
#include "store/author.h"

namespace reeve::store {

struct Change {
  base::Id id = 0;
  base::Time at{};
  std::string actor;  // person, import, api, microsoft, psa
  std::optional<base::Id> account, run, decision;
  std::string asset_kind;
  base::Id asset = 0;
  std::string op;    // create, set, add, remove, link, unlink, relate, archive, restore
  std::string path;  // the field, or "emails" / "phones" with the value in old or new
  std::optional<std::string> old_value, new_value;
  std::int64_t base_version = 0;
  std::optional<base::Id> undo;       // the undo that this change is part of
  std::optional<base::Id> undone_by;  // the undo that took it back
  // On the first of the rows that one write gave one asset: what they touched, before and after,
  // so that they can be taken back exactly. Written, never read with the rows.
  struct Image {
    std::string before, after;
    std::int64_t rows = 1;
  };
  std::optional<Image> image;
};

void add_changes(db::Connection& c, std::vector<Change>& changes);  // fills the ids
// Newest first; of contacts merged into this one, too.
std::vector<Change> changes_of(db::Connection& c, std::string_view asset_kind, base::Id asset,
                               std::int64_t limit = 200);
// For those who select rows themselves: the columns of "changes h", and a row of them.
inline constexpr std::string_view kChangeColumns =
    "h.id, h.at, h.actor, h.account, h.run, h.decision, h.asset_kind, h.asset, h.op, h.path, "
    "h.old, h.new, h.base_version, h.undo, h.undone_by";
Change change_from(const db::Row& row);

}  // namespace reeve::store
