// Remembering answers, so that they can be given once more after they are outdated.
#include "stale_answers.h"

#include <algorithm>

namespace cloud {

void StaleAnswers::note_write(std::string_view tenant, std::int64_t now, std::string_view made) {
  const std::lock_guard lock(mutex_);
  writes_[std::string(tenant)] = now;
  if (made.empty()) return;
  if (made_.size() >= kMostMade) made_.pop_front();
  made_.push_back({std::string(made), std::string(tenant), now});
}

void StaleAnswers::make_room() {
  if (answers_.size() >= kMostAnswers) answers_.clear();
}

Response StaleAnswers::read(std::string_view tenant, const std::string& question, std::int64_t now,
                            int lag, const std::function<Response()>& answer) {
  const std::string key = std::string(tenant) + " " + question;
  bool lags = false;
  {
    const std::lock_guard lock(mutex_);
    const auto write = writes_.find(std::string(tenant));
    lags = write != writes_.end() && now >= write->second && now < write->second + lag;
    const auto kept = answers_.find(key);
    if (lags && kept != answers_.end()) return kept->second;
  }
  Response response = answer();
  if (lags || response.more || response.held) return response;
  const std::lock_guard lock(mutex_);
  make_room();
  answers_[key] = response;
  return response;
}

bool StaleAnswers::hides(std::string_view tenant, std::string_view path, std::int64_t now,
                         int lag) {
  const std::lock_guard lock(mutex_);
  return std::any_of(made_.begin(), made_.end(), [&](const Made& one) {
    return one.tenant == tenant && now >= one.at && now < one.at + lag &&
           path.find(one.id) != std::string_view::npos;
  });
}

}  // namespace cloud
