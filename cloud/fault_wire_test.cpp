// Every kind of fault, seen on the wire by a client that knows nothing of the server. The table of
// tests is compared with the table of kinds: a kind without a test fails.
#include <gtest/gtest.h>

#include <future>
#include <map>

#include "fault_wire_pages.h"

namespace cloud {
namespace {

using namespace std::chrono_literals;
using Test = void (*)(WireCloud&);

// Sets a fault that makes answers of that status and code, and looks at one.
WireAnswer refused(WireCloud& cloud, boost::json::object fault, int status, const char* code) {
  cloud.fault(std::move(fault));
  const WireAnswer answer = cloud.read(kUsers);
  EXPECT_EQ(answer.status, status);
  EXPECT_TRUE(answer.complete);
  EXPECT_EQ(graph_code_of(answer), code);
  return answer;
}

void test_throttled(WireCloud& cloud) {
  const WireAnswer answer =
      refused(cloud, {{"kind", "throttled"}, {"seconds", 7}}, 429, "TooManyRequests");
  EXPECT_EQ(answer.header("Retry-After"), "7");
  EXPECT_EQ(cloud.read(kUsers).status, 200) << "once";
}

std::string storm(WireCloud& cloud, const char* kind, std::string& waits) {
  cloud.control("DELETE", "faults");
  cloud.fault({{"kind", kind}, {"share", 0.3}, {"seed", 5}});
  std::string seen;
  for (int at = 0; at < 40; ++at) {
    const WireAnswer answer = cloud.read("/v1.0/organization");
    seen += answer.status == 429 ? 'x' : '.';
    if (answer.status == 429) waits += answer.header("Retry-After");
  }
  return seen;
}

void test_storm(WireCloud& cloud) {
  std::string waits;
  const std::string first = storm(cloud, "429-storm", waits);
  const auto struck = std::count(first.begin(), first.end(), 'x');
  EXPECT_GE(struck, 5);
  EXPECT_LE(struck, 22);
  EXPECT_EQ(waits, std::string(static_cast<std::size_t>(struck), '1'));
  EXPECT_EQ(storm(cloud, "429-storm", waits), first) << "the same for the same seed";
}

void test_silent_storm(WireCloud& cloud) {
  std::string waits;
  EXPECT_NE(storm(cloud, "429-storm-without-retry-after", waits).find('x'), std::string::npos);
  EXPECT_EQ(waits, "");
}

void test_500(WireCloud& cloud) { refused(cloud, {{"kind", "500"}}, 500, "InternalServerError"); }
void test_502(WireCloud& cloud) { refused(cloud, {{"kind", "502"}}, 502, "BadGateway"); }
void test_503(WireCloud& cloud) {
  const auto answer = refused(cloud, {{"kind", "503"}, {"seconds", 9}}, 503, "ServiceUnavailable");
  EXPECT_EQ(answer.header("Retry-After"), "9");
}
void test_504(WireCloud& cloud) { refused(cloud, {{"kind", "504"}}, 504, "GatewayTimeout"); }
void test_server_error(WireCloud& cloud) {
  refused(cloud, {{"kind", "server-error"}}, 503, "ServiceUnavailable");
  EXPECT_EQ(cloud.read(kUsers).status, 200);
}
void test_forbidden(WireCloud& cloud) {
  refused(cloud, {{"kind", "forbidden"}}, 403, "Authorization_RequestDenied");
}

void expect_challenge(const WireAnswer& answer) {
  const std::string header = answer.header("WWW-Authenticate");
  EXPECT_NE(header.find("error=\"insufficient_claims\""), std::string::npos) << header;
  const auto begin = header.find("claims=\"") + 8;
  const auto claims = base64url_decode(header.substr(begin, header.size() - 1 - begin));
  ASSERT_TRUE(claims);
  EXPECT_TRUE(parse_object(*claims)->contains("access_token"));
}
void test_insufficient_claims(WireCloud& cloud) {
  expect_challenge(refused(cloud, {{"kind", "insufficient-claims"}}, 403, "AccessDenied"));
}
void test_claims_challenge(WireCloud& cloud) {
  expect_challenge(
      refused(cloud, {{"kind", "claims-challenge"}}, 401, "InvalidAuthenticationToken"));
}

void test_reset(WireCloud& cloud) {
  cloud.fault({{"kind", "connection-reset"}});
  const WireAnswer answer = cloud.read(kUsers);
  EXPECT_EQ(answer.status, 0);
  EXPECT_EQ(answer.error, ECONNRESET);
}

void test_slow(WireCloud& cloud) {
  cloud.fault({{"kind", "slow"}, {"milliseconds", 300}});
  const WireAnswer answer = cloud.read(kUsers);
  EXPECT_EQ(answer.status, 200);
  EXPECT_GE(answer.head_took, 300ms);
}

void test_slow_body(WireCloud& cloud) {
  cloud.fault({{"kind", "slow-body"}, {"milliseconds", 400}});
  const WireAnswer answer = cloud.read(kUsers);
  EXPECT_TRUE(answer.complete);
  EXPECT_EQ(ids_of(answer).size(), 12U);
  EXPECT_GE(answer.took - answer.head_took, 300ms) << "the head comes at once";
}

void test_cut_body(WireCloud& cloud) {
  cloud.fault({{"kind", "cut-body"}});
  const WireAnswer answer = cloud.read(kUsers);
  EXPECT_EQ(answer.status, 200);
  EXPECT_FALSE(answer.complete);
  EXPECT_GT(answer.body_size, 0U);
}

void test_truncated_json(WireCloud& cloud) {
  cloud.fault({{"kind", "truncated-json"}});
  const WireAnswer answer = cloud.read(kUsers);
  EXPECT_EQ(answer.status, 200);
  EXPECT_TRUE(answer.complete);
  EXPECT_TRUE(answer.body.starts_with("{\"@odata.context\""));
  EXPECT_TRUE(answer.json().empty());
}

void test_not_json(WireCloud& cloud) {
  cloud.fault({{"kind", "not-json"}, {"path", "/users"}});
  const WireAnswer answer = cloud.read(kUsers);
  EXPECT_EQ(answer.status, 200);
  EXPECT_TRUE(answer.header("Content-Type").starts_with("text/html"));
  EXPECT_NE(answer.body.find("<html>"), std::string::npos);
  EXPECT_EQ(graph_code_of(cloud.read("/v1.0/organization")), "") << "others are spared";
}

void test_concealed_names(WireCloud& cloud) {
  const auto report = [&] {
    const WireAnswer sent = cloud.read("/v1.0/reports/getMailboxUsageDetail(period='D7')");
    EXPECT_EQ(sent.status, 302);
    return cloud.wire.ask("GET", cloud.local(sent.header("Location"))).body;
  };
  const std::string domain = "@" + cloud.customer().default_domain;
  EXPECT_NE(report().find(domain), std::string::npos);
  cloud.fault({{"kind", "concealed-names"}});
  EXPECT_EQ(report().find(domain), std::string::npos);
  EXPECT_NE(cloud.read("/v1.0/admin/reportSettings").body.find("\"displayConcealedNames\":true"),
            std::string::npos);
}

void test_clock_skew(WireCloud& cloud) {
  cloud.fault({{"kind", "clock-skew"}, {"seconds", -7200}});
  const std::int64_t now = cloud.cloud.clock.now();
  const WireAnswer given = cloud.ask_application_token();
  const auto claims = WireCloud::claims(text_of(given.json(), "access_token"));
  for (const char* name : {"iat", "nbf"})
    EXPECT_NEAR(static_cast<double>(number_of(claims, name)), static_cast<double>(now - 7200), 60)
        << name;
  const auto about = [&](const WireAnswer& answer, std::int64_t when) {
    for (std::int64_t at = when - 2; at < when + 60; ++at)
      if (answer.header("Date") == http_time(at)) return true;
    return false;
  };
  EXPECT_TRUE(about(given, now - 7200)) << given.head;
  EXPECT_TRUE(about(cloud.read(kUsers), now - 7200));
  cloud.control("DELETE", "faults");
  EXPECT_TRUE(about(cloud.read(kUsers), now));
}

void test_eventual_consistency(WireCloud& cloud) {
  cloud.fault({{"kind", "eventual-consistency"}, {"seconds", 60}});
  const std::string id = cloud.customer().users().at(3).id;
  const std::string target = "/v1.0/users/" + id + "?$select=jobTitle";
  const std::string before = text_of(cloud.read(target).json(), "jobTitle");
  cloud.control("PATCH", "tenants/" + cloud.customer().id + "/users/" + id,
                {{"jobTitle", "Beekeeper"}});
  EXPECT_EQ(text_of(cloud.read(target).json(), "jobTitle"), before);
  cloud.control("POST", "tenants/" + cloud.customer().id + "/users",
                {{"id", "0e0e0e0e-0000-4000-8000-000000000001"},
                 {"displayName", "New"},
                 {"userPrincipalName", "new@" + cloud.customer().default_domain}});
  EXPECT_EQ(cloud.read("/v1.0/users/0e0e0e0e-0000-4000-8000-000000000001").status, 404);
  cloud.control("POST", "clock", {{"advance", "PT61S"}});
  EXPECT_EQ(text_of(cloud.read(target).json(), "jobTitle"), "Beekeeper");
  EXPECT_EQ(cloud.read("/v1.0/users/0e0e0e0e-0000-4000-8000-000000000001").status, 200);
  cloud.control("DELETE",
                "tenants/" + cloud.customer().id + "/users/0e0e0e0e-0000-4000-8000-000000000001");
}

// A fault of the token endpoint: the number for the application and the one for a person.
void expect_tokens(WireCloud& cloud, boost::json::object fault, std::int64_t application,
                   std::int64_t person) {
  const std::string refresh = cloud.refresh_token();
  cloud.fault(std::move(fault));
  EXPECT_EQ(aadsts_of(cloud.ask_application_token()), application);
  EXPECT_EQ(aadsts_of(cloud.ask_refresh(refresh)), person);
}
void test_no_consent(WireCloud& c) { expect_tokens(c, {{"kind", "no-consent"}}, 700016, 65001); }
void test_refuse_secret(WireCloud& c) {
  expect_tokens(c, {{"kind", "refuse-secret"}}, 7000215, 7000215);
}
void test_secret_expired(WireCloud& c) {
  expect_tokens(c, {{"kind", "secret-expired"}}, 7000222, 7000222);
}
void test_mfa_required(WireCloud& c) { expect_tokens(c, {{"kind", "mfa-required"}}, 0, 50076); }
void test_no_relationship(WireCloud& c) {
  expect_tokens(c, {{"kind", "no-relationship"}}, 0, 50020);
}
void test_conditional_access(WireCloud& c) {
  expect_tokens(c, {{"kind", "conditional-access"}}, 0, 53003);
}
void test_grant_revoked(WireCloud& c) { expect_tokens(c, {{"kind", "grant-revoked"}}, 0, 50173); }
void test_gone_tenant(WireCloud& c) {
  expect_tokens(c, {{"kind", "gone-tenant"}}, 90002, 90002);
  EXPECT_EQ(c.read(kUsers).status, 401);
  EXPECT_EQ(aadsts_of(c.wire.ask("GET",
                                 "/" + c.customer().id + "/v2.0/.well-known/openid-configuration")),
            90002);
}
void test_aadsts(WireCloud& c) {
  expect_tokens(c, {{"kind", "aadsts"}, {"code", 50058}}, 50058, 50058);
  c.control("DELETE", "faults");
  expect_tokens(c, {{"kind", "aadsts"}, {"code", 50126}}, 0, 50126);
}

const std::map<std::string_view, Test> kTests = {
    {"throttled", test_throttled},
    {"429-storm", test_storm},
    {"429-storm-without-retry-after", test_silent_storm},
    {"500", test_500},
    {"502", test_502},
    {"503", test_503},
    {"504", test_504},
    {"server-error", test_server_error},
    {"forbidden", test_forbidden},
    {"insufficient-claims", test_insufficient_claims},
    {"claims-challenge", test_claims_challenge},
    {"connection-reset", test_reset},
    {"slow", test_slow},
    {"slow-body", test_slow_body},
    {"cut-body", test_cut_body},
    {"truncated-json", test_truncated_json},
    {"not-json", test_not_json},
    {"endless-next-link", test_endless_next_link},
    {"foreign-next-link", test_foreign_next_link},
    {"next-link-cycle", test_next_link_cycle},
    {"huge-page", test_huge_page},
    {"deep-nesting", test_deep_nesting},
    {"invalid-utf-8", test_invalid_utf8},
    {"nul-character", test_nul_character},
    {"duplicate-ids", test_duplicate_ids},
    {"empty-tenant", test_empty_tenant},
    {"half-listing-then-403", test_half_listing},
    {"empty-pages", test_empty_pages},
    {"delta-replay", test_delta_replay},
    {"delta-duplicates", test_delta_duplicates},
    {"delta-removed-first", test_delta_removed_first},
    {"delta-empty-pages", test_delta_empty_pages},
    {"expired-delta-token", test_expired_delta},
    {"sync-state-not-found", test_sync_state},
    {"concealed-names", test_concealed_names},
    {"clock-skew", test_clock_skew},
    {"eventual-consistency", test_eventual_consistency},
    {"no-consent", test_no_consent},
    {"refuse-secret", test_refuse_secret},
    {"secret-expired", test_secret_expired},
    {"mfa-required", test_mfa_required},
    {"no-relationship", test_no_relationship},
    {"conditional-access", test_conditional_access},
    {"grant-revoked", test_grant_revoked},
    {"gone-tenant", test_gone_tenant},
    {"aadsts", test_aadsts},
};

class FaultOnTheWire : public testing::TestWithParam<std::string_view> {};

TEST_P(FaultOnTheWire, IsSeenAndMended) {
  const auto test = kTests.find(GetParam());
  ASSERT_NE(test, kTests.end()) << "the kind " << GetParam() << " has no test in this file";
  WireCloud cloud;
  ASSERT_EQ(cloud.read(kUsers).status, 200);
  test->second(cloud);
  cloud.control("DELETE", "faults");
  EXPECT_EQ(ids_of(cloud.read(kUsers)).size(), 12U) << "mended";
}

// bms_wire_test.cpp has the tests of those.
bool is_of_bms(const FaultKind& kind) { return kind.name.starts_with("bms-"); }

std::vector<std::string_view> all_kinds() {
  std::vector<std::string_view> names;
  for (const FaultKind& one : fault_kinds())
    if (!is_of_bms(one)) names.push_back(one.name);
  return names;
}

INSTANTIATE_TEST_SUITE_P(Every, FaultOnTheWire, testing::ValuesIn(all_kinds()),
                         [](const auto& kind) {
                           std::string name(kind.param);
                           for (char& one : name)
                             if (!std::isalnum(static_cast<unsigned char>(one))) one = '_';
                           return name;
                         });

TEST(FaultDoors, OtherServicesFailOnlyWhenTheyAreNamed) {
  WireCloud cloud;
  cloud.control("POST", "faults", {{"kind", "503"}});
  EXPECT_EQ(cloud.read(kUsers).status, 503);
  EXPECT_EQ(cloud.ask_application_token().status, 200);
  EXPECT_EQ(cloud.read("/v1/customers").status, 401) << "it wants another token";
  for (const char* path : {"/oauth2/v2.0/token", "/v1/customers"})
    cloud.control("POST", "faults", {{"kind", "504"}, {"path", path}});
  const WireAnswer token = cloud.ask_application_token();
  EXPECT_EQ(token.status, 504);
  EXPECT_EQ(token.header("Content-Type"), "text/html") << "the front door speaks";
  EXPECT_EQ(cloud.read("/v1/customers").status, 504);
  cloud.control("DELETE", "faults");
  cloud.control("POST", "faults", {{"kind", "connection-reset"}, {"path", "/oauth2/v2.0/token"}});
  EXPECT_EQ(cloud.ask_application_token().error, ECONNRESET);
}

TEST(FaultDoors, FourCallsToAMailboxAtATimeAreCountedUntilTheyAreSent) {
  WireCloud cloud;
  const std::string target =
      "/v1.0/users/" + cloud.customer().users().front().id + "/mailboxSettings/userPurpose";
  cloud.fault({{"kind", "slow"}, {"milliseconds", 1500}});
  std::vector<std::future<WireAnswer>> calls;
  for (int at = 0; at < 6; ++at)
    calls.push_back(std::async(std::launch::async, [&] { return cloud.read(target); }));
  int refused = 0;
  for (auto& call : calls) {
    const WireAnswer answer = call.get();
    if (answer.status != 429) continue;
    ++refused;
    EXPECT_EQ(graph_code_of(answer), "ApplicationThrottled");
    EXPECT_EQ(answer.header("Retry-After"), "1");
  }
  EXPECT_EQ(refused, 2);
  EXPECT_EQ(cloud.read(target).status, 200) << "they are over";
}

TEST(FaultKinds, EachTestHasItsKindAndEachKindASentence) {
  EXPECT_EQ(kTests.size(), all_kinds().size());
  for (const auto& [name, test] : kTests) EXPECT_NE(fault_kind(name), nullptr) << name;
  for (const FaultKind& kind : fault_kinds()) {
    EXPECT_GT(kind.summary.size(), 20U) << kind.name;
    for (const std::string& alias : split(kind.aliases, ' '))
      EXPECT_EQ(fault_kind(alias), &kind) << alias;
  }
}

}  // namespace
}  // namespace cloud
