// What people did before the world began: when they signed in, how they prove who they are, what
// they own and where they belong.
#pragma once

#include "random.h"
#include "world.h"

namespace cloud {

// `born`: when the world was first started; nobody signed in after that.
void generate_habits(Tenant& tenant, Random& random, std::int64_t born);

}  // namespace cloud
