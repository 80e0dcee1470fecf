// Which of Microsoft's people, licenses and devices reach the documentation.
#include <string>

#include "base/json.h"
#include "domain/section_reader.h"
#include "domain/sync_section.h"

namespace reeve::domain {
namespace {

std::string checked(std::string_view json) {
  const auto value = base::parse_json(json, "The settings \"What to sync\"");
  SectionReader reader("What to sync", value);
  reader.finish();
  return "{}";
}

}  // namespace

const SyncSection kChoosingSection{"choosing", "What to sync", checked};

}  // namespace reeve::domain
