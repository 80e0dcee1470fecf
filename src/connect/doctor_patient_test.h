// For tests of the doctor: a partner connection in the simulated cloud in which everything is as it
// should be, and ways to break one thing of it.
#pragma once

#include <gtest/gtest.h>

#include <atomic>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "connect/discover.h"
#include "connect/doctor.h"
#include "connect/sign_in.h"
#include "connect/simulated_cloud.h"
#include "connect/tiny_microsoft.h"
#include "domain/tier.h"
#include "http/url.h"
#include "store/tenants.h"

namespace reeve::connect {

// The network, which can be cut.
class Cable final : public http::Transport {
 public:
  explicit Cable(http::Transport& through) : through_(through) {}
  http::Response send(const http::Request& request, std::stop_token stop) override {
    if (cut) throw base::Error(base::ErrorCode::unavailable, "Microsoft cannot be reached.");
    return through_.send(request, std::move(stop));
  }
  std::atomic<bool> cut{false};

 private:
  http::Transport& through_;
};

class PatientWorld {
 public:
  using Roles = std::vector<std::string_view>;

  explicit PatientWorld(std::string_view wanted_tier = "password_rotation") : tier(wanted_tier) {
    const auto& partner = base::member(facts, "partner");
    home = base::text_member(partner, "tenantId");
    user = base::text_member(base::member(partner, "serviceAccount"), "userPrincipalName");
    password = base::text_member(base::member(partner, "serviceAccount"), "password");
    secret = base::text_member(partner, "clientSecret");
    customer = base::text_member(base::member(facts, "customers").as_array().at(0), "tenantId");
    set_up_connection(base::text_member(partner, "applicationId"));
    make_whole();
    EXPECT_TRUE(sign_in().connected());
    run_discovery(services, *tokens, world.connection, {});
    tenant = tenant_row().id;
    good_sync(clock.now());
  }

  std::string at_home(const std::string& path) const { return "tenants/" + home + path; }
  std::string at_customer(const std::string& path) const { return "tenants/" + customer + path; }
  void patch(const std::string& path, const base::json::value& body) {
    cloud.control("PATCH", path, base::to_json(body));
  }

  // Both kinds as the tier lists them, without one permission.
  void consent(const std::string& at, std::string_view without_application = "",
               std::string_view without_delegated = "") {
    base::json::array roles, scopes;
    for (const auto& need : domain::tier_for(tier, "partner").permissions) {
      if (at != home && need.place != domain::Place::every_tenant) continue;
      const base::json::string name(need.permission);
      if (need.application && need.permission != without_application) roles.emplace_back(name);
      if (need.delegated && need.permission != without_delegated) scopes.emplace_back(name);
    }
    patch("tenants/" + at + "/consent", {{"present", true}, {"roles", roles}, {"scopes", scopes}});
  }

  SignInOutcome sign_in() {
    const auto url = begin_sign_in(services, world.connection, {world.account, ""}, {});
    const auto back = http::parse_url(cloud.walk_through(url, user, password));
    if (!back) {
      SignInOutcome lost;
      lost.error = base::Error(base::ErrorCode::internal, "no way back");
      return lost;
    }
    auto outcome = finish_sign_in(
        services, *tokens, TinyMicrosoft::form_of(back->target.substr(back->target.find('?') + 1)),
        {world.account, ""}, {});
    if (outcome.error) ADD_FAILURE() << outcome.error->message() << outcome.error->detail();
    return outcome;
  }

  void set_secret(const std::string& value) {
    world.database->write(db::Lane::people, [&](db::Connection& c) {
      world.vault->put(c, vault::kConnection, world.connection, vault::kClientSecret,
                       base::SecretBytes(std::string_view(value)), clock.now());
    });
    tokens->forget(world.connection);
  }

  // Somebody configured the connection and went home.
  void sign_out() {
    world.database->write(db::Lane::people, [&](db::Connection& c) {
      store::delete_secret(c, vault::kConnection, world.connection, vault::kRefreshToken);
      store::set_connection_state(c, world.connection, "new", {}, {}, {}, clock.now());
    });
  }

