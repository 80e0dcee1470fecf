// What must have happened before a route of the table can change anything.
#include "api/audited_scene.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "api/json_api.h"
#include "store/audit.h"
#include "store/compare.h"
#include "store/configurations.h"
#include "store/contacts.h"
#include "store/held_acts.h"
#include "store/links.h"
#include "store/notice_deliveries.h"
#include "store/onboarding.h"
#include "store/records.h"
#include "store/relationships.h"
#include "store/runs.h"

namespace reeve::api {
namespace {

template <class Work>
auto write(World& world, Work&& work) {
  return world.database->write(db::Lane::people, std::forward<Work>(work));
}

json::value send(World& world, const Visitor& visitor, const std::string& method,
                 const std::string& path, const std::string& body = {}) {
  const auto answer = world.call(visitor, method, path, body);
  EXPECT_LT(answer.status, 400) << method << " " << path << " " << answer.body;
  return answer.body.empty() ? json::value() : body_of(answer);
}

std::string made(World& world, const Visitor& visitor, const std::string& path,
                 const std::string& body) {
  return base::text_member(send(world, visitor, "POST", path, body).at("data"), "id");
}

std::string relations_of(const std::string& plural, base::Id id) {
  return fmt::format("/api/{}/{}/relationships/related_items", plural, id);
}

std::string first_relation(World& world, const Visitor& visitor, const std::string& path) {
  return base::text_member(world.rows(visitor, path).at(0), "id");
}

std::string removed_relation(World& world, const Visitor& visitor, const std::string& path) {
  auto id = first_relation(world, visitor, path);
  send(world, visitor, "DELETE", path + "/" + id);
  return id;
}

std::string of_connection(const World& world, std::string_view rest) {
  return fmt::format("/api/connections/{}{}", world.ids.connection, rest);
}

}  // namespace

std::string nothing(World& world, const Visitor&) {
  world.secrets[world.ids.connection] = "s";
  return {};
}

std::string an_invitation(World& world, const Visitor& visitor) {
  const auto answer =
      send(world, visitor, "POST", "/api/accounts", R"({"email":"new@reeve.test"})");
  const auto link = base::text_member(answer.at("meta"), "one-time-link");
  return link.substr(link.find_last_of("/=#") + 1);
}

std::string an_api_key(World& world, const Visitor& visitor) {
  return made(world, visitor, "/api/api_keys", R"({"name":"script"})");
}
std::string a_configuration_type(World& world, const Visitor& visitor) {
  return made(world, visitor, "/api/configuration_types", R"({"name":"Old"})");
}
std::string a_configuration_status(World& world, const Visitor& visitor) {
  return made(world, visitor, "/api/configuration_statuses", R"({"name":"Old"})");
}
std::string a_manufacturer(World& world, const Visitor& visitor) {
  return made(world, visitor, "/api/manufacturers", R"({"name":"Old"})");
}
std::string a_model(World& world, const Visitor& visitor) {
  return made(
      world, visitor, "/api/models",
      fmt::format(R"({{"name":"Old","manufacturer-id":{}}})", a_manufacturer(world, visitor)));
}

std::string a_relation(World& world, const Visitor& visitor) {
  return first_relation(world, visitor, relations_of("contacts", world.ids.contact[0]));
}
std::string a_relation_of_the_configuration(World& world, const Visitor& visitor) {
  return first_relation(world, visitor, relations_of("configurations", world.ids.configuration[0]));
}
std::string a_relation_of_the_location(World& world, const Visitor& visitor) {
  return first_relation(world, visitor, relations_of("locations", world.ids.location[0]));
}
std::string a_removed_relation(World& world, const Visitor& visitor) {
  return removed_relation(world, visitor, relations_of("contacts", world.ids.contact[0]));
}
std::string a_removed_relation_of_the_configuration(World& world, const Visitor& visitor) {
  return removed_relation(world, visitor,
                          relations_of("configurations", world.ids.configuration[0]));
}
std::string a_removed_relation_of_the_location(World& world, const Visitor& visitor) {
  return removed_relation(world, visitor, relations_of("locations", world.ids.location[0]));
}

std::string a_synced_change(World& world, const Visitor& visitor) {
  write(world, [&](db::Connection& c) {
    store::finish_run(c, world.ids.run[0], "ok", {}, "Done.", {}, {}, world.clock.now());
    const store::Author sync{domain::Source::microsoft, {}, world.ids.run[0], {}};
    store::ContactPatch patch;
    patch.contact_type = std::optional<std::string>("Staff");
    store::write_contacts(c, sync, {{world.ids.contact[0], patch}}, world.clock.now());
  });
  return base::text_member(
      world.rows(visitor, fmt::format("/api/contacts/{}/changes", world.ids.contact[0])).at(0),
      "id");
}

std::string an_undo(World& world, const Visitor& visitor) {
  return made(world, visitor, fmt::format("/api/changes/{}/undo", a_synced_change(world, visitor)),
              "");
}

std::string a_second_contact(World& world, const Visitor& visitor) {
  return made(world, visitor, "/api/contacts",
              fmt::format(R"({{"organization-id":{},"first-name":"Anna","last-name":"Lee"}})",
                          world.ids.organization[0]));
}

std::string a_merge(World& world, const Visitor& visitor) {
  return made(world, visitor, fmt::format("/api/contacts/{}/merge", world.ids.contact[0]),
              fmt::format(R"({{"with":{}}})", a_second_contact(world, visitor)));
}

std::string a_difference(World& world, const Visitor&) {
  write(world, [&](db::Connection& c) {
    store::RecordWrite user;
    user.id = world.ids.record[0];
    user.external_id = "user-0";
    user.title = "Ann Lee";
    user.hash = "h2";
    user.body =
        R"({"id":"user-0","displayName":"Ann Lee","givenName":"Ann","surname":"Lee",)"
        R"("jobTitle":"Clerk","mail":"ann0@contoso.com","userPrincipalName":"ann0@contoso.com",)"
        R"("proxyAddresses":[],"businessPhones":[],"mobilePhone":null})";
    store::write_records(c, world.ids.tenant[0], "users", world.ids.run[0], {user},
                         world.clock.now());
  });
  return {};
}

std::string a_lock(World& world, const Visitor& visitor) {
  a_difference(world, visitor);
  send(world, visitor, "POST", fmt::format("/api/contacts/{}/compare/keep", world.ids.contact[0]),
       R"({"fields":["title"]})");
  return {};
}

std::string a_device(World& world, const Visitor&) {
  write(world, [&](db::Connection& c) {
    store::RecordWrite device;
    device.external_id = device.title = "Alpha-PC";
    device.hash = "h";
    device.body = R"({"id":"d","deviceName":"Alpha-PC","serialNumber":"SN-7"})";
    store::Link link;
    link.record = store::write_records(c, world.ids.tenant[0], "managed_devices", world.ids.run[0],
                                       {device}, world.clock.now())
                      .front();
    link.tenant = world.ids.tenant[0];
    link.asset = world.ids.configuration[0];
    link.type = "managed_devices";
    link.asset_kind = "configuration";
    link.reason = "name";
    std::vector<store::Link> links{link};
    store::create_links(c, {}, links, world.clock.now());
  });
  return {};
}

std::string a_locked_serial(World& world, const Visitor& visitor) {
  a_device(world, visitor);
  send(world, visitor, "POST",
       fmt::format("/api/configurations/{}/compare/keep", world.ids.configuration[0]),
       R"({"fields":["serial_number"]})");
  return {};
}

std::string pending_credentials(World& world, const Visitor& visitor) {
  send(world, visitor, "PATCH", of_connection(world, ""),
       fmt::format(R"({{"client-secret":"{}"}})", kTestSecret));
  return {};
}

std::string a_sign_in_for_acts(World& world, const Visitor& visitor) {
  write(world, [&](db::Connection& c) {
    store::put_onboarding_session(
        c,
        {world.ids.connection, visitor.account, "consent groups relationships", "admin@msp.example",
         "oid", world.clock.now(), world.clock.now() + std::chrono::minutes(60)});
  });
  return {};
}

std::string relationships_and_a_group(World& world, const Visitor& visitor) {
  a_sign_in_for_acts(world, visitor);
  write(world, [&](db::Connection& c) {
    store::Relationship row;
    row.connection = world.ids.connection;
    row.external_id = "r1";
    row.name = "Reeve-r1";
    row.customer_name = "Customer r1";
    row.status = "active";
    row.duration = "P730D";
    row.seen_at = world.clock.now();
    store::put_relationship(c, row);
    store::put_access_group(c, {world.ids.connection, "g1", "Reeve", true, world.clock.now()});
  });
  return {};
}

std::string a_paused_connection(World& world, const Visitor& visitor) {
  send(world, visitor, "POST", of_connection(world, "/pause"));
  return {};
}

std::string a_paused_tenant(World& world, const Visitor& visitor) {
  send(world, visitor, "POST", fmt::format("/api/tenants/{}/pause", world.ids.tenant[0]));
  return {};
}

std::string everything_ticked(World& world, const Visitor& visitor) {
  send(world, visitor, "POST", fmt::format("/api/leavings/{}/tick", world.ids.leaving),
       R"({"which":"everything"})");
  return {};
}

std::string a_removal(World& world, const Visitor&) {
  write(world, [&](db::Connection& c) {
    c.execute("UPDATE leavings SET state = 'ended' WHERE id = $1", {world.ids.leaving});
    c.execute("INSERT INTO leaving_assets (leaving, asset_kind, asset) VALUES ($1, 'contact', $2)",
              {world.ids.leaving, world.ids.contact[0]});
  });
  return {};
}

std::string another_way(World& world, const Visitor&) {
  write(world, [&](db::Connection& c) {
    c.execute("UPDATE tenants SET way_in_use = 'dap' WHERE id = $1", {world.ids.tenant[0]});
  });
  return {};
}

std::string a_rematch(World& world, const Visitor& visitor) {
  send(world, visitor, "POST", fmt::format("/api/tenants/{}/match", world.ids.tenant[0]),
       fmt::format(R"({{"organization-id":{}}})", world.ids.organization[1]));
  return {};
}

std::string an_ignored_tenant(World& world, const Visitor& visitor) {
  send(world, visitor, "POST", fmt::format("/api/tenants/{}/match", world.ids.loose_tenant),
       R"({"action":"ignore"})");
  return {};
}

std::string a_held_review(World& world, const Visitor&) {
  return write(world, [&](db::Connection& c) {
    const store::Hold hold{"leave",           "hash", {"a", "b"}, "30 of 60 users would have left.",
                           R"({"count":30})", {}};
    store::write_holds(c, world.ids.tenant[0], world.ids.run[0], {"leave"}, {hold},
                       world.clock.now());
    return std::to_string(store::held_acts(c, world.ids.tenant[0]).at(0).review.value());
  });
}

std::string an_unclear_review(World& world, const Visitor& visitor) {
  write(world, [&](db::Connection& c) {
    c.execute("DELETE FROM links WHERE record = $1", {world.ids.record[0]});
    store::Review one;
    one.tenant = world.ids.tenant[0];
    one.run = world.ids.run[0];
    one.record = world.ids.record[0];
    one.kind = "unclear_match";
    one.sentence = "Ann Lee waits.";
    one.detail =
        fmt::format(R"({{"candidates":[{{"id":{},"title":"Ann Lee"}}]}})", world.ids.contact[0]);
    store::replace_open_reviews(c, one.tenant, {one.kind}, {one}, world.clock.now());
  });
  return base::text_member(
      world.rows(visitor, "/api/reviews?filter[state]=open&filter[kind]=unclear_match").at(0),
      "id");
}

std::string a_failed_message(World& world, const Visitor& visitor) {
  write(world, [&](db::Connection& c) {
    const auto due = store::claim_delivery(c, "me", base::Millis{1'000}, world.clock.now());
    store::end_delivery(c, due->delivery.id, "me", "gave_up", "No answer.", world.clock.now());
  });
  return base::text_member(world.rows(visitor, "/api/notice_deliveries").at(0), "id");
}

std::string filled(std::string_view text, const World& world, const std::string& x) {
  std::string out(text);
  const auto put = [&](std::string_view name, const std::string& value) {
    for (auto at = out.find(name); at != std::string::npos; at = out.find(name))
      out.replace(at, name.size(), value);
  };
  const std::pair<std::string_view, base::Id> names[] = {
      {"{org}", world.ids.organization[0]},
      {"{contact}", world.ids.contact[0]},
      {"{tenant}", world.ids.tenant[0]},
      {"{loose}", world.ids.loose_tenant},
      {"{run}", world.ids.run[0]},
      {"{review}", world.ids.review[1]},
      {"{connection}", world.ids.connection},
      {"{account}", world.ids.account},
      {"{configuration}", world.ids.configuration[0]},
      {"{location}", world.ids.location[0]},
      {"{flexible}", world.ids.flexible_asset[0]},
      {"{leaving}", world.ids.leaving}};
  for (const auto& [name, id] : names) put(name, std::to_string(id));
  put("{x}", x);
  put("{secret}", std::string(kTestSecret));
  return out;
}

std::vector<json::value> audit_rows(World& world) {
  const auto key = world.key(domain::Role::administrator);
  std::vector<json::value> out;
  for (auto& row : world.rows(key, "/api/audit?page[size]=1000"))
    out.push_back(row.at("attributes"));
  return out;
}

}  // namespace reeve::api
