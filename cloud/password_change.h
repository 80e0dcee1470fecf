// Setting passwords through Graph: who may, for whom, and what is a password.
#pragma once

#include <string>
#include <vector>

#include "graph.h"

namespace cloud {

// The directory roles of whoever asks, in the tenant that is asked.
std::vector<std::string> caller_roles(const GraphCall& call);

// 403 unless the caller may set that person's password by PATCH.
void admit_password_change(const GraphCall& call, const User& user);
// 400 for people whose password is kept elsewhere.
void refuse_foreign_password(const GraphCall& call, const User& user);
// 400 for what is no password by the policy.
void check_password(const User& user, std::string_view password);

struct PasswordChange {
  std::optional<std::string> password;
  std::optional<bool> must_change;
};
// Changes the world and remembers it.
void change_password(const GraphCall& call, const User& user, const PasswordChange& change);

}  // namespace cloud
