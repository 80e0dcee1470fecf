// Names of sources and roles, as the database and the API spell them.
#include "domain/asset.h"

#include <array>
#include <utility>

namespace reeve::domain {
namespace {

constexpr std::array<std::pair<Source, std::string_view>, 5> kSources{
    {{Source::person, "person"},
     {Source::import_, "import"},
     {Source::api, "api"},
     {Source::microsoft, "microsoft"},
     {Source::psa, "psa"}}};
constexpr std::array<std::pair<Role, std::string_view>, 5> kRoles{
    {{Role::administrator, "administrator"},
     {Role::manager, "manager"},
     {Role::editor, "editor"},
     {Role::creator, "creator"},
     {Role::lite, "lite"}}};

template <class Table, class Key>
std::string_view name_in(const Table& table, Key key) {
  for (const auto& [value, name] : table)
    if (value == key) return name;
  return {};
}

}  // namespace

std::string_view to_string(Source source) { return name_in(kSources, source); }
std::string_view to_string(Role role) { return name_in(kRoles, role); }

std::optional<Source> source_from(std::string_view text) {
  for (const auto& [value, name] : kSources)
    if (name == text) return value;
  return std::nullopt;
}

std::optional<Role> role_from(std::string_view text) {
  for (const auto& [value, name] : kRoles)
    if (name == text) return value;
  return std::nullopt;
}

}  // namespace reeve::domain
