// How people want a connection or one tenant synced. A tenant without settings of its own follows
// the connection that it is reached by.
#pragma once

#include <optional>
#include <string>

#include "base/clock.h"
#include "base/id.h"
#include "db/connection.h"
#include "domain/sync_section.h"

namespace reeve::store {

struct SettingsOwner {
  enum class Kind { connection, tenant } kind = Kind::connection;
  base::Id id = 0;
};

// What stands in the database for this owner alone; nothing where it follows (or has the defaults).
std::optional<std::string> own_sync_settings(db::Connection& c, SettingsOwner owner,
                                             const domain::SyncSection& section);

// What is in force: whole and checked, the defaults where nobody chose anything. A stored text that
// this version no longer understands throws Error{invalid} rather than syncing by other rules.
std::string sync_settings_of_connection(db::Connection& c, base::Id connection,
                                        const domain::SyncSection& section);
// The tenant's own, else those of its connection in use.
std::string sync_settings_of_tenant(db::Connection& c, base::Id tenant,
                                    const domain::SyncSection& section);

// `json` is checked first (Error{invalid}); nothing: follow again, or the defaults. Returns what is
// stored now.
std::optional<std::string> set_sync_settings(db::Connection& c, SettingsOwner owner,
                                             const domain::SyncSection& section,
                                             const std::optional<std::string>& json,
                                             std::optional<base::Id> account, base::Time now);

}  // namespace reeve::store
