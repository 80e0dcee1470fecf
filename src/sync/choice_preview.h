// Counts what a choice would bring to tenants, from their records, and writes nothing.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "db/connection.h"
#include "domain/choosing.h"
#include "domain/choosing_preview.h"
#include "store/tenants.h"

namespace reeve::sync {

// One read over all of them; as fast as their users can be parsed (docs/choosing.md has figures).
// `hold_new` as the connection says. A tenant with a choice of its own is counted by that, unless
// `for_all`: then `policy` is what that tenant would have.
domain::ChoicePreview preview_choice(db::Connection& c, const std::vector<store::Tenant>& tenants,
                                     const domain::ChoosingPolicy& policy, bool for_all);

}  // namespace reeve::sync
