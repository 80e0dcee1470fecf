// What happens to people and groups that are deleted: 30 days in which they can be restored.
#pragma once

#include <boost/json.hpp>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "world.h"

namespace cloud {

inline constexpr std::int64_t kRestorableFor = 30 * 24 * 3600LL;  // directory-deleteditems-*.md

// By object id, in any letter case; null when there is none.
const DeletedItems::DeletedUser* find_deleted_user(const Tenant& tenant, std::string_view id);
const Group* find_deleted_group(const Tenant& tenant, std::string_view id);

// Each keeps the journals, so that delta links tell it. A purge also takes what was deleted before.
void delete_user(Tenant& tenant, const std::string& id, std::int64_t when);
void purge_user(Tenant& tenant, const std::string& id);
// Only Microsoft 365 groups can be restored; others are gone at once.
void delete_group(Tenant& tenant, const std::string& id, std::int64_t when);
void purge_group(Tenant& tenant, const std::string& id);

// Takes somebody or something that goes out of all groups; gives the ids of those groups.
std::vector<std::string> leave_groups(Tenant& tenant, const std::string& id);

// Brings a deleted person or group back into its groups; `name` is the new user principal name of
// a person, empty for the old one. Does nothing when there is no such item.
void restore_item(Tenant& tenant, const std::string& id, const std::string& name);

// The edits that purge what was deleted more than 30 days ago.
std::vector<boost::json::object> expired_edits(const World& world, std::int64_t now);

}  // namespace cloud
