// For the tests of recovery: ends the process by SIGKILL at a named point of a run, as a power cut
// would.
#pragma once

#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>

namespace reeve::app {

// REEVE_FAULT_POINT=after_diff:2 in the environment means the second passing of that point; nothing
// set: never. Thread-safe.
class FaultPoint {
 public:
  FaultPoint();
  // Calls `passed` at every point instead, for a test that must act in the middle of a run.
  explicit FaultPoint(std::function<void(std::string_view)> passed) : passed_(std::move(passed)) {}
  void pass(std::string_view point);

 private:
  std::mutex mutex_;
  std::string name_;
  int left_ = 1;
  std::function<void(std::string_view)> passed_;
};

}  // namespace reeve::app
