// Widens and narrows the application's delegated grant in a customer's tenant.
#include "connect/customer_door.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "base/error.h"
#include "base/json.h"
#include "base/log.h"
#include "base/text.h"
#include "domain/tier.h"
#include "microsoft/jwt.h"
#include "microsoft/partner_center.h"

namespace reeve::connect {

namespace {

using base::Error;
using base::ErrorCode;
using Names = std::vector<std::string>;

// Until a new grant shows in tokens: B.3 says to re-token, field practice to be patient.
constexpr std::array<std::int64_t, 4> kPauses{1'000, 3'000, 6'000, 10'000};

bool holds(const Names& names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

bool holds_all(const Names& names, const Names& wanted) {
  return std::ranges::all_of(wanted, [&](const std::string& one) { return holds(names, one); });
}

void add_new(Names& into, const Names& more) {
  for (const auto& one : more)
    if (!holds(into, one)) into.push_back(one);
}

Names without(Names names, const Names& gone) {
  std::erase_if(names, [&](const std::string& one) { return holds(gone, one); });
  return names;
}

// Written into every token by Microsoft, and no permission to grant by name.
Names grantable(Names names) {
  constexpr std::array<std::string_view, 4> words{"openid", "profile", "email", "offline_access"};
  std::erase_if(names, [&](const std::string& one) {
    return std::ranges::find(words, one) != words.end() || one.empty();
  });
  return names;
}

std::string joined(const Names& names) { return fmt::format("{}", fmt::join(names, " ")); }

Hindrance hindrance_of(const microsoft::TokenRefusal& refusal) {
  return {{refusal.sentence, refusal.remedy, refusal.detail}, refusal.transient, refusal.retry_at};
}

}  // namespace

bool wants_consent(const microsoft::TokenRefusal& refusal) {
  if (refusal.error == "consent_required" || refusal.error == "unauthorized_client" ||
      refusal.suberror == "consent_required")
    return true;
  // The protocol calls all of these invalid_grant (A.5).
  constexpr std::array<std::int64_t, 3> never_consented{65001, 90099, 700016};
  return std::ranges::find(never_consented, refusal.aadsts) != never_consented.end();
}

std::optional<Names> granted_names(const microsoft::AccessToken& token, bool application) {
  const auto jwt = microsoft::read_jwt(token.value.text());
  if (!jwt) return std::nullopt;
  Names out;
  if (!application) {
    for (auto& one : base::split(base::text_member(jwt->claims, "scp"), ' '))
      if (!one.empty()) out.push_back(std::move(one));
    return out;
  }
  if (const auto* roles = base::member(jwt->claims, "roles").if_array())
    for (const auto& role : *roles)
      if (role.is_string()) out.emplace_back(role.as_string());
  return out;
}

std::optional<Hindrance> hindrance_of(const microsoft::ConsentAnswer& answer,
                                      const std::string& tenant_name) {
  using microsoft::ConsentEnd;
  const auto because = [&](std::string sentence, std::string remedy, bool passing = false) {
    return Hindrance{
        {std::move(sentence), std::move(remedy), answer.detail}, passing, answer.retry_at};
  };
  switch (answer.end) {
    case ConsentEnd::done:
      return std::nullopt;
    case ConsentEnd::exists:
      return because("Partner Center says that the consent exists, and would not take it back.",
                     "Try again in some minutes, or send the customer the consent link.");
    case ConsentEnd::no_mfa:
      return because(
          "Partner Center did not accept your sign-in: it was without multi-factor "
          "authentication.",
          "Turn multi-factor authentication on for your account, sign out of "
          "Microsoft, and sign in here again.");
    case ConsentEnd::not_allowed:
      return because(
          fmt::format("Partner Center does not let you consent for {}.", tenant_name),
          "Your account must be in the group AdminAgents and in the security group of the "
          "relationship, and the relationship must give that group Global Administrator, "
          "Privileged "
          "Role Administrator or Cloud Application Administrator. Or send the customer the consent "
          "link.");
    case ConsentEnd::unknown_customer:
      return because(fmt::format("Partner Center does not know {} as your customer.", tenant_name),
                     "Check the relationship in Partner Center, or send the customer the consent "
                     "link.");
    case ConsentEnd::throttled:
      return because("Partner Center asks to wait.", "Nothing to do: Reeve goes on by itself.",
                     true);
    case ConsentEnd::failed:
      break;
  }
  return because(fmt::format("Partner Center refused the consent for {}.", tenant_name),
                 "The details say why. Or send the customer the consent link.");
}

std::optional<Hindrance> hindrance_of(const microsoft::Answer& answer) {
  if (answer.ok) return std::nullopt;
  const bool passing =
      answer.code == "throttled" || answer.code == "server_error" || answer.code == "unreachable";
  return Hindrance{{answer.sentence, answer.remedy, answer.detail}, passing, answer.retry_at};
}

std::optional<Hindrance> PartnerToken::get(base::SecretBytes& token, std::stop_token stop) {
  const auto cloud = microsoft::cloud_named(connection_.cloud);
  return kept_.with([&](auto& kept) -> std::optional<Hindrance> {
    if (!kept || kept->expires_at - kFreshMargin <= services_.clock.now()) {
      auto answer = try_onboarding_token(services_, connection_.id, connection_.directory_id,
                                         microsoft::partner_center_scope(cloud), stop);
      if (answer.refusal && wants_consent(*answer.refusal))
        return Hindrance{{"Microsoft Partner Center was never allowed to this application.",
                          "Sign in for consent once and accept Partner Center's permission, or "
                          "add user_impersonation of Microsoft Partner Center under API "
                          "permissions and choose Grant admin consent.",
                          answer.refusal->detail}};
      if (answer.refusal) return hindrance_of(*answer.refusal);
      kept = std::move(answer.grant->access);
    }
    token = kept->value.clone();
    return std::nullopt;
  });
}

Names door_scopes(std::string_view act) {
  Names out;
  for (const auto& need : domain::tier_for(domain::kOnboarding, "partner").permissions)
    if (domain::serves(need, act) && need.place == domain::Place::every_tenant)
      out.emplace_back(need.permission);
  return out;
}

CustomerDoor::CustomerDoor(Services& services, const store::MicrosoftConnection& connection,
                           PartnerToken& partner, std::string tenant, std::string tenant_name,
                           std::stop_token stop)
    : services_(services),
      connection_(connection),
      partner_(partner),
      tenant_(std::move(tenant)),
      tenant_name_(std::move(tenant_name)),
      stop_(std::move(stop)),
      cloud_(microsoft::cloud_named(connection.cloud)) {}

microsoft::TokenAnswer CustomerDoor::ask_token() {
  auto answer =
      try_onboarding_token(services_, connection_.id, tenant_, graph_scope(cloud_), stop_);
  token_.reset();
  if (answer.grant) token_ = std::move(answer.grant->access);
  return answer;
}

std::optional<Hindrance> CustomerDoor::open(std::string_view act, const Names& lasting,
                                            bool left_open) {
  door_ = door_scopes(act);
  const auto answer = ask_token();
  Names held;
  if (answer.refusal) {
    if (!wants_consent(*answer.refusal)) return hindrance_of(*answer.refusal);
  } else if (auto names = granted_names(*token_, false)) {
    held = grantable(std::move(*names));
  }
  const bool stands_open = holds_all(held, door_);
  before_ = without(held, door_);
  lasting_ = lasting;
  add_new(lasting_, before_);
  widened_ = stands_open && left_open;
  if (stands_open && holds_all(held, lasting)) return std::nullopt;
  auto wanted = lasting_;
  add_new(wanted, door_);
  if (before_widening) before_widening();
  if (auto why = grant(wanted)) return why;
  widened_ = widened_ || !stands_open;
  return wait_for_scopes();
}

// Gives the whole grant anew where there was one.
std::optional<Hindrance> CustomerDoor::grant(const Names& scopes) {
  base::SecretBytes token;
  if (auto why = partner_.get(token, stop_)) return why;
  microsoft::ConsentClient client(services_.transport, services_.clock, services_.random, cloud_);
  const microsoft::CustomerConsent consent{tenant_, connection_.application_id, connection_.name,
                                           std::string(domain::kGraphApi), scopes};
  auto answer = client.add(token, consent, stop_);
  if (answer.end != microsoft::ConsentEnd::exists) return hindrance_of(answer, tenant_name_);
  answer = client.take_back(token, tenant_, connection_.application_id, stop_);
  if (auto why = hindrance_of(answer, tenant_name_)) return why;
  return hindrance_of(client.add(token, consent, stop_), tenant_name_);
}

std::optional<Hindrance> CustomerDoor::wait_for_scopes() {
  for (std::size_t attempt = 0;; ++attempt) {
    const auto answer = ask_token();
    if (answer.grant) {
      const auto names = granted_names(*token_, false);
      if (!names || holds_all(*names, door_)) return std::nullopt;
    } else if (!wants_consent(*answer.refusal)) {
      return hindrance_of(*answer.refusal);
    }
    if (attempt == kPauses.size()) break;
    if (!services_.clock.wait_for(stop_, base::Millis{kPauses[attempt]}))
      throw Error(ErrorCode::canceled, "Stopped while waiting for a consent to take effect.");
  }
  return Hindrance{{"The consent was given, but Microsoft's tokens do not show it yet.",
                    "Nothing to do: Reeve goes on by itself.", "no new scopes in the token"},
                   true,
                   std::nullopt};
}

std::optional<Hindrance> CustomerDoor::close() {
  if (!widened_) return std::nullopt;
  auto why = narrow_by_graph();
  if (!why || why->passing) return why;
  base::log_info("connect", "tenant {}: the grant is given anew to narrow it: {}", tenant_,
                 why->why.detail);
  why = grant(lasting_);
  if (!why) widened_ = false;
  return why;
}

std::optional<Hindrance> CustomerDoor::narrow_by_graph() {
  std::optional<Hindrance> why;
  const auto principal = principal_of(connection_.application_id, why);
  if (why) return why;
  const auto resource = principal_of(std::string(domain::kGraphApi), why);
  if (why) return why;
  microsoft::AskOptions options;
  options.subject = "permission grant";
  options.permission = "DelegatedPermissionGrant.ReadWrite.All";
  const auto grants =
      get(fmt::format("/v1.0/servicePrincipals/{}/oauth2PermissionGrants", principal), options);
  if (auto trouble = connect::hindrance_of(grants)) return trouble;
  const auto body = base::parse_json(grants.body, "The list of grants");
  const auto* list = base::member(body, "value").if_array();
  for (const auto& one : list ? *list : base::json::array{}) {
    if (base::text_member(one, "resourceId") != resource ||
        base::text_member(one, "consentType") != "AllPrincipals")
      continue;
    const auto path =
        "/v1.0/oauth2PermissionGrants/" + base::percent_encode(base::text_member(one, "id"));
    const auto answer =
        lasting_.empty()
            ? send({"DELETE", path}, options)
            : send({"PATCH", path, base::to_json(base::json::object{{"scope", joined(lasting_)}})},
                   options);
    if (auto trouble = connect::hindrance_of(answer)) return trouble;
  }
  widened_ = false;
  return std::nullopt;
}

microsoft::TokenFor CustomerDoor::token_for() {
  return {[this](const std::string&, std::stop_token) {
            if (!token_ || token_->expires_at - kFreshMargin <= services_.clock.now()) {
              const auto answer = ask_token();
              if (answer.refusal)
                throw Error(answer.refusal->transient ? ErrorCode::unavailable : ErrorCode::refused,
                            answer.refusal->sentence, answer.refusal->detail);
            }
            return token_->value.clone();
          },
          [this](const std::string&) { token_.reset(); }};
}

microsoft::Answer CustomerDoor::get(const std::string& path, const microsoft::AskOptions& options) {
  microsoft::GraphClient graph(services_.transport, services_.clock, services_.random, cloud_,
                               token_for());
  auto named = options;
  named.tenant_name = tenant_name_;
  named.background = false;
  return graph.get(tenant_, path, stop_, named);
}

microsoft::Answer CustomerDoor::send(const microsoft::Change& change,
                                     const microsoft::AskOptions& options) {
  microsoft::GraphChanger graph(services_.transport, services_.clock, services_.random, cloud_,
                                token_for());
  auto named = options;
  named.tenant_name = tenant_name_;
  return graph.send(tenant_, change, stop_, named);
}

std::string CustomerDoor::principal_of(const std::string& application_id,
                                       std::optional<Hindrance>& why) {
  microsoft::AskOptions options;
  options.subject = "application";
  options.permission = "Application.Read.All";
  const auto answer =
      get(fmt::format("/v1.0/servicePrincipals(appId='{}')?$select=id", application_id), options);
  why = connect::hindrance_of(answer);
  if (why) return {};
  return base::text_member(base::parse_json(answer.body, "The application"), "id");
}

}  // namespace reeve::connect
