// The tiers to choose from for a connection, with their scripts and steps; and what Microsoft
// really granted one.
#include <fmt/format.h>

#include <algorithm>

#include "api/resources.h"
#include "base/text.h"
#include "domain/portal_steps.h"
#include "domain/tier.h"
#include "domain/tier_script.h"
#include "store/connections.h"

namespace reeve::api {
namespace {

constexpr std::string_view kDefaultName = "Reeve";
constexpr std::string_view kCallbackPath = "/microsoft/callback";

constexpr Attribute kTierAttributes[] = {
    {"kind", Kind::text},         {"name", Kind::text},         {"title", Kind::text},
    {"summary", Kind::text},      {"choosable", Kind::boolean}, {"more-than-needed", Kind::boolean},
    {"permissions", Kind::array}, {"gdap-roles", Kind::array},  {"principal-roles", Kind::array},
    {"notes", Kind::array},       {"lacks", Kind::array},       {"audience", Kind::text},
    {"redirect-uri", Kind::text}, {"steps", Kind::array},       {"powershell", Kind::text, true},
    {"az-cli", Kind::text, true},
};

constexpr Attribute kGrantAttributes[] = {
    {"tier", Kind::text},         {"state", Kind::text},         {"sentence", Kind::text},
    {"remedy", Kind::text, true}, {"application", Kind::object}, {"delegated", Kind::object},
    {"read-at", Kind::time},
};

// What the scripts and steps are made for.
struct Wanted {
  std::string kind, cloud, name, redirect_uri;
};

// A filter's one value as it was typed: commas and blanks belong to a name.
std::string filter_text(const Request& request, std::string_view field, std::string otherwise) {
  constexpr std::string_view kBegin = "filter[";
  for (const auto& [name, value] : request.query)
    if (name.starts_with(kBegin) && name.ends_with(']') && !base::trim(value).empty() &&
        snake_name(std::string_view(name).substr(kBegin.size(), name.size() - kBegin.size() - 1)) ==
            field)
      return std::string(base::trim(value));
  return otherwise;
}

Wanted wanted_of(const Call& call) {
  Wanted wanted;
  wanted.kind = filter_text(call.request, "kind", "partner");
  if (wanted.kind != "partner" && wanted.kind != "direct")
    throw_invalid("filter[kind] is partner or direct.", "kind");
  wanted.cloud = filter_text(call.request, "cloud", call.services.settings.default_cloud);
  wanted.name = filter_text(call.request, "application_name", std::string(kDefaultName));
  wanted.redirect_uri = call.url(kCallbackPath);
  return wanted;
}

json::value text_or_null(std::string_view text) {
  return text.empty() ? json::value() : json::value(json::string(text));
}

json::array permissions_json(const domain::Tier& tier) {
  json::array out;
  for (const domain::Need& need : tier.permissions) {
    const auto* permission = domain::find_permission(need.permission);
    if (permission == nullptr) continue;
    json::object row;
    row["name"] = json::string(need.permission);
    row["api"] = json::string(permission->api);
    row["api-name"] =
        permission->api == domain::kGraphApi ? "Microsoft Graph" : "Microsoft Partner Center";
    row["application-id"] = text_or_null(need.application ? permission->application_id : "");
    row["delegated-id"] = text_or_null(need.delegated ? permission->delegated_id : "");
    row["place"] = json::string(domain::to_string(need.place));
    row["why"] = json::string(need.why);
    row["act"] = text_or_null(need.act);
    out.emplace_back(std::move(row));
  }
  return out;
}

json::array roles_json(const std::vector<domain::RoleNeed>& roles) {
  json::array out;
  for (const domain::RoleNeed& need : roles) {
    const auto* role = domain::find_directory_role(need.role);
    out.emplace_back(
        json::object{{"name", json::string(need.role)},
                     {"id", role ? json::value(json::string(role->template_id)) : json::value()},
                     {"why", json::string(need.why)}});
  }
  return out;
}

json::array steps_json(const std::vector<domain::PortalStep>& steps) {
  json::array out;
  for (const domain::PortalStep& step : steps) {
    json::array copies;
    for (const domain::CopyText& copy : step.copies)
      copies.emplace_back(
          json::object{{"label", json::string(copy.label)}, {"value", json::string(copy.value)}});
    out.emplace_back(json::object{{"name", json::string(step.name)},
                                  {"title", json::string(step.title)},
                                  {"text", json::string(step.text)},
                                  {"copies", std::move(copies)}});
  }
  return out;
}

// Permissions that a tier lacks although it asks for more than is needed, each once.
json::array lacks_json(const domain::Tier& tier, std::string_view kind) {
  std::vector<std::string_view> names;
  if (tier.choosable)
    for (const domain::GraphCall& missing : domain::calls_not_admitted(tier, kind))
      if (std::ranges::find(names, missing.permission) == names.end())
        names.push_back(missing.permission);
  json::array out;
  for (const std::string_view name : names) out.emplace_back(json::string(name));
  return out;
}

json::object tier_object(const domain::Tier& tier, base::Id id, const Wanted& wanted) {
  const domain::ScriptFor script{wanted.kind, wanted.cloud, wanted.name, wanted.redirect_uri};
  json::object out;
  out["kind"] = json::string(wanted.kind);
  out["name"] = json::string(tier.name);
  out["title"] = json::string(tier.title);
  out["summary"] = json::string(tier.summary);
  out["choosable"] = tier.choosable;
  out["more-than-needed"] = tier.more_than_needed;
  out["permissions"] = permissions_json(tier);
  out["gdap-roles"] = roles_json(tier.gdap_roles);
  out["principal-roles"] = roles_json(tier.principal_roles);
  json::array notes;
  for (const std::string_view note : tier.notes) notes.emplace_back(json::string(note));
  out["notes"] = std::move(notes);
  out["lacks"] = lacks_json(tier, wanted.kind);
  out["audience"] = json::string(domain::audience_of(wanted.kind));
  out["redirect-uri"] = json::string(wanted.redirect_uri);
  out["steps"] =
      steps_json(domain::portal_steps(tier, wanted.kind, wanted.name, wanted.redirect_uri));
  out["powershell"] = text_or_null(tier.choosable ? domain::powershell_script(tier, script) : "");
  out["az-cli"] = text_or_null(tier.choosable ? domain::az_script(tier, script) : "");
  return resource_object(kConnectionTierResource, id, std::move(out));
}

Response list_tiers(Call& call) {
  const Wanted wanted = wanted_of(call);
  std::vector<std::string_view> names(domain::tier_names().begin(), domain::tier_names().end());
  if (wanted.kind == "partner") names.push_back(domain::kOnboarding);
  json::array data;
  base::Id id = 0;
  for (const std::string_view name : names)
    data.emplace_back(tier_object(domain::tier_for(name, wanted.kind), ++id, wanted));
  store::ListQuery whole;
  whole.size = std::max<std::int64_t>(store::kDefaultPageSize, id);
  return list_document(call, whole, id, std::move(data));
}

json::array names_json(const std::vector<std::string>& names) {
  json::array out;
  for (const std::string& name : names) out.emplace_back(json::string(name));
  return out;
}

json::object side_json(const GrantSide& side) {
  return {{"known", side.known},
          {"sentence", text_or_null(side.sentence)},
          {"granted", names_json(side.granted)},
          {"missing", names_json(side.missing)},
          {"extra", names_json(side.extra)}};
}

Response show_granted(Call& call) {
  const base::Id id = call.id();
  const auto connection =
      call.read([&](db::Connection& c) { return store::find_connection(c, id); });
  if (!connection) throw_not_found("connection");
  const Granted granted = call.services.outside.granted(id);
  json::object out;
  out["tier"] = json::string(connection->tier);
  out["state"] = json::string(granted.state);
  out["sentence"] = json::string(granted.sentence);
  out["remedy"] = text_or_null(granted.remedy);
  out["application"] = side_json(granted.application);
  out["delegated"] = side_json(granted.delegated);
  out["read-at"] = time_value(call.now());
  return one(resource_object(kConnectionGrantResource, id, std::move(out)));
}

}  // namespace

const Resource kConnectionTierResource{"connection-tiers", kTierAttributes};
const Resource kConnectionGrantResource{"connection-grants", kGrantAttributes};

void add_connection_tier_routes(Router& router) {
  router.add({"GET", "/api/connection_tiers", Access::manager, list_tiers,
              "What a connection may do at Microsoft: permissions, roles, scripts, steps by hand",
              &kConnectionTierResource, Answer::list, nullptr, "kind cloud application_name", ""});
  router.add({"GET", "/api/connections/:id/granted", Access::manager, show_granted,
              "What Microsoft granted, beside what the tier needs", &kConnectionGrantResource,
              Answer::one});
}

}  // namespace reeve::api
