// Configuration types and statuses, manufacturers and models: lists that all organizations share.
#include "store/named_rows.h"

#include "api/audited.h"
#include "api/resources.h"
#include "base/error.h"

namespace reeve::api {
namespace {

using Use = Attribute::Use;

constexpr Attribute kNamedAttributes[] = {
    {"name", Kind::text, false, Use::both}, {"created-at", Kind::time}, {"updated-at", Kind::time}};
constexpr Attribute kModelAttributes[] = {{"name", Kind::text, false, Use::both},
                                          {"manufacturer-id", Kind::integer, true, Use::both},
                                          {"created-at", Kind::time},
                                          {"updated-at", Kind::time}};

struct List {
  std::string_view table, noun;
  const Resource* resource;
};
constexpr List kLists[] = {
    {"configuration_types", "configuration type", &kConfigurationTypeResource},
    {"configuration_statuses", "configuration status", &kConfigurationStatusResource},
    {"manufacturers", "manufacturer", &kManufacturerResource},
    {"models", "model", &kModelResource},
};

const List& list_of(const Call& call) {
  for (const List& list : kLists)
    if (call.route->resource == list.resource) return list;
  throw base::Error(base::ErrorCode::internal, "This list is not known.");
}

json::object named_object(const List& list, const store::NamedRow& row) {
  json::object out;
  out["name"] = json::string(row.name);
  if (list.resource == &kModelResource) out["manufacturer-id"] = nullable(row.within);
  out["created-at"] = time_value(row.created_at);
  out["updated-at"] = time_value(row.updated_at);
  return resource_object(*list.resource, row.id, std::move(out));
}

Response list_all(Call& call) {
  const List& list = list_of(call);
  return answer_list(
      call,
      [&](db::Connection& c, const store::ListQuery& query) {
        return store::list_named(c, list.table, query);
      },
      [&](db::Connection&, const store::NamedRow& row) { return named_object(list, row); });
}

Response show(Call& call) {
  const List& list = list_of(call);
  const auto row =
      call.read([&](db::Connection& c) { return store::find_named(c, list.table, call.id()); });
  if (!row) throw_not_found(list.noun);
  return one(named_object(list, *row));
}

Response create(Call& call) {
  const List& list = list_of(call);
  const Fields fields = read_fields(call.request, list.resource->type);
  const std::string name = fields.required("name");
  return call.write([&](db::Connection& c) {
    const auto within = fields.integer("manufacturer_id");
    if (within && !store::find_named(c, "manufacturers", *within))
      fields.refuse("manufacturer_id", "There is no such manufacturer. Choose another.");
    const auto id = store::named_row(c, list.table, name, within.value_or(0), call.now());
    auto made = named_object(list, store::find_named(c, list.table, id).value());
    audit_change(c, call, "create", list.noun, id, {}, made);
    return one(std::move(made), 201);
  });
}

Response change(Call& call) {
  const List& list = list_of(call);
  const Fields fields = read_fields(call.request, list.resource->type);
  const std::string name = fields.required("name");
  return call.write([&](db::Connection& c) {
    const auto before = store::find_named(c, list.table, call.id());
    const auto row = store::rename_named(c, list.table, call.id(), name, call.now());
    auto after = named_object(list, row);
    audit_change(c, call, "change", list.noun, row.id,
                 before ? named_object(list, *before) : json::object(), after);
    return one(std::move(after));
  });
}

}  // namespace

const Resource kConfigurationTypeResource{"configuration-types", kNamedAttributes};
const Resource kConfigurationStatusResource{"configuration-statuses", kNamedAttributes};
const Resource kManufacturerResource{"manufacturers", kNamedAttributes};
const Resource kModelResource{"models", kModelAttributes};

void add_named_row_routes(Router& router) {
  constexpr std::string_view kSorts = "name id created_at updated_at";
  struct Texts {
    std::string_view path, one_path, all, single, make, rename;
  };
  constexpr Texts kTexts[] = {
      {"/api/configuration_types", "/api/configuration_types/:id", "Types of configurations",
       "One type of configurations", "Create a type of configurations",
       "Rename a type of configurations"},
      {"/api/configuration_statuses", "/api/configuration_statuses/:id",
       "Statuses of configurations", "One status of configurations",
       "Create a status of configurations", "Rename a status of configurations"},
      {"/api/manufacturers", "/api/manufacturers/:id", "Manufacturers", "One manufacturer",
       "Create a manufacturer", "Rename a manufacturer"},
      {"/api/models", "/api/models/:id", "Models", "One model", "Create a model", "Rename a model"},
  };
  for (std::size_t i = 0; i < std::size(kLists); ++i) {
    const Resource* own = kLists[i].resource;
    const std::string_view filters =
        own == &kModelResource ? "id name search manufacturer_id" : "id name search";
    const Texts& texts = kTexts[i];
    router.add({"GET", texts.path, Access::lite, list_all, texts.all, own, Answer::list, nullptr,
                filters, kSorts});
    router.add({"GET", texts.one_path, Access::lite, show, texts.single, own, Answer::one});
    router.add({"POST", texts.path, Access::editor, create, texts.make, own, Answer::one, own});
    router.add(
        {"PATCH", texts.one_path, Access::editor, change, texts.rename, own, Answer::one, own});
  }
}

}  // namespace reeve::api
