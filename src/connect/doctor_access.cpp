// Whether the application and the service account are let into a directory, and with which
// permissions.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "connect/doctor_checks.h"
#include "connect/granted.h"

namespace reeve::connect {

namespace {

struct Blame {
  std::string_view check;
  std::array<std::int64_t, 12> codes;  // filled up with 0
};
// AADSTS codes (reference/microsoft-cloud.md A.5); they give advice only, nothing is decided by
// them.
constexpr Blame kBlame[] = {
    {"credential", {7000215, 7000222, 700027, 7000218, 50012}},
    {"service-account-mfa", {50076, 50079, 50072, 50074, 50078, 530035}},
    {"conditional-access", {53003, 53000, 530034, 70043, 50131, 500212, 500213}},
    {"refresh-token", {700082, 700084, 70008, 70000, 50173, 50132, 50133, 50057, 50055, 50053}},
    {"application-consent",
     {700016, 65001, 65004, 90099, 90094, 700011, 7000112, 70001, 650057, 50105}},
    {"group-membership", {50020, 50177, 90072, 50034, 16000}},
    {"tenant-reachable", {90002, 5000224, 900023, 90038, 50128, 50059}},
};

constexpr std::string_view kPolicyRemedy =
    "In this tenant's Conditional Access, exclude \"Service provider users\" of your partner "
    "tenant "
    "from the policy that asks them again, or trust your tenant's MFA in its cross-tenant access "
    "settings.";

const AskedToken& application_of(const Patient& of) {
  return of.tenant ? of.tenant->application : of.connection.application;
}
const AskedToken& person_of(const Patient& of) {
  return of.tenant ? of.tenant->person : of.connection.person;
}

std::string place_of(const Patient& of) {
  return of.tenant ? of.tenant->tenant.name : "your own directory";
}

bool is_own_place(const Patient& of) {
  return !of.tenant ||
         of.tenant->tenant.entra_tenant_id == base::ascii_lower(of.connection.row.directory_id);
}

// The customer asks for MFA although the account's own directory is content: a policy there.
bool asks_again(const Patient& of, const AskedToken& token) {
  return of.tenant && of.connection.person.token && token.refusal &&
         blamed_for(*token.refusal) == "service-account-mfa";
}

// Whether another line says why this token was refused.
bool told_elsewhere(const Patient& of, const AskedToken& token) {
  if (token.blamed == "application-consent" || token.blamed == "conditional-access" ||
      token.blamed == "group-membership" || asks_again(of, token))
    return true;
  if (token.blamed == "tenant-reachable") return false;
  // Lines of the connection: they tell it only when its own directory refused as well.
  const auto& home = of.connection;
  return !of.tenant || home.application.blamed == token.blamed ||
         home.person.blamed == token.blamed;
}

// What the tier wants at this place; in a customer's tenant only what is wanted everywhere.
domain::Tier wanted_here(const Patient& of, std::string_view tier) {
  auto wanted = domain::tier_for(tier, of.connection.row.kind);
  if (!is_own_place(of))
    std::erase_if(wanted.permissions, [](const domain::Need& need) {
      return need.place != domain::Place::every_tenant;
    });
  return wanted;
}

GrantSide side_of(const Patient& of, bool application) {
  const auto& token = application ? application_of(of) : person_of(of);
  return compare_grants(wanted_here(of, of.connection.tier.name), application,
                        granted_in(token.claims, application));
}

// Which features want one of the missing permissions; those of each tier include the ones below.
Features features_wanting(const Patient& of, bool application,
                          const std::vector<std::string>& missing) {
  if (of.connection.tier.more_than_needed) return kAllFeatures;
  Features hit = 0;
  std::vector<std::string> below;
  for (const auto& feature : feature_names()) {
    const auto side = compare_grants(wanted_here(of, feature.name), application, {});
    for (const auto& name : missing) {
      const bool wanted = std::ranges::find(side.missing, name) != side.missing.end();
      if (wanted && std::ranges::find(below, name) == below.end())
        hit = static_cast<Features>(hit | feature.bit);
    }
    below = side.missing;
  }
  return hit == 0 ? kAllFeatures : hit;
}

std::string listed(const std::vector<std::string>& names) {
  return fmt::format("{}", fmt::join(names, ", "));
}

std::string grant_remedy(const Patient& of, std::string_view kind) {
  if (is_own_place(of))
    return fmt::format(
        "Add it under API permissions of the app registration as {} permission, and choose Grant "
        "admin consent.",
        kind);
  return fmt::format(
      "Consent for this customer again (Customer access on the connection's page), or have its "
      "administrator grant the {} permission under Enterprise applications, Permissions.",
      kind);
}

}  // namespace

std::string_view blamed_for(const microsoft::TokenRefusal& refusal) {
  for (const auto& row : kBlame)
    if (refusal.aadsts != 0 && std::ranges::find(row.codes, refusal.aadsts) != row.codes.end())
      return row.check;
  if (refusal.error == "invalid_client") return "credential";
  if (refusal.suberror == "consent_required" || refusal.error == "consent_required")
    return "application-consent";
  return "microsoft-reachable";
}

Verdict unknown_without(const AskedToken& token, std::string_view whose) {
  if (!token.asked)
    return unknown(fmt::format("It was not asked: there is nothing to ask with as {}.", whose), {},
                   "connection-consented");
  if (!token.unreachable.empty()) return unknown(token.unreachable, {}, "microsoft-reachable");
  return unknown(fmt::format("It cannot be seen: Microsoft does not let {} in. {}", whose,
                             token.refusal ? token.refusal->sentence : ""),
                 {}, token.blamed);
}

bool reads_as_application(const Patient& of) {
  return application_of(of).token && side_of(of, true).missing.empty();
}

namespace look {

// The last resort: a refusal that no other line tells.
std::optional<Verdict> tenant_reachable(const Patient& of) {
  const auto& application = application_of(of);
  for (const auto* one : {&application, &person_of(of)}) {
    if (!one->refusal || told_elsewhere(of, *one)) continue;
    if (one->refusal->transient) return unknown(one->refusal->sentence, one->refusal->remedy);
    return broken(one->refusal->sentence, one->refusal->remedy);
  }
  const bool let_in = application.token || person_of(of).token;
  if (!let_in && application.blamed != "application-consent")
    return unknown_without(application, "the application");
  return fine(fmt::format("Microsoft knows {}.", place_of(of)));
}

std::optional<Verdict> application_consent(const Patient& of) {
  const auto& token = application_of(of);
  if (token.blamed == "application-consent")
    return broken(fmt::format("The application is not allowed in {}. {}", place_of(of),
                              token.refusal->sentence),
                  is_own_place(of)
                      ? "Grant admin consent in the app registration (API permissions), and check "
                        "the application id of the connection."
                      : "Consent for this customer (Customer access on the connection's page), or "
                        "send its administrator the consent link.");
  if (!token.token) return unknown_without(token, "the application");
  return fine(fmt::format("The application is allowed in {}.", place_of(of)));
}

std::optional<Verdict> conditional_access(const Patient& of) {
  const auto& person = person_of(of);
  for (const auto* one : {&person, &application_of(of)})
    if (one->blamed == "conditional-access" || asks_again(of, *one))
      return broken(one->refusal->sentence,
                    asks_again(of, *one) ? std::string(kPolicyRemedy) : one->refusal->remedy);
  if (!of.connection.has_person && !of.connection.partner())
    return fine("Nobody stays signed in, so no policy for people stands in the way.");
  if (!person.token) return unknown_without(person, "the service account");
  return fine(fmt::format("No policy keeps the service account out of {}.", place_of(of)));
}

std::optional<Verdict> application_permissions(const Patient& of) {
  const auto& token = application_of(of);
  if (!token.token) return unknown_without(token, "the application");
  if (token.claims.is_null())
    return unknown("Microsoft gave a token that cannot be looked into.",
                   "Look in Entra, under API permissions, which lines read Granted.");
  const auto side = side_of(of, true);
  if (side.missing.empty()) return fine("All application permissions of the tier are granted.");
  auto verdict =
      broken(fmt::format("The application lacks {} in {}.", listed(side.missing), place_of(of)),
             grant_remedy(of, "application"));
  verdict.features = features_wanting(of, true, side.missing);
  return verdict;
}

std::optional<Verdict> delegated_permissions(const Patient& of) {
  if (!of.connection.partner()) return std::nullopt;
  const auto& token = person_of(of);
  const bool second_way = of.tenant && reads_as_application(of);
  const auto weighed = [&](std::string sentence) {
    auto verdict = broken(std::move(sentence), grant_remedy(of, "delegated"));
    if (second_way) verdict.state = CheckState::attention;
    return verdict;
  };
  if (token.blamed == "application-consent" && application_of(of).token)
    return weighed(fmt::format("No delegated permission is granted in {}.", place_of(of)));
  if (!token.token) return unknown_without(token, "the service account");
  if (token.claims.is_null())
    return unknown("Microsoft gave a token that cannot be looked into.",
                   "Look in Entra, under API permissions, which lines read Granted.");
  const auto side = side_of(of, false);
  if (side.missing.empty()) return fine("All delegated permissions of the tier are granted.");
  auto verdict = weighed(
      fmt::format("The service account lacks {} in {}.", listed(side.missing), place_of(of)));
  verdict.features = features_wanting(of, false, side.missing);
  return verdict;
}

}  // namespace look

}  // namespace reeve::connect
