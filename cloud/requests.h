// What was asked of the cloud, counted by tenant and route; /_control/requests shows it.
#pragma once

#include <boost/json.hpp>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

namespace cloud {

// Safe on any thread.
class RequestCounts {
 public:
  void add(std::string_view tenant, std::string_view path, bool batched);
  void add_throttled(std::string_view tenant);  // a question answered 429, alone or in a $batch
  void add_early(std::string_view tenant);      // asked before its Retry-After was over
  void reset();
  // {tenantId: {"total", "batched", "throttled", "early", "byPath": {path: count}}}
  boost::json::object report() const;

 private:
  struct Counts {
    std::uint64_t total = 0;
    std::uint64_t batched = 0;
    std::uint64_t throttled = 0;
    std::uint64_t early = 0;
    std::map<std::string, std::uint64_t, std::less<>> by_path;
  };
  mutable std::mutex mutex_;
  std::map<std::string, Counts, std::less<>> tenants_;
};

}  // namespace cloud
