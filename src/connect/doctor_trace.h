// How access to a tenant runs, from the role to the application, and which link of it is broken.
#pragma once

#include <string>
#include <vector>

#include "connect/doctor.h"

namespace reeve::connect {

// Between two neighbors of Checkup::chain; its state is that of the worst line that concerns it.
struct TraceLink {
  std::string from, to;  // kinds of the chain's parts
  CheckState state = CheckState::ok;
  std::string check, sentence, remedy;  // of that line; empty where all is well
};

// In the order of the chain; one less than it has parts.
std::vector<TraceLink> trace_links(const Checkup& connection, const Checkup& tenant);

}  // namespace reeve::connect
