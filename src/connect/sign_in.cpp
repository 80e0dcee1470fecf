// The journey to Microsoft's sign-in and back (reference/microsoft-cloud.md A.1, A.2).
#include "connect/sign_in.h"

#include <fmt/format.h>

#include <utility>
#include <variant>

#include "base/error.h"
#include "base/log.h"
#include "base/text.h"
#include "connect/authorize.h"
#include "connect/connection_state.h"
#include "connect/credentials.h"
#include "connect/discover.h"
#include "connect/granted.h"
#include "connect/journey.h"
#include "connect/onboarding.h"
#include "connect/prove.h"
#include "microsoft/token.h"

namespace reeve::connect {

namespace {

using base::Error;
using base::ErrorCode;
using microsoft::TokenRefusal;

constexpr std::size_t kMaxQueryValue = 8 * 1024;
constexpr std::string_view kStartAgain = "Start the sign-in again from Reeve.";

Refused refused(const TokenRefusal& refusal) {
  return {refusal.sentence, refusal.remedy, refusal.detail};
}

// A working connection stays as it is; one that does not work says why. None: nobody knows which
// connection was meant.
void write_failure(Services& services, std::optional<base::Id> connection, const Actor& actor,
                   const Refused& why) {
  const auto now = services.clock.now();
  services.database.write(db::Lane::people, [&](db::Connection& c) {
    const auto row = connection ? store::find_connection(c, *connection) : std::nullopt;
    if (row && row->state != "connected")
      store::set_connection_state(c, row->id, row->state, why.sentence, why.remedy, why.detail,
                                  now);
    write_audit(c, actor, connection, "connect_failed",
                {{"reason", why.sentence}, {"detail", why.detail}}, now);
  });
  base::log_warning("connect", "connection {}: sign-in failed: {}", connection.value_or(0),
                    why.detail);
}

// An administrator of the single tenant allows the application; nobody stays signed in. Only
// ".default" grants application permissions: what the registration lists
// (reference/microsoft-cloud.md A.2).
std::string consent_url(const Services& services, const store::MicrosoftConnection& connection,
                        const microsoft::Cloud& cloud, const Mark& mark) {
  return admin_consent_url(services, connection, cloud, connection.directory_id, mark.state);
}

std::string value_of(const std::map<std::string, std::string>& query, const std::string& name) {
  const auto found = query.find(name);
  return found == query.end() || found->second.size() > kMaxQueryValue ? std::string{}
                                                                       : found->second;
}

Refused without_code() {
  return {"Microsoft sent the browser back without a code.", std::string(kStartAgain),
          "no code in the address"};
}

// Everything that a good sign-in changes, in one transaction.
void keep(Services& services, const Credentials& before, const Proof& proof, const Actor& actor) {
  const auto now = services.clock.now();
  const auto id = before.connection.id;
  services.database.write(db::Lane::people, [&](db::Connection& c) {
    if (!store::find_connection(c, id))
      throw Error(ErrorCode::not_found,
                  fmt::format("The connection was removed during the sign-in. {}", kStartAgain));
    if (fingerprint(read_newest_credentials(services, c, id)) != fingerprint(before))
      throw Error(ErrorCode::conflict,
                  fmt::format("The connection was changed during the sign-in. {}", kStartAgain));
    put_in_use(services, c, id, now);
    if (proof.refresh_token.empty())
      store::delete_secret(c, vault::kConnection, id, vault::kRefreshToken);
    else
      services.vault.put(c, vault::kConnection, id, vault::kRefreshToken, proof.refresh_token, now);
    store::ProvenSignIn proven;
    if (!proof.service_account.empty()) proven.service_account = proof.service_account;
    proven.mfa = proof.mfa;
    store::set_connected(c, id, proven, now);
    queue_discovery(c, id, now, AfterDiscovery::sync_all);
    write_audit(c, actor, id, "connect",
                {{"service_account", proof.service_account}, {"new_credentials", before.pending}},
                now);
  });
}

// What the browser brought back, proven; a refusal is the alternative.
ProofOrRefusal prove(Services& services, const Credentials& credentials, const Journey& journey,
                     const std::map<std::string, std::string>& query, std::stop_token stop) {
  if (credentials.connection.kind == "direct") {
    // Microsoft says admin_consent=True on failure too; `error` was looked at before (A.2).
    if (base::ascii_lower(value_of(query, "admin_consent")) != "true")
      return Refused{"Microsoft sent the browser back without an administrator's consent.",
                     std::string(kStartAgain), "no admin_consent in the address"};
    const auto tenant = base::ascii_lower(value_of(query, "tenant"));
    if (!tenant.empty() && tenant != base::ascii_lower(credentials.connection.directory_id))
      return Refused{"The consent was given in another tenant than the one of this connection.",
                     "Start again and sign in as an administrator of the directory that the "
                     "connection names, or correct the directory id.",
                     fmt::format("consent in tenant {}", tenant)};
    return prove_application(services, credentials, std::move(stop));
  }
  const auto code = value_of(query, "code");
  if (code.empty()) return without_code();
  return prove_person(services, credentials, journey, code, std::move(stop));
}

// The part after the state was accepted; what goes wrong comes out as a Refused.
std::optional<Refused> complete(Services& services, TokenSource& tokens, const Journey& journey,
                                const std::map<std::string, std::string>& query, const Actor& actor,
                                std::string& service_account, std::stop_token stop) {
  if (journey.account != actor.account)
    return Refused{"The sign-in was begun by somebody else.", std::string(kStartAgain),
                   "another account came back"};
  if (!same_browser(journey, actor.browser))
    return Refused{"The sign-in was begun in another browser.", std::string(kStartAgain),
                   "the cookie of the sign-in is missing or another one"};
  const auto error = value_of(query, "error");
  if (!error.empty() || query.contains("error"))
    return refused(microsoft::refusal_of(error, value_of(query, "error_description")));
  if (!journey.act.empty()) {
    const auto code = value_of(query, "code");
    if (code.empty()) return without_code();
    return keep_onboarding(services, journey, code, actor, std::move(stop));
  }
  const auto credentials = read_newest_credentials(services, journey.connection);
  if (fingerprint(credentials) != journey.fingerprint)
    return Refused{"The connection was changed during the sign-in.", std::string(kStartAgain),
                   "other credentials than the journey began with"};
  auto result = prove(services, credentials, journey, query, stop);
  if (auto* why = std::get_if<Refused>(&result)) return std::move(*why);
  const auto& proof = std::get<Proof>(result);
  keep(services, credentials, proof, actor);
  tokens.forget(journey.connection);
  service_account = proof.service_account;
  return {};
}

}  // namespace

std::string begin_sign_in(Services& services, base::Id connection, const Actor& actor,
                          std::stop_token stop) {
  const auto credentials = read_newest_credentials(services, connection);
  check_complete(credentials);
  if (const auto why = look_ahead(services, credentials, stop)) {
    write_failure(services, connection, actor, *why);
    throw Error(ErrorCode::refused, why->message(), why->detail);
  }
  const auto mark =
      begin_journey(services, connection, actor.account, actor.browser, fingerprint(credentials));
  const auto& row = credentials.connection;
  const auto cloud = microsoft::cloud_named(row.cloud);
  return row.kind == "direct"
             ? consent_url(services, row, cloud, mark)
             : authorize_url(services, row, cloud, mark, sign_in_scope(row, cloud));
}

SignInOutcome finish_sign_in(Services& services, TokenSource& tokens,
                             const std::map<std::string, std::string>& query, const Actor& actor,
                             std::stop_token stop) {
  SignInOutcome outcome;
  const auto journey = take_journey(services, value_of(query, "state"));
  if (!journey) {
    const Refused why{"This sign-in has expired, was used already, or did not begin here.",
                      std::string(kStartAgain), "no such state"};
    write_failure(services, std::nullopt, actor, why);
    outcome.error.emplace(ErrorCode::invalid, why.message(), why.detail);
    return outcome;
  }
  outcome.connection = journey->connection;
  outcome.act = journey->act;
  std::optional<Refused> why;
  auto code = ErrorCode::refused;
  try {
    why = complete(services, tokens, *journey, query, actor, outcome.service_account, stop);
  } catch (const Error& error) {
    if (error.code() == ErrorCode::canceled) throw;
    code = error.code();
    why = Refused{error.message(), "", error.detail()};
  }
  if (!why) return outcome;
  if (journey->act.empty())
    write_failure(services, journey->connection, actor, *why);
  else
    tell_onboarding_failed(services, *journey, actor, *why);
  outcome.error.emplace(code, why->message(), why->detail);
  return outcome;
}

}  // namespace reeve::connect
