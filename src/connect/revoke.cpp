// Customers side by side, then the connection's own directory.
#include "connect/revoke.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "base/log.h"
#include "connect/connection_state.h"
#include "connect/leaving.h"
#include "connect/onboarding.h"
#include "connect/side_by_side.h"
#include "connect/tenant_revoker.h"
#include "domain/tier.h"

namespace reeve::connect {

namespace {

using store::LeavingTenant;

constexpr std::int64_t kMemberships = 10, kRoles = 20, kApplication = 30, kNeededApplication = 35,
                       kOtherApis = 40, kPersonal = 45, kGraph = 50, kNeededGraph = 60;

bool carries_revoking(std::string_view what) {
  const auto scopes = microsoft::scopes_of(std::string(what));
  return std::ranges::any_of(kRevokingScopes, [&](std::string_view one) {
    return std::ranges::find(scopes, one) != scopes.end();
  });
}

void revoke_in(Services& services, LeavingAccess& access, const store::Leaving& leaving,
               const std::vector<LeavingTenant>& tenants, std::stop_token stop) {
  side_by_side(tenants.size(), kTenantsAtOnce, stop, [&](std::size_t at) {
    TenantRevoker(services, access, leaving, tenants[at], stop).run();
  });
}

std::string summary(const store::LeavingCounts& n) {
  auto out = fmt::format("{} revoked", n.done);
  if (n.failed > 0) out += fmt::format(", {} failed and can be tried again", n.failed);
  if (n.left > 0) out += fmt::format(", {} left to be done by hand", n.left);
  return out + ".";
}

// Without its permissions the connection cannot read; that is no loss to be told as one.
void rest(db::Connection& c, const store::Leaving& leaving, base::Time now) {
  const auto connection = store::find_connection(c, leaving.connection);
  if (!connection || connection->state != "connected") return;
  store::set_connection_state(c, leaving.connection, "paused",
                              "Its permissions at Microsoft were revoked here.",
                              "Go on with disconnecting, or grant them again and resume.", {}, now);
}

}  // namespace

std::int64_t revoking_position(std::string_view kind, std::string_view resource,
                               std::string_view what) {
  if (kind == "group") return kMemberships;
  if (kind == "role") return kRoles;
  if (kind == "application") return carries_revoking(what) ? kNeededApplication : kApplication;
  if (resource.find(' ') != std::string_view::npos) return kPersonal;
  if (resource != domain::kGraphApi) return kOtherApis;
  return carries_revoking(what) ? kNeededGraph : kGraph;
}

void revoke_ticked(Services& services, TokenSource& tokens, const store::Leaving& leaving,
                   std::stop_token stop) {
  LeavingAccess access(services, tokens, read_connection(services, leaving.connection),
                       leaving.account);
  std::vector<LeavingTenant> customers, home;
  services.database.read([&](db::Connection& c) {
    const auto todo = store::tenants_to_revoke(c, leaving.id);
    for (auto& one : store::leaving_tenants(c, leaving.id))
      if (todo.contains(one.entra_tenant_id)) (one.home ? home : customers).push_back(one);
  });
  revoke_in(services, access, leaving, customers, stop);
  revoke_in(services, access, leaving, home, stop);
  const auto now = services.clock.now();
  const auto counts = services.database.write(db::Lane::people, [&](db::Connection& c) {
    const auto n = store::leaving_counts(c, leaving.id);
    store::set_leaving_sentence(c, leaving.id, summary(n));
    store::move_leaving(c, leaving.id, "revoking", "revoked", now);
    if (!home.empty()) rest(c, leaving, now);
    return n;
  });
  tokens.forget(leaving.connection);
  if (counts.failed + counts.left == 0) end_onboarding(services, leaving.connection);
  base::log_info("connect", "connection {}: {}", leaving.connection, summary(counts));
}

}  // namespace reeve::connect
