// What `reeve sync --dry-run` says when it is done: a table for people, or one JSON object a
// tenant.
#pragma once

#include <span>
#include <string>

#include "store/runs.h"

namespace reeve::app {

// {"tenant","match","create","unclear","join","skip"}. Numbers of users, but for "skip": how many
// for each reason, {"guest":12,"department":3,…}; whoever is outside the choice, and new people
// whom the safety limits hold, count there, too. "unclear" holds new people whom the connection's
// policy sends to review. All null where nothing could be read.
std::string preview_json(const store::Run& run);

// A row a tenant by name, totals, and why people are left out or unclear; ends with a line break.
std::string preview_table(std::span<const store::Run> runs);

}  // namespace reeve::app
