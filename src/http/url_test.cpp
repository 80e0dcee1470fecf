// Every address that two readers could take for two hosts is refused.
#include "http/url.h"

#include <gtest/gtest.h>

#include "http/transport.h"

namespace reeve::http {
namespace {

struct Good {
  std::string_view text, origin, target;
};

TEST(Url, ReadsPlainAddresses) {
  constexpr Good kCases[] = {
      {"https://graph.microsoft.com/v1.0/users?$top=999", "https://graph.microsoft.com",
       "/v1.0/users?$top=999"},
      {"HTTPS://Graph.Microsoft.COM", "https://graph.microsoft.com", "/"},
      {"https://graph.microsoft.com:443/x", "https://graph.microsoft.com", "/x"},
      {"https://graph.microsoft.com:8443/x", "https://graph.microsoft.com:8443", "/x"},
      {"http://127.0.0.1:9443", "http://127.0.0.1:9443", "/"},
      {"http://[::1]:80/a", "http://[::1]", "/a"},
      {"https://a.b?q=1", "https://a.b", "/?q=1"},
      {"https://a.b/x#fragment", "https://a.b", "/x"},
      {"https://a.b/x?y=https://c.d/", "https://a.b", "/x?y=https://c.d/"},
  };
  for (const auto& one : kCases) {
    const auto url = parse_url(one.text);
    ASSERT_TRUE(url) << one.text;
    EXPECT_EQ(origin_of(*url), one.origin) << one.text;
    EXPECT_EQ(url->target, one.target) << one.text;
  }
}

TEST(Url, RefusesWhatCanBeReadInTwoWays) {
  constexpr std::string_view kCases[] = {
      "",
      "graph.microsoft.com",
      "//graph.microsoft.com",
      "ftp://a.b/",
      "javascript://a.b/",
      "https://",
      "https:///x",
      "https:a.b",
      "https://graph.microsoft.com@evil.example/",
      "https://user:pass@graph.microsoft.com/",
      "https://graph.microsoft.com\\@evil.example/",
      "https://evil.example\\.graph.microsoft.com/",
      "https://graph.microsoft.com./",
      "https://.graph.microsoft.com/",
      "https://a..b/",
      "https://a.b:0/",
      "https://a.b:65536/",
      "https://a.b:x/",
      "https://a.b:/",
      "https://a.b:443:443/",
      "https://a b/",
      "https://a.b/x y",
      "https://a.b/\r\nX: y",
      "https://a\tb/",
      "https://gr\xc3\xa4ph.example/",
      "https://a%2eb/",
      "https://a.b%00.c/",
      "https://[::1/",
      "https://[]/",
      "https://[::1]x/",
      "https://[fe80::1%25eth0]/",
      "https://a,b/",
      " https://a.b/",
  };
  for (const auto text : kCases) EXPECT_FALSE(parse_url(text)) << text;
}

TEST(Url, KnowsThisMachine) {
  for (const auto text :
       {"http://127.0.0.1/", "http://127.8.9.1:1/", "http://localhost/", "http://[::1]/"}) {
    EXPECT_TRUE(is_loopback(*parse_url(text))) << text;
  }
  for (const auto text : {"http://128.0.0.1/", "http://127.0.0.1.evil.example/",
                          "http://localhost.evil.example/", "http://10.0.0.1/"}) {
    EXPECT_FALSE(is_loopback(*parse_url(text))) << text;
  }
}

TEST(ForLog, NamesParametersAndHidesTheirValues) {
  EXPECT_EQ(for_log("GET", "https://graph.microsoft.com/v1.0/users?$select=id,mail&$skiptoken=abc"),
            "GET https://graph.microsoft.com/v1.0/users?$select=REDACTED&$skiptoken=REDACTED");
  EXPECT_EQ(for_log("POST", "https://login.microsoftonline.com/t/oauth2/v2.0/token"),
            "POST https://login.microsoftonline.com/t/oauth2/v2.0/token");
  EXPECT_EQ(for_log("GET", "https://user:secret@a.b/"), "GET (an unreadable address)");
}

}  // namespace
}  // namespace reeve::http
