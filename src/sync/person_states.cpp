// Compares people with what was known of them.
#include "sync/person_states.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

#include "base/json.h"
#include "store/leaver_marks.h"
#include "types/user_contact.h"

namespace reeve::sync {
namespace {

using domain::PersonState;

constexpr std::string_view kUsers = "users";
constexpr std::size_t kContactsAtOnce = 100;
constexpr std::size_t kRowsOfAContact = 10;
constexpr int kFound = 200;
constexpr int kNotFound = 404;

// "changed": it can still be restored (reference/microsoft-cloud.md C.9).
PersonState state_of_reason(const std::string& reason) {
  return reason == "deleted" ? PersonState::deleted : PersonState::soft_deleted;
}

std::optional<PersonState> state_of_answer(const microsoft::Answer& answer) {
  if (answer.status == kFound) return PersonState::soft_deleted;
  if (answer.status == kNotFound) return PersonState::deleted;
  return std::nullopt;
}

class Missing {
 public:
  Missing(const Source& source, TypeResult& users, base::Time now, std::stop_token stop)
      : source_(source), users_(users), now_(now), stop_(std::move(stop)) {
    options_.permission = "User.Read.All";
    options_.subject = "list of deleted users";
  }

  PersonState state_of(const Person& person) {
    if (const auto told = users_.removed.find(person.facts.external_id);
        told != users_.removed.end())
      return state_of_reason(told->second);
    const bool known = person.before && domain::is_absent(*person.before);
    const bool may_be_over = person.before == PersonState::soft_deleted && person.facts.since &&
                             now_ - *person.facts.since > kRestorable;
    if (known && !may_be_over) return *person.before;
    const auto said = ask(person.facts.external_id);
    if (said) return *said;
    return known ? *person.before : PersonState::removed;
  }

 private:
  std::optional<PersonState> ask(const std::string& id) {
    if (refused_ || asked_ == kMaxDeletedAsked) return std::nullopt;
    ++asked_;
    ++users_.requests;
    const auto said =
        state_of_answer(source_.get("/v1.0/directory/deletedItems/" + id, stop_, options_));
    refused_ = !said;
    return said;
  }

