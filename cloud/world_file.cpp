// Reads a world file as a whole: which tables it has, and that nothing in it stands twice.
#include "world_file.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <map>
#include <sstream>
#include <stdexcept>

#include "encoding.h"
#include "generate_groups.h"
#include "keys.h"
#include "world_file_parts.h"

namespace cloud {
namespace {

constexpr std::size_t kLargestFile = 16 * 1024 * 1024;

std::string hex(std::string_view bytes) {
  std::string text;
  for (const char one : bytes) text += fmt::format("{:02x}", static_cast<unsigned char>(one));
  return text;
}

toml::table parse(const WorldFile& file) {
  try {
    return toml::parse(file.text, file.path);
  } catch (const toml::parse_error& mistake) {
    const auto& place = mistake.source().begin;
    throw std::runtime_error(fmt::format("{}:{}:{}: This is no TOML: {}. See https://toml.io.",
                                         file.path, place.line, place.column,
                                         mistake.description()));
  }
}

// Refuses an id or a domain that another tenant has.
void check_unique(const World& world, const WorldTable& table, const Tenant& tenant) {
  const auto meet = [&](const Tenant& other) {
    if (same_text(other.id, tenant.id))
      table.refuse("id", fmt::format("The id {} belongs to {} already. Take another one.",
                                     tenant.id, other.display_name));
    for (const Domain& one : tenant.domains)
      if (other.domain_of(one.name))
        table.refuse("domains", fmt::format("The domain {} belongs to {} already. Take another "
                                            "one.",
                                            one.name, other.display_name));
  };
  meet(world.partner);
  for (const Tenant& other : world.customers) meet(other);
}

void read_tenant(World& world, WorldTable& table) {
  Tenant tenant;
  read_company(world, table, tenant);
  check_unique(world, table, tenant);
  read_subscriptions(world, table, tenant);
  read_relationship(world, table, tenant);
  read_consent(table, tenant);
  read_users(world, table, tenant);
  read_groups(world, table, tenant);
  read_devices(world, table, tenant);
  read_faults(world, table, tenant);
  table.finish();
  world.customers.push_back(std::move(tenant));
}

// More people, groups and applications for the MSP's own tenant.
void read_partner(World& world, WorldTable& table) {
  read_applications(world, table);
  read_users(world, table, world.partner);
  read_groups(world, table, world.partner);
  read_faults(world, table, world.partner);
  table.finish();
}

}  // namespace

std::string WorldFile::mark() const {
  constexpr std::size_t bytes = 6;
  return "world file " + hex(sha256(text).substr(0, bytes));
}

WorldFile read_world_file(const std::string& path) {
  std::ifstream stream(path, std::ios::binary);
  if (!stream.is_open())
    throw std::runtime_error(
        fmt::format("The world file {} cannot be read: {}. Name a file that this user may read, "
                    "with --world FILE.",
                    path, std::strerror(errno)));
  std::stringstream text;
  text << stream.rdbuf();
  WorldFile file{path, text.str()};
  if (file.text.size() > kLargestFile)
    throw std::runtime_error(
        fmt::format("The world file {} has more than {} MiB. Write fewer people by hand; --users "
                    "makes as many as you like.",
                    path, kLargestFile / 1024 / 1024));
  return file;
}

void add_world_file(World& world, const WorldFile& file) {
  const toml::table parsed = parse(file);
  WorldTable top(parsed, file.path, "A world file");
  if (auto partner = top.table("partner", "The partner")) read_partner(world, *partner);
  for (WorldTable& one : top.tables("tenant", "A tenant")) read_tenant(world, one);
  top.finish();
  add_relationship_group(world);
  world.index();
}

Random file_random(const World& world, std::string_view tenant, std::string_view name) {
  std::uint64_t seed = mix(world.seed, 0xF11E);
  for (const std::string_view part : {tenant, name}) {
    for (const char letter : lower(part)) seed = mix(seed, static_cast<unsigned char>(letter));
    seed = mix(seed, 0x100);
  }
  return Random(seed);
}

std::string file_id(WorldTable& table, Random& random) {
  const std::string drawn = random.guid();
  const auto written = table.text("id");
  if (!written) return drawn;
  const std::string id = lower(*written);
  bool fits = id.size() == drawn.size();
  for (std::size_t at = 0; fits && at < id.size(); ++at)
    fits = drawn[at] == '-'
               ? id[at] == '-'
               : std::string_view("0123456789abcdef").find(id[at]) != std::string_view::npos;
  if (!fits)
    table.refuse("id", "An id must be a GUID such as \"0fc0d6db-0073-42e5-a186-853da75fb308\".");
  return id;
}

}  // namespace cloud
