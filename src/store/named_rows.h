// Rows that are little more than a name, which many assets share: types, statuses, manufacturers,
// models.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "base/clock.h"
#include "base/id.h"
#include "db/connection.h"
#include "store/list.h"
#include "store/plain_assets.h"

namespace reeve::store {

struct NamedRow {
  base::Id id = 0;
  std::optional<base::Id> within;  // a model's manufacturer
  std::string name;
  base::Time created_at{}, updated_at{};
};

// "configuration_types", "configuration_statuses", "manufacturers" or "models". They belong to no
// organization, so that everybody who logs in sees them. Filters: id, name, search; of models also
// manufacturer_id. Sort: name, id, created_at, updated_at; default name.
Page<NamedRow> list_named(db::Connection& c, std::string_view table, const ListQuery& query);
std::optional<NamedRow> find_named(db::Connection& c, std::string_view table, base::Id id);
// The row of that name, made where there is none; `within` 0: of nobody.
base::Id named_row(db::Connection& c, std::string_view table, const std::string& name,
                   base::Id within, base::Time now);
// Throws Error{invalid} on an empty name or one that another row has, Error{not_found}.
NamedRow rename_named(db::Connection& c, std::string_view table, base::Id id,
                      const std::string& name, base::Time now);

// For one transaction: remembers what it found and made. Internal to store/.
class NamedRows {
 public:
  NamedRows(db::Connection& c, base::Time now) : c_(c), now_(now) {}
  base::Id named(const PlainField& field, const std::string& name, base::Id within);
  // Of the row with that id; throws Error{invalid} where there is none (of an asset: in that
  // organization).
  std::string title(const PlainField& field, base::Id id, base::Id organization);

 private:
  db::Connection& c_;
  base::Time now_;
  std::map<std::tuple<std::string, base::Id, std::string>, base::Id> made_;
};

}  // namespace reeve::store
