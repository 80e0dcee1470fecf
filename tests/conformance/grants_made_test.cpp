// What Reeve granted by itself, kept for the application rather than for one connection.
#include "store/grants_made.h"

#include "store_case.h"

namespace reeve::test {
namespace {

class GrantsMade : public StoreTest {
 protected:
  std::vector<store::GrantMade> of(const std::string& application) {
    return read([&](auto& c) { return store::grants_made(c, application); });
  }
};
REEVE_ON_BOTH_DATABASES(GrantsMade);

TEST_P(GrantsMade, AreKeptOnceAndForgottenWhenTakenBack) {
  const auto id = connection();
  const auto application =
      read([&](auto& c) { return store::find_connection(c, id)->application_id; });
  const store::GrantMade scopes{id, "T1", "delegated", "graph", "User.Read.All", kNow};
  const store::GrantMade role{id, "t1", "application", "a1", "User.Read.All", kNow};
  write([&](auto& c) {
    store::add_grant_made(c, scopes);
    store::add_grant_made(c, scopes);
    store::add_grant_made(c, role);
  });
  ASSERT_EQ(of(application).size(), 2U);
  EXPECT_EQ(of(application).front().tenant, "t1");
  EXPECT_EQ(of(application).front().at, kNow);
  write([&](auto& c) { store::forget_grant_made(c, id, "T1", "delegated", "graph", "Mail.Read"); });
  EXPECT_EQ(of(application).size(), 2U) << "another scope was taken back";
  write([&](auto& c) { store::forget_grant_made(c, id, "T1", "delegated", "graph"); });
  ASSERT_EQ(of(application).size(), 1U);
  EXPECT_EQ(of(application).front().kind, "application");
}

TEST_P(GrantsMade, OutliveTheirConnection) {
  const auto id = connection();
  const auto application =
      read([&](auto& c) { return store::find_connection(c, id)->application_id; });
  write([&](auto& c) {
    store::add_grant_made(c, {id, "t1", "group", "g1", "AdminAgents", kNow});
    store::delete_connection(c, id, kNow);
  });
  EXPECT_EQ(of(application).size(), 1U) << "another connection may have the same application";
  const auto error = error_of([&] {
    write([&](auto& c) { store::add_grant_made(c, {id, "t1", "group", "g2", "Other", kNow}); });
  });
  EXPECT_EQ(error.code(), base::ErrorCode::not_found);
}

}  // namespace
}  // namespace reeve::test
