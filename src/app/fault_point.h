// For the tests of recovery: ends the process by SIGKILL at a named point of a run, as a power cut
// would.
#pragma once

#include <mutex>
#include <string>
#include <string_view>

namespace reeve::app {

// REEVE_FAULT_POINT=after_diff:2 in the environment means the second passing of that point; nothing
// set: never. Thread-safe.
class FaultPoint {
 public:
  FaultPoint();
  void pass(std::string_view point);

 private:
  std::mutex mutex_;
  std::string name_;
  int left_ = 1;
};

}  // namespace reeve::app
