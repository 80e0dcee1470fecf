// One seed played from the first sync to the last check.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace reeve::simulation {

struct Played {
  std::string broken;  // empty: everything held
  std::vector<std::string> story;
  std::int64_t requests = 0, jobs = 0, deaths = 0;
};

// Mistakes that Reeve does not make, made from outside at the points of a run, so that the
// simulation can be seen to notice them.
enum class Sabotage {
  none,
  cursor_with_first_page,  // the next delta round begins before the rows are written
  prune_on_partial,        // whoever was not listed yet is marked gone
  write_without_fence,     // events of a run that another process has taken
  blank_over_people,       // a person's words are overwritten
};

// `empty_database`: a migrated file; the seed plays on a copy beside it.
Played play(std::uint64_t seed, const std::filesystem::path& empty_database,
            Sabotage sabotage = Sabotage::none);

}  // namespace reeve::simulation
