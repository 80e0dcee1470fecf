// Comparing documentation with Microsoft: what differs, and what taking, keeping and releasing
// write.
#include "store/compare.h"

#include <gmock/gmock.h>

#include "store/changes.h"
#include "store/configurations.h"
#include "store/links.h"
#include "store/records.h"
#include "store_case.h"

namespace reeve::test {
namespace {

using domain::Source;
using store::CompareAct;
using store::ComparedRow;

constexpr std::string_view kKnown =
    R"("userType":"Member","proxyAddresses":[],"businessPhones":["+43 1 2345"],"mobilePhone":null)";

class Comparing : public StoreTest {
 protected:
  void SetUp() override {
    StoreTest::SetUp();
    org_ = organization("Contoso");
    tenant_ = tenant_matched("Contoso", connection(), org_);
  }
  // A contact as a person wrote it, with a user behind it.
  base::Id linked(const std::string& first, const std::string& title,
                  const std::string& microsofts) {
    const auto id = contact(org_, first, "Lee", {{first + "@contoso.com", true, {}}});
    store::ContactPatch patch;
    patch.title = std::optional(title);
    write([&](auto& c) {
      if (!title.empty()) store::update_contact(c, everything(), person(), id, patch, {}, kNow);
      store::RecordWrite user;
      user.external_id = user.title = first;
      user.hash = "h";
      user.body = R"({"id":"x","displayName":")" + first + R"( Lee","givenName":")" + first +
                  R"(","surname":"Lee","mail":")" + first + R"(@contoso.com",)" +
                  R"("userPrincipalName":")" + first + R"(@contoso.com",)" + std::string(kKnown) +
                  microsofts + "}";
      const auto record = store::write_records(c, tenant_, "users", 1, {user}, kNow).front();
      store::Link link;
      link.tenant = tenant_;
      link.record = record;
      link.asset = id;
      link.type = "users";
      link.asset_kind = domain::kContact;
      link.reason = "alias";
      std::vector<store::Link> links{link};
      store::create_links(c, microsoft(1), links, kNow);
    });
    return id;
  }
  std::vector<ComparedRow> rows(base::Id id) {
    return read([&](auto& c) { return store::compare_contact(c, everything(), id); });
  }
  ComparedRow row(base::Id id, const std::string& field) {
    for (const auto& one : rows(id))
      if (one.field == field) return one;
    ADD_FAILURE() << "no row " << field;
    return {};
  }
  store::CompareAnswer answer(CompareAct act, base::Id id, const std::string& field,
                              const store::Scope& scope = everything()) {
    return write([&](auto& c) {
      return store::answer_compared(c, scope, person(), act, {{"contact", id, field}}, later(60));
    });
  }
  domain::Contact now(base::Id id) {
    return read([&](auto& c) { return store::find_contact(c, everything(), id).value(); });
  }
  // As a sync does it: Microsoft's whole word.
  void sync_title(base::Id id, const std::string& title) {
    store::ContactPatch patch;
    patch.title = std::optional(title);
    write([&](auto& c) { store::write_contacts(c, microsoft(1), {{id, patch}}, later(90)); });
  }
  std::vector<std::string> fields(std::vector<store::Filter> filters) {
    store::ListQuery query{std::move(filters), {}, 1, 100};
    std::vector<std::string> out;
    for (const auto& one : read([&](auto& c) {
           return store::compare_organization(c, everything(), org_, query).rows;
         }))
      out.push_back(one.asset_name + " " + one.field);
    return out;
  }
  base::Id org_ = 0, tenant_ = 0;
};
REEVE_ON_BOTH_DATABASES(Comparing);

TEST_P(Comparing, EachFieldSaysWhereItStands) {
  const auto ann = linked("Ann", "CTO", R"(,"jobTitle":"Chief technician")");
  const auto title = row(ann, "title");
  EXPECT_EQ(title.state, "differs");
  EXPECT_EQ(title.ours, "CTO");
  EXPECT_EQ(title.microsoft, "Chief technician");
  EXPECT_EQ(title.source, Source::person);
  EXPECT_FALSE(title.locked);
  EXPECT_EQ(title.tenant_name, "Contoso");
  EXPECT_EQ(row(ann, "first_name").state, "same");
  EXPECT_EQ(row(ann, "primary_email").state, "same");
  EXPECT_EQ(row(ann, "phones").state, "differs") << "a number that we lack";
  EXPECT_EQ(row(linked("Bob", "Driver", R"(,"jobTitle":null)"), "title").state, "only_ours");
  const auto silent = row(linked("Cid", "Driver", ""), "title");
  EXPECT_EQ(silent.state, "unknown");
  EXPECT_THAT(silent.reason.value_or(""), testing::HasSubstr("did not hold"));
}

