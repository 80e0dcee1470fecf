// Chooses the token with which a connection is left.
#include "connect/leaving_access.h"

#include <fmt/format.h>

#include <utility>

#include "base/error.h"
#include "base/text.h"
#include "connect/connection_state.h"
#include "connect/onboarding.h"
#include "domain/tier.h"
#include "microsoft/jwt.h"
#include "microsoft/partner_center.h"

namespace reeve::connect {

namespace {

using base::Error;
using base::ErrorCode;
using microsoft::HeldGrants;

constexpr std::int64_t kNotInTenant = 700016;
constexpr std::string_view kFromToken =
    "Microsoft does not show its lists to Reeve here, so this is only what stands in a token for "
    "Microsoft Graph; there may be more. Sign in for leaving, then list again.";

std::vector<std::string> words_of(const base::json::value& claims, std::string_view name) {
  const auto& member = base::member(claims, name);
  if (member.is_string()) return microsoft::scopes_of(std::string(member.as_string()));
  std::vector<std::string> out;
  if (const auto* all = member.if_array())
    for (const auto& one : *all)
      if (one.is_string()) out.emplace_back(one.as_string());
  return out;
}

bool shut(const HeldGrants& held) {
  return !held.known && (held.code == "not_allowed" || held.code == "no_token");
}

}  // namespace

LeavingAccess::LeavingAccess(Services& services, TokenSource& tokens,
                             store::MicrosoftConnection connection, std::optional<base::Id> account)
    : services_(services),
      tokens_(tokens),
      connection_(std::move(connection)),
      cloud_(microsoft::cloud_named(connection_.cloud)),
      signed_in_(services.database.read([&](db::Connection& c) {
        const auto session =
            store::find_onboarding_session(c, connection_.id, services.clock.now());
        return session && session->account == account;
      })),
      as_person_(services.transport, services.clock, services.random, cloud_,
                 {[this](const std::string& tenant, std::stop_token stop) {
                    return person_token(tenant, std::move(stop));
                  },
                  [this](const std::string& tenant) { forget(tenant); }}),
      as_connection_(services.transport, services.clock, services.random, cloud_,
                     tokens.token_for(connection_.id)),
      changer_(services.transport, services.clock, services.random, cloud_,
               {[this](const std::string& tenant, std::stop_token stop) {
                  return acting_token(tenant, std::move(stop));
                },
                [this](const std::string& tenant) { forget(tenant); }}) {}

base::SecretBytes LeavingAccess::person_token(const std::string& tenant, std::stop_token stop) {
  {
    std::lock_guard hold(mutex_);
    const auto found = person_.find(tenant);
    if (found != person_.end() && found->second.expires_at - kFreshMargin > services_.clock.now())
      return found->second.value.clone();
  }
  auto fresh =
      onboarding_token(services_, connection_.id, tenant, graph_scope(cloud_), std::move(stop));
  std::lock_guard hold(mutex_);
  auto& kept = person_[tenant];
  kept = std::move(fresh);
  return kept.value.clone();
}

base::SecretBytes LeavingAccess::acting_token(const std::string& tenant, std::stop_token stop) {
  return signed_in_ ? person_token(tenant, std::move(stop))
                    : tokens_.token(connection_.id, tenant, std::move(stop));
}

base::SecretBytes LeavingAccess::partner_center(std::stop_token stop) {
  if (cloud_.partner_center.empty())
    throw Error(ErrorCode::refused, "This Microsoft cloud has no Partner Center that Reeve knows.");
  std::lock_guard hold(mutex_);
  if (partner_center_) return partner_center_->value.clone();
  try {
    partner_center_ =
        onboarding_token(services_, connection_.id, base::ascii_lower(connection_.directory_id),
                         microsoft::partner_center_scope(cloud_), std::move(stop));
  } catch (const Error& error) {
    if (error.code() != ErrorCode::refused) throw;
    throw Error(ErrorCode::refused,
                "Customers' tenants are reached through Partner Center. Sign in for Partner "
                "Center, too, and try again; or take it away by hand.",
                error.detail());
  }
  return partner_center_->value.clone();
}

void LeavingAccess::forget(const std::string& tenant) {
  tokens_.forget(connection_.id, tenant);
  std::lock_guard hold(mutex_);
  person_.erase(tenant);
}

std::optional<std::vector<std::string>> LeavingAccess::scopes_at(const std::string& tenant,
                                                                 std::string& why,
                                                                 std::stop_token stop) {
  try {
    const auto jwt = microsoft::read_jwt(person_token(tenant, std::move(stop)).text());
    if (jwt) return words_of(jwt->claims, "scp");
    why = "Microsoft gave a token that cannot be looked into.";
  } catch (const Error& error) {
    if (error.code() != ErrorCode::refused) throw;
    why = error.message();
  }
  return std::nullopt;
}

HeldGrants LeavingAccess::read(const std::string& tenant, const std::string& tenant_name,
                               std::stop_token stop) {
  const auto& application = connection_.application_id;
  HeldGrants held;
  if (signed_in_) {
    held = microsoft::read_held(as_person_, book_, tenant, application, tenant_name, stop);
    if (!shut(held)) return held;
  }
  auto own = microsoft::read_held(as_connection_, book_, tenant, application, tenant_name, stop);
  if (!shut(own)) return own;
  if (own.code == "no_token" && absent_there(tenant, stop)) {
    own.known = own.absent = own.complete = true;
    return own;
  }
  return from_token(tenant, signed_in_ ? std::move(held) : std::move(own), std::move(stop));
}

// AADSTS700016: no such application in that directory (reference/microsoft-cloud.md A.3, A.5).
bool LeavingAccess::absent_there(const std::string& tenant, std::stop_token stop) {
  microsoft::TokenClient client(services_.transport, services_.clock, services_.random, cloud_);
  const auto credentials = read_credentials(services_, connection_.id);
  if (credentials.secret.empty()) return false;
  const auto answer =
      client.client_credentials(tenant, credentials.app(), client.graph_scope(), std::move(stop));
  return answer.refusal && answer.refusal->aadsts == kNotInTenant;
}

HeldGrants LeavingAccess::from_token(const std::string& tenant, HeldGrants refused,
                                     std::stop_token stop) {
  try {
    const auto jwt =
        microsoft::read_jwt(tokens_.token(connection_.id, tenant, std::move(stop)).text());
    if (!jwt) return refused;
    const std::string graph(domain::kGraphApi);
    for (auto& role : words_of(jwt->claims, "roles"))
      refused.held.push_back({"application", "", graph, "Microsoft Graph", std::move(role)});
    if (const auto scopes = words_of(jwt->claims, "scp"); !scopes.empty())
      refused.held.push_back(
          {"delegated", "", graph, "Microsoft Graph", microsoft::scopes_text(scopes)});
    if (!refused.held.empty()) {
      refused.sentence = kFromToken;
      refused.remedy.clear();
    }
  } catch (const Error& error) {
    if (error.code() != ErrorCode::refused) throw;
  }
  return refused;
}

microsoft::ChangeAtGraph LeavingAccess::change_at(const std::string& tenant,
                                                  const std::string& tenant_name,
                                                  std::stop_token stop) {
  return [this, tenant, tenant_name, stop = std::move(stop)](
             const std::string& method, const std::string& path, const std::string& body) {
    microsoft::AskOptions options;
    options.background = false;
    options.subject = "permissions of the application";
    options.tenant_name = tenant_name;
    return changer_.send(tenant, {method, path, body, {}}, stop, options);
  };
}

}  // namespace reeve::connect
