// Keeps by whose token tenants are read.
#include "store/token_ways.h"

#include <fmt/format.h>

#include "base/text.h"
#include "store/rows.h"

namespace reeve::store {
namespace {

constexpr std::string_view kColumns = "connection, tenant_id, used, sentence, remedy, at";

TokenWay way_from(const db::Row& row) {
  return {row.integer(0), row.text(1), row.text(2), row.text(3), row.text(4), time_at(row, 5)};
}

}  // namespace

void put_token_way(db::Connection& c, const TokenWay& way) {
  c.execute(
      "INSERT INTO token_ways (connection, tenant_id, used, sentence, remedy, at) "
      "VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (connection, tenant_id) DO UPDATE SET "
      "used = excluded.used, sentence = excluded.sentence, remedy = excluded.remedy, "
      "at = excluded.at",
      {way.connection, base::ascii_lower(way.tenant_id), way.used, base::clean_text(way.sentence),
       base::clean_text(way.remedy), ms(way.at)});
}

std::optional<TokenWay> find_token_way(db::Connection& c, base::Id connection,
                                       const std::string& tenant_id) {
  const auto rows = c.query(
      fmt::format("SELECT {} FROM token_ways WHERE connection = $1 AND tenant_id = $2", kColumns),
      {connection, base::ascii_lower(tenant_id)});
  if (rows.empty()) return std::nullopt;
  return way_from(rows.front());
}

std::map<std::string, TokenWay> token_ways(db::Connection& c, base::Id connection) {
  std::map<std::string, TokenWay> out;
  for (const auto& row :
       c.query(fmt::format("SELECT {} FROM token_ways WHERE connection = $1", kColumns),
               {connection})) {
    auto way = way_from(row);
    const auto key = way.tenant_id;
    out.emplace(key, std::move(way));
  }
  return out;
}

}  // namespace reeve::store
