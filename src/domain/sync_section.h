// The sections of a connection's sync settings: each a page's card, an object in the API, and a row
// in the database.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace reeve::domain {

struct SyncSection {
  std::string_view name;   // as in the API and the database: "choosing"
  std::string_view title;  // for sentences and pages: "What to sync"
  // The whole object in its one way of writing, every member present (those that `json` lacks with
  // their defaults; "{}" gives all of them). Throws Error{invalid} naming what is wrong.
  std::string (*checked)(std::string_view json);
};

extern const SyncSection kChoosingSection;
extern const SyncSection kMappingSection;
extern const SyncSection kMatchingSection;
extern const SyncSection kGuardSection;
extern const SyncSection kLeaversSection;
extern const SyncSection kScheduleSection;
extern const SyncSection kDeviceSection;

std::span<const SyncSection* const> all_sync_sections();
const SyncSection* find_sync_section(std::string_view name);  // null when there is none

}  // namespace reeve::domain
