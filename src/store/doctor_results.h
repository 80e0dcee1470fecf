// What the doctor found last, so that a page can show it at once.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/id.h"
#include "db/connection.h"

namespace reeve::store {

struct DoctorResult {
  base::Id connection = 0;
  std::optional<base::Id> tenant;  // none: of the connection itself
  base::Time checked_at{};
  std::string body;  // JSON, as connect/doctor_keep.h writes it; never a secret
};

// Replaces what was known of the same connection and tenant.
void put_doctor_results(db::Connection& c, const std::vector<DoctorResult>& results);
// Forgets the tenants of a connection that are not among `kept`.
void keep_only_doctor_results(db::Connection& c, base::Id connection,
                              const std::vector<base::Id>& kept);
std::optional<DoctorResult> find_doctor_result(db::Connection& c, base::Id connection,
                                               std::optional<base::Id> tenant);
// The connection's own first, then its tenants by id.
std::vector<DoctorResult> doctor_results(db::Connection& c, base::Id connection);
void drop_doctor_results(db::Connection& c, base::Id connection);

}  // namespace reeve::store
