// How users find contacts: the section of the sync settings.
#include "base/json.h"
#include "domain/matching_policy.h"
#include "domain/section_reader.h"
#include "domain/sync_section.h"

#include <boost/json/object.hpp>

namespace reeve::domain {
namespace {

constexpr const char* kTitle = "Finding contacts";

std::string checked(std::string_view json) { return to_json(matching_policy_from(json)); }

}  // namespace

MatchingPolicy matching_policy_from(std::string_view json) {
  const auto value = base::parse_json(json, "The settings \"Finding contacts\"");
  SectionReader reader(kTitle, value);
  MatchingPolicy policy;
  policy.ignore_plus_tags = reader.boolean("ignore-plus-tags", true);
  reader.finish();
  return policy;
}

std::string to_json(const MatchingPolicy& policy) {
  return base::to_json(base::json::object{{"ignore-plus-tags", policy.ignore_plus_tags}});
}

const SyncSection kMatchingSection{"matching", kTitle, checked};

}  // namespace reeve::domain
