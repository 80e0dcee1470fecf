// Finds the credential in use among those of the registration.
#include "connect/credential_expiry.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

#include "base/error.h"
#include "base/log.h"
#include "base/text.h"
#include "microsoft/certificate.h"
#include "microsoft/graph.h"
#include "microsoft/jwt.h"

namespace reeve::connect {

namespace {

using base::json::value;

constexpr std::size_t kHintCharacters = 3;
constexpr std::string_view kPermission = "Application.Read.All";

// The permissions that let an application be read (learn.microsoft.com/graph/api/application-get).
constexpr std::array<std::string_view, 5> kReadsApplications{
    kPermission, "Application.ReadWrite.All", "Application.ReadWrite.OwnedBy", "Directory.Read.All",
    "Directory.ReadWrite.All"};

bool reads_applications(std::string_view name) {
  return std::ranges::find(kReadsApplications, name) != kReadsApplications.end();
}

bool may_read_applications(const base::SecretBytes& token) {
  const auto jwt = microsoft::read_jwt(token.text());
  if (!jwt) return false;
  const auto scopes = base::split(base::text_member(jwt->claims, "scp"), ' ');
  if (std::ranges::any_of(scopes, reads_applications)) return true;
  const auto* roles = base::member(jwt->claims, "roles").if_array();
  return roles != nullptr && std::ranges::any_of(*roles, [](const value& role) {
           return role.is_string() && reads_applications(std::string_view(role.as_string()));
         });
}

// The ends of those that work now and that `fits`; one date told twice counts once.
template <class Fits>
std::set<base::Time> ends_of(const value& registration, std::string_view list, base::Time now,
                             Fits&& fits) {
  std::set<base::Time> ends;
  const auto* all = base::member(registration, list).if_array();
  if (all == nullptr) return ends;
  for (const auto& one : *all) {
    const auto end = base::parse_rfc3339(base::text_member(one, "endDateTime"));
    if (end && *end > now && fits(one)) ends.insert(*end);
  }
  return ends;
}

std::set<base::Time> certificate_ends(const value& registration, const std::string& pem,
                                      base::Time now) {
  const auto facts = microsoft::certificate_facts(pem);
  return ends_of(registration, "keyCredentials", now, [&](const value& one) {
    const auto id = base::text_member(one, "customKeyIdentifier");
    return id == facts.thumbprint_base64 ||
           base::ascii_lower(id) == base::ascii_lower(facts.thumbprint);
  });
}

std::set<base::Time> secret_ends(const value& registration, std::string_view secret,
                                 base::Time now) {
  const auto hint = secret.substr(0, kHintCharacters);
  const auto hinted = ends_of(registration, "passwordCredentials", now, [&](const value& one) {
    return base::text_member(one, "hint") == hint;
  });
  if (!hinted.empty()) return hinted;
  // Microsoft does not say the hint of every secret: the only one there is must be the one in use.
  const auto* all = base::member(registration, "passwordCredentials").if_array();
  if (all == nullptr || all->size() != 1) return {};
  return ends_of(registration, "passwordCredentials", now,
                 [](const value& one) { return base::text_member(one, "hint").empty(); });
}

void refresh(Services& services, TokenSource& tokens, base::Id id, std::stop_token stop) {
  const auto credentials = read_credentials(services, id);
  const auto& row = credentials.connection;
  if (row.state != "connected" || credentials.secret.empty()) return;
  const auto give = tokens.token_for(id);
  if (!may_read_applications(give(row.directory_id, stop))) return;
  microsoft::GraphClient graph(services.transport, services.clock, services.random,
                               microsoft::cloud_named(row.cloud), give,
                               services.pace_of(row.application_id));
  microsoft::AskOptions options;
  options.permission = kPermission;
  options.subject = "the application's registration";
  const auto answer =
      graph.get(row.directory_id,
                fmt::format("/v1.0/applications(appId='{}')?$select=passwordCredentials,"
                            "keyCredentials",
                            base::ascii_lower(row.application_id)),
                std::move(stop), options);
  const auto registration = answer.ok ? base::try_parse_json(answer.body) : std::nullopt;
  if (!registration) return;
  const auto now = services.clock.now();
  const auto end = end_in_use(*registration, credentials, now);
  if (!end) return;
  services.database.write(db::Lane::background, [&](db::Connection& c) {
    const auto current = store::find_connection(c, id);
    // New credentials were put in use meanwhile: this end is of others.
    if (!current || current->connected_at != row.connected_at) return;
    store::set_expiry(c, id, base::to_rfc3339(*end).substr(0, 10), now);
  });
}

}  // namespace

std::optional<base::Time> end_in_use(const value& registration, const Credentials& credentials,
                                     base::Time now) {
  const auto& certificate = credentials.connection.certificate;
  const auto ends = certificate ? certificate_ends(registration, *certificate, now)
                                : secret_ends(registration, credentials.secret.text(), now);
  return ends.size() == 1 ? std::optional(*ends.begin()) : std::nullopt;
}

void refresh_expiry(Services& services, TokenSource& tokens, base::Id connection,
                    std::stop_token stop) {
  try {
    refresh(services, tokens, connection, std::move(stop));
  } catch (const base::Error& error) {
    if (error.code() == base::ErrorCode::canceled) throw;
    base::log_info("connect", "connection {}: its credentials' end was not read: {}", connection,
                   error.message());
  }
}

}  // namespace reeve::connect
