// THE TABLE of what is audited: every route that changes anything is called with a real body and
// leaves one row that says who, from where, when, what, and what it was before and after; or it
// stands among those that need none, with the reason.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <set>

#include "api/audited_scene.h"

namespace reeve::api {
namespace {

using base::json::value;

enum class Shows {
  change,  // before and after
  made,    // only after
  gone,    // only before
  act      // something was asked for or done that has no value: a sign-in, a sync
};

// `path` and `body` as in permission_test.cpp; {x} is what `prepare` gave.
struct Row {
  std::string_view method, pattern, path, body, action;
  Shows shows = Shows::change;
  Prepare prepare = nothing;
  std::string_view actor = "administrator@reeve.test";
};

constexpr Row kAudited[] = {
    {"POST", "/api/session", "/api/session",
     R"({"email":"lite@reeve.test","password":"correct horse battery"})", "login", Shows::act,
     nothing, "lite@reeve.test"},
    {"DELETE", "/api/session", "/api/session", R"()", "logout", Shows::act},
    {"POST", "/api/account/password", "/api/account/password",
     R"({"current":"correct horse battery","new":"another horse battery"})", "password",
     Shows::act},
    {"POST", "/api/links/:token", "/api/links/{x}", R"({"password":"a long enough password"})",
     "link_used", Shows::act, an_invitation, "new@reeve.test"},
    {"POST", "/api/accounts", "/api/accounts", R"({"email":"new@reeve.test","role":"editor"})",
     "invite", Shows::made},
    {"PATCH", "/api/accounts/:id", "/api/accounts/{account}", R"({"first-name":"Any"})", "account"},
    {"PATCH", "/api/accounts/:id", "/api/accounts/{account}", R"({"role":"manager"})", "role"},
    {"PATCH", "/api/accounts/:id", "/api/accounts/{account}", R"({"state":"disabled"})", "disable"},
    {"POST", "/api/accounts/:id/reset", "/api/accounts/{account}/reset", R"()", "reset",
     Shows::act},
    {"POST", "/api/api_keys", "/api/api_keys", R"({"name":"new"})", "api_key", Shows::made},
    {"DELETE", "/api/api_keys/:id", "/api/api_keys/{x}", R"()", "api_key_revoked", Shows::gone,
     an_api_key},
    {"POST", "/api/organizations", "/api/organizations", R"({"name":"New"})", "create",
     Shows::made},
    {"PATCH", "/api/organizations/:id", "/api/organizations/{org}", R"({"alert":"Call first"})",
     "change"},
    {"POST", "/api/configurations", "/api/configurations",
     R"({"organization-id":{org},"name":"New"})", "create", Shows::made},
    {"PATCH", "/api/configurations/:id", "/api/configurations/{configuration}",
     R"({"notes":"Second floor"})", "change"},
    {"POST", "/api/organizations/:id/relationships/configurations",
     "/api/organizations/{org}/relationships/configurations", R"({"name":"New"})", "create",
     Shows::made},
    {"POST", "/api/locations", "/api/locations", R"({"organization-id":{org},"name":"New"})",
     "create", Shows::made},
    {"PATCH", "/api/locations/:id", "/api/locations/{location}", R"({"notes":"Second floor"})",
     "change"},
    {"POST", "/api/organizations/:id/relationships/locations",
     "/api/organizations/{org}/relationships/locations", R"({"name":"New"})", "create",
     Shows::made},
    {"POST", "/api/contacts", "/api/contacts", R"({"organization-id":{org},"first-name":"New"})",
     "create", Shows::made},
    {"PATCH", "/api/contacts/:id", "/api/contacts/{contact}", R"({"notes":"Second floor"})",
     "change"},
    {"POST", "/api/organizations/:id/relationships/contacts",
     "/api/organizations/{org}/relationships/contacts", R"({"first-name":"New"})", "create",
     Shows::made},
    {"PATCH", "/api/contacts/:id", "/api/contacts/{contact}", R"({"archived":true})", "change"},
    {"POST", "/api/configuration_types", "/api/configuration_types", R"({"name":"New"})", "create",
     Shows::made},
    {"PATCH", "/api/configuration_types/:id", "/api/configuration_types/{x}", R"({"name":"New"})",
     "change", Shows::change, a_configuration_type},
    {"POST", "/api/configuration_statuses", "/api/configuration_statuses", R"({"name":"New"})",
     "create", Shows::made},
    {"PATCH", "/api/configuration_statuses/:id", "/api/configuration_statuses/{x}",
     R"({"name":"New"})", "change", Shows::change, a_configuration_status},
    {"POST", "/api/manufacturers", "/api/manufacturers", R"({"name":"New"})", "create",
     Shows::made},
    {"PATCH", "/api/manufacturers/:id", "/api/manufacturers/{x}", R"({"name":"New"})", "change",
     Shows::change, a_manufacturer},
    {"POST", "/api/models", "/api/models", R"({"name":"New"})", "create", Shows::made},
    {"PATCH", "/api/models/:id", "/api/models/{x}", R"({"name":"New"})", "change", Shows::change,
     a_model},
    {"POST", "/api/contacts/:id/relationships/related_items",
     "/api/contacts/{contact}/relationships/related_items",
     R"({"destination-type":"Configuration","destination-id":{configuration}})", "relate",
     Shows::made},
    {"DELETE", "/api/contacts/:id/relationships/related_items/:item",
     "/api/contacts/{contact}/relationships/related_items/{x}", R"()", "unrelate", Shows::gone,
     a_relation},
    {"POST", "/api/contacts/:id/relationships/related_items/:item/restore",
     "/api/contacts/{contact}/relationships/related_items/{x}/restore", R"()", "relate",
     Shows::made, a_removed_relation},
    {"POST", "/api/configurations/:id/relationships/related_items",
     "/api/configurations/{configuration}/relationships/related_items",
     R"({"destination-type":"Contact","destination-id":{contact}})", "relate", Shows::made},
    {"DELETE", "/api/configurations/:id/relationships/related_items/:item",
     "/api/configurations/{configuration}/relationships/related_items/{x}", R"()", "unrelate",
     Shows::gone, a_relation_of_the_configuration},
    {"POST", "/api/configurations/:id/relationships/related_items/:item/restore",
     "/api/configurations/{configuration}/relationships/related_items/{x}/restore", R"()", "relate",
     Shows::made, a_removed_relation_of_the_configuration},
    {"POST", "/api/locations/:id/relationships/related_items",
     "/api/locations/{location}/relationships/related_items",
     R"({"destination-type":"Contact","destination-id":{contact}})", "relate", Shows::made},
    {"DELETE", "/api/locations/:id/relationships/related_items/:item",
     "/api/locations/{location}/relationships/related_items/{x}", R"()", "unrelate", Shows::gone,
     a_relation_of_the_location},
    {"POST", "/api/locations/:id/relationships/related_items/:item/restore",
     "/api/locations/{location}/relationships/related_items/{x}/restore", R"()", "relate",
     Shows::made, a_removed_relation_of_the_location},
    {"POST", "/api/contacts/:id/undo", "/api/contacts/{contact}/undo", R"()", "undo", Shows::change,
     a_synced_change},
    {"POST", "/api/contacts/:id/merge", "/api/contacts/{contact}/merge", R"({"with":{x}})", "merge",
     Shows::change, a_second_contact},
    {"POST", "/api/contacts/:id/split", "/api/contacts/{contact}/split", R"()", "split",
     Shows::change, a_merge},
    {"POST", "/api/changes/:id/undo", "/api/changes/{x}/undo", R"()", "undo", Shows::change,
     a_synced_change},
    {"POST", "/api/runs/:id/undo", "/api/runs/{run}/undo", R"()", "undo", Shows::change,
     a_synced_change},
    {"POST", "/api/undos/:id/undo", "/api/undos/{x}/undo", R"()", "undo", Shows::change, an_undo},
    {"POST", "/api/contacts/:id/compare/take", "/api/contacts/{contact}/compare/take",
     R"({"fields":["title"]})", "take_microsoft", Shows::change, a_difference},
    {"POST", "/api/configurations/:id/compare/take",
     "/api/configurations/{configuration}/compare/take", R"({"fields":["serial_number"]})",
     "take_microsoft", Shows::change, a_device},
    {"POST", "/api/organizations/:id/compare/take", "/api/organizations/{org}/compare/take",
     R"({"rows":[{"asset-kind":"contact","asset-id":{contact},"field":"title"}]})",
     "take_microsoft", Shows::change, a_difference},
    {"POST", "/api/contacts/:id/compare/keep", "/api/contacts/{contact}/compare/keep",
     R"({"fields":["title"]})", "keep_ours", Shows::change, a_difference},
    {"POST", "/api/configurations/:id/compare/keep",
     "/api/configurations/{configuration}/compare/keep", R"({"fields":["serial_number"]})",
     "keep_ours", Shows::change, a_device},
    {"POST", "/api/organizations/:id/compare/keep", "/api/organizations/{org}/compare/keep",
     R"({"rows":[{"asset-kind":"contact","asset-id":{contact},"field":"title"}]})", "keep_ours",
     Shows::change, a_difference},
    {"POST", "/api/contacts/:id/compare/release", "/api/contacts/{contact}/compare/release",
     R"({"fields":["title"]})", "release_lock", Shows::change, a_lock},
    {"POST", "/api/configurations/:id/compare/release",
     "/api/configurations/{configuration}/compare/release", R"({"fields":["serial_number"]})",
     "release_lock", Shows::change, a_locked_serial},
    {"POST", "/api/organizations/:id/compare/release", "/api/organizations/{org}/compare/release",
     R"({"rows":[{"asset-kind":"contact","asset-id":{contact},"field":"title"}]})", "release_lock",
     Shows::change, a_lock},
    {"POST", "/api/organizations/:id/compare/take", "/api/organizations/{org}/compare/take",
     R"({"all":true})", "take_microsoft", Shows::change, a_difference},
    {"PATCH", "/api/flexible_assets/:id", "/api/flexible_assets/{flexible}", R"({"archived":true})",
     "change"},
    {"PATCH", "/api/license_settings", "/api/license_settings", R"({"inactive-days":60})",
     "change"},
    {"POST", "/api/connections", "/api/connections",
     R"({"kind":"direct","name":"New","application-id":"33333333-3333-3333-3333-333333333333","directory-id":"33333333-3333-3333-3333-333333333333","client-secret":"{secret}"})",
     "connect", Shows::made},
    {"PATCH", "/api/connections/:id", "/api/connections/{connection}",
     R"({"name":"Renamed","client-secret":"{secret}"})", "settings"},
    {"DELETE", "/api/connections/:id", "/api/connections/{connection}", R"()", "disconnect",
     Shows::gone},
    {"POST", "/api/connections/:id/discover", "/api/connections/{connection}/discover", R"()",
     "discover", Shows::act},
    {"POST", "/api/connections/:id/sync", "/api/connections/{connection}/sync", R"()", "sync",
     Shows::act},
    {"POST", "/api/connections/:id/certificate", "/api/connections/{connection}/certificate", R"()",
     "certificate_made", Shows::made},
    {"DELETE", "/api/connections/:id/pending_credentials",
     "/api/connections/{connection}/pending_credentials", R"()", "pending_credentials_dropped",
     Shows::gone, pending_credentials},
    {"POST", "/api/connections/:id/sign_in", "/api/connections/{connection}/sign_in", R"()",
     "sign_in_begun", Shows::act},
    {"POST", "/api/connections/:id/onboarding", "/api/connections/{connection}/onboarding",
     R"({"act":"consent"})", "onboarding_begun", Shows::act},
    {"DELETE", "/api/connections/:id/onboarding", "/api/connections/{connection}/onboarding", R"()",
     "onboarding_ended", Shows::act, a_sign_in_for_acts},
    {"POST", "/api/connections/:id/doctor/:tenant/show_names",
     "/api/connections/{connection}/doctor/{tenant}/show_names", R"()", "show_report_names"},
    {"POST", "/api/connections/:id/security_group", "/api/connections/{connection}/security_group",
     R"({"name":"Reeve"})", "onboarding_group_asked", Shows::act, a_sign_in_for_acts},
    {"POST", "/api/connections/:id/admin_agents", "/api/connections/{connection}/admin_agents",
     R"()", "onboarding_admin_agents_asked", Shows::act, a_sign_in_for_acts},
    {"POST", "/api/connections/:id/consents", "/api/connections/{connection}/consents", R"()",
     "onboarding_consent_asked", Shows::act, a_sign_in_for_acts},
    {"POST", "/api/connections/:id/relationships", "/api/connections/{connection}/relationships",
     R"({"customers":[{"name":"Contoso"}]})", "onboarding_invite_asked", Shows::act,
     a_sign_in_for_acts},
    {"POST", "/api/connections/:id/relationships/refresh",
     "/api/connections/{connection}/relationships/refresh", R"()", "relationships_asked",
     Shows::act},
    {"POST", "/api/connections/:id/relationships/assign",
     "/api/connections/{connection}/relationships/assign", R"()", "onboarding_assign_asked",
     Shows::act, relationships_and_a_group},
    {"POST", "/api/connections/:id/pause", "/api/connections/{connection}/pause", R"()", "pause"},
    {"POST", "/api/connections/:id/resume", "/api/connections/{connection}/resume", R"()", "resume",
     Shows::change, a_paused_connection},
    {"POST", "/api/connections/:id/leaving", "/api/connections/{connection}/leaving", R"()",
     "leaving_begun", Shows::made},
    {"POST", "/api/leavings/:id/tick", "/api/leavings/{leaving}/tick", R"({"which":"everything"})",
     "leaving_ticked"},
    {"POST", "/api/leavings/:id/revoke", "/api/leavings/{leaving}/revoke", R"({"name":"Partner"})",
     "revoke", Shows::change, everything_ticked},
    {"POST", "/api/leavings/:id/finish", "/api/leavings/{leaving}/finish",
     R"({"ending":"keep","name":"Partner"})", "disconnect"},
    {"POST", "/api/leavings/:id/undo", "/api/leavings/{leaving}/undo", R"()", "undo_remove",
     Shows::change, a_removal},
    {"PATCH", "/api/manage_templates/:id", "/api/manage_templates/1",
     R"({"text":"https://portal.azure.com/{domain}"})", "settings"},
    {"POST", "/api/tenants/:id/pause", "/api/tenants/{tenant}/pause", R"()", "pause"},
    {"POST", "/api/tenants/:id/resume", "/api/tenants/{tenant}/resume", R"()", "resume",
     Shows::change, a_paused_tenant},
    {"POST", "/api/tenants/:id/sync", "/api/tenants/{tenant}/sync", R"()", "sync", Shows::act},
    {"POST", "/api/tenants/:id/sync", "/api/tenants/{tenant}/sync", R"({"accept-first":true})",
     "accept_first_sync"},
    {"POST", "/api/tenants/:id/way", "/api/tenants/{tenant}/way",
     R"({"connection-id":{connection},"way":"gdap"})", "choose_way", Shows::change, another_way},
    {"POST", "/api/tenants/:id/accept_first_sync", "/api/tenants/{tenant}/accept_first_sync", R"()",
     "accept_first_sync"},
    {"POST", "/api/tenants/accept_first_sync", "/api/tenants/accept_first_sync",
     R"({"tenants":[{tenant}]})", "accept_first_sync"},
    {"POST", "/api/tenants/:id/match", "/api/tenants/{loose}/match", R"({"organization-id":{org}})",
     "match"},
    {"POST", "/api/tenants/:id/match", "/api/tenants/{loose}/match",
     R"({"action":"accept_suggestion"})", "match"},
    {"POST", "/api/tenants/:id/match", "/api/tenants/{loose}/match", R"({"action":"ignore"})",
     "ignore"},
    {"POST", "/api/tenants/:id/match", "/api/tenants/{loose}/match", R"({"action":"unignore"})",
     "unignore", Shows::change, an_ignored_tenant},
    {"POST", "/api/tenants/:id/match", "/api/tenants/{tenant}/match", R"({"action":"unmatch"})",
     "unmatch"},
    {"POST", "/api/tenants/:id/undo_match", "/api/tenants/{tenant}/undo_match", R"()", "undo_match",
     Shows::change, a_rematch},
    {"POST", "/api/tenants/match_all", "/api/tenants/match_all", R"({"minimum-score":0.9})",
     "match"},
    {"POST", "/api/reviews/:id/decide", "/api/reviews/{review}/decide", R"({"decision":"ignore"})",
     "answer_review"},
    {"POST", "/api/reviews/:id/decide", "/api/reviews/{x}/decide", R"({"decision":"create"})",
     "answer_review", Shows::change, an_unclear_review},
    {"POST", "/api/reviews/:id/decide", "/api/reviews/{x}/decide",
     R"({"decision":"link","asset-id":{contact}})", "answer_review", Shows::change,
     an_unclear_review},
    {"POST", "/api/reviews/:id/decide", "/api/reviews/{x}/decide",
     R"({"decision":"accept","set-hash":"hash"})", "accept_held", Shows::change, a_held_review},
    {"POST", "/api/reviews/:id/decide", "/api/reviews/{x}/decide", R"({"decision":"reject"})",
     "reject_held", Shows::change, a_held_review},
    {"POST", "/api/reviews/decide", "/api/reviews/decide",
     R"({"decision":"ignore","ids":[{review}]})", "answer_review"},
    {"PATCH", "/api/notice_settings", "/api/notice_settings",
     R"({"digest-hour":9,"webhook-url":"https://hooks.example/{secret}"})", "notice_settings"},
    {"POST", "/api/notice_deliveries/:id/send_again", "/api/notice_deliveries/{x}/send_again",
     R"()", "send_again", Shows::change, a_failed_message},
    {"PATCH", "/api/connections/:id/sync_settings", "/api/connections/{connection}/sync_settings",
     R"({"choosing":{"guests":false}})", "sync_settings"},
    {"PATCH", "/api/connections/:id/sync_settings", "/api/connections/{connection}/sync_settings",
     R"({"mapping":{"contacts":{"title":{"rule":"microsoft_wins"}}}})", "sync_settings"},
    {"PATCH", "/api/connections/:id/sync_settings", "/api/connections/{connection}/sync_settings",
     R"({"matching":{"ignore-plus-tags":false}})", "sync_settings"},
    {"PATCH", "/api/connections/:id/sync_settings", "/api/connections/{connection}/sync_settings",
     R"({"guard":{"create":{"share":31}}})", "sync_settings"},
    {"PATCH", "/api/connections/:id/sync_settings", "/api/connections/{connection}/sync_settings",
     R"({"leavers":{"deleted":{"contact-type":"Former"}}})", "sync_settings"},
    {"PATCH", "/api/connections/:id/sync_settings", "/api/connections/{connection}/sync_settings",
     R"({"schedule":{"grace-minutes":5}})", "sync_settings"},
    {"PATCH", "/api/connections/:id/sync_settings", "/api/connections/{connection}/sync_settings",
     R"({"devices":{"relate-devices":false}})", "sync_settings"},
    {"PATCH", "/api/tenants/:id/sync_settings", "/api/tenants/{tenant}/sync_settings",
     R"({"devices":{"junk-serials":["Default string"]}})", "sync_settings"},
};

struct Unaudited {
  std::string_view method, pattern, reason;
};
constexpr std::string_view kWritesNothing = "It only shows what would be done.";
constexpr std::string_view kOwnPage = "It dismisses a line on one's own page, and back.";
constexpr std::string_view kLooks = "It looks at Microsoft's side again and changes nothing there.";
constexpr Unaudited kUnaudited[] = {
    {"POST", "/api/contacts/:id/merge_preview", kWritesNothing},
    {"POST", "/api/connections/:id/mapping_preview", kWritesNothing},
    {"POST", "/api/tenants/:id/mapping_preview", kWritesNothing},
    {"POST", "/api/connections/:id/choice_preview", kWritesNothing},
    {"POST", "/api/tenants/:id/choice_preview", kWritesNothing},
    {"POST", "/api/tenants/:id/match_effect", kWritesNothing},
    {"POST", "/api/notices/:id/mute", kOwnPage},
    {"DELETE", "/api/notices/:id/mute", kOwnPage},
    {"POST", "/api/notice_settings/test", "A message to oneself; messages have a list."},
    {"POST", "/api/connections/:id/doctor", kLooks},
    {"POST", "/api/connections/:id/doctor/:tenant", kLooks},
};

TEST(AuditedRoutes, EveryRouteThatChangesAnythingIsAuditedOrSaysWhyNot) {
  World world;
  std::set<std::string> routes, rows;
  for (const Route& route : world.api->router().routes())
    if (route.method != "GET") routes.insert(fmt::format("{} {}", route.method, route.pattern));
  for (const Row& row : kAudited) rows.insert(fmt::format("{} {}", row.method, row.pattern));
  for (const Unaudited& one : kUnaudited) {
    EXPECT_FALSE(one.reason.empty());
    EXPECT_TRUE(rows.insert(fmt::format("{} {}", one.method, one.pattern)).second) << one.pattern;
  }
  EXPECT_EQ(routes, rows);
}

bool told(const value& side) { return side.is_object() && !side.get_object().empty(); }

void expect_shown(const Row& row, const value& attributes) {
  const auto text = base::to_json(attributes);
  const value &before = attributes.at("before"), &after = attributes.at("after");
  EXPECT_EQ(told(before), row.shows == Shows::change || row.shows == Shows::gone) << text;
  EXPECT_EQ(told(after), row.shows == Shows::change || row.shows == Shows::made) << text;
  if (row.shows == Shows::change) {
    EXPECT_NE(before, after) << text;
  }
  EXPECT_EQ(text.find(kTestSecret), std::string::npos) << text;
  EXPECT_EQ(text.find(World::kPassword), std::string::npos) << text;
}

class Audited : public ::testing::TestWithParam<Row> {};

TEST_P(Audited, LeavesOneRowWithWhoWhenWhereAndWhat) {
  const Row& row = GetParam();
  World world;
  const Visitor visitor = world.person(domain::Role::administrator);
  const std::string x = row.prepare(world, visitor);
  const auto known = audit_rows(world).size();
  const auto answer = world.call(visitor, std::string(row.method), filled(row.path, world, x),
                                 filled(row.body, world, x));
  ASSERT_LT(answer.status, 400) << answer.body;
  const auto rows = audit_rows(world);
  ASSERT_EQ(rows.size(), known + 1);
  const auto& attributes = rows.front();
  EXPECT_EQ(base::text_member(attributes, "action"), row.action);
  EXPECT_EQ(base::text_member(attributes, "actor"), row.actor);
  EXPECT_EQ(base::text_member(attributes, "address"), "127.0.0.1");
  EXPECT_EQ(base::text_member(attributes, "at"), base::to_rfc3339(world.clock.now()));
  EXPECT_FALSE(base::text_member(attributes, "subject-kind").empty());
  expect_shown(row, attributes);
}

std::string name_of(const ::testing::TestParamInfo<Row>& info) {
  std::string name = fmt::format("{}_{}_{}", info.index, info.param.method, info.param.pattern);
  for (char& c : name)
    if (std::isalnum(static_cast<unsigned char>(c)) == 0) c = '_';
  return name;
}

INSTANTIATE_TEST_SUITE_P(Routes, Audited, ::testing::ValuesIn(kAudited), name_of);

}  // namespace
}  // namespace reeve::api