  void good_sync(base::Time at) {
    world.database->write(db::Lane::people,
                          [&](db::Connection& c) { store::set_last_good_sync(c, tenant, at); });
  }

  std::string group(const std::string& name) {
    const auto all = cloud.ask(at_home("/groups"));
    for (const auto& one : base::member(all, "value").as_array())
      if (base::text_member(one, "displayName") == name) return base::text_member(one, "id");
    ADD_FAILURE() << "no group " << name;
    return {};
  }
  void members(const std::string& name, bool with_account) {
    base::json::array ids;
    if (with_account) ids.emplace_back(account_id());
    patch(at_home("/groups/" + group(name)), {{"members", ids}});
  }
  std::string account_id() {
    const auto all = cloud.ask(at_home("/users"));
    for (const auto& one : base::member(all, "value").as_array())
      if (base::text_member(one, "userPrincipalName") == user) return base::text_member(one, "id");
    ADD_FAILURE() << "no service account";
    return {};
  }
  // The active relationship of the customer; what is given changes.
  void relationship(const base::json::value& body) {
    const auto all = cloud.ask(at_customer("/relationships"));
    for (const auto& one : base::member(all, "value").as_array())
      if (!base::text_member(one, "displayName").starts_with("MLT_"))
        return patch(at_customer("/relationships/" + base::text_member(one, "id")), body);
    ADD_FAILURE() << "no relationship";
  }
  // Roles of the relationship and of the group; no group where `of_group` is none.
  void roles(const Roles& of_relationship, const std::optional<Roles>& of_group) {
    base::json::array groups;
    if (of_group)
      groups.push_back({{"groupId", group("Customer administration")}, {"roles", ids(*of_group)}});
    relationship({{"roles", ids(of_relationship)}, {"accessAssignments", groups}});
  }
  static base::json::array ids(const Roles& names) {
    base::json::array out;
    for (const auto name : names)
      out.emplace_back(base::json::string(domain::find_directory_role(name)->template_id));
    return out;
  }

  std::vector<Checkup> examine_now() {
    return examine(services, *tokens, world.connection, tenant, {});
  }

  SimulatedCloud cloud;
  base::json::value facts = cloud.world();
  http::CurlTransport wire{cloud.curl_options()};
  Cable cable{wire};
  World world;
  base::ManualClock clock{base::SystemClock().now()};
  Services services{*world.database, *world.vault,          cable,
                    clock,           base::system_random(), "http://localhost:8080"};
  std::unique_ptr<TokenSource> tokens = std::make_unique<TokenSource>(services);
  std::string tier, home, user, password, secret, customer;
  base::Id tenant = 0;

 private:
  void set_up_connection(const std::string& application) {
    auto row = world.row();
    row.cloud = cloud.url();
    row.application_id = application;
    row.directory_id = home;
    row.tier = tier;
    world.database->write(db::Lane::people, [&](db::Connection& c) {
      store::update_connection(c, row, clock.now());
    });
    set_secret(secret);
  }

  void make_whole() {
    consent(home);
    consent(customer);
    patch(at_customer("/subscriptions"), {{"skus", base::json::array{"SPE_E3"}}});
    patch(at_customer("/applicationRoles"), {{"roles", ids({"User Administrator"})}});
    patch(at_customer("/reports"), {{"displayConcealedNames", false}});
    roles(kWholeRoles, kWholeRoles);
    relationship({{"autoExtendDuration", "P180D"}});
  }

  store::Tenant tenant_row() {
    return world.database->read([&](db::Connection& c) {
      store::ListQuery query;
      query.filters = {{"entra_tenant_id", {customer}}};
      return store::list_tenants(c, store::Scope::all_organizations(world.account), query)
          .rows.at(0);
    });
  }

 public:
  static inline const Roles kReaders{"Global Reader", "Reports Reader", "Intune Administrator",
                                     "Insights Business Leader"};
  static inline const Roles kWholeRoles{"Privileged Role Administrator",
                                        "Cloud Application Administrator",
                                        "Global Reader",
                                        "Reports Reader",
                                        "Intune Administrator",
                                        "Insights Business Leader"};
};

}  // namespace reeve::connect
