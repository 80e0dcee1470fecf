// Connections to Microsoft (the secrets themselves are sealed in `secrets`, owner_kind
// "connection").
#pragma once

#include <optional>
#include <string>

#include "base/clock.h"
#include "base/id.h"
#include "db/connection.h"
#include "store/list.h"

namespace reeve::store {

// Named apart from db::Connection: one set of Microsoft credentials.
struct MicrosoftConnection {
  base::Id id = 0;
  std::string kind;  // partner, direct
  std::string name;
  std::string cloud;  // a row of national-clouds.tsv, or a URL (the simulated cloud)
  std::string application_id, directory_id;
  std::string state;  // new, connected, reconnect, paused, disconnected
  std::optional<std::string> reason, remedy, detail;  // why it is not simply connected
  std::optional<std::string> service_account;         // who signed in
  std::string create_contacts = "create";             // or hold: new people wait for review
  std::string new_tenants = "read";                   // or new: stay unread until chosen
  std::string tier = "documentation";                 // domain/tier.h: how much it may do
  std::optional<std::string> secret_expires_on;       // date
  std::optional<base::Time> connected_at, discovered_at;
  std::int64_t version = 1;
  base::Time created_at{}, updated_at{};
};

// Filters: id, kind, state. Sort: name, id. Connections belong to the whole installation; api/ lets
// only managers and administrators in.
Page<MicrosoftConnection> list_connections(db::Connection& c, const ListQuery& query);
std::optional<MicrosoftConnection> find_connection(db::Connection& c, base::Id id);
MicrosoftConnection create_connection(db::Connection& c, const MicrosoftConnection& values,
                                      base::Time now);
// By id and version; Error{conflict} when somebody else was first.
MicrosoftConnection update_connection(db::Connection& c, const MicrosoftConnection& values,
                                      base::Time now);
void set_connection_state(db::Connection& c, base::Id id, std::string_view state,
                          std::optional<std::string> reason, std::optional<std::string> remedy,
                          std::optional<std::string> detail, base::Time now);
void set_connected(db::Connection& c, base::Id id, const std::string& service_account,
                   base::Time now);
void set_discovered(db::Connection& c, base::Id id, base::Time now);
// Removes the connection and its access rows; tenants, records, links and documentation stay.
void delete_connection(db::Connection& c, base::Id id, base::Time now);

// A sign-in under way; `sealed` holds nonce and PKCE verifier (vault).
struct SignIn {
  base::Id connection = 0, account = 0;
  std::string sealed;
};
void create_sign_in(db::Connection& c, const std::string& state_hash, const SignIn& values,
                    base::Time now, base::Time expires_at);
// Takes it out: a state works once. Nothing when unknown or expired.
std::optional<SignIn> take_sign_in(db::Connection& c, const std::string& state_hash,
                                   base::Time now);

}  // namespace reeve::store
