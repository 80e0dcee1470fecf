// A mapping chosen by people, through whole runs: what is rewritten when it changes, and what never
// is.
#include <fmt/format.h>
#include <gmock/gmock.h>

#include <map>

#include "store/changes.h"
#include "store/mapped_contact.h"
#include "store/sync_settings.h"
#include "sync/scripted_tenant_test.h"

namespace reeve::sync {
namespace {

using store::SettingsOwner;
using testing::IsEmpty;

const std::vector<TestUser> kTwo{
    {"ann", "Ann", "Lee", "", R"(,"department":"Sales","employeeType":"Staff")"},
    {"bob", "Bob", "Ray", "", R"(,"department":"Lab","employeeType":"Staff")"}};

class Mapping : public RunTest {
 protected:
  // Of the connection where it is the one in use, else of the tenant.
  void choose(const std::string& contacts, SettingsOwner::Kind kind = SettingsOwner::Kind::tenant) {
    const base::Id owner = kind == SettingsOwner::Kind::tenant ? tenant_ : connection_;
    write([&](db::Connection& c) {
      store::set_sync_settings(c, {kind, owner}, domain::kMappingSection,
                               "{\"contacts\":" + contacts + "}", std::nullopt, clock_.now());
    });
  }
  domain::Contact named(const std::string& first) {
    for (auto& contact : contacts())
      if (contact.first_name == first) return contact;
    return {};
  }
  void edit(base::Id contact, const store::ContactPatch& patch) {
    write([&](db::Connection& c) {
      store::update_contact(
          c, store::Scope::unscoped(),
          {.source = domain::Source::person, .account = 7, .run = {}, .decision = {}}, contact,
          patch, std::nullopt, clock_.now());
    });
  }
  void retitle(base::Id contact, const std::string& title) {
    store::ContactPatch patch;
    patch.title = std::optional(title);
    edit(contact, patch);
  }
  std::vector<store::Change> changes(base::Id contact, std::int64_t limit = 50) {
    return read([&](db::Connection& c) { return store::changes_of(c, "contact", contact, limit); });
  }
  std::map<std::string, store::MappingPreview::Field> preview(const std::string& contacts) {
    const auto mapping =
        domain::contact_mapping(domain::checked_mapping("{\"contacts\":" + contacts + "}"));
    looked_ = {};
    read([&](db::Connection& c) {
      store::preview_mapping(c, tenant_, mapping, clock_.now(), looked_);
      return 0;
    });
    std::map<std::string, store::MappingPreview::Field> fields;
    for (const auto& field : looked_.fields) fields[field.name] = field;
    return fields;
  }
  store::MappingPreview looked_;
};

TEST_F(Mapping, AnotherChoiceRewritesExactlyWhatIsMicrosofts) {
  match(true);
  script_ = contoso(kTwo);
  sync();
  const auto ann = named("Ann").id, bob = named("Bob").id;
  retitle(bob, "Boss");
  const auto before = changes(ann).size();
  choose(R"({"title":{"from":["department"]},"contact-type":{"rule":"people_win"},
             "primary-email":{"from":["mail"]}})");
  sync();
  EXPECT_EQ(named("Ann").title, "Sales");
  EXPECT_EQ(named("Ann").contact_type, "Staff");
  EXPECT_EQ(named("Bob").title, "Boss") << "a person wrote it";
  EXPECT_EQ(named("Bob").contact_type, "Staff");
  EXPECT_EQ(changes(ann).size(), before + 2) << "nothing else was written";
  const auto all = documentation();
  sync();
  EXPECT_EQ(documentation(), all) << "the second time nothing changes";
  EXPECT_EQ(changes(ann).size(), before + 2);
  // Back again: as if nothing had been chosen, but what was filled stays Microsoft's and stays.
  write([&](db::Connection& c) {
    store::set_sync_settings(c, {SettingsOwner::Kind::tenant, tenant_}, domain::kMappingSection,
                             std::nullopt, std::nullopt, clock_.now());
  });
  sync();
  EXPECT_EQ(named("Ann").title, "Clerk");
  EXPECT_EQ(named("Ann").contact_type, "Staff") << "left alone is not taken back";
  EXPECT_EQ(named("Bob").title, "Boss");
}

TEST_F(Mapping, MicrosoftWinsOverAPersonAndThePersonsValueStaysInTheHistory) {
  match(true);
  script_ = contoso(kTwo);
  sync();
  const auto ann = named("Ann").id;
  retitle(ann, "Boss");
  choose(R"({"title":{"rule":"microsoft_wins"}})");
  sync();
  EXPECT_EQ(named("Ann").title, "Clerk");
  const auto change = changes(ann).front();
  EXPECT_EQ(change.op, "set");
  EXPECT_EQ(change.path, "title");
  EXPECT_EQ(change.old_value, "Boss");
  EXPECT_EQ(change.new_value, "Clerk");
  EXPECT_EQ(change.actor, "microsoft");
  EXPECT_EQ(change.run, last_run().id);
  EXPECT_EQ(change.base_version, named("Ann").version - 1);
}

TEST_F(Mapping, MicrosoftWinsAgainWhenAPersonWritesLaterButOnlyThere) {
  match(true);
  script_ = contoso(kTwo);
  choose(R"({"title":{"rule":"microsoft_wins"}})");
  sync();
  const auto ann = named("Ann").id;
  store::ContactPatch patch;
  patch.title = std::optional<std::string>("Boss");
  patch.phones.emplace();
  edit(ann, patch);
  sync();
  EXPECT_EQ(named("Ann").title, "Clerk");
  EXPECT_THAT(named("Ann").phones, IsEmpty()) << "what a person removed comes only with a change";
  const auto count = changes(ann).size();
  sync();
  EXPECT_EQ(changes(ann).size(), count);
}

TEST_F(Mapping, NeverThroughALockAndNeverByABlank) {
  match(true);
  script_ = contoso(kTwo);
  sync();
  const auto ann = named("Ann").id, bob = named("Bob").id;
  retitle(ann, "Boss");
  retitle(bob, "Chief");
  write([&](db::Connection& c) {
    c.execute(
        "INSERT INTO locks (asset_kind, asset, field, account, at) VALUES ('contact', $1, 'title', "
        "7, 1)",
        {ann});
  });
  choose(R"({"title":{"rule":"microsoft_wins"}})");
  script_ = contoso({kTwo[0], {"bob", "Bob", "Ray", "", R"(,"jobTitle":null)"}});
  sync();
  EXPECT_EQ(named("Ann").title, "Boss");
  EXPECT_EQ(named("Bob").title, "Chief");
}

TEST_F(Mapping, LeftAloneIsNotEvenFilled) {
  match(true);
  script_ = contoso(kTwo);
  choose(R"({"title":{"rule":"leave_alone"},"phones":{"rule":"leave_alone"},
             "emails":{"from":[]},"first-name":{"rule":"leave_alone"}})");
  sync();
  const auto ann = named("Ann");
  EXPECT_EQ(ann.last_name, "Lee") << "a new contact has its name";
  EXPECT_FALSE(ann.title);
  EXPECT_THAT(ann.phones, IsEmpty());
  ASSERT_EQ(ann.emails.size(), 1U);
  EXPECT_EQ(ann.emails[0].value, "ann@contoso.com");
}

