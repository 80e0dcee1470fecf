// Writes what a run counted about licenses.
#include "store/licenses.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <unordered_map>

#include "base/text.h"
#include "domain/license.h"
#include "store/ids.h"
#include "store/license_rows.h"
#include "store/rows.h"
#include "store/secrets.h"

namespace reeve::store {
namespace {

constexpr std::string_view kInactiveDaysSetting = "license_inactive_days";

db::Value flag(const std::optional<bool>& value) {
  return value ? db::Value{std::int64_t{*value ? 1 : 0}} : db::Value{};
}

std::optional<bool> optional_flag(const db::Row& row, std::size_t i) {
  if (row.is_null(i)) return std::nullopt;
  return row.boolean(i);
}

db::Params params_of(const License& one) {
  const LicenseCounts& n = one.counts;
  return {one.record,
          one.tenant,
          one.sku,
          one.part_number,
          one.product,
          base::fold(one.product),
          one.status,
          store::flag(one.free),
          store::flag(one.gone),
          db::opt(one.enabled),
          db::opt(one.consumed),
          db::opt(one.unused),
          db::opt(one.warning),
          db::opt(one.suspended),
          db::opt(one.locked_out),
          n.holders,
          n.failed,
          n.on_disabled,
          n.on_shared,
          n.inactive_30,
          n.inactive_60,
          n.inactive_90,
          n.unknown_mailbox,
          n.unknown_sign_in,
          ms(one.counted_at)};
}

// What a day is compared by: the row's values without its id.
db::Params day_values(const License& one) {
  return {one.record,           db::opt(one.enabled),   db::opt(one.consumed),
          db::opt(one.warning), db::opt(one.suspended), one.counts.on_disabled,
          one.counts.on_shared, one.counts.inactive_90};
}

}  // namespace

License license_from(const db::Row& row) {
  License one;
  one.record = row.integer(0);
  one.tenant = row.integer(1);
  one.sku = row.text(2);
  one.part_number = row.text(3);
  one.product = row.text(4);
  one.status = row.text(5);
  one.free = row.boolean(6);
  one.gone = row.boolean(7);
  one.enabled = row.optional_integer(8);
  one.consumed = row.optional_integer(9);
  one.unused = row.optional_integer(10);
  one.warning = row.optional_integer(11);
  one.suspended = row.optional_integer(12);
  one.locked_out = row.optional_integer(13);
  one.counts = {row.integer(14), row.integer(15), row.integer(16), row.integer(17), row.integer(18),
                row.integer(19), row.integer(20), row.integer(21), row.integer(22)};
  one.counted_at = time_at(row, 23);
  return one;
}

LicensedPersonRow licensed_person_from(const db::Row& row, std::size_t first) {
  LicensedPersonRow one;
  one.record = row.integer(first);
  one.user_name = row.text(first + 1);
  one.enabled = optional_flag(row, first + 2);
  one.mailbox = row.optional_text(first + 3);
  one.last_active = optional_time(row, first + 4);
  one.signed_in = row.boolean(first + 5);
  one.waste = row.text(first + 6);
  return one;
}

Holding holding_from(const db::Row& row, std::size_t first) {
  Holding one;
  one.id = row.integer(first);
  one.license = row.integer(first + 1);
  one.person = row.integer(first + 2);
  one.held = row.boolean(first + 3);
  one.direct = row.boolean(first + 4);
  one.by_groups = row.text(first + 5);
  one.error = row.optional_text(first + 6);
  return one;
}

std::vector<License> licenses_of(db::Connection& c, base::Id tenant) {
  std::vector<License> out;
  for (const auto& row :
       c.query(fmt::format("SELECT {} FROM licenses s WHERE s.tenant = $1 ORDER BY s.record",
                           kLicenseColumns),
               {tenant}))
    out.push_back(license_from(row));
  return out;
}

std::vector<LicensedPersonRow> licensed_people_of(db::Connection& c, base::Id tenant) {
  std::vector<LicensedPersonRow> out;
  for (const auto& row :
       c.query(fmt::format("SELECT {} FROM licensed_people p WHERE p.tenant = $1 ORDER BY p.record",
                           kLicensedPersonColumns),
               {tenant}))
    out.push_back(licensed_person_from(row, 0));
  return out;
}

std::vector<Holding> holdings_of(db::Connection& c, base::Id tenant) {
  std::vector<Holding> out;
  for (const auto& row :
       c.query(fmt::format("SELECT {} FROM license_holders h WHERE h.tenant = $1 ORDER BY h.id",
                           kHoldingColumns),
               {tenant}))
    out.push_back(holding_from(row, 0));
  return out;
}

void write_licenses(db::Connection& c, const std::vector<License>& rows) {
  check_write_size(rows.size());
  std::vector<db::Params> params;
  for (const License& one : rows) params.push_back(params_of(one));
  c.batch(
      "INSERT INTO licenses (record, tenant, sku, part_number, product, product_folded, status, "
      "is_free, is_gone, enabled, consumed, unused, warning, suspended, locked_out, holders, "
      "failed, on_disabled, on_shared, inactive_30, inactive_60, inactive_90, unknown_mailbox, "
      "unknown_sign_in, counted_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, "
      "$13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25) ON CONFLICT (record) DO "
      "UPDATE SET sku = excluded.sku, part_number = excluded.part_number, product = "
      "excluded.product, product_folded = excluded.product_folded, status = excluded.status, "
      "is_free = excluded.is_free, is_gone = excluded.is_gone, enabled = excluded.enabled, "
      "consumed = excluded.consumed, unused = excluded.unused, warning = excluded.warning, "
      "suspended = excluded.suspended, locked_out = excluded.locked_out, holders = "
      "excluded.holders, failed = excluded.failed, on_disabled = excluded.on_disabled, on_shared = "
      "excluded.on_shared, inactive_30 = excluded.inactive_30, inactive_60 = "
      "excluded.inactive_60, inactive_90 = excluded.inactive_90, unknown_mailbox = "
      "excluded.unknown_mailbox, unknown_sign_in = excluded.unknown_sign_in, counted_at = "
      "excluded.counted_at",
      params);
}

void write_licensed_people(db::Connection& c, base::Id tenant,
                           const std::vector<LicensedPersonRow>& rows) {
  check_write_size(rows.size());
  std::vector<db::Params> params;
  for (const auto& one : rows)
    params.push_back({one.record, tenant, one.user_name, flag(one.enabled), db::opt(one.mailbox),
                      ms(one.last_active), store::flag(one.signed_in), one.waste});
  c.batch(
      "INSERT INTO licensed_people (record, tenant, user_name, account_enabled, mailbox, "
      "last_active_at, signed_in, waste) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT "
      "(record) DO UPDATE SET user_name = excluded.user_name, account_enabled = "
      "excluded.account_enabled, mailbox = excluded.mailbox, last_active_at = "
      "excluded.last_active_at, signed_in = excluded.signed_in, waste = excluded.waste",
      params);
}

void write_holdings(db::Connection& c, base::Id tenant, const std::vector<Holding>& rows) {
  check_write_size(rows.size());
  if (rows.empty()) return;
  base::Id next = next_ids(c, "license_holders", static_cast<std::int64_t>(rows.size()));
  std::vector<db::Params> params;
  for (const auto& one : rows)
    params.push_back({next++, tenant, one.license, one.person, store::flag(one.held),
                      store::flag(one.direct), one.by_groups, db::opt(one.error)});
  c.batch(
      "INSERT INTO license_holders (id, tenant, license, person, is_held, direct, by_groups, "
      "error) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (license, person) DO UPDATE SET "
      "is_held = excluded.is_held, direct = excluded.direct, by_groups = excluded.by_groups, "
      "error = excluded.error",
      params);
}

void remove_licensed_people(db::Connection& c, const std::vector<base::Id>& records) {
  check_write_size(records.size());
  std::vector<db::Params> rows;
  for (const base::Id id : records) rows.push_back({id});
  c.batch("DELETE FROM licensed_people WHERE record = $1", rows);
}

void remove_holdings(db::Connection& c, const std::vector<base::Id>& ids) {
  check_write_size(ids.size());
  std::vector<db::Params> rows;
  for (const base::Id id : ids) rows.push_back({id});
  c.batch("DELETE FROM license_holders WHERE id = $1", rows);
}

std::int64_t day_of(base::Time at) {
  return std::chrono::floor<std::chrono::days>(at).time_since_epoch().count();
}

void write_license_day(db::Connection& c, base::Id tenant, const std::vector<License>& licenses,
                       base::Time now) {
  check_write_size(licenses.size());
  const std::int64_t today = day_of(now);
  std::unordered_map<std::string, db::Params> stored;
  for (const auto& row :
       c.query("SELECT sku, record, enabled, consumed, warning, suspended, on_disabled, on_shared, "
               "inactive_90 FROM license_days WHERE tenant = $1 AND day = $2",
               {tenant, today})) {
    db::Params values;
    for (std::size_t i = 1; i < row.size(); ++i) values.push_back(row.value(i));
    stored.emplace(row.text(0), std::move(values));
  }
  std::vector<db::Params> rows;
  for (const License& one : licenses) {
    const auto before = stored.find(one.sku);
    if (before != stored.end() && before->second == day_values(one)) continue;
    db::Params row{base::Id{0}, tenant, one.sku, today};
    for (auto& value : day_values(one)) row.push_back(std::move(value));
    rows.push_back(std::move(row));
  }
  if (rows.empty()) return;
  base::Id next = next_ids(c, "license_days", static_cast<std::int64_t>(rows.size()));
  for (auto& row : rows) row.front() = next++;
  c.batch(
      "INSERT INTO license_days (id, tenant, sku, day, record, enabled, consumed, warning, "
      "suspended, on_disabled, on_shared, inactive_90) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, "
      "$10, $11, $12) ON CONFLICT (tenant, sku, day) DO UPDATE SET record = excluded.record, "
      "enabled = excluded.enabled, consumed = excluded.consumed, warning = excluded.warning, "
      "suspended = excluded.suspended, on_disabled = excluded.on_disabled, on_shared = "
      "excluded.on_shared, inactive_90 = excluded.inactive_90",
      rows);
  c.execute("DELETE FROM license_days WHERE tenant = $1 AND day < $2",
            {tenant, today - kLicenseDaysKept});
}

std::int64_t license_inactive_days(db::Connection& c) {
  const std::string text = get_setting(c, kInactiveDaysSetting).value_or("");
  std::int64_t days = 0;
  std::from_chars(text.data(), text.data() + text.size(), days);
  return domain::inactive_days(days);
}

void set_license_inactive_days(db::Connection& c, std::int64_t days) {
  put_setting(c, kInactiveDaysSetting, std::to_string(domain::inactive_days(days)));
}

}  // namespace reeve::store
