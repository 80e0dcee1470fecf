// The interactive part of signing in, shared by authorize and the admin consent pages.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "identity.h"
#include "pages.h"

namespace cloud {

using Fields = std::vector<std::pair<std::string, std::string>>;

// Sends the browser back to the application with the fields, as response_mode says.
Response redirect_back(const std::string& address, const std::string& mode, const Fields& fields);

// An error that the browser carries back to the application.
Response redirect_error(const IdentityCall& call, const IdentityError& error);

// The sign-in page, with the account that is shown to whoever tries Reeve. `new_password`: whoever
// signs in must choose one.
Response sign_in(const IdentityCall& call, const std::string& problem, bool new_password = false);

// Who signed in with the fields of the sign-in page; else the answer to send instead.
struct SignedIn {
  Account account;
  bool mfa = false;  // passed multi-factor authentication
  std::optional<Response> instead = {};
};
SignedIn check_sign_in(const IdentityCall& call);

// A ticket proves for ten minutes who signed in; the consent page carries it.
std::string make_ticket(const IdentityCall& call, const SignedIn& who);
SignedIn read_ticket(const IdentityCall& call);

bool is_administrator(const Account& account);

}  // namespace cloud
