// Organizations in the database: names, history, scope, lists.
#include "store_case.h"

#include "domain/device.h"
#include "store/changes.h"
#include "store/configurations.h"

namespace reeve::test {
namespace {

using base::ErrorCode;
using store::Filter;
using store::ListQuery;
using store::OrganizationPatch;
using store::Scope;

class Organizations : public StoreTest {};
REEVE_ON_BOTH_DATABASES(Organizations);

TEST_P(Organizations, AreCreatedFoundAndRemembered) {
  const auto id = organization("  M\u00fcller GmbH ");
  EXPECT_GE(id, base::kFirstOwnId);
  const auto found = read([&](auto& c) { return store::find_organization(c, everything(), id); });
  ASSERT_TRUE(found);
  EXPECT_EQ(found->name, "M\u00fcller GmbH");
  EXPECT_EQ(found->version, 1);
  EXPECT_EQ(found->created_at, kNow);
  const auto changes =
      read([&](auto& c) { return store::changes_of(c, domain::kOrganization, id); });
  ASSERT_EQ(changes.size(), 1U);
  EXPECT_EQ(changes[0].op, "create");
  EXPECT_EQ(changes[0].account, 7);
}

TEST_P(Organizations, NeedAName) {
  EXPECT_EQ(error_of([&] { organization("   "); }).code(), ErrorCode::invalid);
  EXPECT_EQ(error_of([&] { organization(std::string(256, 'x')); }).code(), ErrorCode::invalid);
}

TEST_P(Organizations, AreUpdatedWithHistoryUnlessSomebodyWasFirst) {
  const auto id = organization("Contoso");
  OrganizationPatch patch;
  patch.name = "Contoso Ltd";
  patch.alert = std::optional<std::string>("call first");
  const auto updated = write([&](auto& c) {
    return store::update_organization(c, everything(), person(), id, patch, 1, later(5));
  });
  EXPECT_EQ(updated.version, 2);
  EXPECT_EQ(updated.alert, "call first");
  const auto changes =
      read([&](auto& c) { return store::changes_of(c, domain::kOrganization, id); });
  ASSERT_EQ(changes.size(), 3U);
  EXPECT_EQ(changes[1].path, "name");
  EXPECT_EQ(changes[1].old_value, "Contoso");
  EXPECT_EQ(changes[1].new_value, "Contoso Ltd");
  EXPECT_EQ(changes[1].base_version, 1);
  const auto stale = error_of([&] {
    write([&](auto& c) {
      store::update_organization(c, everything(), person(), id, patch, 1, later(6));
    });
  });
  EXPECT_EQ(stale.code(), ErrorCode::conflict);
}

TEST_P(Organizations, OutsideTheScopeDoNotExist) {
  const auto mine = organization("Mine"), other = organization("Other");
  const auto scope = Scope::only(5, {mine});
  read([&](auto& c) {
    EXPECT_TRUE(store::find_organization(c, scope, mine));
    EXPECT_FALSE(store::find_organization(c, scope, other));
    const auto page = store::list_organizations(c, scope, {});
    EXPECT_EQ(page.total, 1);
    EXPECT_EQ(store::list_organizations(c, Scope::only(5, {}), {}).total, 0);
  });
  const auto refused = error_of([&] {
    write([&](auto& c) {
      store::update_organization(c, scope, person(), other, {}, std::nullopt, kNow);
    });
  });
  EXPECT_EQ(refused.code(), ErrorCode::not_found);
}

TEST_P(Organizations, AreListedByFoldedNameInPages) {
  for (const char* name : {"beta", "\u00c4lpha", "Gamma", "alpine", "Be_ta", "\u00d6mega"})
    organization(name);
  read([&](auto& c) {
    const auto page = store::list_organizations(c, everything(), {{}, {}, 1, 4});
    EXPECT_EQ(page.total, 6);
    ASSERT_EQ(page.rows.size(), 4U);
    EXPECT_EQ(page.rows[0].name, "\u00c4lpha");
    EXPECT_EQ(page.rows[1].name, "alpine");
    const auto second = store::list_organizations(c, everything(), {{}, {}, 2, 4});
    EXPECT_EQ(second.rows.size(), 2U);
    EXPECT_EQ(second.rows[1].name, "\u00d6mega");
    const auto down = store::list_organizations(c, everything(), {{}, {{"name", true}}, 1, 1});
    EXPECT_EQ(down.rows.at(0).name, "\u00d6mega");
  });
}

TEST_P(Organizations, AreFiltered) {
  const auto id = organization("Northwind Traders");
  organization("South_wind");
  organization("Southwind");
  const auto total = [&](std::vector<Filter> filters) {
    return read([&](auto& c) {
      return store::list_organizations(c, everything(), {std::move(filters), {}, 1, 50}).total;
    });
  };
  EXPECT_EQ(total({{"name", {"NORTHWIND traders"}}}), 1);
  EXPECT_EQ(total({{"search", {"wind"}}}), 3);
  EXPECT_EQ(total({{"search", {"h_w"}}}), 1) << "an underscore is a letter, not a pattern";
  EXPECT_EQ(total({{"id", {std::to_string(id), "999"}}}), 1);
  EXPECT_EQ(total({{"id", {"nonsense"}}}), 0);
  EXPECT_EQ(total({{"no_such_field", {"x"}}}), 3);
  EXPECT_EQ(total({{"archived", {"true"}}}), 0);
}

TEST_P(Organizations, ArchivedAreLeftOutUnlessAskedFor) {
  const auto id = organization("Old");
  OrganizationPatch patch;
  patch.archived = true;
  write([&](auto& c) {
    store::update_organization(c, everything(), person(), id, patch, std::nullopt, later(1));
  });
  read([&](auto& c) {
    EXPECT_EQ(store::list_organizations(c, everything(), {}).total, 0);
    EXPECT_EQ(
        store::list_organizations(c, everything(), {{{"archived", {"true"}}}, {}, 1, 9}).total, 1);
    EXPECT_EQ(
        store::list_organizations(c, everything(), {{{"archived", {"true", "false"}}}, {}, 1, 9})
            .total,
        1);
    EXPECT_EQ(store::changes_of(c, domain::kOrganization, id).front().op, "archive");
  });
}

TEST_P(Organizations, AreNeverRenamedByMicrosoftOnceAPersonNamedThem) {
  const auto id = organization("Contoso");
  OrganizationPatch patch;
  patch.name = "Contoso Holdings";
  patch.description = std::optional<std::string>("from Microsoft");
  const auto after = write([&](auto& c) {
    return store::update_organization(c, everything(), microsoft(), id, patch, std::nullopt,
                                      later(1));
  });
  EXPECT_EQ(after.name, "Contoso");
  EXPECT_EQ(after.description, "from Microsoft") << "an empty field may be filled";
}

TEST_P(Organizations, GiveMatchingTheirContactsDomains) {
  const auto id = organization("Contoso");
  contact(id, "Ann", "Lee",
          {{"ann@contoso.com", true, {}, {}}, {"a@Mail.Contoso.com", false, {}, {}}});
  contact(id, "Bob", "Ray", {{"bob@contoso.com", true, {}, {}}});
  const auto evidence = read([](auto& c) { return store::organization_evidence(c); });
  ASSERT_EQ(evidence.size(), 1U);
  EXPECT_EQ(evidence[0].email_domains,
            (std::vector<std::string>{"contoso.com", "mail.contoso.com"}));
}

TEST_P(Organizations, GiveMatchingTheSerialsThatPeopleDocumented) {
  const auto id = organization("Contoso");
  const auto machine = [&](const store::Author& author, const std::string& serial) {
    return write([&](auto& c) {
      store::PlainPatch values;
      values.organization = id;
      values.texts["name"] = "LAPTOP " + serial;
      values.texts["serial_number"] = serial;
      return store::create_plain(c, store::kConfigurationShape, everything(), author, values, kNow)
          .id;
    });
  };
  machine(person(), "ab-12 c");
  machine(microsoft(id), "MS-1");
  const auto gone = machine(person(), "OLD-1");
  store::PlainPatch away;
  away.archived = true;
  write([&](auto& c) {
    return store::update_plain(c, store::kConfigurationShape, everything(), person(), gone, away,
                               std::nullopt, later(1));
  });
  const auto evidence = read([](auto& c) { return store::organization_evidence(c); });
  ASSERT_EQ(evidence.size(), 1U);
  EXPECT_EQ(evidence[0].serials, std::vector<std::string>{domain::serial_key("ab-12 c")});
}

}  // namespace
}  // namespace reeve::test
