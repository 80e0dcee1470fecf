// Graph's group. Source of names and types: the CSDL of Graph v1.0 (August 2026) and
// group-get--1.json, group-list--1.json.
#include "group_json.h"

#include <fmt/format.h>

#include "clock.h"
#include "encoding.h"
#include "json.h"

namespace cloud {
namespace {

namespace json = boost::json;

// Group resource page of Graph v1.0: returned only on $select.
constexpr std::string_view kOnlySelected[] = {"accessType",
                                              "allowExternalSenders",
                                              "assignedLabels",
                                              "assignedLicenses",
                                              "autoSubscribeNewMembers",
                                              "hasMembersWithLicenseErrors",
                                              "hideFromAddressLists",
                                              "hideFromOutlookClients",
                                              "infoCatalogs",
                                              "isArchived",
                                              "isFavorite",
                                              "isManagementRestricted",
                                              "isSubscribedByMail",
                                              "licenseProcessingState",
                                              "onPremisesExtensionAttributes",
                                              "organizationId",
                                              "unseenConversationsCount",
                                              "unseenCount",
                                              "unseenMessagesCount",
                                              "welcomeMessageEnabled"};
// Kept in the group's mailbox: only a single group has them.
constexpr std::string_view kOnlyAlone[] = {
    "accessType",           "allowExternalSenders",   "autoSubscribeNewMembers",
    "hideFromAddressLists", "hideFromOutlookClients", "isArchived",
    "isFavorite",           "isSubscribedByMail",     "unseenConversationsCount",
    "unseenCount",          "unseenMessagesCount",    "welcomeMessageEnabled"};

json::array array_of(const std::vector<std::string>& texts) {
  return json::array(texts.begin(), texts.end());
}

void add_premises(json::object& object, const Group& group) {
  object["onPremisesDomainName"] = nullptr;
  object["onPremisesLastSyncDateTime"] = nullptr;
  object["onPremisesNetBiosName"] = nullptr;
  object["onPremisesSamAccountName"] = nullptr;
  object["onPremisesSecurityIdentifier"] = nullptr;
  object["onPremisesSyncEnabled"] = group.synced ? json::value(*group.synced) : json::value();
  object["onPremisesProvisioningErrors"] = json::array();
}

// What nobody sets in this cloud.
void add_constant(json::object& object) {
  for (const char* name :
       {"classification", "expirationDateTime", "preferredDataLocation", "preferredLanguage",
        "theme", "uniqueName", "hasMembersWithLicenseErrors"})
    object[name] = nullptr;
  for (const char* name : {"isManagementRestricted", "licenseProcessingState",
                           "onPremisesExtensionAttributes", "organizationId"})
    object[name] = nullptr;
  for (const char* name :
       {"infoCatalogs", "creationOptions", "resourceBehaviorOptions", "resourceProvisioningOptions",
        "serviceProvisioningErrors", "assignedLabels", "assignedLicenses"})
    object[name] = json::array();
}

// What the mailbox of a Microsoft 365 group keeps; other groups have none.
void add_mailbox(json::object& object, bool unified) {
  for (const std::string_view name : kOnlyAlone)
    object[name] = unified ? json::value(false) : json::value();
  for (const char* name : {"unseenConversationsCount", "unseenCount", "unseenMessagesCount"})
    object[name] = unified ? json::value(0) : json::value();
  object["accessType"] = nullptr;
}

// Entra's SID of an object: its id read as four little-endian numbers.
std::string security_identifier(const std::string& id) {
  std::string hex;
  for (const char letter : id)
    if (letter != '-') hex += letter;
  if (hex.size() != 32 || hex.find_first_not_of("0123456789abcdefABCDEF") != std::string::npos)
    return "";
  const auto number = [&](std::size_t at, std::size_t digits) {
    return std::stoul(hex.substr(at, digits), nullptr, 16);
  };
  const auto tail = [&](std::size_t at) {
    return number(at, 2) | number(at + 2, 2) << 8 | number(at + 4, 2) << 16 |
           number(at + 6, 2) << 24;
  };
  return fmt::format("S-1-12-1-{}-{}-{}-{}", number(0, 8), number(8, 4) | number(12, 4) << 16,
                     tail(16), tail(24));
}

bool take(std::string& into, const json::value& value) {
  if (!value.is_string() && !value.is_null()) return false;
  into = value.is_null() ? "" : std::string(value.as_string());
  return true;
}

bool take(bool& into, const json::value& value) {
  if (!value.is_bool()) return false;
  into = value.as_bool();
  return true;
}

bool take(std::optional<bool>& into, const json::value& value) {
  if (!value.is_bool() && !value.is_null()) return false;
  into = value.is_null() ? std::nullopt : std::optional(value.as_bool());
  return true;
}

bool take(std::vector<std::string>& into, const json::value& value) {
  if (!value.is_array()) return false;
  std::vector<std::string> read;
  for (const json::value& one : value.as_array()) {
    if (!one.is_string()) return false;
    read.emplace_back(one.as_string());
  }
  into = std::move(read);
  return true;
}

// Any of "Unified" and "DynamicMembership".
bool take_types(Group& group, const json::value& value) {
  std::vector<std::string> types;
  if (!take(types, value)) return false;
  const auto lists = [&](std::string_view name) { return std::erase(types, name) > 0; };
  const bool unified = lists("Unified");
  const bool dynamic = lists("DynamicMembership");
  if (!types.empty()) return false;
  group.unified = unified;
  group.dynamic = dynamic;
  return true;
}

json::array group_types(const Group& group) {
  json::array types;
  if (group.dynamic) types.emplace_back("DynamicMembership");
  if (group.unified) types.emplace_back("Unified");
  return types;
}

}  // namespace

json::object group_object(const Group& group) {
  json::object object = {
      {"id", group.id},
      {"deletedDateTime", group.deleted > 0 ? json::value(iso_time(group.deleted)) : json::value()},
      {"createdDateTime", iso_time(group.created)},
      {"description", text_or_null(group.description)},
      {"displayName", group.display_name},
      {"groupTypes", group_types(group)},
      {"isAssignableToRole", group.role_assignable ? json::value(true) : json::value()},
      {"mail", text_or_null(group.mail)},
      {"mailEnabled", group.mail_enabled},
      {"mailNickname", group.mail_nickname},
      {"membershipRule", text_or_null(group.membership_rule)},
      {"membershipRuleProcessingState", text_or_null(group.dynamic ? "On" : "")},
      {"proxyAddresses", array_of(group.proxy_addresses)},
      {"renewedDateTime", iso_time(group.created)},
      {"securityEnabled", group.security_enabled},
      {"securityIdentifier", text_or_null(security_identifier(group.id))},
      {"visibility", text_or_null(group.visibility)}};
  add_constant(object);
  add_premises(object, group);
  add_mailbox(object, group.unified);
  return object;
}

std::span<const std::string_view> group_properties_only_selected() { return kOnlySelected; }
std::span<const std::string_view> group_properties_only_alone() { return kOnlyAlone; }

bool set_group_property(Group& group, std::string_view name, const json::value& value) {
  if (same_text(name, "displayName")) return take(group.display_name, value);
  if (same_text(name, "description")) return take(group.description, value);
  if (same_text(name, "mail")) return take(group.mail, value);
  if (same_text(name, "mailNickname")) return take(group.mail_nickname, value);
  if (same_text(name, "visibility")) return take(group.visibility, value);
  if (same_text(name, "membershipRule")) return take(group.membership_rule, value);
  if (same_text(name, "mailEnabled")) return take(group.mail_enabled, value);
  if (same_text(name, "securityEnabled")) return take(group.security_enabled, value);
  if (same_text(name, "proxyAddresses")) return take(group.proxy_addresses, value);
  if (same_text(name, "members")) return take(group.members, value);
  if (same_text(name, "owners")) return take(group.owners, value);
  if (same_text(name, "onPremisesSyncEnabled")) return take(group.synced, value);
  if (same_text(name, "isAssignableToRole")) return take(group.role_assignable, value);
  if (same_text(name, "groupTypes")) return take_types(group, value);
  return false;
}

}  // namespace cloud
