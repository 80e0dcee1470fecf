// The steps of leaving, one job each.
#include "connect/leaving.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>
#include <vector>

#include "base/error.h"
#include "base/log.h"
#include "connect/connection_state.h"
#include "connect/leaving_access.h"
#include "connect/onboarding.h"
#include "connect/revoke.h"
#include "connect/side_by_side.h"
#include "domain/tier.h"
#include "store/grants_made.h"
#include "store/leavings.h"
#include "store/removal.h"

namespace reeve::connect {

namespace {

using base::Error;
using base::ErrorCode;
using microsoft::HeldGrant;
using store::LeavingItem;
using store::LeavingTenant;

// What was granted by Reeve itself, to be found by what Microsoft lists.
class OwnActs {
 public:
  explicit OwnActs(const std::vector<store::GrantMade>& made) {
    for (const auto& one : made) {
      if (one.kind == "delegated")
        for (const auto& scope : microsoft::scopes_of(one.what))
          scopes_.emplace(one.tenant, one.object_id, scope);
      else
        objects_.emplace(one.tenant, one.kind, one.object_id);
    }
  }
  bool made(const std::string& tenant, const HeldGrant& held) const {
    return objects_.contains({tenant, held.kind, held.object_id});
  }
  bool made(const std::string& tenant, const std::string& api, const std::string& scope) const {
    return scopes_.contains({tenant, api, scope});
  }

