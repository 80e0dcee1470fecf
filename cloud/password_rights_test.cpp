// Every pair of directory roles, beside the published table written down a second time.
#include "password_rights.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <set>

#include "directory_roles.h"
#include "encoding.h"

namespace cloud {
namespace {

struct Template {
  std::string id, name;
};

std::vector<Template> published_roles() {
  std::ifstream file(std::string(REEVE_SHARED_DIR) + "/microsoft/directory-role-templates.tsv");
  std::string line;
  std::getline(file, line);  // the heads of the columns
  std::vector<Template> roles;
  while (std::getline(file, line)) {
    const auto cells = split(line, '\t');
    if (cells.size() > 1) roles.push_back({cells[0], cells[1]});
  }
  return roles;
}

// The table by whom it protects, as Microsoft's page has it: a row a role of the person, a letter a
// caller who may. U User, H Helpdesk, A Authentication, P Password Administrator. Roles without a
// row, and custom ones, are left to the two that may reset everyone.
const std::map<std::string, std::string> kLowerCallers = {
    {"Authentication Administrator", "A"},
    {"Directory Readers", "UHAP"},
    {"Groups Administrator", "U"},
    {"Guest Inviter", "UHAP"},
    {"Helpdesk Administrator", "UH"},
    {"Message Center Reader", "UHA"},
    {"Password Administrator", "UHAP"},
    {"Reports Reader", "UHA"},
    {"User Administrator", "U"},
    {"User Experience Success Manager", "UHA"},
    {"Usage Summary Reports Reader", "UHA"},
};
const std::map<std::string, char> kLetters = {{"User Administrator", 'U'},
                                              {"Helpdesk Administrator", 'H'},
                                              {"Authentication Administrator", 'A'},
                                              {"Password Administrator", 'P'}};

bool expected(const std::string& caller, const std::string& target) {
  if (caller == "Global Administrator" || caller == "Privileged Authentication Administrator")
    return true;
  const auto letter = kLetters.find(caller);
  const auto row = kLowerCallers.find(target);
  return letter != kLetters.end() && row != kLowerCallers.end() &&
         row->second.find(letter->second) != std::string::npos;
}

class PasswordRights : public testing::Test {
 protected:
  void SetUp() override {
    roles = published_roles();
    if (roles.empty()) GTEST_SKIP() << "no directory-role-templates.tsv beside the repository";
  }
  std::string id_of(const std::string& name) const {
    for (const Template& one : roles)
      if (one.name == name) return one.id;
    ADD_FAILURE() << "no role " << name;
    return "";
  }
  std::vector<Template> roles;
};

TEST_F(PasswordRights, AreThoseOfTheTableForEveryPairOfRoles) {
  EXPECT_EQ(roles.size(), 123U);
  std::size_t allowed = 0;
  for (const Template& caller : roles)
    for (const Template& target : roles) {
      const bool may = may_reset({caller.id}, {{target.id}, false, false});
      EXPECT_EQ(may, expected(caller.name, target.name)) << caller.name << " → " << target.name;
      allowed += may ? 1 : 0;
    }
  // Two that may reset all 123, and 10 + 8 + 8 + 3 below them.
  EXPECT_EQ(allowed, 2 * 123U + 29U);
}

TEST_F(PasswordRights, CoverPeopleWithoutRolesForTheSixCallersOnly) {
  const std::set<std::string> callers = {
      "User Administrator",     "Helpdesk Administrator",
      "Password Administrator", "Authentication Administrator",
      "Global Administrator",   "Privileged Authentication Administrator"};
  for (const Template& caller : roles)
    EXPECT_EQ(may_reset({caller.id}, {}), callers.contains(caller.name)) << caller.name;
  EXPECT_FALSE(may_reset({}, {}));
}

TEST_F(PasswordRights, OfPeopleWhoAreProtectedBelongToTheTwoHighestRoles) {
  for (const Template& caller : roles) {
    const bool highest = caller.name == "Global Administrator" ||
                         caller.name == "Privileged Authentication Administrator";
    EXPECT_EQ(may_reset({caller.id}, {{}, true, false}), highest) << caller.name;
    EXPECT_EQ(may_reset({caller.id}, {{}, false, true}), highest) << caller.name;
    EXPECT_EQ(may_reset({caller.id}, {{"0d0d0d0d-custom-role"}, false, false}), highest)
        << caller.name;
  }
}

TEST_F(PasswordRights, NeedOneRoleThatCoversAllOfThePersonsRoles) {
  const std::string user = id_of("User Administrator");
  const std::string authentication = id_of("Authentication Administrator");
  const ResetTarget both = {{id_of("Groups Administrator"), authentication}, false, false};
  EXPECT_FALSE(may_reset({user}, both));
  EXPECT_FALSE(may_reset({authentication}, both));
  EXPECT_FALSE(may_reset({user, authentication}, both));
  EXPECT_TRUE(may_reset({user, id_of("Global Administrator")}, both));
  EXPECT_TRUE(may_reset({user}, {{id_of("Reports Reader"), id_of("Guest Inviter")}, false, false}));
}

TEST_F(PasswordRights, AreReadFromTheTablesOfThisCloud) {
  EXPECT_EQ(role_templates().size(), roles.size());
  for (const Template& one : roles) {
    const RoleTemplate* found = find_role(one.name);
    ASSERT_TRUE(found) << one.name;
    EXPECT_EQ(found->id, one.id);
    EXPECT_EQ(find_role(one.id), found);
  }
  EXPECT_EQ(find_role("Chief Password Officer"), nullptr);
}

}  // namespace
}  // namespace cloud
