// The audit trail as a list: narrowed by who, what and about which, newest first.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "store/changes.h"
#include "store/list.h"
#include "store/secrets.h"

namespace reeve::store {

// Filters: id, account_id, action, subject_kind, subject_id, address. Sorts: at, id. For
// administrators, who see all organizations.
Page<AuditEntry> list_audit(db::Connection& c, const ListQuery& query);

// What it is called now; nothing for what has no name, or is gone.
std::optional<std::string> audit_subject_name(db::Connection& c, std::string_view kind,
                                              base::Id id);

// History's newest row; 0 while there is none.
base::Id newest_change(db::Connection& c);
// What a transaction wrote into history after that row, or for an undo; oldest first.
std::vector<Change> changes_after(db::Connection& c, base::Id newest, std::int64_t limit);
std::vector<Change> changes_of_undo(db::Connection& c, base::Id undo, std::int64_t limit);

}  // namespace reeve::store
