// The computers and phones of a generated tenant.
#pragma once

#include "random.h"
#include "world.h"

namespace cloud {

// Most people get a computer and some a phone; Intune manages them where the tenant has it. Draws
// from its own stream, so that a world's people are the same with and without devices.
void generate_devices(Tenant& tenant, Random& random);

}  // namespace cloud
