// How a connection, or one tenant of it, is synced: sections of settings, read and changed whole or
// in part.
#include "api/sync_settings.h"
#include "api/audited.h"

#include <algorithm>

#include "api/resources.h"
#include "domain/sync_section.h"
#include "store/connections.h"
#include "store/sync_settings.h"
#include "store/tenants.h"

namespace reeve::api {
namespace {

using Use = Attribute::Use;
using store::SettingsOwner;

constexpr Attribute kConnectionAttributes[] = {
    {"choosing", Kind::object, false, Use::both}, {"mapping", Kind::object, false, Use::both},
    {"matching", Kind::object, false, Use::both}, {"guard", Kind::object, false, Use::both},
    {"leavers", Kind::object, false, Use::both},  {"schedule", Kind::object, false, Use::both},
    {"devices", Kind::object, false, Use::both},
};
constexpr Attribute kTenantAttributes[] = {
    {"choosing", Kind::object, false, Use::both}, {"mapping", Kind::object, false, Use::both},
    {"matching", Kind::object, false, Use::both}, {"guard", Kind::object, false, Use::both},
    {"leavers", Kind::object, false, Use::both},  {"schedule", Kind::object, false, Use::both},
    {"devices", Kind::object, false, Use::both},  {"inherited", Kind::object},
};

// The owner that the address names, if the person may see it.
SettingsOwner owner_of(db::Connection& c, const Call& call, SettingsOwner::Kind kind) {
  const base::Id id = call.id();
  if (kind == SettingsOwner::Kind::connection) {
    if (!store::find_connection(c, id)) throw_not_found("connection");
  } else if (!store::find_tenant(c, call.scope(), id)) {
    throw_not_found("tenant");
  }
  return {kind, id};
}

std::string in_force(db::Connection& c, SettingsOwner owner, const domain::SyncSection& section) {
  return owner.kind == SettingsOwner::Kind::connection
             ? store::sync_settings_of_connection(c, owner.id, section)
             : store::sync_settings_of_tenant(c, owner.id, section);
}

json::object document(db::Connection& c, SettingsOwner owner) {
  json::object attributes, inherited;
  for (const domain::SyncSection* section : domain::all_sync_sections()) {
    attributes[section->name] = stored_json(in_force(c, owner, *section));
    inherited[section->name] = !store::own_sync_settings(c, owner, *section).has_value();
  }
  if (owner.kind == SettingsOwner::Kind::connection)
    return resource_object(kSyncSettingsResource, owner.id, std::move(attributes));
  attributes["inherited"] = std::move(inherited);
  return resource_object(kTenantSyncSettingsResource, owner.id, std::move(attributes));
}

// What was not named stays as it is in force, inside of objects too.
void put_over(json::value& out, const json::value& given) {
  if (!out.is_object() || !given.is_object()) {
    out = given;
    return;
  }
  for (const auto& member : given.get_object())
    put_over(out.get_object()[member.key()], member.value());
}

void change_section(db::Connection& c, const Call& call, SettingsOwner owner,
                    const domain::SyncSection& section, const Fields& fields) {
  const json::value* given = fields.find(section.name);
  if (given == nullptr) return;
  if (!given->is_null() && !given->is_object())
    fields.refuse(section.name, "Send an object with settings, or null to follow the defaults.");
  const std::string before = in_force(c, owner, section);
  try {
    store::set_sync_settings(
        c, owner, section,
        given->is_null() ? std::nullopt : std::optional(settings_with(before, *given)),
        call.who().account, call.now());
  } catch (const base::Error& error) {
    if (error.code() != base::ErrorCode::invalid) throw;
    fields.refuse(section.name, error.message());
  }
  const json::object was{{section.name, stored_json(before)}};
  const json::object is{{section.name, stored_json(in_force(c, owner, section))}};
  audit_change(c, call, "sync_settings",
               owner.kind == SettingsOwner::Kind::tenant ? "tenant" : "connection", owner.id, was,
               is, {{"section", json::string(section.name)}, {"own", !given->is_null()}});
}

template <SettingsOwner::Kind kKind>
Response show(Call& call) {
  return call.read([&](db::Connection& c) { return one(document(c, owner_of(c, call, kKind))); });
}

template <SettingsOwner::Kind kKind>
Response change(Call& call) {
  const Fields fields = read_fields(call.request, kSyncSettingsResource.type);
  return call.write([&](db::Connection& c) {
    const SettingsOwner owner = owner_of(c, call, kKind);
    for (const domain::SyncSection* section : domain::all_sync_sections())
      change_section(c, call, owner, *section, fields);
    return one(document(c, owner));
  });
}

}  // namespace

std::string settings_with(const std::string& now, const json::value& given) {
  json::value out = base::parse_json(now, "The stored settings");
  put_over(out, given);
  return base::to_json(out);
}

const Resource kSyncSettingsResource{"sync-settings", kConnectionAttributes};
const Resource kTenantSyncSettingsResource{"sync-settings", kTenantAttributes};

void add_sync_settings_routes(Router& router) {
  constexpr auto kConnection = SettingsOwner::Kind::connection;
  constexpr auto kTenant = SettingsOwner::Kind::tenant;
  const Resource* of_connection = &kSyncSettingsResource;
  const Resource* of_tenant = &kTenantSyncSettingsResource;
  router.add({"GET", "/api/connections/:id/sync_settings", Access::manager, show<kConnection>,
              "How the tenants of a connection are synced", of_connection, Answer::one});
  router.add({"PATCH", "/api/connections/:id/sync_settings", Access::manager, change<kConnection>,
              "Change how they are synced, one section or several", of_connection, Answer::one,
              of_connection});
  router.add({"GET", "/api/tenants/:id/sync_settings", Access::manager, show<kTenant>,
              "How one tenant is synced, and what it has from its connection", of_tenant,
              Answer::one});
  router.add({"PATCH", "/api/tenants/:id/sync_settings", Access::manager, change<kTenant>,
              "Give a tenant settings of its own; null follows the connection again", of_tenant,
              Answer::one, of_tenant});
}

}  // namespace reeve::api
