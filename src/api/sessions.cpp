// Cookies, CSRF tokens and API keys.
#include "api/sessions.h"

#include <fmt/format.h>

#include <algorithm>

#include "api/resources.h"
#include "base/error.h"
#include "base/hash.h"
#include "base/log.h"
#include "base/secret_bytes.h"
#include "base/text.h"

namespace reeve::api {
namespace {

using base::Error;
using base::ErrorCode;

constexpr std::size_t kTokenBytes = 32;
constexpr std::size_t kMaxTokenText = 128;
constexpr std::size_t kMaxUserAgent = 200;

constexpr Attribute kSessionAttributes[] = {
    {"email", Kind::text}, {"first-name", Kind::text},           {"last-name", Kind::text},
    {"role", Kind::text},  {"csrf", Kind::text, true},           {"public-url", Kind::text},
    {"kind", Kind::text},  {"all-organizations", Kind::boolean},
};

std::optional<Identity> key_identity(Call& call, std::string_view given) {
  const std::string hash = base::sha256_hex(given);
  const base::Time now = call.now();
  const auto key = call.read([&](db::Connection& c) { return store::find_api_key(c, hash); });
  if (!key)
    throw Error(ErrorCode::unauthenticated,
                "This API key is not known or was revoked. An administrator can make a new one "
                "under Account, API keys.");
  if (!key->last_used_at || now - *key->last_used_at >= kTouchEvery)
    call.write([&](db::Connection& c) { store::touch_api_key(c, key->id, now); });
  Identity who;
  who.kind = Identity::Kind::key;
  who.key = key->id;
  who.name = "api key " + key->name;
  who.role = key->role;
  who.scope = store::Scope::all_organizations(0);
  who.key_hash = hash;
  return who;
}

Identity person_identity(const store::Account& account, const store::Session& session) {
  Identity who;
  who.account = account.id;
  who.name = account.email;
  who.role = account.role;
  who.scope = store::scope_of(account);
  who.session_hash = session.token_hash;
  who.csrf = session.csrf;
  return who;
}

base::Time expiry(const Settings& settings, base::Time created, base::Time now) {
  return std::min(now + settings.session_idle, created + settings.session_absolute);
}

std::string origin_of(std::string_view url) {
  const auto scheme = url.find("://");
  if (scheme == std::string_view::npos) return {};
  return base::ascii_lower(url.substr(0, url.find('/', scheme + 3)));
}

}  // namespace

std::string cookie_value(std::string_view header, std::string_view name) {
  for (const std::string& part : base::split(header, ';')) {
    const std::string_view pair = base::trim(part);
    const auto equals = pair.find('=');
    if (equals != std::string_view::npos && pair.substr(0, equals) == name)
      return std::string(pair.substr(equals + 1, kMaxTokenText));
  }
  return {};
}

const Resource kSessionResource{"sessions", kSessionAttributes};

std::string_view session_cookie_name(bool https) {
  return https ? "__Host-reeve_session" : "reeve_session";
}

std::string session_token(const Call& call) {
  return cookie_value(call.request.header("cookie"), session_cookie_name(call.client.https));
}

std::optional<Identity> authenticate(Call& call) {
  if (call.request.has_header("x-api-key"))
    return key_identity(call, base::trim(call.request.header("x-api-key")));
  const std::string token = session_token(call);
  if (token.empty()) return std::nullopt;
  const base::Time now = call.now();
  const std::string hash = base::sha256_hex(token);
  std::optional<store::Session> session;
  std::optional<store::Account> account;
  call.read([&](db::Connection& c) {
    session = store::find_session(c, hash, now);
    if (session) account = store::find_account(c, session->account);
  });
  if (!session || !account || account->state != "active") return std::nullopt;
  if (now - session->last_seen_at >= kTouchEvery)
    call.write([&](db::Connection& c) {
      store::touch_session(c, hash, now, expiry(call.services.settings, session->created_at, now));
    });
  return person_identity(*account, *session);
}

void check_csrf(const Call& call) {
  const Identity& who = call.who();
  if (who.kind == Identity::Kind::key) return;
  if (base::equal_secret(base::as_bytes(who.csrf),
                         base::as_bytes(call.request.header("x-csrf-token"))))
    return;
  throw Error(ErrorCode::forbidden,
              "This request lacks the token that proves it comes from Reeve's own page. Reload the "
              "page and try again.");
}

void check_origin(const Call& call) {
  if (call.request.has_header("x-api-key")) return;
  const std::string_view site = call.request.header("sec-fetch-site");
  const std::string_view origin = call.request.header("origin");
  const std::string host = base::ascii_lower(call.request.header("host"));
  const std::string own = (call.client.https ? "https://" : "http://") + host;
  const bool same = origin.empty() || base::ascii_lower(origin) == own ||
                    origin_of(origin) == origin_of(call.services.settings.public_url);
  if (same && site != "cross-site") return;
  throw Error(ErrorCode::forbidden,
              "Another site's page sent this request, so it was refused. Open Reeve itself and do "
              "it there.");
}

StartedSession start_session(db::Connection& c, Call& call, const store::Account& account) {
  const std::string old = session_token(call);
  if (!old.empty()) store::delete_session(c, base::sha256_hex(old));
  StartedSession started{base::random_token(call.services.random, kTokenBytes),
                         base::random_token(call.services.random, kTokenBytes)};
  const base::Time now = call.now();
  store::Session session;
  session.token_hash = base::sha256_hex(started.token);
  session.account = account.id;
  session.csrf = started.csrf;
  session.address = call.client.address;
  session.user_agent = base::clean_text(call.request.header("user-agent").substr(0, kMaxUserAgent));
  session.created_at = session.last_seen_at = now;
  session.expires_at = expiry(call.services.settings, now, now);
  store::create_session(c, session);
  store::delete_expired_sessions(c, now);
  return started;
}

void set_session_cookie(const Call& call, Response& response, const std::string& token) {
  const bool https = call.client.https;
  const auto seconds =
      std::chrono::duration_cast<std::chrono::seconds>(call.services.settings.session_absolute)
          .count();
  response.add("Set-Cookie",
               fmt::format("{}={}; Path=/; HttpOnly; SameSite=Lax; Max-Age={}{}",
                           session_cookie_name(https), token, seconds, https ? "; Secure" : ""));
}

void clear_session_cookie(const Call& call, Response& response) {
  const bool https = call.client.https;
  response.add("Set-Cookie", fmt::format("{}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0{}",
                                         session_cookie_name(https), https ? "; Secure" : ""));
}

Response session_answer(const Call& call, const store::Account& account, const std::string& csrf) {
  json::object attributes;
  attributes["email"] = json::string(account.email);
  attributes["first-name"] = json::string(account.first_name);
  attributes["last-name"] = json::string(account.last_name);
  attributes["role"] = json::string(domain::to_string(account.role));
  attributes["csrf"] = csrf.empty() ? json::value() : json::value(json::string(csrf));
  attributes["public-url"] = json::string(call.services.settings.public_url);
  attributes["kind"] = account.id != 0 ? "person" : "key";
  attributes["all-organizations"] = account.all_organizations;
  return one(resource_object(kSessionResource, account.id, std::move(attributes)));
}

std::optional<store::Scope> still_allowed(db::Connection& c, const Watcher& watcher,
                                          base::Time now) {
  if (!watcher.key_hash.empty()) {
    const auto key = store::find_api_key(c, watcher.key_hash);
    if (!key || key->role > domain::Role::editor) return std::nullopt;
    return watcher.scope;
  }
  if (!store::find_session(c, watcher.session_hash, now)) return std::nullopt;
  const auto account = store::find_account(c, watcher.account);
  if (!account || account->state != "active" || account->role > domain::Role::editor)
    return std::nullopt;
  return store::scope_of(*account);
}

}  // namespace reeve::api
