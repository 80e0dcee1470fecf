// One-time links, sessions and API keys: what proves who somebody is.
#include "base/text.h"
#include "store/accounts.h"
#include "store/ids.h"
#include "store/rows.h"

namespace reeve::store {
namespace {

ApiKey api_key_from(const db::Row& row) {
  ApiKey key;
  key.id = row.integer(0);
  key.name = row.text(1);
  key.prefix = row.text(2);
  key.role = domain::role_from(row.text(3)).value_or(domain::Role::lite);
  key.created_at = time_at(row, 4);
  key.last_used_at = optional_time(row, 5);
  key.revoked_at = optional_time(row, 6);
  return key;
}

}  // namespace

void create_one_time_link(db::Connection& c, const std::string& token_hash, base::Id account,
                          std::string_view purpose, base::Time now, base::Time expires_at) {
  c.execute(
      "INSERT INTO one_time_links (token_hash, account, purpose, created_at, expires_at) "
      "VALUES ($1, $2, $3, $4, $5)",
      {token_hash, account, std::string(purpose), ms(now), ms(expires_at)});
}

std::optional<OneTimeLink> find_one_time_link(db::Connection& c, const std::string& token_hash,
                                              base::Time now) {
  const auto rows = c.query(
      "SELECT account, purpose FROM one_time_links "
      "WHERE token_hash = $1 AND used_at IS NULL AND expires_at > $2",
      {token_hash, ms(now)});
  if (rows.empty()) return std::nullopt;
  return OneTimeLink{rows.front().integer(0), rows.front().text(1)};
}

bool use_one_time_link(db::Connection& c, const std::string& token_hash, base::Time now) {
  return c.execute(
             "UPDATE one_time_links SET used_at = $1 "
             "WHERE token_hash = $2 AND used_at IS NULL AND expires_at > $1",
             {ms(now), token_hash}) == 1;
}

void revoke_one_time_links(db::Connection& c, base::Id account, base::Time now) {
  c.execute("UPDATE one_time_links SET used_at = $1 WHERE account = $2 AND used_at IS NULL",
            {ms(now), account});
}

void create_session(db::Connection& c, const Session& session) {
  c.execute(
      "INSERT INTO sessions (token_hash, account, csrf, address, user_agent, created_at, "
      "last_seen_at, "
      "expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
      {session.token_hash, session.account, session.csrf, base::clean_text(session.address),
       base::clean_text(session.user_agent), ms(session.created_at), ms(session.last_seen_at),
       ms(session.expires_at)});
}

std::optional<Session> find_session(db::Connection& c, const std::string& token_hash,
                                    base::Time now) {
  const auto rows = c.query(
      "SELECT token_hash, account, csrf, address, user_agent, created_at, last_seen_at, expires_at "
      "FROM sessions WHERE token_hash = $1 AND expires_at > $2",
      {token_hash, ms(now)});
  if (rows.empty()) return std::nullopt;
  const auto& row = rows.front();
  return Session{row.text(0), row.integer(1),  row.text(2),     row.text(3),
                 row.text(4), time_at(row, 5), time_at(row, 6), time_at(row, 7)};
}

void touch_session(db::Connection& c, const std::string& token_hash, base::Time now,
                   base::Time expires_at) {
  c.execute("UPDATE sessions SET last_seen_at = $1, expires_at = $2 WHERE token_hash = $3",
            {ms(now), ms(expires_at), token_hash});
}

void delete_session(db::Connection& c, const std::string& token_hash) {
  c.execute("DELETE FROM sessions WHERE token_hash = $1", {token_hash});
}

void delete_sessions_of(db::Connection& c, base::Id account) {
  c.execute("DELETE FROM sessions WHERE account = $1", {account});
}

void delete_expired_sessions(db::Connection& c, base::Time now) {
  c.execute("DELETE FROM sessions WHERE expires_at <= $1", {ms(now)});
}

ApiKey create_api_key(db::Connection& c, const std::string& name, const std::string& key_hash,
                      const std::string& prefix, domain::Role role, base::Time now) {
  ApiKey key;
  key.id = next_ids(c, "api_keys");
  key.name = base::clean_text(name);
  key.prefix = prefix;
  key.role = role;
  key.created_at = now;
  c.execute(
      "INSERT INTO api_keys (id, name, key_hash, prefix, role, created_at) VALUES ($1, $2, $3, $4, "
      "$5, $6)",
      {key.id, key.name, key_hash, prefix, std::string(domain::to_string(role)), ms(now)});
  return key;
}

std::vector<ApiKey> list_api_keys(db::Connection& c) {
  std::vector<ApiKey> keys;
  for (const auto& row : c.query("SELECT id, name, prefix, role, created_at, last_used_at, "
                                 "revoked_at FROM api_keys ORDER BY id"))
    keys.push_back(api_key_from(row));
  return keys;
}

std::optional<ApiKey> find_api_key(db::Connection& c, const std::string& key_hash) {
  const auto rows = c.query(
      "SELECT id, name, prefix, role, created_at, last_used_at, revoked_at FROM api_keys "
      "WHERE key_hash = $1 AND revoked_at IS NULL",
      {key_hash});
  if (rows.empty()) return std::nullopt;
  return api_key_from(rows.front());
}

void touch_api_key(db::Connection& c, base::Id id, base::Time now) {
  c.execute("UPDATE api_keys SET last_used_at = $1 WHERE id = $2", {ms(now), id});
}

bool revoke_api_key(db::Connection& c, base::Id id, base::Time now) {
  return c.execute("UPDATE api_keys SET revoked_at = $1 WHERE id = $2 AND revoked_at IS NULL",
                   {ms(now), id}) == 1;
}

}  // namespace reeve::store
