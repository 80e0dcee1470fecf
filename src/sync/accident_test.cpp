// The accident that made 33,000 contacts of 900 people elsewhere, played here: aliases recycled
// between people, an update that changes all user names, and everybody with one telephone number
// and name.
#include <fmt/format.h>
#include <gmock/gmock.h>

#include <map>
#include <set>

#include "store/held_acts.h"
#include "sync/scripted_tenant_test.h"

namespace reeve::sync {
namespace {

using testing::HasSubstr;

constexpr int kPeople = 90;

void replace_in(std::string& text, const std::string& what, const std::string& with) {
  if (const auto at = text.find(what); at != std::string::npos) text.replace(at, what.size(), with);
}

class Accident : public RunTest {
 protected:
  static TestUser person(int i) {
    return {fmt::format("u{}", i), fmt::format("First{}", i), fmt::format("Last{}", i)};
  }
  static std::string alias(int i) { return fmt::format("u{}.alias@contoso.com", i); }

  static std::vector<TestUser> people() {
    std::vector<TestUser> out;
    for (int i = 0; i < kPeople; ++i) out.push_back(person(i));
    return out;
  }
  // All at once: the same objects, but each has another user name, the alias of somebody else, and
  // all share one name and one telephone number.
  static Script broken() {
    std::vector<TestUser> users = people();
    for (int i = 0; i < kPeople; ++i) {
      users[static_cast<std::size_t>(i)].given = "Front";
      users[static_cast<std::size_t>(i)].surname = "Desk";
      // The user name that somebody else had.
      users[static_cast<std::size_t>(i)].upn = fmt::format("u{}@contoso.com", (i + 1) % kPeople);
    }
    Script script = contoso(users);
    int i = 0;
    for (auto& page : script["/v1.0/users"].pages)
      for (std::string& user : page) {
        replace_in(user, alias(i), alias((i + 7) % kPeople));
        replace_in(user, "+1 425 555 0100", "+1 425 555 0199");
        ++i;
      }
    return script;
  }
  // Whose contact is which: external id -> contact.
  std::map<std::string, base::Id> links() {
    std::map<base::Id, std::string> external;
    for (const auto& record : records(false)) external[record.id] = record.external_id;
    std::map<std::string, base::Id> out;
    for (const auto& link :
         read([&](db::Connection& c) { return store::links_of_tenant(c, tenant_, "users"); }))
      out[external[link.record]] = link.asset;
    return out;
  }
  std::vector<store::Review> open_reviews() {
    auto all = reviews();
    std::erase_if(all, [](const auto& one) { return one.state != "open"; });
    return all;
  }
  void expect_untouched(const std::map<std::string, base::Id>& before) {
    EXPECT_EQ(contacts().size(), static_cast<std::size_t>(kPeople)) << "nobody is there twice";
    EXPECT_EQ(links(), before) << "and nobody is somebody else";
    std::set<base::Id> distinct;
    for (const auto& [user, contact] : before) distinct.insert(contact);
    EXPECT_EQ(distinct.size(), static_cast<std::size_t>(kPeople)) << "nobody was merged";
  }
};

TEST_F(Accident, NothingIsMergedOrDoubledAndOneReviewAppears) {
  match(true);
  script_ = contoso(people());
  sync();
  sync();
  const auto before = links();
  ASSERT_EQ(before.size(), static_cast<std::size_t>(kPeople));
  script_ = broken();
  EXPECT_EQ(sync().state, "held");
  expect_untouched(before);
  for (const auto& contact : contacts()) EXPECT_THAT(contact.first_name, HasSubstr("First"));
  ASSERT_EQ(open_reviews().size(), 1U);
  EXPECT_EQ(open_reviews()[0].kind, "held_change");
  // And again, as every hour.
  sync();
  expect_untouched(before);
  EXPECT_EQ(open_reviews().size(), 1U);
}

TEST_F(Accident, EvenAcceptedItChangesFieldsAndNeverWhoIsWho) {
  match(true);
  script_ = contoso(people());
  sync();
  sync();
  const auto before = links();
  script_ = broken();
  sync();
  write([&](db::Connection& c) {
    for (const auto& act : store::held_acts(c, tenant_))
      store::decide_hold(c, act.review.value(), true, std::nullopt, std::nullopt, clock_.now());
  });
  sync();
  expect_untouched(before);
  for (const auto& contact : contacts()) EXPECT_EQ(contact.first_name, "Front");
  EXPECT_TRUE(open_reviews().empty());
  // What Microsoft takes back is taken back, by the same rule.
  script_ = contoso(people());
  sync();
  expect_untouched(before);
}

// The same mess met at the very first sync, beside contacts that people wrote.
TEST_F(Accident, AtAFirstSyncNobodyIsMergedOrDoubledEither) {
  match(false);
  for (int i = 0; i < kPeople; ++i)
    add_contact(fmt::format("First{}", i), fmt::format("Last{}", i), {alias(i)});
  script_ = broken();
  sync(true);
  std::set<base::Id> distinct;
  for (const auto& [user, contact] : links()) distinct.insert(contact);
  EXPECT_EQ(distinct.size(), links().size()) << "no contact belongs to two users";
  EXPECT_EQ(contacts().size(), static_cast<std::size_t>(kPeople)) << "and none was made twice";
}

TEST_F(Accident, AnArchivedContactIsNotMadeAgain) {
  match(true);
  script_ = contoso({person(0), person(1)});
  sync();
  const auto before = links();
  write([&](db::Connection& c) {
    store::ContactPatch archived;
    archived.archived = true;
    store::update_contact(c, store::Scope::unscoped(), {}, before.at("u0"), archived, std::nullopt,
                          clock_.now());
  });
  const auto shown = [&] {
    return std::pair(contacts().size(), read([&](db::Connection& c) {
                       store::ListQuery query;
                       query.filters = {{"archived", {"true"}}};
                       return store::list_contacts(c, store::Scope::unscoped(), query).rows.size();
                     }));
  };
  const std::pair<std::size_t, std::size_t> one_each{1, 1};
  EXPECT_EQ(shown(), one_each);
  for (int i = 0; i < 2; ++i) sync();
  EXPECT_EQ(shown(), one_each);
  // Not when the user leaves and comes back, nor when everything about the user changes.
  script_ = contoso({person(1)});
  sync();
  auto renamed = person(0);
  renamed.given = "Other";
  renamed.upn = "other@contoso.com";
  script_ = contoso({renamed, person(1)});
  sync();
  EXPECT_EQ(shown(), one_each);
}

TEST_F(Accident, AddressesInAnotherFormAreFound) {
  match(false);
  const auto upper = add_contact("A", "One", {"U0@CONTOSO.com"});
  const auto tagged = add_contact("B", "Two", {"u1+news@contoso.com"});
  const auto idn = add_contact("C", "Three", {"ann@b\u00fccher.example"});
  script_ = contoso({person(0), person(1), {"u2", "Ann", "Idn", "ann@xn--bcher-kva.example"}});
  sync(true);
  const auto found = links();
  EXPECT_EQ(found.at("u0"), upper);
  EXPECT_EQ(found.at("u1"), tagged);
  EXPECT_EQ(found.at("u2"), idn);
  EXPECT_EQ(contacts().size(), 3U);
}

}  // namespace
}  // namespace reeve::sync
