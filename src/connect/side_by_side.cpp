// A bounded pool of threads for the length of one call.
#include "connect/side_by_side.h"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

#include "base/error.h"

namespace reeve::connect {

void side_by_side(std::size_t count, std::size_t width, std::stop_token stop,
                  const std::function<void(std::size_t)>& work) {
  std::atomic<std::size_t> next{0};
  std::atomic<bool> broken{false};
  std::mutex mutex;
  std::exception_ptr first;
  const auto run = [&] {
    while (!broken && !stop.stop_requested()) {
      const auto at = next.fetch_add(1);
      if (at >= count) return;
      try {
        work(at);
      } catch (...) {
        std::lock_guard hold(mutex);
        if (!first) first = std::current_exception();
        broken = true;
      }
    }
  };
  {
    std::vector<std::jthread> threads;
    for (std::size_t i = 0; i < std::min(count, std::max<std::size_t>(width, 1)); ++i)
      threads.emplace_back(run);
  }
  if (first) std::rethrow_exception(first);
  if (next < count) throw base::Error(base::ErrorCode::canceled, "Stopped before the end.");
}

}  // namespace reeve::connect
