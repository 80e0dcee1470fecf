// The preview of a mapping and the links that a mapping applies to, on both databases.
#include <gmock/gmock.h>

#include "store/links.h"
#include "store/mapped_contact.h"
#include "store/records.h"
#include "store/sync_settings.h"
#include "store_case.h"

namespace reeve::test {
namespace {

using domain::ContactTarget;
using domain::MappingRule;

class MappedContacts : public StoreTest {
 protected:
  void SetUp() override {
    StoreTest::SetUp();
    org_ = organization("Contoso");
    connection_ = connection();
    tenant_ = tenant_matched("Contoso", connection_, org_);
    ann_ = contact(org_, "Ann", "Lee", {{"ann@x.com", true, {}, domain::Source::person}});
    add("u1", R"({"id":"u1","jobTitle":"CEO","department":"Board"})", ann_);
  }
  void add(const std::string& id, const std::string& body, base::Id contact) {
    write([&](auto& c) {
      const auto records =
          store::write_records(c, tenant_, "users", 42, {{{}, id, id, body, "h", 1, {}, {}}}, kNow);
      store::Link link;
      link.tenant = tenant_;
      link.record = records.front();
      link.asset = contact;
      link.type = "users";
      link.asset_kind = "contact";
      link.reason = "alias";
      std::vector<store::Link> links{link};
      store::create_links(c, microsoft(42), links, kNow);
    });
  }
  store::MappingPreview preview(const domain::ContactMapping& mapping) {
    store::MappingPreview out;
    read([&](auto& c) {
      store::preview_mapping(c, tenant_, mapping, kNow, out);
      return 0;
    });
    return out;
  }
  base::Id org_ = 0, connection_ = 0, tenant_ = 0, ann_ = 0;
};
REEVE_ON_BOTH_DATABASES(MappedContacts);

TEST_P(MappedContacts, ThePreviewReadsAndWritesNothing) {
  const auto before = dump(*database_);
  domain::ContactMapping mapping;
  mapping.of(ContactTarget::title).from = {"department"};
  const auto seen = preview(mapping);
  EXPECT_EQ(seen.linked, 1);
  EXPECT_EQ(seen.changed, 1);
  ASSERT_EQ(seen.fields.size(), 1U);
  EXPECT_EQ(seen.fields[0].name, "title");
  ASSERT_EQ(seen.fields[0].examples.size(), 1U);
  EXPECT_EQ(seen.fields[0].examples[0].contact, ann_);
  EXPECT_EQ(seen.fields[0].examples[0].new_value, "Board");
  mapping.of(ContactTarget::title).rule = MappingRule::leave_alone;
  EXPECT_EQ(preview(mapping).changed, 0);
  EXPECT_EQ(dump(*database_), before);
}

TEST_P(MappedContacts, ExamplesAreFewAndCountsAreWhole) {
  for (int i = 0; i < 7; ++i)
    add("more" + std::to_string(i), R"({"id":"m","jobTitle":"Clerk"})",
        contact(org_, "Person", std::to_string(i)));
  const auto seen = preview({});
  ASSERT_EQ(seen.fields.size(), 1U);
  EXPECT_EQ(seen.fields[0].contacts, 8);
  EXPECT_EQ(seen.fields[0].examples.size(), store::kPreviewExamples);
  EXPECT_EQ(seen.looked, 8);
}

TEST_P(MappedContacts, ALinkOfAnotherMappingIsAppliedAgainWhicheverWasFirst) {
  const auto due = [&](const domain::ContactMapping& mapping) {
    return read([&](auto& c) {
      return store::links_to_apply(c, tenant_, "users", store::revision_of(mapping), 10);
    });
  };
  domain::ContactMapping other;
  other.of(ContactTarget::title).from = {"department"};
  const auto link = due({}).at(0).link.id;
  for (const auto& mapping : {domain::ContactMapping{}, other}) {
    write([&](auto& c) { store::set_applied(c, {{link, "h", store::revision_of(mapping)}}); });
    EXPECT_TRUE(due(mapping).empty());
    EXPECT_EQ(due(mapping == other ? domain::ContactMapping{} : other).size(), 1U);
  }
  EXPECT_EQ(read([&](auto& c) { return store::links_to_apply(c, tenant_, "users", 0, 10); }).size(),
            1U);
}

TEST_P(MappedContacts, ATenantsMappingIsItsOwnThenItsConnections) {
  const auto choose = [&](store::SettingsOwner owner, const std::string& property) {
    write([&](auto& c) {
      store::set_sync_settings(c, owner, domain::kMappingSection,
                               R"({"contacts":{"title":{"from":[")" + property + R"("]}}})",
                               std::nullopt, kNow);
    });
  };
  const auto title = [&] {
    return read([&](auto& c) { return store::mapping_of_tenant(c, tenant_); })
        .of(ContactTarget::title)
        .from.front();
  };
  EXPECT_EQ(title(), "jobTitle");
  write([&](auto& c) {
    c.execute("UPDATE tenants SET connection_in_use = $1 WHERE id = $2", {connection_, tenant_});
  });
  choose({store::SettingsOwner::Kind::connection, connection_}, "department");
  EXPECT_EQ(title(), "department");
  choose({store::SettingsOwner::Kind::tenant, tenant_}, "companyName");
  EXPECT_EQ(title(), "companyName");
}

}  // namespace
}  // namespace reeve::test
