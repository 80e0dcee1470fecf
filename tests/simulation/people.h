// What people do to the documentation, before, between and during syncs.
#pragma once

#include "world.h"

namespace reeve::simulation {

// Some contacts as they might stand there before Microsoft is connected.
void write_first_documentation(World& world);
// One thing that a person may do at any time.
void act_as_person(World& world);
// Every tenant gets its organization and its first sync is accepted.
void settle_everything(World& world);

}  // namespace reeve::simulation
