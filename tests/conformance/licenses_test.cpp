// Licenses, holders and their history in the database.
#include <gmock/gmock.h>

#include "store/licenses.h"
#include "store/links.h"
#include "store/records.h"
#include "store/removal.h"
#include "store_case.h"

namespace reeve::test {
namespace {

using store::Scope;
using testing::ElementsAre;

constexpr std::int64_t kDay = 24 * 60 * 60;

class Licenses : public StoreTest {
 protected:
  void SetUp() override {
    StoreTest::SetUp();
    org_ = organization("Contoso");
    tenant_ = tenant_matched("Contoso", connection(), org_);
  }
  static store::License license(base::Id record, base::Id tenant, const std::string& product) {
    store::License one;
    one.record = record;
    one.tenant = tenant;
    one.sku = "sku-" + product;
    one.part_number = product;
    one.product = product;
    one.status = "Enabled";
    one.enabled = 10;
    one.consumed = 4;
    one.unused = 6;
    one.counted_at = kNow;
    return one;
  }
  void put(const std::vector<store::License>& rows) {
    write([&](auto& c) { store::write_licenses(c, rows); });
  }
  base::Id user(const std::string& name) {
    return write([&](auto& c) {
      return store::write_records(c, tenant_, "users", 1, {{{}, name, name, "{}", "h", 1, {}, {}}},
                                  kNow)
          .front();
    });
  }
  // Holds license 1; last active so many days before the count, or not known.
  base::Id holder(const std::string& name, const std::string& waste,
                  std::optional<int> active_days_ago, const std::string& groups = "[]") {
    const auto record = user(name);
    write([&](auto& c) {
      store::LicensedPersonRow row;
      row.record = record;
      row.user_name = name + "@contoso.com";
      row.waste = waste;
      if (active_days_ago) row.last_active = later(-kDay * *active_days_ago);
      store::write_licensed_people(c, tenant_, {row});
      store::Holding holding;
      holding.license = 1;
      holding.person = record;
      holding.direct = groups == "[]";
      holding.by_groups = groups;
      store::write_holdings(c, tenant_, {holding});
    });
    return record;
  }
  std::vector<std::string> names(std::vector<store::Filter> filters,
                                 const Scope& scope = everything()) {
    std::vector<std::string> out;
    read([&](auto& c) {
      for (const auto& one :
           store::list_license_holders(c, scope, {std::move(filters), {}, 1, 100}).rows)
        out.push_back(one.name);
    });
    return out;
  }
  std::vector<std::string> products(std::vector<store::Filter> filters,
                                    std::vector<store::Sort> sort,
                                    const Scope& scope = everything()) {
    std::vector<std::string> out;
    read([&](auto& c) {
      for (const auto& one :
           store::list_licenses(c, scope, {std::move(filters), std::move(sort), 1, 100}).rows)
        out.push_back(one.product);
    });
    return out;
  }
  base::Id org_ = 0, tenant_ = 0;
};
REEVE_ON_BOTH_DATABASES(Licenses);

TEST_P(Licenses, AreWrittenAndReplaced) {
  auto one = license(1, tenant_, "Business");
  one.warning = 3;
  one.counts.failed = 2;
  put({one});
  one.enabled = std::nullopt;
  one.gone = true;
  put({one});
  const auto found = read([&](auto& c) { return store::find_license(c, everything(), 1); });
  ASSERT_TRUE(found);
  EXPECT_FALSE(found->enabled.has_value());
  EXPECT_EQ(found->warning, 3);
  EXPECT_TRUE(found->gone);
  EXPECT_EQ(found->counts.failed, 2);
  EXPECT_EQ(found->tenant_name, "Contoso");
  EXPECT_EQ(found->organization, org_);
  EXPECT_EQ(found->organization_name, "Contoso");
}

TEST_P(Licenses, AreListedInScopeSortedAndFilteredByWaste) {
  const auto loose = tenant("Fabrikam", connection());
  auto a = license(1, tenant_, "Alpha"), b = license(2, tenant_, "Beta"),
       f = license(3, loose, "Foreign");
  b.counts.inactive_30 = 5;
  b.counts.on_disabled = 1;
  a.counts.on_shared = 2;
  put({a, b, f});
  EXPECT_THAT(products({}, {}), ElementsAre("Alpha", "Beta", "Foreign"));
  EXPECT_THAT(products({}, {{"wasted", true}}), ElementsAre("Alpha", "Beta", "Foreign"));
  EXPECT_THAT(products({{"inactive_days", {"30"}}}, {{"wasted", true}}),
              ElementsAre("Beta", "Alpha", "Foreign"));
  EXPECT_THAT(products({{"wasted", {"true"}}}, {}), ElementsAre("Alpha", "Beta"));
  EXPECT_THAT(products({}, {}, Scope::only(2, {org_})), ElementsAre("Alpha", "Beta"));
  EXPECT_THAT(products({{"search", {"BET"}}}, {}), ElementsAre("Beta"));
  EXPECT_FALSE(
      read([&](auto& c) { return store::find_license(c, Scope::only(2, {org_ + 1}), 1); }));
}

TEST_P(Licenses, TheNumberOfDaysIsASettingOfThree) {
  EXPECT_EQ(read([](auto& c) { return store::license_inactive_days(c); }), 90);
  write([](auto& c) { store::set_license_inactive_days(c, 30); });
  EXPECT_EQ(read([](auto& c) { return store::license_inactive_days(c); }), 30);
  write([](auto& c) { store::set_license_inactive_days(c, 45); });
  EXPECT_EQ(read([](auto& c) { return store::license_inactive_days(c); }), 90);
}

TEST_P(Licenses, HoldersAreFilteredByWasteGroupAndContact) {
  put({license(1, tenant_, "Business")});
  holder("ann", "none", 10);
  holder("bob", "disabled", 400, R"([{"id":"g","name":"All"}])");
  holder("desk", "shared_mailbox", std::nullopt);
  const auto old = holder("old", "none", 61);
  holder("unknown", "none", std::nullopt);
  EXPECT_THAT(names({}), ElementsAre("ann", "bob", "desk", "old", "unknown"));
  EXPECT_THAT(names({{"waste", {"any"}}, {"inactive_days", {"60"}}}),
              ElementsAre("bob", "desk", "old"));
  EXPECT_THAT(names({{"waste", {"inactive"}}, {"inactive_days", {"60"}}}), ElementsAre("old"));
  EXPECT_THAT(names({{"waste", {"inactive"}}}), ElementsAre()) << "90 days unless told";
  EXPECT_THAT(names({{"waste", {"nonsense"}}}), ElementsAre());
  EXPECT_THAT(names({{"assigned", {"group"}}}), ElementsAre("bob"));
  EXPECT_THAT(names({{"search", {"OLD@"}}}), ElementsAre("old"));
  EXPECT_THAT(names({{"license_id", {"2"}}}), ElementsAre());
  EXPECT_THAT(names({}, Scope::only(2, {org_ + 1})), ElementsAre());
  const auto person = contact(org_, "Old", "Man");
  write([&](auto& c) {
    store::Link link;
    link.tenant = tenant_;
    link.record = old;
    link.asset = person;
    link.type = "users";
    link.asset_kind = "contact";
    link.reason = "alias";
    std::vector<store::Link> links{link};
    store::create_links(c, microsoft(1), links, kNow);
  });
  EXPECT_THAT(names({{"contact_id", {std::to_string(person)}}}), ElementsAre("old"));
}

TEST_P(Licenses, AHoldingKeepsItsIdWhenItChangesAndCanBeRemoved) {
  put({license(1, tenant_, "Business")});
  const auto ann = holder("ann", "none", 1);
  const auto before = read([&](auto& c) { return store::holdings_of(c, tenant_); });
  write([&](auto& c) {
    store::Holding changed = before.at(0);
    changed.held = false;
    changed.error = "CountViolation";
    store::write_holdings(c, tenant_, {changed});
  });
  const auto after = read([&](auto& c) { return store::holdings_of(c, tenant_); });
  ASSERT_EQ(after.size(), 1U);
  EXPECT_EQ(after[0].id, before[0].id);
  EXPECT_EQ(after[0].error, "CountViolation");
  EXPECT_THAT(names({{"failed", {"true"}}}), ElementsAre("ann"));
  EXPECT_THAT(names({{"waste", {"any"}}}), ElementsAre()) << "what nobody holds is no waste";
  write([&](auto& c) {
    store::remove_holdings(c, {after[0].id});
    store::remove_licensed_people(c, {ann});
  });
  EXPECT_TRUE(read([&](auto& c) { return store::holdings_of(c, tenant_); }).empty());
  EXPECT_TRUE(read([&](auto& c) { return store::licensed_people_of(c, tenant_); }).empty());
}

TEST_P(Licenses, ADayHasOneRowAndOldDaysGo) {
  auto one = license(1, tenant_, "Business");
  put({one});
  const auto day = [&](std::int64_t seconds, std::int64_t enabled) {
    one.enabled = enabled;
    write([&](auto& c) { store::write_license_day(c, tenant_, {one}, later(seconds)); });
  };
  const auto units = [&](std::vector<store::Filter> filters, std::int64_t at) {
    std::vector<std::int64_t> out;
    read([&](auto& c) {
      for (const auto& row :
           store::list_license_days(c, everything(), {std::move(filters), {}, 1, 1000}, later(at))
               .rows)
        out.push_back(*row.enabled);
    });
    return out;
  };
  day(0, 10);
  day(1, 11);
  day(kDay, 12);
  EXPECT_THAT(units({}, kDay), ElementsAre(11, 12));
  EXPECT_THAT(units({{"days", {"1"}}}, kDay), ElementsAre(12));
  EXPECT_THAT(units({{"license_id", {"2"}}}, kDay), ElementsAre());
  day(kDay * (store::kLicenseDaysKept + 1), 13);
  EXPECT_THAT(units({}, kDay), ElementsAre(12, 13)) << "what is older than 400 days is gone";
}

TEST_P(Licenses, AreRemovedWithEverythingElseThatMicrosoftSaid) {
  put({license(1, tenant_, "Business")});
  holder("ann", "none", 1);
  write([&](auto& c) {
    store::write_license_day(c, tenant_, {license(1, tenant_, "Business")}, kNow);
  });
  while (write([&](auto& c) { return store::remove_records(c, tenant_); }) > 0) {
  }
  read([&](auto& c) {
    for (const auto* table : {"licenses", "license_holders", "licensed_people", "license_days"})
      EXPECT_TRUE(c.query(std::string("SELECT 1 FROM ") + table).empty()) << table;
  });
}

}  // namespace
}  // namespace reeve::test
