// Marks tenants in which the application is not allowed any more.
#include "store/tenant_consents.h"

#include <optional>

#include "store/rows.h"

namespace reeve::store {
namespace {

constexpr const char* kLost = "consent_lost";
constexpr const char* kReason =
    "The application is not allowed in this tenant any more: its consent was taken back. What is "
    "documented stays. Have the tenant's administrator allow it again, or repeat the consent "
    "through Partner Center.";

}  // namespace

std::vector<ReadTenant> tenants_read_by(db::Connection& c, base::Id connection) {
  std::vector<ReadTenant> out;
  for (const auto& row :
       c.query("SELECT t.id, t.entra_tenant_id, a.way, a.cause FROM tenants t JOIN tenant_access a "
               "ON a.tenant = t.id AND a.connection = t.connection_in_use AND a.way = t.way_in_use "
               "WHERE t.connection_in_use = $1 AND t.state IN ('read', 'active') AND a.state = "
               "'open' AND a.way IN ('gdap', 'dap') ORDER BY t.id",
               {connection}))
    out.push_back({row.integer(0), row.text(1), row.text(2), text_or_empty(row, 3) == kLost});
  return out;
}

void set_consent_lost(db::Connection& c, const ReadTenant& tenant, base::Id connection, bool lost,
                      base::Time now) {
  const auto cause = lost ? std::optional<std::string>(kLost) : std::nullopt;
  const auto reason = lost ? std::optional<std::string>(kReason) : std::nullopt;
  c.execute(
      "UPDATE tenant_access SET cause = $1, reason = $2 WHERE tenant = $3 AND connection = $4 AND "
      "way = $5 AND state = 'open'",
      {db::opt(cause), db::opt(reason), tenant.id, connection, tenant.way});
  c.execute(
      "UPDATE tenants SET cause = $1, reason = $2, updated_at = $3, version = version + 1 WHERE id "
      "= $4 AND connection_in_use = $5 AND way_in_use = $6",
      {db::opt(cause), db::opt(reason), ms(now), tenant.id, connection, tenant.way});
}

}  // namespace reeve::store
