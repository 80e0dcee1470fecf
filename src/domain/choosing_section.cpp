// The choice as JSON: read with its defaults, written with every member.
#include <array>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <span>
#include <string>

#include "base/json.h"
#include "domain/choosing.h"
#include "domain/section_reader.h"
#include "domain/sync_section.h"

namespace reeve::domain {
namespace {

namespace json = base::json;

constexpr std::array<std::string_view, 3> kEntries{"create", "link", "skip"};

struct Rule {
  std::string_view name;
  Entry AccountRules::*entry;
};
constexpr std::array kRules{
    Rule{"licensed", &AccountRules::licensed},
    Rule{"unlicensed", &AccountRules::unlicensed},
    Rule{"disabled", &AccountRules::disabled},
    Rule{"shared-mailbox", &AccountRules::shared_mailbox},
    Rule{"guest", &AccountRules::guest},
    Rule{"room", &AccountRules::room},
    Rule{"equipment", &AccountRules::equipment},
    Rule{"service", &AccountRules::service},
};

struct Named {
  std::string_view name;
  Criterion ChoosingPolicy::*criterion;
};
constexpr std::array kCriteria{
    Named{"licenses", &ChoosingPolicy::licenses},
    Named{"groups", &ChoosingPolicy::groups},
    Named{"departments", &ChoosingPolicy::departments},
    Named{"domains", &ChoosingPolicy::domains},
};

Entry entry_named(std::string_view name) {
  if (name == "create") return Entry::create_or_link;
  return name == "link" ? Entry::link_only : Entry::skip;
}

Criterion read_criterion(SectionReader reader) {
  Criterion criterion{reader.texts("include"), reader.texts("exclude")};
  reader.finish();
  return criterion;
}

AccountRules read_rules(SectionReader reader) {
  AccountRules rules;
  for (const Rule& rule : kRules)
    rules.*rule.entry =
        entry_named(reader.choice(rule.name, to_string(rules.*rule.entry), kEntries));
  reader.finish();
  return rules;
}

json::array array_of(const std::vector<std::string>& texts) {
  json::array out;
  for (const std::string& one : texts) out.emplace_back(json::string(one));
  return out;
}

std::string checked(std::string_view json) { return choosing_json(choosing_policy(json)); }

}  // namespace

ChoosingPolicy choosing_policy(std::string_view text) {
  const auto value = base::parse_json(text, "The settings \"What to sync\"");
  SectionReader reader("What to sync", value);
  ChoosingPolicy policy;
  policy.all_subscriptions = reader.boolean("all-subscriptions", policy.all_subscriptions);
  policy.subscriptions = reader.texts("subscriptions");
  policy.members = reader.boolean("members", policy.members);
  policy.guests = reader.boolean("guests", policy.guests);
  for (const Named& one : kCriteria)
    policy.*one.criterion = read_criterion(reader.object(one.name));
  policy.rules = read_rules(reader.object("rules"));
  policy.sync_licenses = reader.boolean("sync-licenses", policy.sync_licenses);
  policy.enhance_contacts = reader.boolean("enhance-contacts", policy.enhance_contacts);
  policy.recent_logon_only = reader.boolean("recent-logon-only", policy.recent_logon_only);
  reader.finish();
  if (!policy.all_subscriptions && policy.subscriptions.empty())
    reader.refuse("subscriptions", "choose at least one subscription, or all of them.");
  if (!policy.members && !policy.guests)
    reader.refuse("members", "choose members, guests or both.");
  return policy;
}

std::string choosing_json(const ChoosingPolicy& policy) {
  json::object out;
  out["all-subscriptions"] = policy.all_subscriptions;
  out["subscriptions"] = array_of(policy.subscriptions);
  out["members"] = policy.members;
  out["guests"] = policy.guests;
  for (const Named& one : kCriteria)
    out[one.name] = json::object{{"include", array_of((policy.*one.criterion).include)},
                                 {"exclude", array_of((policy.*one.criterion).exclude)}};
  json::object rules;
  for (const Rule& rule : kRules) rules[rule.name] = to_string(policy.rules.*rule.entry);
  out["rules"] = std::move(rules);
  out["sync-licenses"] = policy.sync_licenses;
  out["enhance-contacts"] = policy.enhance_contacts;
  out["recent-logon-only"] = policy.recent_logon_only;
  return base::to_json(out);
}

const SyncSection kChoosingSection{"choosing", "What to sync", checked};

}  // namespace reeve::domain
