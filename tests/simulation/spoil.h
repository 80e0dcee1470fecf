// The mistakes of Sabotage, made at the points of a run.
#pragma once

#include <string_view>

#include "scenario.h"
#include "world.h"

namespace reeve::simulation {

void spoil(World& world, Sabotage sabotage, std::string_view point, const store::Run& run);

}  // namespace reeve::simulation
