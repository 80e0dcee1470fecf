// Licenses in the database: what each tenant bought, who holds it, and what each day looked like.
// All of it is counted anew from the records by every run (sync/licenses.h), so that lists only
// read.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/id.h"
#include "db/connection.h"
#include "store/list.h"
#include "store/scope.h"

namespace reeve::store {

// What is counted of one product; waste counts each holder once, in this order.
struct LicenseCounts {
  std::int64_t holders = 0, failed = 0;
  std::int64_t on_disabled = 0, on_shared = 0;
  std::int64_t inactive_30 = 0, inactive_60 = 0, inactive_90 = 0;
  // Holders of whom it is not known what their mailbox is, or when they signed in.
  std::int64_t unknown_mailbox = 0, unknown_sign_in = 0;
  bool operator==(const LicenseCounts&) const = default;
};
struct License {
  base::Id record = 0, tenant = 0;
  std::string sku, part_number, product, status;
  bool free = false, gone = false;
  std::optional<std::int64_t> enabled, consumed, unused, warning, suspended, locked_out;
  LicenseCounts counts;
  base::Time counted_at{};
  // Filled on reading.
  std::string tenant_name;
  std::optional<base::Id> organization;
  std::optional<std::string> organization_name;
};
struct LicensedPersonRow {
  base::Id record = 0;
  std::string user_name;
  std::optional<bool> enabled;
  std::optional<std::string> mailbox;
  std::optional<base::Time> last_active;
  bool signed_in = false;  // false: never, so that `last_active` is when the account was made
  std::string waste = "none";
  bool operator==(const LicensedPersonRow&) const = default;
};
struct Holding {
  base::Id id = 0, license = 0, person = 0;
  bool held = true, direct = false;
  std::string by_groups = "[]";  // JSON: [{"id","name"}]
  std::optional<std::string> error;
  bool same(const Holding& other) const {
    return held == other.held && direct == other.direct && by_groups == other.by_groups &&
           error == other.error;
  }
};

// As stored, of one tenant.
std::vector<License> licenses_of(db::Connection& c, base::Id tenant);
std::vector<LicensedPersonRow> licensed_people_of(db::Connection& c, base::Id tenant);
std::vector<Holding> holdings_of(db::Connection& c, base::Id tenant);

// Each at most 1,000 rows a call. A row that is there is replaced.
void write_licenses(db::Connection& c, const std::vector<License>& rows);
void write_licensed_people(db::Connection& c, base::Id tenant,
                           const std::vector<LicensedPersonRow>& rows);
void write_holdings(db::Connection& c, base::Id tenant, const std::vector<Holding>& rows);
void remove_licensed_people(db::Connection& c, const std::vector<base::Id>& records);
void remove_holdings(db::Connection& c, const std::vector<base::Id>& ids);

// History is kept so long.
inline constexpr std::int64_t kLicenseDaysKept = 400;
// Days since 1970, in UTC.
std::int64_t day_of(base::Time at);
// One row a product for the day, if anything of it differs; what is too old goes.
void write_license_day(db::Connection& c, base::Id tenant, const std::vector<License>& licenses,
                       base::Time now);

// Filters: id, tenant_id, organization_id, sku, part_number, status, free, gone (both true/false),
// wasted (true: something to save, by the days asked for), search, inactive_days (30, 60 or 90).
// Sort: product, tenant, enabled, consumed, unused, wasted, id; default product.
Page<License> list_licenses(db::Connection& c, const Scope& scope, const ListQuery& query);
std::optional<License> find_license(db::Connection& c, const Scope& scope, base::Id id);

// One holder of one license, with the person's facts.
struct LicenseHolder {
  Holding holding;
  LicensedPersonRow person;
  std::string name, tenant_name, product, part_number, sku;
  base::Id tenant = 0;
  std::optional<base::Id> organization, contact;
  base::Time counted_at{};
};
// Filters: id, license_id, record_id (the user's), contact_id, tenant_id, organization_id, sku,
// waste (disabled, shared_mailbox, inactive; any of them: "any"), inactive_days, assigned (direct,
// group), failed (true/false), search. Sort: name, product, last_active_at, id; default name.
Page<LicenseHolder> list_license_holders(db::Connection& c, const Scope& scope,
                                         const ListQuery& query);

struct LicenseDay {
  base::Id id = 0, tenant = 0, record = 0;
  std::string sku, part_number, product, tenant_name;
  std::int64_t day = 0;
  std::optional<std::int64_t> enabled, consumed, warning, suspended;
  std::int64_t on_disabled = 0, on_shared = 0, inactive_90 = 0;
};
// Filters: license_id, tenant_id, organization_id, sku, days (the last so many before the newest).
// Sort: day; default day.
Page<LicenseDay> list_license_days(db::Connection& c, const Scope& scope, const ListQuery& query,
                                   base::Time now);

// After how many days without a sign-in a license counts as waste, unless a list is asked for
// others.
std::int64_t license_inactive_days(db::Connection& c);
void set_license_inactive_days(db::Connection& c, std::int64_t days);

}  // namespace reeve::store
