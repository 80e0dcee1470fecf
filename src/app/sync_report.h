// What `reeve sync` says when it is done: a table for people, or one JSON object a tenant.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "store/records.h"
#include "store/runs.h"

namespace reeve::app {

inline constexpr std::size_t kTableWidth = 100;  // columns of a terminal that it fits

// {"tenant","state","way","seconds","requests","batched","types":{"users":{"listed","added",
// "changed","gone","skipped","reason"}}}: every data type there is, those that were not asked for
// with null counts and their reason. `requests` are those on the wire, `batched` the questions
// inside a $batch.
std::string sync_json(const store::Run& run);

// A run that ended, and what is known of each data type of its tenant.
struct EndedRun {
  store::Run run;
  std::vector<store::TypeState> types;
};

// A row a tenant by name, totals, what went wrong, what is missing and why; ends with a line break.
std::string sync_table(std::span<const EndedRun> ended);

// "OK with gaps" of a run's state "gaps".
std::string_view state_in_words(std::string_view state);
double seconds_of(const store::Run& run);

}  // namespace reeve::app
