// Poisoned answers, byte by byte through the client, the run and the store: whatever comes instead
// of a tenant's users, nobody is wrongly gone, the documentation stays, one notice tells of it, and
// the tenant beside it is synced as if nothing were.
#include "app/poison_scene_test.h"

namespace reeve::app {
namespace {

TEST_F(Poison, AnEmptyListWith200) {
  EXPECT_TRUE(survives(users_are(R"({"value":[]})"), "partial", "empty_answer"));
}

TEST_F(Poison, NothingAtAllWith200) { EXPECT_TRUE(survives(users_are(""), "failed", "not_json")); }

TEST_F(Poison, APageCutInTheMiddle) {
  const auto people = contoso();
  EXPECT_TRUE(survives(users_are([people](const std::string& url) {
                         Response whole = listed(people, url);
                         if (page_of(url) == 2) whole.body.resize(whole.body.size() / 2);
                         return whole;
                       }),
                       "partial", "page_cut"));
}

TEST_F(Poison, AnotherTenantsUsers) {
  EXPECT_TRUE(survives(people_are(people_of("northwind")), "held", "held_leave"));
}

TEST_F(Poison, EverythingIsAnotherTenants) {
  const auto people = people_of("northwind");
  EXPECT_TRUE(survives(
      [people](const std::string& url) -> std::optional<Response> {
        if (url.find("/v1.0/organization") != std::string::npos)
          return page({organization("99999999-0000-0000-0000-000000000009")});
        if (is_users(url)) return listed(people, url);
        return std::nullopt;
      },
      "failed", "another_tenant"));
}

TEST_F(Poison, TheSamePeopleOnEveryPage) {
  const auto people = contoso();
  EXPECT_TRUE(survives(users_are([people](const std::string& url) {
                         const int number = page_of(url);
                         return page(objects_of(people, 1),
                                     number == 3 ? "" : next_link(number + 1));
                       }),
                       "held", "held_leave"));
}

TEST_F(Poison, ALinkThatLeadsToItself) {
  const auto people = contoso();
  EXPECT_TRUE(survives(users_are([people](const std::string& url) {
                         return page(objects_of(people, page_of(url)), next_link(2));
                       }),
                       "partial", "loop"));
}

TEST_F(Poison, ALinkBackToTheFirstPage) {
  const auto people = contoso();
  auto first = std::make_shared<std::string>();
  EXPECT_TRUE(survives(users_are([people, first](const std::string& url) {
                         if (page_of(url) == 1) *first = url;
                         return page(objects_of(people, page_of(url)),
                                     page_of(url) == 1 ? next_link(2) : *first);
                       }),
                       "partial", "loop"));
}

TEST_F(Poison, TheFirstPageForeverUnderNewLinks) {
  const auto people = contoso();
  EXPECT_TRUE(survives(users_are([people](const std::string& url) {
                         return page(objects_of(people, 1), next_link(page_of(url) + 1));
                       }),
                       "partial", "loop"));
}

TEST_F(Poison, ALinkToAnotherHost) {
  const auto people = contoso();
  EXPECT_TRUE(survives(users_are([people](const std::string&) {
                         return page(objects_of(people, 1),
                                     "https://graph.microsoft.com.example.org/v1.0/users");
                       }),
                       "partial", "foreign_link"));
}

TEST_F(Poison, TheListIsNull) {
  EXPECT_TRUE(survives(users_are(R"({"value":null})"), "failed", "page_cut"));
}

TEST_F(Poison, TheListIsAnObject) {
  EXPECT_TRUE(survives(users_are(R"({"value":{"id":"contoso-000"}})"), "failed", "page_cut"));
}

TEST_F(Poison, PeopleAreNull) {
  EXPECT_TRUE(survives(users_are(R"({"value":[null,null,null]})"), "failed", "page_cut"));
}

TEST_F(Poison, IdsAreMissing) {
  const auto people = contoso();
  EXPECT_TRUE(survives(users_are([people](const std::string& url) {
                         Response whole = listed(people, url);
                         for (auto at = whole.body.find("\"id\":"); at != std::string::npos;
                              at = whole.body.find("\"id\":", at + 1))
                           whole.body.replace(at, 5, "\"xx\":");
                         return whole;
                       }),
                       "partial", "unreadable_record"));
}

TEST_F(Poison, IdsAreNumbers) {
  EXPECT_TRUE(
      survives(users_are(R"({"value":[{"id":1,"displayName":"One"},{"id":null},{"id":{}}]})"),
               "partial", "unreadable_record"));
}

TEST_F(Poison, AnErrorWith200) {
  EXPECT_TRUE(
      survives(users_are(R"({"error":{"code":"Authorization_RequestDenied","message":"no"}})"),
               "failed", "page_cut"));
}

TEST_F(Poison, HtmlInsteadOfJson) {
  EXPECT_TRUE(survives(users_are("<!DOCTYPE html><html><body>Sign in to the network</body></html>"),
                       "failed", "not_json"));
}

TEST_F(Poison, WhatCannotBeUnpacked) {
  EXPECT_TRUE(survives(users_are([](const std::string&) -> Response {
                         throw base::Error(base::ErrorCode::protocol,
                                           "The answer cannot be unpacked.", "gzip: bad header");
                       }),
                       "failed", "page_cut"));
}

TEST_F(Poison, HalfOfThePeopleAreMissing) {
  auto people = contoso();
  people.resize(kPeople / 2);
  EXPECT_TRUE(survives(people_are(people), "held", "held_leave"));
}

TEST_F(Poison, ACountOfAThousandAndThreePeople) {
  const auto people = contoso();
  EXPECT_TRUE(survives(users_are([people](const std::string&) {
                         return page({json_of(people[0]), json_of(people[1]), json_of(people[2])},
                                     {}, R"(,"@odata.count":1000)");
                       }),
                       "partial", "count_differs"));
}

TEST_F(Poison, EverybodyHasTheSameName) {
  auto people = contoso();
  for (auto& one : people) {
    one.first = "System";
    one.last = "Account";
  }
  EXPECT_TRUE(survives(people_are(people), "held", "held_change"));
}

TEST_F(Poison, NobodyHasAName) {
  auto people = contoso();
  for (auto& one : people) one.first = one.last = "";
  EXPECT_TRUE(survives(people_are(people), "held", "held_change"));
}

TEST_F(Poison, EverybodyHasAnotherUserName) {
  auto people = contoso();
  for (auto& one : people) one.user_name = "x" + one.user_name;
  EXPECT_TRUE(survives(people_are(people), "held", "held_change"));
}

TEST_F(Poison, EverybodyHasAnotherId) {
  auto people = contoso();
  for (auto& one : people) one.id = "new-" + one.id;
  EXPECT_TRUE(survives(people_are(people), "held", "held_leave"));
}

TEST_F(Poison, TwiceAsManyPeople) {
  auto people = contoso();
  for (auto& one : people_of("northwind")) people.push_back(one);
  EXPECT_TRUE(survives(people_are(people), "held", "held_create"));
}

// Rounds of changes.
Response changes(const std::vector<std::string>& objects) {
  return json_answer(200,
                     fmt::format(R"({{"value":[{}],"@odata.deltaLink":"{}/delta?$deltatoken=1"}})",
                                 base::join(objects, ","), kUsers));
}

TEST_F(Poison, TheDeltaLinkIsAnotherTenants) {
  std::vector<std::string> objects;
  for (const auto& one : people_of("northwind")) objects.push_back(json_of(one));
  EXPECT_TRUE(survives(
      [objects](const std::string& url) -> std::optional<Response> {
        if (!is_delta(url)) return std::nullopt;
        return changes(objects);
      },
      "held", "held_create", true));
}

TEST_F(Poison, HalfOfThePeopleAreRemovedAtOnce) {
  std::vector<std::string> objects;
  for (int i = 0; i < kPeople / 2; ++i)
    objects.push_back(
        fmt::format(R"({{"id":"contoso-{:03}","@removed":{{"reason":"changed"}}}})", i));
  EXPECT_TRUE(survives(
      [objects](const std::string& url) -> std::optional<Response> {
        if (!is_delta(url)) return std::nullopt;
        return changes(objects);
      },
      "held", "held_leave", true));
}

TEST_F(Poison, A410ForEveryLink) {
  EXPECT_TRUE(survives(
      [](const std::string& url) -> std::optional<Response> {
        if (!is_delta(url) && !is_users(url)) return std::nullopt;
        return json_answer(
            410, R"({"error":{"code":"syncStateNotFound","message":"The sync state is gone."}})");
      },
      "failed", "resync", true));
}

TEST_F(Poison, A410ForTheDeltaAloneIsNoPoison) {
  Tenant& tenant = tenants_.at(kContoso);
  tenant.poison = [](const std::string& url) -> std::optional<Response> {
    if (!is_delta(url)) return std::nullopt;
    return json_answer(410, R"({"error":{"code":"syncStateNotFound","message":"gone"}})");
  };
  for (int hour = 0; hour < kHours; ++hour) EXPECT_EQ(sync(kContoso, true), "ok");
  EXPECT_EQ(documentation(), before_);
  EXPECT_EQ(notices().size(), 0U);
}

}  // namespace
}  // namespace reeve::app
