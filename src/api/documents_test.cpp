// JSON:API as IT Glue's clients use it: bodies, lists, filters, paging, versions, errors.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "api/test_world.h"
#include "base/csv.h"
#include "base/error.h"

namespace reeve::api {
namespace {

using domain::Role;

class Documents : public ::testing::Test {
 protected:
  Documents() : visitor(world.person(Role::administrator)) {}
  Response post(const std::string& path, const std::string& body) {
    return world.call(visitor, "POST", path, body);
  }
  Response patch(const std::string& path, const std::string& body) {
    return world.call(visitor, "PATCH", path, body);
  }
  std::string contact_path() const { return fmt::format("/api/contacts/{}", world.ids.contact[0]); }
  void add_contacts(int count) {
    std::string all;
    for (int i = 0; i < count; ++i)
      all += fmt::format(R"({}{{"type":"contacts","attributes":{{"first-name":"N{:03}"}}}})",
                         i ? "," : "", i);
    const Response made =
        post(fmt::format("/api/organizations/{}/relationships/contacts", world.ids.organization[0]),
             "{\"data\":[" + all + "]}");
    ASSERT_EQ(made.status, 201) << made.body;
    EXPECT_EQ(body_of(made).at("data").as_array().size(), static_cast<std::size_t>(count));
  }
  World world;
  Visitor visitor;
};

TEST_F(Documents, KeysMayComeInAnyCaseAndStyle) {
  const Response made = post(
      "/api/contacts",
      fmt::format(
          R"({{"Data":{{"Type":"Contacts","Attributes":{{"Organization_Id":"{}","First_Name":"  Zoë ","last-name":"Ng",
      "Contact_Emails":[{{"Value":"zoe@contoso.com","Primary":"True","Label_Name":"Work"}}],"unknown":1,"name":"ignored"}}}}}})",
          world.ids.organization[0]));
  ASSERT_EQ(made.status, 201) << made.body;
  const auto body = body_of(made);
  const auto& attributes = body.at("data").at("attributes");
  EXPECT_EQ(attributes.at("name").as_string(), "Zoë Ng");
  EXPECT_EQ(attributes.at("organization-id").as_int64(), world.ids.organization[0]);
  EXPECT_TRUE(attributes.at("contact-emails").as_array().at(0).at("primary").as_bool());
  EXPECT_TRUE(body.at("data").at("id").is_string());
  EXPECT_EQ(attributes.at("contact-emails").as_array().at(0).at("source").as_string(), "person");
}

TEST_F(Documents, AKeysValuesAreMarkedAsTheApis) {
  const Visitor key = world.key(Role::editor);
  const Response made = world.call(
      key, "POST", "/api/contacts",
      fmt::format(
          R"({{"organization-id":{},"first-name":"K","contact-emails":[{{"value":"k@contoso.com"}}]}})",
          world.ids.organization[0]));
  ASSERT_EQ(made.status, 201) << made.body;
  EXPECT_EQ(body_of(made)
                .at("data")
                .at("attributes")
                .at("contact-emails")
                .as_array()
                .at(0)
                .at("source")
                .as_string(),
            "api");
}

TEST_F(Documents, WrongTypeIsNamed) {
  const Response wrong =
      post("/api/contacts", R"({"data":{"type":"configurations","attributes":{}}})");
  EXPECT_EQ(wrong.status, 422);
  EXPECT_NE(detail_of(wrong).find("Expected: 'contacts'"), std::string::npos);
  EXPECT_EQ(body_of(wrong).at("errors").as_array().at(0).at("source").at("pointer").as_string(),
            "/data/type");
}

TEST_F(Documents, MissingAndWrongValuesPointAtTheAttribute) {
  const Response missing = post("/api/contacts", R"({"first-name":"X"})");
  EXPECT_EQ(missing.status, 422);
  EXPECT_EQ(body_of(missing).at("errors").as_array().at(0).at("source").at("pointer").as_string(),
            "/data/attributes/organization-id");
  EXPECT_EQ(body_of(missing).at("errors").as_array().at(0).at("status").as_int64(), 422);
  EXPECT_EQ(patch(contact_path(), R"({"important":"perhaps"})").status, 422);
  EXPECT_EQ(patch(contact_path(), R"({"first-name":{"a":1}})").status, 422);
  EXPECT_EQ(patch(contact_path(), R"({"contact-emails":[{"value":"no address"}]})").status, 422);
}

