// Memberships, owners, devices of people, administrative units, domains and synchronization.
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "test_cloud.h"

namespace cloud {
namespace {

class Directory : public testing::Test, public TestCloud {
 protected:
  Directory() : TestCloud({7, 3, 60, 60}) {}
  void SetUp() override { token_ = token_for(customer().id); }
  Response ask_graph(const std::string& target) { return graph(token_, target); }
  boost::json::array values(const std::string& target) {
    const Response response = ask_graph(target);
    EXPECT_EQ(response.status, 200) << target << response.body;
    return response.status == 200 ? body(response).at("value").as_array() : boost::json::array();
  }
  static std::set<std::string> ids(const boost::json::array& items) {
    std::set<std::string> result;
    for (const auto& one : items) result.insert(text_of(one.as_object(), "id"));
    return result;
  }
  static std::set<std::string> types(const boost::json::array& items) {
    std::set<std::string> result;
    for (const auto& one : items) result.insert(text_of(one.as_object(), "@odata.type"));
    return result;
  }
  void grant(boost::json::array roles) {
    control("PATCH", "tenants/" + customer().id + "/consent", {{"roles", std::move(roles)}});
    token_ = token_for(customer().id);
  }
  const Device& owned_device() {
    for (const Device& one : customer().devices)
      if (!one.owner_id.empty()) return one;
    throw std::runtime_error("nobody owns a device");
  }
  const Device& kiosk() {
    for (const Device& one : customer().devices)
      if (one.owner_id.empty()) return one;
    throw std::runtime_error("every device is somebody's");
  }
  std::string add_unit(boost::json::object unit) {
    unit["displayName"] = "Unit";
    return text_of(body(control("POST", units_, unit)), "id");
  }

