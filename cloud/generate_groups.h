// The groups of a generated tenant.
#pragma once

#include "random.h"
#include "world.h"

namespace cloud {

// Teams, security groups, a distribution list and nested groups, from the people there are. Draws
// from its own stream, so that a world's people are the same with and without groups.
void generate_groups(Tenant& tenant, Random& random);

// The MSP's group that its relationships with customers name, with all of its administrators.
void add_relationship_group(World& world);
// The groups of Partner Center's roles; the service account is an admin agent.
void add_agent_groups(World& world);

}  // namespace cloud
