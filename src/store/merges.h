// Two contacts of one person become one, and can be split again. The survivor keeps its id; what
// was tied to the other one moves to it, and the other's id answers with the survivor. The other's
// own values stay as they were, archived, so that a split gives both back.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/id.h"
#include "db/connection.h"
#include "store/author.h"
#include "store/scope.h"

namespace reeve::store {

// Those that were merged into the asset and not split off again, and those merged into them.
std::vector<base::Id> merged_assets(db::Connection& c, std::string_view asset_kind, base::Id asset);
// Who answers for an id: the survivor of a merged contact, else the id itself.
base::Id current_contact(db::Connection& c, base::Id id);

struct MergeOf {
  base::Id survivor = 0, other = 0;
  // By field (first_name, last_name, title, contact_type, notes, important, primary_email,
  // primary_phone): "survivor" or "other". Not named: the survivor's, or the other's where the
  // survivor has none.
  std::map<std::string, std::string, std::less<>> fields;
  // The Microsoft user that writes the contact from now on; none: the survivor's, if it has one.
  std::optional<base::Id> primary_record;
};

struct MergeField {
  std::string field;
  std::optional<std::string> survivor, other, result;
  std::string chosen;     // survivor, other
  bool conflict = false;  // both have a value, and they differ
};
struct MergeEffect {
  std::vector<MergeField> fields;       // in the order of MergeOf
  std::int64_t emails = 0, phones = 0;  // that the survivor gets
  std::int64_t links = 0;               // Microsoft's users that move
  std::int64_t relations = 0, reviews = 0, others = 0;
};
struct Merge {
  base::Id id = 0, survivor = 0, other = 0;
  std::string other_name;
  std::optional<base::Id> account;
  base::Time at{};
};

// What merging would do. Throws Error{not_found} for a contact outside the scope, Error{invalid}
// with a sentence for two that cannot be merged (the same one, two organizations, archived) and for
// an unknown choice.
MergeEffect preview_merge(db::Connection& c, const Scope& scope, const MergeOf& of);
Merge merge_contacts(db::Connection& c, const Scope& scope, const Author& author, const MergeOf& of,
                     base::Time now);
// Those that can be split off, newest first.
std::vector<Merge> merges_of(db::Connection& c, base::Id survivor);
// Fields and lists of the survivor that somebody changed since stay as they are; returns them.
// Error{not_found}, Error{conflict} when the survivor itself was merged into another one.
std::vector<std::string> split_contact(db::Connection& c, const Scope& scope, const Author& author,
                                       base::Id merge, base::Time now);

}  // namespace reeve::store
