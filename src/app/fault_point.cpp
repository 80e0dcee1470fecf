// Counts the passings of one point and ends the process there.
#include "app/fault_point.h"

#include <charconv>
#include <csignal>
#include <cstdlib>

namespace reeve::app {

FaultPoint::FaultPoint() {
  const char* text = std::getenv(
      "REEVE_FAULT_POINT");  // NOLINT(concurrency-mt-unsafe): nobody here sets variables
  if (text == nullptr) return;
  const std::string_view wanted(text);
  const auto colon = wanted.find(':');
  name_ = wanted.substr(0, colon);
  if (colon != std::string_view::npos)
    std::from_chars(wanted.data() + colon + 1, wanted.data() + wanted.size(), left_);
}

void FaultPoint::pass(std::string_view point) {
  if (passed_) passed_(point);
  if (name_.empty() || point != name_) return;
  std::lock_guard hold(mutex_);
  if (--left_ <= 0) std::raise(SIGKILL);
}

}  // namespace reeve::app
