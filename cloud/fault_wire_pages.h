// What the faults of listings and of delta rounds look like on the wire; part of
// fault_wire_test.cpp.
#pragma once

#include <gtest/gtest.h>

#include <set>

#include "test_wire.h"

namespace cloud {

inline const std::string kUsers = "/v1.0/users";
inline const std::string kPaged = "/v1.0/users?$top=5";
inline const std::string kUsersDelta = "/v1.0/users/delta";

inline std::string next_of(const WireAnswer& answer) {
  return text_of(answer.json(), "@odata.nextLink");
}
inline std::string delta_of(const WireAnswer& answer) {
  return text_of(answer.json(), "@odata.deltaLink");
}

inline void test_endless_next_link(WireCloud& cloud) {
  cloud.fault({{"kind", "endless-nextLink"}});
  std::set<std::string> links;
  std::string target = kPaged;
  for (int at = 0; at < 20; ++at) {
    const WireAnswer answer = cloud.read(target);
    ASSERT_EQ(answer.status, 200) << target;
    EXPECT_FALSE(ids_of(answer).empty());
    ASSERT_TRUE(links.insert(next_of(answer)).second) << "each link is new";
    target = cloud.local(next_of(answer));
    ASSERT_NE(target, "");
  }
}

inline void test_foreign_next_link(WireCloud& cloud) {
  cloud.fault({{"kind", "foreign-next-link"}});
  const std::string own = fmt::format("http://127.0.0.1:{}/", cloud.server.port());
  const std::string link = next_of(cloud.read(kUsers));
  EXPECT_TRUE(link.starts_with("https://graph.microsoft.com.attacker.example/v1.0/users?")) << link;
  EXPECT_NE(next_of(cloud.read(kPaged)).find("attacker.example"), std::string::npos);
  cloud.control("DELETE", "faults");
  EXPECT_TRUE(next_of(cloud.read(kPaged)).starts_with(own));
}

inline void test_next_link_cycle(WireCloud& cloud) {
  cloud.fault({{"kind", "next-link-cycle"}});
  std::string target = kPaged;
  for (int page = 0; page < 3; ++page) target = cloud.local(next_of(cloud.read(target)));
  EXPECT_EQ(target, kPaged) << "the third page is the last one";
  const std::string alone = "/v1.0/organization";
  EXPECT_EQ(cloud.local(next_of(cloud.read(alone))), alone);
}

inline void test_huge_page(WireCloud& cloud) {
  constexpr std::size_t kept = 1'000'000;
  cloud.fault({{"kind", "huge-page"}});
  const WireAnswer answer = cloud.read(kUsers, kept);
  EXPECT_EQ(answer.status, 200);
  EXPECT_TRUE(answer.complete);
  EXPECT_GE(answer.body_size, 100'000'000U);
  EXPECT_LT(answer.body_size, 110'000'000U);
  // What was kept is well formed but for its end, and no id comes twice.
  const auto last = answer.body.rfind(",{\"");
  const auto page = boost::json::parse(answer.body.substr(0, last) + "]}").as_object();
  std::set<std::string> ids;
  for (const auto& one : page.at("value").as_array())
    EXPECT_TRUE(ids.insert(text_of(one.as_object(), "id")).second);
  EXPECT_GT(ids.size(), 500U);
}

inline void test_deep_nesting(WireCloud& cloud) {
  cloud.fault({{"kind", "deep-nesting"}});
  const WireAnswer answer = cloud.read(kUsers);
  EXPECT_TRUE(answer.complete);
  EXPECT_NE(answer.body.find(std::string(100'000, '[') + std::string(100'000, ']')),
            std::string::npos);
}

inline void test_invalid_utf8(WireCloud& cloud) {
  cloud.fault({{"kind", "invalid-utf-8"}});
  const WireAnswer answer = cloud.read(kUsers);
  EXPECT_NE(answer.body.find("\"displayName\":\"\xC3\x28"), std::string::npos);
}

inline void test_nul_character(WireCloud& cloud) {
  cloud.fault({{"kind", "u-0000"}});
  const auto page = cloud.read(kUsers).json();
  const auto name = text_of(page.at("value").as_array().at(0).as_object(), "displayName");
  EXPECT_EQ(name.front(), '\0');
  EXPECT_GT(name.size(), 1U);
}

inline void test_duplicate_ids(WireCloud& cloud) {
  cloud.fault({{"kind", "duplicate-ids"}});
  const auto ids = ids_of(cloud.read(kUsers));
  ASSERT_EQ(ids.size(), 13U);
  EXPECT_EQ(ids.front(), ids.back());
}

inline void test_empty_tenant(WireCloud& cloud) {
  cloud.fault({{"kind", "empty-tenant"}});
  for (const std::string& target : {kUsers, kPaged, std::string("/v1.0/groups")}) {
    const WireAnswer answer = cloud.read(target);
    EXPECT_EQ(answer.status, 200);
    EXPECT_NE(answer.body.find("\"value\":[]"), std::string::npos) << target;
    EXPECT_EQ(next_of(answer), "");
  }
}

inline void test_half_listing(WireCloud& cloud) {
  cloud.fault({{"kind", "half-listing-then-403"}});
  for (const std::string& target : {kUsers, kPaged}) {
    const WireAnswer first = cloud.read(target);
    EXPECT_EQ(first.status, 200);
    EXPECT_GT(ids_of(first).size(), 3U);
    EXPECT_LT(ids_of(first).size(), 12U);
    const WireAnswer rest = cloud.read(cloud.local(next_of(first)));
    EXPECT_EQ(rest.status, 403);
    EXPECT_EQ(graph_code_of(rest), "Authorization_RequestDenied");
  }
}

// Follows a listing or a delta round to its end; counts the empty pages.
inline std::vector<std::string> walk(WireCloud& cloud, std::string target, int& empty,
                                     std::string* delta = nullptr) {
  std::vector<std::string> all;
  for (int pages = 0; !target.empty() && pages < 100; ++pages) {
    const WireAnswer answer = cloud.read(target);
    EXPECT_EQ(answer.status, 200) << target;
    const auto ids = ids_of(answer);
    if (ids.empty()) ++empty;
    all.insert(all.end(), ids.begin(), ids.end());
    if (delta) *delta = cloud.local(delta_of(answer));
    target = cloud.local(next_of(answer));
  }
  return all;
}

inline void test_empty_pages(WireCloud& cloud) {
  cloud.fault({{"kind", "empty-pages"}});
  int empty = 0;
  const auto all = walk(cloud, kPaged, empty);
  EXPECT_EQ(all.size(), 12U);
  EXPECT_EQ(std::set<std::string>(all.begin(), all.end()).size(), 12U);
  EXPECT_EQ(empty, 3);
}

inline void test_delta_replay(WireCloud& cloud) {
  int empty = 0;
  std::string link;
  const auto first = walk(cloud, kUsersDelta, empty, &link);
  EXPECT_TRUE(walk(cloud, link, empty).empty()) << "nothing changed";
  cloud.fault({{"kind", "delta-replay"}});
  const auto again = walk(cloud, link, empty);
  ASSERT_FALSE(again.empty());
  EXPECT_EQ(again.front(), first.front());
}

inline void test_delta_duplicates(WireCloud& cloud) {
  cloud.fault({{"kind", "delta-duplicates"}});
  int empty = 0;
  const auto all = walk(cloud, kUsersDelta, empty);
  EXPECT_EQ(all.size(), 24U);
  EXPECT_EQ(std::set<std::string>(all.begin(), all.end()).size(), 12U);
}

inline void test_delta_removed_first(WireCloud& cloud) {
  cloud.fault({{"kind", "removed-in-first-round"}});
  const WireAnswer answer = cloud.read(kUsersDelta);
  std::set<std::string> reasons;
  const auto page = answer.json();
  for (const auto& one : page.at("value").as_array())
    if (const auto* removed = one.as_object().if_contains("@removed"))
      reasons.insert(text_of(removed->as_object(), "reason"));
  EXPECT_EQ(reasons, (std::set<std::string>{"changed", "deleted"}));
  EXPECT_EQ(ids_of(answer).size(), 14U);
}

inline void test_delta_empty_pages(WireCloud& cloud) {
  cloud.fault({{"kind", "delta-empty-pages"}});
  int empty = 0;
  std::string link;
  EXPECT_EQ(walk(cloud, kUsersDelta, empty, &link).size(), 12U);
  EXPECT_EQ(empty, 1);
  EXPECT_NE(link, "");
}

inline void test_expired_delta(WireCloud& cloud) {
  const std::string link = cloud.local(delta_of(cloud.read(kUsersDelta)));
  cloud.fault({{"kind", "expired-delta-token"}});
  const WireAnswer answer = cloud.read(link);
  EXPECT_EQ(answer.status, 410);
  EXPECT_NE(answer.header("Location").find("/users/delta?$deltatoken="), std::string::npos);
  EXPECT_EQ(cloud.read(cloud.local(answer.header("Location"))).status, 200);
}

inline void test_sync_state(WireCloud& cloud) {
  const std::string link = cloud.local(delta_of(cloud.read(kUsersDelta)));
  cloud.fault({{"kind", "sync-state-not-found"}});
  const WireAnswer answer = cloud.read(link);
  EXPECT_EQ(answer.status, 400);
  EXPECT_EQ(graph_code_of(answer), "syncStateNotFound");
  EXPECT_EQ(cloud.read(kUsersDelta).status, 200);
}

}  // namespace cloud
