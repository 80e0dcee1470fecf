// One connection, one browser and one attack on the way back from Microsoft; whatever happens,
// nothing may be kept, nothing asked that should not be, and what worked goes on working.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "base/error.h"
#include "connect/journey.h"
#include "connect/sign_in.h"
#include "connect/strict_microsoft.h"
#include "store/jobs.h"
#include "store/secrets.h"

namespace reeve::connect {

// Up to where a refused sign-in may go.
enum class Asked { nothing, sign_in_host, graph, partner_center };

struct Expectation {
  std::string_view sentence;  // in what the person reads
  Asked asked = Asked::nothing;
};

class RefusalScene {
 public:
  using Query = StrictMicrosoft::Query;

  RefusalScene(bool direct, bool working, Expectation expected)
      : working_(working), expected_(expected) {
    world.transport.answer_with(
        [this](const http::Request& request) { return microsoft.answer(request); });
    if (direct) world.connection = make("direct", kApplication, kPartner);
    if (working) world.connect();
  }

  Actor me() const { return {world.account, "127.0.0.1", "cookie"}; }
  Actor somebody_else() {
    const auto account = world.database->write(db::Lane::people, [](db::Connection& c) {
      store::Account values;
      values.email = "mallory@msp.example";
      values.role = domain::Role::manager;
      values.state = "active";
      return store::create_account(c, values, kTestNow).id;
    });
    return {account, "127.0.0.1", "cookie"};
  }
  // Another connection of this installation.
  base::Id second(const std::string& application, const std::string& directory) {
    return make("partner", application, directory);
  }
  base::Id make(const std::string& kind, const std::string& application,
                const std::string& directory) {
    const auto made = world.database->write(db::Lane::people, [&](db::Connection& c) {
      store::MicrosoftConnection values;
      values.kind = kind;
      values.name = "The other one";
      values.cloud = "global";
      values.application_id = application;
      values.directory_id = directory;
      const auto id = store::create_connection(c, values, kTestNow).id;
      world.vault->put(c, vault::kConnection, id, vault::kClientSecret,
                       base::SecretBytes(std::string_view("0ther-s3cret")), kTestNow);
      return id;
    });
    connections_.push_back(made);
    return made;
  }

  std::string begin(base::Id connection = 0) {
    return begin_sign_in(world.services, connection == 0 ? world.connection : connection, me(), {});
  }
  Query sign_in() { return microsoft.sign_in(begin()); }
  SignInOutcome finish(const Query& query, const Actor& actor) {
    return finish_sign_in(world.services, tokens, query, actor, {});
  }

  // The attack arrives.
  void refused(const Query& query) { refused(query, me()); }
  void refused(const Query& query, const Actor& actor) {
    const auto before = look();
    const auto sent = world.transport.requests().size();
    const auto outcome = finish(query, actor);
    attacked_ = true;
    if (outcome.connected()) {
      ADD_FAILURE() << "it was accepted";
      return;
    }
    expect_plain_words(outcome.error->message());
    expect_same(before, look());
    expect_asked(sent);
    expect_audited(before.audits, actor);
  }
  void refused_with(const std::string& name, const std::string& value) {
    auto back = sign_in();
    back[name] = value;
    refused(back);
  }
  void refused_without(const std::string& name) {
    auto back = sign_in();
    back.erase(name);
    refused(back);
  }
  void refused_claim(const std::string& name, base::json::value value) {
    microsoft.forged[name] = std::move(value);
    refused(sign_in());
  }

  bool attacked() const { return attacked_; }

  // The same connection, the same browser, and nobody between: it works.
  void expect_a_good_one_works() {
    const bool there = world.database->read(
        [&](db::Connection& c) { return store::find_connection(c, world.connection).has_value(); });
    if (!there) return;
    microsoft.forged.clear();
    microsoft.sign = {};
    microsoft.published_keys = microsoft.openid_settings = microsoft.application_claims = "";
    world.microsoft.refuse.clear();
    world.microsoft.lists.clear();
    const auto outcome = finish(microsoft.sign_in(begin(), "a-good-code"), me());
    EXPECT_TRUE(outcome.connected()) << outcome.error->message() << outcome.error->detail();
  }

  World world;
  StrictMicrosoft microsoft{world.microsoft, world.clock};
  TokenSource tokens{world.services};

 private:
  struct Seen {
    std::string secrets, state, account;  // every sealed value; of the connection
    bool discovery = false;
    std::int64_t version = 0;
    std::size_t audits = 0;
  };

  Seen look() {
    return world.database->read([&](db::Connection& c) {
      Seen seen;
      for (const auto id : connections_)
        for (const auto name : {vault::kClientSecret, vault::kPrivateKey, vault::kRefreshToken,
                                vault::kPendingSecret, vault::kPendingPrivateKey})
          seen.secrets +=
              fmt::format("{} {} {}\n", id, name,
                          store::get_secret(c, vault::kConnection, id, name).value_or("none"));
      if (const auto row = store::find_connection(c, world.connection)) {
        seen.state = row->state + row->application_id + row->directory_id;
        seen.account = row->service_account.value_or("");
        seen.version = working_ ? row->version : 0;  // one that never worked says why
      }
      seen.discovery =
          store::find_job_by_key(c, fmt::format("discover:{}", world.connection)).has_value();
      seen.audits = store::list_audit(c, 1000).size();
      return seen;
    });
  }

  static void expect_same(const Seen& before, const Seen& after) {
    EXPECT_EQ(before.secrets, after.secrets) << "something was kept";
    EXPECT_EQ(before.state, after.state);
    EXPECT_EQ(before.account, after.account);
    EXPECT_EQ(before.version, after.version);
    EXPECT_EQ(before.discovery, after.discovery);
  }

  void expect_plain_words(const std::string& message) const {
    EXPECT_NE(message.find(expected_.sentence), std::string::npos) << message;
    EXPECT_TRUE(message.ends_with('.')) << message;
    for (const auto* never : {"<", "s3cret", "the-code", "refresh-", "eyJ", "AADSTS"})
      EXPECT_EQ(message.find(never), std::string::npos) << message;
  }

  void expect_asked(std::size_t from) {
    const auto requests = world.transport.requests();
    for (auto at = from; at < requests.size(); ++at) {
      const auto& url = requests[at].url;
      const auto host = url.starts_with("https://login.microsoftonline.com/") ? Asked::sign_in_host
                        : url.starts_with("https://graph.microsoft.com/")     ? Asked::graph
                                                                          : Asked::partner_center;
      EXPECT_LE(static_cast<int>(host), static_cast<int>(expected_.asked)) << url;
    }
  }

  void expect_audited(std::size_t before, const Actor& actor) {
    const auto rows = world.audit();
    ASSERT_EQ(rows.size(), before + 1);
    EXPECT_EQ(rows.front().action, "connect_failed");
    EXPECT_EQ(rows.front().account, actor.account);
    EXPECT_EQ(rows.front().address, "127.0.0.1");
    for (const auto* never : {"s3cret", "the-code", "refresh-", "eyJ"})
      EXPECT_EQ(rows.front().detail.find(never), std::string::npos) << rows.front().detail;
  }

  bool working_, attacked_ = false;
  std::vector<base::Id> connections_{world.connection};
  Expectation expected_;
};

}  // namespace reeve::connect
