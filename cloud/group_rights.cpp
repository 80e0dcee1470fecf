// The rules of group_rights.h.
// Sources: learn.microsoft.com/graph/api/group-post-members (permissions by the kind of the member,
// roles by the kind of the group), group-post-groups,
// concepts/includes/groups-allowed-member-types; what Graph says of dynamic groups:
// blogs.aaddevsup.xyz of May 2024, by Microsoft's support.
#include "group_rights.h"

#include <algorithm>

#include "directory_roles.h"
#include "encoding.h"
#include "graph_deeds.h"

namespace cloud {
namespace {

enum class Kind : std::uint8_t { any, unified, security };

struct RoleRow {
  std::string_view role;
  Kind of;
  bool members_only;  // it manages who stands in them, and nothing else of them
};
constexpr RoleRow kRoles[] = {
    {"Directory Writers", Kind::any, false},
    {"Groups Administrator", Kind::any, false},
    {"User Administrator", Kind::any, false},
    {"Identity Governance Administrator", Kind::any, true},
    {"Exchange Administrator", Kind::unified, false},
    {"SharePoint Administrator", Kind::unified, false},
    {"Teams Administrator", Kind::unified, false},
    {"Yammer Administrator", Kind::unified, false},
    {"Intune Administrator", Kind::security, false},
};

constexpr std::string_view kRoleManagement[] = {"RoleManagement.ReadWrite.Directory"};
constexpr std::string_view kWriteGroups[] = {"Group.ReadWrite.All", "Directory.ReadWrite.All"};
constexpr std::string_view kWriteDevices[] = {"Device.ReadWrite.All", "Directory.ReadWrite.All"};
constexpr std::string_view kWriteApplications[] = {"Application.ReadWrite.All",
                                                   "Directory.ReadWrite.All"};
constexpr std::string_view kReadUsers[] = {"User.Read.All", "User.ReadWrite.All",
                                           "Directory.Read.All", "Directory.ReadWrite.All"};
constexpr std::string_view kReadApplications[] = {"Application.Read.All",
                                                  "Application.ReadWrite.All", "Directory.Read.All",
                                                  "Directory.ReadWrite.All"};

bool lists(const std::vector<std::string>& ids, std::string_view id) {
  return std::any_of(ids.begin(), ids.end(),
                     [&](const std::string& one) { return same_text(one, id); });
}

bool fits(const RoleRow& row, const Group& group) {
  return row.of == Kind::any || (row.of == Kind::unified) == group.unified;
}

bool holds_role(const GraphCall& call, const Group& group, bool members) {
  if (has_role(call.claims.wids, role::kGlobalAdministrator)) return true;
  return std::any_of(std::begin(kRoles), std::end(kRoles), [&](const RoleRow& row) {
    return (members || !row.members_only) && fits(row, group) &&
           has_role(call.claims.wids, find_role(row.role)->id);
  });
}

void admit(const GraphCall& call, const Group& group, bool members) {
  // "The app must also be assigned RoleManagement.ReadWrite.Directory", whoever calls.
  if (group.role_assignable && !call.holds(kRoleManagement)) refuse_privileges();
  if (call.claims.is_application() || lists(group.owners, call.claims.object_id)) return;
  const bool may = group.role_assignable ? may_do(call, Deed::write_role_groups)
                                         : holds_role(call, group, members);
  if (!may) refuse_privileges();
}

[[noreturn]] void refuse(const char* message) {
  throw GraphRefusal(400, "Request_BadRequest", message);
}

// Groups that are mastered elsewhere. Both sentences were seen in life.
void refuse_foreign(const Group& group) {
  if (group.synced.value_or(false))
    refuse(
        "Unable to update the specified properties for on-premises mastered Directory Sync objects "
        "or objects currently undergoing migration.");
  if (group.mail_enabled && !group.unified)
    refuse("Cannot Update a mail-enabled security groups and or distribution list.");
}

}  // namespace

void admit_new_group(const GraphCall& call, bool for_roles) {
  if (for_roles && !call.holds(kRoleManagement)) refuse_privileges();
  if (!may_do(call, for_roles ? Deed::write_role_groups : Deed::create_groups)) refuse_privileges();
}

void admit_group_changes(const GraphCall& call, const Group& group) {
  admit(call, group, false);
  refuse_foreign(group);
}

void admit_member_changes(const GraphCall& call, const Group& group) {
  admit(call, group, true);
  refuse_unmanaged(group);
}

void refuse_unmanaged(const Group& group) {
  refuse_foreign(group);
  // Membership by rule cannot be managed: the same 403 as for a missing permission.
  if (group.dynamic) refuse_privileges();
}

// People need nothing besides: so the page says today. Until 2023 it also named User.ReadWrite.All.
void admit_member(const GraphCall& call, const Member& member) {
  const bool may = member.kind == MemberKind::user ||
                   (member.kind == MemberKind::group && call.holds(kWriteGroups)) ||
                   (member.kind == MemberKind::device && call.holds(kWriteDevices)) ||
                   (member.kind == MemberKind::service_principal && call.holds(kWriteApplications));
  if (!may) refuse_privileges();
}

void admit_bound(const GraphCall& call, const Member& member) {
  if (call.holds(kWriteGroups) || same_text(member.id, call.claims.object_id)) return;
  const bool may = (member.kind == MemberKind::user && call.holds(kReadUsers)) ||
                   (member.kind == MemberKind::service_principal && call.holds(kReadApplications));
  if (!may) refuse_privileges();
}

void admit_owner(const GraphCall& call, const Member& member) {
  if (member.kind == MemberKind::group || member.kind == MemberKind::device)
    refuse("Only people and applications can own a group.");
  admit_bound(call, member);
}

void refuse_unfit_member(const Group& group, const Member& member) {
  if (group.unified && member.kind != MemberKind::user)
    refuse("Only people can be members of a Microsoft 365 group.");
  if (member.kind != MemberKind::group) return;
  if (group.role_assignable)
    refuse("A group that can be assigned to roles cannot contain other groups.");
  if (same_text(group.id, member.id)) refuse("A group cannot be a member of itself.");
}

}  // namespace cloud
