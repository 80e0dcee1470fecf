// Makes empty databases for the store tests, and reads them out to compare.
#include "store_case.h"

#include <fmt/format.h>
#include <sqlite3.h>
#include <stdlib.h>

#include <set>

#include "db/migrations.h"

namespace reeve::test {
namespace {

std::unique_ptr<PrivatePostgres> running;

// Stops the server when the tests are over, before static objects end.
class StopPostgres : public testing::Environment {
 public:
  void TearDown() override { running.reset(); }
};

std::string shown(const db::Row& row, std::size_t i) {
  if (row.is_null(i)) return "NULL";
  try {
    return row.text(i);
  } catch (const base::Error&) {
  }
  try {
    return fmt::format("{}", row.integer(i));
  } catch (const base::Error&) {
    return fmt::format("{:.9f}", row.real(i));
  }
}

struct Table {
  std::string name;
  std::vector<std::string> columns;
};

// Both databases have the same tables: SQLite's catalog names them for both.
std::vector<Table> tables() {
  TemporaryFolder folder;
  const auto database = db::Database::open("sqlite:" + (folder.path() / "empty.db").string());
  static const std::set<std::string> kClock{"installation.created_at",
                                            "schema_migrations.applied_at",
                                            "schema_migrations.hash",
                                            "jobs.created_at",
                                            "jobs.finished_at",
                                            "jobs.lease_until",
                                            "processes.started_at",
                                            "processes.heartbeat_at",
                                            "notice_deliveries.claimed_until"};
  return database->read([](db::Connection& c) {
    std::vector<Table> out;
    for (const auto& table : c.query("SELECT name FROM sqlite_master WHERE type = 'table' AND name "
                                     "NOT LIKE 'sqlite%' ORDER BY name")) {
      Table one{table.text(0), {}};
      for (const auto& column :
           c.query("SELECT name FROM pragma_table_info($1) ORDER BY cid", {one.name}))
        if (!kClock.contains(one.name + "." + column.text(0)))
          one.columns.push_back(column.text(0));
      out.push_back(std::move(one));
    }
    return out;
  });
}

}  // namespace

PrivatePostgres& postgres() {
  if (!running) running = std::make_unique<PrivatePostgres>();
  return *running;
}

TemporaryFolder::TemporaryFolder() {
  std::string pattern = (scratch_folder() / "reeve-store-XXXXXX").string();
  if (mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no temporary folder");
  path_ = pattern;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

std::string new_database_url(const std::string& kind, const TemporaryFolder& folder) {
  if (kind == "postgresql") return postgres().create_schema();
  return "sqlite:" + (folder.path() / "reeve.db").string();
}

std::string dump(db::Database& database) {
  std::string out;
  for (const auto& table : tables()) {
    std::string columns;
    for (const auto& column : table.columns) columns += (columns.empty() ? "" : ", ") + column;
    out += fmt::format("== {} ({})\n", table.name, columns);
    std::set<std::string> lines;
    database.read([&](db::Connection& c) {
      for (const auto& row : c.query(fmt::format("SELECT {} FROM {}", columns, table.name))) {
        std::string line;
        for (std::size_t i = 0; i < row.size(); ++i) line += shown(row, i) + "|";
        lines.insert(line + "\n");
      }
    });
    for (const auto& line : lines) out += line;
  }
  return out;
}

base::Id StoreTest::organization(const std::string& name) {
  return write([&](db::Connection& c) {
    store::OrganizationPatch values;
    values.name = name;
    return store::create_organization(c, person(), values, kNow).id;
  });
}

base::Id StoreTest::contact(base::Id organization, const std::string& first,
                            const std::string& last, std::vector<domain::Email> emails) {
  return write([&](db::Connection& c) {
    store::ContactPatch values;
    values.organization = organization;
    values.first_name = first;
    values.last_name = last;
    if (!emails.empty()) values.emails = std::move(emails);
    return store::create_contact(c, everything(), person(), values, kNow).id;
  });
}

base::Id StoreTest::account(const std::string& email) {
  return write([&](db::Connection& c) {
    store::Account values;
    values.email = email;
    values.role = domain::Role::administrator;
    values.state = "active";
    return store::create_account(c, values, kNow).id;
  });
}

base::Id StoreTest::connection() {
  return write([](db::Connection& c) {
    store::MicrosoftConnection values;
    values.kind = "partner";
    values.name = "Partner";
    values.cloud = "global";
    values.application_id = "app";
    values.directory_id = "dir";
    values.state = "connected";
    return store::create_connection(c, values, kNow).id;
  });
}

base::Id StoreTest::tenant(const std::string& name, base::Id connection) {
  return write([&](db::Connection& c) {
    store::merge_tenants(c, connection, "global",
                         {{"id-of-" + name, name, name + ".example", "gdap", false}}, false, "read",
                         kNow);
    return store::list_tenants(c, everything(), {{{"name", {name}}}, {}, 1, 1}).rows.at(0).id;
  });
}

base::Id StoreTest::tenant_matched(const std::string& name, base::Id connection,
                                   base::Id organization) {
  const auto id = tenant(name, connection);
  write([&](db::Connection& c) {
    store::match_tenant(c, id, organization, "chosen", std::nullopt, kNow);
  });
  return id;
}

}  // namespace reeve::test

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  testing::AddGlobalTestEnvironment(new reeve::test::StopPostgres);
  const int result = RUN_ALL_TESTS();
  // The whole program is one entry of ctest: these lines let the count of all tests see each case.
  const auto& all = *testing::UnitTest::GetInstance();
  fmt::print("# pass {}\n# fail {}\n# skipped {}\n", all.successful_test_count(),
             all.failed_test_count(), all.skipped_test_count());
  return result;
}
