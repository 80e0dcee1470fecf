// Writes who is outside the choice.
#include "sync/choice_steps.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace reeve::sync {
namespace {

std::string sentence_of(const ChoiceChange& change, const std::string& title) {
  if (!change.after) {
    return change.linked ? fmt::format("{} is chosen again; the contact is kept true again.", title)
                         : fmt::format("{} is chosen now.", title);
  }
  const auto why = domain::not_chosen_words(*change.after);
  return change.linked
             ? fmt::format("{} {}. The contact stays and is no longer written.", title, why)
             : fmt::format("{} {}.", title, why);
}

// Rooms, guests and the like without a contact are told among the users who are left out.
bool is_told(const ChoiceChange& change) {
  const std::string& reason = change.after ? *change.after : *change.before;
  return change.linked || domain::is_criterion(reason);
}

void tell(RunWriter& writer, const UserMatch& matched) {
  std::int64_t told = 0;
  for (const ChoiceChange& change : matched.choice_changes) {
    if (!is_told(change) || ++told > kMaxChoiceEvents) continue;
    writer.event({.kind = "skip",
                  .type = "users",
                  .code = change.after ? "not_chosen" : "chosen_again",
                  .sentence = sentence_of(change, matched.records.at(change.record).title),
                  .data = fmt::format(R"({{"record":{},"reason":"{}"}})", change.record,
                                      change.after.value_or("chosen"))});
  }
  if (told > kMaxChoiceEvents)
    writer.event({.kind = "skip",
                  .type = "users",
                  .code = "more",
                  .sentence = fmt::format("{} more users left the choice or came back into it.",
                                          told - kMaxChoiceEvents)});
}

}  // namespace

std::optional<NotAsked> not_wanted(const types::DataType& type,
                                   const domain::ChoosingPolicy& policy) {
  if (policy.enhance_contacts || !type.only_for_overlay) return std::nullopt;
  return NotAsked{
      "not_asked", "not_chosen",
      fmt::format("{} are not chosen: \"Enhance contacts with Microsoft Entra ID\" is off.",
                  type.title),
      "Nothing is wrong. If you want them, switch it on in the sync settings."};
}

bool groups_known(db::Connection& c, base::Id tenant, const TypeResult* groups) {
  return groups == nullptr ? groups_complete(c, tenant) : groups->complete() != nullptr;
}

void write_choice(RunWriter& writer, const UserMatch& matched) {
  const auto& changes = matched.choice_changes;
  if (changes.empty()) return;
  for (std::size_t at = 0; at < changes.size(); at += kMaxRowsPerTransaction) {
    std::vector<store::ChoiceMark> marks;
    for (std::size_t i = at; i < std::min(changes.size(), at + kMaxRowsPerTransaction); ++i)
      marks.push_back({changes[i].record, changes[i].after});
    writer.add(marks.size(), [&writer, marks = std::move(marks)](db::Connection& c) {
      store::mark_not_chosen(c, writer.run().tenant, marks);
    });
  }
  tell(writer, matched);
  writer.flush();
}

}  // namespace reeve::sync
