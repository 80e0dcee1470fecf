// What must hold: at every moment, and when everything has come to rest.
#pragma once

#include <map>
#include <set>
#include <string>

#include "world.h"

namespace reeve::simulation {

// Records, documentation, links, reviews, runs, jobs and events, word for word.
std::string everything_written(World& world);
// The same without runs, jobs and times: what a second sync must leave as it is.
std::string documented(World& world);

// The lines that only one of the two has.
std::string difference(const std::string& before, const std::string& after);

// A run may fail because of Microsoft or the disk, never because of Reeve itself.
void check_failure(World& world, base::Id run);

// Between any two steps. Keeps what it saw before.
class Watchman {
 public:
  explicit Watchman(World& world) : world_(world) {}
  // Before a step: what Microsoft's tenants were then.
  void before_step();
  void after_step();

 private:
  void check_gone(base::Id tenant);
  void check_cursor(base::Id tenant, std::string_view type);
  void check_links();
  void check_people();
  void check_runs();

  World& world_;
  std::map<base::Id, std::int64_t> versions_;
  std::map<base::Id, std::set<std::string>> gone_;
};

// After a calm sync of everything: records are the world, contacts are what was mapped.
void check_truth(World& world);

}  // namespace reeve::simulation