TEST_P(Comparing, WhatIsTakenIsMicrosoftsFromThenOn) {
  const auto ann = linked("Ann", "CTO", R"(,"jobTitle":"Chief technician")");
  EXPECT_EQ(answer(CompareAct::take, ann, "title").done, 1);
  EXPECT_EQ(now(ann).title, "Chief technician");
  EXPECT_EQ(row(ann, "title").source, Source::microsoft);
  EXPECT_EQ(row(ann, "title").state, "same");
  const auto change = read([&](auto& c) { return store::changes_of(c, "contact", ann).front(); });
  EXPECT_EQ(change.path, "title");
  EXPECT_EQ(change.actor, "person");
  EXPECT_EQ(change.account, 7);
  EXPECT_EQ(change.old_value, "CTO");
  sync_title(ann, "Head of technology");
  EXPECT_EQ(now(ann).title, "Head of technology") << "the next syncs keep it true";
}

TEST_P(Comparing, WhatIsKeptIsLockedAndNoSyncWritesIt) {
  const auto ann = linked("Ann", "", R"(,"jobTitle":"Chief technician")");
  sync_title(ann, "Old title");
  EXPECT_EQ(answer(CompareAct::keep, ann, "title").done, 1);
  EXPECT_EQ(row(ann, "title").state, "kept");
  EXPECT_TRUE(row(ann, "title").locked);
  sync_title(ann, "Chief technician");
  EXPECT_EQ(now(ann).title, "Old title");
  EXPECT_EQ(answer(CompareAct::keep, ann, "title").done, 0) << "it is kept already";
  EXPECT_EQ(read([&](auto& c) { return store::changes_of(c, "contact", ann).front().path; }),
            "title/lock");
  EXPECT_EQ(answer(CompareAct::release, ann, "title").done, 1);
  EXPECT_EQ(row(ann, "title").state, "differs");
  EXPECT_EQ(answer(CompareAct::keep, ann, "title").done, 1);
  EXPECT_EQ(answer(CompareAct::take, ann, "title").done, 1) << "taking releases the lock";
  EXPECT_EQ(now(ann).title, "Chief technician");
  EXPECT_FALSE(row(ann, "title").locked);
}

TEST_P(Comparing, OfListsMicrosoftsEntriesComeAndPeoplesStay) {
  const auto ann = linked("Ann", "", R"(,"jobTitle":null)");
  store::ContactPatch patch;
  patch.emails = std::vector<domain::Email>{{"own@private.example", true, {}}};
  patch.phones = std::vector<domain::Phone>{{"+43 1 999", {}, true, {}}};
  write(
      [&](auto& c) { store::update_contact(c, everything(), person(), ann, patch, {}, later(1)); });
  EXPECT_EQ(row(ann, "primary_email").state, "differs");
  EXPECT_EQ(row(ann, "emails").state, "differs");
  EXPECT_EQ(answer(CompareAct::take, ann, "emails").done, 1);
  ASSERT_EQ(now(ann).emails.size(), 2U);
  EXPECT_TRUE(now(ann).emails[0].primary) << "the list alone was taken";
  EXPECT_EQ(answer(CompareAct::take, ann, "primary_email").done, 1);
  EXPECT_EQ(now(ann).emails.size(), 2U);
  EXPECT_EQ(row(ann, "primary_email").ours, "Ann@contoso.com");
  EXPECT_EQ(answer(CompareAct::take, ann, "phones").done, 1);
  EXPECT_EQ(now(ann).phones.size(), 2U);
  EXPECT_TRUE(now(ann).phones[0].primary);
}

TEST_P(Comparing, ABlankIsNeverTakenAndOthersContactsAreLeft) {
  const auto ann = linked("Ann", "CTO", R"(,"jobTitle":null)");
  const auto blank = answer(CompareAct::take, ann, "title");
  EXPECT_EQ(blank.done, 0);
  ASSERT_EQ(blank.left.size(), 1U);
  EXPECT_THAT(blank.left[0].sentence, testing::HasSubstr("a blank is never taken"));
  EXPECT_EQ(now(ann).title, "CTO");
  const auto foreign = answer(CompareAct::take, ann, "phones", store::Scope::only(2, {org_ + 1}));
  EXPECT_EQ(foreign.done, 0);
  EXPECT_TRUE(now(ann).phones.empty());
}

