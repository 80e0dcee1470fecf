// Everything one process of Reeve owns, wired once: database, vault, network, tokens, sync,
// workers.
#pragma once

#include <memory>
#include <stop_token>
#include <string>

#include "app/fault_point.h"
#include "app/settings.h"
#include "base/clock.h"
#include "base/random.h"
#include "connect/budgets.h"
#include "connect/services.h"
#include "connect/tokens.h"
#include "db/database.h"
#include "http/curl_transport.h"
#include "jobs/workers.h"
#include "notify/deliver.h"
#include "store/runs.h"
#include "vault/vault.h"

namespace reeve::app {

// Makes the data folder (mode 0700) where it is missing and opens the database. Throws
// Error{unavailable} with a remedy.
std::unique_ptr<db::Database> open_database(const Settings& settings);

// Destruction order is declaration order reversed: the workers stop first, the database closes
// last.
class Product {
 public:
  explicit Product(const Settings& settings);
  ~Product();
  Product(const Product&) = delete;
  Product& operator=(const Product&) = delete;

  const Settings& settings() const { return settings_; }
  db::Database& database() { return *database_; }
  vault::Vault& vault() { return *vault_; }
  base::Clock& clock() { return clock_; }
  const base::Random& random() const { return random_; }
  connect::Services& services() { return services_; }
  connect::TokenSource& tokens() { return tokens_; }

  const notify::Services& notices() const { return notices_; }

  // The address people type, once the port is known (before that: as the settings have it). Call
  // before start_workers.
  void set_public_url(const std::string& url) {
    services_.public_url = url;
    notices_.public_url = url;
  }

  // Works on jobs until stop_workers; `kind` is serve, worker or sync. `schedule`: also queues what
  // is due.
  void start_workers(const std::string& kind, bool schedule);
  void notify_workers();
  void stop_workers();

 private:
  void register_work();
  void register_undo();
  void keep_telling();
  Settings settings_;
  base::SystemClock clock_;
  base::Random random_;
  std::unique_ptr<db::Database> database_;
  std::unique_ptr<vault::Vault> vault_;
  http::CurlTransport transport_;
  connect::Budgets budgets_;
  connect::Services services_;
  connect::TokenSource tokens_;
  FaultPoint fault_;
  notify::Services notices_;
  std::stop_source stop_notices_;
  std::unique_ptr<jobs::Workers> workers_;
};

}  // namespace reeve::app
