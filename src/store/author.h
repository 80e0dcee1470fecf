// Who writes, so that every change says where it came from.
#pragma once

#include <optional>

#include "base/id.h"
#include "domain/asset.h"

namespace reeve::store {

struct Author {
  domain::Source source = domain::Source::person;
  std::optional<base::Id> account;   // a person, or the person who made the API key
  std::optional<base::Id> run;       // the sync run
  std::optional<base::Id> decision;  // what was ruled
};

}  // namespace reeve::store
