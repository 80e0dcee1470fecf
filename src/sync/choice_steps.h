// The choice in a run: which data types it leaves out, who leaves it or comes back, and what the
// sync log says of that.
#pragma once

#include <optional>

#include "sync/choice.h"
#include "sync/list_type.h"
#include "sync/match_users.h"
#include "sync/plan.h"
#include "sync/run_writer.h"

namespace reeve::sync {

// Events that name one user each, a run; the rest are counted in one more.
inline constexpr std::int64_t kMaxChoiceEvents = 50;

// Data types that only the overlay on contacts needs are not asked for where it is switched off.
std::optional<NotAsked> not_wanted(const types::DataType& type,
                                   const domain::ChoosingPolicy& policy);

// Whether the members of groups are known to a choice of this run: listed whole by it, or not asked
// for (then as they were before).
bool groups_known(db::Connection& c, base::Id tenant, const TypeResult* groups);

// Marks records and tells the transitions; flushes. The contact of somebody who leaves stays as it
// is, and nobody is gone.
void write_choice(RunWriter& writer, const UserMatch& matched);

}  // namespace reeve::sync
