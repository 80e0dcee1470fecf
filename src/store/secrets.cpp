// Sealed values, the keys that sealed them, the audit trail and the settings, as rows.
#include "store/secrets.h"

#include "base/text.h"
#include "store/ids.h"
#include "store/rows.h"

namespace reeve::store {

std::vector<VaultKey> vault_keys(db::Connection& c) {
  std::vector<VaultKey> keys;
  for (const auto& row : c.query("SELECT id, wrapped, retired_at FROM vault_keys ORDER BY id"))
    keys.push_back({row.integer(0), row.text(1), optional_time(row, 2)});
  return keys;
}

void add_vault_key(db::Connection& c, const VaultKey& key, base::Time now) {
  c.execute("INSERT INTO vault_keys (id, wrapped, created_at, retired_at) VALUES ($1, $2, $3, $4)",
            {key.id, key.wrapped, ms(now), ms(key.retired_at)});
}

void put_secret(db::Connection& c, std::string_view owner_kind, base::Id owner,
                std::string_view name, const std::string& sealed, base::Time now) {
  c.execute(
      "INSERT INTO secrets (owner_kind, owner, name, sealed, changed_at) VALUES ($1, $2, $3, $4, "
      "$5) "
      "ON CONFLICT (owner_kind, owner, name) DO UPDATE SET sealed = excluded.sealed, "
      "changed_at = excluded.changed_at",
      {std::string(owner_kind), owner, std::string(name), sealed, ms(now)});
}

std::optional<std::string> get_secret(db::Connection& c, std::string_view owner_kind,
                                      base::Id owner, std::string_view name) {
  const auto rows =
      c.query("SELECT sealed FROM secrets WHERE owner_kind = $1 AND owner = $2 AND name = $3",
              {std::string(owner_kind), owner, std::string(name)});
  if (rows.empty()) return std::nullopt;
  return rows.front().text(0);
}

bool has_secret(db::Connection& c, std::string_view owner_kind, base::Id owner,
                std::string_view name) {
  return get_secret(c, owner_kind, owner, name).has_value();
}

std::optional<base::Time> secret_changed_at(db::Connection& c, std::string_view owner_kind,
                                            base::Id owner, std::string_view name) {
  const auto rows =
      c.query("SELECT changed_at FROM secrets WHERE owner_kind = $1 AND owner = $2 AND name = $3",
              {std::string(owner_kind), owner, std::string(name)});
  if (rows.empty()) return std::nullopt;
  return time_at(rows.front(), 0);
}

void delete_secret(db::Connection& c, std::string_view owner_kind, base::Id owner,
                   std::string_view name) {
  c.execute("DELETE FROM secrets WHERE owner_kind = $1 AND owner = $2 AND name = $3",
            {std::string(owner_kind), owner, std::string(name)});
}

void delete_secrets(db::Connection& c, std::string_view owner_kind, base::Id owner) {
  c.execute("DELETE FROM secrets WHERE owner_kind = $1 AND owner = $2",
            {std::string(owner_kind), owner});
}

bool any_sealed(db::Connection& c) {
  return !c.query(
               "SELECT 1 FROM secrets UNION ALL SELECT 1 FROM sign_ins "
               "UNION ALL SELECT 1 FROM vault_keys LIMIT 1")
              .empty();
}

void add_audit(db::Connection& c, const AuditEntry& entry) {
  c.execute(
      "INSERT INTO audit (id, at, account, actor, address, action, subject_kind, subject, detail) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
      {next_ids(c, "audit"), ms(entry.at), db::opt(entry.account), base::clean_text(entry.actor),
       db::opt(entry.address), entry.action, entry.subject_kind, db::opt(entry.subject),
       base::clean_text(entry.detail)});
}

std::vector<AuditEntry> list_audit(db::Connection& c, std::int64_t limit) {
  std::vector<AuditEntry> entries;
  for (const auto& row : c.query("SELECT id, at, account, actor, address, action, subject_kind, "
                                 "subject, detail FROM audit "
                                 "ORDER BY id DESC LIMIT $1",
                                 {limit})) {
    AuditEntry entry;
    entry.id = row.integer(0);
    entry.at = time_at(row, 1);
    entry.account = row.optional_integer(2);
    entry.actor = row.text(3);
    entry.address = row.optional_text(4);
    entry.action = row.text(5);
    entry.subject_kind = row.text(6);
    entry.subject = row.optional_integer(7);
    entry.detail = row.text(8);
    entries.push_back(std::move(entry));
  }
  return entries;
}

std::optional<std::string> get_setting(db::Connection& c, std::string_view name) {
  const auto rows = c.query("SELECT value FROM settings WHERE name = $1", {std::string(name)});
  if (rows.empty()) return std::nullopt;
  return rows.front().text(0);
}

std::map<std::string, std::string> settings_below(db::Connection& c, std::string_view prefix) {
  std::map<std::string, std::string> out;
  for (const auto& row :
       c.query("SELECT name, value FROM settings WHERE SUBSTR(name, 1, $1) = $2 ORDER BY name",
               {static_cast<std::int64_t>(prefix.size()), std::string(prefix)}))
    out.emplace(row.text(0), row.text(1));
  return out;
}

void put_setting(db::Connection& c, std::string_view name, const std::string& value) {
  c.execute(
      "INSERT INTO settings (name, value) VALUES ($1, $2) "
      "ON CONFLICT (name) DO UPDATE SET value = excluded.value",
      {std::string(name), value});
}

}  // namespace reeve::store
