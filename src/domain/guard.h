// The blast-radius guard: how much one sync may create, change or lose before a person must agree.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace reeve::domain {

// What a sync does to a tenant's people: makes contacts, writes into those that are there, or finds
// that they have left.
enum class Act { create, change, leave };
std::string_view to_string(Act act);

// Both must be exceeded: the share alone would stop a tenant of ten for two leavers, the number
// alone one of ten thousand for its weekly newcomers.
struct GuardLimit {
  std::int64_t share = 0;   // percent of what the tenant has
  std::int64_t number = 0;  // of people (or devices, groups)
};

// Leaving is the tightest: it is what a broken answer looks like, and hardly ever happens to more
// than one in ten at once. A quarter of the contacts made or changed in one hour is more than any
// week of an ordinary customer; a merger or a new telephone system is worth a look.
inline constexpr GuardLimit kCreateLimit{25, 25};
inline constexpr GuardLimit kChangeLimit{25, 25};
inline constexpr GuardLimit kLeaveLimit{10, 10};
inline constexpr std::int64_t kMaxGuardNumber = 100'000;

struct Guard {
  bool enabled = true;
  std::string off_reason;  // why somebody switched it off; never empty where it is off
  GuardLimit create = kCreateLimit, change = kChangeLimit, leave = kLeaveLimit;
  const GuardLimit& limit(Act act) const;
};

// Reads the section "guard" of the sync settings. Throws Error{invalid} naming what is wrong.
Guard guard_from(std::string_view json);
std::string to_json(const Guard& guard);

// `count` of `of` at once. More than all there is counts as all and more.
bool exceeds(const GuardLimit& limit, std::int64_t count, std::int64_t of);

}  // namespace reeve::domain
