// A connected partner against the simulated cloud's own process, with one clock for both sides that
// a test moves by days.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <string>

#include "base/error.h"
#include "connect/discover.h"
#include "connect/sign_in.h"
#include "connect/simulated_cloud.h"
#include "connect/tiny_microsoft.h"
#include "http/url.h"

namespace reeve::connect {

// The system's clock, ahead by as much as a test says.
class ShiftedClock final : public base::Clock {
 public:
  base::Time now() override { return system_.now() + ahead_; }
  bool wait_for(std::stop_token stop, base::Millis duration) override {
    return system_.wait_for(std::move(stop), duration);
  }
  void advance(base::Millis duration) { ahead_ += duration; }

 private:
  base::SystemClock system_;
  base::Millis ahead_{0};
};

class CloudScene : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!SimulatedCloud::available())
      GTEST_SKIP() << "REEVE_CLOUD does not name the simulated cloud's program";
    cloud.emplace();
    transport = std::make_unique<http::CurlTransport>(cloud->curl_options());
    services.emplace(Services{*world.database, *world.vault, *transport, clock,
                              base::system_random(), "http://localhost:8080"});
    tokens = std::make_unique<TokenSource>(*services);
    const auto facts = cloud->world();
    const auto& partner = base::member(facts, "partner");
    partner_tenant = base::text_member(partner, "tenantId");
    const auto& account = base::member(partner, "serviceAccount");
    user = base::text_member(account, "userPrincipalName");
    password = base::text_member(account, "password");
    secret = base::text_member(partner, "clientSecret");
    for (const auto& one : base::member(facts, "customers").as_array())
      customers.push_back(base::text_member(one, "tenantId"));
    auto row = world.row();
    row.cloud = cloud->url();
    row.application_id = base::text_member(partner, "applicationId");
    row.directory_id = partner_tenant;
    write([&](db::Connection& c) { store::update_connection(c, row, clock.now()); });
    set_secret(secret);
  }

  template <class Work>
  void write(Work&& work) {
    world.database->write(db::Lane::people, std::forward<Work>(work));
  }
  void set_secret(const std::string& value) {
    write([&](db::Connection& c) {
      world.vault->put(c, vault::kConnection, world.connection, vault::kClientSecret,
                       base::SecretBytes(std::string_view(value)), clock.now());
    });
    tokens->forget(world.connection);
  }
  SignInOutcome sign_in(bool accept = true) {
    const Actor actor{world.account, "127.0.0.1", "cookie"};
    const auto url = begin_sign_in(*services, world.connection, actor, {});
    return finish_sign_in(*services, *tokens, brought_back(url, accept), actor, {});
  }
  TinyMicrosoft::Form brought_back(const std::string& url, bool accept = true) {
    const auto back = cloud->walk_through(url, user, password, accept);
    const auto mark = back.find('?');
    EXPECT_TRUE(back.starts_with("http://localhost:8080/microsoft/callback?")) << back;
    return TinyMicrosoft::form_of(mark == std::string::npos ? "" : back.substr(mark + 1));
  }
  // Through Microsoft's pages and back, for connecting or for an act; it has to succeed.
  void walk(const std::string& url) {
    const Actor actor{world.account, ""};
    const auto outcome = finish_sign_in(*services, *tokens, brought_back(url), actor, {});
    ASSERT_TRUE(outcome.connected()) << outcome.error->message() << outcome.error->detail();
  }
  std::string customer(std::size_t at = 0) const { return customers.at(at); }
  // A day and more: both clocks move, whole seconds only.
  void pass(std::chrono::seconds time) {
    cloud->control("POST", "clock", fmt::format(R"({{"advance":"PT{}S"}})", time.count()));
    clock.advance(time);
  }
  // What a discovery ends with: nothing, or the sentence of its refusal.
  std::string discover() {
    try {
      run_discovery(*services, *tokens, world.connection, {});
    } catch (const base::Error& error) {
      EXPECT_EQ(error.code(), base::ErrorCode::refused) << error.message();
      return error.message();
    }
    return {};
  }
  std::string ask_token(const std::string& tenant) {
    try {
      tokens->token(world.connection, tenant, {});
    } catch (const base::Error& error) {
      EXPECT_EQ(error.code(), base::ErrorCode::refused) << error.message();
      return error.message();
    }
    return {};
  }

  std::optional<SimulatedCloud> cloud;
  World world;
  std::unique_ptr<http::CurlTransport> transport;
  ShiftedClock clock;
  std::optional<Services> services;
  std::unique_ptr<TokenSource> tokens;
  std::string partner_tenant, user, password, secret;
  std::vector<std::string> customers;
};

}  // namespace reeve::connect
