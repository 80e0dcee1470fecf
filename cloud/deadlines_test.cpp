// Every deadline of the cloud, seen shortly before and at its end by the moved clock.
//
// What has deadlines of its own is tested beside it: the states of relationships and their requests
// (relationships_test.cpp), subscriptions, password operations, tokens and budgets of BMS.
#include <gtest/gtest.h>

#include <functional>

#include "relationships.h"
#include "test_assertion.h"
#include "test_cloud.h"

namespace cloud {
namespace {

namespace json = boost::json;

// Looks whether it still holds: a status, or the AADSTS number of the token endpoint (0: given).
using Probe = std::function<std::int64_t()>;

struct Deadline {
  const char* name;
  const char* shortly_before;
  const char* then;
  Probe (*begin)(TestCloud&);
  std::int64_t alive, over;
};

Response with_secret(TestCloud& c, const std::string& secret) {
  return c.post(c.token_address(c.customer().id), {{"client_id", c.app().id},
                                                   {"client_secret", secret},
                                                   {"grant_type", "client_credentials"},
                                                   {"scope", std::string(kGraphDefault)}});
}

Probe code_probe(TestCloud& c) {
  return [&c, code = c.code()] { return TestCloud::code_of(c.redeem(code)); };
}

Probe ticket_probe(TestCloud& c) {
  const Response page = c.post(c.authorize_address(), {{"login", c.account().user_principal_name},
                                                       {"passwd", c.account().password}});
  return [&c, ticket = TestCloud::ticket_of(page)]() -> std::int64_t {
    return c.post(c.authorize_address(), {{"ticket", ticket}, {"consent", "accept"}}).status;
  };
}

Probe token_probe(TestCloud& c) {
  return [&c, token = c.token_for(c.customer().id)]() -> std::int64_t {
    return c.graph(token, "/v1.0/organization").status;
  };
}

Probe long_token_probe(TestCloud& c) {
  Pairs fields = c.with_client({{"grant_type", "client_credentials"},
                                {"scope", std::string(kGraphDefault)},
                                {"claims", R"({"access_token":{"xms_cc":{"values":["cp1"]}}})"}});
  const Response given = c.post(c.token_address(c.customer().id), fields);
  return [&c, token = text_of(TestCloud::body(given), "access_token")]() -> std::int64_t {
    return c.graph(token, "/v1.0/organization").status;
  };
}

Probe refresh_probe(TestCloud& c) {
  return [&c, token = c.refresh_token()] {
    return TestCloud::code_of(c.refresh(c.customer().id, token));
  };
}

// A refresh token that was used after 60 days counts its idle days from there.
Probe used_refresh_probe(TestCloud& c) {
  const std::string token = c.refresh_token();
  c.control("POST", "clock", {{"advance", "P60D"}});
  c.refresh(c.customer().id, token);
  return [&c, token] { return TestCloud::code_of(c.refresh(c.customer().id, token)); };
}

Probe delta_probe(TestCloud& c, const std::string& of) {
  const auto first = TestCloud::body(
      c.graph(c.token_for(c.customer().id), "/v1.0/" + of + "/delta?$deltatoken=latest"));
  const std::string link = text_of(first, "@odata.deltaLink");
  return [&c, link]() -> std::int64_t {
    return c.graph(c.token_for(c.customer().id), link.substr(link.find("/v1.0/"))).status;
  };
}
Probe users_probe(TestCloud& c) { return delta_probe(c, "users"); }
Probe groups_probe(TestCloud& c) { return delta_probe(c, "groups"); }
Probe devices_probe(TestCloud& c) { return delta_probe(c, "devices"); }

Probe secret_probe(TestCloud& c) {
  c.control("POST", "application/secret", {{"value", "short"}, {"lifetime", "P10D"}});
  return [&c] { return TestCloud::code_of(with_secret(c, "short")); };
}

Probe first_secret_probe(TestCloud& c) {
  return [&c] { return TestCloud::code_of(with_secret(c, c.app().secret)); };
}

Response asserted(TestCloud& c, const AssertionKey& key, const json::object& payload) {
  AssertionParts parts;
  parts.payload = payload;
  return c.post(c.token_address(c.customer().id), assertion_form(c.app().id, key.sign(parts)));
}

json::object fresh_payload(TestCloud& c) {
  return assertion_payload(c.app().id, "http://127.0.0.1:9443" + c.token_address(c.customer().id),
                           c.cloud.clock.now());
}

Probe certificate_probe(TestCloud& c) {
  const auto key = std::make_shared<AssertionKey>();
  c.control("POST", "application/certificate", {{"value", key->certificate()}});
  return [&c, key] { return TestCloud::code_of(asserted(c, *key, fresh_payload(c))); };
}

Probe assertion_probe(TestCloud& c) {
  const auto key = std::make_shared<AssertionKey>();
  c.control("POST", "application/certificate", {{"value", key->certificate()}});
  return [&c, key, payload = fresh_payload(c)] {
    return TestCloud::code_of(asserted(c, *key, payload));
  };
}

// An assertion that was used is known as such as long as it would be taken.
Probe replay_probe(TestCloud& c) {
  Probe probe = assertion_probe(c);
  probe();
  return probe;
}

Probe report_probe(TestCloud& c) {
  const Response answer =
      c.graph(c.token_for(c.customer().id), "/v1.0/reports/getMailboxUsageDetail(period='D7')");
  const std::string link = TestCloud::header(answer, "Location");
  return [&c, link]() -> std::int64_t {
    return c.get(link.substr(link.find("/data/"))).status == 200 ? 200 : 0;
  };
}

Probe deleted_probe(TestCloud& c) {
  const std::string id = c.customer().users().at(3).id;
  c.control("DELETE", "tenants/" + c.customer().id + "/users/" + id);
  return [&c, id]() -> std::int64_t {
    return c.graph(c.token_for(c.customer().id), "/v1.0/directory/deletedItems/" + id).status;
  };
}

// Whoever enters by a relationship is outside once it has ended.
Probe relationship_probe(TestCloud& c) {
  for (Relationship one : std::vector<Relationship>(c.cloud.world.relationships)) {
    if (one.customer_id != c.customer().id) continue;
    one.created = one.activated = one.status_since = c.cloud.clock.now();
    one.duration = "P10D";
    one.auto_extend = "PT0S";
    apply_relationship_edit(c.cloud.world, relationship_edit(c.cloud.world, one));
  }
  return [&c, token = c.refresh_token()] {
    return TestCloud::code_of(c.refresh(c.customer().id, token));
  };
}

Probe report_budget_probe(TestCloud& c) {
  const Probe ask = [&c]() -> std::int64_t {
    return c.graph(c.token_for(c.customer().id), "/v1.0/reports/getMailboxUsageDetail(period='D7')")
        .status;
  };
  for (int at = 0; at < 14; ++at) ask();
  return ask;
}

Probe loop_probe(TestCloud& c) {
  c.control("PATCH", "limits", {{"scale", 0.01}});
  const Probe ask = [&c] { return TestCloud::code_of(c.application_token(c.customer().id)); };
  for (int at = 0; at < 5; ++at) ask();
  return ask;
}

Probe customers_budget_probe(TestCloud& c) {
  c.control("PATCH", "limits", {{"scale", 0.01}});
  const Probe ask = [&c]() -> std::int64_t { return c.get("/v1/customers").status; };
  for (int at = 0; at < 5; ++at) ask();
  return ask;
}

constexpr Deadline kDeadlines[] = {
    {"code", "PT9M30S", "PT10M", code_probe, 0, 70008},
    {"sign-in", "PT9M30S", "PT10M", ticket_probe, 302, 200},  // 200: the page, once more
    {"access token", "PT59M30S", "PT1H30M1S", token_probe, 200, 401},
    {"token of 28 hours", "PT19H59M", "PT28H1S", long_token_probe, 200, 401},
    {"refresh token", "P89DT23H", "P90DT1S", refresh_probe, 0, 700082},
    {"used refresh token", "P88D", "P91D", used_refresh_probe, 0, 700082},
    {"delta link of users", "P6DT23H59M", "P7D", users_probe, 200, 410},
    {"delta link of groups", "P6DT23H59M", "P7D", groups_probe, 200, 410},
    {"delta link of devices", "P6DT23H59M", "P7D", devices_probe, 200, 410},
    {"secret", "P9DT23H59M", "P10D", secret_probe, 0, 7000222},
    {"first secret", "P699DT23H", "P700DT1H", first_secret_probe, 0, 7000222},
    {"certificate", "P3649D", "P3651D", certificate_probe, 0, 700027},
    {"assertion", "PT14M30S", "PT15M", assertion_probe, 0, 700024},
    {"used assertion", "PT14M30S", "PT15M", replay_probe, 700030, 700024},
    {"report link", "PT4M30S", "PT5M1S", report_probe, 200, 0},
    {"deleted person", "P29DT23H", "P30D", deleted_probe, 200, 404},
    {"relationship", "P9DT23H", "P10D", relationship_probe, 0, 50020},
    {"report budget", "PT9M30S", "PT10M", report_budget_probe, 429, 302},
    {"loop", "PT4M30S", "PT5M", loop_probe, 90055, 0},
    {"customers budget", "PT30S", "PT1M", customers_budget_probe, 429, 401},
};

class Deadlines : public testing::TestWithParam<Deadline> {};

TEST_P(Deadlines, HoldUntilTheirEnd) {
  const Deadline& one = GetParam();
  for (const bool over : {false, true}) {
    TestCloud cloud;
    const Probe probe = one.begin(cloud);
    const char* by = over ? one.then : one.shortly_before;
    ASSERT_EQ(cloud.control("POST", "clock", {{"advance", by}}).status, 200) << by;
    EXPECT_EQ(probe(), over ? one.over : one.alive) << one.name << " after " << by;
  }
}

INSTANTIATE_TEST_SUITE_P(Every, Deadlines, testing::ValuesIn(kDeadlines), [](const auto& tested) {
  std::string name;
  for (const char letter : std::string_view(tested.param.name))
    name += std::isalnum(static_cast<unsigned char>(letter)) ? letter : '_';
  return name;
});

}  // namespace
}  // namespace cloud
