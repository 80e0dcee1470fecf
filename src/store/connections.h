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
  // PEM of the public part; none: the application proves itself by a client secret.
  std::optional<std::string> certificate;
  std::optional<std::string> secret_expires_on;  // date; of the certificate where there is one
  std::optional<std::string> expires_source;     // person, microsoft; none: unknown
  std::string mfa = "unknown";                   // yes, unknown: of the sign-in that connected it
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
// What a finished sign-in proved.
struct ProvenSignIn {
  std::optional<std::string> service_account;  // none: an administrator's consent, nobody stays
  std::string mfa = "unknown";
};
void set_connected(db::Connection& c, base::Id id, const ProvenSignIn& proven, base::Time now);
// When the credentials end, as Microsoft itself says.
void set_expiry(db::Connection& c, base::Id id, const std::string& date, base::Time now);
void set_discovered(db::Connection& c, base::Id id, base::Time now);
// Removes the connection and its access rows; tenants, records, links and documentation stay.
void delete_connection(db::Connection& c, base::Id id, base::Time now);

// Credentials that replace those in use once a sign-in has proven them; the secret or private key
// is sealed beside them (vault).
struct PendingCredentials {
  base::Id connection = 0;
  std::string application_id;
  std::optional<std::string> certificate;        // PEM; none: a client secret, or no new proof
  std::optional<std::string> secret_expires_on;  // date
  std::optional<base::Id> account;               // who entered them
  base::Time created_at{};
  bool has_secret = false;  // filled on reading: a new client secret waits
};
std::optional<PendingCredentials> find_pending_credentials(db::Connection& c, base::Id connection);
void put_pending_credentials(db::Connection& c, const PendingCredentials& values, base::Time now);
// Forgets them with their secrets; nothing happens when there are none.
void drop_pending_credentials(db::Connection& c, base::Id connection);

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
