// Who may change which group, and what cannot be changed by Graph at all. Every function throws
// GraphRefusal.
#pragma once

#include "graph.h"
#include "group_members.h"

namespace cloud {

// The caller may make a group, or one that can be assigned to roles.
void admit_new_group(const GraphCall& call, bool for_roles);
// The caller may change the properties of the group, or delete it.
void admit_group_changes(const GraphCall& call, const Group& group);
// The caller may let members in and out, and the group is one whose members Graph manages.
void admit_member_changes(const GraphCall& call, const Group& group);
void refuse_unmanaged(const Group& group);

// The permission that a member of this kind needs besides.
void admit_member(const GraphCall& call, const Member& member);
// The same for the members and owners of a group that is being made, which Group.Create suffices
// for.
void admit_bound(const GraphCall& call, const Member& member);
void admit_owner(const GraphCall& call, const Member& member);

// What may not stand in a group of this kind.
void refuse_unfit_member(const Group& group, const Member& member);

}  // namespace cloud
