// What a tenant itself has: plans, report settings, the application's directory role, and its last
// good sync.
#include <fmt/format.h>

#include <algorithm>
#include <span>

#include "connect/doctor_checks.h"
#include "types/plans.h"

namespace reeve::connect {

namespace {

constexpr std::int64_t kDay = 24LL * 3600 * 1000;
constexpr std::int64_t kStaleDays = 2, kDeadDays = 7;  // without a good sync

// Names: ../shared/microsoft/sku-service-plans.csv; the plans with a mailbox, which
// EXCHANGE_S_FOUNDATION and its like have not.
constexpr std::string_view kExchangeNames[] = {
    "EXCHANGE_S_ENTERPRISE",         "EXCHANGE_S_STANDARD",       "EXCHANGE_S_DESKLESS",
    "EXCHANGE_S_ESSENTIALS",         "EXCHANGE_S_ENTERPRISE_GOV", "EXCHANGE_S_STANDARD_GOV",
    "EXCHANGE_S_STANDARD_MIDMARKET", "EXCHANGE_S_DESKLESS_GOV"};

bool wanted(const Patient& of, Features feature) {
  return (features_of_tier(of.connection.tier.name) & feature) != 0;
}

std::optional<Verdict> plan(const Patient& of, Features feature,
                            std::span<const std::string_view> names, std::string_view name,
                            std::string_view what) {
  if (!wanted(of, feature)) return std::nullopt;
  const auto& plans = of.tenant->plans;
  if (!plans.value) return unknown_because(plans);
  if (std::ranges::any_of(names, [&](std::string_view one) {
        return std::ranges::find(*plans.value, one) != plans.value->end();
      }))
    return fine(fmt::format("The tenant has {}.", name));
  return attention(
      fmt::format("The tenant has no plan with {}, so Microsoft gives no {}.", name, what),
      fmt::format("Buy a license with {} for this tenant, or choose a tier without it; everything "
                  "else goes on.",
                  name));
}

}  // namespace

namespace look {

std::optional<Verdict> entra_plan(const Patient& of) {
  return plan(of, kSignInActivity, types::kPremiumNames, "Entra ID P1 or P2", "sign-in activity");
}

std::optional<Verdict> intune_plan(const Patient& of) {
  return plan(of, kIntune, types::kIntuneNames, "Intune", "managed devices");
}

std::optional<Verdict> exchange_plan(const Patient& of) {
  return plan(of, kMailboxReports, kExchangeNames, "Exchange Online", "mailbox reports");
}

std::optional<Verdict> concealed_names(const Patient& of) {
  if (!wanted(of, kMailboxReports)) return std::nullopt;
  const auto& concealed = of.tenant->concealed;
  if (!concealed.value) return unknown_because(concealed);
  if (!*concealed.value) return fine("Reports show names.");
  return broken(
      "The tenant hides names in reports, so mailboxes cannot be told apart.",
      "In the Microsoft 365 admin center of this tenant, under Settings, Org settings, Reports, "
      "clear \"Display concealed user, group, and site names in all reports\".");
}

std::optional<Verdict> rotation_role(const Patient& of) {
  if (!wanted(of, kRotation) || of.connection.tier.principal_roles.empty()) return std::nullopt;
  const auto& roles = of.tenant->principal_roles;
  if (!roles.value) return unknown_because(roles);
  for (const auto& need : of.connection.tier.principal_roles)
    if (std::ranges::any_of(*roles.value, [&](const std::string& held) {
          return domain::role_covers(held, need.role);
        }))
      return fine(fmt::format("The application holds {} in this tenant.", need.role));
  return broken(
      "The application holds no directory role in this tenant, so it may change no "
      "password.",
      "In the tenant's Entra admin center, under Roles & admins, assign User Administrator "
      "to the application's service principal (GDAP gives roles to people only).");
}

std::optional<Verdict> last_good_sync(const Patient& of) {
  const auto& tenant = of.tenant->tenant;
  if (tenant.state == "new") return fine("The tenant was not chosen yet, so it is not synced.");
  const auto said = tenant.last_run_state == "failed" ? tenant.last_run_sentence : std::string();
  const std::string remedy =
      "Open the last run of this tenant and follow what it says, then sync again.";
  if (!tenant.last_good_sync_at)
    return attention(fmt::format("The tenant was never synced completely. {}", said),
                     "Start a sync of this tenant.");
  const auto days = (of.now - *tenant.last_good_sync_at).count() / kDay;
  const auto sentence = fmt::format("The last good sync was {} ago. {}", days_text(days), said);
  if (days >= kDeadDays) return broken(sentence, remedy);
  if (days >= kStaleDays || !said.empty()) return attention(sentence, remedy);
  return fine(days == 0 ? "The last good sync was today." : sentence);
}

}  // namespace look

}  // namespace reeve::connect
