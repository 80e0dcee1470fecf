// Signing in and staying so: cookies, CSRF tokens, expiry, and who a request comes from.
#pragma once

#include <optional>
#include <string>

#include "api/call.h"
#include "store/accounts.h"

namespace reeve::api {

// A session's expiry is written anew at most so often.
inline constexpr base::Millis kTouchEvery{std::chrono::minutes{1}};

// "__Host-reeve_session" over https, "reeve_session" else.
std::string_view session_cookie_name(bool https);
// One cookie of a Cookie header; empty when it is not there.
std::string cookie_value(std::string_view header, std::string_view name);
std::string session_token(const Call& call);

// Who the request comes from: x-api-key first, else the session cookie. Nothing when neither is
// given, or the session is unknown, expired or its account not active. Throws
// Error{unauthenticated} for a wrong or revoked key.
std::optional<Identity> authenticate(Call& call);
// For cookies only: the header X-CSRF-Token must be the session's. Throws Error{forbidden}.
void check_csrf(const Call& call);
// Refuses a write that another site's page sent. Throws Error{forbidden}.
void check_origin(const Call& call);

struct StartedSession {
  std::string token;  // goes into the cookie, stored only as SHA-256
  std::string csrf;
};
// Always a new token; the one the browser came with is ended. Inside a write transaction.
StartedSession start_session(db::Connection& c, Call& call, const store::Account& account);
void set_session_cookie(const Call& call, Response& response, const std::string& token);
void clear_session_cookie(const Call& call, Response& response);

// The answer of GET and POST /api/session.
Response session_answer(const Call& call, const store::Account& account, const std::string& csrf);

// The scope of a stream's owner as of now, or nothing when session, account or key is gone. For the
// event hub.
std::optional<store::Scope> still_allowed(db::Connection& c, const Watcher& watcher,
                                          base::Time now);

}  // namespace reeve::api
