// What surrounds a user in a tenant's records, on both databases: groups in groups, roles through
// them, devices and their twins, licenses' groups.
#include <gmock/gmock.h>

#include "store/links.h"
#include "store/record_edges.h"
#include "store/user_surroundings.h"
#include "store_case.h"

namespace reeve::test {
namespace {

using testing::ElementsAre;

class UserSurroundings : public StoreTest {
 protected:
  void SetUp() override {
    StoreTest::SetUp();
    org_ = organization("Contoso");
    tenant_ = tenant_matched("Contoso", connection(), org_);
    user_ = put("users", "u1", "Ann Lee", "{}");
  }
  store::Record put(const std::string& type, const std::string& id, const std::string& title,
                    const std::string& body, std::vector<store::RecordKey> keys = {}) {
    return write([&](auto& c) {
      const auto record =
          store::write_records(c, tenant_, type, 42,
                               {{{}, id, title, body, "h", 1, {}, std::move(keys)}}, kNow)
              .front();
      return store::find_record(c, everything(), record).value();
    });
  }
  void edges(const std::vector<store::Edge>& there, const std::vector<store::Edge>& gone = {}) {
    write([&](auto& c) { store::write_edges(c, tenant_, there, gone, kNow); });
  }
  void tie(const store::Record& record, const std::string& kind, base::Id asset) {
    write([&](auto& c) {
      store::Link link;
      link.tenant = tenant_;
      link.record = record.id;
      link.asset = asset;
      link.type = record.type;
      link.asset_kind = kind;
      link.reason = "serial";
      std::vector<store::Link> links{link};
      store::create_links(c, microsoft(42), links, kNow);
    });
  }
  store::UserSurroundings around(const std::string& manager = "",
                                 const store::Scope& scope = everything()) {
    return read([&](auto& c) {
      return store::surroundings_of(c, scope, {user_, "Ann@Contoso.com", manager, {"g1", "g9"}});
    });
  }
  base::Id org_ = 0, tenant_ = 0;
  store::Record user_;
};
REEVE_ON_BOTH_DATABASES(UserSurroundings);

TEST_P(UserSurroundings, OfSomebodyAloneAreEmpty) {
  const auto none = around("u2");
  EXPECT_FALSE(none.sign_in || none.registration || none.usage || none.purpose);
  EXPECT_TRUE(none.groups.empty() && none.roles.empty() && none.devices.empty());
  ASSERT_TRUE(none.manager);
  EXPECT_EQ(none.manager->title, "");
  EXPECT_FALSE(around().manager);
}

TEST_P(UserSurroundings, RecordsAreThoseOfTheUserAlone) {
  for (const std::string type : {"sign_in_activity", "mfa_registrations", "mailbox_purposes"}) {
    put(type, "u1", "Ann", "{}");
    put(type, "u2", "Bob", "{}");
  }
  put("mailbox_usage", "ann@contoso.com", "Ann", "{}");
  const auto found = around();
  EXPECT_EQ(found.sign_in->title, "Ann");
  EXPECT_EQ(found.registration->title, "Ann");
  EXPECT_EQ(found.purpose->title, "Ann");
  EXPECT_EQ(found.usage->title, "Ann");
}

TEST_P(UserSurroundings, GroupsAndRolesGoThroughGroupsAndEndInCircles) {
  put("groups", "g1", "Inner", "{}");
  put("groups", "g2", "Outer", "{}");
  put("directory_roles", "r", "Reader", R"({"roleTemplateId":"t1"})");
  edges({{"group_member", "g1", "u1"},
         {"group_member", "g2", "g1"},
         {"group_member", "g1", "g2"},
         {"group_member", "g3", "u1"},
         {"group_member", "g1", "u2"},
         {"role_member", "t1", "g2"},
         {"role_member", "t2", "u2"}});
  edges({}, {{"group_member", "g3", "u1"}});
  const auto found = around();
  ASSERT_EQ(found.groups.size(), 2U);
  EXPECT_EQ(found.groups[0].title, "Inner");
  EXPECT_TRUE(found.groups[0].direct);
  EXPECT_EQ(found.groups[1].title, "Outer");
  EXPECT_FALSE(found.groups[1].direct);
  ASSERT_EQ(found.roles.size(), 1U);
  EXPECT_EQ(found.roles[0].title, "Reader");
  EXPECT_FALSE(found.roles[0].direct);
  EXPECT_THAT(found.roles[0].through, ElementsAre("Outer"));
  EXPECT_EQ(found.group_titles.size(), 1U);
}

TEST_P(UserSurroundings, DevicesHaveTheirTwinAndTheirConfiguration) {
  const auto laptop = put("managed_devices", "d1", "LAPTOP", R"({"azureADDeviceId":"E-1"})");
  put("managed_devices", "d2", "PHONE", "{}");
  put("devices", "e", "LAPTOP", "{}", {{"device", "e-1"}});
  edges({{"device_user", "d1", "u1"}, {"device_user", "d2", "u1"}});
  tie(laptop, "configuration", 7);
  const auto found = around();
  ASSERT_EQ(found.devices.size(), 2U);
  EXPECT_EQ(found.devices[0].managed.title, "LAPTOP");
  EXPECT_TRUE(found.devices[0].entra);
  EXPECT_EQ(found.devices[0].configuration, 7);
  EXPECT_FALSE(found.devices[1].entra || found.devices[1].configuration);
}

TEST_P(UserSurroundings, TheManagersContactIsNamedOnlyToWhoMaySeeIt) {
  const auto boss = put("users", "u2", "Bea", "{}");
  const auto contact_id = contact(org_, "Bea", "Boss");
  tie(boss, "contact", contact_id);
  EXPECT_EQ(around("u2").manager->contact, contact_id);
  EXPECT_EQ(around("u2").manager->contact_name, "Bea Boss");
  const auto elsewhere = around("u2", store::Scope::only(1, {org_ + 1}));
  EXPECT_EQ(elsewhere.manager->title, "Bea");
  EXPECT_FALSE(elsewhere.manager->contact);
}

}  // namespace
}  // namespace reeve::test
