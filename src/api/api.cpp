// From a request to its handler: host, route, identity, permission, then strict headers on whatever
// comes out.
#include "api/api.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "api/json_api.h"
#include "api/page.h"
#include "api/refusal.h"
#include "api/request_body.h"
#include "api/resources.h"
#include "api/security_headers.h"
#include "api/sessions.h"
#include "base/error.h"
#include "base/log.h"
#include "base/text.h"

namespace reeve::api {
namespace {

using base::Error;
using base::ErrorCode;

bool is_api_path(std::string_view path) { return path == "/api" || path.starts_with("/api/"); }
bool is_probe(std::string_view path) { return path == "/healthz" || path == "/readyz"; }
bool reads_only(std::string_view method) { return method == "GET" || method == "HEAD"; }

Outside with_all_functions(Outside outside) {
  if (!outside.notify_workers) outside.notify_workers = [] {};
  if (!outside.organizations_changed) outside.organizations_changed = [] {};
  return outside;
}

Response method_not_allowed(const std::string& allowed) {
  Response response =
      refusal(405, "method_not_allowed",
              fmt::format("This address does not take that method. Use {}.", allowed));
  response.set("Allow", allowed);
  return response;
}

// A body without a type is taken: IT Glue's clients leave it out.
bool media_type_fits(const Request& request) {
  if (request.body.empty() || !request.has_header("content-type")) return true;
  const std::string_view whole = request.header("content-type");
  const std::string type = base::ascii_lower(base::trim(whole.substr(0, whole.find(';'))));
  return type == kJsonApi || type == "application/json";
}

void check_host(const Request& request, const Settings& settings) {
  if (is_probe(request.path) || host_is_ours(request, settings.public_url)) return;
  throw Error(ErrorCode::forbidden,
              fmt::format("This server answers under {} and was asked under another name. Open "
                          "that address, or set public_url "
                          "to the one you use.",
                          settings.public_url));
}

void check_transport(const Request& request, const Client& client) {
  if (request.scheme == "https" || client.trusted_proxy || is_loopback(request.remote_address))
    return;
  throw Error(
      ErrorCode::forbidden,
      "Plain HTTP is taken only from this machine and from the trusted reverse proxy. Use https.");
}

// For the log: never the path itself, which may hold a one-time token.
std::string_view name_of(const Call& call) {
  return call.route ? call.route->pattern : std::string_view("a path without route");
}

domain::Role lowest_role(Access access) {
  switch (access) {
    case Access::anyone:
    case Access::person:
    case Access::lite:
      return domain::Role::lite;
    case Access::creator:
      return domain::Role::creator;
    case Access::editor:
      return domain::Role::editor;
    case Access::manager:
      return domain::Role::manager;
    case Access::administrator:
      return domain::Role::administrator;
  }
  return domain::Role::administrator;
}

}  // namespace

Api::Api(db::Database& database, base::Clock& clock, base::Random random, Settings settings,
         Outside outside)
    : settings_(std::move(settings)),
      hasher_(settings_.password_cost),
      hub_(database, settings_.events,
           [&clock](db::Connection& c, const Watcher& watcher) {
             return still_allowed(c, watcher, clock.now());
           }),
      services_{database,
                clock,
                std::move(random),
                settings_,
                with_all_functions(std::move(outside)),
                hasher_,
                throttle_,
                hub_,
                downloads_,
                counters_,
                router_} {
  add_all_routes(router_);
}

Api::~Api() { stop(); }

void Api::stop() {
  downloads_.stop();
  hub_.stop();
}

// Who it is and whether they may.
void Api::admit(Call& call) {
  const Access access = call.route->access;
  // A new sign-in and a one-time link must work whatever old cookie the browser still sends.
  const bool identity_matters = access != Access::anyone || reads_only(call.request.method);
  if (identity_matters) call.identity = authenticate(call);
  if (!reads_only(call.request.method)) check_origin(call);
  if (access == Access::anyone) return;
  if (!call.identity)
    throw Error(ErrorCode::unauthenticated,
                "You are not signed in, or your session has ended. Sign in, or send an API key as "
                "x-api-key.");
  const Identity& who = *call.identity;
  if (access == Access::person && who.kind != Identity::Kind::person)
    throw Error(ErrorCode::forbidden,
                "This is for signed-in people, not for API keys. Sign in with a browser.");
  if (!who.at_least(lowest_role(access)))
    throw Error(ErrorCode::forbidden,
                fmt::format("This needs the role {}; yours is {}. Ask an administrator.",
                            to_string(access), domain::to_string(who.role)));
  if (!reads_only(call.request.method)) check_csrf(call);
}

Response Api::route(Call& call) {
  const Request& request = call.request;
  Matched matched = router_.find(request.method, request.path);
  if (!matched.route && !matched.allowed.empty()) return method_not_allowed(matched.allowed);
  if (!matched.route && is_api_path(request.path))
    throw Error(ErrorCode::not_found,
                "There is nothing under this address of the API. GET /api/openapi.json lists what "
                "there is.");
  if (!matched.route)
    return reads_only(request.method) ? serve_page(request) : method_not_allowed("GET, HEAD");
  call.route = matched.route;
  call.values = std::move(matched.values);
  admit(call);
  if (!media_type_fits(request))
    return refusal(415, "unsupported_media_type",
                   "The body must be JSON. Send Content-Type: application/vnd.api+json.");
  return call.route->handler(call);
}

Response Api::answer(const Request& request, const Client& client) {
  Call call{request, services_, client, nullptr, {}, std::nullopt};
  try {
    check_transport(request, client);
    check_host(request, settings_);
    return route(call);
  } catch (const Error& error) {
    if (error.code() == ErrorCode::internal || error.code() == ErrorCode::unavailable)
      base::log_error("api", "{}: {} ({})", name_of(call), error.message(), error.detail());
    return error_response(error);
  } catch (const std::exception& error) {
    base::log_error("api", "{}: {}", name_of(call), error.what());
    return error_response(Error(ErrorCode::internal, error.what()));
  }
}

Response Api::handle(const Request& request) {
  const Client client = client_of(request, settings_.trusted_proxies);
  Response response = answer(request, client);
  ++counters_.requests;
  if (response.status >= 500)
    ++counters_.server_errors;
  else if (response.status >= 400)
    ++counters_.client_errors;
  const bool page = response.header("Cache-Control").size() > 0;
  set_security_headers(response, client.https, !page);
  return response;
}

}  // namespace reeve::api
