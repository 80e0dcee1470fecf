// A token goes only to Microsoft's hosts of the connection's cloud.
#include "microsoft/cloud.h"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "base/error.h"
#include "base/text.h"

namespace reeve::microsoft {
namespace {

std::string read_file(const std::string& path) {
  std::ifstream in(path);
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

TEST(Clouds, AreAsTheTableBesideThem) {
  const auto table =
      read_file(std::string(REEVE_SOURCE_DIR) + "/src/microsoft/national-clouds.tsv");
  std::vector<std::string> names;
  for (const auto& line : base::split(table, '\n')) {
    if (line.empty() || line.starts_with('#') || line.starts_with("cloud\t")) continue;
    const auto cells = base::split(line, '\t');
    ASSERT_EQ(cells.size(), 4U) << line;
    const auto cloud = cloud_named(cells[0]);
    EXPECT_EQ(cloud.login, cells[1]);
    EXPECT_EQ(cloud.graph, cells[2]);
    EXPECT_EQ(cloud.partner_center, cells[3]);
    EXPECT_FALSE(cloud.simulated);
    names.push_back(cells[0]);
  }
  EXPECT_EQ(names, cloud_names());
}

// Microsoft's data as gathered: every host of the table is in it.
TEST(Clouds, HostsAreInMicrosoftsData) {
  const auto data = read_file(std::string(REEVE_SHARED_DIR) + "/microsoft/national-clouds.tsv");
  if (data.empty()) GTEST_SKIP() << "Microsoft's data is not beside this checkout";
  for (const auto& name : cloud_names()) {
    const auto cloud = cloud_named(name);
    EXPECT_NE(data.find(cloud.login), std::string::npos) << cloud.login;
    EXPECT_NE(data.find(cloud.graph), std::string::npos) << cloud.graph;
  }
}

TEST(Clouds, ASimulatedOneIsOneOrigin) {
  const auto cloud = cloud_named("http://127.0.0.1:9443");
  EXPECT_TRUE(cloud.simulated);
  EXPECT_EQ(cloud.login, "http://127.0.0.1:9443");
  EXPECT_EQ(cloud.graph, cloud.login);
  EXPECT_EQ(cloud.partner_center, cloud.login);
  EXPECT_EQ(cloud.graph_resource, "https://graph.microsoft.com");
  EXPECT_EQ(cloud_named("https://Cloud.Example:443/").login, "https://cloud.example");
}

TEST(Clouds, RefusesWhatIsNone) {
  for (const auto* name :
       {"", "Global", "germany", "http://cloud.example", "https://cloud.example/path",
        "https://user@cloud.example", "ftp://127.0.0.1"}) {
    try {
      cloud_named(name);
      ADD_FAILURE() << name;
    } catch (const base::Error& error) {
      EXPECT_EQ(error.code(), base::ErrorCode::invalid) << name;
    }
  }
}

struct HostCase {
  std::string_view cloud, url;
  bool graph, login, any;
};

TEST(Invariant6, ATokenGoesOnlyToMicrosoftsHostsOfTheConnectionsCloud) {
  constexpr HostCase kCases[] = {
      {"global", "https://graph.microsoft.com/v1.0/users?$skiptoken=x", true, false, true},
      {"global", "https://graph.microsoft.com:443/v1.0/users", true, false, true},
      {"global", "https://GRAPH.microsoft.com/v1.0/users", true, false, true},
      {"global", "https://login.microsoftonline.com/common", false, true, true},
      {"global", "https://api.partnercenter.microsoft.com/v1/customers", false, false, true},
      {"global", "http://graph.microsoft.com/v1.0/users", false, false, false},
      {"global", "https://graph.microsoft.com./v1.0/users", false, false, false},
      {"global", "https://graph.microsoft.com:8443/v1.0/users", false, false, false},
      {"global", "https://graph.microsoft.com:80/v1.0/users", false, false, false},
      {"global", "https://graph.microsoft.com@evil.example/v1.0", false, false, false},
      {"global", "https://evil.example/https://graph.microsoft.com/", false, false, false},
      {"global", "https://evil.example/?u=https://graph.microsoft.com/", false, false, false},
      {"global", "https://evil.example#https://graph.microsoft.com/", false, false, false},
      {"global", "https://graph.microsoft.com.evil.example/", false, false, false},
      {"global", "https://evilgraph.microsoft.com/", false, false, false},
      {"global", "https://graph.microsoft.com\\@evil.example/", false, false, false},
      {"global", "https:\\\\graph.microsoft.com/", false, false, false},
      {"global", "//graph.microsoft.com/v1.0/users", false, false, false},
      {"global", "/v1.0/users", false, false, false},
      {"global", "https://graph.microsoft.us/v1.0/users", false, false, false},
      {"global", "https://graph\xef\xbc\x8emicrosoft.com/", false, false, false},
      {"global", "https://graph.microsoft.com%2eevil.example/", false, false, false},
      {"global", "https://graph.microsoft.com/v1.0\r\nHost: evil.example", false, false, false},
      {"global", " https://graph.microsoft.com/", false, false, false},
      {"global", "", false, false, false},
      {"gcc-high", "https://graph.microsoft.us/v1.0/users", true, false, true},
      {"gcc-high", "https://graph.microsoft.com/v1.0/users", false, false, false},
      {"gcc-high", "https://dod-graph.microsoft.us/v1.0/users", false, false, false},
      {"dod", "https://dod-graph.microsoft.us/v1.0/users", true, false, true},
      {"dod", "https://api.partnercenter.microsoft.com/", false, false, false},
      {"china", "https://microsoftgraph.chinacloudapi.cn/v1.0/me", true, false, true},
      {"china", "https://graph.microsoft.com/v1.0/me", false, false, false},
      {"http://127.0.0.1:9443", "http://127.0.0.1:9443/v1.0/users", true, true, true},
      {"http://127.0.0.1:9443", "http://127.0.0.1:9444/v1.0/users", false, false, false},
      {"http://127.0.0.1:9443", "http://localhost:9443/v1.0/users", false, false, false},
      {"http://127.0.0.1:9443", "https://127.0.0.1:9443/v1.0/users", false, false, false},
      {"http://127.0.0.1:9443", "https://graph.microsoft.com/v1.0/users", false, false, false},
      {"http://127.0.0.1:9443", "http://127.0.0.1:9443@evil.example/", false, false, false},
      {"https://cloud.example", "https://cloud.example:443/v1.0", true, true, true},
      {"https://cloud.example", "https://cloud.example.evil.example/v1.0", false, false, false},
  };
  for (const auto& one : kCases) {
    const auto cloud = cloud_named(one.cloud);
    EXPECT_EQ(is_graph_url(cloud, one.url), one.graph) << one.cloud << " " << one.url;
    EXPECT_EQ(is_login_url(cloud, one.url), one.login) << one.cloud << " " << one.url;
    EXPECT_EQ(is_host_of(cloud, one.url), one.any) << one.cloud << " " << one.url;
  }
}

TEST(Guid, IsTold) {
  EXPECT_TRUE(is_guid("1cebfa2a-fb4d-419e-b5f9-839b4383e05A"));
  for (const auto* text :
       {"", "1cebfa2a-fb4d-419e-b5f9-839b4383e05", "1cebfa2a-fb4d-419e-b5f9-839b4383e05g",
        "1cebfa2afb4d419eb5f9839b4383e05a1234", "1cebfa2a/fb4d-419e-b5f9-839b4383e05a",
        "{cebfa2a-fb4d-419e-b5f9-839b4383e05}"}) {
    EXPECT_FALSE(is_guid(text)) << text;
  }
}

}  // namespace
}  // namespace reeve::microsoft
