// Makes, starts and stops a PostgreSQL cluster that belongs to one test program.
#include "private_postgres.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <libpq-fe.h>
#include <pwd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <stdexcept>
#include <vector>

namespace reeve::test {
namespace {

namespace fs = std::filesystem;

constexpr const char* kPrograms = "/usr/lib/postgresql/15/bin/";
constexpr const char* kUser = "reeve";
constexpr const char* kPassword = "a-password-for-tests";
constexpr std::chrono::seconds kStartLimit{60};
constexpr std::size_t kMaxSaid = 64 * 1024;

// PostgreSQL refuses to run as root.
std::vector<std::string> as_postgres(std::vector<std::string> command) {
  if (geteuid() != 0) return command;
  std::vector<std::string> all{"/usr/bin/setpriv", "--reuid=postgres", "--regid=postgres",
                               "--init-groups", "--pdeathsig=QUIT"};
  all.insert(all.end(), command.begin(), command.end());
  return all;
}

// The child's standard output and error go to `output`.
pid_t spawn(const std::vector<std::string>& command, int output) {
  std::vector<char*> arguments;
  for (const auto& part : command) arguments.push_back(const_cast<char*>(part.c_str()));
  arguments.push_back(nullptr);
  const pid_t pid = fork();
  if (pid < 0) throw std::runtime_error("fork failed");
  if (pid == 0) {
    dup2(output, 1);
    dup2(output, 2);
    if (chdir("/") != 0) _exit(126);
    execv(arguments[0], arguments.data());
    _exit(127);
  }
  return pid;
}

int free_port() {
  const int s = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  const bool bound = bind(s, reinterpret_cast<sockaddr*>(&address), size) == 0 &&
                     getsockname(s, reinterpret_cast<sockaddr*>(&address), &size) == 0;
  close(s);
  if (!bound) throw std::runtime_error("no free port");
  return ntohs(address.sin_port);
}

void give_to_postgres(const fs::path& path) {
  if (geteuid() != 0) return;
  const passwd* user = getpwnam("postgres");
  if (user == nullptr || chown(path.c_str(), user->pw_uid, user->pw_gid) != 0)
    throw std::runtime_error("cannot give " + path.string() + " to user postgres");
}

void run_sql(const std::string& url, const std::string& sql) {
  PGconn* connection = PQconnectdb(url.c_str());
  PGresult* result = PQexec(connection, sql.c_str());
  const bool done = PQresultStatus(result) == PGRES_COMMAND_OK;
  const std::string error = PQerrorMessage(connection);
  PQclear(result);
  PQfinish(connection);
  if (!done) throw std::runtime_error(sql + ": " + error);
}

}  // namespace

fs::path scratch_folder() {
  constexpr std::uintmax_t kPlenty = 4ULL << 30;
  const fs::path memory = "/dev/shm";
  std::error_code failed;
  const auto space = fs::space(memory, failed);
  if (!failed && space.available >= kPlenty && access(memory.c_str(), W_OK) == 0) return memory;
  return fs::temp_directory_path();
}

PrivatePostgres::PrivatePostgres(Durability durability) : durability_(durability) {
  if (const char* foreign = std::getenv("REEVE_TEST_POSTGRES");
      foreign != nullptr && *foreign != '\0') {
    foreign_url_ = foreign;
    return;
  }
  const fs::path parent =
      durability_ == Durability::on ? fs::temp_directory_path() : scratch_folder();
  std::string pattern = (parent / "reeve-postgres-XXXXXX").string();
  if (mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no temporary folder");
  folder_ = pattern;
  try {
    initialize();
    start();
  } catch (...) {
    end(SIGQUIT);
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
    throw;
  }
}

PrivatePostgres::~PrivatePostgres() {
  if (!is_private()) return;
  end(SIGQUIT);
  std::error_code ignored;
  fs::remove_all(folder_, ignored);
}

void PrivatePostgres::initialize() {
  const fs::path password_file = folder_ / "password";
  std::ofstream(password_file) << kPassword << "\n";
  give_to_postgres(folder_);
  give_to_postgres(password_file);
  // ICU's rules for sorting, on purpose: Reeve must sort as on SQLite whatever the server's locale.
  const auto command = as_postgres(
      {std::string(kPrograms) + "initdb", "-D", (folder_ / "data").string(), "-U", kUser,
       "--pwfile=" + password_file.string(), "--auth-local=trust", "--auth-host=scram-sha-256",
       "-E", "UTF8", "--locale=C", "--locale-provider=icu", "--icu-locale=en-US", "--no-sync"});
  const fs::path log = folder_ / "initdb.log";
  const int output = open(log.c_str(), O_CREAT | O_WRONLY | O_CLOEXEC, 0644);
  const pid_t pid = spawn(command, output);
  close(output);
  int status = 0;
  waitpid(pid, &status, 0);
  if (status == 0) return;
  std::ifstream said(log);
  throw std::runtime_error("initdb failed: " +
                           std::string(std::istreambuf_iterator<char>(said), {}));
}

void PrivatePostgres::start() {
  if (port_ == 0) port_ = free_port();
  std::vector<std::string> command{std::string(kPrograms) + "postgres",
                                   "-D",
                                   (folder_ / "data").string(),
                                   "-p",
                                   std::to_string(port_),
                                   "-c",
                                   "listen_addresses=127.0.0.1",
                                   "-c",
                                   "unix_socket_directories=" + folder_.string(),
                                   "-c",
                                   "lc_messages=C"};
  if (durability_ == Durability::off)
    for (const char* setting : {"fsync=off", "full_page_writes=off", "synchronous_commit=off"})
      command.insert(command.end(), {"-c", setting});
  int pipe_ends[2];
  if (pipe2(pipe_ends, O_CLOEXEC) != 0) throw std::runtime_error("pipe failed");
  {
    std::lock_guard hold(mutex_);
    ready_ = closed_ = false;
    said_.clear();
  }
  pid_ = spawn(as_postgres(command), pipe_ends[1]);
  close(pipe_ends[1]);
  watcher_ = std::thread([this, output = pipe_ends[0]] { watch(output); });
  std::unique_lock hold(mutex_);
  changed_.wait_for(hold, kStartLimit, [this] { return ready_ || closed_; });
  if (ready_) return;
  const std::string said = said_;
  hold.unlock();
  end(SIGQUIT);
  throw std::runtime_error("PostgreSQL did not start: " + said);
}

// Reads what the server says until it closes its output.
void PrivatePostgres::watch(int output) {
  char buffer[4096];
  for (;;) {
    const ssize_t got = read(output, buffer, sizeof buffer);
    if (got <= 0) break;
    std::lock_guard hold(mutex_);
    if (said_.size() < kMaxSaid) said_.append(buffer, static_cast<std::size_t>(got));
    if (!ready_ && said_.find("is ready to accept connections") != std::string::npos) ready_ = true;
    changed_.notify_all();
  }
  close(output);
  std::lock_guard hold(mutex_);
  closed_ = true;
  changed_.notify_all();
}

void PrivatePostgres::end(int signal) {
  if (pid_ > 0) {
    kill(pid_, signal);
    int status = 0;
    waitpid(pid_, &status, 0);
    pid_ = -1;
  }
  // Ends when the last process of the cluster has closed its output.
  if (watcher_.joinable()) watcher_.join();
}

void PrivatePostgres::stop() { end(SIGINT); }
void PrivatePostgres::kill_hard() { end(SIGKILL); }

std::string PrivatePostgres::url(const std::string& database, const std::string& password) const {
  if (!is_private()) return foreign_url_.substr(0, foreign_url_.rfind('/') + 1) + database;
  return "postgresql://" + std::string(kUser) + ":" + (password.empty() ? kPassword : password) +
         "@127.0.0.1:" + std::to_string(port_) + "/" + database;
}

std::string PrivatePostgres::create_database() {
  const std::string name =
      "reeve_test_" + std::to_string(getpid()) + "_" + std::to_string(++databases_);
  run_sql(is_private() ? url("postgres") : foreign_url_, "CREATE DATABASE " + name);
  return url(name);
}

std::string PrivatePostgres::create_schema() {
  const std::string name = "test_" + std::to_string(getpid()) + "_" + std::to_string(++schemas_);
  const std::string server = is_private() ? url("postgres") : foreign_url_;
  run_sql(server, "CREATE SCHEMA " + name);
  return server + "?options=-csearch_path%3D" + name;
}

}  // namespace reeve::test
