// What becomes of a contact whose user is disabled, deleted or back again.
#include <string>

#include "base/json.h"
#include "domain/section_reader.h"
#include "domain/sync_section.h"

namespace reeve::domain {
namespace {

std::string checked(std::string_view json) {
  const auto value = base::parse_json(json, "The settings \"People who leave\"");
  SectionReader reader("People who leave", value);
  reader.finish();
  return "{}";
}

}  // namespace

const SyncSection kLeaversSection{"leavers", "People who leave", checked};

}  // namespace reeve::domain
