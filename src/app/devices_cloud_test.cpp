// Devices of the simulated cloud as configurations, and the relation that follows them to their
// people.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "app/data_types_scene_test.h"
#include "store/configurations.h"
#include "store/links.h"
#include "store/organizations.h"
#include "store/related_items.h"

namespace reeve::app {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class DevicesInTheCloud : public DataTypesInTheCloud {
 protected:
  void SetUp() override {
    DataTypesInTheCloud::SetUp();
    if (IsSkipped()) return;
    grant_all(kAlpenglow);
    database->write(db::Lane::people, [&](db::Connection& c) {
      store::OrganizationPatch values;
      values.name = "Alpenglow";
      organization = store::create_organization(c, {}, values, clock.now()).id;
      store::match_tenant(c, ids.at(kAlpenglow), organization, "chosen", std::nullopt, clock.now());
      store::accept_first_sync(c, ids.at(kAlpenglow), std::nullopt, clock.now());
    });
  }
  std::vector<store::PlainAsset> configurations() {
    return database->read([&](db::Connection& c) {
      return store::plain_of_organization(c, store::kConfigurationShape, organization);
    });
  }
  store::PlainAsset named(const std::string& name) {
    for (auto& one : configurations())
      if (one.text("name") == name) return std::move(one);
    ADD_FAILURE() << "no configuration " << name;
    return {};
  }
  std::vector<store::RelatedItem> related(base::Id configuration) {
    return database->read([&](db::Connection& c) {
      return store::related_items(c, store::Scope::unscoped(),
                                  {std::string(domain::kConfiguration), configuration});
    });
  }
  std::vector<std::string> people(base::Id configuration) {
    std::vector<std::string> out;
    for (const auto& one : related(configuration)) out.push_back(one.other_title);
    return out;
  }
  std::int64_t history() {
    return database->read(
        [](db::Connection& c) { return c.query("SELECT COUNT(*) FROM changes").at(0).integer(0); });
  }
  // The user of the managed device LAPTOP-ANNA.
  void give_laptop_to(const std::string& user) {
    const auto all = cloud->ask("tenants/" + kAlpenglow + "/managedDevices");
    for (const auto& one : base::member(all, "value").as_array())
      if (base::text_member(one, "deviceName") == "LAPTOP-ANNA")
        cloud->control("PATCH",
                       "tenants/" + kAlpenglow + "/managedDevices/" + base::text_member(one, "id"),
                       fmt::format(R"({{"userId":"{}"}})", user));
  }
  // Somebody else of the tenant with a contact: object id and the contact's name.
  std::pair<std::string, std::string> another() {
    return database->read([&](db::Connection& c) {
      for (const auto& link : store::links_of_tenant(c, ids.at(kAlpenglow), "users")) {
        const auto record = store::find_record(c, store::Scope::unscoped(), link.record).value();
        const auto contact = store::find_contact(c, store::Scope::unscoped(), link.asset).value();
        if (record.external_id != kAnna)
          return std::pair(record.external_id, domain::full_name(contact));
      }
      return std::pair<std::string, std::string>();
    });
  }

  base::Id organization = 0;
};

TEST_F(DevicesInTheCloud, OneMachineInIntuneAndEntraIsOneConfigurationOfItsUser) {
  sync(kAlpenglow, "manual");
  const auto laptop = named("LAPTOP-ANNA");
  const auto links = database->read([&](db::Connection& c) {
    return store::links_of_asset(c, domain::kConfiguration, laptop.id);
  });
  ASSERT_EQ(links.size(), 2U);
  EXPECT_NE(links[0].type, links[1].type);
  ASSERT_EQ(related(laptop.id).size(), 1U);
  EXPECT_EQ(related(laptop.id)[0].reason, "intune_user");
  const auto before = history();
  const auto many = configurations().size();
  sync(kAlpenglow, "manual");
  EXPECT_EQ(history(), before) << "the same sync twice changes nothing";
  EXPECT_EQ(configurations().size(), many);
}

TEST_F(DevicesInTheCloud, TheRelationFollowsTheDeviceAndARemovedOneStaysRemoved) {
  sync(kAlpenglow, "manual");
  const auto laptop = named("LAPTOP-ANNA").id;
  const auto [other, name] = another();
  ASSERT_FALSE(other.empty());
  const auto annas = people(laptop);
  give_laptop_to(other);
  sync(kAlpenglow, "manual");
  EXPECT_THAT(people(laptop), ElementsAre(name));
  database->write(db::Lane::people, [&](db::Connection& c) {
    store::unrelate(c, store::Scope::unscoped(), {}, {std::string(domain::kConfiguration), laptop},
                    related(laptop).at(0).id, clock.now());
  });
  sync(kAlpenglow, "manual");
  EXPECT_THAT(people(laptop), IsEmpty());
  give_laptop_to(kAnna);
  sync(kAlpenglow, "manual");
  EXPECT_EQ(people(laptop), annas);
}

}  // namespace
}  // namespace reeve::app
