// Stands in for the network in tests: answers come from a function, and every request is kept to be
// looked at.
#pragma once

#include <functional>
#include <mutex>
#include <utility>
#include <vector>

#include "http/transport.h"

namespace reeve::http {

class ScriptedTransport final : public Transport {
 public:
  using Answer = std::function<Response(const Request&)>;
  explicit ScriptedTransport(Answer answer) : answer_(std::move(answer)) {}

  Response send(const Request& request, std::stop_token stop) override {
    if (stop.stop_requested()) throw base::Error(base::ErrorCode::canceled, "Stopped.");
    {
      std::lock_guard hold(mutex_);
      requests_.push_back(request);
    }
    return answer_(request);
  }

  std::vector<Request> requests() {
    std::lock_guard hold(mutex_);
    return requests_;
  }
  void answer_with(Answer answer) { answer_ = std::move(answer); }

 private:
  Answer answer_;
  std::mutex mutex_;
  std::vector<Request> requests_;
};

inline Response json_answer(int status, std::string body) {
  return {status,
          {{"content-type", "application/json"},
           {"request-id", "11111111-2222-3333-4444-555555555555"}},
          std::move(body)};
}

}  // namespace reeve::http
