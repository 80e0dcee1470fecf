// Compares tokens with tiers.
#include "connect/granted.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/error.h"
#include "base/text.h"
#include "connect/connection_state.h"
#include "microsoft/jwt.h"

namespace reeve::connect {

namespace {

// They belong to the sign-in itself: Microsoft writes them into a token, or not, as it likes.
constexpr std::array<std::string_view, 4> kSignInOnly{"openid", "profile", "email",
                                                      "offline_access"};

bool of_sign_in(std::string_view name) {
  return std::ranges::find(kSignInOnly, name) != kSignInOnly.end();
}

// Permissions of Graph: those of Partner Center stand in another token.
bool of_graph(std::string_view name) {
  const auto* permission = domain::find_permission(name);
  return permission != nullptr && permission->api == domain::kGraphApi && !of_sign_in(name);
}

std::vector<std::string> roles_of(const base::json::value& claims) {
  std::vector<std::string> out;
  const auto* roles = base::member(claims, "roles").if_array();
  if (roles == nullptr) return out;
  for (const auto& role : *roles)
    if (role.is_string()) out.emplace_back(role.as_string());
  return out;
}

std::vector<std::string> scopes_of(const base::json::value& claims) {
  std::vector<std::string> out;
  for (auto& one : base::split(base::text_member(claims, "scp"), ' '))
    if (!one.empty()) out.push_back(std::move(one));
  return out;
}

GrantSide unknown(std::string sentence) {
  GrantSide side;
  side.sentence = std::move(sentence);
  return side;
}

GrantSide side_of(const domain::Tier& tier, bool application,
                  const microsoft::TokenAnswer* answer) {
  if (answer == nullptr)
    return unknown("Nobody has signed in yet, so what is granted to people cannot be seen.");
  if (answer->refusal)
    return unknown(
        Refused{answer->refusal->sentence, answer->refusal->remedy, answer->refusal->detail}
            .message());
  const auto jwt = microsoft::read_jwt(answer->grant->access.value.text());
  if (!jwt)
    return unknown(
        "Microsoft gave a token that cannot be looked into. Look in Entra, under API "
        "permissions, which lines read Granted.");
  return compare_grants(tier, application,
                        application ? roles_of(jwt->claims) : scopes_of(jwt->claims));
}

bool wants(const domain::Tier& tier, bool application) {
  return std::ranges::any_of(tier.permissions, [&](const domain::Need& need) {
    return (application ? need.application : need.delegated) && of_graph(need.permission);
  });
}

std::string count_of(std::size_t count, std::string_view kind) {
  return fmt::format("{} {} permission{}", count, kind, count == 1 ? "" : "s");
}

std::string both(std::size_t application, std::size_t delegated) {
  if (delegated == 0) return count_of(application, "application");
  if (application == 0) return count_of(delegated, "delegated");
  return fmt::format("{} and {}", count_of(application, "application"),
                     count_of(delegated, "delegated"));
}

void conclude(Granted& out, const domain::Tier& tier) {
  const auto& app = out.application;
  const auto& person = out.delegated;
  if (!app.missing.empty() || !person.missing.empty()) {
    out.state = "missing";
    out.sentence = fmt::format("{} of the tier \"{}\" not granted yet.",
                               both(app.missing.size(), person.missing.size()), tier.title);
    out.remedy =
        "Add what is missing under API permissions in Entra and choose Grant admin consent; then "
        "sign in at Microsoft once more.";
    return;
  }
  const auto unseen = [&](const GrantSide& side, bool application) {
    return !side.known && wants(tier, application);
  };
  if (unseen(app, true) || unseen(person, false)) {
    out.state = "unknown";
    out.sentence = unseen(app, true) ? app.sentence : person.sentence;
    out.remedy = "Sign in at Microsoft for this connection, then look again.";
    return;
  }
  if (!app.extra.empty() || !person.extra.empty()) {
    out.state = "more";
    out.sentence = fmt::format("All that the tier \"{}\" needs is granted, and {} more.",
                               tier.title, both(app.extra.size(), person.extra.size()));
    out.remedy =
        "Remove under API permissions in Entra what nothing else uses. Reeve works either way.";
    return;
  }
  out.state = "fine";
  out.sentence = fmt::format("Microsoft grants exactly what the tier \"{}\" needs.", tier.title);
}

}  // namespace

GrantSide compare_grants(const domain::Tier& tier, bool application,
                         const std::vector<std::string>& held) {
  GrantSide side;
  side.known = true;
  std::vector<std::string> needed;
  for (const auto& need : tier.permissions)
    if ((application ? need.application : need.delegated) && of_graph(need.permission))
      needed.emplace_back(need.permission);
  const auto has = [](const std::vector<std::string>& names, const std::string& name) {
    return std::ranges::find(names, name) != names.end();
  };
  for (const auto& name : needed) (has(held, name) ? side.granted : side.missing).push_back(name);
  for (const auto& name : held)
    if (!has(needed, name) && !of_sign_in(name) && !has(side.extra, name))
      side.extra.push_back(name);
  std::ranges::sort(side.extra);
  return side;
}

Granted read_granted(Services& services, TokenSource& tokens, base::Id id, std::stop_token stop) {
  const auto connection = read_connection(services, id);
  const auto tier = domain::tier_for(connection.tier, connection.kind);
  const auto fresh = tokens.fresh_at_home(id, std::move(stop));
  Granted out;
  out.application = side_of(tier, true, &fresh.application);
  // A single tenant is read as the application: of people's permissions none is needed.
  if (connection.kind == "direct")
    out.delegated.known = true;
  else
    out.delegated = side_of(tier, false, fresh.person ? &*fresh.person : nullptr);
  conclude(out, tier);
  return out;
}

std::string sign_in_scope(const store::MicrosoftConnection& connection,
                          const microsoft::Cloud& cloud) {
  std::string scope;
  for (const auto& need : domain::tier_for(connection.tier, connection.kind).permissions) {
    if (!need.delegated) continue;
    if (!scope.empty()) scope += ' ';
    if (of_graph(need.permission)) scope += cloud.graph_resource + "/";
    if (of_graph(need.permission) || of_sign_in(need.permission)) scope += need.permission;
  }
  return std::string(base::trim(scope));
}

}  // namespace reeve::connect
