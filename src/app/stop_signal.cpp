// Waits for SIGINT and SIGTERM on a thread of its own.
#include "app/stop_signal.h"

#include <csignal>
#include <ctime>

#include <chrono>

#include "base/clock.h"

namespace reeve::app {
namespace {

sigset_t stopping_signals() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGINT);
  sigaddset(&set, SIGTERM);
  return set;
}

}  // namespace

StopSignal::StopSignal() {
  const sigset_t set = stopping_signals();
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  std::signal(SIGPIPE,
              SIG_IGN);  // a closed socket or pipe is an error value, never the end of the process
  waiter_ = std::jthread([this, set](std::stop_token stop) {
    const timespec look{0, 200'000'000};  // so that the destructor is not kept waiting
    while (!stop.stop_requested()) {
      if (sigtimedwait(&set, nullptr, &look) < 0) continue;
      source_.request_stop();
      break;
    }
    // From here on a second signal has its usual effect, delivered to this thread.
    pthread_sigmask(SIG_UNBLOCK, &set, nullptr);
    base::SystemClock().wait_for(stop, std::chrono::hours{24});
  });
}

StopSignal::~StopSignal() = default;

void StopSignal::wait() {
  base::SystemClock clock;
  while (clock.wait_for(source_.get_token(), std::chrono::hours{1})) {
  }
}

}  // namespace reeve::app
