// Audit rows of what people change: each with what it was before and what it is after.
#pragma once

#include <vector>

#include "api/call.h"
#include "store/changes.h"
#include "store/connections.h"

namespace reeve::api {

// Values as a document shows them, before and after. Secrets are never among them: nothing that
// answers a request holds one.
struct Audited {
  base::json::object before, after;
};

// Only the members that differ, inside of objects too; of resource objects their attributes. Times
// of writing, versions and addresses of pages are left out, and so are empty values of a side whose
// other side is empty as a whole. Long texts are cut to kMaxAuditedText bytes.
inline constexpr std::size_t kMaxAuditedText = 500;
Audited difference_of(const base::json::object& before, const base::json::object& after);

// Rows of history as the audit tells them, by field; of several assets each with its name.
inline constexpr std::int64_t kMaxAuditedChanges = 200;
Audited audited_changes(db::Connection& c, const std::vector<store::Change>& changes);

// What people choose of a connection.
base::json::object audited_connection(const store::MicrosoftConnection& connection);

// One audit row with what changed. `before` is empty for what was made, `after` for what is gone.
void audit_change(db::Connection& c, const Call& call, std::string_view action,
                  std::string_view subject_kind, std::optional<base::Id> subject,
                  const base::json::object& before, const base::json::object& after,
                  base::json::object detail = {});

}  // namespace reeve::api
