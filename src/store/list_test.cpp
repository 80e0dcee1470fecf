// Lists ask the database for exactly what was filtered, and nothing that was typed becomes SQL.
#include <gmock/gmock.h>

#include "store/list_statement.h"

namespace reeve::store {
namespace {

// Remembers what it was asked.
class Recorder final : public db::Connection {
 public:
  db::Backend backend() const override { return db::Backend::sqlite; }
  db::Rows query(std::string_view sql, const db::Params& params) override {
    statements.emplace_back(sql);
    last = params;
    if (sql.starts_with("SELECT COUNT")) return {db::Row({std::int64_t{77}})};
    db::Rows rows;
    for (std::int64_t i = 0; i < answer; ++i) rows.emplace_back(std::vector<db::Value>{i});
    return rows;
  }
  std::int64_t execute(std::string_view, const db::Params&) override { return 0; }
  void batch(std::string_view, std::span<const db::Params>) override {}

  std::vector<std::string> statements;
  db::Params last;
  std::int64_t answer = 1;
};

constexpr FilterColumn kFilters[] = {{"id", Compare::id, "x.id"},
                                     {"name", Compare::folded, "x.name_folded"},
                                     {"search", Compare::contains, "x.a LIKE {} OR x.b LIKE {}"},
                                     {"email", Compare::email, "x.email"},
                                     {"on", Compare::boolean, "x.is_on"},
                                     {"gone", Compare::present, "x.gone_at"}};
constexpr SortColumn kSorts[] = {{"name", "x.name_folded"}, {"at", "x.at"}};
constexpr ListShape kShape{"x.id", "things x", "x.id", "x.name_folded", kFilters, kSorts};

std::int64_t read(const db::Row& row) { return row.integer(0); }

std::string sql_of(const ListQuery& query, const Scope& scope = Scope::all_organizations(1)) {
  Recorder recorder;
  ListStatement list(kShape, query);
  list.scope(scope, "x.organization");
  list.page<std::int64_t>(recorder, read);
  return recorder.statements.at(0);
}

TEST(ListStatement, AsksForOnePage) {
  EXPECT_EQ(sql_of({{}, {}, 3, 20}),
            "SELECT x.id FROM things x ORDER BY x.name_folded, x.id LIMIT 20 OFFSET 40");
  EXPECT_THAT(sql_of({{}, {}, -5, 99999}), testing::HasSubstr("LIMIT 1000 OFFSET 0"));
}

TEST(ListStatement, SortsByKnownFieldsOnly) {
  EXPECT_THAT(
      sql_of({{}, {{"at", true}, {"name; DROP TABLE things", false}, {"name", false}}, 1, 1}),
      testing::HasSubstr("ORDER BY x.at DESC NULLS LAST, x.name_folded NULLS LAST, x.id"));
}

TEST(ListStatement, FiltersByParameters) {
  Recorder recorder;
  ListStatement list(
      kShape,
      {{{"name", {"\u00c4RZTE", "b'; --"}}, {"search", {"50%_"}}, {"id", {"7", "x"}}}, {}, 1, 9});
  list.page<std::int64_t>(recorder, read);
  EXPECT_THAT(recorder.statements.at(0),
              testing::HasSubstr("WHERE x.id IN ($1) AND x.name_folded IN ($2, $3) AND "
                                 "((x.a LIKE $4 OR x.b LIKE $4))"));
  ASSERT_EQ(recorder.last.size(), 4U);
  EXPECT_EQ(recorder.last[1], db::Value{std::string("arzte")});
  EXPECT_EQ(recorder.last[3], db::Value{std::string("%50\\%\\_%")});
}

TEST(ListStatement, KnowsYesAndNo) {
  EXPECT_THAT(sql_of({{{"on", {"true"}}, {"gone", {"false"}}}, {}, 1, 1}),
              testing::HasSubstr("WHERE x.is_on = 1 AND x.gone_at IS NULL"));
  EXPECT_THAT(sql_of({{{"gone", {"yes", "no"}}}, {}, 1, 1}),
              testing::Not(testing::HasSubstr("WHERE")));
}

TEST(ListStatement, LooksThroughTheScope) {
  EXPECT_THAT(sql_of({}, Scope::only(1, {5, 6})),
              testing::HasSubstr("WHERE x.organization IN (5,6)"));
  EXPECT_THAT(sql_of({}, Scope::only(1, {})), testing::HasSubstr("WHERE 1 = 0"));
}

TEST(ListStatement, CountsOnlyWhereThePageDoesNotTell) {
  Recorder recorder;
  const auto page = ListStatement(kShape, {{}, {}, 1, 5}).page<std::int64_t>(recorder, read);
  EXPECT_EQ(page.total, 1);
  EXPECT_EQ(recorder.statements.size(), 1U);
  recorder.answer = 5;
  EXPECT_EQ(ListStatement(kShape, {{}, {}, 1, 5}).page<std::int64_t>(recorder, read).total, 77);
}

}  // namespace
}  // namespace reeve::store
