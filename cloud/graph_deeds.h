// Which directory roles admit a person to which kind of operation.
//
// What a person's token may do is what the application was granted AND what the person may do: at
// home as a member and by directory roles, in a customer's tenant by the roles of the delegated
// admin relationship. The token's `wids` say which roles, so that a change needs a new token, as in
// life. An application by itself needs the application permission only, but where an address says
// more.
//
// To add an address, add a row to the table of addresses in graph_deeds.cpp; to change who may do
// something, change the table of deeds there.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "graph.h"

namespace cloud {

enum class Deed : std::uint8_t {
  any,  // the address itself says who may
  read_directory,
  read_applications,
  read_roles,
  read_sign_ins,  // of people, by $select
  read_intune,
  read_hybrid_settings,
  create_groups,
  write_groups,
  write_role_groups,
  write_applications,
  grant_permissions,
  grant_graph_roles,
  write_roles,
};

// Null when no row names the address.
const Deed* deed_of(std::string_view method, std::string_view pattern);
// True when the caller is an application, or a person whose roles admit to it.
bool may_do(const GraphCall& call, Deed deed);

struct DeedRow {
  Deed deed;
  bool members;  // every member of the tenant may, as Entra's default user permissions have it
  std::span<const std::string_view> roles;  // by name; Global Administrator may everything
};
std::span<const DeedRow> deeds();

}  // namespace cloud
