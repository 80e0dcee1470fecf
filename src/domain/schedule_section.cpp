// When and how often a tenant is synced by itself.
#include <string>

#include "base/json.h"
#include "domain/section_reader.h"
#include "domain/sync_section.h"

namespace reeve::domain {
namespace {

std::string checked(std::string_view json) {
  const auto value = base::parse_json(json, "The settings \"Schedule\"");
  SectionReader reader("Schedule", value);
  reader.finish();
  return "{}";
}

}  // namespace

const SyncSection kScheduleSection{"schedule", "Schedule", checked};

}  // namespace reeve::domain
