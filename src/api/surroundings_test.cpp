// What every answer and every request has in common: headers, host, proxies, the page, probes.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "api/client_address.h"
#include "api/list_query.h"
#include "api/login_throttle.h"
#include "api/page.h"
#include "api/passwords.h"
#include "api/security_headers.h"
#include "api/test_world.h"
#include "base/error.h"

namespace reeve::api {
namespace {

TEST(Surroundings, EveryAnswerHasStrictHeaders) {
  World world;
  for (const char* path : {"/", "/assets/app-1a2b.js", "/api/session", "/api/nothing", "/healthz",
                           "/metrics", "/missing.js"}) {
    const Response response = world.call({}, "GET", path);
    EXPECT_NE(response.header("Content-Security-Policy").find("frame-ancestors 'none'"),
              std::string_view::npos)
        << path;
    EXPECT_EQ(response.header("Content-Security-Policy").find("script-src 'self' 'unsafe"),
              std::string_view::npos)
        << path;
    EXPECT_EQ(response.header("X-Content-Type-Options"), "nosniff") << path;
    EXPECT_EQ(response.header("Referrer-Policy"), "no-referrer") << path;
    EXPECT_EQ(response.header("Cross-Origin-Opener-Policy"), "same-origin") << path;
    EXPECT_FALSE(response.header("Cache-Control").empty()) << path;
    EXPECT_TRUE(response.header("Strict-Transport-Security").empty()) << path;
  }
  EXPECT_EQ(world.call({}, "GET", "/api/session").header("Cache-Control"), "no-store");
}

TEST(Surroundings, AForeignHostIsRefused) {
  World world;
  const auto status = [&](std::string host, const std::string& path) {
    return world.call_with("GET", path, "", {{"Host", std::move(host)}}).status;
  };
  EXPECT_EQ(status("evil.example", "/api/openapi.json"), 403);
  EXPECT_EQ(status("evil.example:8080", "/"), 403);
  EXPECT_EQ(status("localhost.evil.example", "/"), 403);
  EXPECT_EQ(status("evil.example", "/healthz"), 200);
  EXPECT_EQ(status("127.0.0.1:4711", "/"), 200);
  EXPECT_EQ(status("[::1]:4711", "/"), 200);
}

TEST(Surroundings, BehindATrustedProxyCookiesAreSecure) {
  Settings settings;
  settings.public_url = "https://reeve.example";
  settings.trusted_proxies = {"127.0.0.1"};
  World world(settings);
  const Response response = world.call_with(
      "POST", "/api/session", R"({"email":"lite@reeve.test","password":"correct horse battery"})",
      {{"Host", "reeve.example"},
       {"X-Forwarded-Proto", "https"},
       {"X-Forwarded-For", "198.51.100.7"}});
  ASSERT_EQ(response.status, 200) << response.body;
  EXPECT_TRUE(response.header("Set-Cookie").starts_with("__Host-reeve_session="));
  EXPECT_NE(response.header("Set-Cookie").find("; Secure"), std::string_view::npos);
  EXPECT_FALSE(response.header("Strict-Transport-Security").empty());
  const Response metrics = world.call_with(
      "GET", "/metrics", "", {{"Host", "reeve.example"}, {"X-Forwarded-For", "198.51.100.7"}});
  EXPECT_EQ(metrics.status, 401);
}

TEST(Surroundings, ForwardedHeadersOfStrangersAreWorthNothing) {
  Request request;
  request.remote_address = "198.51.100.9";
  request.headers = {{"X-Forwarded-For", "127.0.0.1"}, {"X-Forwarded-Proto", "https"}};
  const Client client = client_of(request, {"10.0.0.0/8"});
  EXPECT_EQ(client.address, "198.51.100.9");
  EXPECT_FALSE(client.https);
  EXPECT_FALSE(client.loopback);
  request.remote_address = "10.1.2.3";
  request.headers[0].value = "203.0.113.1, 198.51.100.7, 10.9.9.9";
  EXPECT_EQ(client_of(request, {"10.0.0.0/8"}).address, "198.51.100.7");
}

TEST(Surroundings, Networks) {
  EXPECT_TRUE(in_network("10.2.3.4", "10.0.0.0/8"));
  EXPECT_FALSE(in_network("11.2.3.4", "10.0.0.0/8"));
  EXPECT_TRUE(in_network("::ffff:10.2.3.4", "10.2.3.4"));
  EXPECT_TRUE(in_network("2001:db8::1", "2001:db8::/32"));
  EXPECT_FALSE(in_network("10.2.3.4", "10.0.0.0/99"));
  EXPECT_FALSE(in_network("nonsense", "10.0.0.0/8"));
  EXPECT_TRUE(is_loopback("127.9.9.9"));
}

TEST(Surroundings, PlainHttpFromElsewhereIsRefused) {
  World world;
  Request request;
  request.remote_address = "198.51.100.7";
  request.headers = {{"Host", "localhost:8080"}};
  set_target(request, "/");
  EXPECT_EQ(world.api->handle(request).status, 403);
  request.scheme = "https";
  EXPECT_EQ(world.api->handle(request).status, 200);
  EXPECT_FALSE(world.api->handle(request).header("Strict-Transport-Security").empty());
}

TEST(Surroundings, ThePageAnswersEveryPlaceInIt) {
  World world;
  for (const char* path : {"/", "/organizations/5/contacts/7", "/welcome/abc", "/index.html"}) {
    const Response response = world.call({}, "GET", path);
    EXPECT_EQ(response.status, 200) << path;
    EXPECT_EQ(response.header("Content-Type"), "text/html; charset=utf-8");
    EXPECT_EQ(response.header("Cache-Control"), "no-cache");
  }
  EXPECT_EQ(world.call({}, "GET", "/assets/gone-9.js").status, 404);
  EXPECT_EQ(world.call({}, "POST", "/organizations").status, 405);
}

TEST(Surroundings, PageFilesAreCompressedCachedAndRevalidated) {
  World world;
  const auto get = [&](std::vector<Header> headers) {
    return world.call_with("GET", "/assets/app-1a2b.js", "", std::move(headers));
  };
  const Response plain = get({});
  EXPECT_EQ(plain.header("Cache-Control"), "public, max-age=31536000, immutable");
  EXPECT_TRUE(plain.header("Content-Encoding").empty());
  const Response gzip = get({{"Accept-Encoding", "br, gzip;q=0.8"}});
  EXPECT_EQ(gzip.header("Content-Encoding"), "gzip");
  EXPECT_EQ(gzip.embedded.size(), 12u);
  EXPECT_TRUE(get({{"Accept-Encoding", "gzip;q=0"}}).header("Content-Encoding").empty());
  EXPECT_EQ(get({{"If-None-Match", "\"app-1\""}}).status, 304);
}

TEST(Surroundings, ProbesAndMetrics) {
  World world;
  EXPECT_EQ(world.call({}, "GET", "/healthz").body, "ok\n");
  EXPECT_EQ(world.call({}, "GET", "/readyz").body, "ready\n");
  const std::string text = world.call({}, "GET", "/metrics").body;
  EXPECT_NE(text.find("# TYPE reeve_runs gauge\nreeve_runs{state=\"queued\"} 0\n"),
            std::string::npos)
      << text;
  EXPECT_NE(text.find("reeve_runs{state=\"held\"} 2\n"), std::string::npos);
  EXPECT_NE(text.find("reeve_organizations 2\n"), std::string::npos);
}

TEST(Surroundings, ThrottleTableIsBounded) {
  LoginThrottle throttle;
  const base::Time now = base::from_ms(1'000'000'000'000);
  for (std::size_t i = 0; i < kThrottleEntries + 100; ++i)
    throttle.failed(fmt::format("a{}@x", i), "198.51.100.7", now);
  EXPECT_LE(throttle.size(), kThrottleEntries + 1);
  EXPECT_GT(throttle.wait_seconds("other@x", "198.51.100.7", now), 0);
  EXPECT_EQ(throttle.wait_seconds("other@x", "198.51.100.8", now), 0);
  for (int i = 0; i < kWrongPerAccountAndAddress; ++i)
    throttle.failed("v6@x", fmt::format("2001:db8::{}", i + 1), now);
  EXPECT_GT(throttle.wait_seconds("v6@x", "2001:db8::ffff", now), 0);
  EXPECT_EQ(throttle.wait_seconds("v6@x", "2001:db8:0:1::1", now), 0);
}

TEST(Surroundings, PasswordsAreHashedWithArgon2id) {
  PasswordHasher hasher(PasswordCost::cheap());
  const std::string hash = hasher.hash("correct horse battery");
  EXPECT_TRUE(hash.starts_with("$argon2id$"));
  EXPECT_TRUE(hasher.verify(hash, "correct horse battery"));
  EXPECT_FALSE(hasher.verify(hash, "wrong"));
  EXPECT_FALSE(hasher.verify("", "nobody signs in with this"));
  EXPECT_FALSE(hasher.outdated(hash));
  EXPECT_TRUE(PasswordHasher(PasswordCost::interactive()).outdated(hash));
}

TEST(Surroundings, ListQueriesAreReadLoosely) {
  Request request;
  set_target(request,
             "/api/"
             "x?filter%5BName%5D=a%5C%2Cb,c&filter[archived]=True&page[size]=5000&page[number]=-3&"
             "sort=-created-at,evil");
  const auto query = read_list_query(request, "name archived", "created_at");
  ASSERT_EQ(query.filters.size(), 2u);
  EXPECT_EQ(query.filters[0].values, (std::vector<std::string>{"a,b", "c"}));
  EXPECT_EQ(query.filters[1].values, (std::vector<std::string>{"true"}));
  EXPECT_EQ(query.size, 1000);
  EXPECT_EQ(query.page, 1);
  ASSERT_EQ(query.sort.size(), 1u);
  EXPECT_TRUE(query.sort[0].descending);
}

TEST(Surroundings, HeadersCannotBeSplit) {
  Response response;
  response.set("Location", "/a\r\nSet-Cookie: x=1");
  EXPECT_EQ(response.header("location"), "/aSet-Cookie: x=1");
}

}  // namespace
}  // namespace reeve::api
