// Matches a tenant's users as a sync would, and puts each into a row.
#include "sync/preview.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

#include "base/text.h"
#include "domain/asset.h"
#include "store/contacts.h"
#include "store/mapped_contact.h"
#include "sync/apply.h"
#include "sync/choice.h"
#include "sync/guard_people.h"
#include "sync/match_users.h"
#include "types/user_contact.h"

namespace reeve::sync {
namespace {

using domain::PreviewRow;

constexpr std::string_view kUsers = "users";
const store::Author kMicrosoft{.source = domain::Source::microsoft,
                               .account = std::nullopt,
                               .run = std::nullopt,
                               .decision = std::nullopt};
constexpr std::string_view kUpdate = "update", kMassChange = "mass_change";

// A row before its details are worked out.
struct Plain {
  base::Id record = 0;
  std::string_view outcome;
  std::string reason;
  const match::ContactOutcome* match = nullptr;  // not linked yet
  const PendingChange* change = nullptr;         // linked, and its contact changes
};

class Preview {
 public:
  Preview(db::Connection& c, const store::Tenant& tenant, base::Time now)
      : c_(c), tenant_(tenant), now_(now) {
    const Choosing choosing = choosing_of(c, tenant.id);
    matched_ = match_known_users(c, tenant, choosing,
                                 match_policy(c, tenant.id, tenant.connection_in_use));
    judge();
    list_all();
  }

  domain::PreviewCounts counts() const {
    domain::PreviewCounts out;
    out.linked = matched_.counts.linked;
    for (const Plain& one : all_) {
      ++out.outcomes[std::string(one.outcome)];
      ++out.reasons[std::string(one.outcome)][one.reason];
    }
    return out;
  }

  bool empty() const { return matched_.records.empty(); }

  void take(const domain::PreviewAsk& ask, domain::SyncPreview& out) const {
    std::vector<const Plain*> found;
    for (const Plain& one : all_)
      if (fits(one, ask)) found.push_back(&one);
    out.rows_found = static_cast<std::int64_t>(found.size());
    const std::size_t end = std::min(found.size(), ask.first + ask.count);
    for (std::size_t i = ask.first; i < end; ++i) out.rows.push_back(row_of(*found[i]));
    add_writes(out.rows);
  }

 private:
  // Before the first sync its own preview stands in for the limits.
  void judge() {
    changes_ = pending_changes(c_, kMicrosoft, now_, tenant_.id, {});
    follow_choice();
    if (!was_synced(tenant_)) return;
    const GuardGround ground = guard_ground(c_, tenant_.id);
    hold_back(matched_, kept_new(judge_creating(ground, &matched_, nullptr), matched_));
    std::vector<PendingChange> fresh;
    for (const PendingChange& one : changes_)
      if (one.new_data) fresh.push_back(one);
    if (static_cast<std::int64_t>(fresh.size()) <= pending_to_judge(ground).more_than) return;
    const Judged judged = judge_changing(ground, {{kUsers, fresh}});
    for (const PendingChange& one : fresh)
      if (judged.keeps(kUsers, one.external_id)) held_changes_.insert(one.record);
  }

  // Whoever leaves the choice with this sync is not written any more; whoever comes back is.
  void follow_choice() {
    std::set<base::Id> out;
    std::vector<base::Id> back;
    for (const ChoiceChange& one : matched_.choice_changes) {
      if (one.after) out.insert(one.record);
      if (one.linked && !one.after) back.push_back(one.record);
    }
    std::erase_if(changes_, [&](const PendingChange& one) { return out.contains(one.record); });
    if (back.empty()) return;
    const ContactWriting mapping = contact_writing(c_, tenant_.id);
    for (const store::Link& link : store::links_of_tenant(c_, tenant_.id, kUsers)) {
      if (std::ranges::find(back, link.record) == back.end() ||
          link.asset_kind != domain::kContact || link.role != "primary")
        continue;
      const store::Record& record = matched_.records.at(link.record);
      std::vector<store::ContactWrite> writes{
          {link.asset, store::patch_of(record, mapping.fields, mapping.place)}};
      store::keep_other_tenants(c_, tenant_.id, writes);
      for (auto& one : store::rehearse_contacts(c_, kMicrosoft, writes, now_))
        if (!one.changes.empty())
          changes_.push_back({record.id, link.asset, record.external_id, record.title, record.hash,
                              link.applied_hash != record.hash, std::move(one.changes)});
    }
  }

