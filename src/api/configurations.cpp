// Configurations: list, show, create, change, their network cards and their history.
#include "store/configurations.h"

#include <fmt/format.h>

#include "api/audited.h"
#include "api/changes.h"
#include "api/plain_assets.h"
#include "api/resources.h"

namespace reeve::api {
namespace {

using Use = Attribute::Use;

constexpr Attribute kConfigurationAttributes[] = {
    {"organization-id", Kind::integer, false, Use::both},
    {"organization-name", Kind::text},
    {"name", Kind::text, false, Use::both},
    {"hostname", Kind::text, true, Use::both},
    {"configuration-type-id", Kind::integer, true, Use::both},
    {"configuration-type-name", Kind::text, true, Use::both},
    {"configuration-status-id", Kind::integer, true, Use::both},
    {"configuration-status-name", Kind::text, true, Use::both},
    {"manufacturer-id", Kind::integer, true, Use::both},
    {"manufacturer-name", Kind::text, true, Use::both},
    {"model-id", Kind::integer, true, Use::both},
    {"model-name", Kind::text, true, Use::both},
    {"location-id", Kind::integer, true, Use::both},
    {"location-name", Kind::text, true},
    {"contact-id", Kind::integer, true, Use::both},
    {"contact-name", Kind::text, true},
    {"serial-number", Kind::text, true, Use::both},
    {"asset-tag", Kind::text, true, Use::both},
    {"primary-ip", Kind::text, true, Use::both},
    {"mac-address", Kind::text, true, Use::both},
    {"default-gateway", Kind::text, true, Use::both},
    {"operating-system", Kind::text, true, Use::both},
    {"operating-system-version", Kind::text, true, Use::both},
    {"operating-system-notes", Kind::text, true, Use::both},
    {"position", Kind::text, true, Use::both},
    {"installed-by", Kind::text, true, Use::both},
    {"purchased-by", Kind::text, true, Use::both},
    {"purchased-at", Kind::text, true, Use::both},
    {"installed-at", Kind::text, true, Use::both},
    {"warranty-expires-at", Kind::text, true, Use::both},
    {"notes", Kind::text, true, Use::both},
    {"archived", Kind::boolean, false, Use::both},
    {"version", Kind::integer, false, Use::both},
    {"created-at", Kind::time},
    {"updated-at", Kind::time},
    {"resource-url", Kind::text},
};

constexpr Attribute kInterfaceAttributes[] = {
    {"configuration-id", Kind::integer},
    {"name", Kind::text, true},
    {"ip-address", Kind::text, true},
    {"mac-address", Kind::text, true},
    {"primary", Kind::boolean},
    {"notes", Kind::text, true},
    {"source", Kind::text},
};

json::object configuration_object(const Call& call, const store::PlainAsset& asset) {
  json::object out = plain_attributes(asset);
  out["resource-url"] = json::string(
      call.url(fmt::format("/organizations/{}/configurations/{}", asset.organization, asset.id)));
  return resource_object(kConfigurationResource, asset.id, std::move(out));
}

Response list_all(Call& call) {
  return answer_list(
      call,
      [&](db::Connection& c, const store::ListQuery& query) {
        return store::list_configurations(c, call.scope(), query);
      },
      [&](db::Connection&, const auto& row) { return configuration_object(call, row); });
}

Response list_nested(Call& call) {
  const base::Id organization = call.id();
  return answer_list(
      call,
      [&](db::Connection& c, store::ListQuery query) {
        own_organization_or_throw(c, call, organization);
        std::erase_if(query.filters,
                      [](const auto& filter) { return filter.field == "organization_id"; });
        query.filters.push_back({"organization_id", {std::to_string(organization)}});
        return store::list_configurations(c, call.scope(), query);
      },
      [&](db::Connection&, const auto& row) { return configuration_object(call, row); });
}

Response show(Call& call) {
  const base::Id id = call.id();
  return one(configuration_object(call, call.read([&](db::Connection& c) {
    return plain_or_throw(c, call, store::kConfigurationShape, id);
  })));
}

Response create_in(Call& call, std::optional<base::Id> organization) {
  const Fields fields = read_fields(call.request, "configurations");
  store::PlainPatch values = plain_patch(store::kConfigurationShape, fields);
  values.organization = organization ? organization : fields.integer("organization_id");
  if (!values.organization)
    fields.refuse("organization_id",
                  "A configuration belongs to an organization. Give its organization-id.");
  const auto made = call.write([&](db::Connection& c) {
    if (organization) own_organization_or_throw(c, call, *organization);
    auto asset = store::create_plain(c, store::kConfigurationShape, call.scope(),
                                     call.who().author(), values, call.now());
    audit_change(c, call, "create", "configuration", asset.id, {},
                 configuration_object(call, asset));
    return asset;
  });
  return one(configuration_object(call, made), 201);
}

Response create(Call& call) { return create_in(call, std::nullopt); }
Response create_nested(Call& call) { return create_in(call, call.id()); }

Response change(Call& call) {
  const Fields fields = read_fields(call.request, "configurations");
  const base::Id id = call.id();
  call.write([&](db::Connection& c) {
    const auto before = plain_or_throw(c, call, store::kConfigurationShape, id);
    const auto after = store::update_plain(
        c, store::kConfigurationShape, call.scope(), call.who().author(), id,
        plain_patch(store::kConfigurationShape, fields), fields.integer("version"), call.now());
    audit_change(c, call, "change", "configuration", id, configuration_object(call, before),
                 configuration_object(call, after));
  });
  return show(call);
}

Response list_interfaces(Call& call) {
  const base::Id id = call.id();
  return answer_list(
      call,
      [&](db::Connection& c, const store::ListQuery&) {
        plain_or_throw(c, call, store::kConfigurationShape, id);
        store::Page<store::Interface> page;
        page.rows = store::interfaces_of(c, id);
        page.total = static_cast<std::int64_t>(page.rows.size());
        return page;
      },
      [&](db::Connection&, const store::Interface& row) {
        json::object out;
        out["configuration-id"] = id;
        out["name"] = nullable(row.name);
        out["ip-address"] = nullable(row.ip_address);
        out["mac-address"] = nullable(row.mac_address);
        out["primary"] = row.primary;
        out["notes"] = nullable(row.notes);
        out["source"] = json::string(domain::to_string(row.source));
        return resource_object(kConfigurationInterfaceResource, row.id, std::move(out));
      });
}

Response list_changes(Call& call) {
  const base::Id id = call.id();
  return answer_changes(call, domain::kConfiguration, id, [&call, id](db::Connection& c) {
    plain_or_throw(c, call, store::kConfigurationShape, id);
  });
}

}  // namespace

const Resource kConfigurationResource{"configurations", kConfigurationAttributes};
const Resource kConfigurationInterfaceResource{"configuration-interfaces", kInterfaceAttributes};

void add_configuration_routes(Router& router) {
  const Resource* own = &kConfigurationResource;
  constexpr std::string_view kFilters =
      "id organization_id name hostname serial_number mac_address asset_tag configuration_type_id "
      "configuration_status_id manufacturer_id model_id location_id contact_id operating_system "
      "search linked archived";
  constexpr std::string_view kSorts = "name hostname serial_number id created_at updated_at";
  router.add({"GET", "/api/configurations", Access::lite, list_all, "Configurations", own,
              Answer::list, nullptr, kFilters, kSorts});
  router.add({"GET", "/api/configurations/:id", Access::lite, show, "One configuration", own,
              Answer::one});
  router.add({"POST", "/api/configurations", Access::creator, create, "Create a configuration", own,
              Answer::one, own});
  router.add({"PATCH", "/api/configurations/:id", Access::editor, change, "Change a configuration",
              own, Answer::one, own});
  router.add({"GET", "/api/organizations/:id/relationships/configurations", Access::lite,
              list_nested, "Configurations of one organization", own, Answer::list, nullptr,
              kFilters, kSorts});
  router.add({"POST", "/api/organizations/:id/relationships/configurations", Access::creator,
              create_nested, "Create a configuration", own, Answer::one, own});
  router.add({"GET", "/api/configurations/:id/relationships/configuration_interfaces", Access::lite,
              list_interfaces, "A configuration's network cards", &kConfigurationInterfaceResource,
              Answer::list});
  router.add({"GET", "/api/configurations/:id/changes", Access::lite, list_changes,
              "The configuration's history", &kChangeResource, Answer::list});
}

}  // namespace reeve::api
