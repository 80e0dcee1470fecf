// Keeps who wrote each field, and decides what a sync may touch.
#include "store/field_sources.h"

#include "store/rows.h"

namespace reeve::store {

bool FieldState::written_by(std::string_view field, domain::Source source) const {
  const auto found = written.find(field);
  return found != written.end() && found->second.source == source;
}

bool may_write(domain::Source author, const FieldState& state, std::string_view field, bool empty) {
  if (author != domain::Source::microsoft) return true;
  if (state.locked(field)) return false;
  return empty || state.written_by(field, domain::Source::microsoft);
}

std::unordered_map<base::Id, FieldState> field_states(db::Connection& c,
                                                      std::string_view asset_kind,
                                                      std::span<const base::Id> assets) {
  std::unordered_map<base::Id, FieldState> states;
  const db::Params kind{std::string(asset_kind)};
  query_by_ids(
      c,
      "SELECT asset, field, source, at FROM field_sources WHERE asset_kind = $1 AND asset IN ({})",
      kind, assets, [&](const db::Row& row) {
        states[row.integer(0)].written[row.text(1)] = {
            domain::source_from(row.text(2)).value_or(domain::Source::person), time_at(row, 3)};
      });
  query_by_ids(c, "SELECT asset, field FROM locks WHERE asset_kind = $1 AND asset IN ({})", kind,
               assets,
               [&](const db::Row& row) { states[row.integer(0)].locks.insert(row.text(1)); });
  query_by_ids(
      c, "SELECT asset, field, op, value FROM refusals WHERE asset_kind = $1 AND asset IN ({})",
      kind, assets, [&](const db::Row& row) {
        states[row.integer(0)].refused.insert({row.text(1), row.text(2), row.text(3)});
      });
  return states;
}

void save_field_sources(db::Connection& c, std::string_view asset_kind,
                        const std::vector<FieldWritten>& fields, base::Time now) {
  std::vector<db::Params> rows;
  rows.reserve(fields.size());
  for (const auto& field : fields)
    rows.push_back({std::string(asset_kind), field.asset, field.field,
                    std::string(domain::to_string(field.source)), ms(now)});
  c.batch(
      "INSERT INTO field_sources (asset_kind, asset, field, source, at) VALUES ($1, $2, $3, $4, "
      "$5) "
      "ON CONFLICT (asset_kind, asset, field) DO UPDATE SET source = excluded.source, at = "
      "excluded.at",
      rows);
}

void replace_field_sources(db::Connection& c, std::string_view asset_kind, base::Id asset,
                           const FieldState& fields) {
  c.execute("DELETE FROM field_sources WHERE asset_kind = $1 AND asset = $2",
            {std::string(asset_kind), asset});
  std::vector<db::Params> rows;
  for (const auto& [field, written] : fields.written)
    rows.push_back({std::string(asset_kind), asset, field,
                    std::string(domain::to_string(written.source)), ms(written.at)});
  c.batch(
      "INSERT INTO field_sources (asset_kind, asset, field, source, at) VALUES ($1, $2, $3, "
      "$4, $5)",
      rows);
}

}  // namespace reeve::store
