// A database in a folder of its own for one test, gone afterwards.
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <memory>
#include <string>

#include "db/database.h"

namespace reeve::vault {

class TestDatabase {
 public:
  TestDatabase() {
    auto pattern = (std::filesystem::temp_directory_path() / "reeve-test-XXXXXX").string();
    EXPECT_NE(::mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
    database_ = db::Database::open("sqlite:" + (folder_ / "reeve.sqlite").string());
  }
  ~TestDatabase() {
    database_.reset();
    std::filesystem::remove_all(folder_);
  }
  TestDatabase(const TestDatabase&) = delete;
  TestDatabase& operator=(const TestDatabase&) = delete;
  db::Database& operator*() { return *database_; }
  db::Database* operator->() { return database_.get(); }

 private:
  std::filesystem::path folder_;
  std::unique_ptr<db::Database> database_;
};

}  // namespace reeve::vault
