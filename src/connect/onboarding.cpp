// Keeps a short sign-in apart from the connection's own, and gives tokens of it while it lasts.
#include "connect/onboarding.h"

#include <fmt/format.h>

#include <utility>
#include <variant>

#include "base/error.h"
#include "base/log.h"
#include "connect/authorize.h"
#include "connect/credentials.h"
#include "connect/prove.h"
#include "domain/tier.h"
#include "microsoft/partner_center.h"

namespace reeve::connect {

namespace {

using base::Error;
using base::ErrorCode;

constexpr std::string_view kSignInWords = "openid profile offline_access";
constexpr std::string_view kLeaving = "leaving";

void check_act(const store::MicrosoftConnection& connection, std::string_view act) {
  if (!domain::is_act(act))
    throw Error(ErrorCode::invalid, fmt::format("There is no act \"{}\" to sign in for.", act));
  if (connection.kind == "direct" && act != kLeaving)
    throw Error(ErrorCode::refused,
                "A single tenant needs none of this: its own administrator allowed the "
                "application when it was connected.");
}

bool asked_at_home(const domain::Need& need, std::string_view act, bool direct) {
  if (!domain::serves(need, act) || need.permission == "user_impersonation") return false;
  if (need.place == domain::Place::partner_tenant) return !direct;
  return act == kLeaving;
}

[[noreturn]] void throw_not_signed_in() {
  throw Error(ErrorCode::refused,
              "Sign in for this first: it is done with your own rights at Microsoft, which Reeve "
              "keeps for an hour at most.");
}

struct Held {
  Credentials credentials;
  base::SecretBytes refresh_token;
};

Held held_of(Services& services, base::Id connection) {
  Held held{read_credentials(services, connection), {}};
  const auto now = services.clock.now();
  services.database.read([&](db::Connection& c) {
    if (!store::find_onboarding_session(c, connection, now) ||
        !services.vault.has(c, vault::kConnection, connection, vault::kOnboardingToken))
      throw_not_signed_in();
    held.refresh_token =
        services.vault.get(c, vault::kConnection, connection, vault::kOnboardingToken);
  });
  return held;
}

// The same person of the same account signs in for one act more: the rights add up at Microsoft,
// and so they do here. Anybody else begins anew.
std::string acts_with(const std::optional<store::OnboardingSession>& before,
                      const store::OnboardingSession& now, const std::string& act) {
  if (!before || before->account != now.account || before->user_id != now.user_id) return act;
  return before->allows(act) ? before->acts : fmt::format("{} {}", before->acts, act);
}

}  // namespace

std::string graph_scope(const microsoft::Cloud& cloud) {
  return cloud.graph_resource + "/.default";
}

std::string onboarding_scope(const store::MicrosoftConnection& connection,
                             const microsoft::Cloud& cloud, std::string_view act) {
  std::string scope(kSignInWords);
  bool of_graph = false;
  for (const auto& need : domain::tier_for(domain::kOnboarding, connection.kind).permissions) {
    if (!asked_at_home(need, act, connection.kind == "direct")) continue;
    scope += fmt::format(" {}/{}", cloud.graph_resource, need.permission);
    of_graph = true;
  }
  if (of_graph) return scope;
  auto all = microsoft::partner_center_scope(cloud);
  constexpr std::string_view kAll = ".default";
  if (all.ends_with(kAll)) all.resize(all.size() - kAll.size());
  return fmt::format("{} {}user_impersonation", scope, all);
}

std::string begin_onboarding(Services& services, base::Id connection, std::string_view act,
                             const Actor& actor, std::stop_token stop) {
  const auto credentials = read_credentials(services, connection);
  const auto& row = credentials.connection;
  check_act(row, act);
  const auto cloud = microsoft::cloud_named(row.cloud);
  if (cloud.partner_center.empty() && act == "consent")
    throw Error(ErrorCode::refused,
                "This Microsoft cloud has no Partner Center that Reeve knows. Send each customer "
                "the consent link instead.");
  check_complete(credentials);
  if (const auto why = look_ahead(services, credentials, std::move(stop)))
    throw Error(ErrorCode::refused, why->message(), why->detail);
  const auto mark = begin_journey(services, connection, actor.account, actor.browser,
                                  fingerprint(credentials), act);
  return authorize_url(services, row, cloud, mark, onboarding_scope(row, cloud, act));
}

std::optional<Refused> keep_onboarding(Services& services, const Journey& journey,
                                       const std::string& code, const Actor& actor,
                                       std::stop_token stop) {
  const auto credentials = read_credentials(services, journey.connection);
  if (fingerprint(credentials) != journey.fingerprint)
    return Refused{"The connection was changed during the sign-in.", "Start the sign-in again.",
                   "other credentials than the journey began with"};
  const auto& row = credentials.connection;
  auto result = prove_person_for(
      services, credentials, journey, code,
      onboarding_scope(row, microsoft::cloud_named(row.cloud), journey.act), std::move(stop));
  if (auto* why = std::get_if<Refused>(&result)) return std::move(*why);
  const auto& proof = std::get<Proof>(result);
  const auto now = services.clock.now();
  store::OnboardingSession session{
      row.id,          actor.account, journey.act,          proof.service_account,
      proof.object_id, now,           now + kOnboardingLife};
  services.database.write(db::Lane::people, [&](db::Connection& c) {
    session.acts = acts_with(store::find_onboarding_session(c, row.id, now), session, journey.act);
    store::put_onboarding_session(c, session);
    services.vault.put(c, vault::kConnection, row.id, vault::kOnboardingToken, proof.refresh_token,
                       now);
    write_audit(c, actor, row.id, "onboarding_signed_in",
                {{"act", journey.act}, {"signed_in", proof.service_account}}, now);
  });
  return {};
}

void tell_onboarding_failed(Services& services, const Journey& journey, const Actor& actor,
                            const Refused& why) {
  const auto now = services.clock.now();
  services.database.write(db::Lane::people, [&](db::Connection& c) {
    write_audit(c, actor, journey.connection, "onboarding_failed",
                {{"act", journey.act}, {"reason", why.sentence}, {"detail", why.detail}}, now);
  });
  base::log_warning("connect", "connection {}: sign-in for {} failed: {}", journey.connection,
                    journey.act, why.detail);
}

bool onboarding_open(db::Connection& c, base::Id connection, base::Time now) {
  return store::find_onboarding_session(c, connection, now).has_value();
}

microsoft::TokenAnswer try_onboarding_token(Services& services, base::Id connection,
                                            const std::string& tenant_id, const std::string& scope,
                                            std::stop_token stop) {
  const auto held = held_of(services, connection);
  microsoft::TokenClient client(services.transport, services.clock, services.random,
                                microsoft::cloud_named(held.credentials.connection.cloud));
  // The newer refresh token that comes along is not kept: the old one stays valid
  // (reference/microsoft-cloud.md A.4), and the hour is not to be prolonged.
  return client.refresh(tenant_id, held.credentials.app(), held.refresh_token, scope,
                        std::move(stop));
}

microsoft::AccessToken onboarding_token(Services& services, base::Id connection,
                                        const std::string& tenant_id, const std::string& scope,
                                        std::stop_token stop) {
  auto answer = try_onboarding_token(services, connection, tenant_id, scope, std::move(stop));
  if (answer.grant) return std::move(answer.grant->access);
  const auto& refusal = *answer.refusal;
  throw Error(refusal.transient ? ErrorCode::unavailable : ErrorCode::refused,
              Refused{refusal.sentence, refusal.remedy, {}}.message(), refusal.detail);
}

void end_onboarding(Services& services, base::Id connection) {
  services.database.write(
      db::Lane::people, [&](db::Connection& c) { store::drop_onboarding_session(c, connection); });
}

void end_due_onboardings(Services& services) {
  const auto now = services.clock.now();
  const auto dropped = services.database.write(db::Lane::background, [&](db::Connection& c) {
    return store::drop_ended_onboarding_sessions(c, now);
  });
  if (dropped > 0) base::log_info("connect", "{} sign-ins for onboarding have ended", dropped);
}

}  // namespace reeve::connect
