// Signing in at Microsoft for a connection: sending the browser there, and taking it back.
#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <map>
#include <set>

#include "api/resources.h"
#include "api/sessions.h"
#include "base/error.h"
#include "base/log.h"
#include "base/text.h"
#include "store/connections.h"

namespace reeve::api {
namespace {

constexpr std::size_t kMaxShownError = 600;

// Ties the journey to this browser, beside the session: Lax, since Microsoft's page sends the
// browser back, and no longer than a sign-in may take.
constexpr std::string_view kCookie = "reeve_sign_in";
constexpr int kCookieSeconds = 600;
constexpr std::size_t kBrowserBytes = 24;

std::string cookie(const Call& call, std::string_view value, int seconds) {
  return fmt::format("{}={}; Path=/microsoft/callback; HttpOnly; SameSite=Lax; Max-Age={}{}",
                     kCookie, value, seconds, call.client.https ? "; Secure" : "");
}

// Sends a person to Microsoft, with a cookie that only this browser brings back.
Response send_to_microsoft(Call& call, std::string_view audited,
                           const std::function<std::string(base::Id, const Actor&)>& begin) {
  const base::Id id = call.id();
  if (call.who().kind != Identity::Kind::person)
    throw base::Error(base::ErrorCode::forbidden,
                      "Only a signed-in person can sign in at Microsoft. Open the connection's "
                      "page in a browser.");
  call.read([&](db::Connection& c) {
    if (!store::find_connection(c, id)) throw_not_found("connection");
  });
  Actor actor = actor_of(call);
  actor.browser = base::random_token(call.services.random, kBrowserBytes);
  const std::string url = begin(id, actor);
  call.write([&](db::Connection& c) { audit(c, call, audited, "connection", id); });
  Response response = meta_only({{"url", json::string(url)}});
  response.add("Set-Cookie", cookie(call, actor.browser, kCookieSeconds));
  return response;
}

Response begin(Call& call) {
  return send_to_microsoft(call, "sign_in_begun", [&](base::Id id, const Actor& actor) {
    return call.services.outside.begin_sign_in(id, actor);
  });
}

Response begin_act(Call& call) {
  const std::string act = read_fields(call.request, "onboarding").required("act");
  return send_to_microsoft(call, "onboarding_begun", [&](base::Id id, const Actor& actor) {
    return call.services.outside.begin_onboarding(id, act, actor);
  });
}

// Where a finished sign-in leads: an act's page goes on with the act.
std::string page_of(const FinishedSignIn& finished) {
  if (!finished.connection) return "/integrations";
  const auto connection = fmt::format("/integrations/{}", *finished.connection);
  if (finished.act.empty()) return connection;
  return connection + (finished.act.starts_with("leaving") ? "/leave" : "/access");
}

Response go_to(const Call& call, std::string_view path, std::string_view error) {
  Response response;
  response.status = 303;
  response.add("Set-Cookie", cookie(call, "", 0));
  response.set("Location",
               error.empty() ? fmt::format("{}?connected=1", path)
                             : fmt::format("{}?error={}", path,
                                           base::percent_encode(error.substr(0, kMaxShownError))));
  return response;
}

// A protocol's answer names each value once (RFC 6749 3.1): of two, another reader may see the
// other.
bool repeats_a_name(const Request& request) {
  std::set<std::string_view> names;
  return std::ranges::any_of(request.query,
                             [&](const auto& pair) { return !names.insert(pair.first).second; });
}

Response refuse_repeated(Call& call) {
  constexpr std::string_view kSentence =
      "What came back from Microsoft names one value twice, so it was not accepted.";
  call.write([&](db::Connection& c) {
    audit(c, call, "connect_failed", "connection", std::nullopt,
          {{"reason", json::string(kSentence)}});
  });
  return go_to(call, "/integrations",
               fmt::format("{} Start the sign-in again from Reeve.", kSentence));
}

// The state in the consent link that a customer's administrator is sent (outside.h,
// customer_consent_link). Whoever comes back by it knows no Reeve, and nothing is learned from it:
// what was granted is seen in tokens alone.
constexpr std::string_view kCustomerState = "customer";

std::string_view query_value(const Request& request, std::string_view name) {
  for (const auto& [key, value] : request.query)
    if (key == name) return value;
  return {};
}

Response thank_customer(const Request& request) {
  Response response;
  response.set("Content-Type", "text/plain; charset=utf-8");
  response.body =
      query_value(request, "error").empty()
          ? "Thank you. The application is allowed in your tenant now. You can close "
            "this window.\n"
          : "The application was not allowed in your tenant. You can close this window; "
            "tell whoever sent you the link if that was not meant.\n";
  return response;
}

// A sign-in's failure is shown on the page, never as a bare document: a person's browser is looking
// at it.
Response finish(Call& call) {
  if (query_value(call.request, "state") == kCustomerState) return thank_customer(call.request);
  if (!call.identity || call.identity->kind != Identity::Kind::person)
    return go_to(call, "/integrations",
                 "You were signed out of Reeve meanwhile. Sign in here, then connect again.");
  if (!call.who().at_least(domain::Role::manager))
    return go_to(call, "/integrations",
                 "Only managers and administrators connect to Microsoft. Ask one of them.");
  if (repeats_a_name(call.request)) return refuse_repeated(call);
  std::map<std::string, std::string> query;
  for (const auto& [name, value] : call.request.query) query.try_emplace(name, value);
  FinishedSignIn finished;
  try {
    Actor actor = actor_of(call);
    actor.browser = cookie_value(call.request.header("cookie"), kCookie);
    finished = call.services.outside.finish_sign_in(query, actor);
  } catch (const base::Error& error) {
    base::log_warning("api", "sign-in at Microsoft did not finish: {} ({})", error.message(),
                      error.detail());
    finished.sentence = error.message();
  }
  const std::string path = page_of(finished);
  if (finished.connected) {
    call.services.outside.notify_workers();
    return go_to(call, path, "");
  }
  return go_to(call, path,
               finished.sentence.empty()
                   ? "The sign-in at Microsoft did not finish. Start it again."
                   : finished.sentence);
}

}  // namespace

void add_sign_in_routes(Router& router) {
  router.add({"POST", "/api/connections/:id/sign_in", Access::manager, begin,
              "Where the browser goes to sign in at Microsoft (meta.url)", nullptr, Answer::meta});
  router.add({"POST", "/api/connections/:id/onboarding", Access::manager, begin_act,
              "Where the browser goes to sign in for one act: consent, relationships, groups or "
              "leaving (meta.url)",
              nullptr, Answer::meta, &kOnboardingResource});
  router.add({"GET", "/microsoft/callback", Access::anyone, finish,
              "Microsoft sends the browser back here", nullptr, Answer::other});
}

}  // namespace reeve::api
