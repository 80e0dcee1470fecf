// Contacts in the database: who may write what, addresses, history, scope, lists.
#include <gmock/gmock.h>

#include "store/changes.h"
#include "store/contacts.h"
#include "store/links.h"
#include "store/records.h"
#include "store_case.h"

namespace reeve::test {
namespace {

using base::ErrorCode;
using domain::Source;
using store::ContactPatch;
using store::ContactWrite;
using store::Filter;
using store::Scope;
using testing::ElementsAre;

class Contacts : public StoreTest {
 protected:
  domain::Contact update(base::Id id, const ContactPatch& patch, const store::Author& author,
                         bool* changed = nullptr) {
    return write([&](auto& c) {
      return store::update_contact(c, everything(), author, id, patch, std::nullopt, later(60),
                                   changed);
    });
  }
  domain::Contact get(base::Id id) {
    return read([&](auto& c) { return store::find_contact(c, everything(), id); }).value();
  }
  std::int64_t total(std::vector<Filter> filters) {
    return read([&](auto& c) {
      return store::list_contacts(c, everything(), {std::move(filters), {}, 1, 50}).total;
    });
  }
};
REEVE_ON_BOTH_DATABASES(Contacts);

std::vector<std::string> values(const domain::Contact& contact) {
  std::vector<std::string> out;
  for (const auto& email : contact.emails) out.push_back((email.primary ? "*" : "") + email.value);
  return out;
}

ContactPatch emails(std::vector<domain::Email> list) {
  ContactPatch patch;
  patch.emails = std::move(list);
  return patch;
}

TEST_P(Contacts, KeepEverythingThatWasWritten) {
  const auto org = organization("Contoso");
  ContactPatch patch;
  patch.organization = org;
  patch.first_name = " Zo\u00eb ";
  patch.last_name = "O'Neil";
  patch.title = std::optional<std::string>("CFO");
  patch.contact_type = std::optional<std::string>("Decision maker");
  patch.notes = std::optional<std::string>("line one\nline two");
  patch.important = true;
  patch.emails = {{"zoe@contoso.com", false, "Work", Source::person},
                  {"z@home.example", true, {}, {}}};
  patch.phones = {{"+1 (555) 010-020", "12", false, "Mobile", {}}};
  const auto id = write(
      [&](auto& c) { return store::create_contact(c, everything(), person(), patch, kNow).id; });
  const auto found = get(id);
  EXPECT_EQ(found.first_name, "Zo\u00eb");
  EXPECT_EQ(found.organization_name, "Contoso");
  EXPECT_EQ(found.title, "CFO");
  EXPECT_EQ(found.notes, "line one\nline two");
  EXPECT_TRUE(found.important);
  EXPECT_THAT(values(found), ElementsAre("zoe@contoso.com", "*z@home.example"));
  EXPECT_EQ(found.emails[0].label, "Work");
  ASSERT_EQ(found.phones.size(), 1U);
  EXPECT_EQ(found.phones[0].extension, "12");
  EXPECT_TRUE(found.phones[0].primary) << "the only number is the primary one";
  const auto sources = read([&](auto& c) { return store::contact_sources(c, id); });
  EXPECT_EQ(sources.size(), 10U);
  for (const auto& source : sources) EXPECT_EQ(source.source, Source::person) << source.field;
}

TEST_P(Contacts, RefuseWhatCannotBe) {
  const auto org = organization("Contoso");
  const auto code_of = [&](const ContactPatch& patch, const Scope& scope) {
    return error_of([&] {
             write([&](auto& c) { store::create_contact(c, scope, person(), patch, kNow); });
           })
        .code();
  };
  ContactPatch nameless;
  nameless.organization = org;
  EXPECT_EQ(code_of(nameless, everything()), ErrorCode::invalid);
  ContactPatch ann = nameless;
  ann.first_name = "Ann";
  EXPECT_EQ(code_of(ann, Scope::only(1, {org + 1})), ErrorCode::invalid);
  ann.emails = {{"a@b.c", true, {}, {}}, {"d@b.c", true, {}, {}}};
  EXPECT_EQ(code_of(ann, everything()), ErrorCode::invalid) << "two primary addresses";
  ann.emails = {{"a@b.c", false, {}, {}}, {"A@B.C", false, {}, {}}};
  EXPECT_EQ(code_of(ann, everything()), ErrorCode::invalid) << "the same address twice";
  ann.organization = std::nullopt;
  EXPECT_EQ(code_of(ann, everything()), ErrorCode::invalid) << "no organization";
}

TEST_P(Contacts, OutsideTheScopeDoNotExist) {
  const auto mine = organization("Mine"), other = organization("Other");
  const auto a = contact(mine, "Ann", "Lee"), b = contact(other, "Bob", "Ray");
  const auto scope = Scope::only(3, {mine});
  read([&](auto& c) {
    EXPECT_TRUE(store::find_contact(c, scope, a));
    EXPECT_FALSE(store::find_contact(c, scope, b));
    EXPECT_EQ(store::list_contacts(c, scope, {}).total, 1);
  });
  const auto refused = error_of([&] {
    write([&](auto& c) { store::update_contact(c, scope, person(), b, {}, std::nullopt, kNow); });
  });
  EXPECT_EQ(refused.code(), ErrorCode::not_found);
}

TEST_P(Contacts, Invariant2_SyncNeverChangesWhatAPersonWrote) {
  const auto id = contact(organization("Contoso"), "Ann", "", {{"ann@contoso.com", true, {}, {}}});
  ContactPatch word;
  word.first_name = "Anna";
  word.last_name = "Lee";
  word.title = std::optional<std::string>("Engineer");
  word.archived = true;
  word.emails = {{"anna.lee@contoso.com", true, {}, {}}, {"ann@contoso.com", false, {}, {}}};
  const auto after = update(id, word, microsoft());
  EXPECT_EQ(after.first_name, "Ann") << "a person wrote it";
  EXPECT_EQ(after.last_name, "Lee") << "it was empty";
  EXPECT_EQ(after.title, "Engineer");
  EXPECT_FALSE(after.archived_at) << "a sync archives nothing";
  EXPECT_THAT(values(after), ElementsAre("*ann@contoso.com", "anna.lee@contoso.com"));
  EXPECT_EQ(after.emails[0].source, Source::person);
  EXPECT_EQ(after.emails[1].source, Source::microsoft);

  bool changed = true;
  update(id, word, microsoft(), &changed);
  EXPECT_FALSE(changed) << "the same word a second time";

  // What Microsoft gave it may change and take back.
  word.title = std::optional<std::string>("Lead");
  word.last_name = "";
  word.emails = std::vector<domain::Email>{};
  const auto second = update(id, word, microsoft());
  EXPECT_EQ(second.title, "Lead");
  EXPECT_EQ(second.last_name, "");
  EXPECT_THAT(values(second), ElementsAre("*ann@contoso.com"));

  // A person corrects Microsoft's value: it is the person's from now on.
  ContactPatch correction;
  correction.title = std::optional<std::string>("Team lead");
  update(id, correction, person());
  EXPECT_EQ(update(id, word, microsoft()).title, "Team lead");
}

TEST_P(Contacts, Invariant2_SyncWritesThroughNoLock) {
  const auto id = contact(organization("Contoso"), "Ann", "Lee");
  write([&](auto& c) {
    for (const char* field : {"title", "phones"})
      c.execute(
          "INSERT INTO locks (asset_kind, asset, field, account, at) VALUES ('contact', $1, $2, 7, "
          "1)",
          {id, std::string(field)});
  });
  ContactPatch word;
  word.title = std::optional<std::string>("Engineer");
  word.phones = {{"+1 555", {}, true, {}, {}}};
  bool changed = true;
  const auto after = update(id, word, microsoft(), &changed);
  EXPECT_FALSE(changed);
  EXPECT_FALSE(after.title);
  EXPECT_TRUE(after.phones.empty());
  const auto sources = read([&](auto& c) { return store::contact_sources(c, id); });
  EXPECT_EQ(std::count_if(sources.begin(), sources.end(), [](auto& s) { return s.locked; }), 2);
}

TEST_P(Contacts, MicrosoftMovesThePrimaryAddressOnlyIfNoPersonChoseIt) {
  const auto org = organization("Contoso");
  const auto created = write([&](auto& c) {
    ContactPatch word = emails({{"old@contoso.com", true, {}, {}}});
    word.first_name = "Ann";
    word.organization = org;
    return store::write_contacts(c, microsoft(), {{std::nullopt, word}}, kNow).at(0).contact;
  });
  const auto renamed =
      emails({{"new@contoso.com", true, {}, {}}, {"old@contoso.com", false, {}, {}}});
  EXPECT_THAT(values(update(created, renamed, microsoft())),
              ElementsAre("old@contoso.com", "*new@contoso.com"));
  update(created, emails({{"old@contoso.com", true, {}, {}}, {"new@contoso.com", false, {}, {}}}),
         person());
  EXPECT_THAT(values(update(created, renamed, microsoft())),
              ElementsAre("*old@contoso.com", "new@contoso.com"));
  // The person kept both addresses: they are still Microsoft's to take back.
  EXPECT_THAT(values(update(created, emails({{"new@contoso.com", true, {}, {}}}), microsoft())),
              ElementsAre("*new@contoso.com"));
}

TEST_P(Contacts, WriteHistoryOfEveryChange) {
  const auto id = contact(organization("Contoso"), "Ann", "Lee", {{"a@b.c", true, {}, {}}});
  ContactPatch patch = emails({{"n@b.c", true, {}, {}}});
  patch.title = std::optional<std::string>("CEO");
  const auto after = update(id, patch, {Source::api, 7, {}, {}});
  EXPECT_EQ(after.version, 2);
  const auto changes = read([&](auto& c) { return store::changes_of(c, domain::kContact, id); });
  std::vector<std::string> lines;
  for (const auto& change : changes)
    lines.push_back(change.op + " " + change.path + " " + change.old_value.value_or("-") + ">" +
                    change.new_value.value_or("-") + " " + change.actor + " " +
                    std::to_string(change.base_version));
  EXPECT_THAT(lines, ElementsAre("set primary_email a@b.c>n@b.c api 1", "add emails ->n@b.c api 1",
                                 "remove emails a@b.c>- api 1", "set title ->CEO api 1",
                                 "create  ->Ann Lee person 0"));
  const auto stale = error_of([&] {
    write([&](auto& c) { store::update_contact(c, everything(), person(), id, patch, 1, kNow); });
  });
  EXPECT_EQ(stale.code(), ErrorCode::conflict);
}

TEST_P(Contacts, AreFilteredAndSorted) {
  const auto org = organization("Contoso"), other = organization("Other");
  const auto ann = contact(org, "\u00c4nn", "Lee",
                           {{"ann@contoso.com", true, {}, {}}, {"x@y.z", false, {}, {}}});
  contact(org, "Bob", "Abel");
  contact(other, "Cid", "Zorn");
  EXPECT_EQ(total({}), 3);
  EXPECT_EQ(total({{"organization_id", {std::to_string(org)}}}), 2);
  EXPECT_EQ(total({{"first_name", {"ANN"}}}), 1);
  EXPECT_EQ(total({{"primary_email", {"ANN@contoso.com"}}}), 1);
  EXPECT_EQ(total({{"primary_email", {"x@y.z"}}}), 0);
  EXPECT_EQ(total({{"search", {"x@y"}}}), 1);
  EXPECT_EQ(total({{"search", {"ann lee"}}}), 1);
  EXPECT_EQ(total({{"important", {"true"}}}), 0);
  EXPECT_EQ(total({{"linked", {"true"}}}), 0);
  EXPECT_EQ(total({{"linked", {"false"}}}), 3);
  EXPECT_EQ(total({{"id", {std::to_string(ann)}}}), 1);
  const auto sorted = read([](auto& c) {
    return store::list_contacts(c, everything(), {{}, {{"last_name", true}}, 1, 2}).rows;
  });
  ASSERT_EQ(sorted.size(), 2U);
  EXPECT_EQ(sorted[0].last_name, "Zorn");
  EXPECT_EQ(sorted[1].emails.size(), 2U);
}

TEST_P(Contacts, AreWrittenAThousandAtATime) {
  const auto org = organization("Contoso");
  std::vector<ContactWrite> writes;
  for (int i = 0; i < 1000; ++i) {
    ContactPatch patch = emails({{"p" + std::to_string(i) + "@contoso.com", true, {}, {}}});
    patch.organization = org;
    patch.first_name = "P" + std::to_string(i);
    writes.push_back({std::nullopt, std::move(patch)});
  }
  const auto written =
      write([&](auto& c) { return store::write_contacts(c, microsoft(), writes, kNow); });
  ASSERT_EQ(written.size(), 1000U);
  EXPECT_TRUE(written[999].created);
  EXPECT_EQ(get(written[999].contact).first_name, "P999");
  for (std::size_t i = 0; i < writes.size(); ++i) writes[i].contact = written[i].contact;
  writes[5].patch.first_name = "Five";
  const auto again =
      write([&](auto& c) { return store::write_contacts(c, microsoft(), writes, later(1)); });
  EXPECT_EQ(std::count_if(again.begin(), again.end(), [](auto& w) { return w.changed; }), 1);
  EXPECT_EQ(read([&](auto& c) { return store::contacts_for_matching(c, org).size(); }), 1000U);
  writes.emplace_back();
  EXPECT_EQ(error_of([&] {
              write([&](auto& c) { store::write_contacts(c, microsoft(), writes, kNow); });
            }).code(),
            ErrorCode::internal);
}

TEST_P(Contacts, ArchivedByAPersonAreNotMadeAgain) {
  const auto org = organization("Contoso");
  const auto id = contact(org, "Ann", "Lee");
  const auto t = tenant_matched("Contoso", connection(), org);
  const auto record = write([&](auto& c) {
    const auto ids =
        store::write_records(c, t, "users", 1, {{{}, "u1", "Ann", "{}", "h", 1, {}, {}}}, kNow);
    std::vector<store::Link> links(1);
    links[0].tenant = t;
    links[0].record = ids[0];
    links[0].asset = id;
    links[0].type = "users";
    links[0].asset_kind = "contact";
    links[0].reason = "alias";
    store::create_links(c, microsoft(), links, kNow);
    return ids[0];
  });
  EXPECT_EQ(total({{"linked", {"true"}}}), 1);
  ContactPatch archive;
  archive.archived = true;
  update(id, archive, person());
  read([&](auto& c) {
    const auto decisions = store::decisions_of_tenant(c, t);
    ASSERT_EQ(decisions.size(), 1U);
    EXPECT_EQ(decisions[0].verdict, "never_create");
    EXPECT_EQ(decisions[0].record, record);
    EXPECT_TRUE(store::links_to_apply(c, t, "users", 1, 10).empty()) << "it is left alone";
    EXPECT_TRUE(store::contacts_for_matching(c, org).empty());
  });
  EXPECT_EQ(total({}), 0);
}

TEST_P(Contacts, HoldTextThatOneOfTheDatabasesCouldNot) {
  const auto id = contact(organization("Contoso"), std::string("A\0nn", 4), "\xff\xfeLee");
  EXPECT_EQ(get(id).first_name, "Ann");
  EXPECT_EQ(get(id).last_name, "\uFFFD\uFFFDLee");
}

}  // namespace
}  // namespace reeve::test
