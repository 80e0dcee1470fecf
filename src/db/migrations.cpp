// Brings a database to what this program expects, or says why it cannot.
#include "db/migrations.h"

#include <fmt/format.h>

#include <map>

#include "base/error.h"
#include "base/hash.h"

namespace reeve::db {
namespace {

using base::Error;
using base::ErrorCode;

std::int64_t count_tables(Connection& c) {
  const char* sql = c.backend() == Backend::sqlite
                        ? "SELECT COUNT(*) FROM sqlite_master WHERE type = 'table'"
                        : "SELECT COUNT(*) FROM information_schema.tables "
                          "WHERE table_schema = current_schema()";
  return c.query(sql).at(0).integer(0);
}

bool has_migrations_table(Connection& c) {
  const char* sql =
      c.backend() == Backend::sqlite
          ? "SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name = 'schema_migrations'"
          : "SELECT COUNT(*) FROM information_schema.tables "
            "WHERE table_schema = current_schema() AND table_name = 'schema_migrations'";
  return c.query(sql).at(0).integer(0) > 0;
}

void prepare_table(Connection& c, const std::function<void(const std::string&)>& script,
                   const std::string& place) {
  if (has_migrations_table(c)) return;
  if (count_tables(c) > 0)
    throw Error(ErrorCode::unavailable,
                fmt::format("{} holds the tables of another program. Name an empty database or a "
                            "new file with --database.",
                            place),
                "tables but no schema_migrations");
  script(
      "CREATE TABLE schema_migrations (name TEXT PRIMARY KEY, hash TEXT NOT NULL, "
      "applied_at BIGINT NOT NULL)");
}

// What is applied must be the beginning of what this program knows, to the letter.
void check_known(const std::map<std::string, std::string, std::less<>>& applied,
                 std::span<const Migration> steps, const std::string& place) {
  std::map<std::string_view, std::string> known;
  for (const auto& step : steps) known.emplace(step.name, base::sha256_hex(step.sql));
  for (const auto& [name, hash] : applied) {
    auto found = known.find(name);
    if (found == known.end())
      throw Error(ErrorCode::unavailable,
                  fmt::format("{} is newer than this program. Start the newer Reeve that wrote it, "
                              "or restore a backup made by this version.",
                              place),
                  fmt::format("unknown migration {}", name));
    if (found->second != hash)
      throw Error(ErrorCode::unavailable,
                  fmt::format("{} was made by a different build of Reeve, whose tables are not the "
                              "ones this program expects. Start the build that made it.",
                              place),
                  fmt::format("migration {} has another content", name));
  }
}

}  // namespace

std::int64_t migrate(Connection& c, std::span<const Migration> steps,
                     const std::function<void(const std::string&)>& script,
                     const std::string& place) {
  prepare_table(c, script, place);
  std::map<std::string, std::string, std::less<>> applied;
  for (const auto& row : c.query("SELECT name, hash FROM schema_migrations"))
    applied.emplace(row.text(0), row.text(1));
  check_known(applied, steps, place);
  std::int64_t count = 0;
  for (const auto& step : steps) {
    if (applied.contains(step.name)) continue;
    script(std::string(step.sql));
    c.execute("INSERT INTO schema_migrations (name, hash, applied_at) VALUES ($1, $2, now_ms())",
              {std::string(step.name), base::sha256_hex(step.sql)});
    ++count;
  }
  return count;
}

}  // namespace reeve::db
