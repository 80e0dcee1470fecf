// Reads a user's record and what surrounds it, and words each fact.
#include "api/entra_facts.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "api/mailbox_facts.h"
#include "base/text.h"
#include "store/user_surroundings.h"

namespace reeve::api {
namespace {

constexpr std::string_view kUsers = "users";
constexpr std::string_view kRegistrations = "mfa_registrations";
constexpr std::string_view kRoles = "role_assignments";
constexpr std::string_view kGroups = "groups";
constexpr std::string_view kDevices = "managed_devices";

using Words = std::pair<std::string_view, std::string_view>;

// Graph's names of registered methods (userRegistrationDetails: methodsRegistered).
constexpr Words kMethodWords[] = {
    {"passKeyDeviceBound", "Passkey bound to a device"},
    {"passKeyDeviceBoundAuthenticator", "Passkey in Microsoft Authenticator"},
    {"fido2", "Security key (FIDO2)"},
    {"fido2SecurityKey", "Security key (FIDO2)"},
    {"windowsHelloForBusiness", "Windows Hello for Business"},
    {"microsoftAuthenticatorPasswordless", "Microsoft Authenticator without password"},
    {"microsoftAuthenticatorPush", "Microsoft Authenticator"},
    {"softwareOneTimePasscode", "Code from an app"},
    {"hardwareOneTimePasscode", "Code from a token"},
    {"temporaryAccessPass", "Temporary access pass"},
    {"mobilePhone", "Mobile phone"},
    {"alternateMobilePhone", "Second mobile phone"},
    {"officePhone", "Office phone"},
    {"email", "E-mail (password reset only)"},
    {"securityQuestion", "Security questions (password reset only)"}};
// Graph's userDefaultAuthenticationMethod.
constexpr Words kDefaultWords[] = {{"push", "Microsoft Authenticator"},
                                   {"oath", "Code from an app or token"},
                                   {"sms", "Text message"},
                                   {"voiceMobile", "Call to the mobile phone"},
                                   {"voiceAlternateMobile", "Call to the second mobile phone"},
                                   {"voiceOffice", "Call to the office phone"}};

std::string word_for(std::span<const Words> words, const std::string& name) {
  for (const auto& [one, word] : words)
    if (one == name) return std::string(word);
  return name;
}

std::vector<std::string> texts_of(const json::value& list) {
  std::vector<std::string> out;
  if (const auto* array = list.if_array())
    for (const auto& one : *array)
      if (one.is_string()) out.emplace_back(one.get_string());
  return out;
}

bool has(const json::value& body, std::string_view property) {
  return body.is_object() && body.get_object().contains(property);
}

// A time that Microsoft never set reads as the year 1.
std::string time_text(const json::value& object, std::string_view property) {
  std::string text = base::text_member(object, property);
  return text.starts_with("0001-") ? std::string() : text;
}

class Facts {
 public:
  Facts(const FactReasons& reasons, const store::Record& user, const json::value& body,
        const store::UserSurroundings& around)
      : reasons_(reasons), user_(user), body_(body), around_(around) {}

  EntraFact account_status() const {
    EntraFact fact{"account-status", "Account status", kUsers, "accountEnabled"};
    const json::value& enabled = base::member(body_, "accountEnabled");
    if (!enabled.is_bool()) return reasons_.not_sent(std::move(fact));
    fact.value = enabled.get_bool() ? "Enabled" : "Disabled";
    if (user_.gone_at)
      fact.detail = fmt::format("when Microsoft listed this user last; no longer listed since {}",
                                base::to_rfc3339(*user_.gone_at).substr(0, 10));
    return reasons_.known(std::move(fact), &user_);
  }

