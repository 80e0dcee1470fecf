// Lists licenses, who holds them, and their history.
#include <fmt/format.h>

#include <algorithm>
#include <string>

#include "domain/license.h"
#include "store/license_rows.h"
#include "store/licenses.h"
#include "store/list_statement.h"
#include "store/rows.h"

namespace reeve::store {
namespace {

constexpr std::int64_t kDayMs = 24LL * 60 * 60 * 1000;

constexpr FilterColumn kLicenseFilters[] = {
    {"id", Compare::id, "s.record"},
    {"tenant_id", Compare::id, "s.tenant"},
    {"organization_id", Compare::id, "t.organization"},
    {"sku", Compare::text, "s.sku"},
    {"part_number", Compare::text, "s.part_number"},
    {"status", Compare::text, "s.status"},
    {"free", Compare::boolean, "s.is_free"},
    {"gone", Compare::boolean, "s.is_gone"},
    {"search", Compare::contains, "s.product_folded LIKE {} ESCAPE '\\'"}};
constexpr std::string_view kLicenseTables =
    "licenses s JOIN tenants t ON t.id = s.tenant LEFT JOIN organizations o ON o.id = "
    "t.organization";

// Each of the days has a column of its own.
std::string wasted_sql(std::int64_t days) {
  return fmt::format("(s.on_disabled + s.on_shared + s.inactive_{})", domain::inactive_days(days));
}

std::int64_t days_asked(db::Connection& c, const ListQuery& query) {
  const auto* asked = find_filter(query, "inactive_days");
  const auto days = asked ? integers_of(asked->values) : std::vector<std::int64_t>{};
  return days.empty() ? license_inactive_days(c) : domain::inactive_days(days.front());
}

bool only(const ListQuery& query, std::string_view field, bool yes) {
  const auto* asked = find_filter(query, field);
  return asked != nullptr && asked->values.size() == 1 && is_yes(asked->values.front()) == yes;
}

constexpr FilterColumn kHolderFilters[] = {
    {"id", Compare::id, "h.id"},
    {"license_id", Compare::id, "h.license"},
    {"record_id", Compare::id, "h.person"},
    {"contact_id", Compare::id, "l.asset"},
    {"tenant_id", Compare::id, "h.tenant"},
    {"organization_id", Compare::id, "t.organization"},
    {"sku", Compare::text, "s.sku"},
    {"failed", Compare::present, "h.error"},
    {"search", Compare::contains,
     "u.title_folded LIKE {} ESCAPE '\\' OR LOWER(p.user_name) LIKE {} ESCAPE '\\'"}};
constexpr SortColumn kHolderSorts[] = {{"name", "u.title_folded"},
                                       {"product", "s.product_folded"},
                                       {"last_active_at", "p.last_active_at"},
                                       {"id", "h.id"}};
constexpr std::string_view kHolderTables =
    "license_holders h JOIN licenses s ON s.record = h.license "
    "JOIN licensed_people p ON p.record = h.person JOIN records u ON u.id = h.person "
    "JOIN tenants t ON t.id = h.tenant "
    "LEFT JOIN links l ON l.record = h.person AND l.asset_kind = 'contact'";
constexpr std::size_t kHolderMore = kHoldingColumnCount + kLicensedPersonColumnCount;

LicenseHolder holder_from(const db::Row& row) {
  LicenseHolder one;
  one.holding = holding_from(row, 0);
  one.person = licensed_person_from(row, kHoldingColumnCount);
  one.name = row.text(kHolderMore);
  one.tenant_name = row.text(kHolderMore + 1);
  one.product = row.text(kHolderMore + 2);
  one.part_number = row.text(kHolderMore + 3);
  one.sku = row.text(kHolderMore + 4);
  one.tenant = row.integer(kHolderMore + 5);
  one.organization = row.optional_integer(kHolderMore + 6);
  one.contact = row.optional_integer(kHolderMore + 7);
  one.counted_at = time_at(row, kHolderMore + 8);
  return one;
}

// As the run counted: on the day of the count, and each holder once.
std::string waste_condition(const std::vector<std::string>& kinds, std::int64_t days) {
  std::string condition;
  const auto add = [&](std::string_view sql) {
    condition += fmt::format("{}{}", condition.empty() ? "" : " OR ", sql);
  };
  for (const auto& kind : kinds) {
    const bool any = kind == "any";
    if (any || kind == "disabled") add("p.waste = 'disabled'");
    if (any || kind == "shared_mailbox") add("p.waste = 'shared_mailbox'");
    if (any || kind == "inactive")
      add(fmt::format("(p.waste = 'none' AND p.last_active_at < s.counted_at - {})",
                      days * kDayMs));
  }
  return condition.empty() ? "1 = 0" : fmt::format("h.is_held = 1 AND ({})", condition);
}

void filter_assigned(ListStatement& list, const ListQuery& query) {
  const auto* asked = find_filter(query, "assigned");
  if (asked == nullptr || asked->values.size() != 1) return;
  if (asked->values.front() == "direct") list.where("h.direct = 1");
  if (asked->values.front() == "group") list.where("h.by_groups <> '[]'");
}

constexpr FilterColumn kDayFilters[] = {{"license_id", Compare::id, "d.record"},
                                        {"tenant_id", Compare::id, "d.tenant"},
                                        {"organization_id", Compare::id, "t.organization"},
                                        {"sku", Compare::text, "d.sku"}};
constexpr SortColumn kDaySorts[] = {{"day", "d.day"}};
constexpr ListShape kDayShape{
    "d.id, d.tenant, d.record, d.sku, s.part_number, s.product, t.name, d.day, d.enabled, "
    "d.consumed, d.warning, d.suspended, d.on_disabled, d.on_shared, d.inactive_90",
    "license_days d JOIN licenses s ON s.record = d.record JOIN tenants t ON t.id = d.tenant",
    "d.id",
    "d.day",
    kDayFilters,
    kDaySorts};

LicenseDay day_from(const db::Row& row) {
  LicenseDay one;
  one.id = row.integer(0);
  one.tenant = row.integer(1);
  one.record = row.integer(2);
  one.sku = row.text(3);
  one.part_number = row.text(4);
  one.product = row.text(5);
  one.tenant_name = row.text(6);
  one.day = row.integer(7);
  one.enabled = row.optional_integer(8);
  one.consumed = row.optional_integer(9);
  one.warning = row.optional_integer(10);
  one.suspended = row.optional_integer(11);
  one.on_disabled = row.integer(12);
  one.on_shared = row.integer(13);
  one.inactive_90 = row.integer(14);
  return one;
}

}  // namespace

Page<License> list_licenses(db::Connection& c, const Scope& scope, const ListQuery& query) {
  const std::string columns = fmt::format("{}, t.name, t.organization, o.name", kLicenseColumns);
  const std::string wasted = wasted_sql(days_asked(c, query));
  const SortColumn sorts[] = {{"product", "s.product_folded"},
                              {"tenant", "t.name_folded"},
                              {"enabled", "s.enabled"},
                              {"consumed", "s.consumed"},
                              {"unused", "s.unused"},
                              {"wasted", wasted},
                              {"id", "s.record"}};
  const ListShape shape{columns,         kLicenseTables, "s.record", "s.product_folded",
                        kLicenseFilters, sorts};
  ListStatement list(shape, query);
  list.scope(scope, "t.organization");
  if (only(query, "wasted", true)) list.where(wasted + " > 0");
  return list.page<License>(c, [](const db::Row& row) {
    License one = license_from(row);
    one.tenant_name = row.text(kLicenseColumnCount);
    one.organization = row.optional_integer(kLicenseColumnCount + 1);
    one.organization_name = row.optional_text(kLicenseColumnCount + 2);
    return one;
  });
}

std::optional<License> find_license(db::Connection& c, const Scope& scope, base::Id id) {
  auto page = list_licenses(c, scope, {{{"id", {std::to_string(id)}}}, {}, 1, 1});
  if (page.rows.empty()) return std::nullopt;
  return std::move(page.rows.front());
}

Page<LicenseHolder> list_license_holders(db::Connection& c, const Scope& scope,
                                         const ListQuery& query) {
  const std::string columns = fmt::format(
      "{}, {}, u.title, t.name, s.product, s.part_number, s.sku, h.tenant, t.organization, "
      "l.asset, s.counted_at",
      kHoldingColumns, kLicensedPersonColumns);
  const ListShape shape{columns,          kHolderTables,  "h.id",
                        "u.title_folded", kHolderFilters, kHolderSorts};
  ListStatement list(shape, query);
  list.scope(scope, "t.organization");
  if (const auto* waste = find_filter(query, "waste"))
    list.where(waste_condition(waste->values, days_asked(c, query)));
  filter_assigned(list, query);
  return list.page<LicenseHolder>(c, holder_from);
}

Page<LicenseDay> list_license_days(db::Connection& c, const Scope& scope, const ListQuery& query,
                                   base::Time now) {
  ListStatement list(kDayShape, query);
  list.scope(scope, "t.organization");
  if (const auto* days = find_filter(query, "days"))
    if (const auto asked = integers_of(days->values); !asked.empty())
      list.where(fmt::format("d.day > {}", day_of(now) - std::clamp<std::int64_t>(
                                                             asked.front(), 1, kLicenseDaysKept)));
  return list.page<LicenseDay>(c, day_from);
}

}  // namespace reeve::store
