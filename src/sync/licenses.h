// Counts a tenant's licenses from its records: units, holders, waste and the day's row of history.
#pragma once

#include <vector>

#include "store/licenses.h"
#include "sync/run_writer.h"
#include "sync/services.h"

namespace reeve::sync {

// What the records say, as rows to be.
struct LicenseBook {
  std::vector<store::License> licenses;
  std::vector<store::LicensedPersonRow> people;
  std::vector<store::Holding> holdings;
};
// Products that are not listed any more stay, as gone and without units.
LicenseBook count_licenses(db::Connection& c, base::Id tenant, base::Time now);

// Writes what differs from what is stored. All of it follows from the records, so a run that was
// killed before this is mended by the next. `listed`: this run's list of licenses was complete, so
// that the day gets its row.
void keep_licenses(const Services& services, RunWriter& writer, bool listed);

}  // namespace reeve::sync
