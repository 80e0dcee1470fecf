// Keeps each section of sync settings as the text that its check gave.
#include "store/sync_settings.h"

#include "store/rows.h"

namespace reeve::store {
namespace {

std::string kind_of(SettingsOwner owner) {
  return owner.kind == SettingsOwner::Kind::tenant ? "tenant" : "connection";
}

}  // namespace

std::optional<std::string> own_sync_settings(db::Connection& c, SettingsOwner owner,
                                             const domain::SyncSection& section) {
  const auto rows = c.query(
      "SELECT value FROM sync_settings WHERE owner_kind = $1 AND owner = $2 AND section = $3",
      {kind_of(owner), owner.id, std::string(section.name)});
  if (rows.empty()) return std::nullopt;
  return rows.front().text(0);
}

std::string sync_settings_of_connection(db::Connection& c, base::Id connection,
                                        const domain::SyncSection& section) {
  return section.checked(
      own_sync_settings(c, {SettingsOwner::Kind::connection, connection}, section).value_or("{}"));
}

std::string sync_settings_of_tenant(db::Connection& c, base::Id tenant,
                                    const domain::SyncSection& section) {
  const auto rows = c.query(
      "SELECT value FROM sync_settings WHERE section = $2 AND ((owner_kind = 'tenant' AND owner = "
      "$1) OR (owner_kind = 'connection' AND owner = (SELECT connection_in_use FROM tenants WHERE "
      "id = $1))) ORDER BY owner_kind DESC",
      {tenant, std::string(section.name)});
  return section.checked(rows.empty() ? "{}" : rows.front().text(0));
}

std::optional<std::string> set_sync_settings(db::Connection& c, SettingsOwner owner,
                                             const domain::SyncSection& section,
                                             const std::optional<std::string>& json,
                                             std::optional<base::Id> account, base::Time now) {
  if (!json) {
    c.execute("DELETE FROM sync_settings WHERE owner_kind = $1 AND owner = $2 AND section = $3",
              {kind_of(owner), owner.id, std::string(section.name)});
    return std::nullopt;
  }
  std::string checked = section.checked(*json);
  c.execute(
      "INSERT INTO sync_settings (owner_kind, owner, section, value, changed_at, changed_by) "
      "VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (owner_kind, owner, section) DO UPDATE SET "
      "value = excluded.value, changed_at = excluded.changed_at, changed_by = excluded.changed_by",
      {kind_of(owner), owner.id, std::string(section.name), checked, ms(now), db::opt(account)});
  return checked;
}

}  // namespace reeve::store
