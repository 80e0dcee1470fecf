// When and how often a tenant is synced by itself.
#include "domain/schedule.h"
#include "domain/sync_section.h"

namespace reeve::domain {

const SyncSection kScheduleSection{"schedule", "Schedule", checked_schedule};

}  // namespace reeve::domain
