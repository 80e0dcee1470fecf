// Sets the stage of one seed.
#include "world.h"

#include <fmt/format.h>
#include <unistd.h>

#include <utility>

#include "store/connections.h"
#include "store/organizations.h"

namespace reeve::simulation {
namespace {

constexpr std::int64_t kStart = 1'780'000'000'000;

std::filesystem::path fresh_folder(const std::filesystem::path& empty_database) {
  const auto folder = empty_database.parent_path() / "play";
  std::filesystem::remove_all(folder);
  std::filesystem::create_directories(folder);
  std::filesystem::copy_file(empty_database, folder / "reeve.sqlite");
  return folder;
}

}  // namespace

World::World(std::uint64_t seed, const std::filesystem::path& empty_database)
    : dice(seed),
      clock(base::from_ms(kStart)),
      folder(fresh_folder(empty_database)),
      cloud(clock, dice, tenants) {
  database = db::Database::open("sqlite:" + (folder / "reeve.sqlite").string(),
                                {&clock, [this] {
                                   if (before_write && !quiet) before_write();
                                 }});
  const std::size_t count = 1 + dice.below(3);
  for (std::size_t i = 0; i < count; ++i)
    tenants.push_back(std::make_unique<SimulatedTenant>(i, dice));
  write([&](db::Connection& c) {
    store::MicrosoftConnection values;
    values.kind = "partner";
    values.name = "Partner";
    values.cloud = "global";
    values.application_id = "app";
    values.directory_id = "partner";
    values.state = "connected";
    values.tier = "password_rotation";
    if (dice.in_thousand(250)) values.create_contacts = "hold";
    connection = store::create_connection(c, values, clock.now()).id;
    std::vector<store::FoundTenant> found;
    for (const auto& tenant : tenants) {
      store::OrganizationPatch organization;
      organization.name = fmt::format("Customer {}", tenant->number());
      organizations.push_back(store::create_organization(c, {}, organization, clock.now()).id);
      found.push_back(
          {tenant->entra_id(), organization.name.value(), tenant->domain(), "gdap", false});
    }
    store::merge_tenants(c, connection, "global", found, true, "read", clock.now());
    store::ListQuery all;
    all.size = store::kMaxPageSize;
    for (const auto& row : store::list_tenants(c, store::Scope::unscoped(), all).rows)
      for (const auto& tenant : tenants)
        if (tenant->entra_id() == row.entra_tenant_id) numbers[row.id] = tenant->number();
  });
  for (const auto& [id, number] : numbers) tenant_ids.push_back(id);
}

World::~World() {
  database.reset();
  std::error_code ignored;
  std::filesystem::remove_all(folder, ignored);
}

void World::tell(std::string line) {
  story.push_back(fmt::format("{:>9} {}", (base::to_ms(clock.now()) - kStart) / 1000, line));
}

}  // namespace reeve::simulation
