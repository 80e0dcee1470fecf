// Names of states, and the settings for people who leave.
#include "domain/leavers.h"

#include <utility>

#include "base/json.h"
#include "domain/section_reader.h"

#include <boost/json/object.hpp>

namespace reeve::domain {
namespace {

namespace json = base::json;

constexpr std::array<std::pair<PersonState, std::string_view>, 7> kNames{{
    {PersonState::enabled, "enabled"},
    {PersonState::disabled, "disabled"},
    {PersonState::unlicensed, "unlicensed"},
    {PersonState::shared, "shared"},
    {PersonState::soft_deleted, "soft_deleted"},
    {PersonState::deleted, "deleted"},
    {PersonState::removed, "removed"},
}};

LeaverRule rule_from(SectionReader reader) {
  LeaverRule rule;
  rule.contact_type = reader.text("contact-type", "");
  rule.archive = reader.boolean("archive", false);
  reader.finish();
  return rule;
}

json::object rule_json(const LeaverRule& rule) {
  return {{"contact-type", rule.contact_type}, {"archive", rule.archive}};
}

}  // namespace

std::string_view to_string(PersonState state) {
  for (const auto& [one, name] : kNames)
    if (one == state) return name;
  return {};
}

std::optional<PersonState> person_state_from(std::string_view text) {
  for (const auto& [one, name] : kNames)
    if (name == text) return one;
  return std::nullopt;
}

bool is_absent(PersonState state) {
  return state == PersonState::soft_deleted || state == PersonState::deleted ||
         state == PersonState::removed;
}

const LeaverRule& LeaverPolicy::rule(PersonState state) const {
  static const LeaverRule kNone;
  switch (state) {
    case PersonState::enabled:
      return kNone;
    case PersonState::disabled:
      return disabled;
    case PersonState::unlicensed:
      return unlicensed;
    case PersonState::shared:
      return shared;
    case PersonState::soft_deleted:
    case PersonState::removed:
      return soft_deleted;
    case PersonState::deleted:
      return deleted;
  }
  return kNone;
}

LeaverPolicy leaver_policy_from(std::string_view text) {
  const auto value = base::parse_json(text, "The settings \"People who leave\"");
  SectionReader reader("People who leave", value);
  LeaverPolicy policy;
  policy.disabled = rule_from(reader.object("disabled"));
  policy.unlicensed = rule_from(reader.object("unlicensed"));
  policy.shared = rule_from(reader.object("shared"));
  policy.soft_deleted = rule_from(reader.object("soft-deleted"));
  policy.deleted = rule_from(reader.object("deleted"));
  reader.finish();
  return policy;
}

std::string to_json(const LeaverPolicy& policy) {
  return base::to_json(json::object{{"disabled", rule_json(policy.disabled)},
                                    {"unlicensed", rule_json(policy.unlicensed)},
                                    {"shared", rule_json(policy.shared)},
                                    {"soft-deleted", rule_json(policy.soft_deleted)},
                                    {"deleted", rule_json(policy.deleted)}});
}

}  // namespace reeve::domain