  // A successful sign-in says more than an attempt (reference/microsoft-cloud.md C.2).
  EntraFact last_logon() const {
    EntraFact fact{"last-logon", "Last logon", "sign_in_activity", "signInActivity", "time"};
    if (!around_.sign_in) return reasons_.unknown(std::move(fact));
    const json::value body = stored_json(around_.sign_in->body);
    const json::value& activity = base::member(body, "signInActivity");
    fact.value = time_text(activity, "lastSuccessfulSignInDateTime");
    if (fact.value.empty()) {
      fact.value = time_text(activity, "lastSignInDateTime");
      if (!fact.value.empty()) fact.detail = "an attempt; Microsoft does not say if it succeeded";
    }
    if (fact.value.empty()) {
      fact.value = time_text(activity, "lastNonInteractiveSignInDateTime");
      if (!fact.value.empty()) fact.detail = "by an app in the user's name";
    }
    if (!fact.value.empty()) return reasons_.known(std::move(fact), &*around_.sign_in);
    return reasons_.none(std::move(fact), "never",
                         "Microsoft knows of no sign-in of this user, ever (it looks back to April "
                         "2020).",
                         &*around_.sign_in);
  }

  EntraFact last_password_change() const {
    EntraFact fact{"last-password-change", "Last password change", kUsers,
                   "lastPasswordChangeDateTime", "time"};
    if (!has(body_, fact.property)) return reasons_.not_sent(std::move(fact));
    fact.value = time_text(body_, fact.property);
    if (!fact.value.empty()) return reasons_.known(std::move(fact), &user_);
    return reasons_.none(std::move(fact), "no_value",
                         "Microsoft names no time at which this user's password was changed.",
                         &user_);
  }

  void add_mfa(std::vector<EntraFact>& out) const {
    EntraFact registered{"mfa", "MFA", kRegistrations, "isMfaRegistered"};
    EntraFact methods{"mfa-methods", "MFA methods", kRegistrations, "methodsRegistered", "list"};
    EntraFact second{"mfa-default", "Preferred second factor", kRegistrations,
                     "userPreferredMethodForSecondaryAuthentication"};
    if (!around_.registration) {
      out.push_back(reasons_.unknown(std::move(registered)));
      out.push_back(reasons_.unknown(std::move(methods)));
      out.push_back(reasons_.unknown(std::move(second)));
      return;
    }
    const json::value body = stored_json(around_.registration->body);
    out.push_back(mfa_state(std::move(registered), body));
    out.push_back(mfa_methods(std::move(methods), body));
    out.push_back(mfa_default(std::move(second), body));
  }

  EntraFact roles() const {
    EntraFact fact{"roles", "Directory roles", kRoles, "principalId", "list"};
    for (const auto& role : around_.roles) {
      std::vector<std::string> ways;
      if (role.direct) ways.emplace_back("directly");
      for (const auto& group : role.through) ways.push_back("through the group " + group);
      fact.items.push_back({role.title, base::join(ways, ", ")});
    }
    fact = listed(std::move(fact), "no_role", "Microsoft lists no directory role of this user.");
    // Without the groups a role through one of them may be there and not be seen.
    if (reasons_.complete(kGroups) || fact.state == "unknown") return fact;
    EntraFact groups{"roles", "Directory roles", kGroups, ""};
    groups = reasons_.unknown(std::move(groups));
    if (fact.state == "none") fact.state = "unknown";
    fact.code = groups.code;
    fact.reason = "Roles held through groups are not known. " + groups.reason;
    fact.remedy = groups.remedy;
    return fact;
  }

  EntraFact licenses() const {
    EntraFact fact{"licenses", "Licenses", kUsers, "assignedLicenses, licenseAssignmentStates",
                   "list"};
    if (!has(body_, "assignedLicenses")) return reasons_.not_sent(std::move(fact));
    std::map<std::string, std::vector<std::string>> ways;
    if (const auto* states = base::member(body_, "licenseAssignmentStates").if_array())
      for (const auto& state : *states)
        ways[base::text_member(state, "skuId")].push_back(way_of(state));
    if (const auto* assigned = base::member(body_, "assignedLicenses").if_array())
      for (const auto& one : *assigned) {
        const std::string sku = base::text_member(one, "skuId");
        const auto product = around_.products.find(sku);
        fact.items.push_back({product == around_.products.end() ? sku : product->second,
                              base::join(ways[sku], ", ")});
      }
    std::ranges::sort(fact.items, {}, &FactItem::text);
    if (!fact.items.empty()) return reasons_.known(std::move(fact), &user_);
    return reasons_.none(std::move(fact), "no_license", "Microsoft says this user has no license.",
                         &user_);
  }

