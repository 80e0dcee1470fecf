// "Manage" links, and the templates that an administrator may edit.
#include "api/manage.h"
#include "api/audited.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "api/resources.h"
#include "base/error.h"
#include "base/text.h"
#include "domain/manage_link.h"
#include "store/secrets.h"
#include "store/tenant_portals.h"

namespace reeve::api {
namespace {

using Use = Attribute::Use;

constexpr Attribute kTemplateAttributes[] = {
    {"cloud", Kind::text},
    {"subject", Kind::text},
    {"title", Kind::text},
    {"text", Kind::text, true, Use::both},
    {"default-text", Kind::text},
    {"edited", Kind::boolean},
    {"other-host", Kind::boolean, false, Use::both},
    {"variables", Kind::array},
    {"choices", Kind::array},
};

struct SubjectTitle {
  std::string_view subject, title;
};
constexpr SubjectTitle kTitles[] = {
    {"tenant", "A customer's tenant"},
    {"user", "A user of a customer"},
    {"device", "A device"},
    {"single_tenant", "A tenant that you sign in to directly"},
    {"single_user", "A user of such a tenant"},
};

// Services whose portal is the tenant's front door, the best first; as Microsoft names them.
constexpr std::array<std::string_view, 4> kFrontDoors{
    "microsoft 365 admin center", "office 365", "microsoft entra id", "azure active directory"};

constexpr std::string_view kSettings = "manage.";

std::string key_of(std::string_view subject, std::string_view cloud) {
  return fmt::format("{}.{}", domain::manage_cloud(cloud), subject);
}
std::string setting_of(std::string_view subject, std::string_view cloud) {
  return std::string(kSettings) + key_of(subject, cloud);
}

// A template's id: its place in the table of clouds and subjects.
base::Id id_of(std::size_t cloud, std::size_t subject) {
  return static_cast<base::Id>(cloud * std::size(domain::kManageSubjects) + subject + 1);
}

bool is_single(const store::Tenant& tenant) {
  return tenant.own || tenant.way_in_use == "direct" || tenant.way_in_use == "own";
}

json::object template_object(const ManageLinks& links, std::size_t cloud, std::size_t subject) {
  const auto cloud_name = domain::kManageClouds[cloud];
  const auto name = domain::kManageSubjects[subject];
  const std::string text = links.text_of(name, cloud_name);
  json::array variables, choices;
  for (const auto variable : domain::manage_variables(name))
    variables.emplace_back(json::string(variable));
  for (const auto& choice : domain::manage_choices(name, cloud_name))
    choices.emplace_back(
        json::object{{"title", json::string(choice.title)}, {"text", json::string(choice.text)}});
  json::object out;
  out["cloud"] = json::string(cloud_name);
  out["subject"] = json::string(name);
  out["title"] = json::string(kTitles[subject].title);
  out["text"] = json::string(text);
  out["default-text"] = json::string(domain::default_template(name, cloud_name));
  out["edited"] = links.edited(name, cloud_name);
  out["other-host"] = domain::why_not_template(text, name, cloud_name, false).has_value();
  out["variables"] = std::move(variables);
  out["choices"] = std::move(choices);
  return resource_object(kManageTemplateResource, id_of(cloud, subject), std::move(out));
}

Response list_templates(Call& call) {
  const auto query = read_list_query(call.request, call.route->filters, call.route->sorts);
  return call.read([&](db::Connection& c) {
    const ManageLinks links(c);
    const auto wanted = [&](std::string_view cloud) {
      return std::ranges::all_of(query.filters, [&](const store::Filter& filter) {
        return filter.field != "cloud" ||
               std::ranges::any_of(filter.values, [&](const std::string& value) {
                 return domain::manage_cloud(value) == cloud;
               });
      });
    };
    json::array data;
    for (std::size_t cloud = 0; cloud < std::size(domain::kManageClouds); ++cloud)
      for (std::size_t subject = 0; subject < std::size(domain::kManageSubjects); ++subject)
        if (wanted(domain::kManageClouds[cloud]))
          data.emplace_back(template_object(links, cloud, subject));
    const auto total = static_cast<std::int64_t>(data.size());
    return list_document(call, store::ListQuery{}, total, std::move(data));
  });
}

Response change_template(Call& call) {
  const Fields fields = read_fields(call.request, "manage-templates");
  const base::Id id = call.id();
  constexpr std::size_t kSubjects = std::size(domain::kManageSubjects);
  const auto place = static_cast<std::size_t>(id - 1);
  if (id < 1 || place >= kSubjects * std::size(domain::kManageClouds)) throw_not_found("template");
  const auto cloud = domain::kManageClouds[place / kSubjects];
  const auto subject = domain::kManageSubjects[place % kSubjects];
  const auto wanted = fields.nullable_text("text");
  call.write([&](db::Connection& c) {
    if (!wanted) return;
    const std::string text = wanted->value_or("");
    if (!text.empty())
      if (const auto why = domain::why_not_template(text, subject, cloud,
                                                    fields.boolean("other_host").value_or(false)))
        fields.refuse("text", *why);
    const bool as_made = text == domain::default_template(subject, cloud);
    const std::string before = ManageLinks(c).text_of(subject, cloud);
    store::put_setting(c, setting_of(subject, cloud), as_made ? "" : text);
    audit_change(c, call, "settings", "manage_template", id, {{"text", json::string(before)}},
                 {{"text", json::string(ManageLinks(c).text_of(subject, cloud))}},
                 {{"subject", json::string(subject)}, {"cloud", json::string(cloud)}});
  });
  return call.read([&](db::Connection& c) {
    return one(template_object(ManageLinks(c), place / kSubjects, place % kSubjects));
  });
}

}  // namespace

ManageLinks::ManageLinks(db::Connection& c) {
  for (auto& [name, text] : store::settings_below(c, kSettings))
    if (!text.empty()) texts_.emplace(name.substr(kSettings.size()), std::move(text));
}

std::string ManageLinks::text_of(std::string_view subject, std::string_view cloud) const {
  const auto found = texts_.find(key_of(subject, cloud));
  return found == texts_.end() ? std::string(domain::default_template(subject, cloud))
                               : found->second;
}

bool ManageLinks::edited(std::string_view subject, std::string_view cloud) const {
  return texts_.contains(key_of(subject, cloud));
}

json::value ManageLinks::filled(std::string_view subject, const store::Tenant& tenant,
                                const store::Record* record) const {
  domain::ManageValues values;
  values.tenant_id = tenant.entra_tenant_id;
  values.domain = tenant.default_domain;
  if (record != nullptr) {
    (subject == "device" ? values.device_id : values.user_id) = record->external_id;
    if (const auto body = base::try_parse_json(record->body))
      values.user_name = base::text_member(*body, "userPrincipalName");
  }
  const auto url = domain::manage_url(text_of(subject, tenant.cloud), values);
  return url ? json::value(json::string(*url)) : json::value();
}

json::value ManageLinks::tenant(const store::Tenant& tenant) const {
  if (!tenant.way_in_use) return {};
  const bool single = is_single(tenant);
  if (!single && !edited("tenant", tenant.cloud)) {
    const auto portals = store::read_portals(tenant.portals);
    for (const auto door : kFrontDoors)
      for (const auto& portal : portals)
        if (base::ascii_lower(portal.service) == door &&
            domain::is_microsoft_address(portal.url, tenant.cloud))
          return json::value(json::string(portal.url));
  }
  return filled(single ? "single_tenant" : "tenant", tenant, nullptr);
}

json::value ManageLinks::user(const store::Tenant& tenant, const store::Record& record) const {
  if (!tenant.way_in_use || record.gone_at) return {};
  return filled(is_single(tenant) ? "single_user" : "user", tenant, &record);
}

json::value ManageLinks::record(const store::Tenant& tenant, const store::Record& record) const {
  if (record.type == "users") return user(tenant, record);
  if (record.type == "organization") return this->tenant(tenant);
  if (record.type == "managed_devices" && tenant.way_in_use && !record.gone_at)
    return filled("device", tenant, &record);
  return {};
}

const Resource kManageTemplateResource{"manage-templates", kTemplateAttributes};

void add_manage_routes(Router& router) {
  router.add({"GET", "/api/manage_templates", Access::manager, list_templates,
              "Links into Microsoft's admin centers", &kManageTemplateResource, Answer::list,
              nullptr, "cloud", ""});
  router.add({"PATCH", "/api/manage_templates/:id", Access::administrator, change_template,
              "Change where a Manage link leads; null for the default", &kManageTemplateResource,
              Answer::one, &kManageTemplateResource});
}

}  // namespace reeve::api
