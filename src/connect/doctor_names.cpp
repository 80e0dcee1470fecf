// Lets a tenant's reports show names again, where the application was allowed to change that.
#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"
#include "connect/connection_state.h"
#include "connect/doctor_facts.h"
#include "connect/doctor_keep.h"
#include "microsoft/graph_change.h"
#include "microsoft/jwt.h"

namespace reeve::connect {

namespace {

// In no tier: changing a setting of the customer is more than any of them promises.
constexpr std::string_view kPermission = "ReportSettings.ReadWrite.All";
constexpr std::string_view kByHand =
    "In the Microsoft 365 admin center of the tenant, under Settings, Org settings, Reports, clear "
    "\"Display concealed user, group, and site names in all reports\".";

bool may_change(const microsoft::AccessToken& token, bool application) {
  const auto jwt = microsoft::read_jwt(token.value.text());
  if (!jwt) return true;
  const auto held = granted_in(jwt->claims, application);
  return std::ranges::find(held, kPermission) != held.end();
}

const microsoft::AccessToken* usable(const HomeTokens& tokens) {
  if (tokens.application.grant && may_change(tokens.application.grant->access, true))
    return &tokens.application.grant->access;
  if (tokens.person && tokens.person->grant && may_change(tokens.person->grant->access, false))
    return &tokens.person->grant->access;
  return nullptr;
}

store::Tenant tenant_or_throw(Services& services, base::Id connection, base::Id id) {
  return services.database.read([&](db::Connection& c) {
    const auto tenant = store::find_tenant(c, store::Scope::unscoped(), id);
    const auto ways = store::tenant_access(c, id);
    const bool reached = std::ranges::any_of(
        ways, [&](const store::TenantAccess& way) { return way.connection == connection; });
    if (!tenant || !reached || tenant->state == "ignored")
      throw base::Error(base::ErrorCode::not_found,
                        "This connection reaches no such tenant, or it is ignored.");
    return *tenant;
  });
}

}  // namespace

NamesShown show_report_names(Services& services, TokenSource& tokens, base::Id id, base::Id wanted,
                             std::stop_token stop) {
  const auto connection = read_connection(services, id);
  const auto tenant = tenant_or_throw(services, id, wanted);
  const auto fresh = tokens.fresh_at(id, tenant.entra_tenant_id, stop);
  const auto* token = usable(fresh);
  if (token == nullptr)
    return {false,
            fmt::format("Reeve may not change this setting of {}: {} is not granted there, and no "
                        "tier asks for it.",
                        tenant.name, kPermission),
            std::string(kByHand)};
  microsoft::GraphChanger graph(
      services.transport, services.clock, services.random, microsoft::cloud_named(connection.cloud),
      [token](const std::string&, std::stop_token) { return token->value.clone(); });
  microsoft::AskOptions options;
  options.background = false;
  options.permission = kPermission;
  options.subject = "report settings";
  options.tenant_name = tenant.name;
  const auto answer =
      graph.send(tenant.entra_tenant_id,
                 {"PATCH", "/v1.0/admin/reportSettings", R"({"displayConcealedNames":false})", {}},
                 stop, options);
  if (!answer.ok) return {false, answer.sentence, std::string(kByHand)};
  return {true, fmt::format("Reports of {} show names from now on.", tenant.name), {}};
}

}  // namespace reeve::connect
