// The next sync of a tenant as a dry run over the records that are there: who would be linked,
// created, changed, left out or asked about, and what would be written.
#pragma once

#include "base/clock.h"
#include "db/connection.h"
#include "domain/sync_preview.h"
#include "store/tenants.h"

namespace reeve::sync {

// Reads alone. The same matching, policies and safety limits as a sync whose complete listing
// brings just these records; so the counts are those of that sync. All users are matched for any
// page of rows; what would be written is worked out for the rows asked for alone. A tenant without
// organization has no contacts to fit.
domain::SyncPreview preview_sync(db::Connection& c, const store::Tenant& tenant,
                                 const domain::PreviewAsk& ask, base::Time now);

}  // namespace reeve::sync
