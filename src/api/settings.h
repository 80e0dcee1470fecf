// What the app tells the API about its place in the world.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "api/event_stream.h"
#include "api/passwords.h"
#include "base/clock.h"

namespace reeve::api {

struct Settings {
  std::string public_url = "http://localhost:8080";  // no slash at the end
  std::string default_cloud = "global";              // what a new connection gets
  // Addresses or networks ("10.0.0.5", "10.0.0.0/8", "::1") whose X-Forwarded-For and -Proto are
  // believed.
  std::vector<std::string> trusted_proxies;
  std::string time_zone = "UTC";  // of digests, where an account names none
  bool mail_server = false;       // one is set, so that mail can leave
  std::string version = "0.1.0";
  PasswordCost password_cost = PasswordCost::moderate();
  EventHubSettings events;
  base::Millis sync_every{std::chrono::hours{1}};  // where a schedule does not say
  base::Millis session_idle{std::chrono::hours{12}};
  base::Millis session_absolute{std::chrono::hours{24 * 7}};
};

}  // namespace reeve::api
