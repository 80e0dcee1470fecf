// Leads one question past the faults that meet it, at every door of the cloud.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "cloud.h"

namespace cloud {

struct Passage {
  Cloud& cloud;
  const Request& request;
  const Origins& origins;
  std::string_view tenant;
  std::string_view path;    // the route's pattern
  int page = 0;             // of a listing
  bool named_only = false;  // only faults that name the path: doors other than Graph
};

// The answer of `answer` between the faults that come before it and those that come after.
Response pass_faults(const Passage& passage, const std::function<Response()>& answer);

}  // namespace cloud
