// Who is left out of the documentation: a list that stands, and a line in the log only when
// somebody comes into it or leaves it.
#pragma once

#include "sync/match_users.h"
#include "sync/run_writer.h"
#include "sync/services.h"

namespace reeve::sync {

// After a complete listing was matched. Who is not chosen (records.not_chosen) stands in the list
// too, but that transition is told where the choice is written.
void write_skips(const Services& services, RunWriter& writer, const UserMatch& matched);

}  // namespace reeve::sync
