// The list of all sections of sync settings: adding one is its own file and one line here.
#include "domain/sync_section.h"

#include <array>

namespace reeve::domain {

std::span<const SyncSection* const> all_sync_sections() {
  static constexpr std::array list{&kChoosingSection, &kMappingSection, &kMatchingSection,
                                   &kGuardSection,    &kLeaversSection, &kScheduleSection,
                                   &kDeviceSection};
  return list;
}

const SyncSection* find_sync_section(std::string_view name) {
  for (const SyncSection* section : all_sync_sections())
    if (section->name == name) return section;
  return nullptr;
}

}  // namespace reeve::domain
