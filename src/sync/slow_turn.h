// Whose turn it is at a service that lets few requests through for all tenants together: one tenant
// after the other, also over several processes.
#pragma once

#include <cstdint>
#include <optional>
#include <stop_token>
#include <string>

#include "sync/plan.h"
#include "sync/run_writer.h"
#include "sync/services.h"

namespace reeve::sync {

// A run waits so long for its turn; a longer queue is left to the next scheduled sync.
inline constexpr base::Millis kLongestTurnWait{60'000};

// Takes the turn and waits for it. `objects`: about how many the listing will give. Not nothing:
// the turn is too far away.
std::optional<NotAsked> wait_for_turn(const Services& services, RunWriter& writer,
                                      const types::DataType& type,
                                      std::optional<base::Id> connection, std::int64_t objects,
                                      std::stop_token stop);

}  // namespace reeve::sync
