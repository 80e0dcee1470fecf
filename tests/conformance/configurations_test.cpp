// Configurations and locations in the database: who may write what, shared names, network cards,
// lists, history.
#include "store/configurations.h"

#include <gmock/gmock.h>

#include "store/changes.h"
#include "store/links.h"
#include "store/locations.h"
#include "store/named_rows.h"
#include "store/records.h"
#include "store_case.h"

namespace reeve::test {
namespace {

using base::ErrorCode;
using store::PlainAsset;
using store::PlainPatch;
using testing::ElementsAre;
using testing::IsEmpty;

class Configurations : public StoreTest {
 protected:
  base::Id make(base::Id organization, PlainPatch patch, const store::Author& author = person()) {
    patch.organization = organization;
    return write([&](auto& c) {
      return store::create_plain(c, store::kConfigurationShape, everything(), author, patch, kNow)
          .id;
    });
  }
  PlainAsset get(base::Id id) {
    return read([&](auto& c) {
             return store::find_plain(c, store::kConfigurationShape, everything(), id);
           })
        .value();
  }
  bool update(base::Id id, const PlainPatch& patch, const store::Author& author) {
    bool changed = false;
    write([&](auto& c) {
      store::update_plain(c, store::kConfigurationShape, everything(), author, id, patch, {},
                          later(60), &changed);
    });
    return changed;
  }
  std::vector<std::string> names(std::vector<store::Filter> filters,
                                 const store::Scope& scope = everything()) {
    std::vector<std::string> out;
    for (const auto& one :
         read([&](auto& c) {
           return store::list_configurations(c, scope, {std::move(filters), {}, 1, 50});
         }).rows)
      out.push_back(one.text_or_empty("name"));
    return out;
  }
};
REEVE_ON_BOTH_DATABASES(Configurations);

PlainPatch texts(std::map<std::string, std::optional<std::string>, std::less<>> values) {
  PlainPatch patch;
  patch.texts = std::move(values);
  return patch;
}

store::Interface card(const std::string& mac, const std::string& name = "Ethernet") {
  store::Interface one;
  one.mac_address = mac;
  one.name = name;
  return one;
}

TEST_P(Configurations, KeepWhatWasWrittenAndShareTheNamesOfMakers) {
  const auto org = organization("Contoso");
  const auto first = make(org, texts({{"name", " PC-1 "},
                                      {"manufacturer", "Dell Inc."},
                                      {"model", "Latitude"},
                                      {"configuration_type", "Workstation"},
                                      {"serial_number", "abc 1"},
                                      {"notes", "line one\nline two"}}));
  const auto second =
      make(org, texts({{"name", "PC-2"}, {"manufacturer", "DELL INC."}, {"model", "latitude"}}));
  const auto one = get(first), two = get(second);
  EXPECT_EQ(one.text("name"), "PC-1");
  EXPECT_EQ(one.organization_name, "Contoso");
  EXPECT_EQ(one.text("notes"), "line one\nline two");
  EXPECT_EQ(one.value("manufacturer").id, two.value("manufacturer").id);
  EXPECT_EQ(one.value("model").id, two.value("model").id);
  EXPECT_EQ(two.text("manufacturer"), "Dell Inc.") << "as it was written first";
  const auto other =
      make(org, texts({{"name", "PC-3"}, {"manufacturer", "HP"}, {"model", "Latitude"}}));
  EXPECT_NE(get(other).value("model").id, one.value("model").id) << "a model is its maker's";
  EXPECT_EQ(read([&](auto& c) { return store::list_named(c, "models", {}).total; }), 2);
  EXPECT_THAT(names({{"serial_number", {"ABC1"}}}), ElementsAre("PC-1"));
  EXPECT_THAT(names({{"search", {"pc-2"}}}), ElementsAre("PC-2"));
}

TEST_P(Configurations, Invariant2_SyncNeverChangesWhatAPersonWrote) {
  const auto org = organization("Contoso");
  const auto id = make(org, texts({{"name", "Reception"}, {"notes", "by the door"}}));
  EXPECT_TRUE(update(id, texts({{"name", "LAPTOP-7"}, {"hostname", "LAPTOP-7"}, {"model", "T14"}}),
                     microsoft()));
  EXPECT_EQ(get(id).text("name"), "Reception");
  EXPECT_EQ(get(id).text("hostname"), "LAPTOP-7");
  EXPECT_TRUE(update(id, texts({{"hostname", "LAPTOP-8"}}), microsoft()));
  EXPECT_EQ(get(id).text("hostname"), "LAPTOP-8") << "Microsoft's own value follows Microsoft";
  EXPECT_TRUE(update(id, texts({{"hostname", "reception-pc"}}), person()));
  EXPECT_FALSE(update(id, texts({{"hostname", "LAPTOP-9"}}), microsoft()));
  EXPECT_FALSE(
      update(id, texts({{"hostname", std::nullopt}, {"notes", std::nullopt}}), microsoft()));
  EXPECT_EQ(get(id).text("hostname"), "reception-pc");
  EXPECT_TRUE(update(id, texts({{"model", std::nullopt}}), microsoft()))
      << "a blank clears its own";
  EXPECT_FALSE(get(id).value("model").id);
}

TEST_P(Configurations, TheSameTwiceLeavesNoHistory) {
  const auto org = organization("Contoso");
  const auto values = texts({{"name", "PC"}, {"manufacturer", "HP"}, {"hostname", "PC"}});
  const auto id = make(org, values, microsoft());
  const auto history = [&] {
    return read([&](auto& c) { return store::changes_of(c, domain::kConfiguration, id); });
  };
  EXPECT_EQ(history().size(), 1U);
  EXPECT_FALSE(update(id, values, microsoft()));
  EXPECT_EQ(history().size(), 1U);
  EXPECT_EQ(get(id).version, 1);
  EXPECT_TRUE(update(id, texts({{"manufacturer", "Dell"}}), microsoft(9)));
  ASSERT_EQ(history().size(), 2U);
  EXPECT_EQ(history()[0].path, "manufacturer");
  EXPECT_EQ(history()[0].old_value, "HP");
  EXPECT_EQ(history()[0].new_value, "Dell");
  EXPECT_EQ(history()[0].run, 9);
}

TEST_P(Configurations, RefuseWhatCannotBe) {
  const auto org = organization("Contoso"), other = organization("Fabrikam");
  const auto id = make(org, texts({{"name", "PC"}}));
  EXPECT_EQ(error_of([&] { make(org, texts({{"hostname", "x"}})); }).code(), ErrorCode::invalid);
  EXPECT_EQ(error_of([&] {
              update(id, texts({{"name", " "}}), person());
            }).code(),
            ErrorCode::invalid);
  PlainPatch stranger;
  stranger.ids["contact"] = contact(other, "Ann", "Lee");
  EXPECT_EQ(error_of([&] { update(id, stranger, person()); }).code(), ErrorCode::invalid)
      << "a contact of another organization";
  PlainPatch own;
  own.ids["contact"] = contact(org, "Bob", "Roe");
  EXPECT_TRUE(update(id, own, person()));
  EXPECT_EQ(get(id).text("contact"), "Bob Roe");
  const auto stale = error_of([&] {
    write([&](auto& c) {
      store::update_plain(c, store::kConfigurationShape, everything(), person(), id,
                          texts({{"name", "X"}}), 1, kNow);
    });
  });
  EXPECT_EQ(stale.code(), ErrorCode::conflict);
  const auto hidden = store::Scope::only(1, {other});
  EXPECT_THAT(names({}, hidden), IsEmpty());
  EXPECT_FALSE(read([&](auto& c) {
    return store::find_plain(c, store::kConfigurationShape, hidden, id).has_value();
  }));
}

TEST_P(Configurations, NetworkCardsOfMicrosoftComeAndGoThoseOfPeopleStay) {
  const auto org = organization("Contoso");
  const auto id = make(org, texts({{"name", "PC"}}));
  const auto state = [&](const std::vector<store::Interface>& cards, const store::Author& author) {
    return write([&](auto& c) { return store::state_interfaces(c, author, id, cards, kNow); });
  };
  const auto macs = [&] {
    std::vector<std::string> out;
    for (const auto& one : read([&](auto& c) { return store::interfaces_of(c, id); }))
      out.push_back(one.mac_address.value_or(""));
    return out;
  };
  EXPECT_TRUE(state({card("00:00:00:00:00:01")}, person()));
  EXPECT_TRUE(state({card("00-00-00-00-00-01"), card("00:00:00:00:00:02")}, microsoft()));
  EXPECT_THAT(macs(), ElementsAre("00:00:00:00:00:01", "00:00:00:00:00:02"));
  EXPECT_FALSE(state({card("00:00:00:00:00:02")}, microsoft()));
  EXPECT_TRUE(state({}, microsoft()));
  EXPECT_THAT(macs(), ElementsAre("00:00:00:00:00:01"));
  EXPECT_THAT(names({{"mac_address", {"000000000001"}}}), ElementsAre("PC"));
}

TEST_P(Configurations, ArchivingALinkedOneRulesThatItIsNotMadeAgain) {
  const auto org = organization("Contoso");
  const auto id = make(org, texts({{"name", "PC"}}), microsoft());
  const auto tenant = tenant_matched("Contoso", connection(), org);
  write([&](auto& c) {
    store::RecordWrite record;
    record.external_id = "d1";
    record.title = "PC";
    record.body = "{}";
    record.hash = "h";
    store::Link link;
    link.tenant = tenant;
    link.type = "managed_devices";
    link.record = store::write_records(c, tenant, "managed_devices", 1, {record}, kNow).at(0);
    link.asset_kind = domain::kConfiguration;
    link.asset = id;
    link.reason = "created";
    std::vector<store::Link> links{link};
    store::create_links(c, microsoft(), links, kNow);
  });
  PlainPatch patch;
  patch.archived = true;
  EXPECT_FALSE(update(id, patch, microsoft())) << "a sync never archives";
  EXPECT_TRUE(update(id, patch, person()));
  const auto rulings = read([&](auto& c) { return store::decisions_of_tenant(c, tenant); });
  EXPECT_TRUE(std::any_of(rulings.begin(), rulings.end(),
                          [](const auto& one) { return one.verdict == "never_create"; }));
  EXPECT_THAT(names({}), IsEmpty());
  EXPECT_THAT(names({{"archived", {"true"}}}), ElementsAre("PC"));
}

TEST_P(Configurations, AnOrganizationHasOnePrimaryLocation) {
  const auto org = organization("Contoso");
  const auto make_location = [&](const std::string& name, bool primary) {
    auto patch = texts({{"name", name}, {"address_1", "1 Main Street"}, {"city", "Berlin"}});
    patch.organization = org;
    if (primary) patch.texts["is_primary"] = "true";
    return write(
        [&](auto& c) { return store::create_location(c, everything(), person(), patch, kNow).id; });
  };
  const auto primary = [&] {
    return read([&](auto& c) { return store::primary_location(c, org); });
  };
  EXPECT_FALSE(primary());
  const auto first = make_location("Head office", true);
  EXPECT_EQ(primary(), first);
  const auto second = make_location("Branch", true);
  EXPECT_EQ(primary(), second);
  EXPECT_EQ(
      read([&](auto& c) {
        return store::list_locations(c, everything(), {{{"primary", {"true"}}}, {}, 1, 50}).total;
      }),
      1);
}

}  // namespace
}  // namespace reeve::test
