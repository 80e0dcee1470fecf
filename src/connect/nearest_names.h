// The organizations whose names are nearest to one, before somebody makes another of that name.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "base/id.h"
#include "db/connection.h"

namespace reeve::connect {

inline constexpr std::size_t kNearestNames = 3;

struct NearestName {
  base::Id organization = 0;
  std::string name;
  double score = 0;    // 0 to 1, of the names alone
  bool alike = false;  // at or above the threshold of suggestions
};
// Best first, at most kNearestNames; reads every organization's name.
std::vector<NearestName> nearest_organizations(db::Connection& c, const std::string& name);

}  // namespace reeve::connect
