// Who am I, signing in, signing out, and changing one's own password.
#include <fmt/format.h>

#include "api/resources.h"
#include "api/sessions.h"
#include "base/error.h"
#include "base/hash.h"
#include "base/log.h"
#include "base/text.h"

namespace reeve::api {
namespace {

using base::Error;
using base::ErrorCode;

Response show_session(Call& call) {
  if (!call.identity)
    throw Error(ErrorCode::unauthenticated,
                "You are not signed in. Sign in with your e-mail address and password.");
  const Identity& who = *call.identity;
  if (who.kind == Identity::Kind::key) {
    store::Account key;
    key.first_name = who.name;
    key.role = who.role;
    return session_answer(call, key, "");
  }
  const auto account =
      call.read([&](db::Connection& c) { return account_or_throw(c, who.account); });
  return session_answer(call, account, who.csrf);
}

void check_throttle(Call& call, const std::string& email) {
  const int wait = call.services.throttle.wait_seconds(email, call.client.address, call.now());
  if (wait == 0) return;
  throw Error(ErrorCode::throttled,
              fmt::format("There were too many wrong passwords. Wait {} minutes, or ask an "
                          "administrator for a one-time link.",
                          (wait + 59) / 60));
}

[[noreturn]] void refuse_login(Call& call, const std::string& email,
                               const std::optional<store::Account>& account) {
  call.services.throttle.failed(email, call.client.address, call.now());
  ++call.services.counters.failed_logins;
  call.write([&](db::Connection& c) {
    audit_as(c, call, account ? std::optional<base::Id>(account->id) : std::nullopt, email,
             "login_failed", "account",
             account ? std::optional<base::Id>(account->id) : std::nullopt);
  });
  throw Error(ErrorCode::unauthenticated,
              "E-mail address and password do not fit together. Check both, or ask an "
              "administrator for a one-time link.");
}

void upgrade_hash(Call& call, store::Account account, const std::string& password) {
  if (!call.services.hasher.outdated(*account.password_hash)) return;
  account.password_hash = call.services.hasher.hash(password);
  call.write([&](db::Connection& c) { store::update_account(c, account, call.now()); });
}

constexpr std::size_t kMaxEmail = 320;

Response sign_in(Call& call) {
  const Fields fields = read_fields(call.request, "");
  const std::string email = fields.required("email").substr(0, kMaxEmail);
  const std::string password = fields.secret("password").value_or("");
  check_throttle(call, email);
  const auto account =
      call.read([&](db::Connection& c) { return store::find_account_by_email(c, email); });
  const bool usable = account && account->state == "active" && account->password_hash;
  const bool right = call.services.hasher.verify(usable ? *account->password_hash : "", password);
  if (!right) refuse_login(call, email, account);
  call.services.throttle.succeeded(email, call.client.address);
  const auto [started, fresh] = call.write([&](db::Connection& c) {
    store::Account current = account_or_throw(c, account->id);
    if (current.state != "active" || current.password_hash != account->password_hash)
      throw Error(ErrorCode::unauthenticated,
                  "Your account was changed at this moment. Sign in again.");
    current.last_login_at = call.now();
    current = store::update_account(c, current, call.now());
    audit_as(c, call, current.id, current.email, "login", "account", current.id);
    return std::pair(start_session(c, call, current), current);
  });
  upgrade_hash(call, fresh, password);
  Response response = session_answer(call, fresh, started.csrf);
  set_session_cookie(call, response, started.token);
  return response;
}

Response sign_out(Call& call) {
  call.write([&](db::Connection& c) {
    store::delete_session(c, call.who().session_hash);
    audit(c, call, "logout", "account", call.who().account);
  });
  Response response = no_content();
  clear_session_cookie(call, response);
  return response;
}

Response change_password(Call& call) {
  const Fields fields = read_fields(call.request, "");
  const std::string current = fields.secret("current").value_or("");
  const std::string wanted = fields.secret("new").value_or("");
  const auto account =
      call.read([&](db::Connection& c) { return account_or_throw(c, call.who().account); });
  check_throttle(call, account.email);
  if (!call.services.hasher.verify(account.password_hash.value_or(""), current)) {
    call.services.throttle.failed(account.email, call.client.address, call.now());
    fields.refuse("current",
                  "The current password is not right. Type it again, or ask an administrator for a "
                  "one-time link.");
  }
  check_password_rule(wanted, account.email);
  const std::string hash = call.services.hasher.hash(wanted);
  const auto [started, fresh] = call.write([&](db::Connection& c) {
    store::Account changed = account_or_throw(c, account.id);
    if (changed.password_hash != account.password_hash)
      throw Error(ErrorCode::conflict,
                  "The password was changed elsewhere at this moment. Sign in with the new one.");
    changed.password_hash = hash;
    changed = store::update_account(c, changed, call.now());
    store::delete_sessions_of(c, changed.id);
    audit(c, call, "password", "account", changed.id);
    return std::pair(start_session(c, call, changed), changed);
  });
  Response response = session_answer(call, fresh, started.csrf);
  set_session_cookie(call, response, started.token);
  return response;
}

}  // namespace

void add_session_routes(Router& router) {
  router.add({"GET", "/api/session", Access::anyone, show_session, "Who is signed in",
              &kSessionResource, Answer::one});
  router.add(
      {"POST", "/api/session", Access::anyone, sign_in, "Sign in", &kSessionResource, Answer::one});
  router.add(
      {"DELETE", "/api/session", Access::person, sign_out, "Sign out", nullptr, Answer::nothing});
  router.add({"POST", "/api/account/password", Access::person, change_password,
              "Change one's own password", &kSessionResource, Answer::one});
}

}  // namespace reeve::api
