// Which of Microsoft's fields goes where, and who wins where both have a value.
#include "domain/field_mapping.h"
#include "domain/sync_section.h"

namespace reeve::domain {

const SyncSection kMappingSection{"mapping", "Field mapping", checked_mapping};

}  // namespace reeve::domain
