// Signing in, staying so, and everything that ends it.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "api/first_link.h"
#include "api/test_world.h"
#include "base/error.h"
#include "base/hash.h"
#include "store/accounts.h"
#include "store/secrets.h"

namespace reeve::api {
namespace {

using domain::Role;

class Session : public ::testing::Test {
 protected:
  Response login(const std::string& email, const std::string& password,
                 std::vector<Header> more = {}) {
    more.push_back({"Content-Type", "application/vnd.api+json"});
    return world.call_with(
        "POST", "/api/session",
        fmt::format(
            R"({{"data":{{"type":"sessions","attributes":{{"email":"{}","password":"{}"}}}}}})",
            email, password),
        more);
  }
  int status(const Visitor& visitor) { return world.call(visitor, "GET", "/api/session").status; }
  std::string token_of(const std::string& link) { return link.substr(link.rfind('/') + 1); }
  bool audited(std::string_view action) {
    return world.database->read([&](db::Connection& c) {
      for (const auto& entry : store::list_audit(c, 1000))
        if (entry.action == action && entry.address == "127.0.0.1") return true;
      return false;
    });
  }
  World world;
};

TEST_F(Session, SaysWhoIAm) {
  const Visitor visitor = world.person(Role::manager);
  const auto body = world.get(visitor, "/api/session");
  const auto& attributes = body.at("data").at("attributes");
  EXPECT_EQ(attributes.at("email").as_string(), "manager@reeve.test");
  EXPECT_EQ(attributes.at("role").as_string(), "manager");
  EXPECT_EQ(attributes.at("csrf").as_string(), visitor.csrf);
  EXPECT_TRUE(audited("login"));
}

TEST_F(Session, CookieIsStrict) {
  const Response plain = login("lite@reeve.test", World::kPassword);
  const std::string cookie(plain.header("Set-Cookie"));
  EXPECT_TRUE(cookie.starts_with("reeve_session="));
  EXPECT_NE(cookie.find("HttpOnly"), std::string::npos);
  EXPECT_NE(cookie.find("SameSite=Lax"), std::string::npos);
  EXPECT_EQ(cookie.find("Secure"), std::string::npos);
}

TEST_F(Session, TokenIsStoredOnlyAsHash) {
  const Visitor visitor = world.person(Role::lite);
  world.database->read([&](db::Connection& c) {
    EXPECT_FALSE(store::find_session(c, visitor.cookie, world.clock.now()));
    EXPECT_TRUE(store::find_session(c, base::sha256_hex(visitor.cookie), world.clock.now()));
  });
}

TEST_F(Session, WrongPasswordAndUnknownAccountLookAlike) {
  const Response wrong = login("lite@reeve.test", "not the password");
  const Response unknown = login("nowhere@reeve.test", "not the password");
  EXPECT_EQ(wrong.status, 401);
  EXPECT_EQ(unknown.status, 401);
  EXPECT_EQ(wrong.body, unknown.body);
  EXPECT_TRUE(audited("login_failed"));
}

TEST_F(Session, ThrottleStopsGuessingThenForgets) {
  for (int i = 0; i < kWrongPerAccountAndAddress; ++i)
    EXPECT_EQ(login("lite@reeve.test", "wrong").status, 401);
  EXPECT_EQ(login("lite@reeve.test", World::kPassword).status, 429);
  EXPECT_EQ(login("editor@reeve.test", World::kPassword).status, 200);
  world.clock.advance(kThrottleWindow);
  EXPECT_EQ(login("lite@reeve.test", World::kPassword).status, 200);
}

TEST_F(Session, SigningInGivesANewTokenAndEndsTheOld) {
  const Visitor before = world.person(Role::lite);
  const Response again =
      login("lite@reeve.test", World::kPassword, {{"Cookie", "reeve_session=" + before.cookie}});
  EXPECT_EQ(again.status, 200);
  EXPECT_EQ(again.header("Set-Cookie").find(before.cookie), std::string_view::npos);
  EXPECT_EQ(status(before), 401);
  const Response planted =
      login("lite@reeve.test", World::kPassword, {{"Cookie", "reeve_session=planted-by-an-enemy"}});
  EXPECT_EQ(planted.header("Set-Cookie").find("planted"), std::string_view::npos);
}

TEST_F(Session, ExpiresWhenIdleAndAtItsEnd) {
  const Visitor idle = world.person(Role::lite);
  world.clock.advance(std::chrono::hours{11});
  EXPECT_EQ(status(idle), 200);
  world.clock.advance(std::chrono::hours{11});
  EXPECT_EQ(status(idle), 200);
  world.clock.advance(std::chrono::hours{13});
  EXPECT_EQ(status(idle), 401);
  const Visitor busy = world.person(Role::lite);
  for (int hour = 0; hour < 7 * 24; hour += 6) {
    EXPECT_EQ(status(busy), 200) << hour;
    world.clock.advance(std::chrono::hours{6});
  }
  EXPECT_EQ(status(busy), 401);
}

TEST_F(Session, SigningOutEndsIt) {
  const Visitor visitor = world.person(Role::lite);
  const Response out = world.call(visitor, "DELETE", "/api/session");
  EXPECT_EQ(out.status, 204);
  EXPECT_NE(out.header("Set-Cookie").find("Max-Age=0"), std::string_view::npos);
  EXPECT_EQ(status(visitor), 401);
}

TEST_F(Session, DisabledAccountLosesItsSessionAtOnce) {
  const Visitor admin = world.person(Role::administrator);
  const Visitor victim = world.person(Role::editor);
  const std::string path = fmt::format("/api/accounts/{}", victim.account);
  EXPECT_EQ(world.call(admin, "PATCH", path, R"({"state":"disabled"})").status, 200);
  EXPECT_EQ(status(victim), 401);
  EXPECT_EQ(login("editor@reeve.test", World::kPassword).status, 401);
  EXPECT_TRUE(audited("disable"));
}

TEST_F(Session, RoleCountsFromTheNextRequestOn) {
  const Visitor admin = world.person(Role::administrator);
  const Visitor editor = world.person(Role::editor);
  EXPECT_EQ(world
                .call(admin, "PATCH", fmt::format("/api/accounts/{}", editor.account),
                      R"({"role":"lite"})")
                .status,
            200);
  EXPECT_EQ(world.call(editor, "GET", "/api/tenants").status, 403);
}

TEST_F(Session, LastAdministratorStays) {
  const Visitor admin = world.person(Role::administrator);
  const std::string path = fmt::format("/api/accounts/{}", admin.account);
  EXPECT_EQ(world.call(admin, "PATCH", path, R"({"role":"manager"})").status, 422);
  EXPECT_EQ(world.call(admin, "PATCH", path, R"({"state":"disabled"})").status, 422);
  world.make_account("second@reeve.test", Role::administrator);
  EXPECT_EQ(world.call(admin, "PATCH", path, R"({"role":"manager"})").status, 200);
}

TEST_F(Session, ChangingThePasswordEndsOtherSessions) {
  const Visitor here = world.person(Role::lite);
  const Visitor elsewhere = world.person(Role::lite);
  const Response changed =
      world.call(here, "POST", "/api/account/password",
                 R"({"current":"correct horse battery","new":"another fine password"})");
  EXPECT_EQ(changed.status, 200) << changed.body;
  EXPECT_FALSE(changed.header("Set-Cookie").empty());
  EXPECT_EQ(status(elsewhere), 401);
  EXPECT_EQ(login("lite@reeve.test", World::kPassword).status, 401);
  EXPECT_EQ(login("lite@reeve.test", "another fine password").status, 200);
}

TEST_F(Session, PasswordRuleSpeaks) {
  const Visitor here = world.person(Role::lite);
  const Response shorter = world.call(here, "POST", "/api/account/password",
                                      R"({"current":"correct horse battery","new":"short"})");
  EXPECT_EQ(shorter.status, 422);
  EXPECT_NE(detail_of(shorter).find("12 characters"), std::string::npos);
  const Response email =
      world.call(here, "POST", "/api/account/password",
                 R"({"current":"correct horse battery","new":"Lite@Reeve.Test"})");
  EXPECT_NE(detail_of(email).find("e-mail address"), std::string::npos);
}

TEST_F(Session, InvitedColleagueSignsInByTheLinkOnce) {
  const Visitor admin = world.person(Role::administrator);
  const Response invited = world.call(
      admin, "POST", "/api/accounts",
      R"({"data":{"type":"accounts","attributes":{"email":"new@reeve.test","role":"Editor","first-name":"New"}}})");
  EXPECT_EQ(invited.status, 422) << "role names are lower case";
  const Response good =
      world.call(admin, "POST", "/api/accounts",
                 R"({"email":"new@reeve.test","role":"editor","first-name":"New"})");
  ASSERT_EQ(good.status, 201) << good.body;
  const std::string link(body_of(good).at("meta").at("one-time-link").as_string());
  EXPECT_TRUE(link.starts_with("http://localhost:8080/welcome/"));
  const std::string path = "/api/links/" + token_of(link);
  EXPECT_EQ(login("new@reeve.test", "").status, 401);
  for (int i = 0; i < 2; ++i) {
    const auto shown = world.get({}, path);
    EXPECT_EQ(shown.at("data").at("attributes").at("purpose").as_string(), "invite");
    EXPECT_EQ(shown.at("data").at("attributes").at("email").as_string(), "new@reeve.test");
  }
  EXPECT_EQ(world.call({}, "POST", path, R"({"password":"short"})").status, 422);
  const Response used = world.call(
      {}, "POST", path, R"({"password":"a very good password","email":"other@reeve.test"})");
  ASSERT_EQ(used.status, 200) << used.body;
  EXPECT_EQ(body_of(used).at("data").at("attributes").at("email").as_string(), "new@reeve.test");
  EXPECT_FALSE(used.header("Set-Cookie").empty());
  EXPECT_EQ(world.call({}, "POST", path, R"({"password":"a very good password"})").status, 404);
  EXPECT_EQ(world.call({}, "GET", path).status, 404);
  EXPECT_EQ(login("new@reeve.test", "a very good password").status, 200);
}

TEST_F(Session, LinkWorksForOneOfTwoAtOnce) {
  const Visitor admin = world.person(Role::administrator);
  for (int round = 0; round < 5; ++round) {
    const Response reset =
        world.call(admin, "POST", fmt::format("/api/accounts/{}/reset", world.ids.account));
    const std::string path =
        "/api/links/" +
        token_of(std::string(body_of(reset).at("meta").at("one-time-link").as_string()));
    std::atomic<int> good{0}, gone{0};
    {
      std::vector<std::jthread> both;
      for (int i = 0; i < 2; ++i)
        both.emplace_back([&] {
          const int answer =
              world.call({}, "POST", path, R"({"password":"a very good password"})").status;
          ++(answer == 200 ? good : gone);
          EXPECT_TRUE(answer == 200 || answer == 404) << answer;
        });
    }
    EXPECT_EQ(good, 1);
    EXPECT_EQ(gone, 1);
  }
}

TEST_F(Session, LinkExpiresAndANewerOneReplacesIt) {
  const Visitor admin = world.person(Role::administrator);
  const std::string path = fmt::format("/api/accounts/{}/reset", world.ids.account);
  const std::string first = token_of(std::string(
      body_of(world.call(admin, "POST", path)).at("meta").at("one-time-link").as_string()));
  const std::string second = token_of(std::string(
      body_of(world.call(admin, "POST", path)).at("meta").at("one-time-link").as_string()));
  EXPECT_EQ(world.call({}, "GET", "/api/links/" + first).status, 404);
  EXPECT_EQ(world.call({}, "GET", "/api/links/" + second).status, 200);
  world.clock.advance(kResetLinkLife);
  EXPECT_EQ(world.call({}, "GET", "/api/links/" + second).status, 404);
}

TEST_F(Session, FirstLinkMakesTheAdministratorWithAnAddressOfTheirOwn) {
  EXPECT_EQ(
      make_first_link(*world.database, world.clock, base::system_random(), "http://localhost:8080"),
      "");
  const auto folder = world.folder / "second";
  std::filesystem::create_directories(folder);
  auto empty = db::Database::open("sqlite:" + (folder / "reeve.sqlite").string());
  Api api(*empty, world.clock, base::system_random(), {}, {});
  const auto random = base::system_random();
  const std::string old = make_first_link(*empty, world.clock, random, "http://localhost:8080");
  const std::string link = make_first_link(*empty, world.clock, random, "http://localhost:8080");
  EXPECT_NE(old, link);
  Request request;
  request.method = "POST";
  set_target(request, "/api/links/" + token_of(link));
  request.headers = {{"Host", "localhost:8080"}};
  request.remote_address = "127.0.0.1";
  request.body =
      R"({"password":"a very good password","email":"boss@msp.example","first-name":"Bo"})";
  EXPECT_EQ(api.handle(request).status, 200);
  EXPECT_EQ(make_first_link(*empty, world.clock, random, "http://localhost:8080"), "");
  EXPECT_NE(
      make_reset_link(*empty, world.clock, random, "http://localhost:8080", "boss@msp.example"),
      "");
  EXPECT_THROW(
      make_reset_link(*empty, world.clock, random, "http://localhost:8080", "who@msp.example"),
      base::Error);
}

TEST_F(Session, AnotherSitesPageIsRefused) {
  const Visitor visitor = world.person(Role::editor);
  const std::vector<Header> base{{"Cookie", "reeve_session=" + visitor.cookie},
                                 {"X-CSRF-Token", visitor.csrf}};
  const auto send = [&](Header more) {
    auto headers = base;
    headers.push_back(std::move(more));
    return world.call_with("POST", "/api/organizations", R"({"name":"Cross"})", headers).status;
  };
  EXPECT_EQ(send({"Origin", "https://evil.example"}), 403);
  EXPECT_EQ(send({"Sec-Fetch-Site", "cross-site"}), 403);
  EXPECT_EQ(send({"Origin", "http://localhost:8080"}), 201);
}

TEST_F(Session, RevokedKeyIsRefused) {
  const Visitor admin = world.person(Role::administrator);
  const Response made =
      world.call(admin, "POST", "/api/api_keys", R"({"name":"script","role":"lite"})");
  ASSERT_EQ(made.status, 201);
  Visitor key;
  key.key = std::string(body_of(made).at("meta").at("key").as_string());
  EXPECT_EQ(world.call(key, "GET", "/api/organizations").status, 200);
  EXPECT_EQ(made.body.find(base::sha256_hex(key.key)), std::string::npos);
  EXPECT_EQ(world.call(admin, "GET", "/api/api_keys").body.find(key.key), std::string::npos);
  const std::string id(body_of(made).at("data").at("id").as_string());
  EXPECT_EQ(world.call(admin, "DELETE", "/api/api_keys/" + id).status, 204);
  EXPECT_EQ(world.call(key, "GET", "/api/organizations").status, 401);
}

}  // namespace
}  // namespace reeve::api
