// The few pages a person sees: welcome, sign-in, consent, error. Plain HTML, usable without
// scripts.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "world.h"

namespace cloud {

std::string welcome_page(const World& world);

struct SignInPage {
  std::string application;  // its name
  std::string login;        // what to fill in already
  std::string problem;      // shown above the fields; empty at first
  std::string demo_name;    // the account shown to whoever tries Reeve
  std::string demo_password;
  std::string weak_name = {};  // an account without multi-factor authentication; may be empty
  std::string weak_password = {};
  bool new_password = false;  // ask for one: the current one must be changed
};
// The form posts to the page's own address with the fields `login`, `passwd`, perhaps `newpasswd`,
// and `mfa` = deny when the second factor is to be declined; or with `cancel`.
std::string sign_in_page(const SignInPage& page);

struct ConsentPage {
  std::string application;
  std::string user_name;
  std::string tenant;
  std::vector<std::string> permissions;
  std::string ticket;  // proves who signed in; travels as a hidden field
  bool for_organization = false;
};
// The form posts `consent` = accept or cancel, and `ticket`.
std::string consent_page(const ConsentPage& page);

struct InvitationPage {
  std::string partner, user_name, tenant;
  std::string name, duration;  // of the relationship
  std::string roles;           // as list items of HTML
  std::string ticket;
};
// The form posts `approval` = accept or reject, and `ticket`.
std::string invitation_page(const InvitationPage& page);
// Hands what stands behind # of an invitation's address over to the server.
std::string invitation_entry_page();

std::string error_page(std::string_view title, std::string_view description);

// Sends the fields to the address by POST (response_mode=form_post).
std::string form_post_page(std::string_view address,
                           const std::vector<std::pair<std::string, std::string>>& fields);

}  // namespace cloud
