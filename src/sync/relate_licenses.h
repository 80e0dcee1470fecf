// Relates license assets with the contacts of the people who hold the license, and follows when it
// goes to somebody else.
#pragma once

#include "sync/run_writer.h"
#include "sync/services.h"

namespace reeve::sync {

// After licenses are counted and their assets kept: who holds what is known then, and a holder who
// is missing from an incomplete list still holds it. What people related stays, and what they took
// apart is not related again.
void relate_licenses(const Services& services, RunWriter& writer);

}  // namespace reeve::sync
