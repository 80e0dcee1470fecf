// THE TABLE: every route, every role, no session, API keys; a route missing here fails.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <set>

#include "api/test_world.h"

namespace reeve::api {
namespace {

using domain::Role;

// `least`: anyone, person (signed in, no key), or the lowest role that may. `path` and `body` are
// what is sent ({org}, {contact}, {tenant}, {loose}, {run}, {record}, {review}, {connection},
// {account} stand for real ids); `status` is what those who may get.
struct Row {
  std::string_view method, pattern, least, path, body;
  int status;
};

constexpr Row kTable[] = {
    {"GET", "/healthz", "anyone", "/healthz", "", 200},
    {"GET", "/readyz", "anyone", "/readyz", "", 200},
    {"GET", "/metrics", "anyone", "/metrics", "", 200},
    {"GET", "/api/openapi.json", "anyone", "/api/openapi.json", "", 200},
    {"GET", "/api/session", "lite", "/api/session", "", 200},
    {"POST", "/api/session", "anyone", "/api/session",
     R"({"email":"lite@reeve.test","password":"correct horse battery"})", 200},
    {"DELETE", "/api/session", "person", "/api/session", "", 204},
    {"POST", "/api/account/password", "person", "/api/account/password",
     R"({"current":"correct horse battery","new":"short"})", 422},
    {"GET", "/api/links/:token", "anyone", "/api/links/unknown", "", 404},
    {"POST", "/api/links/:token", "anyone", "/api/links/unknown",
     R"({"password":"long enough for it"})", 404},
    {"GET", "/api/accounts", "manager", "/api/accounts", "", 200},
    {"GET", "/api/accounts/:id", "manager", "/api/accounts/{account}", "", 200},
    {"POST", "/api/accounts", "administrator", "/api/accounts", R"({"email":"manager@reeve.test"})",
     409},
    {"PATCH", "/api/accounts/:id", "administrator", "/api/accounts/{account}",
     R"({"first-name":"Any"})", 200},
    {"POST", "/api/accounts/:id/reset", "administrator", "/api/accounts/{account}/reset", "", 200},
    {"GET", "/api/api_keys", "administrator", "/api/api_keys", "", 200},
    {"GET", "/api/api_keys/:id", "administrator", "/api/api_keys/999", "", 404},
    {"POST", "/api/api_keys", "administrator", "/api/api_keys", R"({"name":"new"})", 201},
    {"DELETE", "/api/api_keys/:id", "administrator", "/api/api_keys/999", "", 404},
    {"GET", "/api/organizations", "lite", "/api/organizations", "", 200},
    {"GET", "/api/organizations/:id", "lite", "/api/organizations/{org}", "", 200},
    {"POST", "/api/organizations", "creator", "/api/organizations", R"({"name":"New"})", 201},
    {"PATCH", "/api/organizations/:id", "editor", "/api/organizations/{org}", R"({"alert":"x"})",
     200},
    {"GET", "/api/configurations", "lite", "/api/configurations", "", 200},
    {"GET", "/api/configurations/:id", "lite", "/api/configurations/{configuration}", "", 200},
    {"POST", "/api/configurations", "creator", "/api/configurations",
     R"({"organization-id":{org},"name":"New"})", 201},
    {"PATCH", "/api/configurations/:id", "editor", "/api/configurations/{configuration}",
     R"({"notes":"x"})", 200},
    {"GET", "/api/organizations/:id/relationships/configurations", "lite",
     "/api/organizations/{org}/relationships/configurations", "", 200},
    {"POST", "/api/organizations/:id/relationships/configurations", "creator",
     "/api/organizations/{org}/relationships/configurations", R"({"name":"New"})", 201},
    {"GET", "/api/configurations/:id/relationships/configuration_interfaces", "lite",
     "/api/configurations/{configuration}/relationships/configuration_interfaces", "", 200},
    {"GET", "/api/configurations/:id/changes", "lite",
     "/api/configurations/{configuration}/changes", "", 200},
    {"GET", "/api/configurations/:id/microsoft", "lite",
     "/api/configurations/{configuration}/microsoft", "", 200},
    {"GET", "/api/locations", "lite", "/api/locations", "", 200},
    {"GET", "/api/locations/:id", "lite", "/api/locations/{location}", "", 200},
    {"POST", "/api/locations", "creator", "/api/locations",
     R"({"organization-id":{org},"name":"New"})", 201},
    {"PATCH", "/api/locations/:id", "editor", "/api/locations/{location}", R"({"notes":"x"})", 200},
    {"GET", "/api/organizations/:id/relationships/locations", "lite",
     "/api/organizations/{org}/relationships/locations", "", 200},
    {"POST", "/api/organizations/:id/relationships/locations", "creator",
     "/api/organizations/{org}/relationships/locations", R"({"name":"New"})", 201},
    {"GET", "/api/configuration_types", "lite", "/api/configuration_types", "", 200},
    {"GET", "/api/configuration_types/:id", "lite", "/api/configuration_types/999", "", 404},
    {"POST", "/api/configuration_types", "editor", "/api/configuration_types", R"({"name":"New"})",
     201},
    {"PATCH", "/api/configuration_types/:id", "editor", "/api/configuration_types/999",
     R"({"name":"New"})", 404},
    {"GET", "/api/configuration_statuses", "lite", "/api/configuration_statuses", "", 200},
    {"GET", "/api/configuration_statuses/:id", "lite", "/api/configuration_statuses/999", "", 404},
    {"POST", "/api/configuration_statuses", "editor", "/api/configuration_statuses",
     R"({"name":"New"})", 201},
    {"PATCH", "/api/configuration_statuses/:id", "editor", "/api/configuration_statuses/999",
     R"({"name":"New"})", 404},
    {"GET", "/api/manufacturers", "lite", "/api/manufacturers", "", 200},
    {"GET", "/api/manufacturers/:id", "lite", "/api/manufacturers/999", "", 404},
    {"POST", "/api/manufacturers", "editor", "/api/manufacturers", R"({"name":"New"})", 201},
    {"PATCH", "/api/manufacturers/:id", "editor", "/api/manufacturers/999", R"({"name":"New"})",
     404},
    {"GET", "/api/models", "lite", "/api/models", "", 200},
    {"GET", "/api/models/:id", "lite", "/api/models/999", "", 404},
    {"POST", "/api/models", "editor", "/api/models", R"({"name":"New"})", 201},
    {"PATCH", "/api/models/:id", "editor", "/api/models/999", R"({"name":"New"})", 404},
    {"GET", "/api/contacts/:id/relationships/related_items", "lite",
     "/api/contacts/{contact}/relationships/related_items", "", 200},
    {"POST", "/api/contacts/:id/relationships/related_items", "editor",
     "/api/contacts/{contact}/relationships/related_items",
     R"({"destination-type":"Nothing","destination-id":1})", 422},
    {"DELETE", "/api/contacts/:id/relationships/related_items/:item", "editor",
     "/api/contacts/{contact}/relationships/related_items/999", "", 404},
    {"POST", "/api/contacts/:id/relationships/related_items/:item/restore", "editor",
     "/api/contacts/{contact}/relationships/related_items/999/restore", "", 404},
    {"GET", "/api/configurations/:id/relationships/related_items", "lite",
     "/api/configurations/{configuration}/relationships/related_items", "", 200},
    {"POST", "/api/configurations/:id/relationships/related_items", "editor",
     "/api/configurations/{configuration}/relationships/related_items",
     R"({"destination-type":"Nothing","destination-id":1})", 422},
    {"DELETE", "/api/configurations/:id/relationships/related_items/:item", "editor",
     "/api/configurations/{configuration}/relationships/related_items/999", "", 404},
    {"POST", "/api/configurations/:id/relationships/related_items/:item/restore", "editor",
     "/api/configurations/{configuration}/relationships/related_items/999/restore", "", 404},
    {"GET", "/api/locations/:id/relationships/related_items", "lite",
     "/api/locations/{location}/relationships/related_items", "", 200},
    {"POST", "/api/locations/:id/relationships/related_items", "editor",
     "/api/locations/{location}/relationships/related_items",
     R"({"destination-type":"Nothing","destination-id":1})", 422},
    {"DELETE", "/api/locations/:id/relationships/related_items/:item", "editor",
     "/api/locations/{location}/relationships/related_items/999", "", 404},
    {"POST", "/api/locations/:id/relationships/related_items/:item/restore", "editor",
     "/api/locations/{location}/relationships/related_items/999/restore", "", 404},
    {"GET", "/api/contacts", "lite", "/api/contacts", "", 200},
    {"GET", "/api/contacts/:id", "lite", "/api/contacts/{contact}", "", 200},
    {"POST", "/api/contacts", "creator", "/api/contacts",
     R"({"organization-id":{org},"first-name":"New"})", 201},
    {"PATCH", "/api/contacts/:id", "editor", "/api/contacts/{contact}", R"({"notes":"x"})", 200},
    {"GET", "/api/organizations/:id/relationships/contacts", "lite",
     "/api/organizations/{org}/relationships/contacts", "", 200},
    {"POST", "/api/organizations/:id/relationships/contacts", "creator",
     "/api/organizations/{org}/relationships/contacts", R"({"first-name":"New"})", 201},
    {"GET", "/api/contacts/:id/changes", "lite", "/api/contacts/{contact}/changes", "", 200},
    {"GET", "/api/contacts/:id/person_events", "lite", "/api/contacts/{contact}/person_events", "",
     200},
    {"GET", "/api/contacts/:id/undo", "editor", "/api/contacts/{contact}/undo", "", 200},
    {"POST", "/api/contacts/:id/undo", "editor", "/api/contacts/{contact}/undo", "", 200},
    {"POST", "/api/contacts/:id/merge_preview", "editor", "/api/contacts/{contact}/merge_preview",
     R"({"with":999999})", 404},
    {"POST", "/api/contacts/:id/merge", "editor", "/api/contacts/{contact}/merge",
     R"({"with":999999})", 404},
    {"GET", "/api/contacts/:id/merges", "lite", "/api/contacts/{contact}/merges", "", 200},
    {"POST", "/api/contacts/:id/split", "editor", "/api/contacts/{contact}/split", "", 422},
    {"GET", "/api/changes/:id/undo", "editor", "/api/changes/999999/undo", "", 404},
    {"POST", "/api/changes/:id/undo", "editor", "/api/changes/999999/undo", "", 404},
    {"GET", "/api/runs/:id/undo", "manager", "/api/runs/999999/undo", "", 404},
    {"POST", "/api/runs/:id/undo", "manager", "/api/runs/999999/undo", "", 404},
    {"GET", "/api/runs/:id/undos", "manager", "/api/runs/{run}/undos", "", 200},
    {"GET", "/api/undos/:id", "editor", "/api/undos/999999", "", 404},
    {"GET", "/api/undos/:id/stayed", "editor", "/api/undos/999999/stayed", "", 404},
    {"POST", "/api/undos/:id/undo", "editor", "/api/undos/999999/undo", "", 404},
    {"GET", "/api/contacts/:id/microsoft", "lite", "/api/contacts/{contact}/microsoft", "", 200},
    {"GET", "/api/contacts/:id/compare", "lite", "/api/contacts/{contact}/compare", "", 200},
    {"POST", "/api/contacts/:id/compare/take", "editor", "/api/contacts/{contact}/compare/take",
     R"({"fields":["title"]})", 200},
    {"POST", "/api/contacts/:id/compare/keep", "editor", "/api/contacts/{contact}/compare/keep",
     R"({"fields":["title"]})", 200},
    {"POST", "/api/contacts/:id/compare/release", "editor",
     "/api/contacts/{contact}/compare/release", R"({"fields":["title"]})", 200},
    {"GET", "/api/configurations/:id/compare", "lite", "/api/configurations/999/compare", "", 404},
    {"POST", "/api/configurations/:id/compare/take", "editor",
     "/api/configurations/999/compare/take", R"({"all":true})", 404},
    {"POST", "/api/configurations/:id/compare/keep", "editor",
     "/api/configurations/999/compare/keep", R"({"all":true})", 404},
    {"POST", "/api/configurations/:id/compare/release", "editor",
     "/api/configurations/999/compare/release", R"({"fields":["name"]})", 404},
    {"GET", "/api/organizations/:id/compare", "lite", "/api/organizations/{org}/compare", "", 200},
    {"POST", "/api/organizations/:id/compare/take", "editor",
     "/api/organizations/{org}/compare/take", R"({"all":true})", 200},
    {"POST", "/api/organizations/:id/compare/keep", "editor",
     "/api/organizations/{org}/compare/keep", R"({"all":true})", 200},
    {"POST", "/api/organizations/:id/compare/release", "editor",
     "/api/organizations/{org}/compare/release", R"({"rows":[]})", 422},
    {"GET", "/api/mapping_targets", "lite", "/api/mapping_targets", "", 200},
    {"POST", "/api/connections/:id/mapping_preview", "manager",
     "/api/connections/{connection}/mapping_preview", R"({"mapping":{}})", 200},
    {"POST", "/api/tenants/:id/mapping_preview", "manager", "/api/tenants/{tenant}/mapping_preview",
     R"({"mapping":{}})", 200},
    {"GET", "/api/flexible_asset_types", "lite", "/api/flexible_asset_types", "", 200},
    {"GET", "/api/flexible_asset_types/:id", "lite", "/api/flexible_asset_types/999", "", 404},
    {"GET", "/api/flexible_asset_types/:id/relationships/flexible_asset_fields", "lite",
     "/api/flexible_asset_types/999/relationships/flexible_asset_fields", "", 404},
    {"GET", "/api/flexible_asset_fields", "lite", "/api/flexible_asset_fields", "", 200},
    {"GET", "/api/flexible_asset_fields/:id", "lite", "/api/flexible_asset_fields/999", "", 404},
    {"GET", "/api/flexible_assets", "lite", "/api/flexible_assets?filter[flexible-asset-type-id]=1",
     "", 200},
    {"GET", "/api/flexible_assets/:id", "lite", "/api/flexible_assets/999", "", 404},
    {"PATCH", "/api/flexible_assets/:id", "editor", "/api/flexible_assets/999",
     R"({"archived":true})", 404},
    {"GET", "/api/licenses", "lite", "/api/licenses", "", 200},
    {"GET", "/api/licenses/:id", "lite", "/api/licenses/999", "", 404},
    {"GET", "/api/licenses/:id/relationships/holders", "lite",
     "/api/licenses/999/relationships/holders", "", 404},
    {"GET", "/api/license_holders", "lite", "/api/license_holders", "", 200},
    {"GET", "/api/license_history", "lite", "/api/license_history", "", 200},
    {"GET", "/api/license_settings", "lite", "/api/license_settings", "", 200},
    {"PATCH", "/api/license_settings", "manager", "/api/license_settings",
     R"({"inactive-days":60})", 200},
    {"GET", "/api/connections", "manager", "/api/connections", "", 200},
    {"GET", "/api/connections/:id", "manager", "/api/connections/{connection}", "", 200},
    {"POST", "/api/connections", "manager", "/api/connections", R"({"name":"x"})", 422},
    {"PATCH", "/api/connections/:id", "manager", "/api/connections/{connection}",
     R"({"name":"Partner"})", 200},
    {"DELETE", "/api/connections/:id", "manager", "/api/connections/999", "", 404},
    {"POST", "/api/connections/:id/discover", "manager", "/api/connections/{connection}/discover",
     "", 202},
    {"GET", "/api/skips", "editor", "/api/skips", "", 200},
    {"GET", "/api/reason_codes", "editor", "/api/reason_codes", "", 200},
    {"POST", "/api/tenants/:id/pause", "manager", "/api/tenants/{tenant}/pause", "", 200},
    {"POST", "/api/tenants/:id/resume", "manager", "/api/tenants/{tenant}/resume", "", 200},
    {"POST", "/api/connections/:id/sync", "manager", "/api/connections/{connection}/sync", "", 202},
    {"POST", "/api/connections/:id/certificate", "manager",
     "/api/connections/{connection}/certificate", "", 201},
    {"DELETE", "/api/connections/:id/pending_credentials", "manager",
     "/api/connections/{connection}/pending_credentials", "", 200},
    {"POST", "/api/connections/:id/sign_in", "manager", "/api/connections/{connection}/sign_in", "",
     200},
    {"POST", "/api/connections/:id/onboarding", "manager",
     "/api/connections/{connection}/onboarding", R"({"act":"consent"})", 200},
    {"GET", "/api/connections/:id/doctor", "manager", "/api/connections/{connection}/doctor", "",
     200},
    {"POST", "/api/connections/:id/doctor", "manager", "/api/connections/{connection}/doctor", "",
     202},
    {"GET", "/api/connections/:id/doctor/:tenant", "manager",
     "/api/connections/{connection}/doctor/{tenant}", "", 200},
    {"POST", "/api/connections/:id/doctor/:tenant", "manager",
     "/api/connections/{connection}/doctor/{tenant}", "", 202},
    {"POST", "/api/connections/:id/doctor/:tenant/show_names", "manager",
     "/api/connections/{connection}/doctor/{tenant}/show_names", "", 200},
    {"GET", "/api/connections/:id/doctor/:tenant/trace", "manager",
     "/api/connections/{connection}/doctor/{tenant}/trace", "", 200},
    {"GET", "/api/connections/:id/onboarding", "manager",
     "/api/connections/{connection}/onboarding", "", 200},
    {"DELETE", "/api/connections/:id/onboarding", "manager",
     "/api/connections/{connection}/onboarding", "", 204},
    {"GET", "/api/connections/:id/onboarding_steps", "manager",
     "/api/connections/{connection}/onboarding_steps", "", 200},
    {"GET", "/api/connections/:id/security_groups", "manager",
     "/api/connections/{connection}/security_groups", "", 200},
    {"POST", "/api/connections/:id/security_group", "manager",
     "/api/connections/{connection}/security_group", R"({"name":"Reeve"})", 409},
    {"POST", "/api/connections/:id/admin_agents", "manager",
     "/api/connections/{connection}/admin_agents", "", 409},
    {"GET", "/api/connections/:id/consents", "manager", "/api/connections/{connection}/consents",
     "", 200},
    {"POST", "/api/connections/:id/consents", "manager", "/api/connections/{connection}/consents",
     "", 409},
    {"GET", "/api/connections/:id/relationships", "manager",
     "/api/connections/{connection}/relationships", "", 200},
    {"POST", "/api/connections/:id/relationships", "manager",
     "/api/connections/{connection}/relationships", R"({"customers":[{"name":"Contoso"}]})", 409},
    {"POST", "/api/connections/:id/relationships/refresh", "manager",
     "/api/connections/{connection}/relationships/refresh", "", 202},
    {"POST", "/api/connections/:id/relationships/assign", "manager",
     "/api/connections/{connection}/relationships/assign", "", 409},
    {"GET", "/microsoft/callback", "anyone", "/microsoft/callback?code=x&state=y", "", 303},
    {"GET", "/api/connection_tiers", "manager", "/api/connection_tiers?filter[kind]=direct", "",
     200},
    {"GET", "/api/connections/:id/granted", "manager", "/api/connections/{connection}/granted", "",
     200},
    {"POST", "/api/connections/:id/pause", "manager", "/api/connections/{connection}/pause", "",
     200},
    {"POST", "/api/connections/:id/resume", "manager", "/api/connections/{connection}/resume", "",
     200},
    {"POST", "/api/connections/:id/leaving", "manager", "/api/connections/999/leaving", "", 404},
    {"GET", "/api/leavings", "manager", "/api/leavings", "", 200},
    {"GET", "/api/leavings/:id", "manager", "/api/leavings/{leaving}", "", 200},
    {"POST", "/api/leavings/:id/tick", "manager", "/api/leavings/{leaving}/tick",
     R"({"which":"none"})", 200},
    {"POST", "/api/leavings/:id/revoke", "manager", "/api/leavings/{leaving}/revoke",
     R"({"name":"Another"})", 422},
    {"POST", "/api/leavings/:id/finish", "manager", "/api/leavings/{leaving}/finish",
     R"({"ending":"keep","name":"Another"})", 422},
    {"POST", "/api/leavings/:id/undo", "manager", "/api/leavings/{leaving}/undo", "", 409},
    {"GET", "/api/leaving_items", "manager", "/api/leaving_items", "", 200},
    {"GET", "/api/manage_templates", "manager", "/api/manage_templates", "", 200},
    {"PATCH", "/api/manage_templates/:id", "administrator", "/api/manage_templates/1",
     R"({"text":null})", 200},
    {"GET", "/api/tenants", "editor", "/api/tenants", "", 200},
    {"GET", "/api/tenants/:id", "editor", "/api/tenants/{tenant}", "", 200},
    {"GET", "/api/tenants/:id/suggestions", "editor", "/api/tenants/{loose}/suggestions", "", 200},
    {"GET", "/api/tenants/:id/preview", "editor", "/api/tenants/{tenant}/preview", "", 200},
    {"GET", "/api/tenants/:id/preview_rows", "editor", "/api/tenants/{tenant}/preview_rows", "",
     200},
    {"POST", "/api/tenants/:id/sync", "editor", "/api/tenants/{tenant}/sync", "", 202},
    {"POST", "/api/tenants/:id/way", "manager", "/api/tenants/{tenant}/way",
     R"({"connection-id":{connection},"way":"gdap"})", 200},
    {"POST", "/api/tenants/:id/accept_first_sync", "manager",
     "/api/tenants/{tenant}/accept_first_sync", "", 200},
    {"POST", "/api/tenants/accept_first_sync", "manager", "/api/tenants/accept_first_sync", "",
     200},
    {"POST", "/api/tenants/:id/match", "manager", "/api/tenants/{loose}/match",
     R"({"action":"ignore"})", 200},
    {"POST", "/api/tenants/:id/match_effect", "manager", "/api/tenants/{tenant}/match_effect", "",
     200},
    {"POST", "/api/tenants/:id/undo_match", "manager", "/api/tenants/{loose}/undo_match", "", 404},
    {"POST", "/api/tenants/match_all", "manager", "/api/tenants/match_all",
     R"({"minimum-score":1})", 200},
    {"GET", "/api/runs", "editor", "/api/runs", "", 200},
    {"GET", "/api/runs/:id", "editor", "/api/runs/{run}", "", 200},
    {"GET", "/api/runs/:id/relationships/events", "editor", "/api/runs/{run}/relationships/events",
     "", 200},
    {"GET", "/api/run_events", "editor", "/api/run_events", "", 200},
    {"GET", "/api/events", "editor", "/api/events", "", 200},
    {"GET", "/api/records", "lite", "/api/records", "", 200},
    {"GET", "/api/records/:id", "lite", "/api/records/{record}", "", 200},
    {"GET", "/api/data_types", "lite", "/api/data_types", "", 200},
    {"GET", "/api/links", "lite", "/api/links", "", 200},
    {"GET", "/api/record_links", "lite", "/api/record_links", "", 200},
    {"GET", "/api/reviews", "editor", "/api/reviews", "", 200},
    {"GET", "/api/reviews/:id", "editor", "/api/reviews/{review}", "", 200},
    {"GET", "/api/reviews/:id/sides", "editor", "/api/reviews/{review}/sides", "", 200},
    {"POST", "/api/reviews/decide", "editor", "/api/reviews/decide",
     R"({"decision":"ignore","ids":[999]})", 200},
    {"POST", "/api/reviews/:id/decide", "editor", "/api/reviews/{review}/decide",
     R"({"decision":"accept"})", 422},
    {"GET", "/api/notices", "lite", "/api/notices", "", 200},
    {"GET", "/api/notices/:id", "lite", "/api/notices/999", "", 404},
    {"POST", "/api/notices/:id/mute", "person", "/api/notices/999/mute", "", 404},
    {"DELETE", "/api/notices/:id/mute", "person", "/api/notices/999/mute", "", 404},
    {"GET", "/api/notice_settings", "person", "/api/notice_settings", "", 200},
    {"PATCH", "/api/notice_settings", "person", "/api/notice_settings", R"({"digest-hour":7})",
     200},
    {"POST", "/api/notice_settings/test", "person", "/api/notice_settings/test",
     R"({"channel":"mail"})", 200},
    {"GET", "/api/notice_deliveries", "administrator", "/api/notice_deliveries", "", 200},
    {"POST", "/api/notice_deliveries/:id/send_again", "administrator",
     "/api/notice_deliveries/999/send_again", "", 404},
    {"GET", "/api/audit", "administrator", "/api/audit", "", 200},
    {"GET", "/api/status", "lite", "/api/status", "", 200},
    {"GET", "/api/connections/:id/sync_settings", "manager",
     "/api/connections/{connection}/sync_settings", "", 200},
    {"PATCH", "/api/connections/:id/sync_settings", "manager",
     "/api/connections/{connection}/sync_settings", R"({"guard":null})", 200},
    {"POST", "/api/connections/:id/choice_preview", "manager",
     "/api/connections/{connection}/choice_preview", "", 200},
    {"POST", "/api/tenants/:id/choice_preview", "manager", "/api/tenants/{tenant}/choice_preview",
     R"({"choosing":{"guests":false}})", 200},
    {"GET", "/api/tenants/:id/sync_settings", "manager", "/api/tenants/{tenant}/sync_settings", "",
     200},
    {"PATCH", "/api/tenants/:id/sync_settings", "manager", "/api/tenants/{tenant}/sync_settings",
     R"({"guard":{}})", 200},
};

std::string filled(std::string_view text, const World& world) {
  std::string out(text);
  const std::pair<std::string, base::Id> names[] = {
      {"{org}", world.ids.organization[0]},  {"{contact}", world.ids.contact[0]},
      {"{tenant}", world.ids.tenant[0]},     {"{loose}", world.ids.loose_tenant},
      {"{run}", world.ids.run[0]},           {"{record}", world.ids.record[0]},
      {"{review}", world.ids.review[0]},     {"{connection}", world.ids.connection},
      {"{account}", world.ids.account},      {"{configuration}", world.ids.configuration[0]},
      {"{location}", world.ids.location[0]}, {"{leaving}", world.ids.leaving}};
  for (const auto& [name, id] : names)
    for (auto at = out.find(name); at != std::string::npos; at = out.find(name))
      out.replace(at, name.size(), std::to_string(id));
  return out;
}

int expected(const Row& row, std::optional<Role> role, bool key) {
  if (row.least == "anyone") return row.status;
  if (!role) return 401;
  if (row.least == "person") return key ? 403 : row.status;
  const bool only_people =
      row.pattern == "/api/connections/:id/sign_in" ||
      (row.method == "POST" && row.pattern == "/api/connections/:id/onboarding");
  if (*role > *domain::role_from(row.least) || (key && only_people)) return 403;
  return row.status;
}

class Permission : public ::testing::Test {
 protected:
  void expect_status(const Visitor& visitor, const Row& row, int wanted, std::string_view who) {
    const Response response = world.call(visitor, std::string(row.method), filled(row.path, world),
                                         filled(row.body, world));
    EXPECT_EQ(response.status, wanted)
        << row.method << " " << row.pattern << " as " << who << ": " << response.body;
    if (response.status >= 400) {
      EXPECT_FALSE(detail_of(response).empty()) << row.pattern;
    }
  }
  World world;
};

constexpr Role kRoles[] = {Role::administrator, Role::manager, Role::editor, Role::creator,
                           Role::lite};

TEST_F(Permission, EveryRouteStandsInTheTableOnce) {
  std::multiset<std::string> routes, rows;
  for (const Route& route : world.api->router().routes())
    routes.insert(fmt::format("{} {}", route.method, route.pattern));
  for (const Row& row : kTable) rows.insert(fmt::format("{} {}", row.method, row.pattern));
  EXPECT_EQ(routes, rows);
}

TEST_F(Permission, WithoutSession) {
  for (const Row& row : kTable)
    expect_status({}, row, expected(row, std::nullopt, false), "nobody");
}

TEST_F(Permission, WithWrongKey) {
  Visitor wrong;
  wrong.key = "RVE.wrong";
  for (const Row& row : kTable)
    if (row.least != "anyone") expect_status(wrong, row, 401, "a wrong key");
}

TEST_F(Permission, EveryRole) {
  world.secrets[world.ids.connection] = "s";
  for (const Role role : kRoles) {
    Visitor visitor = world.person(role);
    for (const Row& row : kTable) {
      expect_status(visitor, row, expected(row, role, false), domain::to_string(role));
      // Signing in and out both end the session that the browser came with.
      if (row.pattern == "/api/session" && row.method != "GET") visitor = world.person(role);
    }
  }
}

TEST_F(Permission, EveryKey) {
  world.secrets[world.ids.connection] = "s";
  for (const Role role : kRoles) {
    const Visitor visitor = world.key(role);
    for (const Row& row : kTable)
      expect_status(visitor, row, expected(row, role, true),
                    fmt::format("key {}", domain::to_string(role)));
  }
}

// Every write needs the token; keys have none to steal.
TEST_F(Permission, EveryWriteNeedsTheCsrfToken) {
  Visitor visitor = world.person(Role::administrator);
  visitor.csrf = "guess";
  for (const Row& row : kTable)
    if (row.method != "GET" && row.least != "anyone")
      expect_status(visitor, row, 403, "without token");
}

}  // namespace
}  // namespace reeve::api
