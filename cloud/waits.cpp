// One wait for each application, tenant and service.
#include "waits.h"

#include <algorithm>

namespace cloud {
namespace {

constexpr std::int64_t kSecond = 1000;
constexpr std::size_t kMostWaits = 100'000;

std::uint64_t key_of(std::string_view application, std::string_view tenant, Workload workload) {
  const std::hash<std::string_view> hash;
  constexpr std::uint64_t spread = 0x9E3779B97F4A7C15ULL;
  return (hash(application) * spread ^ hash(tenant)) * spread +
         static_cast<std::uint64_t>(workload);
}

}  // namespace

void Waits::told(std::string_view application, std::string_view tenant, Workload workload,
                 std::int64_t now, std::int64_t seconds) {
  const std::lock_guard lock(mutex_);
  if (waits_.size() >= kMostWaits)
    std::erase_if(waits_, [now](const auto& one) { return one.second.until <= now; });
  Wait& wait = waits_[key_of(application, tenant, workload)];
  if (wait.until <= now) wait.from = now;
  wait.until = std::max(wait.until, now + seconds * kSecond);
}

bool Waits::is_early(std::string_view application, std::string_view tenant, Workload workload,
                     std::int64_t came) const {
  const std::lock_guard lock(mutex_);
  const auto found = waits_.find(key_of(application, tenant, workload));
  return found != waits_.end() && came > found->second.from && came < found->second.until;
}

void Waits::forget() {
  const std::lock_guard lock(mutex_);
  waits_.clear();
}

}  // namespace cloud