TEST_F(Mapping, ATenantFollowsItsConnectionUntilItHasItsOwn) {
  match(true);
  script_ = contoso(kTwo);
  choose(R"({"title":{"from":["department"]}})", SettingsOwner::Kind::connection);
  sync();
  const bool followed = tenant().connection_in_use == connection_;
  EXPECT_EQ(named("Ann").title, followed ? "Sales" : "Clerk");
  choose(R"({"title":{"from":["employeeType"]}})");
  sync();
  EXPECT_EQ(named("Ann").title, "Staff");
}

TEST_F(Mapping, ThePreviewSaysWhatTheNextSyncDoesAndWritesNothing) {
  match(true);
  script_ = contoso(kTwo);
  sync();
  retitle(named("Bob").id, "Boss");
  const auto before = documentation();
  const std::string wish =
      R"({"title":{"from":["department"],"rule":"microsoft_wins"},"emails":{"from":[]}})";
  auto fields = preview(wish);
  EXPECT_EQ(documentation(), before);
  EXPECT_EQ(looked_.linked, 2);
  EXPECT_EQ(looked_.looked, 2);
  EXPECT_EQ(looked_.changed, 2);
  EXPECT_EQ(fields.size(), 2U);
  ASSERT_EQ(fields["title"].contacts, 2);
  EXPECT_EQ(fields["emails"].contacts, 2);
  const auto& example = fields["title"].examples.at(1);
  EXPECT_EQ(example.name, "Bob Ray");
  EXPECT_EQ(example.old_value, "Boss");
  EXPECT_EQ(example.new_value, "Lab");
  EXPECT_EQ(fields["emails"].examples.at(0).op, "remove");
  EXPECT_EQ(fields["emails"].examples.at(0).old_value, "ann.alias@contoso.com");
  choose(wish);
  sync();
  EXPECT_EQ(named("Bob").title, "Lab");
  EXPECT_EQ(named("Bob").emails.size(), 1U);
  EXPECT_THAT(preview(wish), IsEmpty()) << "done";
}

TEST_F(Mapping, InAnOrganizationOfTwoTenantsEachFollowsItsOwn) {
  const auto contact = add_contact("Ann", "Lee", {"ann@contoso.com", "zoe@fabrikam.com"});
  match(true);
  script_ = contoso({kTwo[0]});
  sync();
  const base::Id first = tenant_;
  go_to_second_tenant();
  match(true);
  choose(R"({"emails":{"from":[]}})");
  script_ = contoso({{"zoe", "Ann", "Lee", "zoe@fabrikam.com"}});
  sync();
  tenant_ = first;
  script_ = contoso({{"ann", "Ann", "Lee", "", R"(,"jobTitle":"Boss")"}});
  sync();
  const auto found = read([&](db::Connection& c) {
    return store::find_contact(c, store::Scope::unscoped(), contact).value();
  });
  std::vector<std::string> addresses;
  for (const auto& email : found.emails) addresses.push_back(email.value);
  EXPECT_THAT(addresses, testing::UnorderedElementsAre("ann@contoso.com", "zoe@fabrikam.com",
                                                       "ann.alias@contoso.com"));
}

}  // namespace
}  // namespace reeve::sync
