// Every permission, role and call of the tiers against Microsoft's own lists, and the tiers against
// each other.
#include "domain/tier.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/text.h"
#include "domain/portal_steps.h"

namespace reeve::domain {
namespace {

using Rows = std::vector<std::vector<std::string>>;

Rows read_table(const std::string& name) {
  std::ifstream in(std::string(REEVE_SHARED_DIR) + "/microsoft/" + name);
  Rows rows;
  for (std::string line; std::getline(in, line);) rows.push_back(base::split(line, '\t'));
  if (!rows.empty()) rows.erase(rows.begin());
  return rows;
}

// "A.Read.All, B.Read.All" as a set.
std::set<std::string> names_in(const std::string& cell) {
  std::set<std::string> names;
  for (const auto& one : base::split(cell, ','))
    if (!base::trim(one).empty()) names.emplace(base::trim(one));
  return names;
}

constexpr std::string_view kKinds[] = {"partner", "direct"};

std::vector<Tier> all_tiers(std::string_view kind) {
  std::vector<Tier> tiers;
  for (const auto name : tier_names()) tiers.push_back(tier_for(name, kind));
  if (kind == "partner") tiers.push_back(tier_for(kOnboarding, kind));
  return tiers;
}

// Microsoft's data is gathered outside this repository; without it these cases have nothing to
// compare with.
#define TABLE_OR_SKIP(variable, file)     \
  const Rows variable = read_table(file); \
  if (variable.empty()) GTEST_SKIP() << "Microsoft's data is not beside this checkout"

TEST(Tiers, EveryPermissionHasMicrosoftsIds) {
  TABLE_OR_SKIP(rows, "graph-permissions.tsv");
  std::map<std::pair<std::string, std::string>, std::string> ids;
  for (const auto& row : rows) ids[{base::split(row.at(1), ' ').front(), row.at(2)}] = row.at(3);
  for (const auto& permission : microsoft_permissions()) {
    const std::string name(permission.name);
    EXPECT_EQ(permission.delegated_id, (ids[{name, "Delegated"}])) << name;
    const auto application = ids[{name, "Application"}];
    const bool exists = !application.empty() && application != "(does not exist)";
    EXPECT_EQ(permission.application_id, exists ? application : "") << name;
    EXPECT_EQ(permission.api == kPartnerCenterApi, name == "user_impersonation");
  }
}

TEST(Tiers, EveryRoleHasMicrosoftsId) {
  TABLE_OR_SKIP(rows, "directory-role-templates.tsv");
  std::map<std::string, std::string> ids;
  for (const auto& row : rows) ids[row.at(1)] = row.at(0);
  for (const auto& role : directory_roles())
    EXPECT_EQ(role.template_id, ids[std::string(role.name)]) << role.name;
}

TEST(Tiers, NameOnlyWhatTheTablesHave) {
  std::set<std::string_view> permissions, roles;
  for (const auto kind : kKinds)
    for (const auto& tier : all_tiers(kind)) {
      std::set<std::string_view> seen;
      for (const auto& need : tier.permissions) {
        const auto* permission = find_permission(need.permission);
        ASSERT_NE(permission, nullptr) << need.permission;
        EXPECT_TRUE(seen.insert(need.permission).second) << tier.name << " " << need.permission;
        EXPECT_TRUE(need.application || need.delegated) << need.permission;
        EXPECT_FALSE(need.application && permission->application_id.empty()) << need.permission;
        EXPECT_FALSE(need.why.empty()) << need.permission;
        permissions.insert(need.permission);
      }
      for (const auto* needs : {&tier.gdap_roles, &tier.principal_roles})
        for (const auto& need : *needs) {
          EXPECT_NE(find_directory_role(need.role), nullptr) << need.role;
          roles.insert(need.role);
        }
    }
  EXPECT_EQ(permissions.size(), microsoft_permissions().size());
  EXPECT_EQ(roles.size(), directory_roles().size());
}

bool needs_kind(const Tier& tier, std::string_view name, bool application) {
  return std::ranges::any_of(tier.permissions, [&](const Need& need) {
    return need.permission == name && (application ? need.application : need.delegated);
  });
}

TEST(Tiers, EveryCallIsAdmittedByTheLeastPermission) {
  TABLE_OR_SKIP(rows, "endpoint-permissions.tsv");
  for (const auto& call : graph_calls()) {
    const auto row = std::ranges::find_if(
        rows, [&](const auto& one) { return one.at(0) == call.method && one.at(1) == call.path; });
    ASSERT_NE(row, rows.end()) << call.path;
    const auto tier = tier_for(call.tier, "partner");
    for (const bool application : {false, true}) {
      if (!needs_kind(tier, call.permission, application)) continue;
      const std::size_t first = application ? 4 : 2;
      const auto least = names_in(row->at(first));
      const auto others =
          row->size() > first + 1 ? names_in(row->at(first + 1)) : std::set<std::string>();
      const std::string name(call.permission);
      EXPECT_TRUE(least.contains(name) || others.contains(name)) << call.path << " " << name;
      EXPECT_EQ(least.contains(name), call.not_least.empty()) << call.path << " " << call.not_least;
    }
  }
}

TEST(Tiers, EachMakesEveryCallOfItsOwnAndOfThoseBelow) {
  for (const auto kind : kKinds)
    for (const auto name : tier_names()) {
      if (name == "it_glue") continue;
      for (const auto& call : calls_not_admitted(tier_for(name, kind), kind))
        ADD_FAILURE() << kind << " " << name << " cannot " << call.method << " " << call.path;
    }
  EXPECT_FALSE(graph_calls().empty());
}

// "Exactly": nothing stands in a tier that none of its calls needs.
TEST(Tiers, NothingIsAskedForWithoutACallThatNeedsIt) {
  std::set<std::string_view> used{"openid", "profile", "offline_access"};
  for (const auto name : tier_names()) {
    if (name == "it_glue") continue;
    for (const auto& call : graph_calls())
      if (call.tier == name) used.insert(call.permission);
    for (const auto kind : kKinds)
      for (const auto& need : tier_for(name, kind).permissions)
        EXPECT_TRUE(used.contains(need.permission)) << name << " " << need.permission;
  }
}

TEST(Tiers, EachHoldsTheOneBelow) {
  for (const auto kind : kKinds) {
    Tier below = tier_for(kFirstTier, kind);
    for (const auto name : {"mailbox_reports", "intune", "sign_in_activity", "password_rotation"}) {
      const Tier tier = tier_for(name, kind);
      EXPECT_GT(tier.permissions.size(), below.permissions.size()) << name;
      for (const auto& need : below.permissions) {
        EXPECT_EQ(needs_kind(tier, need.permission, true), need.application) << name;
        EXPECT_EQ(needs_kind(tier, need.permission, false), need.delegated) << name;
      }
      for (const auto& role : below.gdap_roles)
        EXPECT_TRUE(std::ranges::any_of(
            tier.gdap_roles, [&](const RoleNeed& one) { return role_covers(one.role, role.role); }))
            << name << " " << role.role;
      below = tier;
    }
  }
}

TEST(Tiers, OnlyRotationWritesAndOnlyAsTheApplication) {
  const auto writes = [](const Tier& tier) {
    std::vector<std::string_view> names;
    for (const auto& need : tier.permissions)
      if (need.permission.find("Write") != std::string_view::npos) names.push_back(need.permission);
    return names;
  };
  for (const auto name : {"documentation", "mailbox_reports", "intune", "sign_in_activity"})
    EXPECT_TRUE(writes(tier_for(name, "partner")).empty()) << name;
  const Tier rotation = tier_for("password_rotation", "partner");
  EXPECT_EQ(writes(rotation), std::vector<std::string_view>{"User-PasswordProfile.ReadWrite.All"});
  EXPECT_FALSE(needs_kind(rotation, "User-PasswordProfile.ReadWrite.All", false));
}

TEST(Tiers, RotationNamesTheRoleOfTheApplicationAndSaysThatGdapGivesNone) {
  for (const auto kind : kKinds) {
    const Tier tier = tier_for("password_rotation", kind);
    ASSERT_FALSE(tier.principal_roles.empty());
    EXPECT_EQ(tier.principal_roles.front().role, "User Administrator");
    std::string notes;
    for (const auto note : tier.notes) notes += note;
    EXPECT_NE(notes.find("Directory.AccessAsUser.All"), std::string::npos);
    EXPECT_NE(notes.find("only as a delegated"), std::string::npos);
    EXPECT_NE(notes.find("GDAP gives roles to people, never to an application"), std::string::npos);
    for (const auto& role : tier.gdap_roles) EXPECT_NE(role.role, "User Administrator");
  }
  EXPECT_TRUE(find_permission("Directory.AccessAsUser.All")->application_id.empty());
}

TEST(Tiers, ADirectConnectionHasNothingOfThePartners) {
  for (const auto name : tier_names()) {
    const Tier tier = tier_for(name, "direct");
    EXPECT_TRUE(tier.gdap_roles.empty()) << name;
    for (const auto& need : tier.permissions) {
      EXPECT_NE(need.place, Place::partner_tenant) << need.permission;
      // It reads as the application: nobody stays signed in.
      EXPECT_NE(need.place, Place::own_tenant) << need.permission;
      if (name != "it_glue") {
        EXPECT_FALSE(need.delegated) << need.permission;
      }
    }
  }
}

TEST(Tiers, OnboardingIsApartAndDelegatedOnly) {
  const Tier onboarding = tier_for(kOnboarding, "partner");
  EXPECT_FALSE(onboarding.choosable);
  EXPECT_FALSE(is_tier(kOnboarding));
  EXPECT_TRUE(needs_kind(onboarding, "user_impersonation", false));
  EXPECT_TRUE(needs_kind(onboarding, "AppRoleAssignment.ReadWrite.All", false));
  EXPECT_TRUE(needs_kind(onboarding, "DelegatedPermissionGrant.ReadWrite.All", false));
  for (const auto& need : onboarding.permissions) {
    EXPECT_FALSE(need.application) << need.permission;
    EXPECT_TRUE(std::ranges::any_of(kActs, [&](std::string_view act) { return serves(need, act); }))
        << need.permission;
    EXPECT_FALSE(serves(need, "")) << need.permission;
    EXPECT_FALSE(serves(need, "leav")) << need.permission;
    for (const auto name : tier_names())
      if (name != "it_glue") {
        EXPECT_FALSE(needs_kind(tier_for(name, "partner"), need.permission, false)) << name;
      }
  }
  EXPECT_TRUE(portal_steps(onboarding, "partner", "Reeve", "https://x/").empty());
}

TEST(Tiers, ItGluesListIsTheArticlesAndMoreThanNeeded) {
  const Tier tier = tier_for("it_glue", "partner");
  EXPECT_TRUE(tier.more_than_needed);
  const std::set<std::string_view> both{
      "AuditLog.Read.All", "DeviceManagementManagedDevices.Read.All", "Directory.Read.All",
      "Directory.ReadWrite.All", "Reports.Read.All", "User.Read.All",
      // for rotation
      "User.ManageIdentities.All", "User.EnableDisableAccount.All", "User.ReadWrite.All"};
  std::set<std::string_view> application, delegated;
  for (const auto& need : tier.permissions) {
    if (need.place == Place::own_tenant) continue;
    if (need.application) application.insert(need.permission);
    if (need.delegated) delegated.insert(need.permission);
  }
  EXPECT_EQ(application, both);
  auto with_delegated_only = both;
  with_delegated_only.insert({"Directory.AccessAsUser.All", "user_impersonation"});
  EXPECT_EQ(delegated, with_delegated_only);
  for (const auto name : tier_names())
    if (name != "it_glue") {
      EXPECT_FALSE(tier_for(name, "partner").more_than_needed) << name;
    }
}

// It asks for too much, and yet GDAP customers, report settings and shared mailboxes stay closed.
TEST(Tiers, ItGluesListLacksWhatGdapNeeds) {
  std::set<std::string_view> lacking;
  for (const auto& call : calls_not_admitted(tier_for("it_glue", "partner"), "partner"))
    lacking.insert(call.permission);
  EXPECT_EQ(lacking,
            (std::set<std::string_view>{"DelegatedAdminRelationship.Read.All",
                                        "ReportSettings.Read.All", "MailboxSettings.Read"}));
}

TEST(Tiers, ItGluesLargerPermissionsAdmitAsMicrosoftSays) {
  TABLE_OR_SKIP(rows, "endpoint-permissions.tsv");
  const Tier tier = tier_for("it_glue", "partner");
  std::set<std::string> held;
  for (const auto& need : tier.permissions)
    if (need.application) held.emplace(need.permission);
  std::set<std::string_view> lacking;
  for (const auto& call : calls_not_admitted(tier, "partner")) lacking.insert(call.path);
  for (const auto& row : rows)
    for (const auto& call : graph_calls()) {
      if (row.at(0) != call.method || row.at(1) != call.path) continue;
      std::set<std::string> admits;
      for (std::size_t cell = 2; cell < row.size(); ++cell) admits.merge(names_in(row[cell]));
      const bool open =
          std::ranges::any_of(held, [&](const auto& one) { return admits.contains(one); });
      EXPECT_EQ(open, !lacking.contains(call.path)) << call.path;
    }
}

TEST(Tiers, AnUnknownNameIsRefusedWithThoseThatExist) {
  try {
    tier_for("everything", "partner");
    ADD_FAILURE() << "not refused";
  } catch (const base::Error& error) {
    EXPECT_EQ(error.code(), base::ErrorCode::invalid);
    EXPECT_NE(error.message().find("documentation, mailbox_reports"), std::string::npos);
  }
}

std::vector<std::string> step_names(std::string_view tier, std::string_view kind) {
  std::vector<std::string> names;
  for (const auto& step :
       portal_steps(tier_for(tier, kind), kind, "Reeve", "https://r.example/microsoft/callback"))
    names.push_back(step.name);
  return names;
}

TEST(PortalSteps, OfAPartnerAreInOrder) {
  EXPECT_EQ(step_names("documentation", "partner"),
            (std::vector<std::string>{"register", "audience", "redirect_uri", "ids", "credential",
                                      "remove_default", "application_permissions",
                                      "delegated_permissions", "consent", "service_account",
                                      "group", "relationships", "dap"}));
}

TEST(PortalSteps, OfASingleTenantNameNothingOfThePartners) {
  for (const auto tier : tier_names())
    for (const auto& step :
         portal_steps(tier_for(tier, "direct"), "direct", "Reeve", "https://r.example/")) {
      for (const auto* word :
           {"AdminAgents", "relationship", "Partner Center", "security group", "service account"})
        EXPECT_EQ(step.text.find(word), std::string::npos) << step.name << ": " << word;
    }
  EXPECT_EQ(step_names("documentation", "direct"),
            (std::vector<std::string>{"register", "audience", "redirect_uri", "ids", "credential",
                                      "remove_default", "application_permissions", "consent"}));
  EXPECT_EQ(step_names("password_rotation", "direct").back(), "principal_roles");
}

TEST(PortalSteps, CopyExactlyTheTiersPermissions) {
  for (const auto kind : kKinds)
    for (const auto name : tier_names()) {
      const Tier tier = tier_for(name, kind);
      std::set<std::string> application, delegated, wanted_application, wanted_delegated;
      for (const auto& step : portal_steps(tier, kind, "Reeve", "https://r.example/")) {
        for (const auto& copy : step.copies) {
          if (step.name == "application_permissions") application.insert(copy.value);
          if (step.name == "delegated_permissions" || step.name == "partner_center")
            delegated.insert(copy.value);
        }
      }
      for (const auto& need : tier.permissions) {
        if (need.application) wanted_application.emplace(need.permission);
        if (need.delegated) wanted_delegated.emplace(need.permission);
      }
      EXPECT_EQ(application, wanted_application) << kind << " " << name;
      EXPECT_EQ(delegated, wanted_delegated) << kind << " " << name;
    }
}

}  // namespace
}  // namespace reeve::domain
