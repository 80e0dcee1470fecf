// Asks for each customer's portals and keeps those addresses that are Microsoft's.
#include "connect/portals.h"

#include <vector>

#include "base/log.h"
#include "connect/connection_state.h"
#include "domain/manage_link.h"
#include "microsoft/portals.h"
#include "store/tenant_portals.h"

namespace reeve::connect {

namespace {

// A link that a person will follow: only to Microsoft, only by https.
std::vector<store::ServicePortal> good_ones(const std::vector<microsoft::ServiceAddress>& found,
                                            const std::string& cloud) {
  std::vector<store::ServicePortal> out;
  for (const auto& one : found)
    if (domain::is_microsoft_address(one.url, cloud)) out.push_back({one.service, one.url});
  return out;
}

}  // namespace

std::int64_t refresh_portals(Services& services, TokenSource& tokens, base::Id id,
                             std::stop_token stop) {
  const auto connection = read_connection(services, id);
  if (connection.kind != "partner") return 0;
  const auto now = services.clock.now();
  const auto due = services.database.read([&](db::Connection& c) {
    return store::tenants_without_portals(c, id, now - kPortalsKept, kMaxPortalsAsked);
  });
  microsoft::GraphClient graph(services.transport, services.clock, services.random,
                               microsoft::cloud_named(connection.cloud), tokens.token_for(id),
                               services.pace_of(connection.application_id));
  std::int64_t answered = 0;
  for (const auto& tenant : due) {
    const auto answer =
        microsoft::service_addresses(graph, connection.directory_id, tenant.entra_tenant_id, stop);
    if (!answer.found) {
      base::log_info("connect", "connection {}: admin portals are not told: {}", id,
                     answer.listing.detail);
      if (answer.listing.code == "server_error" || answer.listing.code == "not_json") continue;
      break;
    }
    services.database.write(db::Lane::background, [&](db::Connection& c) {
      store::set_portals(c, tenant.id, good_ones(*answer.found, connection.cloud), now);
    });
    ++answered;
  }
  return answered;
}

}  // namespace reeve::connect
