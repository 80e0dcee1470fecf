// Compares acts with the limits and with what people said before.
#include "sync/guard.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <tuple>
#include <utility>

#include "base/hash.h"
#include "base/json.h"
#include "base/text.h"
#include "types/registry.h"

namespace reeve::sync {
namespace {

namespace json = base::json;
using domain::Act;

constexpr std::size_t kKeyDigits = 16;
constexpr std::int64_t kWhole = 100;

std::string place_of(std::string_view group, const std::string& id) {
  return fmt::format("{}/{}", group, id);
}

std::string key_of(const Member& member) {
  return base::content_hash(fmt::format("{}\n{}\n{}", member.group, member.id, member.effect))
      .substr(0, kKeyDigits);
}

using Keys = std::unordered_set<std::string>;

Keys keys_said(const std::vector<store::HeldAct>& before, Act act, std::string_view verdict) {
  Keys keys;
  for (const auto& one : before)
    if (one.act == domain::to_string(act) && one.verdict == verdict)
      keys.insert(one.members.begin(), one.members.end());
  return keys;
}

std::map<std::string_view, std::int64_t> count_groups(const std::vector<Member>& members) {
  std::map<std::string_view, std::int64_t> counts;
  for (const Member& member : members) ++counts[member.group];
  return counts;
}

std::int64_t of_group(const std::map<std::string_view, std::int64_t>& of, std::string_view group) {
  const auto found = of.find(group);
  return found == of.end() ? 0 : found->second;
}

// "users", "Intune devices".
std::string group_title(std::string_view group) {
  const types::DataType* type = types::find_type(group);
  if (type == nullptr) return std::string(group);
  return group == "users" || group == "groups" ? base::ascii_lower(type->title)
                                               : std::string(type->title);
}

// "56 of 60 users and 12 of 15 Intune devices".
std::string counted(const Judged& judged) {
  std::string out;
  for (const auto& [group, count] : count_groups(judged.waiting))
    out += fmt::format("{}{} of {} {}", out.empty() ? "" : " and ", count,
                       of_group(judged.of, group), group_title(group));
  return out;
}

std::string_view asset_of(std::string_view group) {
  return group == "users" ? "contacts" : "configurations";
}

// "contacts of 56 of 60 users and configurations of 30 of 31 Intune devices".
std::string documented(const Judged& judged) {
  std::string out;
  for (const auto& [group, count] : count_groups(judged.waiting))
    out += fmt::format("{}{} of {} of {} {}", out.empty() ? "" : " and the ", asset_of(group),
                       count, of_group(judged.of, group), group_title(group));
  return out;
}

// "Contacts would be created for 50 new users, though only 3 have one".
std::string new_ones(const Judged& judged) {
  std::string out;
  for (const auto& [group, count] : count_groups(judged.waiting)) {
    out += fmt::format("{}{} would be created for {} new {} at once, though only {} have one",
                       out.empty() ? "" : ", and ", asset_of(group), count, group_title(group),
                       of_group(judged.of, group));
  }
  out.front() = static_cast<char>(std::toupper(static_cast<unsigned char>(out.front())));
  return out;
}

std::string set_hash(std::vector<std::string>& keys) {
  std::ranges::sort(keys);
  return base::content_hash(base::join(keys, " "));
}

std::string_view effect_of(Act act) {
  switch (act) {
    case Act::create:
      return "If you accept, the next sync creates these. If you reject, it does not, and it does "
             "not "
             "ask for them again.";
    case Act::change:
      return "If you accept, the next sync writes these changes. If you reject, what is documented "
             "stays as it is until Microsoft has something else.";
    case Act::leave:
      return "If you accept, the next sync marks these as gone or as having left; contacts stay, "
             "unless the settings for people who leave say otherwise. If you reject, they stay as "
             "they are, and nobody is asked again.";
  }
  return {};
}

json::array examples_of(const Judged& judged) {
  json::array examples;
  for (const Member& member : judged.waiting) {
    if (examples.size() == kMaxHeldExamples) break;
    examples.push_back({{"title", member.title}, {"type", member.group}, {"id", member.id}});
  }
  return examples;
}

json::array groups_of(const Judged& judged) {
  json::array groups;
  for (const auto& [group, count] : count_groups(judged.waiting)) {
    const auto of = of_group(judged.of, group);
    groups.push_back({{"type", group},
                      {"title", group_title(group)},
                      {"count", count},
                      {"of", of},
                      {"share", of == 0 ? kWhole : count * kWhole / of}});
  }
  return groups;
}

}  // namespace

bool Judged::holds_any_of(std::string_view group) const {
  return std::ranges::find(waiting, group, &Member::group) != waiting.end();
}

bool Judged::keeps(std::string_view group, const std::string& id) const {
  return keeps_all || (!kept.empty() && kept.contains(place_of(group, id)));
}

Judged judge(const domain::Guard& guard, const std::vector<store::HeldAct>& before, ActSet set) {
  Judged judged;
  judged.act = set.act;
  judged.of = std::move(set.of);
  judged.limit = guard.limit(set.act);
  const Keys accepted = keys_said(before, set.act, "accepted"),
             rejected = keys_said(before, set.act, "rejected");
  Keys there;
  std::vector<Member> fresh, rest;
  for (Member& member : set.members) {
    std::string key = key_of(member);
    if (rejected.contains(key))
      judged.kept.insert(place_of(member.group, member.id));
    else
      (accepted.contains(key) ? rest : fresh).push_back(std::move(member));
    there.insert(std::move(key));
  }
  for (const auto& [group, count] : count_groups(fresh)) {
    if (!guard.enabled || !domain::exceeds(judged.limit, count, of_group(judged.of, group)))
      continue;
    for (auto* part : {&rest, &fresh})
      for (const Member& member : *part)
        if (member.group == group) judged.waiting.push_back(member);
  }
  std::ranges::sort(judged.waiting, {},
                    [](const Member& one) { return std::tie(one.group, one.title, one.id); });
  for (const Member& member : judged.waiting) judged.kept.insert(place_of(member.group, member.id));
  for (const auto& one : before) {
    if (one.act != domain::to_string(set.act) || one.verdict == "waiting") continue;
    const bool lives = one.verdict == "rejected" &&
                       (!set.whole || std::ranges::any_of(one.members, [&](const auto& key) {
                         return there.contains(key);
                       }));
    if (!lives) judged.used_up.push_back(one.id);
  }
  return judged;
}

std::string held_sentence(const Judged& judged) {
  switch (judged.act) {
    case Act::leave:
      return fmt::format(
          "{} would have left at once, by what Microsoft says now. None was marked as gone.",
          counted(judged));
    case Act::change:
      return fmt::format("The {} would be changed at once. None of them was changed.",
                         documented(judged));
    case Act::create:
      return new_ones(judged) + ". None was created.";
  }
  return {};
}

store::Hold hold_of(const Judged& judged) {
  store::Hold hold;
  hold.act = domain::to_string(judged.act);
  for (const Member& member : judged.waiting) hold.members.push_back(key_of(member));
  hold.set_hash = set_hash(hold.members);
  hold.sentence = held_sentence(judged);
  hold.detail = base::to_json(json::object{{"act", hold.act},
                                           {"count", judged.waiting.size()},
                                           {"groups", groups_of(judged)},
                                           {"limit-share", judged.limit.share},
                                           {"limit-number", judged.limit.number},
                                           {"examples", examples_of(judged)},
                                           {"effect", effect_of(judged.act)},
                                           {"set-hash", hold.set_hash}});
  return hold;
}

}  // namespace reeve::sync
