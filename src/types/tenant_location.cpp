// A tenant's address made into a location's fields.
#include "types/tenant_location.h"

#include "base/text.h"
#include "domain/device.h"

namespace reeve::types {
namespace {

std::string field(const MappedFields& fields, std::string_view name) {
  const auto found = fields.find(name);
  return found == fields.end() ? std::string() : found->second.value_or("");
}

void map_first(MappedFields& fields, std::string_view name, const base::json::value& body,
               std::string_view property) {
  const auto* array = base::member(body, property).if_array();
  if (array == nullptr) return;
  std::optional<std::string>& value = fields[std::string(name)];
  if (!array->empty() && array->front().is_string()) {
    const auto text = base::trim(std::string_view(array->front().get_string()));
    if (!text.empty()) value = short_text(text);
  }
}

}  // namespace

MappedFields map_location(std::string_view text) {
  const auto body = base::try_parse_json(text).value_or(base::json::value());
  MappedFields fields;
  map_text(fields, "name", body, "displayName");
  map_text(fields, "address_1", body, "street");
  map_text(fields, "city", body, "city");
  map_text(fields, "region_name", body, "state");
  map_text(fields, "postal_code", body, "postalCode");
  map_text(fields, "country_name", body, "country");
  if (field(fields, "country_name").empty())
    map_text(fields, "country_name", body, "countryLetterCode");
  map_first(fields, "phone", body, "businessPhones");
  return fields;
}

std::string mapped_address_key(const MappedFields& fields) {
  return domain::address_key(field(fields, "address_1"), field(fields, "city"),
                             field(fields, "postal_code"));
}

}  // namespace reeve::types
