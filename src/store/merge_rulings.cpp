// Copies refusals and locks from one contact to another, and takes them away again.
#include "store/merge_rulings.h"

#include <boost/json/object.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"

namespace reeve::store {
namespace {

namespace json = base::json;

struct Kept {
  std::string_view place;
  std::vector<json::object> all;
};

// One row a ruling; its number only tells them apart.
void keep(db::Connection& c, base::Id merge, const Kept& kept) {
  std::vector<db::Params> rows;
  for (const json::object& one : kept.all)
    rows.push_back({merge, std::string(kept.place), static_cast<std::int64_t>(rows.size() + 1),
                    std::string(), base::to_json(one)});
  c.batch("INSERT INTO merge_moves (merge, place, row_id, old, new) VALUES ($1, $2, $3, $4, $5)",
          rows);
}

void copy_refusals(db::Connection& c, base::Id merge, base::Id survivor, base::Id other) {
  Kept kept{"refusals", {}};
  std::vector<db::Params> rows;
  for (const auto& row :
       c.query("SELECT r.field, r.op, r.value, r.undo, r.account, r.at FROM refusals r WHERE "
               "r.asset_kind = 'contact' AND r.asset = $1 AND NOT EXISTS (SELECT 1 FROM refusals o "
               "WHERE o.asset_kind = r.asset_kind AND o.asset = $2 AND o.field = r.field AND o.op "
               "= r.op AND o.value = r.value) ORDER BY r.field, r.op, r.value",
               {other, survivor})) {
    rows.push_back({survivor, row.value(0), row.value(1), row.value(2), row.value(3), row.value(4),
                    row.value(5)});
    kept.all.push_back({{"field", json::string(row.text(0))},
                        {"op", json::string(row.text(1))},
                        {"value", json::string(row.text(2))},
                        {"at", row.integer(5)}});
  }
  c.batch(
      "INSERT INTO refusals (asset_kind, asset, field, op, value, undo, account, at) VALUES "
      "('contact', $1, $2, $3, $4, $5, $6, $7)",
      rows);
  keep(c, merge, kept);
}

void copy_locks(db::Connection& c, base::Id merge, base::Id survivor, base::Id other) {
  Kept kept{"locks", {}};
  std::vector<db::Params> rows;
  for (const auto& row :
       c.query("SELECT p.field, p.account, p.at FROM locks p WHERE p.asset_kind = 'contact' AND "
               "p.asset = $1 AND NOT EXISTS (SELECT 1 FROM locks o WHERE o.asset_kind = "
               "p.asset_kind AND o.asset = $2 AND o.field = p.field) ORDER BY p.field",
               {other, survivor})) {
    rows.push_back({survivor, row.value(0), row.value(1), row.value(2)});
    kept.all.push_back({{"field", json::string(row.text(0))}, {"at", row.integer(2)}});
  }
  c.batch(
      "INSERT INTO locks (asset_kind, asset, field, account, at) VALUES ('contact', $1, $2, $3, "
      "$4)",
      rows);
  keep(c, merge, kept);
}

}  // namespace

void copy_rulings(db::Connection& c, base::Id merge, base::Id survivor, base::Id other) {
  copy_refusals(c, merge, survivor, other);
  copy_locks(c, merge, survivor, other);
}

void forget_rulings(db::Connection& c, base::Id merge, base::Id survivor) {
  std::vector<db::Params> refusals, locks;
  for (const auto& row : c.query(
           "SELECT place, new FROM merge_moves WHERE merge = $1 AND place IN ('refusals', 'locks')",
           {merge})) {
    const auto one = base::parse_json(row.text(1), "A moved ruling");
    const std::string field = base::text_member(one, "field");
    const auto at = base::optional_integer(one, "at").value_or(0);
    if (row.text(0) == "locks")
      locks.push_back({survivor, field, at});
    else
      refusals.push_back(
          {survivor, field, base::text_member(one, "op"), base::text_member(one, "value"), at});
  }
  c.batch(
      "DELETE FROM refusals WHERE asset_kind = 'contact' AND asset = $1 AND field = $2 AND op = $3 "
      "AND value = $4 AND at = $5",
      refusals);
  c.batch(
      "DELETE FROM locks WHERE asset_kind = 'contact' AND asset = $1 AND field = $2 AND at = $3",
      locks);
}

}  // namespace reeve::store
