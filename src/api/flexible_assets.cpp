// Flexible asset types, their fields and assets, as IT Glue's clients read them. Types are read
// only as yet; of an asset people write the traits that no sync keeps.
#include "store/flexible_assets.h"

#include <fmt/format.h>

#include "api/audited.h"
#include "api/resources.h"
#include "store/changes.h"

namespace reeve::api {
namespace {

using Use = Attribute::Use;

constexpr Attribute kTypeAttributes[] = {
    {"name", Kind::text},       {"description", Kind::text, true},
    {"icon", Kind::text, true}, {"show-in-menu", Kind::boolean},
    {"enabled", Kind::boolean}, {"locked", Kind::boolean},
    {"created-at", Kind::time}, {"updated-at", Kind::time},
};

constexpr Attribute kFieldAttributes[] = {
    {"flexible-asset-type-id", Kind::integer},
    {"order", Kind::integer},
    {"name", Kind::text},
    {"name-key", Kind::text},
    {"kind", Kind::text},
    {"hint", Kind::text, true},
    {"decimals", Kind::integer, true},
    {"default-value", Kind::text, true},
    {"tag-type", Kind::text, true},
    {"required", Kind::boolean},
    {"use-for-title", Kind::boolean},
    {"expiration", Kind::boolean},
    {"show-in-list", Kind::boolean},
    {"synced", Kind::boolean},
    {"created-at", Kind::time},
    {"updated-at", Kind::time},
};

constexpr Attribute kAssetAttributes[] = {
    {"organization-id", Kind::integer},
    {"organization-name", Kind::text},
    {"flexible-asset-type-id", Kind::integer},
    {"flexible-asset-type-name", Kind::text},
    {"name", Kind::text},
    {"traits", Kind::object, false, Use::both},
    {"archived", Kind::boolean, false, Use::both},
    {"restricted", Kind::boolean},
    {"my-glue", Kind::boolean},
    {"version", Kind::integer, false, Use::both},
    {"created-at", Kind::time},
    {"updated-at", Kind::time},
    {"resource-url", Kind::text},
};

json::object type_object(const domain::FlexibleAssetType& type) {
  json::object out;
  out["name"] = json::string(type.name);
  out["description"] = nullable(type.description);
  out["icon"] = nullable(type.icon);
  out["show-in-menu"] = type.show_in_menu;
  out["enabled"] = type.enabled;
  out["locked"] = type.built_in.has_value();
  out["created-at"] = time_value(type.created_at);
  out["updated-at"] = time_value(type.updated_at);
  return resource_object(kFlexibleAssetTypeResource, type.id, std::move(out));
}

json::object field_object(const domain::FlexibleAssetField& field) {
  json::object out;
  out["flexible-asset-type-id"] = field.type;
  out["order"] = field.position;
  out["name"] = json::string(field.name);
  out["name-key"] = json::string(field.name_key);
  out["kind"] = json::string(field.kind);
  out["hint"] = nullable(field.hint);
  out["decimals"] = nullable(field.decimals);
  out["default-value"] = nullable(field.default_value);
  out["tag-type"] = nullable(field.tag_type);
  out["required"] = field.required;
  out["use-for-title"] = field.use_for_title;
  out["expiration"] = field.expiration;
  out["show-in-list"] = field.show_in_list;
  out["synced"] = field.synced;
  out["created-at"] = time_value(field.created_at);
  out["updated-at"] = time_value(field.updated_at);
  return resource_object(kFlexibleAssetFieldResource, field.id, std::move(out));
}

json::object asset_object(const Call& call, const domain::FlexibleAsset& asset) {
  json::object out;
  out["organization-id"] = asset.organization;
  out["organization-name"] = json::string(asset.organization_name);
  out["flexible-asset-type-id"] = asset.type;
  out["flexible-asset-type-name"] = json::string(asset.type_name);
  out["name"] = json::string(asset.name);
  out["traits"] = asset.traits;
  out["archived"] = asset.archived_at.has_value();
  out["restricted"] = false;
  out["my-glue"] = false;
  out["version"] = asset.version;
  out["created-at"] = time_value(asset.created_at);
  out["updated-at"] = time_value(asset.updated_at);
  out["resource-url"] = json::string(
      call.url(fmt::format("/organizations/{}/licenses?asset={}", asset.organization, asset.id)));
  return resource_object(kFlexibleAssetResource, asset.id, std::move(out));
}

Response list_types(Call& call) {
  return answer_list(
      call,
      [](db::Connection& c, const store::ListQuery& query) {
        return store::list_flexible_asset_types(c, query);
      },
      [](db::Connection&, const domain::FlexibleAssetType& type) { return type_object(type); });
}

Response show_type(Call& call) {
  const base::Id id = call.id();
  return call.read([&](db::Connection& c) {
    const auto type = store::find_flexible_asset_type(c, id);
    if (!type) throw_not_found("flexible asset type");
    return one(type_object(*type));
  });
}

Response answer_fields(Call& call, std::optional<base::Id> type) {
  return answer_list(
      call,
      [&](db::Connection& c, store::ListQuery query) {
        if (type) {
          if (!store::find_flexible_asset_type(c, *type)) throw_not_found("flexible asset type");
          query.filters.assign({{"flexible_asset_type_id", {std::to_string(*type)}}});
        }
        return store::list_flexible_asset_fields(c, query);
      },
      [](db::Connection&, const domain::FlexibleAssetField& field) { return field_object(field); });
}

Response list_fields(Call& call) { return answer_fields(call, std::nullopt); }
Response list_nested_fields(Call& call) { return answer_fields(call, call.id()); }

Response show_field(Call& call) {
  const base::Id id = call.id();
  return call.read([&](db::Connection& c) {
    const auto page =
        store::list_flexible_asset_fields(c, {{{"id", {std::to_string(id)}}}, {}, 1, 1});
    if (page.rows.empty()) throw_not_found("flexible asset field");
    return one(field_object(page.rows.front()));
  });
}

// IT Glue refuses a list without the type, and so do we: a script that forgot it would take assets
// of one type for those of another.
Response list_assets(Call& call) {
  return answer_list(
      call,
      [&](db::Connection& c, const store::ListQuery& query) {
        const bool typed = std::any_of(
            query.filters.begin(), query.filters.end(),
            [](const auto& f) { return f.field == "flexible_asset_type_id" || f.field == "id"; });
        if (!typed)
          throw_invalid("Flexible assets are listed by type. Add filter[flexible_asset_type_id].");
        return store::list_flexible_assets(c, call.scope(), query);
      },
      [&](db::Connection&, const domain::FlexibleAsset& asset) {
        return asset_object(call, asset);
      });
}

domain::FlexibleAsset asset_or_throw(db::Connection& c, const Call& call, base::Id id) {
  auto asset = store::find_flexible_asset(c, call.scope(), id);
  if (!asset) throw_not_found("flexible asset");
  return std::move(*asset);
}

Response show_asset(Call& call) {
  const base::Id id = call.id();
  return one(asset_object(
      call, call.read([&](db::Connection& c) { return asset_or_throw(c, call, id); })));
}

Response change_asset(Call& call) {
  const Fields fields = read_fields(call.request, "flexible-assets");
  const base::Id id = call.id();
  store::FlexibleAssetPatch patch;
  if (const auto* traits = fields.find("traits"); traits != nullptr && !traits->is_null()) {
    if (!traits->is_object())
      fields.refuse("traits", "Traits are an object: the name-key of each field with its value.");
    patch.traits = traits->get_object();
  }
  patch.archived = fields.boolean("archived");
  return one(asset_object(call, call.write([&](db::Connection& c) {
    const auto before = asset_object(call, asset_or_throw(c, call, id));
    auto asset = store::update_flexible_asset(c, call.scope(), call.who().author(), id, patch,
                                              fields.integer("version"), call.now());
    audit_change(c, call, "change", "flexible_asset", id, before, asset_object(call, asset));
    return asset;
  })));
}

}  // namespace

const Resource kFlexibleAssetTypeResource{"flexible-asset-types", kTypeAttributes};
const Resource kFlexibleAssetFieldResource{"flexible-asset-fields", kFieldAttributes};
const Resource kFlexibleAssetResource{"flexible-assets", kAssetAttributes};

void add_flexible_asset_routes(Router& router) {
  router.add({"GET", "/api/flexible_asset_types", Access::lite, list_types,
              "Types of flexible assets", &kFlexibleAssetTypeResource, Answer::list, nullptr,
              "id name icon enabled", "name id created_at updated_at"});
  router.add({"GET", "/api/flexible_asset_types/:id", Access::lite, show_type,
              "One type of flexible assets", &kFlexibleAssetTypeResource, Answer::one});
  router.add({"GET", "/api/flexible_asset_types/:id/relationships/flexible_asset_fields",
              Access::lite, list_nested_fields, "The fields of a type",
              &kFlexibleAssetFieldResource, Answer::list, nullptr, "id", "order id"});
  router.add({"GET", "/api/flexible_asset_fields", Access::lite, list_fields,
              "Fields of flexible asset types", &kFlexibleAssetFieldResource, Answer::list, nullptr,
              "id flexible_asset_type_id", "order id"});
  router.add({"GET", "/api/flexible_asset_fields/:id", Access::lite, show_field, "One field",
              &kFlexibleAssetFieldResource, Answer::one});
  router.add({"GET", "/api/flexible_assets", Access::lite, list_assets,
              "Flexible assets of one type", &kFlexibleAssetResource, Answer::list, nullptr,
              "id flexible_asset_type_id organization_id name search archived",
              "name id created_at updated_at"});
  router.add({"GET", "/api/flexible_assets/:id", Access::lite, show_asset, "One flexible asset",
              &kFlexibleAssetResource, Answer::one});
  router.add({"PATCH", "/api/flexible_assets/:id", Access::editor, change_asset,
              "Change the traits that no sync keeps, or archive it", &kFlexibleAssetResource,
              Answer::one, &kFlexibleAssetResource});
}

}  // namespace reeve::api
