// Hands the pieces of a file to its reader, one at a time.
#include "api/download.h"

#include <chrono>
#include <condition_variable>
#include <utility>

#include "base/error.h"
#include "base/log.h"

namespace reeve::api {
namespace {

// How soon it is seen that the reader took a piece.
constexpr std::chrono::milliseconds kLook{5};
constexpr std::string_view kBrokeOff = "\"The download broke off here. Download it again.\"\r\n";

}  // namespace

void Downloads::carry(One& one, const Next& next, const std::stop_token& stop) {
  std::mutex mutex;
  std::condition_variable_any taken;
  std::unique_lock hold(mutex);
  try {
    while (!stop.stop_requested() && !one.stream->closed()) {
      if (!one.stream->drained()) {
        taken.wait_for(hold, stop, kLook, [] { return false; });
        continue;
      }
      std::string text = next();
      if (text.empty()) break;
      one.stream->push(std::move(text));
    }
  } catch (const std::exception& error) {
    base::log_warning("api", "a download broke off: {}", error.what());
    one.stream->push(std::string(kBrokeOff));
  }
  one.stream->close();
  one.ended = true;
}

std::shared_ptr<EventStream> Downloads::open(Next next) {
  std::lock_guard hold(mutex_);
  open_.remove_if([](const One& one) { return one.ended.load(); });
  if (stopped_ || open_.size() >= kMost)
    throw base::Error(base::ErrorCode::unavailable,
                      "Several large downloads are under way. Try again when they are done.");
  One& one = open_.emplace_back();
  one.stream = std::make_shared<EventStream>();
  one.thread = std::jthread(
      [&one, next = std::move(next)](std::stop_token stop) { carry(one, next, stop); });
  return one.stream;
}

void Downloads::stop() {
  std::list<One> ending;
  {
    std::lock_guard hold(mutex_);
    stopped_ = true;
    ending.swap(open_);
  }
  for (One& one : ending) one.thread.request_stop();
  ending.clear();  // joins
}

}  // namespace reeve::api
