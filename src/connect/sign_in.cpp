// The journey to Microsoft's sign-in and back (reference/microsoft-cloud.md A.1, A.2).
#include "connect/sign_in.h"

#include <fmt/format.h>

#include <utility>
#include <variant>
#include <vector>

#include "base/error.h"
#include "base/hash.h"
#include "base/json.h"
#include "base/log.h"
#include "base/text.h"
#include "connect/connection_state.h"
#include "connect/discover.h"
#include "connect/granted.h"
#include "microsoft/id_token.h"
#include "microsoft/token.h"
#include "store/accounts.h"

namespace reeve::connect {

namespace {

using base::Error;
using base::ErrorCode;
using base::SecretBytes;
using microsoft::TokenRefusal;

constexpr std::size_t kStateBytes = 32;
constexpr std::size_t kNonceBytes = 32;
constexpr std::size_t kVerifierBytes = 48;  // 64 characters; RFC 7636 asks for 43 to 128
constexpr std::size_t kMaxQueryValue = 8 * 1024;
constexpr std::string_view kStartAgain = "Start the sign-in again from Reeve.";

// What is known of a sign-in under way.
struct Journey {
  base::Id connection = 0, account = 0;
  std::string nonce;
  SecretBytes verifier;
};

Refused refused(const TokenRefusal& refusal) {
  return {refusal.sentence, refusal.remedy, refusal.detail};
}

vault::Place place_of(const std::string& state_hash) { return {"sign_ins", state_hash, "sealed"}; }

void check_complete(const Credentials& credentials) {
  const auto& connection = credentials.connection;
  const auto missing = [](std::string_view what) {
    throw Error(ErrorCode::invalid,
                fmt::format("{} Enter it in the connection, then connect.", what));
  };
  if (!microsoft::is_guid(connection.application_id))
    missing("The Application (client) ID is missing or no id.");
  if (!microsoft::is_guid(connection.directory_id))
    missing("The Directory (tenant) ID is missing or no id.");
  if (credentials.secret.empty()) missing("The client secret is missing.");
}

// What can be known before the journey: whether the directory exists and the secret is right. Only
// `invalid_client` is told here: an application that is not yet known in the directory becomes
// known by the consent to come.
std::optional<Refused> look_ahead(Services& services, const Credentials& credentials,
                                  const microsoft::Cloud& cloud, std::stop_token stop) {
  const auto& connection = credentials.connection;
  microsoft::IdTokenVerifier verifier(services.transport, services.clock, services.random, cloud,
                                      http::kPersonWaits);
  try {
    verifier.settings(connection.directory_id, stop);
  } catch (const Error& error) {
    if (error.code() != ErrorCode::refused) throw;
    return Refused{error.message(), "", error.detail()};
  }
  microsoft::TokenClient client(services.transport, services.clock, services.random, cloud,
                                http::kPersonWaits);
  const auto answer = client.client_credentials(connection.directory_id,
                                                {connection.application_id, credentials.secret},
                                                client.graph_scope(), stop);
  if (answer.refusal && answer.refusal->error == "invalid_client") return refused(*answer.refusal);
  return {};
}

void audit(db::Connection& c, const Actor& actor, base::Id connection, std::string_view action,
           base::json::object detail, base::Time now) {
  store::AuditEntry entry;
  entry.at = now;
  entry.account = actor.account;
  const auto account = store::find_account(c, actor.account);
  entry.actor = account ? account->email : "console";
  if (!actor.address.empty()) entry.address = actor.address;
  entry.action = action;
  entry.subject_kind = vault::kConnection;
  entry.subject = connection;
  entry.detail = base::to_json(base::json::value(std::move(detail)));
  store::add_audit(c, entry);
}

// A working connection stays as it is; one that does not work says why.
void write_failure(Services& services, base::Id connection, const Actor& actor,
                   const Refused& why) {
  const auto now = services.clock.now();
  services.database.write(db::Lane::people, [&](db::Connection& c) {
    const auto row = store::find_connection(c, connection);
    if (!row) return;
    if (row->state != "connected")
      store::set_connection_state(c, connection, row->state, why.sentence, why.remedy, why.detail,
                                  now);
    audit(c, actor, connection, "connect_failed",
          {{"reason", why.sentence}, {"detail", why.detail}}, now);
  });
  base::log_warning("connect", "connection {}: sign-in failed: {}", connection, why.detail);
}

std::string authorize_url(const Services& services, const store::MicrosoftConnection& connection,
                          const microsoft::Cloud& cloud, const std::string& state,
                          const Journey& journey) {
  const auto challenge = base::base64url(base::as_bytes(base::sha256(journey.verifier.text())));
  const std::vector<std::pair<std::string_view, std::string>> query{
      {"client_id", connection.application_id},
      {"response_type", "code"},
      {"redirect_uri", redirect_uri(services)},
      {"response_mode", "query"},
      // By name, so that nothing above the chosen tier is asked for, whatever the app registration
      // lists besides.
      {"scope", sign_in_scope(connection, cloud)},
      {"state", state},
      {"nonce", journey.nonce},
      {"code_challenge", challenge},
      {"code_challenge_method", "S256"},
      {"prompt", "select_account"},  // the browser may be signed in as somebody else
  };
  auto url = fmt::format("{}/{}/oauth2/v2.0/authorize", cloud.login, connection.directory_id);
  char before = '?';
  for (const auto& [name, value] : query) {
    url += fmt::format("{}{}={}", before, name, base::percent_encode(value));
    before = '&';
  }
  return url;
}

std::string value_of(const std::map<std::string, std::string>& query, const std::string& name) {
  const auto found = query.find(name);
  return found == query.end() || found->second.size() > kMaxQueryValue ? std::string{}
                                                                       : found->second;
}

// Takes the journey out: a state works once, and for ten minutes.
std::optional<Journey> take_journey(Services& services, const std::string& state) {
  if (state.empty()) return {};
  const auto hash = base::sha256_hex(state);
  const auto taken = services.database.write(db::Lane::people, [&](db::Connection& c) {
    return store::take_sign_in(c, hash, services.clock.now());
  });
  if (!taken) return {};
  const auto opened = services.vault.unseal(place_of(hash), taken->sealed);
  const auto text = opened.text();
  const auto line = text.find('\n');
  if (line == std::string_view::npos)
    throw Error(ErrorCode::internal, "A sign-in under way cannot be read. Start it again.");
  return Journey{taken->connection, taken->account, std::string(text.substr(0, line)),
                 SecretBytes(text.substr(line + 1))};
}

struct SignedIn {
  microsoft::IdClaims claims;
  SecretBytes refresh_token;
};

// Redeems the code and proves who signed in. A refusal is the alternative.
std::variant<SignedIn, Refused> redeem(Services& services, const Credentials& credentials,
                                       const Journey& journey, const std::string& code,
                                       std::stop_token stop) {
  const auto& connection = credentials.connection;
  const auto cloud = microsoft::cloud_named(connection.cloud);
  microsoft::TokenClient client(services.transport, services.clock, services.random, cloud,
                                http::kPersonWaits);
  const auto redirect = redirect_uri(services);
  auto answer = client.redeem_code(
      connection.directory_id, {connection.application_id, credentials.secret},
      {code, journey.verifier, redirect}, sign_in_scope(connection, cloud), stop);
  if (answer.refusal) return refused(*answer.refusal);
  auto& grant = *answer.grant;
  microsoft::IdTokenVerifier verifier(services.transport, services.clock, services.random, cloud,
                                      http::kPersonWaits);
  auto claims =
      verifier.verify(grant.id_token.text(), connection.application_id, journey.nonce, stop);
  if (claims.tenant_id != base::ascii_lower(connection.directory_id)) {
    return Refused{fmt::format("{} belongs to another tenant than the one of this connection.",
                               claims.user_name),
                   "Start again and sign in with an account of the directory that the connection "
                   "names, or correct the directory id.",
                   fmt::format("signed in to tenant {}, wanted {}", claims.tenant_id,
                               connection.directory_id)};
  }
  if (grant.refresh_token.empty()) {
    return Refused{
        "Microsoft signed the account in, but gave no lasting permission.",
        "Allow offline_access in the app registration's API permissions, then connect again.",
        "no refresh_token in the answer"};
  }
  return SignedIn{std::move(claims), std::move(grant.refresh_token)};
}

// Everything that a good sign-in changes, in one transaction.
void keep(Services& services, const Credentials& before, const SignedIn& signed_in,
          const Actor& actor) {
  const auto now = services.clock.now();
  const auto id = before.connection.id;
  services.database.write(db::Lane::people, [&](db::Connection& c) {
    const auto row = store::find_connection(c, id);
    if (!row || row->application_id != before.connection.application_id ||
        row->directory_id != before.connection.directory_id ||
        row->cloud != before.connection.cloud) {
      throw Error(ErrorCode::conflict,
                  fmt::format("The connection was changed during the sign-in. {}", kStartAgain));
    }
    services.vault.put(c, vault::kConnection, id, vault::kRefreshToken, signed_in.refresh_token,
                       now);
    store::set_connected(c, id, signed_in.claims.user_name, now);
    queue_discovery(c, id, now);
    audit(c, actor, id, "connect", {{"service_account", signed_in.claims.user_name}}, now);
  });
}

// The part after the state was accepted; what goes wrong comes out as a Refused.
std::optional<Refused> complete(Services& services, TokenSource& tokens, const Journey& journey,
                                const std::map<std::string, std::string>& query, const Actor& actor,
                                std::string& service_account, std::stop_token stop) {
  if (journey.account != actor.account) {
    return Refused{"The sign-in was begun by somebody else.", std::string(kStartAgain),
                   "another account came back"};
  }
  const auto error = value_of(query, "error");
  if (!error.empty() || query.contains("error"))
    return refused(microsoft::refusal_of(error, value_of(query, "error_description")));
  const auto code = value_of(query, "code");
  if (code.empty())
    return Refused{"Microsoft sent the browser back without a code.", std::string(kStartAgain),
                   "no code in the address"};
  const auto credentials = read_credentials(services, journey.connection);
  auto result = redeem(services, credentials, journey, code, stop);
  if (auto* why = std::get_if<Refused>(&result)) return std::move(*why);
  const auto& signed_in = std::get<SignedIn>(result);
  keep(services, credentials, signed_in, actor);
  tokens.forget(journey.connection);
  service_account = signed_in.claims.user_name;
  return {};
}

}  // namespace

std::string begin_sign_in(Services& services, base::Id connection, const Actor& actor,
                          std::stop_token stop) {
  const auto credentials = read_credentials(services, connection);
  check_complete(credentials);
  const auto cloud = microsoft::cloud_named(credentials.connection.cloud);
  if (const auto why = look_ahead(services, credentials, cloud, stop)) {
    write_failure(services, connection, actor, *why);
    throw Error(ErrorCode::refused, why->message(), why->detail);
  }
  const auto state = base::random_token(services.random, kStateBytes);
  Journey journey{
      connection, actor.account, base::random_token(services.random, kNonceBytes),
      SecretBytes(std::string_view(base::random_token(services.random, kVerifierBytes)))};
  const auto hash = base::sha256_hex(state);
  const auto sealed = services.vault.seal(
      place_of(hash),
      SecretBytes(std::string_view(fmt::format("{}\n{}", journey.nonce, journey.verifier.text()))));
  const auto now = services.clock.now();
  services.database.write(db::Lane::people, [&](db::Connection& c) {
    store::create_sign_in(c, hash, {connection, actor.account, sealed}, now, now + kSignInLife);
  });
  return authorize_url(services, credentials.connection, cloud, state, journey);
}

SignInOutcome finish_sign_in(Services& services, TokenSource& tokens,
                             const std::map<std::string, std::string>& query, const Actor& actor,
                             std::stop_token stop) {
  SignInOutcome outcome;
  const auto journey = take_journey(services, value_of(query, "state"));
  if (!journey) {
    outcome.error.emplace(
        ErrorCode::invalid,
        fmt::format("This sign-in has expired, was used already, or did not begin here. {}",
                    kStartAgain));
    return outcome;
  }
  outcome.connection = journey->connection;
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
  write_failure(services, journey->connection, actor, *why);
  outcome.error.emplace(code, why->message(), why->detail);
  return outcome;
}

}  // namespace reeve::connect
