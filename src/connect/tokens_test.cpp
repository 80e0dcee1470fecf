// Who gets a token, who is told no, and what stops when the credentials themselves are refused.
#include "connect/tokens.h"

#include <gtest/gtest.h>

#include <future>
#include <latch>

#include "base/error.h"
#include "connect/tiny_microsoft.h"

namespace reeve::connect {
namespace {

using Asked = std::vector<std::pair<std::string, std::string>>;

const std::string kApp = "client_credentials";
const std::string kRefresh = "refresh_token";

class Tokens : public ::testing::Test {
 protected:
  Tokens() { world.connect(); }
  std::string token(const std::string& tenant = kCustomer) {
    return std::string(tokens.token(world.connection, tenant, {}).text());
  }
  base::Error refusal(const std::string& tenant = kCustomer) {
    try {
      token(tenant);
    } catch (const base::Error& error) {
      return error;
    }
    return {base::ErrorCode::internal, "a token was given"};
  }
  void refuse(const std::string& tenant, const std::string& grant, std::string_view error,
              std::int64_t code, int status = 400) {
    world.microsoft.refuse[{tenant, grant}] = http::json_answer(status, aadsts(error, code));
  }
  Asked asked() { return world.microsoft.asked(); }

  World world;
  TokenSource tokens{world.services};
};

TEST_F(Tokens, TheApplicationComesFirstAtACustomer) {
  EXPECT_FALSE(token().empty());
  EXPECT_EQ(asked(), (Asked{{kCustomer, kApp}}));
}

TEST_F(Tokens, TheServiceAccountComesFirstAtHome) {
  EXPECT_FALSE(token(kPartner).empty());
  EXPECT_EQ(asked(), (Asked{{kPartner, kRefresh}}));
}

TEST_F(Tokens, AnApplicationWithoutRolesGivesWayToTheServiceAccount) {
  for (const auto* roles : {"null", "[]", R"(["Mail.Send"])"}) {
    world.microsoft.roles = roles;
    tokens.forget(world.connection);
    const auto before = asked().size();
    token();
    ASSERT_EQ(asked().size(), before + 2) << roles;
    EXPECT_EQ(asked().back(), (std::pair{kCustomer, kRefresh})) << roles;
  }
}

TEST_F(Tokens, AnApplicationThatIsNotThereGivesWayToTheServiceAccount) {
  refuse(kCustomer, kApp, "unauthorized_client", 700016);
  token();
  EXPECT_EQ(asked(), (Asked{{kCustomer, kApp}, {kCustomer, kRefresh}}));
}

TEST_F(Tokens, AreKeptUntilFiveMinutesBeforeTheirEnd) {
  const auto first = token();
  world.clock.advance(base::Millis{54 * 60'000});
  EXPECT_EQ(token(), first);
  EXPECT_EQ(asked().size(), 1U);
  world.clock.advance(base::Millis{60'000});
  EXPECT_NE(token(), first);
  EXPECT_EQ(asked().size(), 2U);
}

TEST_F(Tokens, AreRenewedWhenGraphRefusedThem) {
  const auto give = tokens.token_for(world.connection);
  const auto first = give(kCustomer, {});
  give.refused(kCustomer);
  EXPECT_NE(give(kCustomer, {}).text(), first.text());
  EXPECT_EQ(asked().size(), 2U);
}

TEST_F(Tokens, TenantsAreTheSameInAnyCase) {
  token(base::ascii_lower(kCustomer));
  token("00000000-0000-0000-0000-000000000002");
  EXPECT_EQ(asked().size(), 1U);
}

TEST_F(Tokens, ANewerRefreshTokenIsOnDiskBeforeUse) {
  token(kPartner);
  EXPECT_EQ(world.secret(vault::kRefreshToken), "refresh-1");
  refuse(kCustomer, kApp, "unauthorized_client", 700016);
  token();
  EXPECT_EQ(world.secret(vault::kRefreshToken), "refresh-3");
}

TEST_F(Tokens, ARefreshTokenThatAPersonBroughtMeanwhileStays) {
  world.microsoft.on_token = [&](const std::string&, const TinyMicrosoft::Form&) {
    world.database->write(db::Lane::people, [&](db::Connection& c) {
      world.vault->put(c, vault::kConnection, world.connection, vault::kRefreshToken,
                       base::SecretBytes(std::string_view("brought")), kTestNow);
    });
  };
  token(kPartner);
  EXPECT_EQ(world.secret(vault::kRefreshToken), "brought");
}

TEST_F(Tokens, ACustomerWithoutConsentSuffersAlone) {
  refuse(kCustomer, kApp, "unauthorized_client", 700016);
  refuse(kCustomer, kRefresh, "invalid_grant", 65001);
  const auto error = refusal();
  EXPECT_EQ(error.code(), base::ErrorCode::refused);
  EXPECT_NE(error.message().find("has not been allowed in this tenant"), std::string::npos)
      << error.message();
  EXPECT_NE(error.message().find("admin consent"), std::string::npos);
  EXPECT_NE(error.detail().find("AADSTS65001"), std::string::npos);
  EXPECT_EQ(world.row().state, "connected");
  EXPECT_EQ(asked().back(),
            (std::pair{kPartner, kRefresh}));  // the home directory was asked for proof
  EXPECT_FALSE(token(kOtherCustomer).empty());
}

TEST_F(Tokens, ARefusedTenantIsNotAskedAgainAtOnce) {
  refuse(kCustomer, kApp, "unauthorized_client", 700016);
  refuse(kCustomer, kRefresh, "invalid_grant", 65001);
  refusal();
  const auto before = asked().size();
  EXPECT_EQ(refusal().code(), base::ErrorCode::refused);
  EXPECT_EQ(asked().size(), before);
  world.clock.advance(kRefusalKept);
  world.microsoft.refuse.clear();
  EXPECT_FALSE(token().empty());
}

TEST_F(Tokens, ARevokedSignInStopsTheWholeConnection) {
  refuse(kPartner, kRefresh, "invalid_grant", 50173);
  const auto error = refusal(kPartner);
  EXPECT_EQ(error.code(), base::ErrorCode::refused);
  const auto row = world.row();
  EXPECT_EQ(row.state, "reconnect");
  EXPECT_NE(row.reason.value_or("").find("revoked"), std::string::npos);
  EXPECT_NE(row.remedy.value_or("").find("Reconnect"), std::string::npos);
  EXPECT_NE(row.detail.value_or("").find("AADSTS50173"), std::string::npos);
  const auto before = world.transport.requests().size();
  const auto next = refusal(kOtherCustomer);
  EXPECT_EQ(next.code(), base::ErrorCode::refused);
  EXPECT_NE(next.message().find("must be reconnected"), std::string::npos);
  EXPECT_EQ(world.transport.requests().size(), before);
}

TEST_F(Tokens, AWrongSecretFoundAtACustomerStopsTheWholeConnection) {
  for (const auto& tenant : {kCustomer, kPartner}) {
    refuse(tenant, kApp, "invalid_client", 7000222, 401);
    refuse(tenant, kRefresh, "invalid_client", 7000222, 401);
  }
  EXPECT_NE(refusal().message().find("The client secret has expired."), std::string::npos);
  EXPECT_EQ(world.row().state, "reconnect");
}

TEST_F(Tokens, CredentialsProvedAMinuteAgoAreNotProvedAgain) {
  refuse(kCustomer, kApp, "unauthorized_client", 700016);
  refuse(kCustomer, kRefresh, "invalid_grant", 65001);
  token(kPartner);
  const auto before = asked().size();
  refusal();
  EXPECT_EQ(asked().size(), before + 2);
}

TEST_F(Tokens, SomebodyWhoReconnectedMeanwhileStaysConnected) {
  refuse(kPartner, kRefresh, "invalid_grant", 50173);
  world.microsoft.on_token = [&](const std::string&, const TinyMicrosoft::Form&) {
    world.database->write(db::Lane::people, [&](db::Connection& c) {
      store::set_connected(c, world.connection, {"new@msp.example", "yes"},
                           kTestNow + base::Millis{1});
    });
  };
  refusal(kPartner);
  EXPECT_EQ(world.row().state, "connected");
}

TEST_F(Tokens, APassingFaultIsNobodysFault) {
  refuse(kPartner, kRefresh, "temporarily_unavailable", 90033);
  EXPECT_EQ(refusal(kPartner).code(), base::ErrorCode::unavailable);
  refuse(kCustomer, kApp, "temporarily_unavailable", 90033);
  EXPECT_EQ(refusal().code(), base::ErrorCode::unavailable);
  EXPECT_EQ(world.row().state, "connected");
  world.microsoft.refuse.clear();
  EXPECT_FALSE(token().empty());  // kept refusals are only those that need a person
}

TEST_F(Tokens, AConnectionThatIsNotConnectedAsksNothing) {
  for (const auto* state : {"new", "paused", "disconnected", "reconnect"}) {
    world.database->write(db::Lane::people, [&](db::Connection& c) {
      store::set_connection_state(c, world.connection, state, {}, {}, {}, kTestNow);
    });
    tokens.forget(world.connection);
    EXPECT_EQ(refusal().code(), base::ErrorCode::refused) << state;
  }
  EXPECT_TRUE(world.transport.requests().empty());
  EXPECT_THROW(tokens.token(world.connection + 1, kCustomer, {}), base::Error);
}

TEST_F(Tokens, APausedConnectionGivesNoKeptTokenEither) {
  EXPECT_FALSE(token().empty());
  world.database->write(db::Lane::people, [&](db::Connection& c) {
    store::set_connection_state(c, world.connection, "paused", {}, {}, {}, kTestNow);
  });
  EXPECT_NE(refusal().message().find("is paused"), std::string::npos);
  world.connect();
  EXPECT_FALSE(token().empty());
  EXPECT_EQ(asked().size(), 1U);
}

TEST_F(Tokens, OneThreadAsksAndTheOthersWait) {
  std::latch asking(1);
  std::latch go_on(1);
  world.microsoft.on_token = [&](const std::string&, const TinyMicrosoft::Form&) {
    asking.count_down();
    go_on.wait();
  };
  std::vector<std::future<std::string>> threads;
  threads.push_back(std::async(std::launch::async, [&] { return token(); }));
  asking.wait();
  for (int i = 0; i < 7; ++i)
    threads.push_back(std::async(std::launch::async, [&] { return token(); }));
  go_on.count_down();
  const auto first = threads[0].get();
  for (std::size_t i = 1; i < threads.size(); ++i) EXPECT_EQ(threads[i].get(), first);
  EXPECT_EQ(asked().size(), 1U);
}

TEST_F(Tokens, TenantsDoNotBlockEachOther) {
  std::latch other_done(1);
  world.microsoft.on_token = [&](const std::string& tenant, const TinyMicrosoft::Form&) {
    if (tenant == kCustomer) other_done.wait();
  };
  auto slow = std::async(std::launch::async, [&] { return token(kCustomer); });
  EXPECT_FALSE(token(kOtherCustomer).empty());
  other_done.count_down();
  EXPECT_FALSE(slow.get().empty());
}

TEST_F(Tokens, WaitingEndsWhenAskedToStop) {
  std::latch asking(1);
  std::latch go_on(1);
  world.microsoft.on_token = [&](const std::string&, const TinyMicrosoft::Form&) {
    asking.count_down();
    go_on.wait();
  };
  auto first = std::async(std::launch::async, [&] { return token(); });
  asking.wait();
  std::stop_source stop;
  stop.request_stop();
  try {
    tokens.token(world.connection, kCustomer, stop.get_token());
    ADD_FAILURE() << "it waited";
  } catch (const base::Error& error) {
    EXPECT_EQ(error.code(), base::ErrorCode::canceled);
  }
  go_on.count_down();
  EXPECT_FALSE(first.get().empty());
}

}  // namespace
}  // namespace reeve::connect
