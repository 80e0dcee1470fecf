// A PostgreSQL 15 cluster of our own in a temporary folder, for tests.
#pragma once

#include <sys/types.h>

#include <condition_variable>
#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

namespace reeve::test {

// Where tests put what need not survive them: memory where there is plenty, else the temporary
// folder.
std::filesystem::path scratch_folder();

// Started by start(), stopped and removed by the destructor, by its process id. As root it runs as
// user postgres. Not thread-safe. With REEVE_TEST_POSTGRES=URL in the environment that server is
// used and none is started.
class PrivatePostgres {
 public:
  enum class Durability { off, on };
  // Throws std::runtime_error with what PostgreSQL said when it does not come up.
  explicit PrivatePostgres(Durability durability = Durability::off);
  ~PrivatePostgres();
  PrivatePostgres(const PrivatePostgres&) = delete;
  PrivatePostgres& operator=(const PrivatePostgres&) = delete;

  // A new empty database; its URL with user and password.
  std::string create_database();
  // An empty schema in the server's first database: like an empty database to Reeve, and much
  // faster to make.
  std::string create_schema();
  // The URL of a database of that name, whether it exists or not, with another password where one
  // is given.
  std::string url(const std::string& database, const std::string& password = "") const;

  bool is_private() const { return foreign_url_.empty(); }
  // For tests of a server that goes away and comes back; only when is_private().
  void stop();
  void start();
  void kill_hard();  // SIGKILL to the postmaster and its children's end

 private:
  void initialize();
  void watch(int output);
  void end(int signal);

  std::string foreign_url_;
  Durability durability_;
  std::filesystem::path folder_;
  int port_ = 0;
  pid_t pid_ = -1;
  int databases_ = 0, schemas_ = 0;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool ready_ = false, closed_ = false;  // guarded by mutex_
  std::string said_;                     // guarded by mutex_
  std::thread watcher_;
};

}  // namespace reeve::test
