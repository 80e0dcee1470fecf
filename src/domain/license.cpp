// Judges one holder of a license, and one product.
#include "domain/license.h"

#include <algorithm>

#include "base/text.h"

namespace reeve::domain {
namespace {

constexpr std::string_view kShared = "shared";

// Sorted.
constexpr std::string_view kFreeProducts[] = {
    "CCIBOTS_PRIVPREV_VIRAL",
    "FLOW_FREE",
    "FORMS_PRO",
    "MCOPSTNC",
    "MICROSOFT_BUSINESS_CENTER",
    "PHONESYSTEM_VIRTUALUSER",
    "POWERAPPS_DEV",
    "POWERAPPS_VIRAL",
    "POWER_BI_STANDARD",
    "POWER_PAGES_VTRIAL_FOR_MAKERS",
    "RIGHTSMANAGEMENT_ADHOC",
    "STREAM",
    "TEAMS_EXPLORATORY",
    "TEAMS_FREE",
    "WINDOWS_STORE",
};

bool needs_license(const LicensedPerson& shared) {
  return shared.has_archive.value_or(false) || shared.mailbox_bytes.value_or(0) > kFreeMailboxBytes;
}

}  // namespace

std::int64_t inactive_days(std::int64_t asked) {
  return std::ranges::find(kInactiveDays, asked) == kInactiveDays.end() ? kDefaultInactiveDays
                                                                        : asked;
}

std::string_view to_string(Waste waste) {
  switch (waste) {
    case Waste::disabled:
      return "disabled";
    case Waste::shared_mailbox:
      return "shared_mailbox";
    case Waste::none:
      break;
  }
  return "none";
}

Waste standing_waste(const LicensedPerson& person) {
  if (person.mailbox == kShared) return needs_license(person) ? Waste::none : Waste::shared_mailbox;
  return person.enabled == false ? Waste::disabled : Waste::none;
}

std::optional<base::Time> last_active(const LicensedPerson& person) {
  if (!person.sign_ins_known) return std::nullopt;
  if (!person.last_sign_in) return person.created;
  return person.created ? std::max(*person.last_sign_in, *person.created) : person.last_sign_in;
}

bool is_inactive(Waste standing, std::optional<base::Time> last_active, base::Time now,
                 std::int64_t days) {
  if (standing != Waste::none || !last_active) return false;
  return *last_active < now - std::chrono::hours(24 * days);
}

std::optional<std::int64_t> unused_units(std::optional<std::int64_t> enabled,
                                         std::optional<std::int64_t> consumed) {
  if (!enabled || !consumed) return std::nullopt;
  return std::max<std::int64_t>(0, *enabled - *consumed);
}

bool is_free_product(std::string_view part_number) {
  return std::ranges::binary_search(kFreeProducts, part_number);
}

std::string_view waste_sentence(Waste waste) {
  switch (waste) {
    case Waste::disabled:
      return "The account is disabled and still holds the license. Take it away; to keep the "
             "mailbox, make it a shared one first.";
    case Waste::shared_mailbox:
      return "A shared mailbox needs no license up to 50 GB and without an archive.";
    case Waste::none:
      break;
  }
  return {};
}

}  // namespace reeve::domain
