// One row for a connection and one for each of its tenants.
#include "store/doctor_results.h"

#include <algorithm>

#include "base/text.h"
#include "store/rows.h"

namespace reeve::store {

namespace {

constexpr base::Id kConnectionItself = 0;

DoctorResult result_from(const db::Row& row) {
  DoctorResult out;
  out.connection = row.integer(0);
  if (row.integer(1) != kConnectionItself) out.tenant = row.integer(1);
  out.checked_at = time_at(row, 2);
  out.body = row.text(3);
  return out;
}

}  // namespace

void put_doctor_results(db::Connection& c, const std::vector<DoctorResult>& results) {
  check_write_size(results.size());
  std::vector<db::Params> rows;
  for (const auto& one : results)
    rows.push_back({one.connection, one.tenant.value_or(kConnectionItself), ms(one.checked_at),
                    base::clean_text(one.body)});
  c.batch(
      "INSERT INTO doctor_results (connection, tenant, checked_at, body) VALUES ($1, $2, $3, $4) "
      "ON CONFLICT (connection, tenant) DO UPDATE SET checked_at = excluded.checked_at, "
      "body = excluded.body",
      rows);
}

void keep_only_doctor_results(db::Connection& c, base::Id connection,
                              const std::vector<base::Id>& kept) {
  for (const auto& row : c.query("SELECT tenant FROM doctor_results WHERE connection = $1 "
                                 "AND tenant <> $2",
                                 {connection, kConnectionItself}))
    if (const auto tenant = row.integer(0); std::ranges::find(kept, tenant) == kept.end())
      c.execute("DELETE FROM doctor_results WHERE connection = $1 AND tenant = $2",
                {connection, tenant});
}

std::optional<DoctorResult> find_doctor_result(db::Connection& c, base::Id connection,
                                               std::optional<base::Id> tenant) {
  const auto rows = c.query(
      "SELECT connection, tenant, checked_at, body FROM doctor_results WHERE connection = $1 "
      "AND tenant = $2",
      {connection, tenant.value_or(kConnectionItself)});
  if (rows.empty()) return std::nullopt;
  return result_from(rows.front());
}

std::vector<DoctorResult> doctor_results(db::Connection& c, base::Id connection) {
  std::vector<DoctorResult> out;
  for (const auto& row : c.query("SELECT connection, tenant, checked_at, body FROM doctor_results "
                                 "WHERE connection = $1 ORDER BY tenant",
                                 {connection}))
    out.push_back(result_from(row));
  return out;
}

void drop_doctor_results(db::Connection& c, base::Id connection) {
  c.execute("DELETE FROM doctor_results WHERE connection = $1", {connection});
}

}  // namespace reeve::store
