// Organizations: list, show, create, change.
#include "store/organizations.h"

#include <fmt/format.h>

#include "api/audited.h"
#include "api/resources.h"
#include "base/error.h"

namespace reeve::api {
namespace {

using Use = Attribute::Use;

constexpr Attribute kOrganizationAttributes[] = {
    {"name", Kind::text, false, Use::both},
    {"short-name", Kind::text, true, Use::both},
    {"description", Kind::text, true, Use::both},
    {"alert", Kind::text, true, Use::both},
    {"quick-notes", Kind::text, true, Use::both},
    {"archived", Kind::boolean, false, Use::both},
    {"version", Kind::integer, false, Use::both},
    {"created-at", Kind::time},
    {"updated-at", Kind::time},
    {"resource-url", Kind::text},
};

json::object organization_object(const Call& call, const domain::Organization& organization) {
  json::object out;
  out["name"] = json::string(organization.name);
  out["short-name"] = nullable(organization.short_name);
  out["description"] = nullable(organization.description);
  out["alert"] = nullable(organization.alert);
  out["quick-notes"] = nullable(organization.quick_notes);
  out["archived"] = organization.archived_at.has_value();
  out["version"] = organization.version;
  out["created-at"] = time_value(organization.created_at);
  out["updated-at"] = time_value(organization.updated_at);
  out["resource-url"] = json::string(call.url(fmt::format("/organizations/{}", organization.id)));
  return resource_object(kOrganizationResource, organization.id, std::move(out));
}

Response list_all(Call& call) {
  return answer_list(
      call,
      [&](db::Connection& c, const store::ListQuery& query) {
        return store::list_organizations(c, call.scope(), query);
      },
      [&](db::Connection&, const domain::Organization& row) {
        return organization_object(call, row);
      });
}

json::array tenants_of(db::Connection& c, const Call& call, base::Id organization) {
  json::array out;
  for (const store::Tenant& tenant :
       all_tenants(c, call.scope(), {{"organization_id", {std::to_string(organization)}}})) {
    json::object entry;
    entry["id"] = std::to_string(tenant.id);
    entry["name"] = json::string(tenant.name);
    entry["state"] = json::string(tenant.state);
    entry["default-domain"] = nullable(tenant.default_domain);
    entry["status"] = json::string(state_word(tenant.last_run_state));
    out.emplace_back(std::move(entry));
  }
  return out;
}

Response show(Call& call) {
  const base::Id id = call.id();
  return call.read([&](db::Connection& c) {
    const auto organization = store::find_organization(c, call.scope(), id);
    if (!organization) throw_not_found("organization");
    return one(organization_object(call, *organization), 200,
               {{"tenants", tenants_of(c, call, id)}});
  });
}

store::OrganizationPatch patch_of(const Fields& fields) {
  store::OrganizationPatch patch;
  patch.name = fields.text("name");
  patch.short_name = fields.nullable_text("short_name");
  patch.description = fields.nullable_text("description");
  patch.alert = fields.nullable_text("alert");
  patch.quick_notes = fields.nullable_text("quick_notes");
  patch.archived = fields.boolean("archived");
  return patch;
}

Response create(Call& call) {
  const Fields fields = read_fields(call.request, "organizations");
  if (!call.scope().all())
    throw base::Error(base::ErrorCode::forbidden,
                      "Your account is limited to some organizations, so it cannot create another. "
                      "Ask an administrator.");
  fields.required("name");
  const auto made = call.write([&](db::Connection& c) {
    auto organization =
        store::create_organization(c, call.who().author(), patch_of(fields), call.now());
    audit_change(c, call, "create", "organization", organization.id, {},
                 organization_object(call, organization));
    return organization;
  });
  call.services.outside.organizations_changed();
  return one(organization_object(call, made), 201);
}

Response change(Call& call) {
  const Fields fields = read_fields(call.request, "organizations");
  const base::Id id = call.id();
  const auto changed = call.write([&](db::Connection& c) {
    const auto before = store::find_organization(c, call.scope(), id);
    if (!before) throw_not_found("organization");
    auto organization =
        store::update_organization(c, call.scope(), call.who().author(), id, patch_of(fields),
                                   fields.integer("version"), call.now());
    audit_change(c, call, "change", "organization", id, organization_object(call, *before),
                 organization_object(call, organization));
    return organization;
  });
  if (fields.has("name")) call.services.outside.organizations_changed();
  return one(organization_object(call, changed));
}

}  // namespace

const Resource kOrganizationResource{"organizations", kOrganizationAttributes};

void add_organization_routes(Router& router) {
  const Resource* own = &kOrganizationResource;
  router.add({"GET", "/api/organizations", Access::lite, list_all, "Organizations", own,
              Answer::list, nullptr, "id name search short_name archived",
              "name id created_at updated_at short_name"});
  router.add({"GET", "/api/organizations/:id", Access::lite, show,
              "One organization, its tenants in meta", own, Answer::one});
  router.add({"POST", "/api/organizations", Access::creator, create, "Create an organization", own,
              Answer::one, own});
  router.add({"PATCH", "/api/organizations/:id", Access::editor, change, "Change an organization",
              own, Answer::one, own});
}

}  // namespace reeve::api
