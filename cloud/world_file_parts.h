// The parts of a world file, each read by a function of its own.
#pragma once

#include "random.h"
#include "world.h"
#include "world_file_table.h"

namespace cloud {

// Chance for what a table leaves out: it depends on the world, the tenant and the name alone, so
// that a person who is added changes nobody else.
Random file_random(const World& world, std::string_view tenant, std::string_view name);
// The id that was written, or a drawn one. Refuses what is no GUID.
std::string file_id(WorldTable& table, Random& random);

// world_file_tenant.cpp
void read_company(World& world, WorldTable& table, Tenant& tenant);
void read_subscriptions(const World& world, WorldTable& table, Tenant& tenant);
void read_relationship(World& world, WorldTable& table, Tenant& tenant);
void read_consent(WorldTable& table, Tenant& tenant);
void read_faults(World& world, WorldTable& table, const Tenant& tenant);

// world_file_applications.cpp
void read_applications(World& world, WorldTable& table);

// world_file_people.cpp: users first, as the others name them
void read_users(const World& world, WorldTable& table, Tenant& tenant);

// world_file_objects.cpp
void read_groups(const World& world, WorldTable& table, Tenant& tenant);
void read_devices(const World& world, WorldTable& table, Tenant& tenant);

}  // namespace cloud
