// A SQLite file that cannot be used says why and what to do; one that can keeps what was committed.
#include "db/database.h"

#include <gmock/gmock.h>
#include <grp.h>
#include <pwd.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <fstream>
#include <thread>

#include "base/error.h"

namespace reeve::db {
namespace {

using base::Error;
using base::ErrorCode;
using testing::HasSubstr;
namespace fs = std::filesystem;

class Sqlite : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (fs::temp_directory_path() / "reeve-db-XXXXXX").string();
    ASSERT_NE(mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
  }
  void TearDown() override {
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
  }
  std::string url(const std::string& name = "reeve.db") const {
    return "sqlite:" + (folder_ / name).string();
  }
  static Error open_error(const std::string& url) {
    try {
      Database::open(url);
    } catch (const Error& error) {
      return error;
    }
    ADD_FAILURE() << url << " was opened";
    return Error(ErrorCode::internal, "");
  }
  fs::path folder_;
};

void put(Database& database, const std::string& name, const std::string& value,
         Lane lane = Lane::people) {
  database.write(lane, [&](Connection& c) {
    c.execute("INSERT INTO settings (name, value) VALUES ($1, $2)", {name, value});
  });
}

std::int64_t settings(Database& database) {
  return database.read(
      [](Connection& c) { return c.query("SELECT COUNT(*) FROM settings").at(0).integer(0); });
}

TEST_F(Sqlite, NamesAFolderThatIsMissing) {
  const auto error = open_error("sqlite:" + (folder_ / "no" / "reeve.db").string());
  EXPECT_EQ(error.code(), ErrorCode::unavailable);
  EXPECT_THAT(error.message(), HasSubstr("does not exist. Create it"));
}

TEST_F(Sqlite, NamesAFolderInPlaceOfAFile) {
  EXPECT_THAT(open_error("sqlite:" + folder_.string()).message(), HasSubstr("is a folder"));
  EXPECT_THAT(open_error("sqlite:").message(), HasSubstr("not understood"));
}

TEST_F(Sqlite, NamesAFileThatIsNoDatabase) {
  std::ofstream(folder_ / "reeve.db")
      << "This is a letter, not a database. " << std::string(4000, 'x');
  const auto error = open_error(url());
  EXPECT_EQ(error.code(), ErrorCode::unavailable);
  EXPECT_THAT(error.message(), HasSubstr("is not a database"));
}

// As a user without rights, in a process of its own (root may write everywhere). Prints what
// opening said.
std::string open_as_nobody(const std::string& url) {
  int ends[2];
  if (pipe(ends) != 0) return "no pipe";
  const pid_t pid = fork();
  if (pid == 0) {
    std::string said = "opened";
    if (geteuid() == 0 && (setgroups(0, nullptr) != 0 || setgid(65534) != 0 || setuid(65534) != 0))
      _exit(1);
    try {
      Database::open(url);
    } catch (const Error& error) {
      said = error.message();
    }
    if (write(ends[1], said.data(), said.size()) < 0) _exit(1);
    _exit(0);
  }
  close(ends[1]);
  std::string said(4096, '\0');
  const ssize_t got = read(ends[0], said.data(), said.size());
  close(ends[0]);
  waitpid(pid, nullptr, 0);
  said.resize(got < 0 ? 0 : static_cast<std::size_t>(got));
  return said;
}

TEST_F(Sqlite, NamesAFolderThatIsReadOnly) {
  ASSERT_EQ(chmod(folder_.c_str(), 0555), 0);
  EXPECT_THAT(open_as_nobody(url()), HasSubstr("cannot be written to. Give the user"));
  ASSERT_EQ(chmod(folder_.c_str(), 0755), 0);
}

TEST_F(Sqlite, NamesAFileThatIsReadOnly) {
  Database::open(url());
  ASSERT_EQ(chmod(folder_.c_str(), 0777), 0);
  ASSERT_EQ(chmod((folder_ / "reeve.db").c_str(), 0444), 0);
  EXPECT_THAT(open_as_nobody(url()), HasSubstr("cannot be read and written"));
}

TEST_F(Sqlite, SaysThatTheDiskIsFullAndLosesNothing) {
  const auto database = Database::open(url());
  put(*database, "before", "x");
  database->write(Lane::people, [](Connection& c) {
    const auto pages = c.query("PRAGMA page_count").at(0).integer(0);
    c.query("PRAGMA max_page_count = " + std::to_string(pages + 2));
  });
  try {
    put(*database, "large", std::string(100'000, 'x'));
    ADD_FAILURE() << "there was room";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::unavailable);
    EXPECT_THAT(error.message(), HasSubstr("is full; nothing was saved"));
  }
  EXPECT_EQ(settings(*database), 1);
  database->write(Lane::people, [](Connection& c) { c.query("PRAGMA max_page_count = 1000000"); });
  put(*database, "large", std::string(100'000, 'x'));
  EXPECT_EQ(settings(*database), 2) << "with room again it goes on";
}

TEST_F(Sqlite, IsSetToLoseNothing) {
  const auto database = Database::open(url());
  EXPECT_EQ(database->backend(), Backend::sqlite);
  EXPECT_EQ(database->display_url(), url());
  database->write(Lane::people, [](Connection& c) {
    EXPECT_EQ(c.query("PRAGMA journal_mode").at(0).text(0), "wal");
    EXPECT_EQ(c.query("PRAGMA synchronous").at(0).integer(0), 2) << "FULL";
    EXPECT_EQ(c.query("PRAGMA foreign_keys").at(0).integer(0), 1);
    EXPECT_EQ(c.query("PRAGMA busy_timeout").at(0).integer(0), 10'000);
  });
}

TEST_F(Sqlite, KeepsWhatWasCommittedWhenItsProcessIsKilled) {
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  const pid_t pid = fork();
  if (pid == 0) {
    const auto database = Database::open(url());
    for (char i = 'a'; i <= 'z'; ++i) {
      put(*database, std::string(1, i), "v");
      if (write(ends[1], &i, 1) != 1) _exit(1);
    }
    pause();
    _exit(0);
  }
  close(ends[1]);
  char last = 0;
  for (int i = 0; i < 13; ++i) ASSERT_EQ(read(ends[0], &last, 1), 1);
  kill(pid, SIGKILL);
  waitpid(pid, nullptr, 0);
  close(ends[0]);
  const auto database = Database::open(url());
  EXPECT_GE(settings(*database), 13) << "what was said to be saved is there";
  EXPECT_EQ(
      database->read([](Connection& c) { return c.query("PRAGMA integrity_check").at(0).text(0); }),
      "ok");
}

TEST_F(Sqlite, LetsPeoplePassMachines) {
  const auto database = Database::open(url());
  std::atomic<bool> started = false, go = false;
  std::string order;
  std::vector<std::jthread> threads;
  threads.emplace_back([&] {
    database->write(Lane::background, [&](Connection&) {
      started = true;
      started.notify_all();
      go.wait(false);
    });
  });
  started.wait(false);
  // Both lanes fill while the writer is held; each writer is seen in the queue before the next one
  // comes.
  std::atomic<int> waiting = 0;
  for (const auto lane : {Lane::background, Lane::people, Lane::background, Lane::people}) {
    threads.emplace_back([&, lane] {
      ++waiting;
      waiting.notify_all();
      database->write(lane, [&](Connection&) { order += lane == Lane::people ? 'p' : 'b'; });
    });
  }
  for (int seen = waiting; seen < 4; seen = waiting) waiting.wait(seen);
  // The queue itself has no event to wait on: hold the writer until all four are surely in it.
  while (database->waiting_writes() < 4) std::this_thread::yield();
  go = true;
  go.notify_all();
  threads.clear();
  EXPECT_EQ(order, "ppbb");
}

TEST_F(Sqlite, IsOpenedByTwoAtOnce) {
  std::unique_ptr<Database> opened[2];
  {
    std::jthread one([&] { opened[0] = Database::open(url()); });
    std::jthread two([&] { opened[1] = Database::open(url()); });
  }
  ASSERT_TRUE(opened[0] && opened[1]);
  put(*opened[0], "a", "x");
  put(*opened[1], "b", "x");
  EXPECT_EQ(settings(*opened[0]), 2);
}

TEST_F(Sqlite, TakesWritesOfManyThreads) {
  const auto database = Database::open(url());
  {
    std::vector<std::jthread> threads;
    for (int t = 0; t < 8; ++t)
      threads.emplace_back([&, t] {
        for (int i = 0; i < 10; ++i) {
          put(*database, std::to_string(t) + "-" + std::to_string(i), "v",
              i % 2 == 0 ? Lane::people : Lane::background);
          settings(*database);
        }
      });
  }
  EXPECT_EQ(settings(*database), 80);
}

}  // namespace
}  // namespace reeve::db
