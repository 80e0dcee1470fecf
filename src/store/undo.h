// Undo: takes back one change, all that a sync did to one asset, a whole run, or another undo. What
// people wrote since stays and is told; what was taken back of Microsoft's is refused from then on,
// so that no sync does it again. An undo is history itself, and can be taken back like any other.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/id.h"
#include "db/connection.h"
#include "store/author.h"
#include "store/list.h"
#include "store/scope.h"

namespace reeve::store {

struct UndoOf {
  // change: `subject` is a change. asset: of the asset `subject` what one run did (`run`), else
  // everything since a change, whoever did it (`since`), else everything that syncs did.
  // run: `subject` is a run. undo: `subject` is another undo.
  std::string what;
  base::Id subject = 0;
  std::string asset_kind = {};  // of what "asset"
  std::optional<base::Id> run = {}, since = {};
};

// What stays as it is, and why: edited (by people since), later_sync, linked_since, merged, gone,
// name (nothing would be left to call it by), taken (its record or place is somebody else's now),
// match (it moved with its tenant's match),
// by_hand (network cards), unknown (from before history kept what an undo needs), not_here (undone
// elsewhere: merges).
struct Stayed {
  std::string asset_kind;
  base::Id asset = 0;
  std::string name;  // of the asset, as it is now; filled on reading
  std::string path;  // a field or a list; empty: the asset itself; a data type: the tie to it
  std::string reason;
};
std::string_view stayed_words(std::string_view reason);

struct UndoEffect {
  std::int64_t assets = 0;      // in which anything but a relation changes
  std::int64_t restored = 0;    // values, addresses and numbers put back
  std::int64_t archived = 0;    // assets that it made
  std::int64_t unarchived = 0;  // assets that it archived
  std::int64_t unlinked = 0, linked = 0;
  std::int64_t stayed = 0;
  std::int64_t relations = 0;    // taken apart or made again
  std::vector<Stayed> examples;  // of what stays, the first kMaxStayedShown
  bool complete = true;          // false: of a preview that ended early; it does more than this
};
inline constexpr std::size_t kMaxStayedShown = 200;

struct Undo {
  base::Id id = 0;
  UndoOf of;
  base::Id organization = 0;
  Author author;
  std::string state = "working";        // done, failed
  std::optional<std::string> sentence;  // why it failed
  base::Id position = 0;
  UndoEffect effect;  // without examples
  base::Time started_at{};
  std::optional<base::Time> finished_at;
};

// What it would do as things stand, looked at in parts, each a short read of its own; writes
// nothing. begin_look throws Error{not_found} for what is not there or not in the scope,
// Error{conflict} with a sentence for what cannot be taken back (a run under way, a change that was
// taken back already).
struct UndoLook {
  UndoOf of;
  UndoEffect effect;         // of what was looked at
  std::int64_t changes = 0;  // looked at
  bool ended = false;
  // Where it goes on, and which relations are counted.
  base::Id position = 0;
  std::set<base::Id> relations = {};
};
inline constexpr std::int64_t kMaxChangesShown = 500'000;
UndoLook begin_look(db::Connection& c, const Scope& scope, const UndoOf& of);
void look_further(db::Connection& c, UndoLook& look, base::Time now);
// All parts in one go.
UndoEffect preview_undo(db::Connection& c, const Scope& scope, const UndoOf& of, base::Time now);
// Writes down that it is to be done; throws as preview_undo. Nothing is taken back yet.
Undo begin_undo(db::Connection& c, const Scope& scope, const Author& author, const UndoOf& of,
                base::Time now);
// The next part, within the size of a transaction; may be repeated by whoever takes over after a
// kill. False when it is done. Error{fence_lost}: somebody else is at it.
bool work_undo(db::Connection& c, base::Id undo, base::Time now);
void fail_undo(db::Connection& c, base::Id undo, const std::string& sentence, base::Time now);

std::optional<Undo> find_undo(db::Connection& c, const Scope& scope, base::Id id);
// The one of a run that is under way or was done last and not taken back.
std::optional<Undo> undo_of_run(db::Connection& c, base::Id run);
Page<Stayed> list_stayed(db::Connection& c, const Scope& scope, base::Id undo,
                         const ListQuery& query);

// Microsoft may write the field's values again: somebody took its word after all. How many it was
// not to write.
std::int64_t forget_refusals(db::Connection& c, std::string_view asset_kind, base::Id asset,
                             const std::vector<std::string>& fields);

}  // namespace reeve::store
