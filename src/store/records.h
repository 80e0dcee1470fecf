// Records: Microsoft's objects as they are, one row each, with a hash and keys for matching.
#pragma once

#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/clock.h"
#include "base/id.h"
#include "db/connection.h"
#include "store/list.h"
#include "store/scope.h"

namespace reeve::store {

struct RecordKey {
  std::string kind;   // alias, upn, name, domain, …
  std::string value;  // normalized
};
struct Record {
  base::Id id = 0, tenant = 0;
  std::string type, external_id, title, body, hash;
  std::int64_t hash_version = 1;
  base::Time first_seen{}, changed_at{};
  std::optional<base::Id> changed_by_run;
  std::optional<base::Time> gone_at;
  std::optional<std::string> not_chosen;
};

// (external id → id, hash, gone) of one tenant and type: what diff compares with. Read first, write
// only what changed.
struct KnownRecord {
  base::Id id = 0;
  std::string hash;
  std::int64_t hash_version = 1;
  bool gone = false;
  std::optional<std::string> not_chosen;
};
std::unordered_map<std::string, KnownRecord> known_records(db::Connection& c, base::Id tenant,
                                                           std::string_view type);

struct RecordWrite {
  std::optional<base::Id> id;  // none: new
  std::string external_id, title, body, hash;
  std::int64_t hash_version = 1;
  std::optional<std::string> not_chosen;  // of a new one; of others it stays as it is
  std::vector<RecordKey> keys;
};
// Inserts or replaces (a gone one comes back) with their keys; at most 1,000 a call. Returns ids in
// order.
std::vector<base::Id> write_records(db::Connection& c, base::Id tenant, std::string_view type,
                                    base::Id run, const std::vector<RecordWrite>& writes,
                                    base::Time now);
// Who is outside the choice, and why; nothing: chosen again. At most 1,000 a call.
struct ChoiceMark {
  base::Id record = 0;
  std::optional<std::string> not_chosen;
};
void mark_not_chosen(db::Connection& c, base::Id tenant, const std::vector<ChoiceMark>& marks);
// Only a complete listing may call this (sync/prune takes a Complete).
void mark_gone(db::Connection& c, base::Id tenant, std::string_view type, base::Id run,
               const std::vector<base::Id>& records, base::Time now);

// Everything of one tenant and type that is not gone, in id order, with keys where asked.
struct RecordWithKeys {
  Record record;
  std::vector<RecordKey> keys;
};
std::vector<RecordWithKeys> records_for_matching(db::Connection& c, base::Id tenant,
                                                 std::string_view type);

// The same without keys.
std::vector<Record> records_present(db::Connection& c, base::Id tenant, std::string_view type);
// External id → title, gone ones included.
std::unordered_map<std::string, std::string> record_titles(db::Connection& c, base::Id tenant,
                                                           std::string_view type);

// Filters: id, tenant_id, organization_id, type, external_id, search, gone (true/false), not_chosen
// (true/false), asset_kind
// + asset_id (linked to). Sort: title, id, changed_at.
Page<Record> list_records(db::Connection& c, const Scope& scope, const ListQuery& query);
std::optional<Record> find_record(db::Connection& c, const Scope& scope, base::Id id);

// Per (tenant, type): when it was last complete and, where the fact is absent, why.
struct TypeState {
  std::string type;
  std::string state;  // complete, partial, absent, not_asked
  std::optional<base::Time> last_complete, next_due;
  std::optional<std::string> reason, sentence, remedy;
};
void set_type_state(db::Connection& c, base::Id tenant, const TypeState& state);
std::vector<TypeState> type_states(db::Connection& c, base::Id tenant);

}  // namespace reeve::store
