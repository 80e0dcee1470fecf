// An organization: a company the MSP looks after, as people documented it.
#pragma once

#include <optional>
#include <string>

#include "base/clock.h"
#include "base/id.h"

namespace reeve::domain {

struct Organization {
  base::Id id = 0;
  std::string name;
  std::optional<std::string> short_name;
  std::optional<std::string> description;
  std::optional<std::string> alert;
  std::optional<std::string> quick_notes;
  std::int64_t version = 1;
  std::optional<base::Time> archived_at;
  std::optional<base::Id> merged_into;
  base::Time created_at{};
  base::Time updated_at{};
};

// The name without what differs between two spellings of one company: case, accents, punctuation,
// "&"/"and", legal form (GmbH, Ltd, Inc., LLC …), the leading "The", common abbreviations (Intl,
// Mfg). Empty when nothing is left.
std::string normalized_name(const std::string& name);
// What normalized_name leaves out at the end: "gmbh co kg", "inc"; empty where there is none.
std::string legal_form(const std::string& name);

}  // namespace reeve::domain