  const Source& source_;
  TypeResult& users_;
  base::Time now_;
  std::stop_token stop_;
  microsoft::AskOptions options_;
  std::size_t asked_ = 0;
  bool refused_ = false;
};

std::string_view event_code(const Person& person) {
  const bool back =
      person.before && domain::is_absent(*person.before) && !domain::is_absent(*person.now);
  return back ? "returned" : domain::to_string(*person.now);
}

std::string_view what_happened(std::string_view code) {
  static const std::map<std::string_view, std::string_view> words{
      {"returned", "is back at Microsoft"},
      {"enabled", "may sign in at Microsoft again"},
      {"disabled", "may not sign in at Microsoft any more"},
      {"unlicensed", "has no Microsoft license any more"},
      {"shared", "has a shared mailbox now"},
      {"soft_deleted", "was deleted at Microsoft; for 30 days it can be undone there"},
      {"deleted", "was deleted at Microsoft for good"},
      {"removed", "is not in Microsoft's list any more; whether it can be restored is not known"}};
  return words.at(code);
}

void tell(RunWriter& writer, const std::vector<const Person*>& changed) {
  std::int64_t told = 0;
  for (const Person* one : changed) {
    if (!one->before || ++told > kMaxPersonEvents) continue;
    const auto code = event_code(*one);
    writer.event({.kind = "change",
                  .type = kUsers,
                  .code = fmt::format("person_{}", code),
                  .sentence = fmt::format("{} {}.", one->facts.title, what_happened(code)),
                  .data = fmt::format(R"({{"record":{}}})", one->facts.record)});
  }
  if (told > kMaxPersonEvents)
    writer.event({.kind = "change",
                  .type = kUsers,
                  .code = "person_more",
                  .sentence = fmt::format("{} more people changed their state at Microsoft.",
                                          told - kMaxPersonEvents)});
}

// What the policy wants of a contact: field and value.
std::map<std::string, std::string> wanted_of(const Person& person,
                                             const domain::LeaverPolicy& policy,
                                             const Judged& kept) {
  std::map<std::string, std::string> wanted;
  const auto state = kept.keeps(kUsers, person.facts.external_id) ? person.before : person.now;
  if (!state || !person.facts.chosen || person.facts.alive_elsewhere) return wanted;
  const domain::LeaverRule& rule = policy.rule(*state);
  if (!rule.contact_type.empty()) wanted["contact_type"] = rule.contact_type;
  if (rule.archive) wanted["archived"] = "true";
  return wanted;
}

using Marks = std::map<std::pair<base::Id, std::string>, store::LeaverMark>;

struct PolicyWork {
  std::vector<store::LeaverMark> add, undo;
  bool empty() const { return add.empty() && undo.empty(); }
};

PolicyWork work_of(const std::vector<Person>& people, const domain::LeaverPolicy& policy,
                   const Judged& kept, base::Id tenant, Marks marks) {
  PolicyWork work;
  for (const Person& person : people) {
    if (!person.facts.contact) continue;
    const base::Id contact = *person.facts.contact;
    // Who is not chosen, or of whom Microsoft said nothing, is left as is.
    if (!person.facts.chosen || !person.now)
      for (const auto* field : {"contact_type", "archived"}) marks.erase({contact, field});
    for (const auto& [field, value] : wanted_of(person, policy, kept)) {
      const auto mark = marks.find({contact, field});
      const bool same = mark != marks.end() && mark->second.value == value;
      if (!same) {
        if (mark != marks.end()) work.undo.push_back(mark->second);
        work.add.push_back({contact, person.facts.record, tenant, field, value});
      }
      if (mark != marks.end()) marks.erase(mark);
    }
  }
  for (const auto& [key, mark] : marks) work.undo.push_back(mark);
  return work;
}

// How many of them it was done to.
template <class Work>
std::size_t in_parts(RunWriter& writer, const std::vector<store::LeaverMark>& marks, Work work) {
  std::size_t done = 0;
  for (std::size_t at = 0; at < marks.size(); at += kContactsAtOnce) {
    const auto end = std::min(marks.size(), at + kContactsAtOnce);
    std::vector<store::LeaverMark> part(marks.begin() + static_cast<std::ptrdiff_t>(at),
                                        marks.begin() + static_cast<std::ptrdiff_t>(end));
    writer.add(part.size() * kRowsOfAContact, [&writer, &done, work, part](db::Connection& c) {
      for (const auto& mark : part)
        if (work(c, writer.author(), mark, writer.now())) ++done;
    });
    writer.flush();
  }
  return done;
}

}  // namespace

std::optional<PersonState> listed_state(std::string_view body, std::string_view purpose) {
  const auto user = base::parse_json(body, "The stored user");
  if (!base::member(user, "accountEnabled").is_bool()) return std::nullopt;
  if (!purpose.empty()) {
    const auto mailbox = base::parse_json(purpose, "The stored purpose of a mailbox");
    if (base::text_member(mailbox, "userPurpose") == "shared") return PersonState::shared;
  }
  const types::UserFacts facts = types::user_facts(body);
  if (!facts.enabled) return PersonState::disabled;
  const bool told = base::member(user, "assignedLicenses").is_array();
  return facts.guest || facts.licensed || !told ? PersonState::enabled : PersonState::unlicensed;
}

std::vector<Person> people_now(const Services& services, const Source& source, RunWriter& writer,
                               TypeResult& users, std::stop_token stop) {
  auto all = services.database.read(
      [&](db::Connection& c) { return store::people_of(c, writer.run().tenant); });
  Missing missing(source, users, writer.now(), std::move(stop));
  std::vector<Person> people;
  people.reserve(all.size());
  for (store::PersonFacts& facts : all) {
    Person person;
    if (facts.state) person.before = domain::person_state_from(*facts.state);
    person.facts = std::move(facts);
    person.missing = !person.facts.gone && users.complete() != nullptr &&
                     !users.complete()->has(person.facts.external_id);
    const bool absent = person.facts.gone || person.missing;
    person.now =
        absent ? missing.state_of(person) : listed_state(person.facts.body, person.facts.purpose);
    people.push_back(std::move(person));
  }
  return people;
}

std::vector<Member> leavers_of(const std::vector<Person>& people,
                               const domain::LeaverPolicy& policy) {
  std::vector<Member> members;
  for (const Person& one : people) {
    // Who is missing is counted as such.
    if (!one.before || !one.changed() || one.missing || one.facts.gone || !one.facts.chosen)
      continue;
    if (*one.now != PersonState::disabled && policy.rule(*one.now).empty()) continue;
    members.push_back(
        {kUsers, one.facts.external_id, std::string(domain::to_string(*one.now)), one.facts.title});
  }
  return members;
}

void write_states(RunWriter& writer, const std::vector<Person>& people, const Judged& kept) {
  std::vector<const Person*> changed;
  for (const Person& one : people)
    if (one.changed() && !kept.keeps(kUsers, one.facts.external_id)) changed.push_back(&one);
  tell(writer, changed);
  constexpr std::size_t kRows = 2;
  for (std::size_t at = 0; at < changed.size(); at += kMaxRowsPerTransaction / kRows) {
    const auto end = std::min(changed.size(), at + kMaxRowsPerTransaction / kRows);
    std::vector<store::PersonStateWrite> part;
    for (std::size_t i = at; i < end; ++i) {
      const Person& one = *changed[i];
      store::PersonStateWrite write;
      write.record = one.facts.record;
      write.contact = one.facts.contact;
      write.was = one.facts.state;
      write.became = domain::to_string(*one.now);
      part.push_back(std::move(write));
    }
    writer.add(part.size() * kRows, [&writer, part = std::move(part)](db::Connection& c) {
      store::write_person_states(c, writer.run().tenant, writer.run().id, part, writer.now());
    });
  }
}

void apply_policy(const Services& services, RunWriter& writer, const std::vector<Person>& people,
                  const domain::LeaverPolicy& policy, const Judged& kept) {
  const base::Id tenant = writer.run().tenant;
  Marks marks;
  for (auto& mark :
       services.database.read([&](db::Connection& c) { return store::leaver_marks(c, tenant); }))
    marks.emplace(std::pair{mark.contact, mark.field}, mark);
  const PolicyWork work = work_of(people, policy, kept, tenant, std::move(marks));
  if (work.empty()) return;
  const auto undone = in_parts(writer, work.undo, store::unmark_leaver);
  const auto done = in_parts(writer, work.add, store::mark_leaver);
  if (done + undone == 0) return;
  writer.event({.kind = "change",
                .type = kUsers,
                .code = "leavers",
                .sentence = fmt::format(
                    "People who left or came back: {} marked as the settings say, {} put back.",
                    done, undone)});
}

}  // namespace reeve::sync
