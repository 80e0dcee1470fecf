// Ctrl-C and SIGTERM as a stop token, so that everything that waits ends when asked.
#pragma once

#include <stop_token>
#include <thread>

namespace reeve::app {

// Blocks the two signals for the whole process (make it before any other thread) and turns the
// first one into a stop request. A second Ctrl-C ends the process at once.
class StopSignal {
 public:
  StopSignal();
  ~StopSignal();
  StopSignal(const StopSignal&) = delete;
  StopSignal& operator=(const StopSignal&) = delete;
  std::stop_token token() const { return source_.get_token(); }
  // Returns when a signal came.
  void wait();

 private:
  std::stop_source source_;
  std::jthread waiter_;
};

}  // namespace reeve::app
