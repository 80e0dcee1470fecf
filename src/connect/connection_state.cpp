// A connection's row and its opened secrets in one snapshot.
#include "connect/connection_state.h"

#include <fmt/format.h>

#include "base/error.h"

namespace reeve::connect {

std::string redirect_uri(const Services& services) {
  return services.public_url + "/microsoft/callback";
}

std::string Refused::message() const {
  return remedy.empty() ? sentence : fmt::format("{} {}", sentence, remedy);
}

namespace {

store::MicrosoftConnection found(db::Connection& c, base::Id connection) {
  auto row = store::find_connection(c, connection);
  if (!row)
    throw base::Error(base::ErrorCode::not_found,
                      "There is no such connection. It may have been removed.");
  return *std::move(row);
}

}  // namespace

store::MicrosoftConnection read_connection(Services& services, base::Id connection) {
  return services.database.read([&](db::Connection& c) { return found(c, connection); });
}

microsoft::AppCredential Credentials::app() const {
  return {connection.application_id, secret,
          connection.certificate ? &*connection.certificate : nullptr};
}

namespace {

base::SecretBytes open(const Services& services, db::Connection& c, base::Id connection,
                       std::string_view name) {
  return services.vault.has(c, vault::kConnection, connection, name)
             ? services.vault.get(c, vault::kConnection, connection, name)
             : base::SecretBytes{};
}

Credentials in_use(const Services& services, db::Connection& c, base::Id connection) {
  Credentials out;
  out.connection = found(c, connection);
  out.secret = open(services, c, connection,
                    out.connection.certificate ? vault::kPrivateKey : vault::kClientSecret);
  out.refresh_token = open(services, c, connection, vault::kRefreshToken);
  out.sealed_refresh = store::get_secret(c, vault::kConnection, connection, vault::kRefreshToken);
  return out;
}

}  // namespace

Credentials read_credentials(Services& services, base::Id connection) {
  return services.database.read([&](db::Connection& c) { return in_use(services, c, connection); });
}

Credentials read_newest_credentials(Services& services, db::Connection& c, base::Id connection) {
  auto out = in_use(services, c, connection);
  const auto pending = store::find_pending_credentials(c, connection);
  if (!pending) return out;
  out.pending = true;
  out.connection.application_id = pending->application_id;
  if (!pending->certificate && !pending->has_secret) return out;  // only the application changes
  out.connection.certificate = pending->certificate;
  out.secret = open(services, c, connection,
                    pending->certificate ? vault::kPendingPrivateKey : vault::kPendingSecret);
  return out;
}

Credentials read_newest_credentials(Services& services, base::Id connection) {
  return services.database.read(
      [&](db::Connection& c) { return read_newest_credentials(services, c, connection); });
}

}  // namespace reeve::connect
