// What kinds of Microsoft's objects there are and which fields each has: tables of records are
// drawn by this.
#include "types/registry.h"

#include <algorithm>

#include "api/resources.h"
#include "types/describe.h"

namespace reeve::api {
namespace {

constexpr Attribute kDataTypeAttributes[] = {
    {"name", Kind::text},       {"title", Kind::text},     {"permissions", Kind::array},
    {"plan", Kind::text, true}, {"how-often", Kind::text}, {"slow", Kind::boolean},
    {"fields", Kind::array},
};

json::array fields_of(const types::DataType& type) {
  json::array out;
  for (const types::Field& field : type.fields) {
    if (!field.kept) continue;  // its edges are kept, not the field
    out.emplace_back(json::object{{"name", json::string(field.name)},
                                  {"label", json::string(field.label)},
                                  {"kind", json::string(types::to_string(field.kind))},
                                  {"shown", field.shown}});
  }
  return out;
}

json::array permissions_of(const types::DataType& type) {
  json::array out{json::string(type.permission)};
  if (!type.also_permission.empty()) out.emplace_back(json::string(type.also_permission));
  return out;
}

json::object data_type_object(const types::DataType& type, base::Id id) {
  json::object out;
  out["name"] = json::string(type.name);
  out["title"] = json::string(type.title);
  out["permissions"] = permissions_of(type);
  out["plan"] = type.plans.any_of.empty() ? json::value() : json::string(type.plans.title);
  out["how-often"] = json::string(types::how_often(type));
  out["slow"] = type.slow;
  out["fields"] = fields_of(type);
  return resource_object(kDataTypeResource, id, std::move(out));
}

Response list_data_types(Call& call) {
  json::array data;
  base::Id id = 0;
  for (const types::DataType* type : types::all_types())
    data.emplace_back(data_type_object(*type, ++id));
  store::ListQuery whole;
  whole.size = std::max<std::int64_t>(store::kDefaultPageSize, id);
  return list_document(call, whole, id, std::move(data));
}

}  // namespace

const Resource kDataTypeResource{"data-types", kDataTypeAttributes};

void add_data_type_routes(Router& router) {
  router.add({"GET", "/api/data_types", Access::lite, list_data_types,
              "What Reeve reads from Microsoft: each kind of object with its fields",
              &kDataTypeResource, Answer::list});
}

}  // namespace reeve::api
