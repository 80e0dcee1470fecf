// The registration of the application, and how its changes are kept.
#include "application.h"

#include <algorithm>

#include "encoding.h"
#include "json.h"
#include "permissions.h"
#include "world.h"

namespace cloud {
namespace {

namespace json = boost::json;

constexpr std::string_view kImpersonation = "user_impersonation";
constexpr std::string_view kImpersonationId = "1cebfa2a-fb4d-419e-b5f9-839b4383e05a";
constexpr std::int64_t kSecretAge = 30LL * 24 * 3600;  // of the first secret at the world's birth

json::array written(const std::vector<Credential>& all) {
  json::array list;
  for (const Credential& one : all)
    list.push_back({{"id", one.key_id},
                    {"name", one.display_name},
                    {"value", one.value},
                    {"start", one.start},
                    {"end", one.end}});
  return list;
}

std::vector<Credential> read_credentials(const json::value& from) {
  std::vector<Credential> all;
  for (const json::value& each : from.as_array()) {
    const json::object& one = each.as_object();
    all.push_back({text_of(one, "id"), text_of(one, "name"), text_of(one, "value"),
                   number_of(one, "start"), number_of(one, "end")});
  }
  return all;
}

// The permission's name, or empty for one that this cloud does not know.
std::string name_of(const RequiredAccess& wanted) {
  if (wanted.resource == kPartnerCenterId && same_text(wanted.id, kImpersonationId))
    return std::string(kImpersonation);
  if (wanted.resource != kGraphId) return "";
  for (const Permission& one : permissions())
    if (same_text(wanted.role ? one.application_id : one.delegated_id, wanted.id))
      return std::string(one.name);
  return "";
}

// Changes from before there were several name none.
Application& registration_named(World& world, const std::string& id) {
  if (id.empty()) return world.application;
  if (Application* known = world.find_application(id)) return *known;
  Application fresh;
  fresh.id = id;
  world.others.push_back(std::move(fresh));
  return world.others.back();
}

}  // namespace

std::vector<RequiredAccess> required_access(const std::vector<std::string>& roles,
                                            const std::vector<std::string>& scopes) {
  std::vector<RequiredAccess> all;
  const auto lists = [](const std::vector<std::string>& names, std::string_view name) {
    return std::find(names.begin(), names.end(), name) != names.end();
  };
  for (const Permission& one : permissions()) {
    if (lists(roles, one.name))
      all.push_back({std::string(kGraphId), std::string(one.application_id), true});
    if (lists(scopes, one.name))
      all.push_back({std::string(kGraphId), std::string(one.delegated_id), false});
  }
  if (lists(scopes, kImpersonation))
    all.push_back({std::string(kPartnerCenterId), std::string(kImpersonationId), false});
  return all;
}

void register_application(Application& application, std::int64_t born) {
  application.passwords = {{application.secret_id, "Reeve", application.secret, born - kSecretAge,
                            born + kFirstSecretSeconds}};
  application.redirects = {"http://localhost/microsoft/callback"};
  application.required = required_access(granted_roles(), granted_scopes());
}

std::vector<std::string> registered_roles(const Application& application) {
  std::vector<std::string> names;
  for (const RequiredAccess& one : application.required)
    if (one.role)
      if (auto name = name_of(one); !name.empty()) names.push_back(std::move(name));
  return names;
}

std::vector<std::string> registered_scopes(const Application& application) {
  std::vector<std::string> names;
  for (const RequiredAccess& one : application.required)
    if (!one.role)
      if (auto name = name_of(one); !name.empty()) names.push_back(std::move(name));
  return names;
}

json::object application_edit(const World& world, const Application& changed) {
  json::array required;
  for (const RequiredAccess& one : changed.required)
    required.push_back({{"resource", one.resource}, {"id", one.id}, {"role", one.role}});
  return {{"op", "application"},
          {"tenant", world.partner.id},
          {"application",
           {{"id", changed.id},
            {"secret", changed.secret},
            {"name", changed.display_name},
            {"audience", changed.sign_in_audience},
            {"passwords", written(changed.passwords)},
            {"certificates", written(changed.certificates)},
            {"redirects", json::array(changed.redirects.begin(), changed.redirects.end())},
            {"required", std::move(required)}}}};
}

bool apply_application_edit(World& world, const json::object& change) {
  if (text_of(change, "op") != "application") return false;
  const json::object& from = change.at("application").as_object();
  Application& application = registration_named(world, text_of(from, "id"));
  if (application.secret.empty()) application.secret = text_of(from, "secret");
  application.display_name = text_of(from, "name");
  application.sign_in_audience = text_of(from, "audience");
  application.passwords = read_credentials(from.at("passwords"));
  application.certificates = read_credentials(from.at("certificates"));
  application.redirects.clear();
  for (const json::value& one : from.at("redirects").as_array())
    application.redirects.emplace_back(one.as_string());
  application.required.clear();
  for (const json::value& each : from.at("required").as_array()) {
    const json::object& one = each.as_object();
    application.required.push_back(
        {text_of(one, "resource"), text_of(one, "id"), one.at("role").as_bool()});
  }
  return true;
}

}  // namespace cloud
