// States of people and the marks of the policy in the database.
#include "store/person_states.h"

#include <gmock/gmock.h>

#include "store/leaver_marks.h"
#include "store/links.h"
#include "store/records.h"
#include "store/removal.h"
#include "store_case.h"

namespace reeve::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class PeopleInTheStore : public StoreTest {
 protected:
  void SetUp() override {
    StoreTest::SetUp();
    organization_ = organization("Contoso");
    tenant_ = tenant_matched("Contoso", connection(), organization_);
    contact_ = contact(organization_, "Ann", "Lee");
    write([&](auto& c) {
      store::RecordWrite user;
      user.external_id = "ann";
      user.title = "Ann Lee";
      user.body = "{}";
      user.hash = "h";
      record_ = store::write_records(c, tenant_, "users", 1, {user}, kNow).at(0);
      std::vector<store::Link> links(1);
      links[0].tenant = tenant_;
      links[0].record = record_;
      links[0].asset = contact_;
      links[0].type = "users";
      links[0].asset_kind = "contact";
      links[0].reason = "alias";
      store::create_links(c, microsoft(), links, kNow);
    });
  }
  void becomes(const std::string& state, std::optional<std::string> was, int at) {
    write([&](auto& c) {
      store::write_person_states(c, tenant_, 1, {{record_, contact_, was, state}}, later(at));
    });
  }
  std::vector<std::string> states(const std::string& wanted) {
    return read([&](auto& c) {
      std::vector<std::string> names;
      for (const auto& one :
           store::list_contacts(c, everything(), {{{"microsoft_state", {wanted}}}, {}, 1, 10}).rows)
        names.push_back(one.first_name);
      return names;
    });
  }
  domain::Contact ann() {
    return read([&](auto& c) { return store::find_contact(c, everything(), contact_).value(); });
  }
  std::optional<store::MicrosoftState> state() {
    return read([&](auto& c) { return store::microsoft_state_of(c, contact_); });
  }
  base::Id organization_ = 0, tenant_ = 0, contact_ = 0, record_ = 0;
};
REEVE_ON_BOTH_DATABASES(PeopleInTheStore);

TEST_P(PeopleInTheStore, HaveAStateThatListsFilterBy) {
  EXPECT_FALSE(state());
  becomes("enabled", std::nullopt, 1);
  EXPECT_THAT(states("enabled"), ElementsAre("Ann"));
  becomes("disabled", "enabled", 2);
  EXPECT_THAT(states("enabled"), IsEmpty());
  EXPECT_THAT(states("disabled"), ElementsAre("Ann"));
  EXPECT_EQ(state()->state, "disabled");
  EXPECT_EQ(state()->since, later(2));
  const auto events =
      read([&](auto& c) { return store::person_events(c, everything(), contact_); });
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(events[0].was, "enabled");
  EXPECT_EQ(events[0].tenant_name, "Contoso");
  EXPECT_THAT(read([&](auto& c) {
                return store::person_events(c, store::Scope::only(1, {organization_ + 9}),
                                            contact_);
              }),
              IsEmpty());
}

TEST_P(PeopleInTheStore, AreReadWithAllThatTheirStateIsMadeOf) {
  becomes("enabled", std::nullopt, 1);
  const auto people = read([&](auto& c) { return store::people_of(c, tenant_); });
  ASSERT_EQ(people.size(), 1U);
  EXPECT_EQ(people[0].state, "enabled");
  EXPECT_EQ(people[0].contact, contact_);
  EXPECT_FALSE(people[0].alive_elsewhere);
  EXPECT_TRUE(people[0].chosen);
  EXPECT_THAT(read([&](auto& c) { return store::newcomers(c, tenant_, "users", kNow); }), IsEmpty())
      << "a linked one is nobody new";
}

TEST_P(PeopleInTheStore, MarksArePutBackUnlessSomebodyEdited) {
  const store::LeaverMark type{contact_, record_, tenant_, "contact_type", "Former"};
  const store::LeaverMark archived{contact_, record_, tenant_, "archived", "true"};
  const auto mark = [&](const auto& one) {
    return write([&](auto& c) { return store::mark_leaver(c, microsoft(), one, later(1)); });
  };
  const auto unmark = [&](const auto& one) {
    return write([&](auto& c) { return store::unmark_leaver(c, microsoft(), one, later(9)); });
  };
  EXPECT_TRUE(mark(type));
  EXPECT_TRUE(mark(archived));
  EXPECT_TRUE(ann().archived_at);
  EXPECT_EQ(read([&](auto& c) { return store::leaver_marks(c, tenant_); }).size(), 2U);
  EXPECT_TRUE(unmark(type));
  EXPECT_TRUE(unmark(archived));
  EXPECT_FALSE(ann().contact_type);
  EXPECT_FALSE(ann().archived_at);
  EXPECT_TRUE(mark(type));
  write([&](auto& c) {
    store::ContactPatch patch;
    patch.contact_type = "Alumna";
    store::update_contact(c, everything(), person(), contact_, patch, {}, later(3));
  });
  EXPECT_FALSE(unmark(type));
  EXPECT_EQ(ann().contact_type, "Alumna");
  EXPECT_THAT(read([&](auto& c) { return store::leaver_marks(c, tenant_); }), IsEmpty());
}

TEST_P(PeopleInTheStore, GoWithTheTenantsRecords) {
  becomes("enabled", std::nullopt, 1);
  becomes("disabled", "enabled", 2);
  write([&](auto& c) {
    while (store::remove_records(c, tenant_) > 0) continue;
  });
  EXPECT_FALSE(state());
}

}  // namespace
}  // namespace reeve::test
