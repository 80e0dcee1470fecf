// Accounts (people who log in), their sessions, one-time links and API keys. Tokens and keys are
// stored only as SHA-256.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/id.h"
#include "db/connection.h"
#include "domain/asset.h"
#include "store/list.h"
#include "store/scope.h"

namespace reeve::store {

struct Account {
  base::Id id = 0;
  std::string email, first_name, last_name;
  domain::Role role = domain::Role::lite;
  std::string state;  // invited, active, disabled
  bool all_organizations = true;
  std::vector<base::Id> organizations;  // where not all
  std::optional<std::string> password_hash;
  std::int64_t version = 1;
  base::Time created_at{}, updated_at{};
  std::optional<base::Time> last_login_at;
};

std::int64_t count_accounts(db::Connection& c);
// Filters: id, email, role, state. Sort: email, last_name, id. Accounts are not scoped by
// organization: only managers see them.
Page<Account> list_accounts(db::Connection& c, const ListQuery& query);
std::optional<Account> find_account(db::Connection& c, base::Id id);
std::optional<Account> find_account_by_email(db::Connection& c, const std::string& email);
// Throws Error{conflict} when the address is taken.
Account create_account(db::Connection& c, const Account& values, base::Time now);
Account update_account(db::Connection& c, const Account& values,
                       base::Time now);  // by id and version
// How many active administrators there would be without this one: the last one can be neither
// disabled nor demoted.
std::int64_t other_active_administrators(db::Connection& c, base::Id account);
Scope scope_of(const Account& account);

void create_one_time_link(db::Connection& c, const std::string& token_hash, base::Id account,
                          std::string_view purpose, base::Time now, base::Time expires_at);
struct OneTimeLink {
  base::Id account = 0;
  std::string purpose;
};
// Valid, unused and not expired, else nothing.
std::optional<OneTimeLink> find_one_time_link(db::Connection& c, const std::string& token_hash,
                                              base::Time now);
// True for the one caller that used it first.
bool use_one_time_link(db::Connection& c, const std::string& token_hash, base::Time now);
void revoke_one_time_links(db::Connection& c, base::Id account, base::Time now);

struct Session {
  std::string token_hash;
  base::Id account = 0;
  std::string csrf, address, user_agent;
  base::Time created_at{}, last_seen_at{}, expires_at{};
};
void create_session(db::Connection& c, const Session& session);
std::optional<Session> find_session(db::Connection& c, const std::string& token_hash,
                                    base::Time now);
void touch_session(db::Connection& c, const std::string& token_hash, base::Time now,
                   base::Time expires_at);
void delete_session(db::Connection& c, const std::string& token_hash);
void delete_sessions_of(db::Connection& c, base::Id account);
void delete_expired_sessions(db::Connection& c, base::Time now);

struct ApiKey {
  base::Id id = 0;
  std::string name, prefix;  // the first characters, so that a person can tell keys apart
  domain::Role role = domain::Role::editor;
  base::Time created_at{};
  std::optional<base::Time> last_used_at, revoked_at;
};
ApiKey create_api_key(db::Connection& c, const std::string& name, const std::string& key_hash,
                      const std::string& prefix, domain::Role role, base::Time now);
std::vector<ApiKey> list_api_keys(db::Connection& c);
std::optional<ApiKey> find_api_key(db::Connection& c, const std::string& key_hash);  // not revoked
void touch_api_key(db::Connection& c, base::Id id, base::Time now);
bool revoke_api_key(db::Connection& c, base::Id id, base::Time now);

}  // namespace reeve::store
