// The choice in force, judged for one user at a time.
#include "domain/choosing.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/text.h"

namespace reeve::domain {
namespace {

using Answer = Choice::Answer;

bool contains(const std::vector<std::string>& list, std::string_view folded) {
  return std::ranges::any_of(list, [&](const auto& one) { return base::fold(one) == folded; });
}

bool names(const std::vector<std::string>& list, const HeldLicense& license) {
  return contains(list, base::fold(license.sku_id)) ||
         (!license.part_number.empty() && contains(list, base::fold(license.part_number)));
}

// A license that has no name may be any of those in the list, unless the list holds ids alone.
bool may_name(const std::vector<std::string>& list, const HeldLicense& license) {
  return !list.empty() && license.part_number.empty();
}

// A value of which there is one: blank belongs to no list.
Answer judge(const Criterion& wanted, const std::optional<std::string>& value) {
  if (wanted.empty()) return Answer::chosen;
  if (!value) return Answer::unknown;
  const std::string folded = base::fold(*value);
  if (!folded.empty() && contains(wanted.exclude, folded)) return Answer::not_chosen;
  if (wanted.include.empty()) return Answer::chosen;
  return !folded.empty() && contains(wanted.include, folded) ? Answer::chosen : Answer::not_chosen;
}

// Whether a license of the list is held; unknown where one without a name could be it.
Answer holds_any(const std::vector<std::string>& list, const std::vector<HeldLicense>& held) {
  if (std::ranges::any_of(held, [&](const auto& one) { return names(list, one); }))
    return Answer::chosen;
  return std::ranges::any_of(held, [&](const auto& one) { return may_name(list, one); })
             ? Answer::unknown
             : Answer::not_chosen;
}

Answer opposite(Answer answer) {
  if (answer == Answer::unknown) return answer;
  return answer == Answer::chosen ? Answer::not_chosen : Answer::chosen;
}

// The worse of two: what surely fails, then what is not known.
Answer both(Answer a, Answer b) {
  if (a == Answer::not_chosen || b == Answer::not_chosen) return Answer::not_chosen;
  return a == Answer::unknown || b == Answer::unknown ? Answer::unknown : Answer::chosen;
}

Answer judge_licenses(const Criterion& wanted, const UserTraits& user) {
  if (wanted.empty()) return Answer::chosen;
  if (!user.licenses) return Answer::unknown;
  Answer answer = opposite(holds_any(wanted.exclude, *user.licenses));
  if (!wanted.include.empty()) answer = both(answer, holds_any(wanted.include, *user.licenses));
  return answer;
}

Answer judge_subscriptions(const ChoosingPolicy& policy, const UserTraits& user) {
  if (policy.all_subscriptions) return Answer::chosen;
  if (!user.licenses) return Answer::unknown;
  if (user.licenses->empty()) return Answer::chosen;
  return holds_any(policy.subscriptions, *user.licenses);
}

Answer judge_groups(const Criterion& wanted, const GroupStanding& standing) {
  Answer answer = Answer::chosen;
  if (!wanted.exclude.empty())
    answer = !standing.exclude_known ? Answer::unknown
             : standing.excluded     ? Answer::not_chosen
                                     : Answer::chosen;
  if (!wanted.include.empty())
    answer = both(answer, !standing.include_known ? Answer::unknown
                          : standing.included     ? Answer::chosen
                                                  : Answer::not_chosen);
  return answer;
}

Entry entry_of(const AccountRules& rules, const UserTraits& user) {
  const Entry entry = rules.entry(user.kind);
  const bool may_be_no_person = user.purpose_unknown && (user.kind == UserKind::unlicensed ||
                                                         user.kind == UserKind::disabled);
  return may_be_no_person && entry == Entry::create_or_link ? Entry::link_only : entry;
}

struct Words {
  std::string_view reason, not_chosen, unknown;
  bool criterion = true;
};

constexpr std::array kWords{
    Words{"user_type", "is of a kind of user that is not chosen", "the kind of user is not known"},
    Words{"domain", "has an address in a domain that is not chosen", "the address is not known"},
    Words{"department", "is in a department that is not chosen", "the department is not known"},
    Words{"group", "is in no group that is chosen, or in one that is left out",
          "the groups could not be read, or none of that name is there"},
    Words{"subscription", "holds no subscription that is chosen",
          "the names of the tenant's subscriptions are not known"},
    Words{"license", "holds no license that is chosen, or one that is left out",
          "the names of the tenant's licenses are not known"},
    Words{"guest", "is a guest of the tenant, not one of its people", "", false},
    Words{"room", "is a room", "", false},
    Words{"equipment", "is equipment", "", false},
    Words{"service", "is the account of a service, not a person", "", false},
};

const Words* find_words(std::string_view reason) {
  const auto found = std::ranges::find(kWords, reason, &Words::reason);
  return found == kWords.end() ? nullptr : &*found;
}

}  // namespace

std::string_view to_string(UserKind kind) {
  switch (kind) {
    case UserKind::licensed:
      return "licensed";
    case UserKind::unlicensed:
      return "unlicensed";
    case UserKind::disabled:
      return "disabled";
    case UserKind::guest:
      return "guest";
    case UserKind::shared_mailbox:
      return "shared_mailbox";
    case UserKind::room:
      return "room";
    case UserKind::equipment:
      return "equipment";
    case UserKind::service:
      return "service";
  }
  return {};
}

std::string_view in_words(UserKind kind) {
  switch (kind) {
    case UserKind::shared_mailbox:
      return "shared mailboxes";
    case UserKind::guest:
      return "guests";
    case UserKind::room:
      return "rooms";
    case UserKind::service:
      return "services";
    default:
      return to_string(kind);
  }
}

std::string_view to_string(Entry entry) {
  switch (entry) {
    case Entry::create_or_link:
      return "create";
    case Entry::link_only:
      return "link";
    case Entry::skip:
      return "skip";
  }
  return {};
}

Entry AccountRules::entry(UserKind kind) const {
  switch (kind) {
    case UserKind::licensed:
      return licensed;
    case UserKind::unlicensed:
      return unlicensed;
    case UserKind::disabled:
      return disabled;
    case UserKind::guest:
      return guest;
    case UserKind::shared_mailbox:
      return shared_mailbox;
    case UserKind::room:
      return room;
    case UserKind::equipment:
      return equipment;
    case UserKind::service:
      return service;
  }
  return Entry::skip;
}

bool AccountRules::leaves_out(UserKind kind) const {
  const bool lasting = kind == UserKind::guest || kind == UserKind::room ||
                       kind == UserKind::equipment || kind == UserKind::service;
  return lasting && entry(kind) == Entry::skip;
}

Choice choose(const ChoosingPolicy& policy, const UserTraits& user) {
  const bool kind_chosen = user.guest ? policy.guests : policy.members;
  const std::array<std::pair<std::string_view, Answer>, 6> answers{{
      {"user_type", kind_chosen ? Answer::chosen : Answer::not_chosen},
      {"domain", judge(policy.domains, user.domain)},
      {"department", judge(policy.departments, user.department)},
      {"group", judge_groups(policy.groups, user.groups)},
      {"subscription", judge_subscriptions(policy, user)},
      {"license", judge_licenses(policy.licenses, user)},
  }};
  Choice choice{Answer::chosen, {}, entry_of(policy.rules, user)};
  for (const auto& [reason, answer] : answers)
    if (answer == Answer::not_chosen) return {Answer::not_chosen, reason, Entry::skip};
  if (policy.rules.leaves_out(user.kind))
    return {Answer::not_chosen, to_string(user.kind), Entry::skip};
  for (const auto& [reason, answer] : answers)
    if (answer == Answer::unknown) return {Answer::unknown, reason, choice.entry};
  return choice;
}

std::string_view reason_named(std::string_view name) {
  const Words* words = find_words(name);
  return words == nullptr ? "other" : words->reason;
}

bool is_criterion(std::string_view reason) {
  const Words* words = find_words(reason);
  return words != nullptr && words->criterion;
}

std::string_view not_chosen_words(std::string_view reason) {
  const Words* words = find_words(reason);
  return words == nullptr ? "is not chosen" : words->not_chosen;
}

std::string_view unknown_words(std::string_view reason) {
  const Words* words = find_words(reason);
  return words == nullptr ? "too little is known" : words->unknown;
}

}  // namespace reeve::domain
