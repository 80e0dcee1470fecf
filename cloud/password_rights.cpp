// The table of who may reset whose password, and what protects a person from it.
// Source: microsoft-cloud.md E.4 (entra-docs role-based-access-control/
// privileged-roles-permissions.md@13ac541a).
#include "password_rights.h"

#include <algorithm>
#include <span>

#include "directory_roles.h"
#include "encoding.h"

namespace cloud {
namespace {

constexpr std::string_view kDirectoryReaders = "88d8e3e3-8f55-4a1e-953a-9b9898b8876b";
constexpr std::string_view kGroupsAdministrator = "fdd7a751-b60b-444a-984c-02652fe8fa1c";
constexpr std::string_view kGuestInviter = "95e79109-95c0-4d8e-aee3-d01accf2d47b";
constexpr std::string_view kMessageCenterReader = "790c1fb9-7f7d-4f88-86a1-ef1f95c05c1b";
constexpr std::string_view kReportsReader = "4a5d8f65-41da-4de4-8968-e035b65339cf";
constexpr std::string_view kUserExperience = "27460883-1df1-4691-b032-3b79643e5e63";
constexpr std::string_view kUsageSummary = "75934031-6c7e-415a-99d7-48dbd49e875e";

// The roles that a person may hold and still be reset by the caller's role.
constexpr std::string_view kByUserAdministrator[] = {
    kDirectoryReaders,    kGroupsAdministrator, kGuestInviter,  role::kHelpdesk,
    kMessageCenterReader, role::kPassword,      kReportsReader, role::kUserAdministrator,
    kUserExperience,      kUsageSummary};
constexpr std::string_view kByHelpdesk[] = {kDirectoryReaders,    kGuestInviter,   role::kHelpdesk,
                                            kMessageCenterReader, role::kPassword, kReportsReader,
                                            kUserExperience,      kUsageSummary};
constexpr std::string_view kByAuthentication[] = {
    role::kAuthentication, kDirectoryReaders, kGuestInviter,   kMessageCenterReader,
    role::kPassword,       kReportsReader,    kUserExperience, kUsageSummary};
constexpr std::string_view kByPassword[] = {kDirectoryReaders, kGuestInviter, role::kPassword};

struct Row {
  std::string_view caller;
  std::span<const std::string_view> targets;
  bool everyone;
};
constexpr Row kTable[] = {
    {role::kUserAdministrator, kByUserAdministrator, false},
    {role::kHelpdesk, kByHelpdesk, false},
    {role::kAuthentication, kByAuthentication, false},
    {role::kPassword, kByPassword, false},
    {role::kPrivilegedAuthentication, {}, true},
    {role::kGlobalAdministrator, {}, true},
};

// Every role of the person must be one that the row allows: one assignment of the caller has to
// cover them all, as Entra checks each assignment by itself.
bool admits(const Row& row, const ResetTarget& target) {
  if (row.everyone) return true;
  if (target.in_role_group || target.management_restricted) return false;
  return std::all_of(target.roles.begin(), target.roles.end(), [&](const std::string& held) {
    return std::find(row.targets.begin(), row.targets.end(), held) != row.targets.end();
  });
}

bool lists(const std::vector<std::string>& ids, std::string_view id) {
  return std::any_of(ids.begin(), ids.end(),
                     [&](const std::string& one) { return same_text(one, id); });
}

}  // namespace

bool may_reset(const std::vector<std::string>& caller_roles, const ResetTarget& target) {
  return std::any_of(std::begin(kTable), std::end(kTable), [&](const Row& row) {
    return has_role(caller_roles, row.caller) && admits(row, target);
  });
}

ResetTarget reset_target(const World& world, const Tenant& tenant, const User& user) {
  ResetTarget target;
  target.roles = roles_of(world, tenant, user.id);
  target.management_restricted = user.management_restricted;
  target.in_role_group =
      std::any_of(tenant.groups.all().begin(), tenant.groups.all().end(), [&](const Group& one) {
        return one.role_assignable && (lists(one.members, user.id) || lists(one.owners, user.id));
      });
  return target;
}

}  // namespace cloud
