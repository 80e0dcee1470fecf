// Who may stand in a group: people, groups, devices and applications.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "cloud.h"

namespace cloud {

enum class MemberKind : std::uint8_t { user, group, device, service_principal };

struct Member {
  MemberKind kind = MemberKind::user;
  std::string id;
};

// Nothing when the tenant has no such object.
std::optional<Member> find_member(const Cloud& cloud, const Tenant& tenant, std::string_view id);

// {"op":"join-group","tenant","id","member"} and {"op":"leave-group",…} as apply_group_edit();
// "owner" instead of "member" for owners. False when the operation is another.
bool apply_member_edit(Tenant& tenant, const boost::json::object& change);

}  // namespace cloud
