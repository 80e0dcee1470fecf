// A world made from numbers: the same options give the same world on every machine.
#pragma once

#include <cstdint>

#include "random.h"
#include "world.h"

namespace cloud {

struct WorldOptions {
  std::uint64_t seed = 7;
  int tenants = 25;       // customers; the MSP's own tenant comes on top
  int fewest_users = 80;  // a tenant has between fewest and most users
  int most_users = 80;
};

// `born` is when the world was first started (seconds since 1970).
World generate_world(const WorldOptions& options, std::int64_t born);

// Fills a tenant that has its name, place and domains with so many accounts, and sets its licenses.
// `plan` names a row of the license plans in generate_people.cpp; `index` varies what is special.
void generate_people(Tenant& tenant, Random& random, int count, int plan, int index);

// An account as an administrator would create it; also what /_control adds.
User make_user(const Tenant& tenant, Random& random);

// The license plans that generate_people knows, by rising number; the first holds Entra P1, Intune
// and Exchange, and the one of the number behind the last holds no Exchange.
int license_plan_count();

}  // namespace cloud
