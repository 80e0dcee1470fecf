// Tenants in the database: discovery, ways in, matching.
#include <gmock/gmock.h>

#include "store/changes.h"
#include "store/links.h"
#include "store/records.h"
#include "store/tenant_consents.h"
#include "store/tenants.h"
#include "store_case.h"

namespace reeve::test {
namespace {

using base::ErrorCode;
using store::FoundTenant;
using store::Scope;
using store::Tenant;

class Tenants : public StoreTest {
 protected:
  store::Discovered merge(base::Id connection, const std::vector<FoundTenant>& found,
                          bool complete = true) {
    return write([&](auto& c) {
      return store::merge_tenants(c, connection, "global", found, complete, "read", later(++step_));
    });
  }
  std::vector<Tenant> list(std::vector<store::Filter> filters = {},
                           const Scope& scope = everything()) {
    return read([&](auto& c) {
      return store::list_tenants(c, scope, {std::move(filters), {}, 1, 50}).rows;
    });
  }
  Tenant one(const std::string& name) { return list({{"name", {name}}}).at(0); }
  std::int64_t step_ = 0;
};
REEVE_ON_BOTH_DATABASES(Tenants);

TEST_P(Tenants, AreFoundOnceWhateverFindsThem) {
  const auto a = connection(), b = connection();
  auto result = merge(a, {{"T1", "Contoso", "contoso.com", "gdap", false},
                          {"t1", "Contoso", {}, "dap", false},
                          {"t2", "The MSP", {}, "own", true}});
  EXPECT_EQ(result.added, 2);
  EXPECT_EQ(result.total, 2);
  EXPECT_EQ(one("contoso").state, "read");
  EXPECT_EQ(one("contoso").way_in_use, "gdap");
  EXPECT_EQ(one("contoso").connection_in_use, a);
  EXPECT_EQ(one("The MSP").state, "new") << "the MSP's own tenant stays off";
  EXPECT_TRUE(one("The MSP").own);
  result = merge(b, {{"t1", "Contoso", {}, "direct", false}});
  EXPECT_EQ(result.added, 0);
  EXPECT_EQ(one("contoso").way_in_use, "gdap") << "a way in use is never switched in silence";
  EXPECT_EQ(one("contoso").default_domain, "contoso.com");
  const auto contoso = one("contoso").id;
  const auto ways = read([&](auto& c) { return store::tenant_access(c, contoso); });
  EXPECT_EQ(ways.size(), 3U);
}

TEST_P(Tenants, FollowRenames) {
  const auto a = connection();
  merge(a, {{"t1", "Contoso", {}, "gdap", false}});
  const auto result = merge(a, {{"t1", "Contoso Group", {}, "gdap", false}});
  EXPECT_EQ(result.renamed, 1);
  EXPECT_EQ(result.lost, 0);
  EXPECT_EQ(list().size(), 1U);
  EXPECT_EQ(one("Contoso Group").version, 3);
}

// A way that Microsoft says is over.
FoundTenant over(const std::string& id, const std::string& name, const std::string& cause,
                 const std::string& reason, bool add = false) {
  FoundTenant found{id, name, {}, "gdap", false};
  found.open = false;
  found.cause = cause;
  found.reason = reason;
  found.add = add;
  return found;
}

TEST_P(Tenants, AnEndedRelationshipIsTheReasonAndTheDocumentationStays) {
  const auto a = connection();
  const auto org = organization("Contoso");
  merge(a, {{"t1", "Contoso", {}, "gdap", false}, {"t2", "Fabrikam", {}, "gdap", false}});
  const auto contoso = one("Contoso").id;
  write([&](auto& c) { store::match_tenant(c, contoso, org, "chosen", 7, kNow); });
  const auto result =
      merge(a, {over("t1", "Contoso", "relationship_expired",
                     "The GDAP relationship expired on 2026-11-01."),
                over("t2", "Fabrikam", "relationship_terminated", "It was terminated."),
                over("t3", "Never read", "relationship_expired", "It expired.")});
  EXPECT_EQ(result.lost, 2);
  EXPECT_EQ(result.added, 0) << "what is over and was never read is nothing to keep";
  EXPECT_EQ(one("Contoso").cause, "relationship_expired");
  EXPECT_THAT(one("Contoso").reason.value_or(""), testing::HasSubstr("expired on 2026-11-01"));
  EXPECT_THAT(one("Contoso").reason.value_or(""), testing::HasSubstr("documented stays"));
  EXPECT_EQ(one("Contoso").organization, org);
  EXPECT_EQ(one("Fabrikam").cause, "relationship_terminated");
  const auto ways = read([&](auto& c) { return store::tenant_access(c, contoso); });
  ASSERT_EQ(ways.size(), 1U);
  EXPECT_EQ(ways[0].state, "lost");
  EXPECT_EQ(ways[0].cause, "relationship_expired");
  merge(a, {{"t1", "Contoso", {}, "gdap", false}, {"t2", "Fabrikam", {}, "gdap", false}});
  EXPECT_FALSE(one("Contoso").cause) << "it is back";
  EXPECT_FALSE(one("Contoso").reason);
}

TEST_P(Tenants, AnIncompleteDiscoveryLosesNothingByAnEndEither) {
  const auto a = connection();
  merge(a, {{"t1", "Contoso", {}, "gdap", false}});
  EXPECT_EQ(merge(a, {over("t1", "Contoso", "relationship_expired", "It expired.")}, false).lost,
            0);
  EXPECT_FALSE(one("Contoso").cause);
}

TEST_P(Tenants, WhoeverIsOnlyListedIsNewAndSaysWhy) {
  const auto a = connection();
  const auto result =
      merge(a, {over("t1", "Contoso", "no_relationship", "No relationship lets Reeve in.", true)});
  EXPECT_EQ(result.added, 1);
  EXPECT_EQ(one("Contoso").state, "new");
  EXPECT_FALSE(one("Contoso").way_in_use);
  EXPECT_EQ(one("Contoso").cause, "no_relationship");
  EXPECT_EQ(list({{"connection_id", {std::to_string(a)}}}).size(), 1U);
  merge(a, {{"t1", "Contoso", {}, "gdap", false}});
  EXPECT_EQ(one("Contoso").way_in_use, "gdap");
  EXPECT_FALSE(one("Contoso").reason);
}

TEST_P(Tenants, ALostConsentIsNoLostWay) {
  const auto a = connection();
  merge(a, {{"t1", "Contoso", {}, "gdap", false}});
  const auto of_a = [&] { return read([&](auto& c) { return store::tenants_read_by(c, a); }); };
  ASSERT_EQ(of_a().size(), 1U);
  EXPECT_FALSE(of_a().front().consent_lost);
  write([&](auto& c) { store::set_consent_lost(c, of_a().front(), a, true, kNow); });
  EXPECT_EQ(one("Contoso").cause, "consent_lost");
  EXPECT_EQ(one("Contoso").way_in_use, "gdap");
  merge(a, {{"t1", "Contoso", {}, "gdap", false}});
  EXPECT_EQ(one("Contoso").cause, "consent_lost") << "a listing says nothing about consent";
  EXPECT_TRUE(one("Contoso").reason);
  write([&](auto& c) { store::set_consent_lost(c, of_a().front(), a, false, kNow); });
  EXPECT_FALSE(one("Contoso").cause);
  EXPECT_FALSE(one("Contoso").reason);
}

TEST_P(Tenants, ALostWayIsToldAndNotSwitched) {
  const auto a = connection();
  merge(a, {{"t1", "Contoso", {}, "gdap", false}, {"t1", "Contoso", {}, "dap", false}});
  EXPECT_EQ(merge(a, {}, false).lost, 0) << "an incomplete discovery loses nothing";
  EXPECT_FALSE(one("Contoso").reason);
  EXPECT_EQ(merge(a, {{"t1", "Contoso", {}, "dap", false}}).lost, 1);
  const auto lost = one("Contoso");
  EXPECT_EQ(lost.way_in_use, "gdap");
  ASSERT_TRUE(lost.reason);
  EXPECT_THAT(*lost.reason, testing::HasSubstr("(DAP)"));
  merge(a, {{"t1", "Contoso", {}, "dap", false}, {"t1", "Contoso", {}, "gdap", false}});
  EXPECT_FALSE(one("Contoso").reason) << "the way is open again";
}

TEST_P(Tenants, APersonsPreferenceComesFirst) {
  const auto a = connection();
  const auto id = tenant("Contoso", a);
  write([&](auto& c) {
    c.execute("UPDATE tenants SET way_in_use = NULL, connection_in_use = NULL WHERE id = $1", {id});
    c.execute(
        "INSERT INTO tenant_access (tenant, connection, way, state, preference, seen_at) "
        "VALUES ($1, $2, 'dap', 'open', 5, 1)",
        {id, a});
  });
  merge(a, {}, false);
  EXPECT_EQ(one("Contoso").way_in_use, "dap");
}

TEST_P(Tenants, StayWhenTheirConnectionGoes) {
  const auto a = connection(), b = connection();
  merge(a, {{"t1", "Contoso", {}, "gdap", false}});
  merge(b, {{"t1", "Contoso", {}, "direct", false}});
  write([&](auto& c) { store::delete_connection(c, a, kNow); });
  const auto left = one("Contoso");
  EXPECT_FALSE(left.way_in_use);
  EXPECT_TRUE(left.reason);
  merge(b, {{"t1", "Contoso", {}, "direct", false}});
  EXPECT_EQ(one("Contoso").way_in_use, "direct");
  EXPECT_FALSE(one("Contoso").reason);
}

TEST_P(Tenants, AreMatchedUnmatchedAndIgnored) {
  const auto org = organization("Contoso"), me = account("me@msp.example");
  const auto id = tenant("Contoso", connection());
  write([&](auto& c) { store::match_tenant(c, id, org, "suggestion", me, later(1)); });
  auto t = one("Contoso");
  EXPECT_EQ(t.state, "active");
  EXPECT_EQ(t.organization, org);
  EXPECT_EQ(t.organization_name, "Contoso");
  EXPECT_EQ(t.matched_how, "suggestion");
  EXPECT_EQ(t.matched_by, me);
  write([&](auto& c) { store::accept_first_sync(c, id, me, later(2)); });
  write([&](auto& c) { store::set_last_good_sync(c, id, later(3)); });
  t = one("Contoso");
  EXPECT_EQ(t.first_sync_accepted_at, later(2));
  EXPECT_EQ(t.last_good_sync_at, later(3));
  write([&](auto& c) { store::match_tenant(c, id, std::nullopt, "chosen", me, later(4)); });
  t = one("Contoso");
  EXPECT_EQ(t.state, "read");
  EXPECT_FALSE(t.organization);
  EXPECT_FALSE(t.first_sync_accepted_at) << "another match is another first write";
  write([&](auto& c) { store::set_tenant_state(c, id, "ignored", me, later(5)); });
  EXPECT_EQ(one("Contoso").state, "ignored");
  const auto refused = error_of(
      [&] { write([&](auto& c) { store::set_tenant_state(c, id, "active", me, later(6)); }); });
  EXPECT_EQ(refused.code(), ErrorCode::invalid);
  const auto verdicts = read([&](auto& c) {
    std::string all;
    for (const auto& row : c.query("SELECT verdict FROM decisions ORDER BY id"))
      all += row.text(0) + " ";
    return all;
  });
  EXPECT_EQ(verdicts, "match_tenant match_tenant ignore_tenant ");
}

TEST_P(Tenants, MovedToAnotherOrganizationLoseTheOldOnesContacts) {
  const auto first = organization("First"), second = organization("Second");
  const auto ann = contact(first, "Ann", "Lee");
  const auto id = tenant_matched("Contoso", connection(), first);
  write([&](auto& c) {
    const auto ids =
        store::write_records(c, id, "users", 1, {{{}, "u1", "Ann", "{}", "h", 1, {}, {}}}, kNow);
    store::Link link;
    link.tenant = id;
    link.record = ids[0];
    link.asset = ann;
    link.type = "users";
    link.asset_kind = "contact";
    link.reason = "alias";
    std::vector<store::Link> links{link};
    store::create_links(c, microsoft(), links, kNow);
    store::match_tenant(c, id, second, "chosen", std::nullopt, later(1));
  });
  read([&](auto& c) {
    EXPECT_TRUE(store::links_of_asset(c, "contact", ann).empty());
    EXPECT_EQ(store::changes_of(c, "contact", ann).front().op, "unlink");
  });
}

TEST_P(Tenants, StandUnderTheTabsOfTheMatchingPage) {
  const auto a = connection();
  const auto org = organization("Matched");
  merge(a, {{"1", "Unmatched", {}, "gdap", false},
            {"2", "Suggested", {}, "gdap", false},
            {"3", "Matched", {}, "gdap", false},
            {"4", "Ignored", {}, "gdap", false},
            {"5", "Own", {}, "own", true}});
  const auto suggested = one("Suggested").id, matched = one("Matched").id,
             ignored = one("Ignored").id;
  write([&](auto& c) {
    store::replace_suggestions(c, suggested, {{0, org, "", 0.8, "The names are alike."}});
    store::match_tenant(c, matched, org, "exact_name", std::nullopt, kNow);
    store::set_tenant_state(c, ignored, "ignored", std::nullopt, kNow);
  });
  const auto names = [&](const char* tab) {
    std::string all;
    for (const auto& t : list({{"match", {tab}}})) all += t.name + " ";
    return all;
  };
  EXPECT_EQ(names("unmatched"), "Suggested Unmatched ");
  EXPECT_EQ(names("suggested"), "Suggested ");
  EXPECT_EQ(names("matched"), "Matched ");
  EXPECT_EQ(names("ignored"), "Ignored ");
  EXPECT_EQ(names("own"), "Own ");
  EXPECT_EQ(list({{"search", {"match"}}}).size(), 2U);
  EXPECT_EQ(list({{"connection_id", {std::to_string(a)}}}).size(), 5U);
  EXPECT_EQ(list({{"matched", {"true"}}}).size(), 1U);
  EXPECT_EQ(list({}, Scope::only(4, {org})).size(), 1U)
      << "unmatched tenants are for those who see all";
}

TEST_P(Tenants, KeepSuggestionsRanked) {
  const auto a = organization("A"), b = organization("B");
  const auto id = tenant("T", connection());
  write([&](auto& c) {
    store::replace_suggestions(c, id, {{0, a, "", 0.5, "so so"}, {0, b, "", 0.9, "alike"}});
  });
  const auto all = read([&](auto& c) { return store::suggestions_of(c, everything(), id); });
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0].organization_name, "B");
  EXPECT_DOUBLE_EQ(all[0].score, 0.9);
  EXPECT_EQ(read([&](auto& c) { return store::suggestions_of(c, Scope::only(4, {a}), id).size(); }),
            1U);
  write([&](auto& c) { store::replace_suggestions(c, id, {}); });
  EXPECT_TRUE(read([&](auto& c) { return store::suggestions_of(c, everything(), id); }).empty());
}

}  // namespace
}  // namespace reeve::test
