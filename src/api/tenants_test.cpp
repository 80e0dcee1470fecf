// Matching tenants, starting syncs, previews; connections and signing in at Microsoft; the overlay
// of a contact.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "api/test_world.h"
#include "base/error.h"
#include "store/jobs.h"
#include "store/runs.h"
#include "store/secrets.h"
#include "store/tenants.h"

namespace reeve::api {
namespace {

using domain::Role;

class Tenants : public ::testing::Test {
 protected:
  Tenants() : visitor(world.person(Role::manager)) {}
  Response post(const std::string& path, const std::string& body = "") {
    return world.call(visitor, "POST", path, body);
  }
  std::string loose(std::string_view action = "") {
    return fmt::format("/api/tenants/{}{}", world.ids.loose_tenant, action);
  }
  base::json::value attributes(const std::string& path) {
    return world.get(visitor, path).at("data").at("attributes");
  }
  World world;
  Visitor visitor;
};

TEST_F(Tenants, ShowsTheBestSuggestionAndTheHeldPreview) {
  const auto alone = attributes(loose());
  EXPECT_EQ(alone.at("suggestion").at("organization-id").as_int64(), world.ids.organization[0]);
  EXPECT_EQ(alone.at("suggestion").at("organization-name").as_string(), "Alpha");
  EXPECT_EQ(alone.at("status").as_string(), "Unknown");
  EXPECT_EQ(alone.at("ways").as_array().at(0).at("way").as_string(), "gdap");
  const auto held = attributes(fmt::format("/api/tenants/{}", world.ids.tenant[0]));
  EXPECT_EQ(held.at("status").as_string(), "Held");
  EXPECT_EQ(held.at("preview").at("create").as_int64(), 2);
  EXPECT_EQ(held.at("last-run").at("id").as_int64(), world.ids.run[0]);
  EXPECT_EQ(held.at("types").as_array().at(0).at("state").as_string(), "complete");
  const auto preview = attributes(fmt::format("/api/tenants/{}/preview", world.ids.tenant[0]));
  EXPECT_EQ(preview.at("skip").as_int64(), 3);
  EXPECT_EQ(preview.at("run-id").as_int64(), world.ids.run[0]);
  EXPECT_EQ(preview.at("reasons").at("skip").at("guest").as_int64(), 2);
  EXPECT_EQ(preview.at("sentence").as_string(),
            "1 match, 2 new, 1 unclear, 0 would join two people.");
  EXPECT_EQ(world.call(visitor, "GET", loose("/preview")).status, 404);
}

TEST_F(Tenants, EachRowOfAPreviewCanBeInspected) {
  const auto path = fmt::format("/api/tenants/{}/preview_rows", world.ids.tenant[0]);
  const auto rows =
      world.rows(visitor, path +
                              "?filter[outcome]=unclear,not-chosen&filter[reason]=several_contacts"
                              "&filter[search]=ann&page[size]=20&page[number]=3");
  ASSERT_EQ(rows.size(), 1U);
  const auto& row = rows[0].at("attributes");
  EXPECT_EQ(row.at("outcome").as_string(), "unclear");
  EXPECT_EQ(row.at("candidates").as_array().at(1).at("linked-user").as_string(), "Bob");
  EXPECT_EQ(row.at("writes").as_array().at(0).at("path").as_string(), "title");
  EXPECT_THAT(world.asked_preview.outcomes, testing::ElementsAre("unclear", "not_chosen"));
  EXPECT_THAT(world.asked_preview.reasons, testing::ElementsAre("several_contacts"));
  EXPECT_EQ(world.asked_preview.search, "ann");
  EXPECT_EQ(world.asked_preview.first, 40U);
  EXPECT_EQ(world.asked_preview.count, 20U);
  EXPECT_EQ(world.call(visitor, "GET", loose("/preview_rows")).status, 404) << "never read";
}

TEST_F(Tenants, FirstSyncsAreAcceptedForSomeOrForAll) {
  const auto accept = [&](const std::string& attributes) {
    return base::parse_json(post("/api/tenants/accept_first_sync",
                                 R"({"data":{"type":"tenants","attributes":)" + attributes + "}}")
                                .body,
                            "answer")
        .at("meta")
        .at("accepted")
        .as_int64();
  };
  EXPECT_EQ(accept(fmt::format(R"({{"tenants":[{}]}})", world.ids.loose_tenant)), 0);
  EXPECT_EQ(accept(R"({"connection-id":1})"), 0);
  EXPECT_EQ(accept(fmt::format(R"({{"tenants":[{}]}})", world.ids.tenant[0])), 1);
  const auto accepted = attributes(fmt::format("/api/tenants/{}", world.ids.tenant[0]));
  EXPECT_FALSE(accepted.at("first-sync-accepted-at").is_null());
  EXPECT_EQ(accepted.at("status").as_string(), "Queued");
  EXPECT_EQ(accept("{}"), 1) << "the other one that waits";
  EXPECT_EQ(accept("{}"), 0);
}

TEST_F(Tenants, AnOrganizationOfNearlyTheSameNameIsMadeOnlyWhenConfirmed) {
  world.nearest = {{world.ids.organization[0], "Alpha", 0.8, true},
                   {world.ids.organization[1], "Beta", 0.3, false}};
  const auto effect =
      base::parse_json(post(loose("/match_effect")).body, "answer").at("data").at("attributes");
  EXPECT_EQ(effect.at("nearest").as_array().size(), 2U);
  EXPECT_TRUE(effect.at("nearest").as_array().at(0).at("alike").as_bool());
  const auto create = [&](const std::string& more) {
    return post(loose("/match"),
                R"({"data":{"type":"tenants","attributes":{"action":"create")" + more + "}}}");
  };
  const auto stopped = create("");
  EXPECT_EQ(stopped.status, 409);
  EXPECT_THAT(stopped.body, testing::HasSubstr("Alpha (80 %), Beta (30 %)"));
  EXPECT_EQ(create(R"(,"confirmed":true)").status, 200);
  EXPECT_EQ(attributes(loose()).at("matched-how").as_string(), "created");
}

TEST_F(Tenants, AnotherMatchTellsItsEffectAndIsUndone) {
  const auto path = fmt::format("/api/tenants/{}", world.ids.tenant[0]);
  const auto to =
      fmt::format(R"({{"data":{{"type":"tenants","attributes":{{"organization-id":{}}}}}}})",
                  world.ids.organization[1]);
  const auto effect =
      base::parse_json(post(path + "/match_effect", to).body, "answer").at("data").at("attributes");
  const auto all = effect.at("moves").as_int64() + effect.at("unlinks").as_int64() +
                   effect.at("asks").as_int64();
  EXPECT_EQ(all, static_cast<std::int64_t>(effect.at("assets").as_array().size()));
  EXPECT_GT(all, 0);
  ASSERT_EQ(post(path + "/match", to).status, 200);
  EXPECT_EQ(attributes(path).at("organization-id").as_int64(), world.ids.organization[1]);
  ASSERT_EQ(post(path + "/undo_match").status, 200);
  EXPECT_EQ(attributes(path).at("organization-id").as_int64(), world.ids.organization[0]);
  EXPECT_EQ(post(path + "/undo_match").status, 409);
  EXPECT_EQ(post(path + "/match_effect", R"({"organization-id":1})").status, 422);
}

TEST_F(Tenants, AcceptingASuggestionMatchesAndQueuesARun) {
  ASSERT_EQ(post(loose("/match"),
                 R"({"data":{"type":"tenants","attributes":{"action":"accept_suggestion"}}})")
                .status,
            200);
  const auto matched = attributes(loose());
  EXPECT_EQ(matched.at("organization-id").as_int64(), world.ids.organization[0]);
  EXPECT_EQ(matched.at("matched-how").as_string(), "suggestion");
  EXPECT_EQ(matched.at("state").as_string(), "active");
  EXPECT_EQ(matched.at("status").as_string(), "Queued");
  EXPECT_GT(world.woken, 0);
}

TEST_F(Tenants, EveryMatchingActionDoesWhatItSays) {
  ASSERT_EQ(
      post(loose("/match"), fmt::format(R"({{"organization-id":"{}"}})", world.ids.organization[1]))
          .status,
      200);
  EXPECT_EQ(attributes(loose()).at("matched-how").as_string(), "chosen");
  ASSERT_EQ(post(loose("/match"), R"({"action":"unmatch"})").status, 200);
  EXPECT_TRUE(attributes(loose()).at("organization-id").is_null());
  EXPECT_EQ(post(loose("/match"), R"({"action":"unmatch"})").status, 422);
  ASSERT_EQ(post(loose("/match"), R"({"action":"ignore"})").status, 200);
  EXPECT_EQ(attributes(loose()).at("state").as_string(), "ignored");
  ASSERT_EQ(post(loose("/match"), R"({"action":"unignore"})").status, 200);
  EXPECT_EQ(attributes(loose()).at("state").as_string(), "read");
  ASSERT_EQ(post(loose("/match"), R"({"action":"create"})").status, 200);
  EXPECT_EQ(attributes(loose()).at("organization-name").as_string(), "Gamma");
  EXPECT_EQ(post(loose("/match"), R"({"action":"dance"})").status, 422);
  EXPECT_EQ(post(loose("/match"), R"({"organization-id":99})").status, 422);
}

TEST_F(Tenants, MatchAllTakesOnlySureAndUncontestedSuggestions) {
  EXPECT_EQ(body_of(post("/api/tenants/match_all", R"({"minimum-score":0.96})"))
                .at("meta")
                .at("matched")
                .as_int64(),
            0);
  world.database->write(db::Lane::people, [&](db::Connection& c) {
    store::merge_tenants(
        c, world.ids.connection, "global",
        {{"aaaaaaaa-0000-0000-0000-000000000004", "Gamma 2", std::nullopt, "gdap", false}}, false,
        "read", world.clock.now());
    store::ListQuery query;
    query.filters = {{"name", {"Gamma 2"}}};
    const base::Id rival =
        store::list_tenants(c, store::Scope::all_organizations(0), query).rows.at(0).id;
    store::replace_suggestions(
        c, rival, {{rival, world.ids.organization[0], "", 0.95, "The names are alike."}});
  });
  const auto contested = body_of(post("/api/tenants/match_all", R"({"minimum-score":0.9})"));
  EXPECT_EQ(contested.at("meta").at("matched").as_int64(), 0);
  EXPECT_EQ(contested.at("meta").at("unclear").as_int64(), 2);
  ASSERT_EQ(
      post(fmt::format("/api/tenants/{}/match", world.ids.loose_tenant), R"({"action":"ignore"})")
          .status,
      200);
  EXPECT_EQ(body_of(post("/api/tenants/match_all", R"({"minimum-score":0.9})"))
                .at("meta")
                .at("matched")
                .as_int64(),
            1);
  EXPECT_EQ(post("/api/tenants/match_all", R"({"minimum-score":7})").status, 422);
}

TEST_F(Tenants, FirstSyncIsAcceptedSinglyAndForAll) {
  const std::string path = fmt::format("/api/tenants/{}/accept_first_sync", world.ids.tenant[0]);
  const Response accepted = post(path);
  ASSERT_EQ(accepted.status, 200) << accepted.body;
  EXPECT_FALSE(
      body_of(accepted).at("data").at("attributes").at("first-sync-accepted-at").is_null());
  EXPECT_EQ(body_of(post("/api/tenants/accept_first_sync")).at("meta").at("accepted").as_int64(),
            1);
  EXPECT_EQ(body_of(post("/api/tenants/accept_first_sync")).at("meta").at("accepted").as_int64(),
            0);
}

TEST_F(Tenants, SyncQueuesOneRunAndAcceptingNeedsAManager) {
  const Visitor editor = world.person(Role::editor);
  const std::string path = fmt::format("/api/tenants/{}/sync", world.ids.tenant[0]);
  EXPECT_EQ(world.call(editor, "POST", path, R"({"accept-first":true})").status, 403);
  const Response first = world.call(editor, "POST", path, R"({"dry-run":true})");
  ASSERT_EQ(first.status, 202) << first.body;
  EXPECT_EQ(body_of(first).at("data").at("attributes").at("status").as_string(), "Queued");
  EXPECT_EQ(body_of(first).at("data").at("attributes").at("tenant-name").as_string(), "Alpha");
  EXPECT_TRUE(body_of(first).at("data").at("attributes").at("dry-run").as_bool());
  EXPECT_EQ(body_of(world.call(editor, "POST", path)).at("data").at("id"),
            body_of(first).at("data").at("id"));
}

TEST_F(Tenants, ConnectionKeepsItsSecretToItself) {
  const std::string body =
      R"({"data":{"type":"connections","attributes":{"kind":"partner","name":"Two","application-id":"AAAAAAAA-1111-1111-1111-111111111111",
      "directory-id":"22222222-2222-2222-2222-222222222222","client-secret":"s3cret~value","secret-expires-on":"2027-05-31"}}})";
  const Response made = post("/api/connections", body);
  ASSERT_EQ(made.status, 201) << made.body;
  const base::Id id = *base::optional_integer(body_of(made).at("data"), "id");
  EXPECT_EQ(world.secrets[id], "s3cret~value");
  EXPECT_EQ(made.body.find("s3cret"), std::string::npos);
  const auto shown = attributes(fmt::format("/api/connections/{}", id));
  EXPECT_EQ(shown.at("cloud").as_string(), "global");
  EXPECT_EQ(shown.at("application-id").as_string(), "aaaaaaaa-1111-1111-1111-111111111111");
  EXPECT_EQ(shown.at("redirect-uri").as_string(), "http://localhost:8080/microsoft/callback");
  EXPECT_EQ(shown.at("status").as_string(), "Unknown");
  EXPECT_FALSE(shown.as_object().contains("client-secret"));
  EXPECT_EQ(world.call(world.person(Role::administrator), "GET", "/api/audit").body.find("s3cret"),
            std::string::npos);
}

