// What the addresses of Graph's users share: which properties are asked for, and who may ask.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "graph.h"

namespace cloud {

// The properties to give, in the order of the question; throws GraphRefusal for an unknown one.
std::vector<std::size_t> chosen_properties(const OData& query, bool listing);
bool selects(const std::vector<std::size_t>& chosen, std::string_view name);
// The person that an address names; 404 when there is none.
const User& wanted_user(const GraphCall& call, const std::string& id);
// signInActivity needs AuditLog.Read.All and Entra P1 or P2; without, the whole request fails.
void admit_sign_ins(const GraphCall& call);
// Refuses in Graph's words what needs Entra P1 or P2.
void need_premium(const Tenant& tenant);

}  // namespace cloud
