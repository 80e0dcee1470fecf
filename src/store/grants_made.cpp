// Reads and writes what Reeve's own acts granted.
#include "store/grants_made.h"

#include "base/error.h"
#include "base/text.h"
#include "store/connections.h"
#include "store/ids.h"
#include "store/rows.h"

namespace reeve::store {
namespace {

std::string application_of(db::Connection& c, base::Id connection) {
  const auto row = find_connection(c, connection);
  if (!row) throw base::Error(base::ErrorCode::not_found, "There is no such connection.");
  return base::ascii_lower(row->application_id);
}

}  // namespace

void add_grant_made(db::Connection& c, const GrantMade& made) {
  c.execute(
      "INSERT INTO grants_made (id, connection, application_id, entra_tenant_id, kind, object_id, "
      "what, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (application_id, "
      "entra_tenant_id, kind, object_id, what) DO NOTHING",
      {next_ids(c, "grants_made"), made.connection, application_of(c, made.connection),
       base::ascii_lower(made.tenant), made.kind, made.object_id, made.what, ms(made.at)});
}

std::vector<GrantMade> grants_made(db::Connection& c, std::string_view application_id) {
  std::vector<GrantMade> out;
  for (const auto& row :
       c.query("SELECT connection, entra_tenant_id, kind, object_id, what, at FROM grants_made "
               "WHERE application_id = $1 ORDER BY id",
               {base::ascii_lower(application_id)}))
    out.push_back(
        {row.integer(0), row.text(1), row.text(2), row.text(3), row.text(4), time_at(row, 5)});
  return out;
}

void forget_grant_made(db::Connection& c, base::Id connection, std::string_view tenant,
                       std::string_view kind, std::string_view object_id, std::string_view what) {
  c.execute(
      "DELETE FROM grants_made WHERE application_id = $1 AND entra_tenant_id = $2 AND kind = $3 "
      "AND object_id = $4 AND ($5 = '' OR what = $5)",
      {application_of(c, connection), base::ascii_lower(tenant), std::string(kind),
       std::string(object_id), std::string(what)});
}

}  // namespace reeve::store
