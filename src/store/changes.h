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
};

void add_changes(db::Connection& c, std::vector<Change>& changes);  // fills the ids
std::vector<Change> changes_of(db::Connection& c, std::string_view asset_kind, base::Id asset,
                               std::int64_t limit = 200);

}  // namespace reeve::store
