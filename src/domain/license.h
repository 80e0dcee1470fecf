// Rules of licenses: what is unused, what is waste, and what is not known. Pure; sync/ counts by
// them and api/ says them in words.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"

namespace reeve::domain {

// After how many days without a sign-in a license counts as waste: a person chooses one of these.
inline constexpr std::array<std::int64_t, 3> kInactiveDays{30, 60, 90};
inline constexpr std::int64_t kDefaultInactiveDays = 90;
// 30, 60 or 90; the default for everything else.
std::int64_t inactive_days(std::int64_t asked);

// A shared mailbox needs no license up to 50 GB and without an archive
// (learn.microsoft.com/microsoft-365/admin/email/about-shared-mailboxes).
inline constexpr std::int64_t kFreeMailboxBytes = 50LL * 1024 * 1024 * 1024;

// What is known of somebody who holds a license. Nothing: not known, which is never waste.
struct LicensedPerson {
  std::optional<bool> enabled;
  std::optional<std::string> mailbox;  // user, shared, room, equipment, …; "" where there is none
  std::optional<std::int64_t> mailbox_bytes;
  std::optional<bool> has_archive;
  bool sign_ins_known = false;
  std::optional<base::Time> last_sign_in, created;
};

// Waste that does not depend on the day. A shared mailbox comes first: its account is disabled as a
// rule, and what to do differs.
enum class Waste { none, disabled, shared_mailbox };
std::string_view to_string(Waste waste);
Waste standing_waste(const LicensedPerson& person);

// When somebody was last active: the last sign-in, else the day the account was made, since
// somebody new has not signed in yet. Nothing where sign-ins are not known.
std::optional<base::Time> last_active(const LicensedPerson& person);
// Whether the license is waste only because nobody uses the account.
bool is_inactive(Waste standing, std::optional<base::Time> last_active, base::Time now,
                 std::int64_t days);

// Units bought and not assigned; nothing where either is not known. Never below zero: what is
// assigned beyond `enabled` uses units in their grace period.
std::optional<std::int64_t> unused_units(std::optional<std::int64_t> enabled,
                                         std::optional<std::int64_t> consumed);

// Products that cost nothing, whose thousands of units are no waste. A guess: Microsoft marks them
// nowhere; these part numbers are known to be free, viral or a trial that anybody may start.
bool is_free_product(std::string_view part_number);

// "The account is disabled, and yet holds the license." Empty for none.
std::string_view waste_sentence(Waste waste);

}  // namespace reeve::domain
