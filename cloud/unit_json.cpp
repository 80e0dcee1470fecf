// Graph's administrativeUnit. Source of names and types: the CSDL of Graph v1.0 (August 2026).
#include "unit_json.h"

#include "encoding.h"
#include "json.h"

namespace cloud {
namespace {

namespace json = boost::json;

bool take(std::string& into, const json::value& value) {
  if (!value.is_string() && !value.is_null()) return false;
  into = value.is_null() ? "" : std::string(value.as_string());
  return true;
}

bool take(std::vector<std::string>& into, const json::value& value) {
  if (!value.is_array()) return false;
  std::vector<std::string> read;
  for (const json::value& one : value.as_array()) {
    if (!one.is_string()) return false;
    read.emplace_back(one.as_string());
  }
  into = std::move(read);
  return true;
}

}  // namespace

// Members are assigned by hand here; rules of dynamic membership do not exist in this cloud.
json::object unit_object(const AdministrativeUnit& unit) {
  return {{"id", unit.id},
          {"deletedDateTime", nullptr},
          {"description", text_or_null(unit.description)},
          {"displayName", unit.display_name},
          {"isMemberManagementRestricted", unit.restricted},
          {"membershipRule", nullptr},
          {"membershipRuleProcessingState", nullptr},
          {"membershipType", nullptr},
          {"visibility", text_or_null(unit.visibility)}};
}

bool set_unit_property(AdministrativeUnit& unit, std::string_view name, const json::value& value) {
  if (same_text(name, "displayName")) return take(unit.display_name, value);
  if (same_text(name, "description")) return take(unit.description, value);
  if (same_text(name, "visibility")) return take(unit.visibility, value);
  if (same_text(name, "members")) return take(unit.members, value);
  if (!same_text(name, "isMemberManagementRestricted") || !value.is_bool()) return false;
  unit.restricted = value.as_bool();
  return true;
}

}  // namespace cloud
