// Reads and writes connections to Microsoft, and the sign-ins that make them.
#include "store/connections.h"

#include "base/error.h"
#include "base/text.h"
#include "store/doctor_results.h"
#include "store/ids.h"
#include "store/list_statement.h"
#include "store/notice_events.h"
#include "store/onboarding.h"
#include "store/rows.h"
#include "store/secrets.h"

namespace reeve::store {
namespace {

using base::Error;
using base::ErrorCode;

constexpr std::string_view kColumns =
    "m.id, m.kind, m.name, m.cloud, m.application_id, m.directory_id, m.state, m.reason, m.remedy, "
    "m.detail, m.service_account, m.create_contacts, m.new_tenants, m.secret_expires_on, "
    "m.connected_at, m.discovered_at, m.version, m.created_at, m.updated_at, m.certificate, "
    "m.expires_source, m.mfa, m.tier";
constexpr FilterColumn kFilters[] = {{"id", Compare::id, "m.id"},
                                     {"kind", Compare::text, "m.kind"},
                                     {"state", Compare::text, "m.state"}};
constexpr SortColumn kSorts[] = {{"name", "m.name"}, {"id", "m.id"}};
constexpr ListShape kShape{kColumns, "connections m", "m.id", "m.name", kFilters, kSorts};

MicrosoftConnection connection_from(const db::Row& row) {
  MicrosoftConnection m;
  m.id = row.integer(0);
  m.kind = row.text(1);
  m.name = row.text(2);
  m.cloud = row.text(3);
  m.application_id = row.text(4);
  m.directory_id = row.text(5);
  m.state = row.text(6);
  m.reason = row.optional_text(7);
  m.remedy = row.optional_text(8);
  m.detail = row.optional_text(9);
  m.service_account = row.optional_text(10);
  m.create_contacts = row.text(11);
  m.new_tenants = row.text(12);
  m.secret_expires_on = row.optional_text(13);
  m.connected_at = optional_time(row, 14);
  m.discovered_at = optional_time(row, 15);
  m.version = row.integer(16);
  m.created_at = time_at(row, 17);
  m.updated_at = time_at(row, 18);
  m.certificate = row.optional_text(19);
  m.expires_source = row.optional_text(20);
  m.mfa = row.text(21);
  m.tier = row.text(22);
  return m;
}

std::optional<std::string> cleaned(const std::optional<std::string>& text) {
  if (!text) return std::nullopt;
  return base::clean_text(*text);
}

}  // namespace

Page<MicrosoftConnection> list_connections(db::Connection& c, const ListQuery& query) {
  return ListStatement(kShape, query).page<MicrosoftConnection>(c, connection_from);
}

std::optional<MicrosoftConnection> find_connection(db::Connection& c, base::Id id) {
  const auto rows =
      c.query("SELECT " + std::string(kColumns) + " FROM connections m WHERE m.id = $1", {id});
  if (rows.empty()) return std::nullopt;
  return connection_from(rows.front());
}

MicrosoftConnection create_connection(db::Connection& c, const MicrosoftConnection& values,
                                      base::Time now) {
  const base::Id id = next_ids(c, "connections");
  c.execute(
      "INSERT INTO connections (id, kind, name, cloud, application_id, directory_id, state, "
      "reason, "
      "remedy, detail, service_account, create_contacts, new_tenants, secret_expires_on, "
      "connected_at, "
      "discovered_at, version, created_at, updated_at, certificate, expires_source, mfa, tier) "
      "VALUES "
      "($1, $2, $3, $4, $5, $6, $7, $8, $9, "
      "$10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23)",
      {id,
       values.kind,
       base::clean_text(values.name),
       values.cloud,
       values.application_id,
       values.directory_id,
       values.state.empty() ? std::string("new") : values.state,
       db::opt(cleaned(values.reason)),
       db::opt(cleaned(values.remedy)),
       db::opt(cleaned(values.detail)),
       db::opt(values.service_account),
       values.create_contacts,
       values.new_tenants,
       db::opt(values.secret_expires_on),
       ms(values.connected_at),
       ms(values.discovered_at),
       std::int64_t{1},
       ms(now),
       ms(now),
       db::opt(values.certificate),
       db::opt(values.expires_source),
       values.mfa,
       values.tier});
  return find_connection(c, id).value();
}

MicrosoftConnection update_connection(db::Connection& c, const MicrosoftConnection& values,
                                      base::Time now) {
  const auto rows = c.execute(
      "UPDATE connections SET kind = $1, name = $2, cloud = $3, application_id = $4, directory_id "
      "= $5, "
      "state = $6, reason = $7, remedy = $8, detail = $9, service_account = $10, create_contacts = "
      "$11, "
      "new_tenants = $12, secret_expires_on = $13, connected_at = $14, discovered_at = $15, "
      "updated_at = $16, certificate = $19, expires_source = $20, mfa = $21, tier = $22, "
      "version = version + 1 WHERE id = $17 AND version = $18",
      {values.kind,
       base::clean_text(values.name),
       values.cloud,
       values.application_id,
       values.directory_id,
       values.state,
       db::opt(cleaned(values.reason)),
       db::opt(cleaned(values.remedy)),
       db::opt(cleaned(values.detail)),
       db::opt(values.service_account),
       values.create_contacts,
       values.new_tenants,
       db::opt(values.secret_expires_on),
       ms(values.connected_at),
       ms(values.discovered_at),
       ms(now),
       values.id,
       values.version,
       db::opt(values.certificate),
       db::opt(values.expires_source),
       values.mfa,
       values.tier});
  if (rows == 0) {
    if (!find_connection(c, values.id))
      throw Error(ErrorCode::not_found, "There is no such connection.");
    throw Error(ErrorCode::conflict,
                "Somebody else changed this connection meanwhile. Reload it and try again.");
  }
  tell_connection_state(c, values.id, now);
  return find_connection(c, values.id).value();
}

void set_connection_state(db::Connection& c, base::Id id, std::string_view state,
                          std::optional<std::string> reason, std::optional<std::string> remedy,
                          std::optional<std::string> detail, base::Time now) {
  c.execute(
      "UPDATE connections SET state = $1, reason = $2, remedy = $3, detail = $4, updated_at = $5, "
      "version = version + 1 WHERE id = $6",
      {std::string(state), db::opt(cleaned(reason)), db::opt(cleaned(remedy)),
       db::opt(cleaned(detail)), ms(now), id});
  tell_connection_state(c, id, now);
}

void set_connected(db::Connection& c, base::Id id, const ProvenSignIn& proven, base::Time now) {
  c.execute(
      "UPDATE connections SET state = 'connected', reason = NULL, remedy = NULL, detail = NULL, "
      "service_account = $1, mfa = $2, connected_at = $3, updated_at = $3, version = version + 1 "
      "WHERE id = $4",
      {db::opt(cleaned(proven.service_account)), proven.mfa, ms(now), id});
  tell_connection_state(c, id, now);
}

void set_expiry(db::Connection& c, base::Id id, const std::string& date, base::Time now) {
  c.execute(
      "UPDATE connections SET secret_expires_on = $1, expires_source = 'microsoft', updated_at = "
      "$2, version = version + 1 WHERE id = $3 AND (secret_expires_on IS NULL OR "
      "secret_expires_on <> $1 OR expires_source IS NULL OR expires_source <> 'microsoft')",
      {date, ms(now), id});
}

std::optional<PendingCredentials> find_pending_credentials(db::Connection& c, base::Id connection) {
  const auto rows = c.query(
      "SELECT application_id, certificate, secret_expires_on, account, created_at FROM "
      "pending_credentials WHERE connection = $1",
      {connection});
  if (rows.empty()) return std::nullopt;
  const auto& row = rows.front();
  PendingCredentials values;
  values.connection = connection;
  values.application_id = row.text(0);
  values.certificate = row.optional_text(1);
  values.secret_expires_on = row.optional_text(2);
  values.account = row.optional_integer(3);
  values.created_at = time_at(row, 4);
  values.has_secret = has_secret(c, "connection", connection, "pending_client_secret");
  return values;
}

void put_pending_credentials(db::Connection& c, const PendingCredentials& values, base::Time now) {
  c.execute(
      "INSERT INTO pending_credentials (connection, application_id, certificate, "
      "secret_expires_on, account, created_at) VALUES ($1, $2, $3, $4, $5, $6) "
      "ON CONFLICT (connection) DO UPDATE SET application_id = excluded.application_id, "
      "certificate = excluded.certificate, secret_expires_on = excluded.secret_expires_on, "
      "account = excluded.account, created_at = excluded.created_at",
      {values.connection, values.application_id, db::opt(values.certificate),
       db::opt(values.secret_expires_on), db::opt(values.account), ms(now)});
}

void drop_pending_credentials(db::Connection& c, base::Id connection) {
  c.execute("DELETE FROM pending_credentials WHERE connection = $1", {connection});
  delete_secret(c, "connection", connection, "pending_client_secret");
  delete_secret(c, "connection", connection, "pending_private_key");
}

void set_discovered(db::Connection& c, base::Id id, base::Time now) {
  c.execute("UPDATE connections SET discovered_at = $1 WHERE id = $2", {ms(now), id});
}

void delete_connection(db::Connection& c, base::Id id, base::Time now) {
  const auto connection = find_connection(c, id);
  if (!connection) throw Error(ErrorCode::not_found, "There is no such connection.");
  tell_connection_removed(c, id, connection->name, now);
  c.execute("DELETE FROM expiries WHERE connection = $1", {id});
  delete_secrets(c, "connection", id);
  c.execute("DELETE FROM sign_ins WHERE connection = $1", {id});
  c.execute("DELETE FROM pending_credentials WHERE connection = $1", {id});
  forget_onboarding(c, id);
  drop_doctor_results(c, id);
  c.execute("DELETE FROM tenant_access WHERE connection = $1", {id});
  c.execute("DELETE FROM sync_settings WHERE owner_kind = 'connection' AND owner = $1", {id});
  c.execute("UPDATE runs SET connection = NULL WHERE connection = $1", {id});
  c.execute(
      "UPDATE tenants SET connection_in_use = NULL, way_in_use = NULL, cause = "
      "'connection_removed', reason = $1, version = version + 1 WHERE connection_in_use = $2",
      {"The connection \"" + connection->name +
           "\" that reached this tenant was removed. Connect again, or run discovery on another "
           "connection.",
       id});
  c.execute("DELETE FROM connections WHERE id = $1", {id});
}

void create_sign_in(db::Connection& c, const std::string& state_hash, const SignIn& values,
                    base::Time now, base::Time expires_at) {
  c.execute("DELETE FROM sign_ins WHERE expires_at <= $1", {ms(now)});
  c.execute(
      "INSERT INTO sign_ins (state_hash, connection, account, sealed, created_at, expires_at) "
      "VALUES ($1, $2, $3, $4, $5, $6)",
      {state_hash, values.connection, values.account, values.sealed, ms(now), ms(expires_at)});
}

std::optional<SignIn> take_sign_in(db::Connection& c, const std::string& state_hash,
                                   base::Time now) {
  const auto rows = c.query(
      "DELETE FROM sign_ins WHERE state_hash = $1 RETURNING connection, account, sealed, "
      "expires_at",
      {state_hash});
  if (rows.empty() || time_at(rows.front(), 3) <= now) return std::nullopt;
  return SignIn{rows.front().integer(0), rows.front().integer(1), rows.front().text(2)};
}

}  // namespace reeve::store
