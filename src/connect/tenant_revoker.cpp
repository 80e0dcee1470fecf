// One tenant's grants, taken away one after the other.
#include "connect/tenant_revoker.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

#include "base/error.h"
#include "base/log.h"
#include "connect/connection_state.h"
#include "domain/tier.h"
#include "store/grants_made.h"

namespace reeve::connect {

namespace {

using base::Error;
using base::ErrorCode;
using microsoft::HeldGrant;
using microsoft::Revoked;
using store::LeavingItem;
using Scopes = std::vector<std::string>;

// A consent takes a while to reach the token endpoint.
constexpr int kDoorTries = 6;
constexpr base::Millis kDoorWait{2'000};
constexpr std::string_view kByHand = "Take it away by hand in the tenant's Entra admin center.";

const std::string& graph_api() {
  static const std::string id(domain::kGraphApi);
  return id;
}

bool has(const Scopes& scopes, std::string_view name) {
  return std::ranges::find(scopes, name) != scopes.end();
}

Scopes both(Scopes a, const Scopes& b) {
  for (const auto& one : b)
    if (!has(a, one)) a.push_back(one);
  return a;
}

Scopes without(Scopes a, const Scopes& b) {
  std::erase_if(a, [&](const std::string& one) { return has(b, one); });
  return a;
}

std::string sentence_of(microsoft::ConsentEnd end, const std::string& tenant) {
  using microsoft::ConsentEnd;
  switch (end) {
    case ConsentEnd::no_mfa:
      return "Partner Center wants multi-factor authentication. Sign in again for it with a second "
             "factor.";
    case ConsentEnd::not_allowed:
      return fmt::format(
          "Partner Center does not let you consent for {}. It takes an admin agent and a "
          "relationship with Global, Privileged Role or Cloud Application Administrator. {}",
          tenant, kByHand);
    case ConsentEnd::unknown_customer:
      return fmt::format("{} is no customer of your Partner Center any more. {}", tenant, kByHand);
    case ConsentEnd::throttled:
      return "Partner Center is limiting requests. Try what failed again in a few minutes.";
    default:
      return fmt::format("Partner Center could not let Reeve into {}. Try again.", tenant);
  }
}

bool same_grant(const LeavingItem& item, const HeldGrant& grant) {
  if (item.kind != grant.kind) return false;
  if (item.kind == "delegated") return item.resource == grant.resource;
  if (!item.object_id.empty() && item.object_id == grant.object_id) return true;
  // Only a token told of it: the role's name is all that is known.
  return item.kind == "application" && item.resource == grant.resource && item.what == grant.what;
}

}  // namespace

TenantRevoker::TenantRevoker(Services& services, LeavingAccess& access,
                             const store::Leaving& leaving, store::LeavingTenant tenant,
                             std::stop_token stop)
    : services_(services),
      access_(access),
      leaving_(leaving),
      tenant_(std::move(tenant)),
      stop_(std::move(stop)),
      consents_(services.transport, services.clock, services.random,
                microsoft::cloud_named(access.connection().cloud)),
      items_(services.database.read([&](db::Connection& c) {
        return store::leaving_items(c, leaving.id, tenant_.entra_tenant_id);
      })),
      temporary_(microsoft::scopes_of(tenant_.temporary.value_or(""))) {}

void TenantRevoker::run() {
  try {
    work();
  } catch (const Error& error) {
    if (error.code() == ErrorCode::canceled) {
      save();
      throw;
    }
    const bool by_hand = error.code() == ErrorCode::refused;
    end_waiting(by_hand ? "left" : "failed", error.message());
    base::log_warning("connect", "revoking in {}: {} ({})", tenant_.entra_tenant_id,
                      error.message(), error.detail());
  }
  save();
}

void TenantRevoker::work() {
  const auto& tenant = tenant_.entra_tenant_id;
  // Looked at first: a consent would bring the application back to where it is gone.
  held_ = access_.read(tenant, tenant_.name, stop_);
  if (held_.absent) {
    temporary_.clear();
    return end_waiting("done", "The application does not stand in this tenant any more.");
  }
  if (access_.signed_in() && !tenant_.home) {
    std::string why;
    const auto scopes = access_.scopes_at(tenant, why, stop_).value_or(Scopes{});
    if (must_open(scopes)) {
      open_door(scopes);
      held_ = access_.read(tenant, tenant_.name, stop_);
    }
  }
  if (!held_.known) return end_waiting("left", Refused{held_.sentence, held_.remedy, {}}.message());
  revoke_all();
}

bool TenantRevoker::must_open(const Scopes& held) const {
  if (!temporary_.empty()) return true;  // a killed process left it open, or half open
  const auto waits = [&](std::string_view kind) {
    return std::ranges::any_of(items_, [&](const LeavingItem& item) {
      return item.state == "waiting" && item.kind == kind;
    });
  };
  if (waits("application") && !has(held, kRevokingScopes[1])) return true;
  return waits("delegated") && !has(held, kRevokingScopes[2]);
}

// As the list had it, without what is revoked already.
TenantRevoker::Scopes TenantRevoker::listed_scopes(const std::string& api) const {
  Scopes out;
  for (const auto& item : items_)
    if (item.kind == "delegated" && item.resource == api && item.state != "done")
      out = both(std::move(out), microsoft::scopes_of(item.what));
  return out;
}

// Partner Center cannot widen a grant, so everything delegated is taken back and allowed anew with
// what revoking needs besides. What is not ticked is in the list, and so comes back also when a
// kill falls in between.
void TenantRevoker::open_door(const Scopes& held) {
  const Scopes needed(std::begin(kRevokingScopes), std::end(kRevokingScopes));
  const auto before = both(without(held, temporary_), listed_scopes(graph_api()));
  temporary_ = both(temporary_, without(needed, before));
  services_.database.write(db::Lane::background, [&](db::Connection& c) {
    store::set_leaving_temporary(c, leaving_.id, tenant_.entra_tenant_id,
                                 microsoft::scopes_text(temporary_));
  });
  const auto token = access_.partner_center(stop_);
  const auto taken = consents_.take_back(token, tenant_.entra_tenant_id,
                                         access_.connection().application_id, stop_);
  if (taken.end != microsoft::ConsentEnd::done)
    throw Error(ErrorCode::refused, sentence_of(taken.end, tenant_.name), taken.detail);
  std::map<std::string, Scopes> wanted{{graph_api(), both(before, needed)}};
  for (const auto& item : items_)
    if (item.kind == "delegated" && item.resource.find(' ') == std::string::npos &&
        item.state == "listed")
      wanted[item.resource] = both(wanted[item.resource], microsoft::scopes_of(item.what));
  for (const auto& [api, scopes] : wanted) add_consent(api, scopes);
  access_.forget(tenant_.entra_tenant_id);
  wait_for_door();
}

void TenantRevoker::add_consent(const std::string& api, const Scopes& scopes) {
  const auto answer = consents_.add(access_.partner_center(stop_),
                                    {tenant_.entra_tenant_id, access_.connection().application_id,
                                     access_.connection().name, api, scopes},
                                    stop_);
  if (answer.end != microsoft::ConsentEnd::done && answer.end != microsoft::ConsentEnd::exists)
    throw Error(answer.end == microsoft::ConsentEnd::throttled ? ErrorCode::unavailable
                                                               : ErrorCode::refused,
                sentence_of(answer.end, tenant_.name), answer.detail);
}

void TenantRevoker::wait_for_door() {
  std::string why;
  for (int tries = 1; tries <= kDoorTries; ++tries) {
    const auto held = access_.scopes_at(tenant_.entra_tenant_id, why, stop_).value_or(Scopes{});
    if (has(held, kRevokingScopes[1]) && has(held, kRevokingScopes[2])) return;
    access_.forget(tenant_.entra_tenant_id);
    if (!services_.clock.wait_for(stop_, kDoorWait))
      throw Error(ErrorCode::canceled, "Stopped while waiting for a consent.");
  }
  throw Error(ErrorCode::unavailable,
              fmt::format("Microsoft has not taken up the consent for {} yet. Try what failed "
                          "again in a few minutes. {}",
                          tenant_.name, why));
}

void TenantRevoker::revoke_all() {
  for (auto& item : items_)
    if (item.state == "waiting" && item.kind != "delegated") revoke_single(item);
  // Graph's own permissions carry all of this, so they go last.
  std::ranges::stable_partition(held_.held, [](const HeldGrant& one) {
    return one.resource != graph_api() || one.kind != "delegated";
  });
  for (const auto& grant : held_.held)
    if (grant.kind == "delegated") revoke_scopes(grant);
  for (auto& item : items_)
    if (item.state == "waiting") end(item, {true, true, {}, {}, {}, {}});
}

void TenantRevoker::revoke_single(LeavingItem& item) {
  const auto found = std::ranges::find_if(
      held_.held, [&](const HeldGrant& grant) { return same_grant(item, grant); });
  // Gone is only what a whole list lacks.
  if (found == held_.held.end() && !held_.complete)
    return end(item, {false, false, held_.code, held_.sentence, held_.remedy, held_.detail});
  if (found == held_.held.end()) return end(item, {true, true, {}, {}, {}, {}});
  end(item, microsoft::revoke_held(access_.change_at(tenant_.entra_tenant_id, tenant_.name, stop_),
                                   held_.service_principal, *found));
}

void TenantRevoker::revoke_scopes(const HeldGrant& grant) {
  Scopes ticked;
  for (const auto& item : items_)
    if (item.state == "waiting" && same_grant(item, grant))
      ticked = both(std::move(ticked), microsoft::scopes_of(item.what));
  const bool door = grant.resource == graph_api() && !temporary_.empty();
  if (ticked.empty() && !door) return;
  const auto scopes = microsoft::scopes_of(grant.what);
  auto keep = without(scopes, ticked);
  if (door) keep = without(std::move(keep), temporary_);
  Revoked answer{true, true, {}, {}, {}, {}};
  if (keep.size() != scopes.size())
    answer = microsoft::keep_scopes(access_.change_at(tenant_.entra_tenant_id, tenant_.name, stop_),
                                    grant, keep);
  for (auto& item : items_)
    if (item.state == "waiting" && same_grant(item, grant)) end(item, answer);
  if (door && answer.done) temporary_.clear();
}

void TenantRevoker::end(LeavingItem& item, const Revoked& answer) {
  const bool again = answer.code == "throttled" || answer.code == "unreachable" ||
                     answer.code == "server_error" || answer.code == "page_cut";
  item.state = answer.done ? "done" : again ? "failed" : "left";
  item.sentence.reset();
  if (answer.gone_already) item.sentence = "It was gone already.";
  if (answer.done) return;
  item.sentence = again ? fmt::format("{} Try it again.", answer.sentence)
                        : fmt::format("{} {}", answer.sentence, kByHand);
}

void TenantRevoker::end_waiting(std::string_view state, const std::string& sentence) {
  for (auto& item : items_) {
    if (item.state != "waiting") continue;
    item.state = state;
    item.sentence = sentence;
  }
}

void TenantRevoker::save() {
  std::vector<LeavingItem> ended;
  for (const auto& item : items_)
    if (item.state != "waiting" && item.state != "listed") ended.push_back(item);
  const auto rest = microsoft::scopes_text(temporary_);
  services_.database.write(db::Lane::background, [&](db::Connection& c) {
    store::end_items(c, ended, services_.clock.now());
    store::set_leaving_temporary(c, leaving_.id, tenant_.entra_tenant_id,
                                 rest.empty() ? std::nullopt : std::optional(rest));
    for (const auto& item : ended) {
      if (item.state != "done" || !item.by_reeve) continue;
      if (item.kind != "delegated") {
        store::forget_grant_made(c, leaving_.connection, tenant_.entra_tenant_id, item.kind,
                                 item.object_id);
      }
    }
  });
}

}  // namespace reeve::connect
