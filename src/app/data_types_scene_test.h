// For tests of data types against the simulated cloud: one rich tenant and one without plans, a
// database in a folder of its own, and whole runs.
#pragma once

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/sync_work.h"
#include "base/json.h"
#include "connect/simulated_cloud.h"
#include "domain/tier.h"
#include "microsoft/token.h"
#include "store/connections.h"
#include "store/delta_cursors.h"
#include "store/record_edges.h"
#include "store/records.h"
#include "store/runs.h"
#include "sync/graph_source.h"
#include "sync/run.h"
#include "types/registry.h"

namespace reeve::app {

// cloud/worlds/special.toml
inline const std::string kAlpenglow = "7c1c2ff0-5f0b-4a53-9c39-3f1ad7d8a001";
inline const std::string kAnna = "7c1c2ff0-5f0b-4a53-9c39-3f1ad7d8a101";
inline const std::string kBrewers = "7c1c2ff0-5f0b-4a53-9c39-3f1ad7d8a201";

class DataTypesInTheCloud : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!connect::SimulatedCloud::available())
      GTEST_SKIP() << "REEVE_CLOUD does not name the simulated cloud's program";
    cloud.emplace(connect::SimulatedCloud::Serve::plain,
                  std::vector<std::string>{
                      "--world", std::string(REEVE_SOURCE_DIR) + "/cloud/worlds/special.toml"});
    transport = std::make_unique<http::CurlTransport>(cloud->curl_options());
    folder = std::filesystem::temp_directory_path() /
             ("reeve-types-" + base::random_token(base::system_random(), 9));
    std::filesystem::create_directories(folder);
    database = db::Database::open("sqlite:" + (folder / "reeve.sqlite").string());
    const auto facts = cloud->world();
    const auto& partner = base::member(facts, "partner");
    application = base::text_member(partner, "applicationId");
    secret = base::SecretBytes(std::string_view(base::text_member(partner, "clientSecret")));
    add_tenants(facts);
    choose_tier("password_rotation");
  }
  void TearDown() override {
    database.reset();
    if (!folder.empty()) std::filesystem::remove_all(folder);
  }

  void add_tenants(const base::json::value& facts) {
    database->write(db::Lane::people, [&](db::Connection& c) {
      store::MicrosoftConnection values;
      values.kind = "partner";
      values.name = "Partner";
      values.cloud = cloud->url();
      values.application_id = application;
      values.directory_id = base::text_member(base::member(facts, "partner"), "tenantId");
      values.state = "connected";
      connection = store::create_connection(c, values, clock.now()).id;
      std::vector<store::FoundTenant> found;
      for (const auto& one : base::member(facts, "customers").as_array())
        found.push_back({base::text_member(one, "tenantId"), base::text_member(one, "displayName"),
                         base::text_member(one, "defaultDomain"), "gdap", false});
      store::merge_tenants(c, connection, cloud->url(), found, true, "read", clock.now());
      store::ListQuery query;
      query.size = 100;
      for (const auto& tenant : store::list_tenants(c, store::Scope::unscoped(), query).rows) {
        ids[tenant.entra_tenant_id] = tenant.id;
        by_name[tenant.name] = tenant.entra_tenant_id;
      }
    });
  }
  void choose_tier(const std::string& tier) {
    database->write(db::Lane::people, [&](db::Connection& c) {
      auto values = store::find_connection(c, connection).value();
      values.tier = tier;
      store::update_connection(c, values, clock.now());
    });
  }
  // The application's permissions in the tenant.
  void grant(const std::string& tenant, const std::vector<std::string>& roles) {
    tokens.clear();
    base::json::array all(roles.begin(), roles.end());
    cloud->control("PATCH", "tenants/" + tenant + "/consent",
                   base::to_json(base::json::object{{"roles", all}, {"present", true}}));
  }
  void grant_all(const std::string& tenant, const std::string& without = {}) {
    std::vector<std::string> roles;
    for (const auto& need : domain::tier_for("password_rotation", "partner").permissions)
      if (need.application && need.permission != without) roles.emplace_back(need.permission);
    grant(tenant, roles);
  }

  std::shared_ptr<microsoft::GraphClient> graph() {
    return std::make_shared<microsoft::GraphClient>(
        *transport, clock, base::system_random(), microsoft::cloud_named(cloud->url()),
        [this](const std::string& at, std::stop_token stop) {
          if (!tokens.contains(at)) tokens[at] = new_token(at, std::move(stop));
          return base::SecretBytes(std::string_view(tokens[at]));
        });
  }
  std::string new_token(const std::string& at, std::stop_token stop) {
    microsoft::TokenClient client(*transport, clock, base::system_random(),
                                  microsoft::cloud_named(cloud->url()));
    auto answer =
        client.client_credentials(at, {application, secret}, client.graph_scope(), std::move(stop));
    if (!answer.grant) throw base::Error(base::ErrorCode::refused, answer.refusal->sentence);
    return std::string(answer.grant->access.value.text());
  }

  // One whole run; returns its state.
  std::string sync(const std::string& tenant, const std::string& started_by = "schedule") {
    const auto run = database->write(db::Lane::people, [&](db::Connection& c) {
      return store::queue_run(c, {ids.at(tenant), started_by, std::nullopt, false, false}, 1,
                              clock.now());
    });
    sync::Services services{.database = *database, .clock = clock, .source_for = {}};
    services.source_for = [&](const store::Tenant& one) {
      auto source = sync::graph_source(graph(), one.entra_tenant_id, application);
      source.way = "gdap";
      source.connection = connection;
      return source;
    };
    return sync::run_tenant(services, run, {}).state;
  }

  std::map<std::string, std::string> bodies(const std::string& tenant, const std::string& type) {
    return database->read([&](db::Connection& c) {
      std::map<std::string, std::string> all;
      for (const auto& one : store::records_for_matching(c, ids.at(tenant), type))
        all[one.record.external_id] = one.record.body;
      return all;
    });
  }
  std::string body_named(const std::string& tenant, const std::string& type,
                         const std::string& part) {
    for (const auto& [id, body] : bodies(tenant, type))
      if (body.find(part) != std::string::npos) return body;
    return {};
  }
  store::TypeState state(const std::string& tenant, const std::string& type) {
    const auto all =
        database->read([&](db::Connection& c) { return store::type_states(c, ids.at(tenant)); });
    const auto found = std::ranges::find(all, type, &store::TypeState::type);
    return found == all.end() ? store::TypeState{} : *found;
  }
  std::vector<std::string> edges(const std::string& tenant, const std::string& kind,
                                 const std::string& from) {
    return database->read(
        [&](db::Connection& c) { return store::edges_from(c, ids.at(tenant), kind, from); });
  }
  std::optional<store::DeltaCursor> cursor(const std::string& tenant, const std::string& type) {
    return database->read(
        [&](db::Connection& c) { return store::find_delta_cursor(c, ids.at(tenant), type); });
  }

  std::optional<connect::SimulatedCloud> cloud;
  std::unique_ptr<http::CurlTransport> transport;
  std::filesystem::path folder;
  std::unique_ptr<db::Database> database;
  base::SystemClock clock;
  std::string application;
  base::SecretBytes secret;
  std::map<std::string, std::string> tokens;  // by directory id
  base::Id connection = 0;
  std::map<std::string, base::Id> ids;  // by directory id
  std::map<std::string, std::string> by_name;
};

}  // namespace reeve::app
