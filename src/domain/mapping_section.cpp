// Which of Microsoft's fields goes where, and who wins where both have a value.
#include <string>

#include "base/json.h"
#include "domain/section_reader.h"
#include "domain/sync_section.h"

namespace reeve::domain {
namespace {

std::string checked(std::string_view json) {
  const auto value = base::parse_json(json, "The settings \"Field mapping\"");
  SectionReader reader("Field mapping", value);
  reader.finish();
  return "{}";
}

}  // namespace

const SyncSection kMappingSection{"mapping", "Field mapping", checked};

}  // namespace reeve::domain