  EntraFact aliases() const {
    EntraFact fact{"aliases", "Aliases", kUsers, "proxyAddresses", "list"};
    if (!has(body_, fact.property)) return reasons_.not_sent(std::move(fact));
    for (const std::string& address : texts_of(base::member(body_, fact.property)))
      if (base::starts_with_ignoring_case(address, "smtp:"))
        fact.items.push_back(
            {address.substr(5), address.starts_with("SMTP:") ? "primary address" : ""});
    if (!fact.items.empty()) return reasons_.known(std::move(fact), &user_);
    return reasons_.none(std::move(fact), "no_address",
                         "Microsoft lists no mail address of this user.", &user_);
  }

  EntraFact manager() const {
    EntraFact fact{"manager", "Manager", kUsers, "manager", "list"};
    if (!around_.manager)
      return reasons_.none(std::move(fact), "no_manager",
                           "Microsoft names no manager of this user.", &user_);
    FactItem item{around_.manager->title, ""};
    item.contact = around_.manager->contact;
    if (item.text.empty()) {
      item.text = base::text_member(base::member(body_, "manager"), "id");
      item.detail = "a user that the last list did not hold";
    }
    fact.items.push_back(std::move(item));
    return reasons_.known(std::move(fact), &user_);
  }

  EntraFact groups() const {
    EntraFact fact{"groups", "Groups", kGroups, "members", "list"};
    for (const auto& group : around_.groups)
      fact.items.push_back({group.title, group.direct ? "" : "through another group"});
    return listed(std::move(fact), "no_group", "Microsoft lists this user in no group.");
  }

  EntraFact devices(const ManageLinks& links, const store::Tenant& tenant) const {
    EntraFact fact{"devices", "Devices", kDevices, "userId", "list"};
    for (const auto& device : around_.devices) {
      FactItem item{device.managed.title, device_text(device)};
      item.configuration = device.configuration;
      item.manage_url = links.record(tenant, device.managed);
      fact.items.push_back(std::move(item));
    }
    return listed(std::move(fact), "no_device", "Microsoft Intune lists no device of this user.");
  }

  EntraFact on_premises() const {
    EntraFact fact{"on-premises", "On-premises", kUsers, "onPremisesSyncEnabled"};
    if (!has(body_, fact.property)) return reasons_.not_sent(std::move(fact));
    const bool synced = base::bool_member(body_, fact.property);
    fact.value = synced ? "Synced from on-premises" : "In the cloud only";
    std::vector<std::string> parts;
    if (const auto name = base::text_member(body_, "onPremisesSamAccountName"); !name.empty())
      parts.push_back("account " + name);
    if (const auto last = time_text(body_, "onPremisesLastSyncDateTime"); !last.empty())
      parts.push_back("last synced " + last.substr(0, 10));
    if (const auto place = base::text_member(body_, "onPremisesDistinguishedName"); !place.empty())
      parts.push_back(place);
    fact.detail = base::join(parts, ", ");
    return reasons_.known(std::move(fact), &user_);
  }

 private:
  EntraFact mfa_state(EntraFact fact, const json::value& body) const {
    const json::value& registered = base::member(body, fact.property);
    if (!registered.is_bool()) return reasons_.not_sent(std::move(fact));
    fact.value = registered.get_bool() ? "Registered" : "Not registered";
    if (registered.get_bool() && has(body, "isMfaCapable") &&
        !base::bool_member(body, "isMfaCapable"))
      fact.detail = "but the tenant's rules do not allow the registered methods";
    else if (base::bool_member(body, "isPasswordlessCapable"))
      fact.detail = "can sign in without a password";
    return reasons_.known(std::move(fact), &*around_.registration);
  }

