// Devices as clients meet them: the directory's, Intune's, their people, and tenants without
// Intune.
#include <gtest/gtest.h>

#include <map>
#include <set>

#include "test_cloud.h"

namespace cloud {
namespace {

namespace json = boost::json;

class Devices : public testing::Test, public TestCloud {
 protected:
  Devices() : TestCloud({7, 12, 60, 60}) {}
  void SetUp() override { token_ = token_for(customer().id); }
  Response ask_graph(const std::string& target) { return graph(token_, target); }
  json::array values(const std::string& target) {
    const Response response = ask_graph(target);
    EXPECT_EQ(response.status, 200) << response.body;
    return body(response).at("value").as_array();
  }
  Tenant& without_intune() {
    for (Tenant& one : cloud.world.customers)
      if (!one.has_plan("INTUNE_A")) return one;
    throw std::runtime_error("every tenant has Intune");
  }
  const std::string managed_ = "/v1.0/deviceManagement/managedDevices";
  std::string token_;
};

TEST_F(Devices, OfTheDirectoryAreListedInPages) {
  std::set<std::string> seen;
  std::string target = "/v1.0/devices?$top=20&$select=id,deviceId,isManaged";
  while (!target.empty()) {
    const auto page = body(ask_graph(target));
    for (const auto& one : page.at("value").as_array())
      EXPECT_TRUE(seen.insert(text_of(one.as_object(), "id")).second);
    const std::string link = text_of(page, "@odata.nextLink");
    target = link.empty() ? "" : link.substr(link.find("/v1.0"));
  }
  EXPECT_EQ(seen.size(), customer().devices.size());
  EXPECT_GT(seen.size(), 40U);
  EXPECT_EQ(ask_graph("/v1.0/devices/nobody").status, 404);
  EXPECT_EQ(ask_graph("/v1.0/devices?$select=shoeSize").status, 400);
}

TEST_F(Devices, OfIntuneNameTheirPersonAndTheirDirectoryObject) {
  std::set<std::string> in_directory;
  for (const Device& one : customer().devices) in_directory.insert(one.device_id);
  int with = 0;
  int without = 0;
  for (const auto& one : values(managed_)) {
    const json::object& device = one.as_object();
    EXPECT_TRUE(in_directory.contains(text_of(device, "azureADDeviceId")));
    const std::string person = text_of(device, "userId");
    ++(person.empty() ? without : with);
    const auto users = values(managed_ + "/" + text_of(device, "id") + "/users?$select=id");
    ASSERT_EQ(users.size(), person.empty() ? 0U : 1U);
    if (person.empty()) continue;
    EXPECT_EQ(text_of(users[0].as_object(), "id"), person);
    EXPECT_EQ(text_of(device, "userPrincipalName"),
              customer().find_user(person)->user_principal_name);
  }
  EXPECT_GT(with, 20);
  EXPECT_GT(without, 0);
}

TEST_F(Devices, SomeSerialNumbersAreJunk) {
  int junk = 0;
  std::size_t all = 0;
  for (const Tenant& tenant : cloud.world.customers)
    for (const ManagedDevice& one : tenant.managed_devices) {
      ++all;
      if (one.serial_number.size() != 10) ++junk;
    }
  EXPECT_GT(junk, 0);
  EXPECT_LT(static_cast<std::size_t>(junk), all / 10);
}

TEST_F(Devices, ATenantWithoutIntuneIsRefusedInIntunesWords) {
  const Tenant& tenant = without_intune();
  EXPECT_TRUE(tenant.managed_devices.empty());
  EXPECT_FALSE(tenant.devices.empty()) << "the directory has them all the same";
  token_ = token_for(tenant.id);
  for (const std::string& target : {managed_, managed_ + "/x", managed_ + "/x/users"}) {
    const Response refused = ask_graph(target);
    EXPECT_EQ(refused.status, 400) << target;
    EXPECT_NE(graph_message(refused).find("Request not applicable to target tenant."),
              std::string::npos)
        << target;
  }
  EXPECT_EQ(ask_graph("/v1.0/devices").status, 200);
}

TEST_F(Devices, EachAddressNeedsItsPermission) {
  control("PATCH", "tenants/" + customer().id + "/consent",
          {{"roles", json::array{"User.Read.All"}}});
  token_ = token_for(customer().id);
  for (const std::string& target : {std::string("/v1.0/devices"), std::string("/v1.0/devices/x"),
                                    managed_, managed_ + "/x", managed_ + "/x/users"}) {
    const Response refused = ask_graph(target);
    EXPECT_EQ(refused.status, 403) << target;
    EXPECT_EQ(graph_code(refused), "Authorization_RequestDenied") << target;
  }
}

TEST_F(Devices, TheControlAddressesMakeChangeAndRefuse) {
  const std::string devices = "tenants/" + customer().id + "/managedDevices";
  const std::string person = customer().users()[0].id;
  const Response made = control(
      "POST", devices, {{"deviceName", "NEW-1"}, {"serialNumber", "0"}, {"userId", person}});
  ASSERT_EQ(made.status, 201) << made.body;
  const std::string id = text_of(body(made), "id");
  const std::string one = devices + "/" + id;
  EXPECT_EQ(control("PATCH", one, {{"userId", nullptr}, {"complianceState", "conflict"}}).status,
            200);
  const auto shown = body(ask_graph(managed_ + "/" + id + "?$select=userId,complianceState"));
  EXPECT_EQ(text_of(shown, "userId"), "");
  EXPECT_EQ(text_of(shown, "complianceState"), "conflict");
  EXPECT_EQ(control("POST", devices, {{"id", id}, {"deviceName", "Again"}}).status, 409);
  EXPECT_EQ(control("POST", devices, {{"serialNumber", "1"}}).status, 400);
  EXPECT_EQ(control("PATCH", one, {{"complianceState", "happy"}}).status, 400);
  EXPECT_EQ(control("PATCH", one, {{"userId", "nobody"}}).status, 400);
  EXPECT_EQ(control("PATCH", one, {{"imei", "1"}}).status, 400);
  EXPECT_EQ(control("DELETE", one).status, 204);
  EXPECT_EQ(control("PATCH", one, {{"deviceName", "Gone"}}).status, 404);
  EXPECT_EQ(ask_graph(managed_ + "/" + id).status, 404);
  EXPECT_EQ(body(control("GET", devices)).at("value").as_array().size(),
            customer().managed_devices.size());
}

TEST_F(Devices, OfTheDirectoryNameWhoRegisteredThemWhereAsked) {
  std::map<std::string, std::string> owners;
  for (const Device& one : customer().devices) owners[one.id] = one.owner_id;
  const std::string query = "?$top=999&$select=id&$expand=registeredOwners($select=id)";
  int with = 0;
  for (const auto& one : values("/v1.0/devices" + query)) {
    const auto& people = one.at("registeredOwners").as_array();
    const std::string& owner = owners.at(text_of(one.as_object(), "id"));
    ASSERT_EQ(people.size(), owner.empty() ? 0U : 1U);
    if (owner.empty()) continue;
    EXPECT_EQ(text_of(people[0].as_object(), "id"), owner);
    EXPECT_EQ(people[0].as_object().size(), 2U) << "its type and what was selected";
    ++with;
  }
  EXPECT_GT(with, 0);
  const std::string one = "/v1.0/devices/" + customer().devices.front().id;
  EXPECT_TRUE(body(ask_graph(one + "?$expand=registeredUsers")).contains("registeredUsers"));
  EXPECT_FALSE(body(ask_graph(one)).contains("registeredOwners"));
  EXPECT_EQ(ask_graph("/v1.0/devices?$expand=shoes").status, 400);
}

}  // namespace
}  // namespace cloud
