// Seals new secrets and keys beside those in use, and puts them in use when they are proven.
#include "connect/credentials.h"

#include <fmt/format.h>

#include <chrono>

#include "base/error.h"
#include "base/hash.h"
#include "microsoft/certificate.h"
#include "store/secrets.h"

namespace reeve::connect {

namespace {

store::MicrosoftConnection row_of(db::Connection& c, base::Id connection) {
  auto row = store::find_connection(c, connection);
  if (!row)
    throw base::Error(base::ErrorCode::not_found,
                      "There is no such connection. It may have been removed.");
  return *std::move(row);
}

std::string date_of(base::Time time) { return base::to_rfc3339(time).substr(0, 10); }

base::Time months_later(base::Time now, int months) {
  const auto day = std::chrono::floor<std::chrono::days>(now);
  std::chrono::year_month_day date{day};
  date += std::chrono::months{months};
  if (!date.ok()) date = date.year() / date.month() / std::chrono::last;
  return base::Time{std::chrono::sys_days{date}} + (now - day);
}

store::PendingCredentials pending_of(db::Connection& c, const store::MicrosoftConnection& row,
                                     const Actor& actor) {
  auto pending = store::find_pending_credentials(c, row.id);
  if (!pending) {
    pending.emplace();
    pending->connection = row.id;
    pending->application_id = row.application_id;
  }
  if (actor.account != 0) pending->account = actor.account;
  return *std::move(pending);
}

void seal(Services& services, db::Connection& c, base::Id id, std::string_view name,
          const base::SecretBytes& secret) {
  services.vault.put(c, vault::kConnection, id, name, secret, services.clock.now());
}

}  // namespace

void enter_client_secret(Services& services, base::Id connection, const base::SecretBytes& secret,
                         const Actor& actor) {
  const auto now = services.clock.now();
  services.database.write(db::Lane::people, [&](db::Connection& c) {
    auto row = row_of(c, connection);
    if (row.state != "new") {
      auto pending = pending_of(c, row, actor);
      pending.certificate.reset();
      store::delete_secret(c, vault::kConnection, connection, vault::kPendingPrivateKey);
      seal(services, c, connection, vault::kPendingSecret, secret);
      store::put_pending_credentials(c, pending, now);
      return;
    }
    seal(services, c, connection, vault::kClientSecret, secret);
    if (!row.certificate) return;
    row.certificate.reset();
    store::update_connection(c, row, now);
    store::delete_secret(c, vault::kConnection, connection, vault::kPrivateKey);
  });
}

void enter_new_certificate(Services& services, base::Id connection, const Actor& actor) {
  const auto now = services.clock.now();
  const auto until = months_later(now, kCertificateMonths);
  const auto made = microsoft::make_certificate(
      fmt::format("Reeve {}", read_connection(services, connection).name), now, until);
  services.database.write(db::Lane::people, [&](db::Connection& c) {
    auto row = row_of(c, connection);
    if (row.state != "new") {
      auto pending = pending_of(c, row, actor);
      pending.certificate = made.certificate;
      pending.secret_expires_on = date_of(until);
      store::delete_secret(c, vault::kConnection, connection, vault::kPendingSecret);
      seal(services, c, connection, vault::kPendingPrivateKey, made.private_key);
      store::put_pending_credentials(c, pending, now);
      return;
    }
    row.certificate = made.certificate;
    row.secret_expires_on = date_of(until);
    row.expires_source = "microsoft";  // the certificate itself says so
    seal(services, c, connection, vault::kPrivateKey, made.private_key);
    store::delete_secret(c, vault::kConnection, connection, vault::kClientSecret);
    store::update_connection(c, row, now);
  });
}

std::string fingerprint(const Credentials& credentials) {
  const auto& row = credentials.connection;
  return base::sha256_hex(fmt::format("{}\n{}\n{}\n{}\n{}", row.cloud, row.application_id,
                                      row.directory_id, row.certificate.value_or(""),
                                      base::sha256_hex(credentials.secret.text())));
}

void put_in_use(Services& services, db::Connection& c, base::Id connection, base::Time now) {
  const auto pending = store::find_pending_credentials(c, connection);
  if (!pending) return;
  auto row = row_of(c, connection);
  row.application_id = pending->application_id;
  const auto move = [&](std::string_view from, std::string_view to, std::string_view other) {
    seal(services, c, connection, to, services.vault.get(c, vault::kConnection, connection, from));
    store::delete_secret(c, vault::kConnection, connection, other);
  };
  if (pending->certificate) {
    move(vault::kPendingPrivateKey, vault::kPrivateKey, vault::kClientSecret);
    row.certificate = pending->certificate;
  } else if (pending->has_secret) {
    move(vault::kPendingSecret, vault::kClientSecret, vault::kPrivateKey);
    row.certificate.reset();
  }
  if (pending->certificate || pending->has_secret) {
    row.secret_expires_on = pending->secret_expires_on;
    row.expires_source.reset();
    if (row.secret_expires_on) row.expires_source = pending->certificate ? "microsoft" : "person";
  }
  store::update_connection(c, row, now);
  store::drop_pending_credentials(c, connection);
}

}  // namespace reeve::connect
