// How much one sync may change before a person must agree.
#include "domain/guard.h"
#include "domain/sync_section.h"

namespace reeve::domain {
namespace {

std::string checked(std::string_view json) { return to_json(guard_from(json)); }

}  // namespace

const SyncSection kGuardSection{"guard", "Safety limits", checked};

}  // namespace reeve::domain
