// OData options: page sizes, page tokens, and filters with Graph's own refusals.
#include "odata.h"

#include <gtest/gtest.h>

#include "json.h"
#include "odata_filter.h"

namespace cloud {
namespace {

Request asked(const std::string& query) {
  Request request;
  request.path = "/v1.0/users";
  request.query = query;
  return request;
}

std::string refused(auto&& act) {
  try {
    act();
  } catch (const GraphRefusal& refusal) {
    return refusal.code + "|" + refusal.what();
  }
  return "";
}

bool matches(const std::string& filter, const std::string& object, bool advanced = true) {
  const auto value = parse_object(object).value();
  return Filter::parse(filter, advanced).matches([&](std::string_view path) {
    const auto* found = value.if_contains(path);
    if (!found) throw GraphRefusal(400, "Request_BadRequest", "no such property");
    return *found;
  });
}

TEST(OData, PageSizesHaveGraphsWords) {
  EXPECT_EQ(page_size(read_odata(asked("")), 100, 999), 100);
  EXPECT_EQ(page_size(read_odata(asked("$top=999")), 100, 999), 999);
  EXPECT_EQ(page_size(read_odata(asked("%24top=5")), 100, 999), 5);
  EXPECT_EQ(page_size(read_odata(asked("top=5")), 100, 999), 5);
  EXPECT_EQ(refused([] { page_size(read_odata(asked("$top=1000")), 100, 999); }),
            "Request_BadRequest|Invalid page size specified: '1000'. Must be between 1 and 999 "
            "inclusive.");
  for (const char* bad : {"$top=0", "$top=-1", "$top=x", "$top=", "$top=1.5"})
    EXPECT_NE(refused([&] { page_size(read_odata(asked(bad)), 100, 999); }), "") << bad;
}

TEST(OData, KnowsItsOptions) {
  const OData query =
      read_odata(asked("$select=id,%20displayName&$count=true&$orderby=mail%20desc"));
  EXPECT_EQ(query.select, (std::vector<std::string>{"id", "displayName"}));
  EXPECT_TRUE(query.count);
  EXPECT_EQ(query.order_by, "mail desc");
  EXPECT_NE(refused([] { read_odata(asked("$skip=5")); }), "");
  EXPECT_NE(refused([] { read_odata(asked("$frobnicate=5")); }), "");
  EXPECT_EQ(refused([] { read_odata(asked("harmless=5")); }), "");
}

TEST(OData, NextLinkKeepsTheQueryAndItsTokenCannotBeForged) {
  const std::string link =
      next_link(asked("$top=5&$select=id&$skiptoken=old"), "https://g", {42, 3});
  EXPECT_TRUE(link.starts_with("https://g/v1.0/users?$top=5&$select=id&$skiptoken=")) << link;
  EXPECT_EQ(link.find("old"), std::string::npos);
  const std::string token = link.substr(link.rfind('=') + 1);
  const SkipToken read = read_skip_token(read_odata(asked("$skiptoken=" + token)));
  EXPECT_EQ(read.position, 42U);
  EXPECT_EQ(read.page, 3);
  EXPECT_EQ(read_skip_token(read_odata(asked("$skipToken=" + token))).page, 3);
  EXPECT_NE(refused([&] { read_skip_token(read_odata(asked("$skiptoken=A" + token))); }), "");
  EXPECT_NE(refused([&] { read_skip_token(read_odata(asked("$skiptoken=!"))); }), "");
  EXPECT_EQ(read_skip_token(read_odata(asked(""))).page, 1);
}

TEST(Filter, ComparesTextWithoutLetterCase) {
  const std::string anna =
      R"({"displayName":"Anna O'Brien","accountEnabled":true,"age":7,"mail":null})";
  EXPECT_TRUE(matches("displayName eq 'anna o''brien'", anna));
  EXPECT_TRUE(matches("startswith(displayName,'ANNA')", anna));
  EXPECT_TRUE(matches("accountEnabled eq true and age ge 7", anna));
  EXPECT_TRUE(matches("mail eq null or age lt 3", anna));
  EXPECT_TRUE(matches("not(age eq 3)", anna));
  EXPECT_TRUE(matches("displayName in ('x', 'Anna O''Brien')", anna));
  EXPECT_TRUE(matches("endsWith(displayName,'brien')", anna));
  EXPECT_FALSE(matches("displayName ne 'Anna O''Brien'", anna));
  EXPECT_FALSE(matches("mail ge 'a'", anna));
}

TEST(Filter, LooksIntoCollections) {
  const std::string user =
      R"({"proxyAddresses":["SMTP:a@b.c","smtp:d@e.f"],"assignedLicenses":[]})";
  EXPECT_TRUE(matches("proxyAddresses/any(p:p eq 'smtp:D@e.f')", user));
  EXPECT_TRUE(matches("proxyAddresses/any(p:startsWith(p,'smtp:d'))", user));
  EXPECT_FALSE(matches("proxyAddresses/any(x:x eq 'nobody')", user));
  EXPECT_TRUE(matches("assignedLicenses/$count eq 0", user));
}

TEST(Filter, RefusesAdvancedFormsWithoutTheHeader) {
  for (const char* text :
       {"displayName ne 'x'", "not(a eq 1)", "endsWith(mail,'x')", "assignedLicenses/$count ne 0"})
    EXPECT_TRUE(
        refused([&] { Filter::parse(text, false); }).starts_with("Request_UnsupportedQuery"))
        << text;
}

TEST(Filter, RefusesNonsense) {
  for (const char* text :
       {"", "displayName", "displayName eq", "displayName eq 'x", "(a eq 1", "a eq 1 and",
        "a like 'x'", "frob(a,'x')", "a eq 1 b", "a/any(", "'x' eq a"})
    EXPECT_NE(refused([&] { Filter::parse(text, true); }), "") << text;
  std::string deep(5000, '(');
  EXPECT_NE(refused([&] { Filter::parse(deep, true); }), "");
  EXPECT_NE(refused([&] { Filter::parse(std::string(100'000, 'a'), true); }), "");
}

}  // namespace
}  // namespace cloud
