// Who administers the companies of a generated world, and where their passwords are kept.
#pragma once

#include "world.h"

namespace cloud {

// Directory roles of some people, federated domains and password writeback, from streams of their
// own: nothing else of the world changes by it.
void generate_rights(World& world);

}  // namespace cloud
