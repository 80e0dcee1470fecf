// Counters of requests.
#include "requests.h"

namespace cloud {

void RequestCounts::add(std::string_view tenant, std::string_view path, bool batched) {
  const std::lock_guard lock(mutex_);
  Counts& counts = tenants_[std::string(tenant)];
  ++counts.total;
  if (batched) ++counts.batched;
  ++counts.by_path[std::string(path)];
}

void RequestCounts::add_throttled(std::string_view tenant) {
  const std::lock_guard lock(mutex_);
  ++tenants_[std::string(tenant)].throttled;
}

void RequestCounts::add_early(std::string_view tenant) {
  const std::lock_guard lock(mutex_);
  ++tenants_[std::string(tenant)].early;
}

void RequestCounts::reset() {
  const std::lock_guard lock(mutex_);
  tenants_.clear();
}

boost::json::object RequestCounts::report() const {
  const std::lock_guard lock(mutex_);
  boost::json::object report;
  for (const auto& [tenant, counts] : tenants_) {
    boost::json::object paths;
    for (const auto& [path, count] : counts.by_path) paths[path] = count;
    report[tenant] = {{"total", counts.total},
                      {"batched", counts.batched},
                      {"throttled", counts.throttled},
                      {"early", counts.early},
                      {"byPath", paths}};
  }
  return report;
}

}  // namespace cloud
