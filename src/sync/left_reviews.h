// Asks what becomes of the contact of somebody who left Microsoft, where the settings say nothing.
#pragma once

#include "domain/leavers.h"
#include "sync/run_writer.h"
#include "sync/services.h"

namespace reeve::sync {

// After states and policy are written: one open review a person, until somebody answers, the person
// is back, or the contact is archived.
void write_left_reviews(const Services& services, RunWriter& writer,
                        const domain::LeaverPolicy& policy);

}  // namespace reeve::sync
