// Columns of licenses and their holders, and how rows are read. Internal to store/.
#pragma once

#include <string_view>

#include "db/connection.h"
#include "store/licenses.h"

namespace reeve::store {

// For "FROM licenses s".
inline constexpr std::string_view kLicenseColumns =
    "s.record, s.tenant, s.sku, s.part_number, s.product, s.status, s.is_free, s.is_gone, "
    "s.enabled, s.consumed, s.unused, s.warning, s.suspended, s.locked_out, s.holders, s.failed, "
    "s.on_disabled, s.on_shared, s.inactive_30, s.inactive_60, s.inactive_90, s.unknown_mailbox, "
    "s.unknown_sign_in, s.counted_at";
inline constexpr std::size_t kLicenseColumnCount = 24;
License license_from(const db::Row& row);

// For "FROM licensed_people p".
inline constexpr std::string_view kLicensedPersonColumns =
    "p.record, p.user_name, p.account_enabled, p.mailbox, p.last_active_at, p.signed_in, p.waste";
inline constexpr std::size_t kLicensedPersonColumnCount = 7;
LicensedPersonRow licensed_person_from(const db::Row& row, std::size_t first);

// For "FROM license_holders h".
inline constexpr std::string_view kHoldingColumns =
    "h.id, h.license, h.person, h.is_held, h.direct, h.by_groups, h.error";
inline constexpr std::size_t kHoldingColumnCount = 7;
Holding holding_from(const db::Row& row, std::size_t first);

}  // namespace reeve::store
