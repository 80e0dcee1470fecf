// A tenant's state in one word, with since when, why, when it starts and when it is due next.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "api/resource.h"
#include "base/clock.h"
#include "base/json.h"
#include "store/tenant_sync.h"

namespace reeve::api {

struct TenantStatus {
  std::string_view word;  // as state_word has it
  std::optional<base::Time> since, starts_at, next_due;
  std::optional<std::string> sentence, remedy;
};
// `period`: how often tenants are synced whose schedule does not say.
TenantStatus tenant_status(const store::TenantSync& sync, base::Time now, base::Millis period);

// "status" and what belongs to it, as the attributes of tenants have it.
void put_tenant_status(base::json::object& out, const store::TenantSync& sync, base::Time now,
                       base::Millis period);

}  // namespace reeve::api
