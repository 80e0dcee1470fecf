// One request on its way through: what was asked, by whom, and what a handler may use to answer.
#pragma once

#include <atomic>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "api/client_address.h"
#include "api/download.h"
#include "api/event_stream.h"
#include "api/http_message.h"
#include "api/identity.h"
#include "api/login_throttle.h"
#include "api/outside.h"
#include "api/passwords.h"
#include "api/router.h"
#include "api/settings.h"
#include "base/clock.h"
#include "base/json.h"
#include "base/random.h"
#include "db/database.h"

namespace reeve::api {

// Answers counted by status class, for /metrics.
struct Counters {
  std::atomic<std::int64_t> requests{0}, client_errors{0}, server_errors{0}, failed_logins{0};
};

// Everything outlives every call.
struct Services {
  db::Database& database;
  base::Clock& clock;
  base::Random random;
  Settings settings;
  Outside outside;
  PasswordHasher& hasher;
  LoginThrottle& throttle;
  EventHub& hub;
  Downloads& downloads;
  Counters& counters;
  const Router& router;
};

struct Call {
  const Request& request;
  Services& services;
  Client client;
  const Route* route = nullptr;
  std::map<std::string, std::string> values;
  std::optional<Identity> identity;

  base::Time now() const { return services.clock.now(); }
  // The identity of a route that needs one; Error{internal} if a public route asks.
  const Identity& who() const;
  const store::Scope& scope() const { return who().scope; }
  // A path id; Error{not_found} when it is no positive number.
  base::Id id(std::string_view name = "id") const;
  std::string url(std::string_view path) const {
    return services.settings.public_url + std::string(path);
  }

  template <class Work>
  auto read(Work&& work) {
    return services.database.read(std::forward<Work>(work));
  }
  template <class Work>
  auto write(Work&& work) {
    return services.database.write(db::Lane::people, std::forward<Work>(work));
  }
};

// Who acts, as api/outside.h passes it on.
Actor actor_of(const Call& call);

// One audit row: who did what to which, from where. `detail` never holds a secret.
void audit(db::Connection& c, const Call& call, std::string_view action,
           std::string_view subject_kind, std::optional<base::Id> subject,
           const base::json::object& detail = {});
// As above for someone who is not signed in yet.
void audit_as(db::Connection& c, const Call& call, std::optional<base::Id> account,
              std::string_view actor, std::string_view action, std::string_view subject_kind,
              std::optional<base::Id> subject, const base::json::object& detail = {});

}  // namespace reeve::api