TEST_F(Tenants, ASecretNeverGoesToAnAddressTypedIn) {
  const std::string path = fmt::format("/api/connections/{}", world.ids.connection);
  EXPECT_EQ(world.call(visitor, "PATCH", path, R"({"cloud":"https://evil.example"})").status, 422);
  EXPECT_EQ(world.call(visitor, "PATCH", path, R"({"cloud":"china"})").status, 422);
  EXPECT_EQ(world.call(visitor, "PATCH", path, R"({"application-id":"not an id"})").status, 422);
  EXPECT_EQ(world
                .call(visitor, "PATCH", path,
                      R"({"directory-id":"33333333-2222-2222-2222-222222222222"})")
                .status,
            422);
  EXPECT_EQ(attributes(path).at("state").as_string(), "connected");
}

TEST_F(Tenants, ConnectionSumsUpItsTenants) {
  const auto shown = attributes(fmt::format("/api/connections/{}", world.ids.connection));
  EXPECT_EQ(shown.at("tenants").at("total").as_int64(), 3);
  EXPECT_EQ(shown.at("tenants").at("matched").as_int64(), 2);
  EXPECT_EQ(shown.at("tenants").at("unmatched").as_int64(), 1);
  EXPECT_EQ(shown.at("tenants").at("held").as_int64(), 2);
  EXPECT_EQ(shown.at("status").as_string(), "Held");
  EXPECT_EQ(shown.at("state-sentence").as_string(), "Connected as svc@msp.example.");
}

TEST_F(Tenants, DiscoverySyncAndRemoval) {
  const std::string path = fmt::format("/api/connections/{}", world.ids.connection);
  EXPECT_EQ(post(path + "/discover").status, 202);
  const std::string key = fmt::format("discover:{}", world.ids.connection);
  world.database->read([&](db::Connection& c) {
    const auto job = store::find_job_by_key(c, key);
    ASSERT_TRUE(job);
    EXPECT_EQ(job->payload, fmt::format("{{\"connection\":{}}}", world.ids.connection));
  });
  EXPECT_EQ(body_of(post(path + "/sync")).at("meta").at("queued").as_int64(), 3);
  EXPECT_EQ(world.call(visitor, "DELETE", path).status, 204);
  EXPECT_EQ(world.call(visitor, "GET", path).status, 404);
  EXPECT_EQ(world.rows(visitor, "/api/contacts").size(), 2u);
  EXPECT_EQ(world.rows(visitor, "/api/tenants").size(), 3u);
}

TEST_F(Tenants, AnotherWayInIsChosenAndReadAtOnce) {
  const std::string path = fmt::format("/api/tenants/{}", world.ids.tenant[0]);
  const auto send = [&](const std::string& way) {
    return world.call(
        visitor, "POST", path + "/way",
        fmt::format(R"({{"connection-id":{},"way":"{}"}})", world.ids.connection, way));
  };
  EXPECT_EQ(send("dap").status, 422);
  EXPECT_EQ(world.call(visitor, "POST", path + "/way", R"({"way":"gdap"})").status, 422);
  const int woken = world.woken;
  ASSERT_EQ(send("gdap").status, 200);
  EXPECT_GT(world.woken, woken);
  EXPECT_EQ(attributes(path).at("way-in").as_string(), "gdap");
  EXPECT_EQ(attributes(path).at("last-run").at("state").as_string(), "queued");
  EXPECT_NE(
      world.call(world.person(Role::administrator), "GET", "/api/audit").body.find("choose_way"),
      std::string::npos);
}

TEST_F(Tenants, SignInGoesToMicrosoftAndBack) {
  const std::string path = fmt::format("/api/connections/{}/sign_in", world.ids.connection);
  const Response begun = post(path);
  ASSERT_EQ(begun.status, 200);
  const std::string cookie(begun.header("Set-Cookie"));
  EXPECT_TRUE(cookie.starts_with("reeve_sign_in=" + world.browser + "; Path=/microsoft/callback"))
      << cookie;
  EXPECT_NE(cookie.find("HttpOnly; SameSite=Lax; Max-Age=600"), std::string::npos);
  EXPECT_EQ(body_of(begun).at("meta").at("url").as_string(),
            fmt::format("https://login.example/{}", world.ids.connection));
  world.next_sign_in = {world.ids.connection, true, "", ""};
  const Response back = world.call(visitor, "GET", "/microsoft/callback?code=1&state=2");
  EXPECT_EQ(back.status, 303);
  EXPECT_TRUE(back.header("Set-Cookie").starts_with("reeve_sign_in=; "));
  EXPECT_EQ(back.header("Location"),
            fmt::format("/integrations/{}?connected=1", world.ids.connection));
  world.next_sign_in = {std::nullopt, false, "", "The consent was refused & nothing was kept."};
  EXPECT_EQ(world.call(visitor, "GET", "/microsoft/callback?error=x").header("Location"),
            "/integrations?error=The%20consent%20was%20refused%20%26%20nothing%20was%20kept.");
  EXPECT_TRUE(world.call({}, "GET", "/microsoft/callback?code=1")
                  .header("Location")
                  .starts_with("/integrations?error=You%20were%20signed%20out"));
  EXPECT_TRUE(world.call(world.person(Role::editor), "GET", "/microsoft/callback?code=1")
                  .header("Location")
                  .starts_with("/integrations?error=Only"));
}

TEST_F(Tenants, ASignInForOneActLeadsBackToItsPage) {
  const std::string path = fmt::format("/api/connections/{}/onboarding", world.ids.connection);
  EXPECT_EQ(world.call(visitor, "POST", path, "{}").status, 422);
  const Response begun = world.call(visitor, "POST", path, R"({"act":"consent"})");
  ASSERT_EQ(begun.status, 200) << begun.body;
  EXPECT_TRUE(begun.header("Set-Cookie").starts_with("reeve_sign_in=" + world.browser));
  EXPECT_EQ(body_of(begun).at("meta").at("url").as_string(),
            fmt::format("https://login.example/{}/consent", world.ids.connection));
  const auto back = [&](bool connected, const std::string& act) {
    world.next_sign_in = {world.ids.connection, connected, act, "Declined."};
    return std::string(
        world.call(visitor, "GET", "/microsoft/callback?code=1&state=2").header("Location"));
  };
  const auto page = fmt::format("/integrations/{}", world.ids.connection);
  EXPECT_EQ(back(true, "consent"), page + "/access?connected=1");
  EXPECT_EQ(back(false, "groups"), page + "/access?error=Declined.");
  EXPECT_EQ(back(true, "leaving"), page + "/leave?connected=1");
  EXPECT_EQ(back(true, "leaving_customers"), page + "/leave?connected=1");
}

TEST_F(Tenants, AWorkingConnectionSetsNewCredentialsAside) {
  const std::string path = fmt::format("/api/connections/{}", world.ids.connection);
  const auto before = attributes(path);
  EXPECT_TRUE(before.at("pending-credentials").is_null());
  const auto patch = [&](std::string_view members) {
    return world.call(
        visitor, "PATCH", path,
        fmt::format(R"({{"data":{{"type":"connections","attributes":{{{}}}}}}})", members));
  };
  EXPECT_EQ(patch(R"("application-id":"99999999-9999-9999-9999-999999999999")").status, 200);
  EXPECT_EQ(patch(R"("client-secret":"n3w","secret-expires-on":"2028-01-31")").status, 200);
  const auto shown = attributes(path);
  EXPECT_EQ(shown.at("application-id"), before.at("application-id"));
  EXPECT_EQ(shown.at("secret-expires-on"), before.at("secret-expires-on"));
  EXPECT_EQ(shown.at("state"), "connected");
  EXPECT_EQ(shown.at("pending-credentials").at("application-id"),
            "99999999-9999-9999-9999-999999999999");
  EXPECT_EQ(shown.at("pending-credentials").at("secret-expires-on"), "2028-01-31");
  EXPECT_EQ(world.secrets[world.ids.connection], "n3w");
  EXPECT_EQ(patch(R"("directory-id":"99999999-9999-9999-9999-999999999999")").status, 422);
  EXPECT_EQ(world.call(visitor, "DELETE", path + "/pending_credentials").status, 200);
  EXPECT_TRUE(attributes(path).at("pending-credentials").is_null());
}

TEST_F(Tenants, OverlayShowsBothVoicesAndNeverCallsUnknownNo) {
  const auto overlay = attributes(fmt::format("/api/contacts/{}/microsoft", world.ids.contact[0]));
  const auto& record = overlay.at("records").as_array().at(0);
  EXPECT_EQ(record.at("tenant-name").as_string(), "Alpha");
  EXPECT_EQ(record.at("reason").as_string(), "alias");
  const auto row = [&](std::string_view field) {
    for (const auto& one_row : overlay.at("rows").as_array())
      if (one_row.at("field").as_string() == field) return one_row;
    return base::json::value();
  };
  EXPECT_EQ(row("first_name").at("ours").as_string(), "Ann");
  EXPECT_EQ(row("first_name").at("microsoft").as_string(), "Anna");
  EXPECT_TRUE(row("first_name").at("differs").as_bool());
  EXPECT_EQ(row("first_name").at("source").as_string(), "person");
  EXPECT_FALSE(row("last_name").at("differs").as_bool());
  EXPECT_FALSE(row("emails").at("differs").as_bool());
  EXPECT_TRUE(row("title").at("reason").is_string());
  int unknown = 0;
  for (const auto& fact : overlay.at("facts").as_array()) {
    EXPECT_EQ(fact.at("value").is_null(), fact.at("reason").is_string())
        << fact.at("name").as_string();
    if (fact.at("name").as_string() == "accountEnabled") {
      EXPECT_EQ(fact.at("value").as_string(), "Enabled");
    }
    if (fact.at("name").as_string() == "department") {
      EXPECT_NE(fact.at("reason").as_string().find("did not hold"), std::string::npos);
    }
    unknown += fact.at("value").is_null() ? 1 : 0;
  }
  EXPECT_GT(unknown, 0);
}

TEST_F(Tenants, OverlayWithoutRecordSaysSo) {
  const Response made = post(
      "/api/contacts",
      fmt::format(R"({{"organization-id":{},"first-name":"Solo"}})", world.ids.organization[0]));
  const auto overlay = attributes(fmt::format(
      "/api/contacts/{}/microsoft", *base::optional_integer(body_of(made).at("data"), "id")));
  EXPECT_TRUE(overlay.at("records").as_array().empty());
  EXPECT_EQ(overlay.at("rows").as_array().at(0).at("reason").as_string(),
            "No Microsoft user is linked to this contact.");
}

}  // namespace
}  // namespace reeve::api
