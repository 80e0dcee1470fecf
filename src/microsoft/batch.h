// Many small questions to Graph in few requests: $batch, twenty at a time, each answered and
// throttled as if it came alone (reference/microsoft-cloud.md D.3).
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "microsoft/graph.h"

namespace reeve::microsoft {

inline constexpr std::size_t kBatchSize = 20;
// How often questions that were throttled inside a $batch are asked again.
inline constexpr int kBatchRounds = 12;

// A GET below the version: "/users/{id}/mailboxSettings/userPurpose".
struct BatchQuestion {
  std::string id;  // the caller's; each once
  std::string path;
};
struct BatchAnswer {
  std::string id;
  int status = 0;    // 0: not answered
  std::string body;  // JSON
  std::string graph_code;
  bool ok() const { return status >= 200 && status < 300; }
};

struct BatchResult {
  std::vector<BatchAnswer> answers;  // of what was answered for good, in no order
  // Empty: everything was answered. Else why not, as in Listing; what was answered still counts.
  std::string code, sentence, remedy, detail;
  std::optional<base::Time> retry_at;
  std::int64_t requests = 0;  // on the wire
  std::int64_t batched = 0;   // inside them
};

// Asks everything. Waits as inner Retry-After headers say, up to http::kLongestWait; a longer pause
// ends it with code throttled. Throws Error{canceled}.
BatchResult ask_in_batches(GraphClient& graph, const std::string& tenant_id,
                           const std::vector<BatchQuestion>& questions, std::stop_token stop,
                           const AskOptions& options);

}  // namespace reeve::microsoft
