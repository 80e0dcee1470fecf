// What every store test starts from: an empty database of each kind, and a few rows to work with.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <memory>
#include <string>

#include "base/clock.h"
#include "base/error.h"
#include "db/database.h"
#include "private_postgres.h"
#include "store/accounts.h"
#include "store/author.h"
#include "store/connections.h"
#include "store/contacts.h"
#include "store/organizations.h"
#include "store/tenants.h"

namespace reeve::test {

// The one PostgreSQL of this test program; started by the first test that asks.
PrivatePostgres& postgres();

// A folder that is removed with the object.
class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

inline constexpr base::Time kNow{base::Millis{1'790'000'000'000}};
inline base::Time later(std::int64_t seconds) { return kNow + std::chrono::seconds(seconds); }

inline store::Scope everything() { return store::Scope::all_organizations(1); }
inline store::Author person() { return {domain::Source::person, 7, {}, {}}; }
inline store::Author microsoft(std::optional<base::Id> run = {}) {
  return {domain::Source::microsoft, {}, run, {}};
}

// An empty database of the kind "sqlite" or "postgresql".
std::string new_database_url(const std::string& kind, const TemporaryFolder& folder);

// All tables, row by row, as text; columns that hold the wall clock are left out.
std::string dump(db::Database& database);

class StoreTest : public testing::TestWithParam<std::string> {
 protected:
  void SetUp() override {
    url_ = new_database_url(GetParam(), folder_);
    database_ = db::Database::open(url_);
  }

  template <class Work>
  auto read(Work&& work) {
    return database_->read(std::forward<Work>(work));
  }
  template <class Work>
  auto write(Work&& work) {
    return database_->write(db::Lane::people, std::forward<Work>(work));
  }

  base::Id organization(const std::string& name);
  base::Id contact(base::Id organization, const std::string& first, const std::string& last,
                   std::vector<domain::Email> emails = {});
  base::Id account(const std::string& email);
  base::Id connection();
  // A tenant found by GDAP, in state read.
  base::Id tenant(const std::string& name, base::Id connection);
  base::Id tenant_matched(const std::string& name, base::Id connection, base::Id organization);

  TemporaryFolder folder_;
  std::string url_;
  std::unique_ptr<db::Database> database_;
};

// Runs `work` and gives back the Error it threw; fails the test when it threw none.
template <class Work>
base::Error error_of(Work&& work) {
  try {
    work();
  } catch (const base::Error& error) {
    return error;
  }
  ADD_FAILURE() << "nothing was thrown";
  return base::Error(base::ErrorCode::internal, "");
}

inline std::string kind_name(const testing::TestParamInfo<std::string>& info) { return info.param; }

}  // namespace reeve::test

#define REEVE_ON_BOTH_DATABASES(suite)                                               \
  INSTANTIATE_TEST_SUITE_P(Database, suite, testing::Values("sqlite", "postgresql"), \
                           reeve::test::kind_name)
