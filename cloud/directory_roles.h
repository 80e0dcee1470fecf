// Microsoft's directory roles, and who holds which of them in a tenant.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "world.h"

namespace cloud {

struct RoleTemplate {
  std::string_view id;
  std::string_view name;
};

// microsoft-cloud.md B.2; those that the parts of this cloud ask for by name.
namespace role {
inline constexpr std::string_view kGlobalAdministrator = "62e90394-69f5-4237-9190-012177145e10";
inline constexpr std::string_view kUserAdministrator = "fe930be7-5e62-47db-91af-98c3a49a38b1";
inline constexpr std::string_view kPrivilegedAuthentication =
    "7be44c8a-adaf-4e2a-84d6-ab2649e08a13";
inline constexpr std::string_view kAuthentication = "c4e39bd9-1100-46d3-8c65-fb160da0071f";
inline constexpr std::string_view kHelpdesk = "729827e3-9c14-49f7-bb1b-9608f156bbb8";
inline constexpr std::string_view kPassword = "966707d0-3269-4727-9be2-8c3a10f19b9d";
inline constexpr std::string_view kGlobalReader = "f2ef992c-3afb-46b9-b7cf-a126ee74c451";
inline constexpr std::string_view kDirectoryWriters = "9360feb5-f418-4baa-8175-e2a00bac4301";
// What every member of a tenant has there; not among the templates that can be assigned.
inline constexpr std::string_view kDefaultUser = "b79fbf4d-3ef9-4689-8143-76b194e85509";
}  // namespace role

std::span<const RoleTemplate> role_templates();
// By template id or display name, in any letter case; null when there is none.
const RoleTemplate* find_role(std::string_view id_or_name);

// The template ids (ids of custom roles, too) that a person, a service principal or a group holds
// in that tenant now. The MSP's people hold those of their active relationships.
std::vector<std::string> roles_of(const World& world, const Tenant& tenant,
                                  std::string_view principal_id);
bool has_role(const std::vector<std::string>& roles, std::string_view template_id);

}  // namespace cloud
