// Everything one seed plays with: tenants, their cloud, the database, the clock, the people and
// two processes of Reeve.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "db/database.h"
#include "dice.h"
#include "simulated_cloud.h"
#include "simulated_tenant.h"
#include "store/contacts.h"
#include "store/runs.h"
#include "store/tenants.h"

namespace reeve::simulation {

// What must never be was seen. Not a std::exception, so that nobody on the way handles it.
struct Broken {
  explicit Broken(std::string seen) : what(std::move(seen)) {}
  std::string what;
};

// What people wrote into a contact, by field; their addresses apart.
struct Written {
  std::map<std::string, std::string> fields;
  bool emails_touched = false;
  std::set<std::string> emails;  // normalized
};

struct World {
  World(std::uint64_t seed, const std::filesystem::path& empty_database);
  ~World();

  template <class Work>
  auto read(Work&& work) {
    return database->read(std::forward<Work>(work));
  }
  // As a person does it: nothing happens in between.
  template <class Work>
  auto write(Work&& work) {
    const bool before = std::exchange(quiet, true);
    try {
      if constexpr (std::is_void_v<std::invoke_result_t<Work, db::Connection&>>) {
        database->write(db::Lane::people, std::forward<Work>(work));
        quiet = before;
      } else {
        auto result = database->write(db::Lane::people, std::forward<Work>(work));
        quiet = before;
        return result;
      }
    } catch (...) {
      quiet = before;
      throw;
    }
  }
  void tell(std::string line);
  SimulatedTenant& tenant_of(base::Id id) { return *tenants.at(numbers.at(id)); }

  Dice dice;
  base::ManualClock clock;  // the database's, and true time
  std::filesystem::path folder;
  std::vector<std::unique_ptr<SimulatedTenant>> tenants;
  SimulatedCloud cloud;
  std::function<void()> before_write;
  std::unique_ptr<db::Database> database;
  // Called at each named point of a run, outside of transactions: a test may break something there.
  std::function<void(std::string_view point, const store::Run& run)> spoil;
  bool quiet = false;  // nothing may happen meanwhile

  base::Id connection = 0, account = 0;
  std::vector<base::Id> organizations, tenant_ids;
  std::map<base::Id, std::size_t> numbers;  // of tenants
  std::map<base::Id, Written> written;      // by contact
  std::set<base::Id> made_by_people;        // contacts
  std::vector<std::string> story;
};

}  // namespace reeve::simulation
