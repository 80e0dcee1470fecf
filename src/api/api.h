// The whole HTTP API as one function: a request in, a response out. app/ owns it and the server
// that calls it.
#pragma once

#include <memory>
#include <string>

#include "api/call.h"
#include "api/download.h"
#include "api/event_stream.h"
#include "api/http_message.h"
#include "api/outside.h"
#include "api/router.h"
#include "api/settings.h"
#include "base/clock.h"
#include "base/random.h"
#include "db/database.h"

namespace reeve::api {

// Thread-safe: handle() is called on all handler threads. The database and the clock outlive it.
class Api {
 public:
  Api(db::Database& database, base::Clock& clock, base::Random random, Settings settings,
      Outside outside);
  ~Api();
  Api(const Api&) = delete;
  Api& operator=(const Api&) = delete;

  // Never throws: every failure is an answer with a sentence.
  Response handle(const Request& request);
  // Ends all event streams; call before the server stops, so that their connections can drain.
  void stop();

  const Router& router() const { return router_; }
  EventHub& hub() { return hub_; }

 private:
  Response answer(const Request& request, const Client& client);
  Response route(Call& call);
  void admit(Call& call);

  Router router_;
  Settings settings_;
  PasswordHasher hasher_;
  LoginThrottle throttle_;
  Counters counters_;
  EventHub hub_;
  Downloads downloads_;
  Services services_;
};

}  // namespace reeve::api
