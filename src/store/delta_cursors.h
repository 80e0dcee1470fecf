// Where a delta query goes on, one a tenant and data type; and whose turn it is at a service that
// lets few requests through.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/clock.h"
#include "base/id.h"
#include "db/connection.h"

namespace reeve::store {

struct DeltaCursor {
  std::string link;        // path and query below Graph's host
  std::string query;       // the question it belongs to: another question needs another cursor
  base::Time issued_at{};  // it lives seven days at Microsoft
  base::Time full_at{};    // when everything was listed last
};
std::optional<DeltaCursor> find_delta_cursor(db::Connection& c, base::Id tenant,
                                             std::string_view type);
// The type's row must be there (set_type_state). Committed with, or after, the rows it stands for.
void set_delta_cursor(db::Connection& c, base::Id tenant, std::string_view type,
                      const DeltaCursor& cursor);
void drop_delta_cursor(db::Connection& c, base::Id tenant, std::string_view type);

// The stored bodies of these objects, gone ones included; at most 1,000 a call.
std::unordered_map<std::string, std::string> record_bodies(
    db::Connection& c, base::Id tenant, std::string_view type,
    const std::vector<std::string>& external_ids);

// Their titles.
std::unordered_map<std::string, std::string> record_titles(
    db::Connection& c, base::Id tenant, std::string_view type,
    const std::vector<std::string>& external_ids);

// Takes the next turn at `service` (an application's name for it), which then is busy for `cost`
// longer. Returns when the turn is; nothing where that is later than `latest`, and then no turn is
// taken.
std::optional<base::Time> take_slow_turn(db::Connection& c, const std::string& service,
                                         base::Time now, base::Time latest, base::Millis cost);

}  // namespace reeve::store
