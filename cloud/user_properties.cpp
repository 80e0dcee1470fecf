// Graph's user, one row a property: how it is written, and how /_control sets it.
// Source of names and types: the CSDL of Graph v1.0 (August 2026), EntityType user.
#include <fmt/format.h>

#include <algorithm>

#include "clock.h"
#include "encoding.h"
#include "keys.h"
#include "mailboxes.h"
#include "user_extra.h"
#include "user_json.h"

namespace cloud {
namespace {

namespace json = boost::json;
using Value = const json::value&;

void text_or_null_into(std::string& out, std::string_view text) {
  if (text.empty())
    out += "null";
  else
    append_json_string(out, text);
}

void texts_into(std::string& out, const std::vector<std::string>& texts) {
  out += '[';
  for (std::size_t at = 0; at < texts.size(); ++at) {
    if (at > 0) out += ',';
    append_json_string(out, texts[at]);
  }
  out += ']';
}

bool set_text(std::string& into, Value value) {
  if (!value.is_string() && !value.is_null()) return false;
  into = value.is_null() ? "" : std::string(value.as_string());
  return true;
}

bool set_texts(std::vector<std::string>& into, Value value) {
  if (!value.is_array()) return false;
  std::vector<std::string> read;
  for (Value one : value.as_array()) {
    if (!one.is_string()) return false;
    read.emplace_back(one.as_string());
  }
  into = std::move(read);
  return true;
}

// A property that is one text of User.
template <std::string User::*member>
void write_text(const User& user, std::string& out) {
  text_or_null_into(out, user.*member);
}
template <std::string User::*member>
bool take_text(User& user, Value value) {
  return set_text(user.*member, value);
}
template <std::vector<std::string> User::*member>
void write_texts(const User& user, std::string& out) {
  texts_into(out, user.*member);
}
template <std::vector<std::string> User::*member>
bool take_texts(User& user, Value value) {
  return set_texts(user.*member, value);
}
template <std::int64_t User::*member>
void write_time(const User& user, std::string& out) {
  out += '"' + iso_time(user.*member) + '"';
}

template <std::int64_t User::*member>
bool take_time(User& user, Value value) {
  const auto time =
      value.is_string() ? parse_time(std::string_view(value.as_string())) : std::nullopt;
  if (time) user.*member = *time;
  return time.has_value();
}

void write_null(const User&, std::string& out) { out += "null"; }
void write_empty(const User&, std::string& out) { out += "[]"; }

void write_deleted(const User& user, std::string& out) {
  out += user.deleted == 0 ? "null" : '"' + iso_time(user.deleted) + '"';
}

// A property's name as an argument of the templates below.
template <std::size_t length>
struct Name {
  constexpr Name(const char (&from)[length]) { std::copy_n(from, length, text); }
  char text[length];
};
template <Name name>
std::size_t place_of() {
  static const std::size_t place = *user_property(name.text);
  return place;
}
// What stands there when nobody filled it in.
constexpr char kNothing[] = "null";
constexpr char kNone[] = "[]";
constexpr char kNoDate[] = R"("0001-01-01T00:00:00Z")";  // of what is never null (CSDL)
constexpr char kUsualLimit[] = "5";                      // of devices in Intune

template <Name name, const char* otherwise>
void write_extra(const User& user, std::string& out) {
  const std::string* found = user.extra.empty() ? nullptr : find_extra(user, place_of<name>());
  out += found ? *found : otherwise;
}
template <Name name, ExtraKind kind>
bool take_extra(User& user, Value value) {
  return set_extra(user, place_of<name>(), kind, value);
}

// What a synchronized account brings from its Active Directory, unless somebody set it.
std::string immutable_id(const User& user) {
  return base64_encode(sha256("sourceAnchor " + user.id).substr(0, 16));
}
std::string account_name(const User& user) {
  constexpr std::size_t longest = 20;  // of a sAMAccountName
  return user.mail_nickname.substr(0, longest);
}
std::string premises_name(const User& user) { return user.user_principal_name; }
std::string last_sync(const User&) { return "2026-08-31T23:30:00Z"; }

template <Name name, std::string (*derive)(const User&)>
void write_premises(const User& user, std::string& out) {
  const std::string* found = user.extra.empty() ? nullptr : find_extra(user, place_of<name>());
  if (found)
    out += *found;
  else
    text_or_null_into(out, user.synced.value_or(false) ? derive(user) : "");
}

void write_sessions(const User& user, std::string& out) {
  out += '"' + iso_time(std::max(user.password_changed, user.sessions_valid_from)) + '"';
}

// The password itself is never told.
void write_profile(const User& user, std::string& out) {
  out +=
      user.must_change_password
          ? R"({"password":null,"forceChangePasswordNextSignIn":true,"forceChangePasswordNextSignInWithMfa":false})"
          : "null";
}
bool take_profile(User& user, Value value) {
  if (!value.is_object()) return false;
  const auto* password = value.as_object().if_contains("password");
  const auto* force = value.as_object().if_contains("forceChangePasswordNextSignIn");
  if ((password && !password->is_string()) || (force && !force->is_bool())) return false;
  if (password) user.password = std::string(password->as_string());
  if (force) user.must_change_password = force->as_bool();
  return true;
}

void write_restricted(const User& user, std::string& out) {
  out += user.management_restricted ? "true" : "null";
}
bool take_restricted(User& user, Value value) {
  if (!value.is_bool() && !value.is_null()) return false;
  user.management_restricted = value.is_bool() && value.as_bool();
  return true;
}

void write_enabled(const User& user, std::string& out) {
  out += user.account_enabled ? "true" : "false";
}
bool take_enabled(User& user, Value value) {
  if (!value.is_bool()) return false;
  user.account_enabled = value.as_bool();
  return true;
}

void write_synced(const User& user, std::string& out) {
  out += !user.synced ? "null" : *user.synced ? "true" : "false";
}
bool take_synced(User& user, Value value) {
  if (!value.is_bool() && !value.is_null()) return false;
  user.synced = value.is_null() ? std::nullopt : std::optional(value.as_bool());
  return true;
}

void write_licenses(const User& user, std::string& out) {
  out += '[';
  for (std::size_t at = 0; at < user.licenses.size(); ++at)
    out += fmt::format(R"({}{{"disabledPlans":[],"skuId":"{}"}})", at ? "," : "",
                       user.licenses[at]->id);
  out += ']';
}
// [{"skuId":"…"}], as Graph writes it; an id outside cloud/sku_data.cpp is refused.
bool take_licenses(User& user, Value value) {
  if (!value.is_array()) return false;
  std::vector<const Sku*> read;
  for (Value one : value.as_array()) {
    const json::value* id = one.is_object() ? one.as_object().if_contains("skuId") : nullptr;
    if (!id || !id->is_string()) return false;
    const auto all = skus();
    const auto found = std::find_if(all.begin(), all.end(), [&](const Sku& known) {
      return same_text(known.id, std::string_view(id->as_string()));
    });
    if (found == all.end()) return false;
    read.push_back(&*found);
  }
  user.licenses = std::move(read);
  return true;
}

std::string_view service_of(std::string_view plan) {
  if (plan.find("EXCHANGE") != std::string_view::npos) return "exchange";
  if (plan.find("INTUNE") != std::string_view::npos) return "SCO";
  if (plan.find("SHAREPOINT") != std::string_view::npos) return "SharePoint";
  if (plan.find("AAD_") != std::string_view::npos) return "AADPremiumService";
  return "MicrosoftOffice";
}

void write_plans(const User& user, std::string& out) {
  out += '[';
  for (const Sku* one : user.licenses)
    for (const ServicePlan& plan : one->plans)
      out += fmt::format(
          R"({}{{"assignedDateTime":"{}","capabilityStatus":"Enabled","service":"{}","servicePlanId":"{}"}})",
          out.back() == '[' ? "" : ",", iso_time(user.created), service_of(plan.name), plan.id);
  out += ']';
}

void write_license_states(const User& user, std::string& out) {
  out += '[';
  for (std::size_t at = 0; at < user.licenses.size(); ++at)
    out += fmt::format(
        R"({}{{"skuId":"{}","assignedByGroup":null,"state":"Active","error":"None","disabledPlans":[],"lastUpdatedDateTime":"{}"}})",
        at ? "," : "", user.licenses[at]->id, iso_time(user.created));
  out += ']';
}

void write_show(const User& user, std::string& out) {
  out += user.mailbox == Mailbox::none ? "null" : "true";
}
void write_creation(const User& user, std::string& out) {
  out += user.user_type == "Guest" ? R"("Invitation")" : "null";
}
void write_external(const User& user, std::string& out) {
  out += user.user_type == "Guest" ? R"("Accepted")" : "null";
}

void write_identities(const User& user, std::string& out) {
  const auto at = user.user_principal_name.find('@');
  out += R"([{"signInType":"userPrincipalName","issuer":)";
  append_json_string(out, at == std::string::npos ? "" : user.user_principal_name.substr(at + 1));
  out += R"(,"issuerAssignedId":)";
  append_json_string(out, user.user_principal_name);
  out += "}]";
}

void time_or_null_into(std::string& out, std::string_view name, std::int64_t when) {
  out += fmt::format(R"({}"{}":{})", out.back() == '{' ? "" : ",", name,
                     when == 0 ? "null" : '"' + iso_time(when) + '"');
}

void request_id_into(std::string& out, std::string_view name, const User& user, std::int64_t when) {
  out += fmt::format(R"(,"{}":{})", name, when == 0 ? "null" : '"' + user.id + '"');
}

// Whoever never signed in has no such property ("This property isn't returned for a user who never
// signed in", user resource).
void write_sign_in(const User& user, std::string& out) {
  const SignIns& seen = user.sign_ins;
  if (seen.interactive == 0 && seen.background == 0 && seen.successful == 0) return;
  out += '{';
  time_or_null_into(out, "lastSignInDateTime", seen.interactive);
  request_id_into(out, "lastSignInRequestId", user, seen.interactive);
  time_or_null_into(out, "lastNonInteractiveSignInDateTime", seen.background);
  request_id_into(out, "lastNonInteractiveSignInRequestId", user, seen.background);
  time_or_null_into(out, "lastSuccessfulSignInDateTime", seen.successful);
  request_id_into(out, "lastSuccessfulSignInRequestId", user, seen.successful);
  out += '}';
}

// {"lastSignInDateTime":"2026-11-01T08:00:00Z", …}; what is not named stays, null is never.
bool take_sign_in(User& user, Value value) {
  if (value.is_null()) {
    user.sign_ins = {};
    return true;
  }
  if (!value.is_object()) return false;
  for (const auto& member : value.as_object()) {
    std::int64_t* into = nullptr;
    const std::string_view name = member.key();
    if (name == "lastSignInDateTime") into = &user.sign_ins.interactive;
    if (name == "lastNonInteractiveSignInDateTime") into = &user.sign_ins.background;
    if (name == "lastSuccessfulSignInDateTime") into = &user.sign_ins.successful;
    const auto when = member.value().is_string()
                          ? parse_time(std::string_view(member.value().as_string()))
                          : std::nullopt;
    if (!into || (!when && !member.value().is_null())) return false;
    *into = when.value_or(0);
  }
  return true;
}

// {"userPurpose":"shared"}: the mailbox becomes one of another kind; null takes it away.
bool take_mailbox(User& user, Value value) {
  const json::value* purpose =
      value.is_object() ? value.as_object().if_contains("userPurpose") : nullptr;
  if (!purpose || value.as_object().size() != 1) return false;
  if (purpose->is_null()) {
    user.mailbox = Mailbox::none;
    return true;
  }
  const auto kind =
      purpose->is_string() ? mailbox_of(std::string_view(purpose->as_string())) : std::nullopt;
  if (kind) user.mailbox = *kind;
  return kind.has_value();
}

constexpr auto kNo = nullptr;

// clang-format off
constexpr UserProperty kProperties[] = {
    {"businessPhones", true, false, write_texts<&User::business_phones>, take_texts<&User::business_phones>},
    {"displayName", true, false, write_text<&User::display_name>, take_text<&User::display_name>},
    {"givenName", true, false, write_text<&User::given_name>, take_text<&User::given_name>},
    {"jobTitle", true, false, write_text<&User::job_title>, take_text<&User::job_title>},
    {"mail", true, false, write_text<&User::mail>, take_text<&User::mail>},
    {"mobilePhone", true, false, write_text<&User::mobile_phone>, take_text<&User::mobile_phone>},
    {"officeLocation", true, false, write_text<&User::office_location>, take_text<&User::office_location>},
    {"preferredLanguage", true, false, write_text<&User::preferred_language>, take_text<&User::preferred_language>},
    {"surname", true, false, write_text<&User::surname>, take_text<&User::surname>},
    {"userPrincipalName", true, false, write_text<&User::user_principal_name>, take_text<&User::user_principal_name>},
    {"id", true, false, write_text<&User::id>, kNo},
    {"accountEnabled", false, false, write_enabled, take_enabled},
    {"ageGroup", false, false, write_extra<"ageGroup", kNothing>, take_extra<"ageGroup", ExtraKind::text>},
    {"assignedLicenses", false, false, write_licenses, take_licenses},
    {"assignedPlans", false, false, write_plans, kNo},
    {"authorizationInfo", false, false, write_extra<"authorizationInfo", kNothing>, take_extra<"authorizationInfo", ExtraKind::object>},
    {"city", false, false, write_text<&User::city>, take_text<&User::city>},
    {"companyName", false, false, write_text<&User::company_name>, take_text<&User::company_name>},
    {"consentProvidedForMinor", false, false, write_extra<"consentProvidedForMinor", kNothing>, take_extra<"consentProvidedForMinor", ExtraKind::text>},
    {"country", false, false, write_text<&User::country>, take_text<&User::country>},
    {"createdDateTime", false, false, write_time<&User::created>, take_time<&User::created>},
    {"creationType", false, false, write_creation, kNo},
    {"customSecurityAttributes", false, false, write_extra<"customSecurityAttributes", kNothing>, take_extra<"customSecurityAttributes", ExtraKind::object>},
    {"deletedDateTime", false, false, write_deleted, kNo},
    {"department", false, false, write_text<&User::department>, take_text<&User::department>},
    {"deviceEnrollmentLimit", false, true, write_extra<"deviceEnrollmentLimit", kUsualLimit>, take_extra<"deviceEnrollmentLimit", ExtraKind::number>},
    {"employeeHireDate", false, false, write_extra<"employeeHireDate", kNothing>, take_extra<"employeeHireDate", ExtraKind::time>},
    {"employeeId", false, false, write_text<&User::employee_id>, take_text<&User::employee_id>},
    {"employeeLeaveDateTime", false, false, write_extra<"employeeLeaveDateTime", kNothing>, take_extra<"employeeLeaveDateTime", ExtraKind::time>},
    {"employeeOrgData", false, false, write_extra<"employeeOrgData", kNothing>, take_extra<"employeeOrgData", ExtraKind::object>},
    {"employeeType", false, false, write_extra<"employeeType", kNothing>, take_extra<"employeeType", ExtraKind::text>},
    {"externalUserState", false, false, write_external, kNo},
    {"externalUserStateChangeDateTime", false, false, write_extra<"externalUserStateChangeDateTime", kNothing>, take_extra<"externalUserStateChangeDateTime", ExtraKind::time>},
    {"faxNumber", false, false, write_extra<"faxNumber", kNothing>, take_extra<"faxNumber", ExtraKind::text>},
    {"identities", false, false, write_identities, kNo},
    {"identityParentId", false, false, write_extra<"identityParentId", kNothing>, take_extra<"identityParentId", ExtraKind::text>},
    {"imAddresses", false, false, write_extra<"imAddresses", kNone>, take_extra<"imAddresses", ExtraKind::texts>},
    {"isManagementRestricted", false, false, write_restricted, take_restricted},
    {"isResourceAccount", false, false, write_extra<"isResourceAccount", kNothing>, take_extra<"isResourceAccount", ExtraKind::flag>},
    {"lastPasswordChangeDateTime", false, false, write_time<&User::password_changed>, take_time<&User::password_changed>},
    {"legalAgeGroupClassification", false, false, write_extra<"legalAgeGroupClassification", kNothing>, take_extra<"legalAgeGroupClassification", ExtraKind::text>},
    {"licenseAssignmentStates", false, false, write_license_states, kNo},
    {"mailNickname", false, false, write_text<&User::mail_nickname>, take_text<&User::mail_nickname>},
    {"onPremisesDistinguishedName", false, false, write_extra<"onPremisesDistinguishedName", kNothing>, take_extra<"onPremisesDistinguishedName", ExtraKind::text>},
    {"onPremisesDomainName", false, false, write_extra<"onPremisesDomainName", kNothing>, take_extra<"onPremisesDomainName", ExtraKind::text>},
    {"onPremisesExtensionAttributes", false, false, write_extra<"onPremisesExtensionAttributes", kNothing>, take_extra<"onPremisesExtensionAttributes", ExtraKind::object>},
    {"onPremisesImmutableId", false, false, write_premises<"onPremisesImmutableId", immutable_id>, take_extra<"onPremisesImmutableId", ExtraKind::text>},
    {"onPremisesLastSyncDateTime", false, false, write_premises<"onPremisesLastSyncDateTime", last_sync>, take_extra<"onPremisesLastSyncDateTime", ExtraKind::time>},
    {"onPremisesProvisioningErrors", false, false, write_extra<"onPremisesProvisioningErrors", kNone>, take_extra<"onPremisesProvisioningErrors", ExtraKind::objects>},
    {"onPremisesSamAccountName", false, false, write_premises<"onPremisesSamAccountName", account_name>, take_extra<"onPremisesSamAccountName", ExtraKind::text>},
    {"onPremisesSecurityIdentifier", false, false, write_extra<"onPremisesSecurityIdentifier", kNothing>, take_extra<"onPremisesSecurityIdentifier", ExtraKind::text>},
    {"onPremisesSyncEnabled", false, false, write_synced, take_synced},
    {"onPremisesUserPrincipalName", false, false, write_premises<"onPremisesUserPrincipalName", premises_name>, take_extra<"onPremisesUserPrincipalName", ExtraKind::text>},
    {"otherMails", false, false, write_texts<&User::other_mails>, take_texts<&User::other_mails>},
    {"passwordPolicies", false, false, write_text<&User::password_policies>, take_text<&User::password_policies>},
    {"passwordProfile", false, false, write_profile, take_profile},
    {"postalCode", false, false, write_text<&User::postal_code>, take_text<&User::postal_code>},
    {"preferredDataLocation", false, false, write_extra<"preferredDataLocation", kNothing>, take_extra<"preferredDataLocation", ExtraKind::text>},
    {"provisionedPlans", false, false, write_empty, kNo},
    {"proxyAddresses", false, false, write_texts<&User::proxy_addresses>, take_texts<&User::proxy_addresses>},
    {"securityIdentifier", false, false, write_extra<"securityIdentifier", kNothing>, take_extra<"securityIdentifier", ExtraKind::text>},
    {"serviceProvisioningErrors", false, false, write_extra<"serviceProvisioningErrors", kNone>, take_extra<"serviceProvisioningErrors", ExtraKind::objects>},
    {"showInAddressList", false, false, write_show, kNo},
    {"signInActivity", false, false, write_sign_in, take_sign_in},
    {"signInSessionsValidFromDateTime", false, false, write_sessions, kNo},
    {"state", false, false, write_text<&User::state>, take_text<&User::state>},
    {"streetAddress", false, false, write_text<&User::street_address>, take_text<&User::street_address>},
    {"usageLocation", false, false, write_text<&User::usage_location>, take_text<&User::usage_location>},
    {"userType", false, false, write_text<&User::user_type>, take_text<&User::user_type>},
    // Kept outside the directory: only on a single user (concept-delta-query-overview--1.json).
    {"aboutMe", false, true, write_extra<"aboutMe", kNothing>, take_extra<"aboutMe", ExtraKind::text>},
    {"birthday", false, true, write_extra<"birthday", kNoDate>, take_extra<"birthday", ExtraKind::time>},
    {"hireDate", false, true, write_extra<"hireDate", kNoDate>, take_extra<"hireDate", ExtraKind::time>},
    {"interests", false, true, write_extra<"interests", kNone>, take_extra<"interests", ExtraKind::texts>},
    {"mailboxSettings", false, true, write_null, take_mailbox},
    {"mySite", false, true, write_extra<"mySite", kNothing>, take_extra<"mySite", ExtraKind::text>},
    {"pastProjects", false, true, write_extra<"pastProjects", kNone>, take_extra<"pastProjects", ExtraKind::texts>},
    {"preferredName", false, true, write_extra<"preferredName", kNothing>, take_extra<"preferredName", ExtraKind::text>},
    {"print", false, true, write_extra<"print", kNothing>, take_extra<"print", ExtraKind::object>},
    {"responsibilities", false, true, write_extra<"responsibilities", kNone>, take_extra<"responsibilities", ExtraKind::texts>},
    {"schools", false, true, write_extra<"schools", kNone>, take_extra<"schools", ExtraKind::texts>},
    {"skills", false, true, write_extra<"skills", kNone>, take_extra<"skills", ExtraKind::texts>},
};
// clang-format on

}  // namespace

std::span<const UserProperty> user_properties() { return kProperties; }

}  // namespace cloud
