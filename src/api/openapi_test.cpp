// The OpenAPI document against real answers, both ways.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <set>

#include "api/resources.h"
#include "api/test_world.h"
#include "store/changes.h"
#include "store/contacts.h"
#include "store/links.h"
#include "store/merges.h"
#include "store/onboarding.h"
#include "store/person_states.h"
#include "store/relationships.h"
#include "store/runs.h"
#include "store/undo.h"

namespace reeve::api {
namespace {

bool fits(const json::value& value, const json::value& type) {
  if (type.is_array()) {
    for (const json::value& one_type : type.as_array())
      if (fits(value, one_type)) return true;
    return false;
  }
  const std::string_view name = type.as_string();
  if (name == "null") return value.is_null();
  if (name == "string") return value.is_string();
  if (name == "integer") return value.is_int64();
  if (name == "number") return value.is_number();
  if (name == "boolean") return value.is_bool();
  return name == "object" ? value.is_object() : name == "array" && value.is_array();
}

class OpenApi : public ::testing::Test {
 protected:
  OpenApi()
      : visitor(world.person(domain::Role::administrator)),
        document(world.get({}, "/api/openapi.json")) {
    world.key(domain::Role::lite);
  }

  std::string path_for(const Route& route) {
    std::string path(route.pattern);
    const auto at = path.find(":id");
    if (path == "/api/flexible_assets")
      return fmt::format("{}?filter[flexible-asset-type-id]={}", path,
                         world.ids.flexible_asset_type);
    if (at == std::string::npos) return path;
    constexpr std::string_view tenant = ":tenant";
    if (const auto of = path.find(tenant); of != std::string::npos)
      path.replace(of, tenant.size(), std::to_string(world.ids.tenant[0]));
    return path.replace(at, 3, std::to_string(id_for(path)));
  }

  base::Id id_for(const std::string& path) {
    const Ids& ids = world.ids;
    if (path.starts_with("/api/organizations")) return ids.organization[0];
    if (path.starts_with("/api/contacts")) return ids.contact[0];
    if (path.starts_with("/api/manage_templates")) return 1;
    if (path.ends_with("/suggestions")) return ids.loose_tenant;
    if (path.starts_with("/api/tenants")) return ids.tenant[0];
    if (path.ends_with("/undos")) return undone_run;
    if (path.starts_with("/api/undos")) return undo;
    if (path.starts_with("/api/changes")) return change;
    if (path.starts_with("/api/runs")) return ids.run[0];
    if (path.starts_with("/api/records")) return ids.record[0];
    if (path.starts_with("/api/reviews")) return ids.review[0];
    if (path.starts_with("/api/connections")) return ids.connection;
    if (path.starts_with("/api/flexible_asset_types")) return ids.flexible_asset_type;
    if (path.starts_with("/api/flexible_asset_fields")) return ids.flexible_asset_field;
    if (path.starts_with("/api/flexible_assets")) return ids.flexible_asset[0];
    if (path.starts_with("/api/licenses")) return ids.license[0];
    if (path.starts_with("/api/configurations")) return ids.configuration[0];
    if (path.starts_with("/api/locations")) return ids.location[0];
    for (const char* shared : {"/api/configuration_types", "/api/configuration_statuses",
                               "/api/manufacturers", "/api/models"})
      if (path.starts_with(shared)) return first_id(shared);
    if (path.starts_with("/api/leavings")) return ids.leaving;
    if (path.starts_with("/api/notices")) return ids.notice;
    if (path.starts_with("/api/api_keys")) return first_id("/api/api_keys");
    return ids.account;
  }

  base::Id first_id(const std::string& path) {
    return *base::optional_integer(world.get(visitor, path).at("data").as_array().at(0), "id");
  }

  const json::value& schema_of(const Route& route) {
    std::string path(route.pattern);
    const auto at = path.find(":id");
    if (at != std::string::npos) path.replace(at, 3, "{id}");
    constexpr std::string_view tenant = ":tenant";
    if (const auto of = path.find(tenant); of != std::string::npos)
      path.replace(of, tenant.size(), "{tenant}");
    const json::value& data = document.at("paths")
                                  .at(path)
                                  .at("get")
                                  .at("responses")
                                  .at("2XX")
                                  .at("content")
                                  .at(kJsonApi)
                                  .at("schema")
                                  .at("properties")
                                  .at("data");
    const json::value& one_schema = data.as_object().contains("items") ? data.at("items") : data;
    const std::string reference(one_schema.at("$ref").as_string());
    return document.at("components").at("schemas").at(reference.substr(reference.rfind('/') + 1));
  }