  // What asks for a person first, then what is written, then what is left alone; by name.
  void list_all() {
    for (const match::ContactOutcome& one : matched_.outcomes)
      all_.push_back({one.record, preview_word(one), one.reason, &one, nullptr});
    for (const PendingChange& one : changes_) {
      const bool held = held_changes_.contains(one.record);
      all_.push_back({one.record, held ? "held" : kUpdate,
                      std::string(held ? kMassChange : "changed"), nullptr, &one});
    }
    add_those_who_stop();
    const auto place = [](std::string_view outcome) {
      static constexpr std::string_view order[] = {
          "join", "unclear", "hold", "held", "create", "match", "update", "skip", "not_chosen"};
      return std::ranges::find(order, outcome) - std::begin(order);
    };
    std::ranges::sort(all_, [&](const Plain& a, const Plain& b) {
      return std::tuple(place(a.outcome), title_of(a), a.record) <
             std::tuple(place(b.outcome), title_of(b), b.record);
    });
  }

  // Linked, but outside the choice or left out by a rule from now on: no longer written.
  void add_those_who_stop() {
    for (const auto& [record, contact] : matched_.links) {
      const auto user = matched_.users.find(record);
      if (user == matched_.users.end()) continue;
      const domain::Choice& choice = user->second.choice;
      if (choice.answer != domain::Choice::Answer::not_chosen) continue;
      all_.push_back({record, domain::is_criterion(choice.reason) ? "not_chosen" : "skip",
                      std::string(choice.reason), nullptr, nullptr});
    }
  }

  const std::string& title_of(const Plain& one) const {
    static const std::string none;
    const auto user = matched_.users.find(one.record);
    return user == matched_.users.end() ? none : user->second.title;
  }

  bool fits(const Plain& one, const domain::PreviewAsk& ask) const {
    const auto wanted = [](const std::vector<std::string>& list, std::string_view value) {
      return list.empty() || std::ranges::find(list, value) != list.end();
    };
    if (!wanted(ask.outcomes, one.outcome) || !wanted(ask.reasons, one.reason)) return false;
    return ask.search.empty() ||
           base::fold(title_of(one)).find(base::fold(ask.search)) != std::string::npos;
  }

  PreviewRow row_of(const Plain& one) const {
    const store::Record& record = matched_.records.at(one.record);
    const match::RecordEvidence& user = matched_.users.at(one.record);
    const types::UserFacts facts = types::user_facts(record.body);
    PreviewRow row;
    row.record = record.id;
    row.external_id = record.external_id;
    row.title = user.title;
    row.user_name = facts.user_name;
    row.name = record.title;
    row.addresses = user.aliases;
    row.kind = domain::to_string(user.kind);
    row.outcome = one.outcome;
    row.reason = one.reason;
    if (one.match != nullptr) tell_match(*one.match, user, row);
    if (const auto linked = matched_.links.find(one.record); linked != matched_.links.end())
      tell_linked(one, linked->second, user, row);
    return row;
  }

  void tell_match(const match::ContactOutcome& outcome, const match::RecordEvidence& user,
                  PreviewRow& row) const {
    row.sentence = outcome.sentence;
    std::vector<base::Id> contacts = outcome.candidates;
    if (outcome.contact) contacts.push_back(*outcome.contact);
    for (const base::Id id : contacts) row.candidates.push_back(contact_of(id, user));
    if (outcome.verdict == match::Verdict::linked) {
      row.confidence = outcome.confidence;
      row.sentence = fmt::format("{} is linked to the contact {}, which {}.", user.title,
                                 row.candidates.front().name, row.candidates.front().evidence);
      if (outcome.reason == "chosen")
        row.sentence = fmt::format("{} is linked to the contact {}, as somebody decided.",
                                   user.title, row.candidates.front().name);
    }
    if (outcome.verdict == match::Verdict::create)
      row.sentence = fmt::format("{} fits no contact, so one is created.", user.title);
    if (row.outcome == "held")
      row.sentence = fmt::format(
          "{} fits no contact. So many new ones at once wait until somebody says yes.", user.title);
  }

