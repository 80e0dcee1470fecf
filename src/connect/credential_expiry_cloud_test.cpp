// The end of a secret, read back from the simulated registration after a sign-in.
#include "connect/cloud_scene.h"

namespace reeve::connect {
namespace {

using std::chrono::days;

class ExpiryInTheCloud : public CloudScene {
 protected:
  // Entered by a person, wrongly, as the default of the wizard would.
  void enter_date(const std::string& date) {
    auto row = world.row();
    row.secret_expires_on = date;
    row.expires_source = "person";
    write([&](db::Connection& c) { store::update_connection(c, row, clock.now()); });
  }
  std::string in(days time) { return base::to_rfc3339(clock.now() + time).substr(0, 10); }
};

TEST_F(ExpiryInTheCloud, IsCorrectedAfterTheSignIn) {
  cloud->control("POST", "application/secret", R"({"value":"q7z-half-a-year","lifetime":"P180D"})");
  const auto end = in(days{180});
  set_secret("q7z-half-a-year");
  enter_date(in(days{730}));
  ASSERT_TRUE(sign_in().connected());
  EXPECT_EQ(world.row().expires_source, "person");
  EXPECT_EQ(discover(), "");
  EXPECT_EQ(world.row().secret_expires_on, end);
  EXPECT_EQ(world.row().expires_source, "microsoft");
}

TEST_F(ExpiryInTheCloud, StaysAsEnteredWhereTheRegistrationMayNotBeRead) {
  const auto entered = in(days{99});
  enter_date(entered);
  ASSERT_TRUE(sign_in().connected());
  cloud->control("PATCH", "tenants/" + partner_tenant + "/consent",
                 R"({"roles":["User.Read.All"],"scopes":["User.Read.All","Organization.Read.All",
                     "DelegatedAdminRelationship.Read.All"]})");
  tokens->forget(world.connection);
  EXPECT_EQ(discover(), "");
  EXPECT_EQ(world.row().secret_expires_on, entered);
  EXPECT_EQ(world.row().expires_source, "person");
}

}  // namespace
}  // namespace reeve::connect
