// What becomes of the documentation when a tenant gets another organization: assets that the sync
// made and nobody edited move along; those that existed before are unlinked and stay; those that it
// made and people edited wait for a person. All of it can be undone.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/id.h"
#include "db/connection.h"

namespace reeve::store {

inline constexpr std::size_t kMaxRematchShown = 200;
inline constexpr std::string_view kMovedAsset = "moved_asset";  // the kind of review

struct RematchAsset {
  std::string kind;  // contact, flexible_asset …
  base::Id id = 0;
  std::string name;
  std::string act;  // move, unlink, ask
};
struct RematchEffect {
  std::int64_t moves = 0, unlinks = 0, asks = 0;
  std::vector<RematchAsset> assets;  // at most kMaxRematchShown: asks first, then by name
};
// Of the assets that hang on the tenant in other organizations than `organization`. Writes nothing.
RematchEffect rematch_effect(db::Connection& c, base::Id tenant, base::Id organization);

// Before the tenant's row is changed: moves what moves, opens reviews of what waits, and writes
// down how everything was. Links of what stays are the caller's to drop. Nothing where nothing
// hangs on another organization and the tenant had none.
struct Rematch {
  base::Id id = 0, tenant = 0;
  std::optional<base::Id> from;
  base::Id to = 0;
  base::Time at{};
  std::optional<base::Time> undone_at;
};
std::optional<base::Id> carry_over(db::Connection& c, base::Id tenant, base::Id organization,
                                   std::optional<base::Id> account, base::Time now);

// A condition on links `l`: no person is still asked whether what hangs on them moves along.
std::string kept_links();

// The newest of a tenant.
std::optional<Rematch> last_rematch(db::Connection& c, base::Id tenant);
// Puts the tenant, the organizations of the assets and their links back as they were. What a sync
// made in the new organization since, and nobody edited, is archived; values that people changed
// meanwhile stay. Throws Error{conflict} where the tenant was matched again since, or it is undone.
void undo_rematch(db::Connection& c, base::Id rematch, std::optional<base::Id> account,
                  base::Time now);

// The answer to a review of kMovedAsset: the asset moves along, or stays and loses its link. Throws
// Error{conflict} where it was decided already.
void decide_moved(db::Connection& c, base::Id review, bool move, std::optional<base::Id> account,
                  base::Time now);

}  // namespace reeve::store
