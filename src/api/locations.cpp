// Locations: list, show, create, change.
#include "store/locations.h"

#include <fmt/format.h>

#include "api/audited.h"
#include "api/plain_assets.h"
#include "api/resources.h"

namespace reeve::api {
namespace {

using Use = Attribute::Use;

constexpr Attribute kLocationAttributes[] = {
    {"organization-id", Kind::integer, false, Use::both},
    {"organization-name", Kind::text},
    {"name", Kind::text, false, Use::both},
    {"primary", Kind::boolean, false, Use::both},
    {"address-1", Kind::text, true, Use::both},
    {"address-2", Kind::text, true, Use::both},
    {"city", Kind::text, true, Use::both},
    {"region-name", Kind::text, true, Use::both},
    {"postal-code", Kind::text, true, Use::both},
    {"country-name", Kind::text, true, Use::both},
    {"phone", Kind::text, true, Use::both},
    {"fax", Kind::text, true, Use::both},
    {"notes", Kind::text, true, Use::both},
    {"sources", Kind::object},
    {"archived", Kind::boolean, false, Use::both},
    {"version", Kind::integer, false, Use::both},
    {"created-at", Kind::time},
    {"updated-at", Kind::time},
    {"resource-url", Kind::text},
};

// Who wrote each field that somebody wrote.
json::object sources_json(db::Connection& c, base::Id id) {
  json::object out;
  for (const store::FieldSource& one : store::plain_sources(c, store::kLocationShape, id))
    out[one.field] = json::string(domain::to_string(one.source));
  return out;
}

json::object location_object(db::Connection& c, const Call& call, const store::PlainAsset& asset) {
  json::object out = plain_attributes(asset);
  out["sources"] = sources_json(c, asset.id);
  out["resource-url"] =
      json::string(call.url(fmt::format("/organizations/{}/locations", asset.organization)));
  return resource_object(kLocationResource, asset.id, std::move(out));
}

Response list_all(Call& call) {
  return answer_list(
      call,
      [&](db::Connection& c, const store::ListQuery& query) {
        return store::list_locations(c, call.scope(), query);
      },
      [&](db::Connection& c, const auto& row) { return location_object(c, call, row); });
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
        return store::list_locations(c, call.scope(), query);
      },
      [&](db::Connection& c, const auto& row) { return location_object(c, call, row); });
}

Response show(Call& call) {
  const base::Id id = call.id();
  return call.read([&](db::Connection& c) {
    return one(location_object(c, call, plain_or_throw(c, call, store::kLocationShape, id)));
  });
}

Response create_in(Call& call, std::optional<base::Id> organization) {
  const Fields fields = read_fields(call.request, "locations");
  store::PlainPatch values = plain_patch(store::kLocationShape, fields);
  values.organization = organization ? organization : fields.integer("organization_id");
  if (!values.organization)
    fields.refuse("organization_id",
                  "A location belongs to an organization. Give its organization-id.");
  return call.write([&](db::Connection& c) {
    if (organization) own_organization_or_throw(c, call, *organization);
    const auto made =
        store::create_location(c, call.scope(), call.who().author(), values, call.now());
    audit_change(c, call, "create", "location", made.id, {}, location_object(c, call, made));
    return one(location_object(c, call, made), 201);
  });
}

Response create(Call& call) { return create_in(call, std::nullopt); }
Response create_nested(Call& call) { return create_in(call, call.id()); }

Response change(Call& call) {
  const Fields fields = read_fields(call.request, "locations");
  const base::Id id = call.id();
  return call.write([&](db::Connection& c) {
    const auto before =
        location_object(c, call, plain_or_throw(c, call, store::kLocationShape, id));
    const auto changed = store::update_location(c, call.scope(), call.who().author(), id,
                                                plain_patch(store::kLocationShape, fields),
                                                fields.integer("version"), call.now());
    auto after = location_object(c, call, changed);
    audit_change(c, call, "change", "location", id, before, after);
    return one(std::move(after));
  });
}

}  // namespace

const Resource kLocationResource{"locations", kLocationAttributes};

void add_location_routes(Router& router) {
  const Resource* own = &kLocationResource;
  constexpr std::string_view kFilters =
      "id organization_id name city region_name country_name postal_code primary search linked "
      "archived";
  constexpr std::string_view kSorts = "name primary city id created_at updated_at";
  router.add({"GET", "/api/locations", Access::lite, list_all, "Locations", own, Answer::list,
              nullptr, kFilters, kSorts});
  router.add({"GET", "/api/locations/:id", Access::lite, show, "One location", own, Answer::one});
  router.add({"POST", "/api/locations", Access::creator, create, "Create a location", own,
              Answer::one, own});
  router.add({"PATCH", "/api/locations/:id", Access::editor, change, "Change a location", own,
              Answer::one, own});
  router.add({"GET", "/api/organizations/:id/relationships/locations", Access::lite, list_nested,
              "Locations of one organization", own, Answer::list, nullptr, kFilters, kSorts});
  router.add({"POST", "/api/organizations/:id/relationships/locations", Access::creator,
              create_nested, "Create a location", own, Answer::one, own});
}

}  // namespace reeve::api