  EntraFact mfa_methods(EntraFact fact, const json::value& body) const {
    if (!has(body, fact.property)) return reasons_.not_sent(std::move(fact));
    for (const std::string& method : texts_of(base::member(body, fact.property)))
      fact.items.push_back({word_for(kMethodWords, method)});
    if (!fact.items.empty()) return reasons_.known(std::move(fact), &*around_.registration);
    return reasons_.none(std::move(fact), "no_method",
                         "Microsoft says this user has registered no method.",
                         &*around_.registration);
  }

  EntraFact mfa_default(EntraFact fact, const json::value& body) const {
    if (!has(body, fact.property)) return reasons_.not_sent(std::move(fact));
    const std::string method = base::text_member(body, fact.property);
    if (method.empty() || method == "none")
      return reasons_.none(std::move(fact), "no_method",
                           "Microsoft says this user has chosen no second factor.",
                           &*around_.registration);
    fact.value = word_for(kDefaultWords, method);
    return reasons_.known(std::move(fact), &*around_.registration);
  }

  std::string way_of(const json::value& state) const {
    const std::string group = base::text_member(state, "assignedByGroup");
    const auto title = around_.group_titles.find(group);
    std::string way =
        group.empty()
            ? "directly"
            : "by the group " + (title == around_.group_titles.end() ? group : title->second);
    const std::string error = base::text_member(state, "error");
    if (!error.empty() && error != "None") way += " (not in force: " + error + ")";
    return way;
  }

  // A list that is empty says "none" only where it was listed to the end.
  EntraFact listed(EntraFact fact, std::string code, std::string sentence) const {
    if (!fact.items.empty()) return reasons_.known(std::move(fact));
    if (!reasons_.complete(fact.type)) return reasons_.unknown(std::move(fact));
    return reasons_.none(std::move(fact), std::move(code), std::move(sentence));
  }

  static std::string device_text(const store::UserSurroundings::Device& device) {
    const json::value body = stored_json(device.managed.body);
    std::vector<std::string> parts;
    for (const auto* property : {"operatingSystem", "complianceState", "serialNumber"})
      if (auto text = base::text_member(body, property); !text.empty())
        parts.push_back(std::move(text));
    if (device.entra) {
      const std::string joined = base::text_member(stored_json(device.entra->body), "trustType");
      parts.push_back(joined.empty() ? "in Entra ID" : "in Entra ID as " + joined);
    }
    return base::join(parts, ", ");
  }

  const FactReasons& reasons_;
  const store::Record& user_;
  const json::value& body_;
  const store::UserSurroundings& around_;
};

store::UserSurroundings around(db::Connection& c, const store::Scope& scope,
                               const store::Record& user, const json::value& body) {
  std::set<std::string> groups;
  if (const auto* states = base::member(body, "licenseAssignmentStates").if_array())
    for (const auto& state : *states)
      if (auto group = base::text_member(state, "assignedByGroup"); !group.empty())
        groups.insert(std::move(group));
  return store::surroundings_of(c, scope,
                                {user,
                                 base::text_member(body, "userPrincipalName"),
                                 base::text_member(base::member(body, "manager"), "id"),
                                 {groups.begin(), groups.end()}});
}

}  // namespace

std::vector<EntraFact> entra_facts(db::Connection& c, const store::Scope& scope,
                                   const store::Tenant& tenant, const store::Record& user,
                                   std::vector<store::TypeState> states, const ManageLinks& links) {
  const FactReasons reasons(std::move(states));
  const json::value body = stored_json(user.body);
  const store::UserSurroundings surroundings = around(c, scope, user, body);
  const Facts facts(reasons, user, body, surroundings);
  std::vector<EntraFact> out{facts.account_status(), facts.last_logon(),
                             facts.last_password_change()};
  facts.add_mfa(out);
  out.push_back(facts.roles());
  out.push_back(facts.licenses());
  for (EntraFact& fact : mailbox_facts(reasons, surroundings)) out.push_back(std::move(fact));
  out.push_back(facts.aliases());
  out.push_back(facts.manager());
  out.push_back(facts.devices(links, tenant));
  out.push_back(facts.groups());
  out.push_back(facts.on_premises());
  return out;
}

}  // namespace reeve::api
