// Writes what should be related from now on, and what should not any more.
#pragma once

#include <cstdint>
#include <vector>

#include "store/related_items.h"
#include "sync/run_writer.h"

namespace reeve::sync {

struct RelationPlan {
  std::vector<store::SyncRelation> missing;
  std::vector<base::Id> over;  // relations that a sync made
};
struct RelationCounts {
  std::int64_t related = 0, unrelated = 0;
};
// What people related stays, and what they took apart is not related again: neither is counted.
RelationCounts write_relations(RunWriter& writer, const RelationPlan& plan);

}  // namespace reeve::sync
