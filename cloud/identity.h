// The identity platform v2.0: its addresses, and what its parts share.
//
// To add an endpoint, write its function and add one row to the table in identity.cpp.
#pragma once

#include <boost/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "aadsts.h"
#include "cloud.h"
#include "encoding.h"
#include "permissions.h"

namespace cloud {

// One question to /{tenant}/…
struct IdentityCall {
  Cloud& cloud;
  const Request& request;
  const Origins& origins;
  std::string authority;     // the first segment as it was written: "common", a GUID or a domain
  Tenant* tenant = nullptr;  // null for common, organizations and consumers
  Form query;
  Form form;                            // the body, when it is a form
  const Application* client = nullptr;  // who asks, when that is a registered application

  // Who asks; the application of the printed world when that is not told.
  const Application& application() const { return client ? *client : cloud.world.application; }

  std::int64_t now() const { return cloud.clock.now(); }
  std::string correlation() const;  // the client's id of this request
  IdentityError error(int code, const std::vector<std::string>& facts = {}) const;
  Response refuse(int code, const std::vector<std::string>& facts = {}) const;  // as JSON
  // The AADSTS number for an application of one tenant that is asked for in another, or in none.
  std::optional<int> refused_audience() const;
  // A fault that the control API set for this tenant; null when there is none.
  std::optional<Fault> fault(const Tenant& of, Stage stage) const;
};

// True for what concerns people alone: an application's own tokens are not refused so.
bool concerns_people(int aadsts_code);

// True for "common", "organizations" and "consumers".
bool is_shared_authority(std::string_view authority);

struct IdentityRoute {
  std::string_view method;
  std::string_view pattern;  // behind /{tenant}: "oauth2/v2.0/token"
  Response (*answer)(IdentityCall&);
};

Response show_configuration(IdentityCall& call);  // discovery.cpp
Response show_first_configuration(IdentityCall& call);
Response show_keys(IdentityCall& call);
Response show_instances(IdentityCall& call);
Response begin_authorize(IdentityCall& call);  // authorize.cpp
Response continue_authorize(IdentityCall& call);
Response begin_admin_consent(IdentityCall& call);  // admin_consent.cpp
Response continue_admin_consent(IdentityCall& call);
Response show_logout(IdentityCall& call);
Response issue_token(IdentityCall& call);  // token.cpp

// One of the application's addresses. The application of the printed world may also take any
// loopback address that ends in /microsoft/callback, whatever the port.
bool is_registered_redirect(const IdentityCall& call, std::string_view uri);

// A person by sign-in name, and the tenant of that person.
struct Account {
  Tenant* tenant = nullptr;
  const User* user = nullptr;
};
Account find_account(Cloud& cloud, std::string_view user_name);
Account find_account_by_id(Cloud& cloud, std::string_view tenant_id, std::string_view user_id);

// A small object that only this cloud can read: sign-in tickets and refresh tokens.
std::string seal_object(const State& state, const boost::json::object& object);
std::optional<boost::json::object> unseal_object(const State& state, std::string_view text);

// Whether a person may get tokens in that tenant: at home, or from the MSP by a group that is
// assigned in an active relationship, or as an agent of the older delegated administration.
bool may_enter(const Cloud& cloud, const Account& account, const Tenant& tenant);

// The delegated permissions that are asked for and granted, by their names ("User.Read").
// nullopt when something asked for was not granted.
std::optional<std::vector<std::string>> granted_of(const std::vector<Scope>& asked,
                                                   const Consent& consent);

// What is still to be consented to: names for the consent page.
std::vector<std::string> missing_consent(const Application& application,
                                         const std::vector<Scope>& asked, const Consent& consent);

}  // namespace cloud
