// /directoryRoles and their members: who may administer the tenant.
// Names and template ids: directory-role-templates.tsv (entra-docs permissions-reference, 2026-01).
#include <algorithm>
#include <vector>

#include "encoding.h"
#include "graph_listing.h"
#include "graph_routes.h"
#include "graph_users.h"
#include "random.h"

namespace cloud {
namespace {

namespace json = boost::json;

struct Role {
  std::string_view template_id, name, description;
};
// The roles that are activated in every tenant of this cloud; the first one has members.
constexpr Role kRoles[] = {
    {"62e90394-69f5-4237-9190-012177145e10", "Global Administrator",
     "Can manage all aspects of Microsoft Entra ID and Microsoft services that use Microsoft Entra "
     "identities."},
    {"f2ef992c-3afb-46b9-b7cf-a126ee74c451", "Global Reader",
     "Can read everything that a Global Administrator can, but not update anything."},
    {"88d8e3e3-8f55-4a1e-953a-9b9898b8876b", "Directory Readers",
     "Can read basic directory information. Commonly used to grant directory read access to "
     "applications and guests."},
};

// The id of a role in one tenant: always the same for the same pair, as the object is.
std::string role_id(const Tenant& tenant, const Role& role) {
  std::uint64_t seed = 0x501E;
  for (const char letter : tenant.id + std::string(role.template_id))
    seed = mix(seed, static_cast<unsigned char>(letter));
  return Random(seed).guid();
}

json::object role_object(const Tenant& tenant, const Role& role) {
  return {{"id", role_id(tenant, role)},
          {"deletedDateTime", nullptr},
          {"description", role.description},
          {"displayName", role.name},
          {"roleTemplateId", role.template_id}};
}

const Role& wanted_role(const GraphCall& call) {
  for (const Role& one : kRoles)
    if (same_text(role_id(call.tenant, one), call.args[0])) return one;
  refuse_missing(call.args[0]);
}

// This listing has no pages and refuses $top (directoryrole-list.md).
void refuse_top(const OData& query) {
  if (query.top)
    throw GraphRefusal(400, "Request_BadRequest", "The query parameter '$top' is not supported.");
}

json::object member_object(const User& user, const std::vector<std::size_t>& chosen) {
  json::object object = {{"@odata.type", "#microsoft.graph.user"}};
  for (const std::size_t at : chosen)
    object[user_properties()[at].name] = json::parse(user_value(user, at));
  return object;
}

}  // namespace

Response list_roles(GraphCall& call) {
  refuse_top(call.query);
  ObjectListing listing;
  listing.context = "directoryRoles";
  listing.type = "directoryRole";
  for (std::size_t at = 0; at < std::size(kRoles); ++at) listing.serials.push_back(at + 1);
  listing.make = [&](std::size_t at) { return role_object(call.tenant, kRoles[at]); };
  listing.keep = [&](json::object object) {
    return keep_selected(call.query, std::move(object), "directoryRole", {});
  };
  return answer_listing(call, listing);
}

Response list_role_members(GraphCall& call) {
  refuse_top(call.query);
  const Role& role = wanted_role(call);
  const auto chosen = chosen_properties(call.query, true);
  json::array items;
  for (const User& user : call.tenant.users())
    if (std::find(user.directory_roles.begin(), user.directory_roles.end(), role.template_id) !=
        user.directory_roles.end())
      items.push_back(member_object(user, chosen));
  return json_answer(json::object{{"@odata.context", call.selected_context("directoryObjects")},
                                  {"value", std::move(items)}});
}

}  // namespace cloud
