// The way in to a new installation: a one-time link on the console instead of a default password.
#pragma once

#include <string>

#include "base/clock.h"
#include "base/random.h"
#include "db/database.h"
#include "store/accounts.h"

namespace reeve::api {

inline constexpr base::Millis kFirstLinkLife{std::chrono::hours{24}};
inline constexpr base::Millis kInviteLinkLife{std::chrono::hours{72}};
inline constexpr base::Millis kResetLinkLife{std::chrono::hours{24}};
// The first account's address until its owner gives a real one with the first password.
inline constexpr const char* kFirstEmail = "admin@reeve.local";

// Makes a link for the account, ending its earlier ones. Purpose: first, invite or reset. Returns
// public_url + "/welcome/" + token; only the token's SHA-256 is stored. Inside a write transaction.
std::string make_one_time_link(db::Connection& c, const base::Random& random, base::Id account,
                               std::string_view purpose, const std::string& public_url,
                               base::Time now);

// A link for the first administrator, made if there is none yet. Empty when an active administrator
// exists.
std::string make_first_link(db::Database& database, base::Clock& clock, const base::Random& random,
                            const std::string& public_url);
// For `reeve admin link`: a link for the account of that address, or for the first active
// administrator when `email` is empty (the first link when there is none). Throws Error{not_found}.
std::string make_reset_link(db::Database& database, base::Clock& clock, const base::Random& random,
                            const std::string& public_url, const std::string& email);

}  // namespace reeve::api
