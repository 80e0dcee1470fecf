// Long lists as a file: made piece by piece while the browser takes them, so that neither memory
// nor a request's thread is held.
#pragma once

#include <atomic>
#include <cstddef>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "api/event_stream.h"

namespace reeve::api {

// Thread-safe. Each download has a thread of its own while it lasts.
class Downloads {
 public:
  // The next piece; empty: that was all. Called on the download's thread, one call after the other,
  // only when the piece before has been taken. What it throws ends the file with a line that says
  // so.
  using Next = std::function<std::string()>;
  static constexpr std::size_t kMost = 4;

  ~Downloads() { stop(); }
  // Throws Error{unavailable} while kMost others go on.
  std::shared_ptr<EventStream> open(Next next);
  void stop();

 private:
  struct One {
    std::shared_ptr<EventStream> stream;
    std::atomic<bool> ended{false};
    std::jthread thread;
  };
  static void carry(One& one, const Next& next, const std::stop_token& stop);

  std::mutex mutex_;
  std::list<One> open_;
  bool stopped_ = false;
};

}  // namespace reeve::api
