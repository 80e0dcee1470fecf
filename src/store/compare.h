// Documentation beside what Microsoft says, field by field, and what a person answers to each
// difference: take Microsoft's value, or keep ours under a lock.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/id.h"
#include "db/connection.h"
#include "domain/asset.h"
#include "store/author.h"
#include "store/list.h"
#include "store/scope.h"

namespace reeve::store {

// "same"; "differs"; "kept": differs, and a person keeps ours; "only_ours": Microsoft has no value;
// "unknown": Microsoft's last answer did not hold it, or it speaks of the record no more.
struct ComparedRow {
  std::string asset_kind;  // organization, location, configuration, contact
  base::Id asset = 0, organization = 0;
  std::string asset_name;
  base::Id record = 0, tenant = 0;
  std::string record_title, tenant_name;
  std::string field, label;
  std::size_t place = 0;  // of the field within its kind
  std::optional<std::string> ours, microsoft;
  std::optional<domain::Source> source;  // who wrote ours
  std::optional<base::Time> source_at;
  bool locked = false;
  std::optional<base::Time> as_of;  // when Microsoft said so
  std::string rule;                 // people_win, microsoft_wins
  std::string state;
  std::optional<std::string> reason;  // where Microsoft's side is empty
};

inline constexpr std::size_t kMaxComparedContacts = 50'000;  // of one organization

// Fields that the mapping leaves alone are not compared. A contact has one record that speaks for
// it; without any it has no rows.
std::vector<ComparedRow> compare_contact(db::Connection& c, const Scope& scope, base::Id contact);
// Of a configuration or a location; none of another kind.
std::vector<ComparedRow> compare_asset(db::Connection& c, const Scope& scope,
                                       std::string_view asset_kind, base::Id asset);
// The organization itself, its locations and configurations, then its contacts by name; not
// archived ones. Filters: state, field, asset_kind, search (part of the asset's name).
Page<ComparedRow> compare_organization(db::Connection& c, const Scope& scope, base::Id organization,
                                       const ListQuery& query);
// The same piece by piece in the order of ids, for a file: the rows of the next `contacts` contacts
// after that id; with 0 everything else first. `after` moves on; 0 at the end.
std::vector<ComparedRow> compare_next(db::Connection& c, const Scope& scope, base::Id organization,
                                      const ListQuery& query, base::Id& after,
                                      std::int64_t contacts);

struct FieldChoice {
  std::string asset_kind;
  base::Id asset = 0;
  std::string field;
};
enum class CompareAct {
  take,    // Microsoft's value is written, with Microsoft as its source; a lock is released
  keep,    // ours is locked
  release  // the lock goes; nothing is written
};
std::string_view to_string(CompareAct act);

struct CompareAnswer {
  struct Left {
    FieldChoice choice;
    std::string sentence;  // why nothing was done
  };
  std::int64_t done = 0;
  std::vector<Left> left;
};
inline constexpr std::size_t kMaxCompareActs = 200;  // fields in one transaction

// History has the author, also of what is taken; the field's source is Microsoft then, so that the
// next syncs keep it true. Of lists Microsoft's entries are added, and those that people wrote
// stay. A blank is never taken. Fields of assets outside the scope are left.
CompareAnswer answer_compared(db::Connection& c, const Scope& scope, const Author& author,
                              CompareAct act, const std::vector<FieldChoice>& choices,
                              base::Time now);

}  // namespace reeve::store
