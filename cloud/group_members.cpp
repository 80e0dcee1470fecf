// Finds what may stand in a group, and puts it there.
#include "group_members.h"

#include <algorithm>

#include "encoding.h"
#include "json.h"
#include "service_principals.h"

namespace cloud {

std::optional<Member> find_member(const Cloud& cloud, const Tenant& tenant, std::string_view id) {
  const User* user = tenant.find_user(id);
  if (user && same_text(user->id, id)) return Member{MemberKind::user, user->id};
  if (const Group* group = tenant.groups.find(id)) return Member{MemberKind::group, group->id};
  for (const Device& one : tenant.devices)
    if (same_text(one.id, id)) return Member{MemberKind::device, one.id};
  if (id.find('=') != std::string_view::npos) return std::nullopt;
  if (const auto principal = find_service_principal(cloud, tenant, id))
    return Member{MemberKind::service_principal, principal->id};
  return std::nullopt;
}

bool apply_member_edit(Tenant& tenant, const boost::json::object& change) {
  const std::string operation = text_of(change, "op");
  if (operation != "join-group" && operation != "leave-group") return false;
  Group* group = tenant.groups.find(text_of(change, "id"));
  const bool owner = change.contains("owner");
  const std::string id = text_of(change, owner ? "owner" : "member");
  if (!group) return true;
  auto& list = owner ? group->owners : group->members;
  if (operation == "join-group")
    list.push_back(id);
  else
    std::erase(list, id);
  if (!owner) tenant.group_changes.note(ChangeKind::changed, group->id, {"members"}, {id});
  return true;
}

}  // namespace cloud
