// Evidence in, outcomes and reviews out.
#include "sync/match_users.h"

#include <set>
#include <utility>

#include "base/json.h"
#include "base/text.h"
#include "domain/contact.h"
#include "domain/matching_policy.h"
#include "domain/sync_section.h"
#include "store/connections.h"
#include "store/contacts.h"
#include "store/sync_settings.h"
#include "types/user_contact.h"

namespace reeve::sync {
namespace {

constexpr std::string_view kUsers = "users";
constexpr std::string_view kHeld = "held";

std::string name_key(const std::string& first, const std::string& last) {
  const std::string a = base::fold(first), b = base::fold(last);
  return a.empty() || b.empty() ? std::string() : a + " " + b;
}

match::RecordEvidence evidence_of(const store::RecordWithKeys& with_keys,
                                  const domain::UserTraits& traits, const ChoiceGround& ground) {
  const types::UserFacts facts = types::user_facts(with_keys.record.body);
  match::RecordEvidence evidence;
  evidence.id = with_keys.record.id;
  evidence.external_id = with_keys.record.external_id;
  evidence.title = facts.title.empty() ? with_keys.record.title : facts.title;
  evidence.kind = traits.kind;
  evidence.choice = ground.choose(traits);
  evidence.name = name_key(facts.first_name, facts.last_name);
  for (const store::RecordKey& key : with_keys.keys) {
    if (key.kind == "alias") evidence.aliases.push_back(key.value);
    if (key.kind == "upn") evidence.user_name = key.value;
  }
  return evidence;
}

match::ContactEvidence evidence_of(const domain::Contact& contact) {
  match::ContactEvidence evidence;
  evidence.id = contact.id;
  evidence.title = domain::full_name(contact);
  evidence.name = name_key(contact.first_name, contact.last_name);
  for (const domain::Email& email : contact.emails)
    if (std::string address = domain::normalized_email(email.value); !address.empty())
      evidence.emails.push_back(std::move(address));
  return evidence;
}

std::optional<std::vector<std::string>> verified_domains(db::Connection& c, base::Id tenant) {
  const auto organization = store::records_for_matching(c, tenant, "organization");
  if (organization.empty()) return std::nullopt;
  std::vector<std::string> domains;
  for (const auto& record : organization)
    for (const auto& key : record.keys)
      if (key.kind == "domain") domains.push_back(key.value);
  return domains;
}

void add_links_and_rulings(db::Connection& c, base::Id tenant, match::ContactMatchInput& input) {
  for (const store::Link& link : store::links_of_tenant(c, tenant, kUsers))
    if (link.asset_kind == domain::kContact) input.links.push_back({link.record, link.asset});
  for (const store::Decision& decision : store::decisions_of_tenant(c, tenant))
    if (decision.record && (!decision.asset_kind || decision.asset_kind == domain::kContact))
      input.rulings.push_back({*decision.record, decision.verdict, decision.asset});
}

std::int64_t& count_named(PreviewCounts& counts, std::string_view word) {
  if (word == "match") return counts.match;
  if (word == "create") return counts.create;
  if (word == "hold") return counts.hold;
  if (word == kHeld) return counts.held;
  if (word == "unclear") return counts.unclear;
  if (word == "join") return counts.join;
  if (word == "skip") return counts.skip;
  return counts.not_chosen;
}

void count(PreviewCounts& counts, std::string_view word, const std::string& reason) {
  ++count_named(counts, word);
  ++counts.reasons[std::string(word)][reason];
}

using Answer = domain::Choice::Answer;

// Whom a person linked by name is no room and no guest to be left out by a rule.
void admit_ruled(match::ContactMatchInput& input) {
  std::set<base::Id> ruled;
  for (const match::Ruling& ruling : input.rulings)
    if (ruling.verdict == "link") ruled.insert(ruling.record);
  for (match::RecordEvidence& one : input.records)
    if (one.choice.answer == Answer::not_chosen && !domain::is_criterion(one.choice.reason) &&
        ruled.contains(one.id))
      one.choice = {Answer::chosen, {}, domain::Entry::link_only};
}

// What is not known, and what a partial listing says, leaves everybody where he was.
void keep_known(match::RecordEvidence& one, const store::Record& record, bool complete) {
  if (!record.not_chosen || (complete && one.choice.answer != Answer::unknown)) return;
  one.choice = {Answer::not_chosen, domain::reason_named(*record.not_chosen), domain::Entry::skip};
}

void note_changes(const match::ContactMatchInput& input, UserMatch& matched) {
  std::set<base::Id> linked;
  for (const match::ExistingLink& link : input.links) linked.insert(link.record);
  for (const match::RecordEvidence& one : input.records) {
    const bool out = one.choice.answer == Answer::not_chosen;
    const bool is_linked = linked.contains(one.id);
    if (is_linked && out) {
      ++matched.counts.stops;
      count(matched.counts, domain::is_criterion(one.choice.reason) ? "not_chosen" : "skip",
            std::string(one.choice.reason));
    }
    if (is_linked && !out) ++matched.counts.linked;
    const auto& before = matched.records.at(one.id).not_chosen;
    const auto after = out ? std::optional(std::string(one.choice.reason)) : std::nullopt;
    if (input.complete && before != after)
      matched.choice_changes.push_back({one.id, before, after, is_linked});
  }
}

// For whoever looks at single rows, and for reviews.
void keep_evidence(match::ContactMatchInput&& input, UserMatch& matched) {
  for (const match::ExistingLink& one : input.links) matched.links[one.record] = one.contact;
  for (match::RecordEvidence& one : input.records) {
    const base::Id id = one.id;
    matched.users.emplace(id, std::move(one));
  }
  for (match::ContactEvidence& one : input.contacts) {
    const base::Id id = one.id;
    matched.contacts.emplace(id, std::move(one));
  }
}

UserMatch match_these(db::Connection& c, const store::Tenant& tenant,
                      std::vector<store::RecordWithKeys> users, bool complete,
                      const Choosing& choosing, const match::Policy& policy) {
  UserMatch matched;
  match::ContactMatchInput input;
  input.complete = complete;
  input.policy = policy;
  const ChoiceGround ground(c, tenant.id, choosing);
  for (store::RecordWithKeys& one : users) {
    const auto& traits = matched.traits[one.record.id] = ground.traits(one.record);
    input.records.push_back(evidence_of(one, traits, ground));
    keep_known(input.records.back(), one.record, complete);
    matched.records.emplace(one.record.id, std::move(one.record));
  }
  if (tenant.organization)
    for (const domain::Contact& contact : store::contacts_for_matching(c, *tenant.organization))
      input.contacts.push_back(evidence_of(contact));
  input.verified_domains = verified_domains(c, tenant.id);
  add_links_and_rulings(c, tenant.id, input);
  admit_ruled(input);
  matched.outcomes = match::match_contacts(input);
  for (const match::ContactOutcome& one : matched.outcomes)
    count(matched.counts, preview_word(one), one.reason);
  note_changes(input, matched);
  keep_evidence(std::move(input), matched);
  return matched;
}

std::string review_detail(const UserMatch& matched, const match::ContactOutcome& one) {
  base::json::object detail;
  if (const auto record = matched.records.find(one.record); record != matched.records.end())
    detail["record"] = {{"id", record->second.id},
                        {"external-id", record->second.external_id},
                        {"title", record->second.title}};
  base::json::array candidates;
  for (const base::Id id : one.candidates) {
    const auto contact = matched.contacts.find(id);
    candidates.push_back(
        {{"id", id},
         {"title", contact == matched.contacts.end() ? std::string() : contact->second.title}});
  }
  detail["candidates"] = std::move(candidates);
  return base::to_json(detail);
}

}  // namespace

UserMatch match_users(db::Connection& c, const store::Tenant& tenant, const Complete* complete,
                      const Choosing& choosing, const match::Policy& policy) {
  auto users = store::records_for_matching(c, tenant.id, kUsers);
  // Not in the complete list: about to be marked gone, and no rival of whoever took over the
  // address.
  if (complete != nullptr)
    std::erase_if(users, [&](const auto& one) { return !complete->has(one.record.external_id); });
  return match_these(c, tenant, std::move(users), complete != nullptr, choosing, policy);
}

UserMatch match_known_users(db::Connection& c, const store::Tenant& tenant,
                            const Choosing& choosing, const match::Policy& policy) {
  return match_these(c, tenant, store::records_for_matching(c, tenant.id, kUsers), true, choosing,
                     policy);
}

std::string_view preview_word(const match::ContactOutcome& outcome) {
  switch (outcome.verdict) {
    case match::Verdict::linked:
      return "match";
    case match::Verdict::create:
      return "create";
    case match::Verdict::hold:
      return outcome.reason == kMassCreate ? kHeld : "hold";
    case match::Verdict::review:
      return outcome.review_kind == "asset_claimed" ? "join" : "unclear";
    case match::Verdict::skipped:
      return "skip";
    case match::Verdict::not_chosen:
      return "not_chosen";
  }
  return {};
}

void hold_back(UserMatch& matched, const std::unordered_set<base::Id>& records) {
  for (match::ContactOutcome& one : matched.outcomes) {
    if (one.verdict != match::Verdict::create || !records.contains(one.record)) continue;
    one.verdict = match::Verdict::hold;
    one.reason = kMassCreate;
    --matched.counts.create;
    count(matched.counts, kHeld, one.reason);
  }
  if (matched.counts.create == 0)
    matched.counts.reasons.erase("create");
  else if (const auto created = matched.counts.reasons.find("create");
           created != matched.counts.reasons.end())
    created->second = {{"created", matched.counts.create}};
}

match::Policy match_policy(db::Connection& c, base::Id tenant, std::optional<base::Id> connection) {
  match::Policy policy;
  policy.ignore_plus_tags = domain::matching_policy_from(
                                store::sync_settings_of_tenant(c, tenant, domain::kMatchingSection))
                                .ignore_plus_tags;
  const auto found = connection ? store::find_connection(c, *connection) : std::nullopt;
  policy.hold_new = found && found->create_contacts == "hold";
  return policy;
}

std::vector<store::Review> reviews_of(const UserMatch& matched, base::Id tenant, base::Id run,
                                      base::Time now) {
  std::vector<store::Review> reviews;
  for (const match::ContactOutcome& one : matched.outcomes) {
    if (one.review_kind.empty()) continue;
    store::Review review;
    review.tenant = tenant;
    review.run = run;
    review.record = one.record;
    review.kind = one.review_kind;
    review.sentence = one.sentence;
    review.detail = review_detail(matched, one);
    review.state = "open";
    review.created_at = now;
    reviews.push_back(std::move(review));
  }
  return reviews;
}

}  // namespace reeve::sync
