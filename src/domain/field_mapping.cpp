// The table of targets, and the reading of the settings.
#include "domain/field_mapping.h"

#include <algorithm>
#include <utility>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/hash.h"
#include "base/json.h"
#include "domain/configuration_mapping.h"
#include "domain/section_reader.h"

namespace reeve::domain {
namespace {

using Names = std::string_view;

// Mapping as in IT Glue's table "Contacts" (reference/peers-and-features.md 1.1), but for the
// primary address, which there is the user name: a choice here.
constexpr Names kFirstNames[] = {"givenName", "displayName"};
constexpr Names kLastNames[] = {"surname", "displayName", "userPrincipalName"};
constexpr Names kTexts[] = {"jobTitle",       "department",   "companyName",
                            "officeLocation", "employeeType", "employeeId"};
constexpr Names kTypeTexts[] = {"employeeType", "department", "companyName", "officeLocation",
                                "userType"};
constexpr Names kJobTitle[] = {"jobTitle"};
constexpr Names kEmployeeType[] = {"employeeType"};
constexpr Names kPrimary[] = {"mail", "userPrincipalName"};
constexpr Names kAddresses[] = {"proxyAddresses", "mail", "userPrincipalName", "otherMails"};
constexpr Names kAliases[] = {"proxyAddresses"};
constexpr Names kPhones[] = {"businessPhones", "mobilePhone"};

using Target = ContactTarget;

constexpr MappingTarget kTargets[] = {
    {Target::first_name, "first-name", "First name", kFirstNames, kFirstNames},
    {Target::last_name, "last-name", "Last name", kLastNames, kLastNames},
    {Target::title, "title", "Title", kTexts, kJobTitle},
    {Target::contact_type, "contact-type", "Type", kTypeTexts, kEmployeeType, false, false,
     MappingRule::leave_alone},
    {Target::primary_email, "primary-email", "Primary e-mail", kPrimary, kPrimary},
    {Target::emails, "emails", "Other e-mail addresses", kAddresses, kAliases, true, true},
    {Target::phones, "phones", "Phone numbers", kPhones, kPhones, true},
};
static_assert(std::size(kTargets) == kContactTargets);

constexpr std::pair<MappingRule, Names> kRules[] = {{MappingRule::people_win, "people_win"},
                                                    {MappingRule::microsoft_wins, "microsoft_wins"},
                                                    {MappingRule::leave_alone, "leave_alone"}};
constexpr Names kRuleNames[] = {"people_win", "microsoft_wins", "leave_alone"};

MappingRule rule_from(std::string_view name) {
  for (const auto& [rule, text] : kRules)
    if (text == name) return rule;
  return MappingRule::people_win;
}

FieldMapping default_of(const MappingTarget& target) {
  return {{target.by_default.begin(), target.by_default.end()}, target.rule_by_default};
}

// Whether the member stands in the object at all: an empty list is a choice, an absent one is none.
bool names_from(const base::json::value& contacts, std::string_view target) {
  return !base::member(base::member(contacts, target), "from").is_null();
}

struct WholeMapping {
  ContactMapping contacts;
  ConfigurationMapping configurations;
};
WholeMapping read_mapping(std::string_view json) {
  const auto value = base::parse_json(json, "The settings \"Field mapping\"");
  SectionReader reader("Field mapping", value);
  SectionReader contacts = reader.object("contacts");
  WholeMapping mapping;
  for (const MappingTarget& target : kTargets)
    read_field(contacts, base::member(value, "contacts"),
               {target.name, target.properties, target.may_be_none},
               mapping.contacts.of(target.target));
  contacts.finish();
  mapping.contacts.location = rule_from(
      reader.choice("contact-location", to_string(mapping.contacts.location), kRuleNames));
  mapping.configurations = read_configurations(reader, base::member(value, "configurations"));
  reader.finish();
  return mapping;
}

base::json::object json_of(const ContactMapping& mapping) {
  base::json::object contacts;
  for (const MappingTarget& target : kTargets)
    contacts[target.name] = json_of(mapping.of(target.target));
  return {{"contacts", std::move(contacts)},
          {"contact-location", base::json::string(to_string(mapping.location))}};
}

}  // namespace

std::string_view to_string(MappingRule rule) {
  for (const auto& [one, name] : kRules)
    if (one == rule) return name;
  return {};
}

std::span<const MappingTarget> contact_targets() { return kTargets; }

const MappingTarget& contact_target(ContactTarget target) {
  return kTargets[static_cast<std::size_t>(target)];
}

ContactMapping::ContactMapping() {
  for (const MappingTarget& target : kTargets) of(target.target) = default_of(target);
}

bool ContactMapping::takes(ContactTarget target, std::string_view property) const {
  const auto& from = of(target).from;
  return std::ranges::find(from, property) != from.end();
}

void read_field(SectionReader& section, const base::json::value& given, const FieldChoice& choice,
                FieldMapping& field) {
  SectionReader reader = section.object(choice.name);
  auto from = reader.texts("from");
  if (names_from(given, choice.name)) field.from = std::move(from);
  for (const std::string& property : field.from)
    if (std::ranges::find(choice.properties, property) == choice.properties.end())
      reader.refuse("from", fmt::format("\"{}\" cannot stand here; choose of {}.", property,
                                        fmt::join(choice.properties, ", ")));
  if (field.from.empty() && !choice.may_be_none)
    reader.refuse("from", fmt::format("name at least one of {}, or choose the rule leave_alone.",
                                      fmt::join(choice.properties, ", ")));
  field.rule = rule_from(reader.choice("rule", to_string(field.rule), kRuleNames));
  reader.finish();
}

base::json::object json_of(const FieldMapping& field) {
  base::json::array from;
  for (const std::string& property : field.from) from.emplace_back(base::json::string(property));
  return {{"from", std::move(from)}, {"rule", base::json::string(to_string(field.rule))}};
}

std::string checked_mapping(std::string_view json) {
  const WholeMapping mapping = read_mapping(json);
  base::json::object out = json_of(mapping.contacts);
  out["configurations"] = json_of(mapping.configurations);
  return base::to_json(out);
}

ContactMapping contact_mapping(std::string_view json) { return read_mapping(json).contacts; }

std::int64_t revision_of(const std::string& text) {
  // 15 hexadecimal digits: 60 bits, so that it is positive on both databases.
  const auto number =
      static_cast<std::int64_t>(std::stoull(base::content_hash(text).substr(0, 15), nullptr, 16));
  return number == 0 ? 1 : number;
}

std::int64_t mapping_revision(const ContactMapping& mapping, std::int64_t reading) {
  return revision_of(fmt::format("{} {}", reading, base::to_json(json_of(mapping))));
}

}  // namespace reeve::domain
