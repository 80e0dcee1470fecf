// Deleting, restoring and purging people and groups.
#include "deleted_items.h"

#include <algorithm>

#include "encoding.h"

namespace cloud {
namespace {

namespace json = boost::json;

void join_groups(Tenant& tenant, const std::string& id, const std::vector<std::string>& groups) {
  for (const std::string& one : groups) {
    Group* group = tenant.groups.find(one);
    if (!group) continue;
    group->members.push_back(id);
    tenant.group_changes.note(ChangeKind::changed, group->id, {"members"}, {id});
  }
}

void restore_user(Tenant& tenant, DeletedItems::DeletedUser item, const std::string& name) {
  item.user.deleted = 0;
  if (!name.empty()) item.user.user_principal_name = name;
  const std::string id = tenant.add_user(std::move(item.user)).id;
  tenant.user_changes.note(ChangeKind::added, id);
  join_groups(tenant, id, item.groups);
}

}  // namespace

std::vector<std::string> leave_groups(Tenant& tenant, const std::string& id) {
  std::vector<std::string> left;
  for (const Group& one : tenant.groups.all()) {
    Group& group = *tenant.groups.find(one.id);
    std::erase(group.owners, id);
    if (std::erase(group.members, id) == 0) continue;
    left.push_back(group.id);
    tenant.group_changes.note(ChangeKind::changed, group.id, {"members"}, {id});
  }
  return left;
}

const DeletedItems::DeletedUser* find_deleted_user(const Tenant& tenant, std::string_view id) {
  for (const DeletedItems::DeletedUser& one : tenant.deleted.users)
    if (same_text(one.user.id, id)) return &one;
  return nullptr;
}

const Group* find_deleted_group(const Tenant& tenant, std::string_view id) {
  for (const Group& one : tenant.deleted.groups)
    if (same_text(one.id, id)) return &one;
  return nullptr;
}

void delete_user(Tenant& tenant, const std::string& id, std::int64_t when) {
  const User* user = tenant.find_user(id);
  if (!user) return;
  DeletedItems::DeletedUser item{*user, {}};
  item.user.deleted = when;
  tenant.remove_user(id);
  tenant.user_changes.note(ChangeKind::removed, item.user.id);
  item.groups = leave_groups(tenant, item.user.id);
  tenant.deleted.users.push_back(std::move(item));
}

void purge_user(Tenant& tenant, const std::string& id) {
  tenant.remove_user(id);
  tenant.user_changes.note(ChangeKind::purged, id);
  leave_groups(tenant, id);
  std::erase_if(tenant.deleted.users, [&](const auto& one) { return same_text(one.user.id, id); });
}

void delete_group(Tenant& tenant, const std::string& id, std::int64_t when) {
  const Group* group = tenant.groups.find(id);
  if (!group || !group->unified) return purge_group(tenant, id);
  Group item = *group;
  item.deleted = when;
  tenant.groups.remove(id);
  tenant.group_changes.note(ChangeKind::removed, id);
  leave_groups(tenant, id);
  tenant.deleted.groups.push_back(std::move(item));
}

void purge_group(Tenant& tenant, const std::string& id) {
  tenant.groups.remove(id);
  tenant.group_changes.note(ChangeKind::purged, id);
  leave_groups(tenant, id);
  std::erase_if(tenant.deleted.groups, [&](const Group& one) { return same_text(one.id, id); });
}

void restore_item(Tenant& tenant, const std::string& id, const std::string& name) {
  if (const auto* found = find_deleted_user(tenant, id)) {
    DeletedItems::DeletedUser item = *found;
    std::erase_if(tenant.deleted.users,
                  [&](const auto& one) { return same_text(one.user.id, id); });
    restore_user(tenant, std::move(item), name);
  } else if (const Group* group = find_deleted_group(tenant, id)) {
    Group item = *group;
    std::erase_if(tenant.deleted.groups, [&](const Group& one) { return same_text(one.id, id); });
    item.deleted = 0;
    tenant.group_changes.note(ChangeKind::added, tenant.groups.add(std::move(item)).id);
  }
}

std::vector<json::object> expired_edits(const World& world, std::int64_t now) {
  std::vector<json::object> edits;
  const auto look = [&](const Tenant& tenant) {
    for (const auto& one : tenant.deleted.users)
      if (one.user.deleted + kRestorableFor <= now)
        edits.push_back(
            {{"op", "remove"}, {"tenant", tenant.id}, {"id", one.user.id}, {"permanent", true}});
    for (const Group& one : tenant.deleted.groups)
      if (one.deleted + kRestorableFor <= now)
        edits.push_back(
            {{"op", "remove-group"}, {"tenant", tenant.id}, {"id", one.id}, {"permanent", true}});
  };
  look(world.partner);
  for (const Tenant& tenant : world.customers) look(tenant);
  return edits;
}

}  // namespace cloud