  const std::string units_ = "tenants/" + customer().id + "/administrativeUnits";
  const std::string devices_ = "tenants/" + customer().id + "/devices";
  std::string token_;
};

TEST_F(Directory, MembershipsAreGroupsRolesAndUnits) {
  const std::string administrator = customer().users()[0].id;
  const std::string unit = add_unit({{"members", {administrator}}});
  const auto direct = values("/v1.0/users/" + administrator + "/memberOf?$top=999");
  EXPECT_EQ(types(direct),
            (std::set<std::string>{"#microsoft.graph.group", "#microsoft.graph.directoryRole",
                                   "#microsoft.graph.administrativeUnit"}));
  EXPECT_TRUE(ids(direct).contains(unit));
  const auto all = values("/v1.0/users/" + administrator + "/transitiveMemberOf?$top=999");
  EXPECT_GT(all.size(), direct.size()) << "groups within groups";
  for (const std::string& id : ids(direct)) EXPECT_TRUE(ids(all).contains(id));
}

TEST_F(Directory, RolesOfGroupsAreMembershipsThroughThem) {
  const std::string user = customer().users()[4].id;
  const std::string group =
      text_of(body(control(
                  "POST", "tenants/" + customer().id + "/groups",
                  {{"displayName", "Readers"}, {"isAssignableToRole", true}, {"members", {user}}})),
              "id");
  customer().principal_roles[group] = {"f2ef992c-3afb-46b9-b7cf-a126ee74c451"};  // Global Reader
  const std::string path = "/v1.0/users/" + user;
  EXPECT_TRUE(values(path + "/memberOf/microsoft.graph.directoryRole").empty());
  std::size_t roles = 0;
  for (const auto& one : values(path + "/transitiveMemberOf?$top=999"))
    if (text_of(one.as_object(), "@odata.type") == "#microsoft.graph.directoryRole") {
      EXPECT_EQ(text_of(one.as_object(), "displayName"), "Global Reader");
      ++roles;
    }
  EXPECT_EQ(roles, 1U);
}

TEST_F(Directory, ACastKeepsOneKind) {
  const std::string user = "/v1.0/users/" + customer().users()[0].id;
  const auto groups = values(user + "/memberOf/microsoft.graph.group?$top=999");
  EXPECT_EQ(types(groups), std::set<std::string>{"#microsoft.graph.group"});
  const auto roles = values(user + "/memberOf/microsoft.graph.directoryRole");
  ASSERT_EQ(roles.size(), 1U);
  EXPECT_EQ(text_of(roles[0].as_object(), "displayName"), "Global Administrator");
  EXPECT_EQ(ids(values("/v1.0/directoryRoles")).count(text_of(roles[0].as_object(), "id")), 1U);
  EXPECT_GE(values(user + "/transitiveMemberOf/microsoft.graph.group?$top=999").size(),
            groups.size());
}

TEST_F(Directory, MembershipsSelectAndFilterOverAllKinds) {
  const std::string user = "/v1.0/users/" + customer().users()[0].id;
  for (const auto& one : values(user + "/memberOf?$select=id,displayName,roleTemplateId"))
    EXPECT_TRUE(one.as_object().contains("displayName"));
  EXPECT_EQ(ask_graph(user + "/memberOf?$select=shoeSize").status, 400);
  EXPECT_EQ(values(user + "/memberOf?$filter=displayName%20eq%20%27All%20Company%27").size(), 1U);
  EXPECT_EQ(ask_graph("/v1.0/users/nobody/memberOf").status, 404);
}

TEST_F(Directory, TeamsHaveOwnersAmongTheirMembers) {
  std::size_t owned = 0;
  for (const Group& one : customer().groups.all()) {
    const auto owners = ids(values("/v1.0/groups/" + one.id + "/owners"));
    EXPECT_EQ(owners, std::set<std::string>(one.owners.begin(), one.owners.end()));
    for (const std::string& id : owners)
      EXPECT_NE(std::find(one.members.begin(), one.members.end(), id), one.members.end());
    owned += owners.size();
  }
  EXPECT_GT(owned, 1U);
  EXPECT_EQ(ask_graph("/v1.0/groups/nothing/owners").status, 404);
}

TEST_F(Directory, DevicesKnowTheirPeopleAndPeopleTheirDevices) {
  const Device& device = owned_device();
  const std::string path = "/v1.0/devices/" + device.id;
  EXPECT_EQ(ids(values(path + "/registeredOwners")), std::set<std::string>{device.owner_id});
  EXPECT_EQ(ids(values(path + "/registeredUsers?$select=id,mail")),
            std::set<std::string>{device.owner_id});
  for (const char* kind : {"ownedDevices", "registeredDevices"}) {
    const auto found = values("/v1.0/users/" + device.owner_id + "/" + kind);
    EXPECT_TRUE(ids(found).contains(device.id));
    EXPECT_EQ(types(found), std::set<std::string>{"#microsoft.graph.device"});
  }
  EXPECT_TRUE(values("/v1.0/devices/" + kiosk().id + "/registeredOwners").empty());
  EXPECT_EQ(ask_graph("/v1.0/devices/nothing/registeredUsers").status, 404);
}

TEST_F(Directory, IntuneAndTheDirectoryAgreeWhoseADeviceIs) {
  for (const ManagedDevice& managed : customer().managed_devices)
    for (const Device& device : customer().devices) {
      if (device.device_id == managed.device_id) {
        EXPECT_EQ(device.owner_id, managed.user_id);
      }
    }
}

TEST_F(Directory, LicensesOfAPersonHaveTheirPlans) {
  const User& user = customer().users()[0];
  const auto licenses = values("/v1.0/users/" + user.id + "/licenseDetails");
  ASSERT_EQ(licenses.size(), user.licenses.size());
  EXPECT_EQ(text_of(licenses[0].as_object(), "skuPartNumber"), user.licenses[0]->part_number);
  EXPECT_EQ(licenses[0].at("servicePlans").as_array().size(), user.licenses[0]->plans.size());
  EXPECT_EQ(ask_graph("/v1.0/users/" + user.id + "/licenseDetails?$select=price").status, 400);
}

TEST_F(Directory, DeviceDeltaTellsWhatChangedOnce) {
  std::size_t all = 0;
  std::string link = "/v1.0/devices/delta?$select=displayName,isCompliant";
  std::string delta;
  while (!link.empty()) {
    const auto page = body(ask_graph(link));
    all += page.at("value").as_array().size();
    link = text_of(page, "@odata.nextLink");
    delta = text_of(page, "@odata.deltaLink");
    link = link.substr(std::min(link.find("/v1.0"), link.size()));
  }
  EXPECT_EQ(all, customer().devices.size());
  const auto next = [&] {
    const auto page = body(ask_graph(delta.substr(delta.find("/v1.0"))));
    delta = text_of(page, "@odata.deltaLink");
    return page.at("value").as_array();
  };
  EXPECT_TRUE(next().empty());
  const std::string id = customer().devices[0].id;
  control("PATCH", devices_ + "/" + id, {{"displayName", "LAPTOP-NEW"}});
  auto told = next();
  ASSERT_EQ(told.size(), 1U);
  EXPECT_EQ(text_of(told[0].as_object(), "displayName"), "LAPTOP-NEW");
  control("PATCH", devices_ + "/" + id, {{"model", "another"}});
  EXPECT_TRUE(next().empty()) << "not selected";
  const ManagedDevice managed = customer().managed_devices[0];
  control("PATCH", "tenants/" + customer().id + "/managedDevices/" + managed.id,
          {{"complianceState", managed.compliance == "compliant" ? "noncompliant" : "compliant"}});
  told = next();
  ASSERT_EQ(told.size(), 1U) << "what Intune finds, the directory tells";
  EXPECT_TRUE(told[0].as_object().contains("isCompliant"));
  control("DELETE", devices_ + "/" + id);
  told = next();
  ASSERT_EQ(told.size(), 1U);
  EXPECT_EQ(told[0].at("@removed").at("reason").as_string(), "deleted");
  EXPECT_EQ(ask_graph("/v1.0/devices/delta?$top=5").status, 400);
  EXPECT_EQ(ask_graph("/v1.0/devices/delta?$select=color").status, 400);
}

TEST_F(Directory, DevicesComeAndGoByControl) {
  const std::string owner = customer().users()[1].id;
  const Response made =
      control("POST", devices_, {{"displayName", "DESKTOP-1"}, {"registeredOwners", {owner}}});
  ASSERT_EQ(made.status, 201) << made.body;
  const std::string id = text_of(body(made), "id");
  EXPECT_TRUE(ids(values("/v1.0/users/" + owner + "/ownedDevices")).contains(id));
  EXPECT_EQ(control("POST", devices_, {{"id", id}, {"displayName", "Twice"}}).status, 409);
  EXPECT_EQ(control("POST", devices_, {{"model", "nameless"}}).status, 400);
  const std::string one = devices_ + "/" + id;
  EXPECT_EQ(control("PATCH", one, {{"registeredOwners", {"nobody"}}}).status, 400);
  EXPECT_EQ(control("PATCH", one, {{"trustType", "Hearsay"}}).status, 400);
  EXPECT_EQ(control("PATCH", one, {{"accountEnabled", "no"}}).status, 400);
  EXPECT_EQ(control("PATCH", one, {{"registeredOwners", boost::json::array()}}).status, 200);
  EXPECT_EQ(body(control("GET", devices_)).at("value").as_array().size(),
            customer().devices.size());
  EXPECT_EQ(control("DELETE", one).status, 204);
  EXPECT_EQ(control("DELETE", one).status, 404);
}

TEST_F(Directory, UnitsHaveMembersAndMayBeRestricted) {
  const std::string user = customer().users()[7].id;
  const std::string group = customer().groups.all()[0].id;
  const std::string device = customer().devices[0].id;
  const std::string id =
      add_unit({{"members", {user, group, device}}, {"isMemberManagementRestricted", true}});
  const std::string path = "/v1.0/directory/administrativeUnits/" + id;
  EXPECT_TRUE(body(ask_graph(path)).at("isMemberManagementRestricted").as_bool());
  EXPECT_EQ(ids(values(path + "/members")), (std::set<std::string>{user, group, device}));
  EXPECT_TRUE(ids(values("/v1.0/directory/administrativeUnits")).contains(id));
  const auto restricted = [&] {
    const auto shown = body(ask_graph("/v1.0/users/" + user + "?$select=isManagementRestricted"));
    return shown.at("isManagementRestricted").is_bool() &&
           shown.at("isManagementRestricted").as_bool();
  };
  EXPECT_TRUE(restricted());
  control("PATCH", units_ + "/" + id, {{"members", {group}}});
  EXPECT_FALSE(restricted());
  control("PATCH", units_ + "/" + id, {{"members", {user}}});
  EXPECT_TRUE(restricted());
  EXPECT_EQ(control("DELETE", units_ + "/" + id).status, 204);
  EXPECT_FALSE(restricted());
  EXPECT_EQ(ask_graph(path).status, 404);
  EXPECT_EQ(control("POST", units_, {{"displayName", "Unit"}, {"members", {"nobody"}}}).status,
            400);
  EXPECT_EQ(control("POST", units_, {{"description", "nameless"}}).status, 400);
  EXPECT_EQ(control("PATCH", units_ + "/nothing", {{"displayName", "Unit"}}).status, 404);
}

TEST_F(Directory, TheWorldHasUnitsAndSomeAreRestricted) {
  const World world = generate_world({7, 25, 80, 80}, 0);
  int plain = 0, restricted = 0;
  for (const Tenant& tenant : world.customers)
    for (const AdministrativeUnit& unit : tenant.units) {
      EXPECT_FALSE(unit.members.empty());
      ++(unit.restricted ? restricted : plain);
    }
  EXPECT_GT(plain, 2);
  EXPECT_GT(restricted, 0);
}

TEST_F(Directory, ADomainIsFoundByItsName) {
  for (const Domain& one : customer().domains) {
    const auto shown = body(ask_graph("/v1.0/domains/" + one.name));
    EXPECT_EQ(text_of(shown, "id"), one.name);
    EXPECT_TRUE(text_of(shown, "@odata.context").ends_with("#domains/$entity"));
  }
  EXPECT_EQ(ask_graph("/v1.0/domains/elsewhere.example").status, 404);
}

TEST_F(Directory, SynchronizationIsForGlobalAdministratorsOnly) {
  const std::string path = "/v1.0/directory/onPremisesSynchronization";
  EXPECT_EQ(ask_graph(path).status, 403) << "no application may";
  const auto person_with = [&](const std::string& role) {
    for (Relationship& one : cloud.world.relationships)
      for (AccessAssignment& assigned : one.assignments) assigned.roles = {role};
    return text_of(body(refresh(customer().id, refresh_token())), "access_token");
  };
  const std::string global_reader = "f2ef992c-3afb-46b9-b7cf-a126ee74c451";
  EXPECT_EQ(graph(person_with(global_reader), path).status, 403) << "no such role";
  const std::string person = person_with("62e90394-69f5-4237-9190-012177145e10");
  customer().password_writeback = true;
  const auto listed = body(graph(person, path)).at("value").as_array();
  ASSERT_EQ(listed.size(), 1U);
  EXPECT_EQ(listed[0].at("features").as_object().size(), 19U);
  EXPECT_TRUE(listed[0].at("features").at("passwordWritebackEnabled").as_bool());
  EXPECT_EQ(text_of(body(graph(person, path + "/" + customer().id)), "id"), customer().id);
  EXPECT_EQ(graph(person, path + "/nothing").status, 404);
  control("PATCH", "tenants/" + customer().id + "/consent", {{"scopes", {"User.Read"}}});
  EXPECT_EQ(
      graph(text_of(body(refresh(customer().id, refresh_token())), "access_token"), path).status,
      403);
}

TEST_F(Directory, EveryAddressNeedsItsPermission) {
  const std::string user = "/v1.0/users/" + customer().users()[0].id;
  const std::string device = "/v1.0/devices/" + customer().devices[0].id;
  const std::string unit =
      "/v1.0/directory/administrativeUnits/" + add_unit({{"members", boost::json::array()}});
  const std::pair<std::string, const char*> rows[] = {
      {user + "/memberOf", "GroupMember.ReadBasic.All"},
      {user + "/memberOf/microsoft.graph.group", "Group.ReadBasic.All"},
      {user + "/memberOf/microsoft.graph.directoryRole", "Directory.Read.All"},
      {user + "/transitiveMemberOf", "User.Read.All"},
      {user + "/transitiveMemberOf/microsoft.graph.group", "GroupMember.Read.All"},
      {user + "/ownedDevices", "User.Read.All"},
      {user + "/registeredDevices", "User.Read.All"},
      {user + "/licenseDetails", "LicenseAssignment.Read.All"},
      {"/v1.0/groups/" + customer().groups.all()[0].id + "/owners", "GroupMember.Read.All"},
      {"/v1.0/devices/delta", "Device.Read.All"},
      {device + "/registeredOwners", "Device.Read.All"},
      {device + "/registeredUsers", "Device.ReadWrite.All"},
      {"/v1.0/directory/administrativeUnits", "AdministrativeUnit.Read.All"},
      {unit, "AdministrativeUnit.ReadWrite.All"},
      {unit + "/members", "Directory.Read.All"},
      {"/v1.0/domains/" + customer().default_domain, "Domain.Read.All"},
  };
  for (const auto& [target, permission] : rows) {
    grant({permission});
    EXPECT_EQ(ask_graph(target).status, 200) << target << " with " << permission;
    grant({"Reports.Read.All"});
    const Response refused = ask_graph(target);
    EXPECT_EQ(refused.status, 403) << target;
    EXPECT_EQ(graph_code(refused), "Authorization_RequestDenied") << target;
  }
}

}  // namespace
}  // namespace cloud
