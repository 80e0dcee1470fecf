// One "sync" job: the run it names, with Microsoft behind it.
#pragma once

#include <memory>
#include <string>

#include "app/fault_point.h"
#include "connect/services.h"
#include "connect/tokens.h"
#include "jobs/workers.h"
#include "microsoft/graph.h"
#include "sync/services.h"

namespace reeve::app {

struct SyncParts {
  connect::Services& services;
  connect::TokenSource& tokens;
  FaultPoint& fault;
};

// Runs the tenant's run of the job's payload {"run":ID,"tenant":ID}.
jobs::Outcome run_sync_job(const SyncParts& parts, const store::Job& job,
                           const jobs::Context& context);

// A sync job that cannot be done at all leaves its run failed, with the sentence.
void tell_failed_run(db::Database& database, base::Clock& clock, const store::Job& job,
                     const base::Error& error);

}  // namespace reeve::app
