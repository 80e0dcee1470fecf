// Reads tables in slices by their primary key and writes them elsewhere.
#include "db/table_copy.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/error.h"
#include "base/text.h"

namespace reeve::db {
namespace {

std::string parameter_list(std::size_t count) {
  std::string out;
  for (std::size_t i = 1; i <= count; ++i) out += fmt::format("{}${}", i == 1 ? "" : ", ", i);
  return out;
}

Params values_of(const Row& row, std::size_t count) {
  Params values;
  for (std::size_t i = 0; i < count; ++i) values.push_back(row.value(i));
  return values;
}

}  // namespace

std::vector<Table> tables_of(SqliteConnection& c) {
  std::vector<Table> tables;
  for (const auto& row :
       c.query("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' "
               "AND name <> 'schema_migrations' ORDER BY name")) {
    Table table{row.text(0), {}, {}};
    std::map<std::int64_t, std::string> key;
    for (const auto& column :
         c.query("SELECT name, pk FROM pragma_table_info($1) ORDER BY cid", {table.name})) {
      table.columns.push_back(column.text(0));
      if (column.integer(1) > 0) key.emplace(column.integer(1), column.text(0));
    }
    for (auto& [position, name] : key) table.key.push_back(name);
    tables.push_back(std::move(table));
  }
  return tables;
}

std::vector<Table> in_reference_order(SqliteConnection& c, std::vector<Table> tables) {
  std::map<std::string, std::set<std::string>> needs;
  for (const auto& table : tables)
    for (const auto& row :
         c.query("SELECT \"table\" FROM pragma_foreign_key_list($1)", {table.name}))
      if (row.text(0) != table.name) needs[table.name].insert(row.text(0));
  std::vector<Table> ordered;
  std::set<std::string> done;
  while (!tables.empty()) {
    const auto next = std::find_if(tables.begin(), tables.end(), [&](const Table& table) {
      return std::includes(done.begin(), done.end(), needs[table.name].begin(),
                           needs[table.name].end());
    });
    if (next == tables.end())
      throw base::Error(base::ErrorCode::internal, "The tables refer to each other in a circle.");
    done.insert(next->name);
    ordered.push_back(std::move(*next));
    tables.erase(next);
  }
  return ordered;
}

void copy_table(Connection& from, Connection& to, const Table& table) {
  // The key is read a second time behind the columns: where the next slice begins.
  const auto key = base::join(table.key, ", ");
  const auto columns = base::join(table.columns, ", ");
  const std::string select = fmt::format("SELECT {}, {} FROM {}", columns, key, table.name);
  const std::string order = fmt::format(" ORDER BY {} LIMIT {}", key, kCopyRows);
  const std::string after =
      fmt::format(" WHERE ({}) > ({})", key, parameter_list(table.key.size()));
  const std::string insert = fmt::format("INSERT INTO {} ({}) VALUES ({})", table.name, columns,
                                         parameter_list(table.columns.size()));
  Params last;
  for (;;) {
    const auto rows =
        last.empty() ? from.query(select + order) : from.query(select + after + order, last);
    std::vector<Params> values;
    for (const auto& row : rows) values.push_back(values_of(row, table.columns.size()));
    to.batch(insert, values);
    if (static_cast<std::int64_t>(rows.size()) < kCopyRows) return;
    last.clear();
    for (std::size_t i = 0; i < table.key.size(); ++i)
      last.push_back(rows.back().value(table.columns.size() + i));
  }
}

}  // namespace reeve::db
