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

Credentials read_credentials(Services& services, base::Id connection) {
  return services.database.read([&](db::Connection& c) {
    Credentials out;
    out.connection = found(c, connection);
    const auto open = [&](std::string_view name) {
      return services.vault.has(c, vault::kConnection, connection, name)
                 ? services.vault.get(c, vault::kConnection, connection, name)
                 : base::SecretBytes{};
    };
    out.secret = open(vault::kClientSecret);
    out.refresh_token = open(vault::kRefreshToken);
    out.sealed_refresh = store::get_secret(c, vault::kConnection, connection, vault::kRefreshToken);
    return out;
  });
}

}  // namespace reeve::connect
