// Attributes and patches by the table of fields.
#include "api/plain_assets.h"

#include <algorithm>

#include "store/organizations.h"

namespace reeve::api {
namespace {

using FieldKind = store::PlainField::Kind;

std::string_view api_name(const store::PlainField& field) {
  return field.name.starts_with("is_") ? field.name.substr(3) : field.name;
}

std::string kebab(std::string_view name) {
  std::string out(name);
  std::replace(out.begin(), out.end(), '_', '-');
  return out;
}

bool points_elsewhere(const store::PlainField& field) {
  return field.kind == FieldKind::named || field.kind == FieldKind::asset;
}

void take_reference(const store::PlainField& field, const Fields& fields,
                    store::PlainPatch& patch) {
  const std::string id = std::string(field.name) + "_id";
  const std::string name = std::string(field.name) + "_name";
  if (fields.has(id)) {
    patch.ids[std::string(field.name)] = fields.integer(id);
  } else if (field.kind == FieldKind::named) {
    if (const auto text = fields.nullable_text(name)) patch.texts[std::string(field.name)] = *text;
  }
}

}  // namespace

json::object plain_attributes(const store::PlainAsset& asset) {
  json::object out;
  out["organization-id"] = asset.organization;
  out["organization-name"] = json::string(asset.organization_name);
  for (std::size_t i = 0; i < asset.values.size(); ++i) {
    const store::PlainField& field = asset.shape->fields[i];
    const store::PlainValue& value = asset.values[i];
    const std::string name = kebab(api_name(field));
    if (points_elsewhere(field)) {
      out[name + "-id"] = nullable(value.id);
      out[name + "-name"] = value.id ? nullable(value.text) : json::value();
    } else if (field.kind == FieldKind::flag) {
      out[name] = value.text == "true";
    } else {
      out[name] = nullable(value.text);
    }
  }
  out["archived"] = asset.archived_at.has_value();
  out["version"] = asset.version;
  out["created-at"] = time_value(asset.created_at);
  out["updated-at"] = time_value(asset.updated_at);
  return out;
}

store::PlainPatch plain_patch(const store::PlainShape& shape, const Fields& fields) {
  store::PlainPatch patch;
  for (const store::PlainField& field : shape.fields) {
    if (points_elsewhere(field)) {
      take_reference(field, fields, patch);
    } else if (field.kind == FieldKind::flag) {
      if (const auto value = fields.boolean(api_name(field)))
        patch.texts[std::string(field.name)] = *value ? "true" : "false";
    } else if (const auto text = fields.nullable_text(api_name(field))) {
      patch.texts[std::string(field.name)] = *text;
    }
  }
  patch.archived = fields.boolean("archived");
  return patch;
}

store::PlainAsset plain_or_throw(db::Connection& c, const Call& call,
                                 const store::PlainShape& shape, base::Id id) {
  auto asset = store::find_plain(c, shape, call.scope(), id);
  if (!asset) throw_not_found(shape.noun);
  return std::move(*asset);
}

void own_organization_or_throw(db::Connection& c, const Call& call, base::Id id) {
  if (!store::find_organization(c, call.scope(), id)) throw_not_found("organization");
}

}  // namespace reeve::api
