// Which directory roles are wanted of a GDAP relationship, and what it is called.
#pragma once

#include <string>
#include <vector>

#include "store/connections.h"

namespace reeve::connect {

// Of the roles that a tier needs, and one to get in with, those that a relationship can give: the
// role itself, or one that it holds and that covers it. Never one that it does not hold.
struct RoleChoice {
  std::vector<std::string> given;    // template ids
  std::vector<std::string> missing;  // by name
};
RoleChoice choose_roles(const store::MicrosoftConnection& connection,
                        const std::vector<std::string>& held);
// What a new relationship asks for: the tier's roles and Privileged Role Administrator, which lets
// Reeve in (template ids).
std::vector<std::string> roles_to_ask_for(const store::MicrosoftConnection& connection);
// Microsoft extends no relationship by itself that has Global Administrator (B.1).
bool may_extend(const std::vector<std::string>& roles);
// "Reeve-Contoso", of at most 50 characters.
std::string relationship_name(const std::string& customer_name);

// For people: the role's name where it is one of ours, else its template id.
std::string role_name(const std::string& template_id);
std::vector<std::string> role_names(const std::vector<std::string>& template_ids);

}  // namespace reeve::connect
