// Lists one data type page by page and writes what differs from the records we have.
#pragma once

#include <cstdint>
#include <memory>
#include <stop_token>
#include <string>
#include <unordered_map>
#include <unordered_set>

#include "store/records.h"
#include "sync/complete.h"
#include "sync/run_writer.h"
#include "sync/services.h"

namespace reeve::sync {

using KnownRecords = std::unordered_map<std::string, store::KnownRecord>;

struct TypeResult {
  const types::DataType* type = nullptr;
  Ending ending;
  bool asked = false;  // at least one page came
  std::int64_t listed = 0, added = 0, changed = 0, skipped = 0, gone = 0, requests = 0;
  std::shared_ptr<KnownRecords>
      known;  // with what this listing found; ids of new ones come with the next flush
  std::unordered_set<std::string> touched;  // external ids added or changed by this run
  std::optional<base::Time> retry_at;

  const Complete* complete() const { return std::get_if<Complete>(&ending); }
  const Partial* partial() const { return std::get_if<Partial>(&ending); }
};

// Unchanged records cost one comparison of hashes and no write. Throws what the database and `stop`
// throw.
TypeResult list_type(const Services& services, const Source& source, const store::Tenant& tenant,
                     RunWriter& writer, const types::DataType& type, std::stop_token stop);

}  // namespace reeve::sync
