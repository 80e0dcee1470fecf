// What records say about licenses: the units of a bought product, and who holds which of them how.
// Pure; sync/ counts by it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "domain/license.h"

namespace reeve::types {

// Of a record of subscribed_skus. Units that Microsoft did not send are not known.
struct SkuFacts {
  std::string sku, part_number, product;
  std::string status;  // Enabled, Warning, Suspended, Deleted, LockedOut
  std::optional<std::int64_t> enabled, consumed, warning, suspended, locked_out;
};
SkuFacts sku_facts(std::string_view body);

// One product of one user, from assignedLicenses and licenseAssignmentStates: one may hold it
// directly, through groups, or both; or it was to be given and that failed.
struct Assignment {
  std::string sku;
  bool held = false;
  bool direct = false;
  std::vector<std::string> groups;  // object ids, sorted
  std::string error;                // "CountViolation", …; empty where there is none
};
// Of a record of users.
struct LicensedUser {
  std::string user_name;
  std::optional<bool> enabled;
  std::optional<base::Time> created;
  std::vector<Assignment> assignments;  // sorted by SKU; empty for a user without licenses
};
LicensedUser licensed_user(std::string_view body);

// Of a record of mailbox_purposes: "user", "shared", …; "" where there is no mailbox.
std::string mailbox_purpose(std::string_view body);
// Of a record of mailbox_usage: how large the mailbox is, and whether it has an archive.
void add_mailbox_facts(std::string_view usage_body, domain::LicensedPerson& person);
// Of a record of sign_in_activity: the last successful sign-in where Microsoft tells it (it does
// since December 2023), else the later of the two others; nothing where there was none.
std::optional<base::Time> last_sign_in(std::string_view body);

}  // namespace reeve::types
