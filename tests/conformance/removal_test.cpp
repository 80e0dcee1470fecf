// Removing a connection with what Microsoft said: what only the sync wrote is archived, everything
// that a person touched stays.
#include "store/removal.h"

#include <gmock/gmock.h>

#include "store/changes.h"
#include "store/configurations.h"
#include "store/leavings.h"
#include "store/links.h"
#include "store/locations.h"
#include "store/records.h"
#include "store/related_items.h"
#include "store/runs.h"
#include "store_case.h"

namespace reeve::test {
namespace {

class Removal : public StoreTest {
 protected:
  void SetUp() override {
    StoreTest::SetUp();
    org_ = organization("Contoso");
    connection_ = connection();
    tenant_ = tenant_matched("Contoso", connection_, org_);
    leaving_ = write([&](auto& c) { return store::begin_leaving(c, connection_, 7, kNow).id; });
  }
  // A contact with a record of that tenant behind it; made by the sync or by a person.
  base::Id linked(const std::string& name, const store::Author& maker, base::Id tenant) {
    return write([&](auto& c) {
      store::ContactPatch values;
      values.organization = org_;
      values.first_name = name;
      const auto contact = store::create_contact(c, everything(), maker, values, kNow).id;
      const auto record =
          store::write_records(
              c, tenant, "users", 1,
              {{{}, "u-" + name, name, "{}", "h", 1, {}, {{"alias", name + "@contoso.com"}}}}, kNow)
              .front();
      store::Link link;
      link.tenant = tenant;
      link.record = record;
      link.asset = contact;
      link.type = "users";
      link.asset_kind = "contact";
      link.reason = "created";
      link.confidence = 1;
      std::vector<store::Link> links{link};
      store::create_links(c, microsoft(1), links, kNow);
      return contact;
    });
  }
  void edit(base::Id contact, const store::ContactPatch& patch) {
    write([&](auto& c) {
      store::update_contact(c, everything(), person(), contact, patch, {}, later(5));
    });
  }
  bool archived(base::Id contact) {
    return read([&](auto& c) {
      return store::find_contact(c, everything(), contact)->archived_at.has_value();
    });
  }
  void remove() {
    while (write([&](auto& c) {
             return store::archive_untouched(c, leaving_, connection_, tenant_, person(), later(9));
           }) > 0) {
    }
    while (write([&](auto& c) { return store::remove_records(c, tenant_); }) > 0) {
    }
  }
  std::int64_t rows(const std::string& table) {
    return read([&](auto& c) {
      return c.query("SELECT COUNT(*) FROM " + table + " WHERE tenant = $1", {tenant_})
          .front()
          .integer(0);
    });
  }
  base::Id org_ = 0, connection_ = 0, tenant_ = 0, leaving_ = 0;
};
REEVE_ON_BOTH_DATABASES(Removal);

TEST_P(Removal, LeavesEditedAssetsAndArchivesTheUntouchedOnes) {
  const auto untouched = linked("Ann", microsoft(1), tenant_);
  const auto edited = linked("Bob", microsoft(1), tenant_);
  const auto by_hand = linked("Cid", person(), tenant_);
  store::ContactPatch notes;
  notes.notes = std::optional<std::string>("Calls before eight");
  edit(edited, notes);
  const auto before = read([&](auto& c) { return store::removal_counts(c, connection_); });
  EXPECT_EQ(before.tenants, 1);
  EXPECT_EQ(before.records, 3);
  EXPECT_EQ(before.made_by_sync, 1);
  EXPECT_EQ(before.edited, 2);
  remove();
  EXPECT_TRUE(archived(untouched));
  EXPECT_FALSE(archived(edited));
  EXPECT_FALSE(archived(by_hand));
  EXPECT_EQ(read([&](auto& c) { return store::find_contact(c, everything(), edited)->notes; }),
            "Calls before eight");
  for (const auto* table : {"records", "record_keys", "links", "runs", "type_state", "reviews"})
    EXPECT_EQ(rows(table), 0) << table;
  const auto tenant = read([&](auto& c) { return store::find_tenant(c, everything(), tenant_); });
  ASSERT_TRUE(tenant) << "the tenant stays, with its organization";
  EXPECT_EQ(tenant->organization, org_);
  write([&](auto& c) { store::delete_connection(c, connection_, later(10)); });
}

TEST_P(Removal, ArchivesWhateverElseTheSyncMadeAndForgetsWhatItRelated) {
  const auto made = [&](const store::PlainShape& shape, const std::string& name) {
    const auto id = write([&](auto& c) {
      store::PlainPatch values;
      values.organization = org_;
      values.texts["name"] = name;
      if (&shape == &store::kConfigurationShape) values.texts["serial_number"] = "S-" + name;
      return store::create_plain(c, shape, everything(), microsoft(1), values, kNow).id;
    });
    write([&](auto& c) {
      store::Link link;
      link.tenant = tenant_;
      link.record = store::write_records(c, tenant_, "managed_devices", 1,
                                         {{{}, "d-" + name, name, "{}", "h", 1, {}, {}}}, kNow)
                        .front();
      link.asset = id;
      link.type = "managed_devices";
      link.asset_kind = shape.kind;
      link.reason = "created";
      std::vector<store::Link> links{link};
      store::create_links(c, microsoft(1), links, kNow);
    });
    return id;
  };
  const auto laptop = made(store::kConfigurationShape, "Laptop");
  const auto edited = made(store::kConfigurationShape, "Server");
  const auto office = made(store::kLocationShape, "Office");
  const auto ann = linked("Ann", person(), tenant_);
  const auto related = [&](base::Id configuration) {
    return read([&](auto& c) {
      return store::related_items(c, everything(), {"configuration", configuration}).size() +
             store::related_items(c, everything(), {"configuration", configuration}, true).size();
    });
  };
  write([&](auto& c) {
    store::PlainPatch notes;
    notes.texts["notes"] = "In the cellar";
    store::update_plain(c, store::kConfigurationShape, everything(), person(), edited, notes, {},
                        later(5));
    store::add_relations(c, microsoft(1), tenant_,
                         {{{"configuration", laptop}, {"contact", ann}, "intune_user"},
                          {{"configuration", edited}, {"contact", ann}, "intune_user"}},
                         kNow);
    const auto refused = store::related_items(c, everything(), {"configuration", laptop}).at(0);
    store::unrelate(c, everything(), person(), {"contact", ann}, refused.id, later(6));
  });
  EXPECT_EQ(read([&](auto& c) { return store::removal_counts(c, connection_); }).made_by_sync, 1)
      << "who was taken apart by a person was touched by one";
  remove();
  const auto is_archived = [&](const store::PlainShape& shape, base::Id id) {
    return read([&](auto& c) {
      return store::find_plain(c, shape, everything(), id)->archived_at.has_value();
    });
  };
  EXPECT_FALSE(is_archived(store::kConfigurationShape, laptop));
  EXPECT_FALSE(is_archived(store::kConfigurationShape, edited));
  EXPECT_TRUE(is_archived(store::kLocationShape, office));
  EXPECT_EQ(related(edited), 0U) << "Microsoft says nothing of it any more";
  EXPECT_EQ(related(laptop), 1U) << "what a person took apart is remembered";
  EXPECT_EQ(
      write([&](auto& c) { return store::restore_archived(c, leaving_, person(), later(20)); }), 1);
  EXPECT_FALSE(is_archived(store::kLocationShape, office));
}

TEST_P(Removal, IsUndoneForWhatNobodyChangedSince) {
  const auto ann = linked("Ann", microsoft(1), tenant_);
  const auto bob = linked("Bob", microsoft(1), tenant_);
  remove();
  EXPECT_EQ(read([&](auto& c) { return store::archived_by(c, leaving_); }), 2);
  store::ContactPatch words;
  words.notes = std::optional<std::string>("Left in spring");
  edit(bob, words);
  EXPECT_EQ(
      write([&](auto& c) { return store::restore_archived(c, leaving_, person(), later(20)); }), 2);
  EXPECT_EQ(
      write([&](auto& c) { return store::restore_archived(c, leaving_, person(), later(20)); }), 0);
  EXPECT_FALSE(archived(ann));
  EXPECT_TRUE(archived(bob)) << "somebody wrote there since";
  const auto history = read([&](auto& c) { return store::changes_of(c, "contact", ann); });
  EXPECT_TRUE(std::ranges::any_of(history, [](const auto& one) { return one.op == "restore"; }));
}

TEST_P(Removal, KeepsWhatAnotherConnectionAlsoReaches) {
  const auto other = connection();
  const auto shared = linked("Ann", microsoft(1), tenant_);
  write([&](auto& c) {
    store::merge_tenants(c, other, "global",
                         {{"id-of-Contoso", "Contoso", "contoso.example", "direct", false}}, false,
                         "read", kNow);
  });
  EXPECT_TRUE(read([&](auto& c) { return store::tenants_of_alone(c, connection_); }).empty());
  EXPECT_EQ(read([&](auto& c) { return store::removal_counts(c, connection_); }).records, 0);
  EXPECT_EQ(write([&](auto& c) {
              return store::archive_untouched(c, leaving_, connection_, tenant_, person(), kNow);
            }),
            0);
  EXPECT_FALSE(archived(shared));
}

}  // namespace
}  // namespace reeve::test