TEST_P(Comparing, AnOrganizationListsWhatDiffers) {
  linked("Bob", "Driver", R"(,"jobTitle":"Driver")");
  const auto ann = linked("Ann", "CTO", R"(,"jobTitle":"Chief technician")");
  write([&](auto& c) {
    store::RecordWrite tenant;
    tenant.external_id = "t";
    tenant.title = "Contoso Ltd";
    tenant.body = R"({"id":"t","displayName":"Contoso Ltd"})";
    tenant.hash = "h";
    store::write_records(c, tenant_, "organization", 1, {tenant}, kNow);
  });
  using testing::ElementsAre;
  EXPECT_THAT(fields({{"state", {"differs"}}}),
              ElementsAre("Contoso name", "Ann Lee title", "Ann Lee phones", "Bob Lee phones"));
  EXPECT_THAT(fields({{"state", {"differs"}}, {"field", {"title"}}}), ElementsAre("Ann Lee title"));
  EXPECT_THAT(fields({{"state", {"differs"}}, {"search", {"bob"}}}), ElementsAre("Bob Lee phones"));
  EXPECT_THAT(fields({{"asset_kind", {"organization"}}}), ElementsAre("Contoso name"));
  answer(CompareAct::keep, ann, "title");
  EXPECT_THAT(fields({{"state", {"kept"}}}), ElementsAre("Ann Lee title"));
  store::ListQuery second{{{"state", {"differs"}}}, {}, 2, 2};
  const auto page =
      read([&](auto& c) { return store::compare_organization(c, everything(), org_, second); });
  EXPECT_EQ(page.total, 3);
  EXPECT_EQ(page.rows.size(), 1U);
  // In pieces it is the same.
  base::Id after = 0;
  std::size_t count = 0;
  do {
    count += read([&](auto& c) {
               return store::compare_next(c, everything(), org_,
                                          {{{"state", {"differs"}}}, {}, 1, 50}, after, 1);
             }).size();
  } while (after != 0);
  EXPECT_EQ(count, 3U);
}

TEST_P(Comparing, APersonMayTakeTheTenantsName) {
  write([&](auto& c) {
    store::RecordWrite tenant;
    tenant.external_id = tenant.title = "t";
    tenant.body = R"({"id":"t","displayName":"Contoso Ltd"})";
    tenant.hash = "h";
    store::write_records(c, tenant_, "organization", 1, {tenant}, kNow);
    store::answer_compared(c, everything(), person(), CompareAct::take,
                           {{"organization", org_, "name"}}, later(5));
  });
  EXPECT_EQ(read([&](auto& c) { return store::find_organization(c, everything(), org_)->name; }),
            "Contoso Ltd");
  EXPECT_TRUE(fields({{"state", {"differs"}}}).empty());
}

TEST_P(Comparing, AConfigurationStandsBesideItsDevice) {
  const auto id = write([&](auto& c) {
    store::PlainPatch values;
    values.organization = org_;
    values.texts = {{"name", "PC-7"},
                    {"hostname", "PC-7"},
                    {"serial_number", "OLD-1"},
                    {"manufacturer", "dell"}};
    const auto made =
        store::create_plain(c, store::kConfigurationShape, everything(), person(), values, kNow);
    store::RecordWrite device;
    device.external_id = device.title = "PC-7";
    device.hash = "h";
    device.body = R"({"id":"d","deviceName":"PC-7","serialNumber":"SN-7","manufacturer":"Dell"})";
    store::Link link;
    link.record = store::write_records(c, tenant_, "managed_devices", 1, {device}, kNow).front();
    link.tenant = tenant_;
    link.asset = made.id;
    link.type = "managed_devices";
    link.asset_kind = domain::kConfiguration;
    link.reason = "name";
    std::vector<store::Link> links{link};
    store::create_links(c, microsoft(1), links, kNow);
    return made.id;
  });
  EXPECT_THAT(fields({{"state", {"differs"}}}), testing::ElementsAre("PC-7 serial_number"));
  write([&](auto& c) {
    store::answer_compared(c, everything(), person(), CompareAct::take,
                           {{"configuration", id, "serial_number"}}, later(5));
    store::answer_compared(c, everything(), person(), CompareAct::keep,
                           {{"configuration", id, "name"}}, later(6));
  });
  EXPECT_TRUE(fields({{"state", {"differs"}}}).empty());
  const auto rows = read(
      [&](auto& c) { return store::compare_asset(c, everything(), domain::kConfiguration, id); });
  for (const auto& one : rows) {
    if (one.field == "serial_number") {
      EXPECT_EQ(one.ours, "SN-7");
      EXPECT_EQ(one.source, Source::microsoft);
    }
    EXPECT_EQ(one.locked, one.field == "name") << one.field;
  }
  EXPECT_TRUE(read([&](auto& c) {
                return store::compare_asset(c, store::Scope::only(2, {org_ + 1}),
                                            domain::kConfiguration, id);
              }).empty());
}

}  // namespace
}  // namespace reeve::test
