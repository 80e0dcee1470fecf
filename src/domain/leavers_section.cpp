// What becomes of a contact whose user is disabled, deleted or back again.
#include "domain/leavers.h"
#include "domain/sync_section.h"

namespace reeve::domain {
namespace {

std::string checked(std::string_view json) { return to_json(leaver_policy_from(json)); }

}  // namespace

const SyncSection kLeaversSection{"leavers", "People who leave", checked};

}  // namespace reeve::domain