TEST_F(Documents, BadBodiesAreRefusedWithASentence) {
  EXPECT_EQ(post("/api/contacts", "{not json").status, 400);
  EXPECT_EQ(post("/api/contacts", "[1,2]").status, 400);
  EXPECT_EQ(post("/api/contacts", R"({"data":[{}]})").status, 422);
  EXPECT_EQ(post("/api/contacts", "{\"first-name\":\"\xff\xfe\"}").status, 400);
  EXPECT_EQ(post("/api/contacts", std::string(100'000, '[')).status, 400);
  std::string nested = "1";
  for (int i = 0; i < 500; ++i) nested = "{\"a\":" + nested + "}";
  EXPECT_EQ(post("/api/contacts", nested).status, 400);
  EXPECT_EQ(post("/api/contacts", std::string((8u << 20) + 1, ' ')).status, 413);
  for (const char* body : {"{not json", "[1,2]"})
    EXPECT_FALSE(detail_of(post("/api/contacts", body)).empty());
}

TEST_F(Documents, OtherMediaTypesAreRefused) {
  const std::vector<Header> session{{"Cookie", "reeve_session=" + visitor.cookie},
                                    {"X-CSRF-Token", visitor.csrf}};
  const auto send = [&](std::string_view type) {
    auto headers = session;
    if (!type.empty()) headers.push_back({"Content-Type", std::string(type)});
    return world.call_with("POST", "/api/organizations", R"({"name":"Typed"})", headers).status;
  };
  EXPECT_EQ(send("text/plain"), 415);
  EXPECT_EQ(send("application/x-www-form-urlencoded"), 415);
  EXPECT_EQ(send("Application/JSON"), 201);
  EXPECT_EQ(send("application/vnd.api+json; charset=utf-8"), 201);
  EXPECT_EQ(send(""), 201);
}

TEST_F(Documents, StaleVersionIsAConflict) {
  const auto version =
      world.get(visitor, contact_path()).at("data").at("attributes").at("version").as_int64();
  EXPECT_EQ(
      patch(contact_path(), fmt::format(R"({{"title":"Boss","version":{}}})", version)).status,
      200);
  const Response stale =
      patch(contact_path(), fmt::format(R"({{"title":"Clerk","version":{}}})", version));
  EXPECT_EQ(stale.status, 409);
  EXPECT_EQ(world.get(visitor, contact_path()).at("data").at("attributes").at("title").as_string(),
            "Boss");
  const std::string organization = fmt::format("/api/organizations/{}", world.ids.organization[0]);
  EXPECT_EQ(patch(organization, R"({"alert":"x","version":"99"})").status, 409);
}

TEST_F(Documents, BulkCreateIsAllOrNothing) {
  add_contacts(3);
  const Response half = post(
      fmt::format("/api/organizations/{}/relationships/contacts", world.ids.organization[0]),
      R"({"data":[{"attributes":{"first-name":"Good"}},{"attributes":{"contact-emails":[{"value":"bad"}]}}]})");
  EXPECT_EQ(half.status, 422);
  EXPECT_NE(half.body.find("/data/1/attributes"), std::string::npos);
  EXPECT_EQ(
      world.get(visitor, "/api/contacts?filter[first_name]=Good").at("data").as_array().size(), 0u);
  std::string many = R"({"data":[)";
  for (int i = 0; i <= 1000; ++i) many += i ? ",{}" : "{}";
  EXPECT_EQ(
      post(fmt::format("/api/organizations/{}/relationships/contacts", world.ids.organization[0]),
           many + "]}")
          .status,
      413);
}

TEST_F(Documents, PagesHaveMetaAndLinks) {
  add_contacts(11);
  const auto body = world.get(
      visitor,
      "/api/contacts?page%5Bsize%5D=5&page%5Bnumber%5D=2&sort=name&filter[archived]=False");
  const auto& meta = body.at("meta");
  EXPECT_EQ(meta.at("current-page").as_int64(), 2);
  EXPECT_EQ(meta.at("next-page").as_int64(), 3);
  EXPECT_EQ(meta.at("prev-page").as_int64(), 1);
  EXPECT_EQ(meta.at("total-pages").as_int64(), 3);
  EXPECT_EQ(meta.at("total-count").as_int64(), 13);
  EXPECT_TRUE(meta.at("filters").is_object());
  EXPECT_EQ(body.at("data").as_array().size(), 5u);
  const std::string next(body.at("links").at("next").as_string());
  ASSERT_TRUE(next.starts_with("http://localhost:8080/api/contacts?"));
  const auto third = world.get(visitor, next.substr(std::string("http://localhost:8080").size()));
  EXPECT_EQ(third.at("data").as_array().size(), 3u);
  EXPECT_TRUE(third.at("links").at("next").is_null());
}

TEST_F(Documents, OddQueriesAreTakenLoosely) {
  EXPECT_EQ(world.get(visitor, "/api/contacts?page[number]=99").at("data").as_array().size(), 0u);
  EXPECT_EQ(world.get(visitor, "/api/contacts?page[number]=999999999999999999999")
                .at("data")
                .as_array()
                .size(),
            2u);
  EXPECT_EQ(world.get(visitor, "/api/contacts/?").at("data").as_array().size(), 2u);
  EXPECT_EQ(world.get(visitor, "/api/contacts?filter[psa_id]=7&sort=created-at,nonsense")
                .at("data")
                .as_array()
                .size(),
            2u);
  EXPECT_EQ(world.get(visitor, "/api/contacts?page[size]=1000000").at("data").as_array().size(),
            2u);
  EXPECT_EQ(world.get(visitor, "/api/contacts?page[size]=0").at("data").as_array().size(), 2u);
  const std::string both =
      fmt::format("{},{}", world.ids.organization[0], world.ids.organization[1]);
  EXPECT_EQ(world.get(visitor, "/api/contacts?filter[Organization-ID]=" + both)
                .at("data")
                .as_array()
                .size(),
            2u);
  EXPECT_EQ(
      world.get(visitor, "/api/organizations?filter[name]=alpha").at("data").as_array().size(), 1u);
  EXPECT_EQ(world.get(visitor, "/api/organizations?filter[name]=Alpha%5C%2C+Ltd")
                .at("data")
                .as_array()
                .size(),
            0u);
  EXPECT_THROW(world.call(visitor, "GET", "/api/contacts?filter[name]=%zz"), base::Error)
      << "the server makes 400 of it";
}

TEST_F(Documents, SortTurnsWithAMinus) {
  const auto names = [&](const std::string& sort) {
    std::string out;
    for (const auto& row : world.rows(visitor, "/api/organizations?sort=" + sort))
      out += std::string(row.at("attributes").at("name").as_string()) + " ";
    return out;
  };
  EXPECT_EQ(names("name"), "Alpha Beta ");
  EXPECT_EQ(names("-name"), "Beta Alpha ");
}

TEST_F(Documents, ListsComeAsCsv) {
  add_contacts(60);
  auto headers =
      std::vector<Header>{{"Cookie", "reeve_session=" + visitor.cookie}, {"Accept", "text/csv"}};
  const Response csv = world.call_with("GET", "/api/contacts", "", headers);
  EXPECT_EQ(csv.header("Content-Type"), "text/csv; charset=utf-8");
  const auto rows = base::parse_csv(csv.body);
  ASSERT_EQ(rows.size(), 63u);
  EXPECT_EQ(rows[0][0], "id");
  EXPECT_EQ(
      base::parse_csv(world.call_with("GET", "/api/run_events", "", headers).body).at(0).at(1),
      "run-id");
}

TEST_F(Documents, UnknownPathsAndMethodsAnswerJson) {
  const Response unknown = world.call(visitor, "GET", "/api/nothing");
  EXPECT_EQ(unknown.status, 404);
  EXPECT_EQ(unknown.header("Content-Type"), "application/vnd.api+json");
  const Response method = world.call(visitor, "PUT", "/api/contacts/1");
  EXPECT_EQ(method.status, 405);
  EXPECT_EQ(method.header("Allow"), "GET, PATCH");
  EXPECT_EQ(world.call(visitor, "GET", "/api/contacts/abc").status, 404);
  EXPECT_EQ(world.call(visitor, "GET", "/api/contacts/99999999999999999999").status, 404);
}

TEST_F(Documents, OrganizationShowsItsTenants) {
  const auto body =
      world.get(visitor, fmt::format("/api/organizations/{}", world.ids.organization[0]));
  const auto& tenants = body.at("meta").at("tenants").as_array();
  ASSERT_EQ(tenants.size(), 1u);
  EXPECT_EQ(tenants[0].at("id").as_string(), std::to_string(world.ids.tenant[0]));
  EXPECT_EQ(tenants[0].at("state").as_string(), "active");
}

TEST_F(Documents, HistorySaysWhoWroteWhat) {
  patch(contact_path(), R"({"title":"Chief"})");
  const auto rows = world.get(visitor, contact_path() + "/changes");
  bool found = false;
  for (const auto& row : rows.at("data").as_array()) {
    const auto& change = row.at("attributes");
    if (change.at("path").as_string() != "title") continue;
    found = true;
    EXPECT_EQ(change.at("new").as_string(), "Chief");
    EXPECT_EQ(change.at("account-name").as_string(), "administrator@reeve.test");
  }
  EXPECT_TRUE(found);
}

TEST_F(Documents, EveryMutationLeavesAnAuditRow) {
  const auto audits = [&] {
    return world.get(visitor, "/api/audit?page[size]=1000").at("meta").at("total-count").as_int64();
  };
  const std::pair<const char*, std::string> writes[] = {
      {"/api/organizations", R"({"name":"Audited"})"},
      {"/api/contacts",
       fmt::format(R"({{"organization-id":{},"first-name":"A"}})", world.ids.organization[0])},
      {"/api/accounts", R"({"email":"audited@reeve.test"})"},
      {"/api/api_keys", R"({"name":"audited"})"},
  };
  for (const auto& [path, body] : writes) {
    const auto before = audits();
    EXPECT_EQ(post(path, body).status, 201) << path;
    EXPECT_EQ(audits(), before + 1) << path;
  }
}

}  // namespace
}  // namespace reeve::api
