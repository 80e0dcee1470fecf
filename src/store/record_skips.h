// What stands left out: one row a record, since when and why. The sync log tells only of the
// transitions.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/id.h"
#include "db/connection.h"
#include "store/list.h"
#include "store/scope.h"

namespace reeve::store {

struct RecordSkip {
  base::Id tenant = 0, record = 0;
  std::string type, title;
  std::string code, sentence;  // domain/reason_code.h
  base::Time since{};
  std::optional<base::Id> run;
  // Filled on reading.
  std::string tenant_name;
  std::optional<base::Id> organization;
  std::string organization_name;
};

// All of a type, by record.
std::map<base::Id, RecordSkip> skips_of(db::Connection& c, base::Id tenant, std::string_view type);
// Records that the choice of what to sync leaves out (records.not_chosen), as skips of the code
// "not_chosen" that began with `run` at `now`.
std::map<base::Id, RecordSkip> not_chosen_records(db::Connection& c, base::Id tenant,
                                                  std::string_view type,
                                                  std::optional<base::Id> run, base::Time now);
// New ones and those with another reason, at most kMaxWrites.
void put_skips(db::Connection& c, const std::vector<RecordSkip>& skips);
void drop_skips(db::Connection& c, base::Id tenant, const std::vector<base::Id>& records);

// Filters: id (the record), tenant_id, organization_id, connection_id, type, code, search. Sort:
// title, since, tenant_name.
Page<RecordSkip> list_skips(db::Connection& c, const Scope& scope, const ListQuery& query);

}  // namespace reeve::store
