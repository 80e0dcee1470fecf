// Asked before each request, and told of each answer: whoever keeps count of what Microsoft still
// lets through. Made by connect/budgets.h; without one nothing is counted.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <utility>

#include "base/clock.h"
#include "microsoft/published_limits.h"

namespace reeve::microsoft {

// One request that is about to leave, or a question inside a $batch.
struct Asking {
  const std::string& tenant_id;
  std::span<const Cost> costs;  // the service that would refuse it stands last
  bool background = true;
};

// What an answer said of how much is left.
struct Throttling {
  std::optional<base::Millis> pause;  // nobody may ask that service before it is over
  bool application = false;           // of all tenants; else of this one
  double used = 0;  // of the limit, 1 is all; 0 where the answer does not say (below 0.8)
};

// Thread-safe where its functions are.
class Pace {
 public:
  // Nothing: it may leave now, and is counted. Else not before that time; ask again then.
  using NotBefore = std::function<std::optional<base::Time>(const Asking&)>;
  using Told = std::function<void(const Asking&, const Throttling&)>;

  Pace() = default;
  Pace(NotBefore not_before, Told told)
      : not_before_(std::move(not_before)), told_(std::move(told)) {}

  std::optional<base::Time> not_before(const Asking& asking) const {
    return not_before_ ? not_before_(asking) : std::nullopt;
  }
  void told(const Asking& asking, const Throttling& throttling) const {
    if (told_ && (throttling.pause || throttling.used > 0)) told_(asking, throttling);
  }

 private:
  NotBefore not_before_;
  Told told_;
};

}  // namespace reeve::microsoft
