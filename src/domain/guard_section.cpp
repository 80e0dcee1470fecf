// How much one sync may change before a person must agree.
#include <string>

#include "base/json.h"
#include "domain/section_reader.h"
#include "domain/sync_section.h"

namespace reeve::domain {
namespace {

std::string checked(std::string_view json) {
  const auto value = base::parse_json(json, "The settings \"Safety limits\"");
  SectionReader reader("Safety limits", value);
  reader.finish();
  return "{}";
}

}  // namespace

const SyncSection kGuardSection{"guard", "Safety limits", checked};

}  // namespace reeve::domain
