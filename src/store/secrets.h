// Sealed values and the keys that sealed them; only vault/ opens them.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/id.h"
#include "db/connection.h"

namespace reeve::store {

struct VaultKey {
  base::Id id = 0;
  std::string wrapped;  // sealed by the root key
  std::optional<base::Time> retired_at;
};
std::vector<VaultKey> vault_keys(db::Connection& c);
void add_vault_key(db::Connection& c, const VaultKey& key, base::Time now);

void put_secret(db::Connection& c, std::string_view owner_kind, base::Id owner,
                std::string_view name, const std::string& sealed, base::Time now);
std::optional<std::string> get_secret(db::Connection& c, std::string_view owner_kind,
                                      base::Id owner, std::string_view name);
bool has_secret(db::Connection& c, std::string_view owner_kind, base::Id owner,
                std::string_view name);
// When it was sealed last; nothing when there is none.
std::optional<base::Time> secret_changed_at(db::Connection& c, std::string_view owner_kind,
                                            base::Id owner, std::string_view name);
void delete_secret(db::Connection& c, std::string_view owner_kind, base::Id owner,
                   std::string_view name);
void delete_secrets(db::Connection& c, std::string_view owner_kind, base::Id owner);
// Whether any sealed row exists: then a missing root key refuses the start.
bool any_sealed(db::Connection& c);

struct AuditEntry {
  base::Id id = 0;
  base::Time at{};
  std::optional<base::Id> account;
  std::string actor;  // an address, "api key NAME", "console", "sync"
  std::optional<std::string> address;
  std::string action;  // login, invite, reveal, connect, match, …
  std::string subject_kind;
  std::optional<base::Id> subject;
  std::string detail = "{}";  // JSON, never a secret
};
void add_audit(db::Connection& c, const AuditEntry& entry);
std::vector<AuditEntry> list_audit(db::Connection& c, std::int64_t limit);

std::optional<std::string> get_setting(db::Connection& c, std::string_view name);
// By name; those whose name begins so.
std::map<std::string, std::string> settings_below(db::Connection& c, std::string_view prefix);
void put_setting(db::Connection& c, std::string_view name, const std::string& value);

}  // namespace reeve::store
