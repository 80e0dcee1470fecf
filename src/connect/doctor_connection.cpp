// The connection itself: sign-in, secret, account, redirect address, Partner Center.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "connect/doctor_checks.h"

namespace reeve::connect {

namespace {

constexpr base::Millis kDay{24LL * 3600 * 1000};
constexpr base::Millis kHour{3600LL * 1000};
// Told 30, 7 and 1 days before, as the notices are (notify/watch.h).
constexpr std::array<std::int64_t, 3> kWarnDays{30, 7, 1};
// A refresh token that nobody uses for 90 days ends (reference/microsoft-cloud.md A.4).
constexpr std::int64_t kIdleDays = 90, kIdleWarnDays = 60;
constexpr std::string_view kAdminAgentsGroup = "AdminAgents";

constexpr std::string_view kNewCredential =
    "Make a new one under Certificates & secrets of the app registration, and enter it with Edit "
    "credentials; the old one works until then.";

struct Ending {
  std::optional<base::Time> at;
  std::string source;
};

Ending ending_of(const ConnectionFacts& facts) {
  if (facts.registration.value && facts.registration.value->credential_end)
    return {facts.registration.value->credential_end, "as the app registration says"};
  if (facts.row.secret_expires_on)
    return {base::parse_rfc3339(*facts.row.secret_expires_on),
            facts.row.expires_source == "microsoft" ? "as Microsoft said" : "as was entered"};
  return {};
}

std::string credential_word(const ConnectionFacts& facts) {
  return facts.row.certificate ? "certificate" : "client secret";
}

bool is_loopback(std::string_view host) {
  return host == "localhost" || host == "127.0.0.1" || host == "[::1]" ||
         (host.starts_with("127.") &&
          host.find_first_not_of("0123456789.") == std::string_view::npos);
}

// "http://localhost:8080/x" → "localhost".
std::string_view host_of(std::string_view url) {
  const auto start = url.find("://");
  auto rest = start == std::string_view::npos ? url : url.substr(start + 3);
  rest = rest.substr(0, rest.find('/'));
  if (rest.starts_with('[')) return rest.substr(0, rest.find(']') + 1);
  return rest.substr(0, rest.find(':'));
}

// Microsoft leaves the port out of account for loopback addresses (entra-docs reply-url.md).
std::string without_loopback_port(const std::string& url) {
  const auto host = host_of(url);
  if (!is_loopback(host)) return url;
  const auto at = url.find(host) + host.size();
  if (at >= url.size() || url[at] != ':') return url;
  const auto slash = url.find('/', at);
  return url.substr(0, at) + (slash == std::string::npos ? "" : url.substr(slash));
}

bool is_member(const std::vector<Group>& groups, std::string_view name) {
  return std::ranges::any_of(groups, [&](const Group& one) {
    return base::ascii_lower(one.name) == base::ascii_lower(name);
  });
}

std::string own_page(const ConnectionFacts& facts) {
  return fmt::format("the page of {}", facts.row.name);
}

}  // namespace

Verdict fine(std::string sentence) { return {CheckState::ok, std::move(sentence), {}, {}}; }
Verdict attention(std::string sentence, std::string remedy) {
  return {CheckState::attention, std::move(sentence), std::move(remedy), {}};
}
Verdict broken(std::string sentence, std::string remedy) {
  return {CheckState::broken, std::move(sentence), std::move(remedy), {}};
}
Verdict unknown(std::string sentence, std::string remedy, std::string waits_for) {
  return {CheckState::unknown, std::move(sentence), std::move(remedy), std::move(waits_for)};
}

std::string days_text(std::int64_t days) {
  return fmt::format("{} day{}", days, days == 1 ? "" : "s");
}

std::string in_time(base::Millis left) {
  if (left >= kDay) return "in " + days_text(left / kDay);
  const auto hours = std::max<std::int64_t>(1, left / kHour);
  return fmt::format("in {} hour{}", hours, hours == 1 ? "" : "s");
}

namespace look {

std::optional<Verdict> reachable(const Patient& of) {
  const auto& facts = of.connection;
  if (!facts.application.asked) return unknown_without(facts.application, "the application");
  for (const auto* one : {&facts.application, &facts.person}) {
    if (!one->unreachable.empty())
      return broken(one->unreachable,
                    "Check that this machine reaches the Internet (proxy, firewall, DNS), then "
                    "check again.");
    if (one->refusal && one->blamed == "microsoft-reachable")
      return broken(one->refusal->sentence, one->refusal->remedy);
  }
  return fine("Microsoft's sign-in answers.");
}

std::optional<Verdict> consented(const Patient& of) {
  const auto& row = of.connection.row;
  const auto reason = row.reason.value_or("");
  if (row.state == "connected") return fine("The connection is signed in and consented.");
  if (row.state == "paused")
    return attention("The connection is paused: nothing is asked and nothing is synced.",
                     fmt::format("Resume it on {}.", own_page(of.connection)));
  if (row.state == "disconnected")
    return broken("The connection was disconnected.",
                  fmt::format("Connect it again on {}.", own_page(of.connection)));
  if (row.state == "reconnect")
    return broken(fmt::format("Microsoft does not accept the sign-in any more. {}", reason),
                  row.remedy.value_or("Sign in to Microsoft again on the connection's page."));
  if (!of.connection.has_credential)
    return broken("The connection is set up, but has neither secret nor certificate yet.",
                  fmt::format("Go on with the wizard on {}.", own_page(of.connection)));
  return broken("The connection is configured, but nobody has consented yet.",
                fmt::format("Sign in to Microsoft on {} as an administrator, and accept.",
                            own_page(of.connection)));
}

std::optional<Verdict> credential(const Patient& of) {
  const auto& facts = of.connection;
  const auto word = credential_word(facts);
  for (const auto* one : {&facts.application, &facts.person})
    if (one->blamed == "credential") return broken(one->refusal->sentence, one->refusal->remedy);
  const auto ending = ending_of(facts);
  if (!ending.at)
    return unknown(fmt::format("When the {} ends is not known: nobody entered it, and the app "
                               "registration does not show it. {}",
                               word, facts.registration.why),
                   fmt::format("Look under Certificates & secrets of the app registration, and "
                               "enter the date on {}.",
                               own_page(facts)),
                   facts.registration.waits_for);
  const auto left = *ending.at - of.now;
  if (left <= base::Millis{0})
    return broken(fmt::format("The {} has ended, {}.", word, ending.source),
                  std::string(kNewCredential));
  const auto when = in_time(left);
  if (left <= kWarnDays.back() * kDay)
    return broken(fmt::format("The {} ends {}, {}.", word, when, ending.source),
                  std::string(kNewCredential));
  if (left <= kWarnDays.front() * kDay)
    return attention(fmt::format("The {} ends {}, {}.", word, when, ending.source),
                     std::string(kNewCredential));
  return fine(fmt::format("The {} ends {}, {}.", word, when, ending.source));
}

std::optional<Verdict> refresh_token(const Patient& of) {
  const auto& facts = of.connection;
  if (!facts.has_person && !facts.partner())
    return fine("Nobody has to stay signed in: the application asks for itself.");
  if (!facts.has_person) return unknown("Nobody has signed in yet.", {}, "connection-consented");
  if (facts.person.blamed == "refresh-token")
    return broken(facts.person.refusal->sentence, facts.person.refusal->remedy);
  if (facts.person.token) return fine("The stored sign-in was renewed just now.");
  const auto idle = facts.signed_in_at ? (of.now - *facts.signed_in_at) / kDay : 0;
  if (idle >= kIdleWarnDays)
    return attention(
        fmt::format("The stored sign-in was not used for {}; Microsoft ends it after {}.",
                    days_text(idle), kIdleDays),
        "Mend what keeps the service account out, or sign in again.");
  return fine(fmt::format("The stored sign-in was last renewed {} ago.", days_text(idle)));
}

std::optional<Verdict> mfa(const Patient& of) {
  const auto& facts = of.connection;
  if (!facts.partner()) return std::nullopt;
  const std::string remedy =
      "Turn multi-factor authentication on for the service account, sign out of Microsoft, and "
      "sign in again on the connection's page.";
  if (facts.person.blamed == "service-account-mfa")
    return broken(facts.person.refusal->sentence, remedy);
  const auto* methods = base::member(facts.person.claims, "amr").if_array();
  const bool says = methods != nullptr && std::ranges::any_of(*methods, [](const auto& one) {
                      return one.is_string() && one.as_string() == "mfa";
                    });
  if (says || facts.mfa_probe.verdict == microsoft::MfaVerdict::accepted)
    return fine("The service account signed in with multi-factor authentication.");
  if (facts.mfa_probe.verdict == microsoft::MfaVerdict::refused)
    return broken("The service account signed in without multi-factor authentication.", remedy);
  if (facts.person.token && methods != nullptr)
    return attention(
        "Microsoft's token says that the service account signed in with its password "
        "alone.",
        remedy);
  if (facts.row.mfa == "yes")
    return fine("The sign-in that connected it had multi-factor authentication.");
  if (!facts.person.token) return unknown_without(facts.person, "the service account");
  return unknown(
      "Microsoft does not say whether the service account used multi-factor "
      "authentication.",
      "Look at the account's sign-in log in Entra.");
}

std::optional<Verdict> admin_agents(const Patient& of) {
  const auto& facts = of.connection;
  if (!facts.partner()) return std::nullopt;
  if (!facts.memberships.value) return unknown_because(facts.memberships);
  if (is_member(facts.memberships.value->direct, kAdminAgentsGroup))
    return fine("The service account is in AdminAgents.");
  return broken(
      "The service account is not in the group AdminAgents, so Microsoft shows it neither "
      "relationships nor DAP customers.",
      "In Entra of your own directory, open the group AdminAgents and add the service "
      "account as a direct member; then sign in again.");
}

std::optional<Verdict> partner_center(const Patient& of) {
  const auto& facts = of.connection;
  if (!facts.partner()) return std::nullopt;
  const bool wanted = std::ranges::any_of(facts.tier.permissions, [](const domain::Need& need) {
    return need.permission == "user_impersonation";
  });
  if (!wanted)
    return fine(
        "This tier does not need it: Reeve asks for Partner Center in a sign-in of its own "
        "when it consents for customers.");
  if (!facts.partner_center.value) {
    if (!facts.person.token) return unknown_without(facts.person, "the service account");
    return unknown_because(facts.partner_center);
  }
  if (*facts.partner_center.value) return fine("Microsoft gives a token for Partner Center.");
  return broken("The permission user_impersonation of Microsoft Partner Center is not granted.",
                "Add it under API permissions of the app registration (Microsoft Partner Center, "
                "delegated), choose Grant admin consent, and sign in again.");
}

std::optional<Verdict> redirect_address(const Patient& of) {
  const auto& registration = of.connection.registration;
  if (!registration.value) {
    auto verdict = unknown_because(registration);
    verdict.remedy = fmt::format(
        "Look in the app registration under Authentication: {} must stand there under Web.",
        of.redirect_uri);
    return verdict;
  }
  const auto wanted = without_loopback_port(of.redirect_uri);
  if (std::ranges::any_of(registration.value->redirects, [&](const std::string& one) {
        return without_loopback_port(one) == wanted;
      }))
    return fine(fmt::format("{} is registered.", of.redirect_uri));
  return broken(
      fmt::format("{} is not among the redirect URIs of the app registration, so nobody can sign "
                  "in.",
                  of.redirect_uri),
      "Add it in the app registration under Authentication, platform Web, exactly as it is written "
      "here.");
}

std::optional<Verdict> public_address(const Patient& of) {
  if (of.public_url.starts_with("https://"))
    return fine(fmt::format("Reeve's address is {}.", of.public_url));
  if (is_loopback(host_of(of.public_url)))
    return fine(fmt::format("{} is on this machine, where https is not needed.", of.public_url));
  return broken(
      fmt::format("Reeve's address {} is not https; Microsoft sends nobody back there, and "
                  "sign-ins could be read on the way.",
                  of.public_url),
      "Give Reeve a certificate (--tls) or put it behind a reverse proxy, and set "
      "--public-url to the https address.");
}

}  // namespace look

}  // namespace reeve::connect