 private:
  std::set<std::tuple<std::string, std::string, std::string>> scopes_, objects_;
};

LeavingItem item_of(const HeldGrant& held, bool by_reeve) {
  LeavingItem item;
  item.kind = held.kind;
  item.object_id = held.object_id;
  item.resource = held.resource;
  item.resource_name = held.resource_name;
  item.what = held.what;
  item.by_reeve = item.selected = by_reeve;
  item.position = revoking_position(held.kind, held.resource, held.what);
  return item;
}

// One grant holds many scopes: those of Reeve's own acts stand apart from what others granted.
void add_scopes(std::vector<LeavingItem>& out, const HeldGrant& held, const std::string& tenant,
                const OwnActs& own) {
  auto ours = held, theirs = held;
  std::vector<std::string> our_scopes, their_scopes;
  for (const auto& scope : microsoft::scopes_of(held.what))
    (own.made(tenant, held.resource, scope) ? our_scopes : their_scopes).push_back(scope);
  ours.what = microsoft::scopes_text(our_scopes);
  theirs.what = microsoft::scopes_text(their_scopes);
  if (!our_scopes.empty()) out.push_back(item_of(ours, true));
  if (!their_scopes.empty()) out.push_back(item_of(theirs, false));
}

std::vector<LeavingItem> items_of(const microsoft::HeldGrants& held, const std::string& tenant,
                                  const OwnActs& own) {
  std::vector<LeavingItem> out;
  for (const auto& one : held.held) {
    if (one.kind == "delegated")
      add_scopes(out, one, tenant, own);
    else
      out.push_back(item_of(one, own.made(tenant, one)));
  }
  return out;
}

void describe(LeavingTenant& tenant, const microsoft::HeldGrants& held) {
  tenant.state = held.absent ? "absent" : held.complete ? "listed" : "unknown";
  if (!held.service_principal.empty()) tenant.service_principal = held.service_principal;
  if (held.absent) tenant.sentence = "The application does not stand in this tenant.";
  if (!held.complete) tenant.sentence = Refused{held.sentence, held.remedy, {}}.message();
}

std::vector<LeavingTenant> waiting_tenants(Services& services, base::Id leaving) {
  auto all =
      services.database.read([&](db::Connection& c) { return store::leaving_tenants(c, leaving); });
  std::erase_if(all, [](const LeavingTenant& one) { return one.state != "waiting"; });
  return all;
}

void list_tenant(Services& services, LeavingAccess& access, const OwnActs& own, base::Id leaving,
                 LeavingTenant tenant, std::stop_token stop) {
  microsoft::HeldGrants held;
  try {
    held = access.read(tenant.entra_tenant_id, tenant.name, std::move(stop));
  } catch (const Error& error) {
    if (error.code() == ErrorCode::canceled) throw;
    held.sentence = error.message();
  }
  describe(tenant, held);
  const auto items = items_of(held, tenant.entra_tenant_id, own);
  services.database.write(db::Lane::background, [&](db::Connection& c) {
    store::put_leaving_tenant(c, leaving, tenant, items);
  });
}

void list(Services& services, TokenSource& tokens, const store::Leaving& leaving,
          std::stop_token stop) {
  LeavingAccess access(services, tokens, read_connection(services, leaving.connection),
                       leaving.account);
  const OwnActs own(services.database.read(
      [&](db::Connection& c) { return store::grants_made(c, leaving.application_id); }));
  const auto waiting = waiting_tenants(services, leaving.id);
  side_by_side(waiting.size(), kTenantsAtOnce, stop, [&](std::size_t at) {
    list_tenant(services, access, own, leaving.id, waiting[at], stop);
  });
  services.database.write(db::Lane::background, [&](db::Connection& c) {
    store::move_leaving(c, leaving.id, "listing", "listed", services.clock.now());
  });
}

store::Author author_of(const store::Leaving& leaving) {
  return {domain::Source::person, leaving.account, {}, {}};
}

// Repeats a short transaction until it has nothing left to do.
template <class Step>
void in_steps(Services& services, const std::stop_token& stop, Step step) {
  while (services.database.write(db::Lane::background, step) > 0)
    if (stop.stop_requested()) throw Error(ErrorCode::canceled, "Stopped before the end.");
}

// Everything is archived before the first link goes: a contact may have links in two tenants.
void remove(Services& services, TokenSource& tokens, const store::Leaving& leaving,
            std::stop_token stop) {
  const auto tenants = services.database.read(
      [&](db::Connection& c) { return store::tenants_of_alone(c, leaving.connection); });
  const auto now = services.clock.now();
  for (const auto tenant : tenants)
    in_steps(services, stop, [&](db::Connection& c) {
      return store::archive_untouched(c, leaving.id, leaving.connection, tenant, author_of(leaving),
                                      now);
    });
  for (const auto tenant : tenants)
    in_steps(services, stop, [&](db::Connection& c) { return store::remove_records(c, tenant); });
  services.database.write(db::Lane::people, [&](db::Connection& c) {
    const auto archived = store::archived_by(c, leaving.id);
    if (store::find_connection(c, leaving.connection))
      store::delete_connection(c, leaving.connection, now);
    store::set_leaving_sentence(
        c, leaving.id,
        fmt::format("The connection {} is removed, with what Microsoft said of {} tenants. {} "
                    "contacts that only the sync had written are archived and can be brought back.",
                    leaving.connection_name, tenants.size(), archived));
    store::move_leaving(c, leaving.id, "removing", "ended", now);
  });
  tokens.forget(leaving.connection);
  base::log_info("connect", "connection {} was removed with {} tenants", leaving.connection,
                 tenants.size());
}

void undo(Services& services, const store::Leaving& leaving, std::stop_token stop) {
  in_steps(services, stop, [&](db::Connection& c) {
    return store::restore_archived(c, leaving.id, author_of(leaving), services.clock.now());
  });
  services.database.write(db::Lane::people, [&](db::Connection& c) {
    store::set_leaving_sentence(
        c, leaving.id,
        "The archived contacts are back, but for those that somebody changed since. To read from "
        "Microsoft again, connect again.");
    store::move_leaving(c, leaving.id, "undoing", "ended", services.clock.now());
  });
}

}  // namespace

void run_leaving(Services& services, TokenSource& tokens, base::Id id, std::stop_token stop) {
  const auto leaving =
      services.database.read([&](db::Connection& c) { return store::find_leaving(c, id); });
  if (!leaving) throw Error(ErrorCode::not_found, "There is no such leaving any more.");
  if (leaving->state == "listing") list(services, tokens, *leaving, std::move(stop));
  if (leaving->state == "revoking") revoke_ticked(services, tokens, *leaving, std::move(stop));
  if (leaving->state == "removing") remove(services, tokens, *leaving, std::move(stop));
  if (leaving->state == "undoing") undo(services, *leaving, std::move(stop));
}

}  // namespace reeve::connect
