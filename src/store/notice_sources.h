// What notices are made of that no single change tells: what ends some day, and first syncs that
// wait.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/id.h"
#include "db/connection.h"

namespace reeve::store {

struct Expiry {
  base::Id connection = 0;
  std::string connection_name;  // filled on reading
  std::string kind;             // relationship, certificate, secret
  std::string external_id;      // Microsoft's
  std::string name;             // "Contoso GDAP"; empty where the connection has one only
  base::Time ends_at{};
};

// Makes what is known of this kind for the connection equal to `expiries` (their connection and
// kind are not looked at). Whoever reads the relationships or certificates calls it.
void replace_expiries(db::Connection& c, base::Id connection, std::string_view kind,
                      const std::vector<Expiry>& expiries);
// Everything with an end: the rows above, and the connections' own secret_expires_on. Connections
// that are disconnected count no more.
std::vector<Expiry> expiries(db::Connection& c);

// Tenants of one connection whose first sync waits for somebody's yes.
struct WaitingFirstSyncs {
  base::Id connection = 0;
  std::string connection_name, first_tenant;
  std::int64_t count = 0;
  base::Time since{};    // of the newest
  bool settled = false;  // no run of this connection is queued or under way
};
std::vector<WaitingFirstSyncs> waiting_first_syncs(db::Connection& c);

}  // namespace reeve::store