  void tell_linked(const Plain& one, base::Id contact, const match::RecordEvidence& user,
                   PreviewRow& row) const {
    row.candidates.push_back(contact_of(contact, user));
    if (one.change == nullptr) {
      row.sentence = fmt::format("{} {}. The contact stays and is no longer written.", user.title,
                                 domain::not_chosen_words(one.reason));
      return;
    }
    row.sentence = one.outcome == kUpdate
                       ? fmt::format("The contact of {} is brought up to date.", user.title)
                       : fmt::format(
                             "The contact of {} would change. So many changes at once wait "
                             "until somebody says yes.",
                             user.title);
  }

  domain::PreviewContact contact_of(base::Id id, const match::RecordEvidence& user) const {
    domain::PreviewContact out{id, {}, {}, {}, {}};
    const auto found = matched_.contacts.find(id);
    if (found == matched_.contacts.end()) return out;
    out.name = found->second.title;
    out.emails = found->second.emails;
    out.evidence = match::evidence_words(user, found->second);
    for (const auto& [record, contact] : matched_.links)
      if (contact == id && record != user.id)
        if (const auto other = matched_.users.find(record); other != matched_.users.end())
          out.linked_user = other->second.title;
    return out;
  }

  void add_writes(std::vector<PreviewRow>& rows) const {
    const ContactWriting mapping = contact_writing(c_, tenant_.id);
    std::vector<store::ContactWrite> writes;
    std::vector<PreviewRow*> whose;
    for (PreviewRow& row : rows) {
      const bool links = row.outcome == "match";
      const bool makes =
          row.outcome == "create" || row.outcome == "hold" || row.reason == kMassCreate;
      if (!links && !makes) continue;
      writes.push_back(write_of(matched_.records.at(row.record),
                                links ? std::optional(row.candidates.front().id) : std::nullopt,
                                tenant_.organization.value_or(0), mapping));
      whose.push_back(&row);
    }
    store::keep_other_tenants(c_, tenant_.id, writes);
    const auto rehearsed = store::rehearse_contacts(c_, kMicrosoft, writes, now_);
    for (std::size_t i = 0; i < rehearsed.size() && rehearsed.size() == whose.size(); ++i)
      put_writes(rehearsed[i].changes, *whose[i]);
    for (PreviewRow& row : rows)
      for (const PendingChange& one : changes_)
        if (one.record == row.record) put_writes(one.changes, row);
  }

  static void put_writes(const std::vector<store::FieldChange>& changes, PreviewRow& row) {
    for (const store::FieldChange& one : changes)
      row.writes.push_back(
          {one.op, one.path, one.old_value.value_or(""), one.new_value.value_or("")});
  }

  db::Connection& c_;
  const store::Tenant& tenant_;
  base::Time now_;
  UserMatch matched_;
  std::vector<PendingChange> changes_;
  std::set<base::Id> held_changes_;
  std::vector<Plain> all_;
};

}  // namespace

domain::SyncPreview preview_sync(db::Connection& c, const store::Tenant& tenant,
                                 const domain::PreviewAsk& ask, base::Time now) {
  domain::SyncPreview out;
  for (const store::TypeState& state : store::type_states(c, tenant.id)) {
    if (state.type != kUsers) continue;
    out.read_at = state.last_complete;
    out.whole = state.state == "complete";
    if (!out.whole) out.gap = state.sentence.value_or("");
  }
  const Preview preview(c, tenant, now);
  out.read = out.read_at.has_value() || !preview.empty();
  out.counts = preview.counts();
  preview.take(ask, out);
  return out;
}

}  // namespace reeve::sync