  void check(const json::value& object, const json::value& schema, const std::string& where) {
    EXPECT_EQ(object.at("type"), schema.at("properties").at("type").at("const")) << where;
    EXPECT_TRUE(object.at("id").is_string()) << where;
    const json::object& properties =
        schema.at("properties").at("attributes").at("properties").as_object();
    const json::object& attributes = object.at("attributes").as_object();
    std::set<std::string> declared, given;
    for (const auto& [name, property] : properties)
      if (!property.as_object().contains("writeOnly")) declared.emplace(name);
    for (const auto& [name, value] : attributes) {
      given.emplace(name);
      if (properties.contains(name)) {
        EXPECT_TRUE(fits(value, properties.at(name).at("type")))
            << where << " " << name << " " << base::to_json(value);
      }
    }
    EXPECT_EQ(declared, given) << where;
  }

  // What the small world lacks: a sync that was undone over a person's later edit, and a merge.
  void add_history() {
    const base::Id contact = world.ids.contact[0];
    world.database->write(db::Lane::people, [&](db::Connection& c) {
      const auto scope = store::Scope::all_organizations(1);
      const auto now = world.clock.now();
      undone_run =
          store::queue_run(c, {world.ids.tenant[0], "manual", {}, false, false}, 100, now).id;
      store::finish_run(c, undone_run, "ok", {}, "Done.", {}, {}, now);
      store::ContactPatch patch;
      patch.contact_type = std::optional<std::string>("Staff");
      const store::Author sync{domain::Source::microsoft, {}, undone_run, {}};
      store::write_contacts(c, sync, {{contact, patch}}, now);
      patch.contact_type = std::optional<std::string>("Boss");
      store::update_contact(c, scope, {}, contact, patch, {}, now);
      change = store::changes_of(c, domain::kContact, contact).front().id;
      undo = store::begin_undo(c, scope, {}, {.what = "run", .subject = undone_run}, now).id;
      while (store::work_undo(c, undo, now)) {
      }
      patch.organization = world.ids.organization[0];
      patch.first_name = "Second";
      const auto other = store::create_contact(c, scope, {}, patch, now).id;
      store::merge_contacts(c, scope, {}, {contact, other, {}, {}}, now);
    });
  }

  World world;
  Visitor visitor;
  json::value document;
  base::Id undone_run = 0, undo = 0, change = 0;
};

TEST_F(OpenApi, HoldsEveryRoute) {
  std::size_t operations = 0;
  for (const auto& [path, methods] : document.at("paths").as_object())
    operations += methods.as_object().size();
  EXPECT_EQ(operations, world.api->router().routes().size());
}

// What the small world lacks: somebody whose state changed.
void add_person_event(World& world) {
  world.database->write(db::Lane::people, [&](db::Connection& c) {
    store::PersonStateWrite write;
    write.record = world.ids.record[0];
    write.contact = world.ids.contact[0];
    write.was = "enabled";
    write.became = "disabled";
    store::write_person_states(c, world.ids.tenant[0], world.ids.run[0], {write},
                               world.clock.now());
  });
}

// An act that was asked for, and a relationship.
void add_customer_access(World& world) {
  world.database->write(db::Lane::people, [&](db::Connection& c) {
    store::OnboardingStep step;
    step.connection = world.ids.connection;
    step.act = "assign";
    step.subject = step.name = "r1";
    step.account = world.ids.account;
    store::ask_onboarding_steps(c, {step}, world.clock.now());
    store::Relationship row;
    row.connection = world.ids.connection;
    row.external_id = row.name = "r1";
    row.status = "active";
    row.seen_at = world.clock.now();
    store::put_relationship(c, row);
  });
}

// A device of Microsoft's behind the first configuration.
void add_compared_device(World& world) {
  world.database->write(db::Lane::people, [&](db::Connection& c) {
    store::RecordWrite device;
    device.external_id = device.title = "PC-1";
    device.hash = "h";
    device.body = R"({"id":"d","deviceName":"PC-1"})";
    std::vector<store::Link> links(1);
    links[0].record = store::write_records(c, world.ids.tenant[0], "managed_devices",
                                           world.ids.run[0], {device}, world.clock.now())
                          .front();
    links[0].tenant = world.ids.tenant[0];
    links[0].asset = world.ids.configuration[0];
    links[0].type = "managed_devices";
    links[0].asset_kind = "configuration";
    links[0].reason = "name";
    store::create_links(c, {}, links, world.clock.now());
  });
}

TEST_F(OpenApi, FitsRealAnswersBothWays) {
  add_compared_device(world);
  add_customer_access(world);
  add_person_event(world);
  add_history();
  int checked = 0;
  for (const Route& route : world.api->router().routes()) {
    if (route.method != "GET" || !route.resource ||
        route.pattern.find(":token") != std::string_view::npos)
      continue;
    const std::string path = path_for(route);
    const json::value answer = world.get(visitor, path);
    const json::value& data = answer.at("data");
    const json::value& schema = schema_of(route);
    if (route.answer == Answer::list) {
      ASSERT_FALSE(data.as_array().empty()) << path;
      for (const json::value& row : data.as_array()) check(row, schema, path);
    } else {
      check(data, schema, path);
    }
    ++checked;
  }
  EXPECT_GE(checked, 25);
}

}  // namespace
}  // namespace reeve::api
