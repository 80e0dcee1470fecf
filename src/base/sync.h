// Shared data that is only reachable through its lock.
#pragma once

#include <mutex>
#include <utility>

namespace reeve::base {

template <class T>
class Sync {
 public:
  template <class... Args>
  explicit Sync(Args&&... args) : value_(std::forward<Args>(args)...) {}
  // Runs `work` with the value while the lock is held; do not let a reference escape.
  template <class Work>
  decltype(auto) with(Work&& work) {
    std::lock_guard hold(mutex_);
    return std::forward<Work>(work)(value_);
  }

 private:
  std::mutex mutex_;
  T value_;
};

}  // namespace reeve::base
