// The budgets as Graph applies them: each question is charged, some are refused with 429, and the
// answers tell how much is used.
#pragma once

#include <memory>
#include <optional>

#include "budgets.h"
#include "graph.h"

namespace cloud {

// One question that was charged.
struct Metered {
  Verdict verdict;
  int units = 0;  // 0: another service than the directory
  bool write = false;
  bool mailbox_full = false;
  std::shared_ptr<void> mailbox;  // held until the answer is sent
};

Metered meter(const GraphCall& call, const GraphRoute& route);

// The 429 when a budget is used up.
std::optional<Response> refuse_over_budget(const GraphCall& call, const Metered& metered);

// Adds the headers that tell what was used. Source: learn.microsoft.com/graph/throttling (D.2).
void tell_use(const Metered& metered, Response& response);

}  // namespace cloud
