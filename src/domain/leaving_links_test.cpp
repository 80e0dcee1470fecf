// Links for what is left lead to Microsoft, in the connection's own cloud.
#include "domain/leaving_links.h"

#include <gtest/gtest.h>

#include "domain/manage_link.h"

namespace reeve::domain {
namespace {

TEST(LeavingLinks, LeadToMicrosoftOfThatCloud) {
  for (const auto cloud : kManageClouds)
    for (const auto& link : leaving_links(cloud, "partner", "dir", "app")) {
      EXPECT_EQ(link.url.find("https://"), 0U) << link.url;
      EXPECT_FALSE(link.sentence.empty());
    }
  EXPECT_EQ(leaving_links("global", "partner", "dir", "app").size(), 3U);
  EXPECT_EQ(leaving_links("global", "direct", "dir", "app").size(), 2U)
      << "a single tenant has no relationships";
  EXPECT_EQ(leaving_links("china", "partner", "dir", "app")
                .front()
                .url.find("https://portal.azure.cn/dir/"),
            0U);
}

TEST(LeavingLinks, TheApplicationsPageNamesItWhereItIsKnown) {
  const auto page = application_page("global", "t1", "sp1", "app1");
  EXPECT_NE(page.find("/t1/"), std::string::npos);
  EXPECT_NE(page.find("objectId/sp1/appId/app1"), std::string::npos);
  EXPECT_EQ(application_page("global", "t1", "", "app1").find("objectId"), std::string::npos);
  EXPECT_EQ(application_page("http://127.0.0.1:9", "t1", "sp", "app")
                .find("https://entra.microsoft.com/"),
            0U)
      << "a simulated cloud is shown as the global one";
}

}  // namespace
}  // namespace reeve::domain
