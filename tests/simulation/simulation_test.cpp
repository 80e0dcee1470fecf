// Plays thousands of seeds. REEVE_SEEDS=N plays so many instead; REEVE_SEED=N replays one alone and
// tells its story; REEVE_FIRST_SEED=N begins there.
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <string>
#include <vector>

#include "base/log.h"
#include "db/database.h"
#include "scenario.h"

namespace reeve::simulation {
namespace {

constexpr std::uint64_t kParts = 4;  // entries of ctest, which may run side by side
constexpr std::size_t kShownLines = 40;
constexpr int kMostBroken = 3;  // seeds told in one part

std::uint64_t setting(const char* name, std::uint64_t otherwise) {
  const char* text = std::getenv(name);
  return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

// Memory where there is some: a commit waits for the disk otherwise.
std::filesystem::path scratch() {
  const std::filesystem::path memory = "/dev/shm";
  const auto base =
      ::access(memory.c_str(), W_OK) == 0 ? memory : std::filesystem::temp_directory_path();
  return base / fmt::format("reeve-simulation-{}", ::getpid());
}

void tell_story(const Played& played, bool whole) {
  const auto& story = played.story;
  const std::size_t from = whole || story.size() < kShownLines ? 0 : story.size() - kShownLines;
  for (std::size_t line = from; line < story.size(); ++line) std::cout << story[line] << "\n";
}

class Simulation : public testing::TestWithParam<std::uint64_t> {
 protected:
  Simulation() : folder_(scratch()) {
    // What goes wrong at Microsoft here is meant to.
    base::set_log_level(base::LogLevel::error);
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
    db::Database::open("sqlite:" + empty().string());
  }
  ~Simulation() override { std::filesystem::remove_all(folder_); }
  std::filesystem::path empty() const { return folder_ / "empty.sqlite"; }

  std::filesystem::path folder_;
};

TEST_P(Simulation, EverySeedComesRight) {
  const auto alone = setting("REEVE_SEED", 0);
  const auto seeds = setting("REEVE_SEEDS", REEVE_DEFAULT_SEEDS);
  const auto first = alone != 0 ? alone : setting("REEVE_FIRST_SEED", 1);
  const auto count = alone != 0 ? 1 : seeds;
  std::int64_t requests = 0, jobs = 0, played_seeds = 0, broken = 0;
  for (std::uint64_t i = GetParam(); i < count && broken < kMostBroken; i += kParts) {
    const Played played = play(first + i, empty());
    requests += played.requests;
    jobs += played.jobs;
    ++played_seeds;
    if (!played.broken.empty() || alone != 0) tell_story(played, alone != 0);
    if (played.broken.empty()) continue;
    ++broken;
    ADD_FAILURE() << "Seed " << first + i << ": " << played.broken
                  << "\nReplay it alone with REEVE_SEED=" << first + i;
  }
  RecordProperty("seeds", std::to_string(played_seeds));
  std::cout << played_seeds << " seeds, " << jobs << " jobs, " << requests << " requests\n";
  EXPECT_TRUE(alone != 0 || played_seeds > 0);
}

// The first of a hundred seeds at which a mistake is seen; 0: at none.
class Notices : public Simulation {
 protected:
  std::uint64_t first_seen(Sabotage sabotage) {
    for (std::uint64_t seed = 1; seed <= 100; ++seed) {
      const Played played = play(seed, empty(), sabotage);
      if (played.broken.empty()) continue;
      std::cout << "seed " << seed << ": " << played.broken << "\n";
      return seed;
    }
    return 0;
  }
};

TEST_P(Notices, TheMistake) { EXPECT_GT(first_seen(static_cast<Sabotage>(GetParam())), 0U); }

std::string name_of(const testing::TestParamInfo<std::uint64_t>& one) {
  static const std::vector<std::string> names{"None", "CursorWithFirstPage", "PruneOnPartial",
                                              "WriteWithoutFence", "OverwritePeople"};
  return names.at(one.param);
}

constexpr auto kFirstMistake = static_cast<std::uint64_t>(Sabotage::cursor_with_first_page);
constexpr auto kLastMistake = static_cast<std::uint64_t>(Sabotage::blank_over_people);

INSTANTIATE_TEST_SUITE_P(Made, Notices, testing::Range(kFirstMistake, kLastMistake + 1), name_of);
INSTANTIATE_TEST_SUITE_P(Parts, Simulation, testing::Range<std::uint64_t>(0, kParts));

}  // namespace
}  // namespace reeve::simulation
