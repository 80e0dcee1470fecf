// What the doctor asked, before it judges: each fact, or why it is not known and which check says
// more about that.
#pragma once

#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "base/json.h"
#include "connect/connection_state.h"
#include "connect/services.h"
#include "connect/tokens.h"
#include "domain/tier.h"
#include "microsoft/partner_center.h"
#include "store/records.h"
#include "store/tenants.h"

namespace reeve::connect {

template <class T>
struct Fact {
  std::optional<T> value;
  std::string why;        // why there is no value
  std::string remedy;     // what would make it known
  std::string waits_for;  // the check whose trouble keeps it from being known; may be empty
};

// A token of one kind, just asked for.
struct AskedToken {
  bool asked = false;  // false: there was nothing to ask with, or no sense in it
  std::optional<microsoft::AccessToken> token;
  base::json::value claims;  // of the token; null where it cannot be looked into
  std::optional<microsoft::TokenRefusal> refusal;
  std::string unreachable;  // no answer came
  std::string blamed;       // the check that a refusal belongs to
};

struct Group {
  std::string id, name;
};
struct Memberships {
  std::vector<Group> direct, all;  // all: also through other groups
};

struct Assignment {
  std::string group, status;
  std::vector<std::string> roles;  // template ids
};
struct Relationship {
  std::string id, name, customer, status;
  std::vector<std::string> roles;
  std::optional<base::Time> ends_at;
  bool extends = false;
};

struct Registration {
  std::vector<std::string> redirects;
  std::optional<base::Time> credential_end;  // of the secret or certificate in use, where it shows
};

struct ConnectionFacts {
  store::MicrosoftConnection row;
  domain::Tier tier;
  microsoft::Cloud cloud;
  bool has_credential = false, has_person = false;
  std::optional<base::Time> signed_in_at;  // when the stored sign-in was renewed, before this
  AskedToken application, person;          // at home
  Fact<Registration> registration;
  Fact<Memberships> memberships;
  Fact<std::vector<Relationship>> relationships;
  Fact<bool> partner_center;      // whether a Partner Center token is given
  microsoft::MfaProbe mfa_probe;  // asked only where the token does not say

  bool partner() const { return row.kind == "partner"; }
  // Nothing may be asked: paused, disconnected, or nothing to ask with.
  bool silent() const;
};

struct TenantFacts {
  store::Tenant tenant;
  std::optional<store::TenantAccess> access;  // by this connection
  std::vector<store::TypeState> types;
  AskedToken application, person;
  Fact<std::vector<std::string>> plans;  // names of service plans that are switched on
  Fact<bool> concealed;
  Fact<std::vector<std::string>> principal_roles;  // template ids
  const Relationship* relationship = nullptr;      // the active one
  std::string last_status;                         // of the relationships, where none is active
  Fact<std::vector<Assignment>> assignments;

  std::string way() const { return access ? access->way : std::string(); }
};

ConnectionFacts ask_connection(Services& services, TokenSource& tokens, base::Id connection,
                               std::stop_token stop);
// `of` outlives the result.
TenantFacts ask_tenant(Services& services, TokenSource& tokens, const ConnectionFacts& of,
                       const store::Tenant& tenant, std::stop_token stop);

// Names in "roles" or "scp".
std::vector<std::string> granted_in(const base::json::value& claims, bool application);
// Which check a refused sign-in belongs to.
std::string_view blamed_for(const microsoft::TokenRefusal& refusal);

}  // namespace reeve::connect
