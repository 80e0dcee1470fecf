// The ladder: who claims whom on each rung, then what follows from it.
#include "match/contact_match.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <unordered_map>
#include <utility>

#include "domain/contact.h"
#include "match/ladder.h"

namespace reeve::match {
namespace {

using base::Id;

std::string skip_sentence(const RecordEvidence& record, std::string_view reason) {
  static const std::map<std::string_view, std::string_view> why{
      {"licensed", "fits no contact, and the settings say that licensed users are only linked"},
      {"not_licensed", "has no license and fits no contact; only licensed users become contacts"},
      {"disabled", "is disabled and fits no contact; only enabled users become contacts"},
      {"shared_mailbox", "is a shared mailbox and fits no contact"},
      {"ignored", "is ignored, as somebody decided"},
      {"never_create", "fits no contact, and somebody decided that none is created"},
      {"never_link", "is kept apart from the contacts, as somebody decided"},
      {"listing_incomplete",
       "fits no contact by address; nobody is created from an incomplete list"},
  };
  const auto found = why.find(reason);
  return fmt::format("{} {}.", record.title,
                     found == why.end() ? domain::not_chosen_words(reason) : found->second);
}

std::string_view reason_of(UserKind kind) {
  return kind == UserKind::unlicensed ? "not_licensed" : domain::to_string(kind);
}

ContactOutcome linked(Id record, Id contact, std::string_view reason, double confidence) {
  ContactOutcome out;
  out.record = record;
  out.verdict = Verdict::linked;
  out.contact = contact;
  out.reason = reason;
  out.confidence = confidence;
  return out;
}

ContactOutcome skipped(const RecordEvidence& record, std::string_view reason) {
  ContactOutcome out;
  out.record = record.id;
  out.verdict = Verdict::skipped;
  out.reason = reason;
  out.sentence = skip_sentence(record, reason);
  return out;
}

ContactOutcome not_chosen(const RecordEvidence& record) {
  ContactOutcome out = skipped(record, record.choice.reason);
  out.verdict = Verdict::not_chosen;
  return out;
}

// The settings skip a state that a person's account passes through.
ContactOutcome left_out(const RecordEvidence& record) {
  ContactOutcome out = skipped(record, reason_of(record.kind));
  out.sentence = fmt::format("{} is left out: the settings skip accounts that are {}.",
                             record.title, domain::in_words(record.kind));
  return out;
}

ContactOutcome not_known(const RecordEvidence& record) {
  ContactOutcome out = skipped(record, "choice_unknown");
  out.sentence = fmt::format("Whether {} is chosen is not known: {}. Nothing is linked or created.",
                             record.title, domain::unknown_words(record.choice.reason));
  return out;
}

ContactOutcome review(const RecordEvidence& record, std::string_view kind, std::string_view reason,
                      std::string sentence, std::vector<Id> candidates) {
  ContactOutcome out;
  out.record = record.id;
  out.verdict = Verdict::review;
  out.review_kind = kind;
  out.reason = reason;
  out.sentence = std::move(sentence);
  out.candidates = std::move(candidates);
  return out;
}

std::string contact_titles(const Ladder& ladder, const std::set<Id>& contacts) {
  std::string out;
  for (const Id id : contacts) out += (out.empty() ? "" : " and ") + ladder.contact_title(id);
  return out;
}

ContactOutcome unclear(const Ladder& ladder, const RecordEvidence& record,
                       const std::set<Id>& contacts) {
  return review(
      record, "unclear_match", "several_contacts",
      fmt::format("{} fits more than one contact: {}. Choose the right one, or merge them.",
                  record.title, contact_titles(ladder, contacts)),
      {contacts.begin(), contacts.end()});
}

ContactOutcome uncertain(const Ladder& ladder, const RecordEvidence& record, Id contact) {
  return review(record, "unclear_match", "name_alone",
                fmt::format("{} has the name of the contact {}, but the tenant's domains are not "
                            "known yet, so the name alone "
                            "proves nothing. Choose whether it is the same person.",
                            record.title, ladder.contact_title(contact)),
                {contact});
}

ContactOutcome claimed(const Ladder& ladder, const RecordEvidence& record, Id contact) {
  return review(
      record, "asset_claimed", "several_users",
      fmt::format("{} and another user both fit the contact {}. Choose whose contact it is.",
                  record.title, ladder.contact_title(contact)),
      {contact});
}

constexpr std::string_view kAlreadyLinked = "already_linked";
constexpr std::string_view kPlusTag = "plus_tag";

ContactOutcome already_linked(const Ladder& ladder, const RecordEvidence& record, Id contact) {
  return review(
      record, "asset_claimed", kAlreadyLinked,
      fmt::format("{} fits the contact {}, which belongs to another user of this tenant. Choose "
                  "whose contact it is, or create one.",
                  record.title, ladder.contact_title(contact)),
      {contact});
}

ContactOutcome shared_address(const RecordEvidence& record) {
  return review(record, "asset_claimed", "shared_address",
                fmt::format("{} has an address that another user of this tenant has too. Choose "
                            "whose contact it is, or "
                            "create one.",
                            record.title),
                {});
}

// Nobody fits: what the policy says.
ContactOutcome nobody(const Ladder& ladder, const RecordEvidence& record) {
  const ContactMatchInput& input = ladder.input();
  if (!input.complete) return skipped(record, "listing_incomplete");
  if (ladder.ruled(record.id, "never_create")) return skipped(record, "never_create");
  if (record.choice.entry == Entry::link_only) return skipped(record, reason_of(record.kind));
  ContactOutcome out;
  out.record = record.id;
  out.confidence = 1;
  if (input.policy.hold_new) {
    out.verdict = Verdict::hold;
    out.reason = "policy";
    out.review_kind = "new_contact";
    out.sentence = fmt::format(
        "{} fits no contact. Create one, link it to a contact, or ignore it.", record.title);
  } else {
    out.verdict = Verdict::create;
    out.reason = "created";
  }
  return out;
}

// A link to no contact that is there: a new one, whoever else fits.
ContactOutcome created_as_ruled(const RecordEvidence& record) {
  ContactOutcome out;
  out.record = record.id;
  out.verdict = Verdict::create;
  out.reason = "created";
  out.confidence = 1;
  out.ruled = true;
  return out;
}

// What people ruled, asked before any matching; nothing where nobody did or where matching goes on.
std::optional<ContactOutcome> by_ruling(const Ladder& ladder, const RecordEvidence& record) {
  const Ruling* ruling = ladder.ruling(record.id);
  if (ruling == nullptr) return std::nullopt;
  if (ruling->verdict == "ignore") return skipped(record, "ignored");
  if (ruling->verdict == "never_link" && !ruling->contact) return skipped(record, "never_link");
  if (ruling->verdict != "link") return std::nullopt;
  if (!ruling->contact)
    return ladder.input().complete ? created_as_ruled(record)
                                   : skipped(record, "listing_incomplete");
  if (!ladder.has_contact(*ruling->contact)) return std::nullopt;
  ContactOutcome out = linked(record.id, *ruling->contact, "chosen", 1);
  // A person's second account stands beside the first; of several that were chosen for a free
  // contact the first by external id is the one that fills it.
  out.additional =
      ladder.is_linked(*ruling->contact) || !ladder.is_first_chosen(record.id, *ruling->contact);
  return out;
}

// The alias and user-name rungs.
std::optional<ContactOutcome> by_address(const Ladder& ladder, const RecordEvidence& record) {
  const Claims& claims = ladder.claims(record.id);
  const std::set<Id> strong = claims.strong();
  if (strong.empty()) return std::nullopt;
  if (strong.size() > 1) return unclear(ladder, record, strong);
  const Id contact = *strong.begin();
  if (ladder.strong_claimants(contact) > 1) return claimed(ladder, record, contact);
  // Another contact of the same name that nobody else explains: perhaps the same person, written
  // down twice.
  if (ladder.input().complete)
    for (const Id other : claims.name)
      if (other != contact && !ladder.explained_by_another(other))
        return unclear(ladder, record, {contact, other});
  return claims.alias.contains(contact) ? linked(record.id, contact, "alias", 0.95)
                                        : linked(record.id, contact, "user_name", 0.9);
}

std::optional<ContactOutcome> by_untagged_address(const Ladder& ladder,
                                                  const RecordEvidence& record) {
  const std::set<Id> found = ladder.free_by_plus_tag(record.id);
  const bool somebodys = !ladder.claims(record.id).linked.empty();
  if (!ladder.input().complete || found.empty() || somebodys) return std::nullopt;
  if (found.size() > 1) return unclear(ladder, record, found);
  const Id contact = *found.begin();
  if (ladder.plus_claimants(contact) > 1) return claimed(ladder, record, contact);
  return linked(record.id, contact, kPlusTag, 0.8);
}

std::optional<ContactOutcome> by_name(const Ladder& ladder, const RecordEvidence& record) {
  if (!ladder.input().complete) return std::nullopt;
  std::set<Id> free;
  for (const Id contact : ladder.claims(record.id).name)
    if (ladder.strong_claimants(contact) == 0 && ladder.plus_claimants(contact) == 0)
      free.insert(contact);
  if (free.empty()) return std::nullopt;
  if (free.size() > 1) return unclear(ladder, record, free);
  const Id contact = *free.begin();
  if (!ladder.input().verified_domains) return uncertain(ladder, record, contact);
  if (ladder.weak_claimants(contact) > 1) return claimed(ladder, record, contact);
  return linked(record.id, contact, "name", 0.6);
}

ContactOutcome decide(const Ladder& ladder, const RecordEvidence& record) {
  const Choice& choice = record.choice;
  if (choice.answer == Choice::Answer::not_chosen && domain::is_criterion(choice.reason))
    return not_chosen(record);
  if (auto ruled = by_ruling(ladder, record)) return *ruled;
  if (choice.answer == Choice::Answer::not_chosen) return skipped(record, choice.reason);
  if (choice.entry == Entry::skip) return left_out(record);
  if (choice.answer == Choice::Answer::unknown) return not_known(record);
  if (auto found = by_address(ladder, record)) return *found;
  if (auto found = by_untagged_address(ladder, record)) return *found;
  if (auto found = by_name(ladder, record)) return *found;
  if (const auto& taken = ladder.claims(record.id).linked; !taken.empty())
    return already_linked(ladder, record, *taken.begin());
  if (const auto& others = ladder.claims(record.id).plus_tag;
      !others.empty() && ladder.input().complete)
    return claimed(ladder, record, *others.begin());
  return nobody(ladder, record);
}

// Of several new people with one address, or one but for the plus-tag of a contact's, the first (by
// external id) gets the contact; the others, and those who share an address with a linked user,
// wait for a person. So a run that was cut in the middle ends as one that was not.
void hold_back_shared(const Ladder& ladder, std::vector<ContactOutcome>& outcomes) {
  std::vector<std::size_t> order;
  std::set<std::string> owned = ladder.addresses_of_linked();
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    const RecordEvidence& record = ladder.record(outcomes[i].record);
    const bool by_tag = outcomes[i].verdict == Verdict::linked && outcomes[i].reason == kPlusTag;
    if ((outcomes[i].verdict == Verdict::linked && !by_tag) || outcomes[i].ruled)
      owned.merge(ladder.compared_addresses(record));
    const bool new_person = (outcomes[i].verdict == Verdict::create && !outcomes[i].ruled) ||
                            outcomes[i].verdict == Verdict::hold;
    if (new_person || by_tag || outcomes[i].reason == kAlreadyLinked) order.push_back(i);
  }
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return ladder.record(outcomes[a].record).external_id <
           ladder.record(outcomes[b].record).external_id;
  });
  for (const std::size_t i : order) {
    const RecordEvidence& record = ladder.record(outcomes[i].record);
    std::set<std::string> addresses = ladder.compared_addresses(record);
    const bool shared = std::any_of(addresses.begin(), addresses.end(),
                                    [&](const auto& one) { return owned.contains(one); });
    if (shared) {
      outcomes[i] = shared_address(record);
    } else if (outcomes[i].verdict == Verdict::create || outcomes[i].verdict == Verdict::linked) {
      owned.merge(addresses);
    }
  }
}

}  // namespace

std::string_view to_string(Verdict verdict) {
  switch (verdict) {
    case Verdict::linked:
      return "linked";
    case Verdict::create:
      return "create";
    case Verdict::hold:
      return "hold";
    case Verdict::review:
      return "review";
    case Verdict::skipped:
      return "skipped";
    case Verdict::not_chosen:
      return "not_chosen";
  }
  return {};
}

std::vector<ContactOutcome> match_contacts(const ContactMatchInput& input) {
  const Ladder ladder(input);
  std::vector<ContactOutcome> outcomes;
  for (const RecordEvidence* record : ladder.unlinked())
    outcomes.push_back(decide(ladder, *record));
  hold_back_shared(ladder, outcomes);
  return outcomes;
}

std::string evidence_words(const RecordEvidence& user, const ContactEvidence& contact) {
  const std::set<std::string> addresses = addresses_of(user);
  for (const std::string& email : contact.emails)
    if (addresses.contains(email)) return "has the address " + email;
  for (const std::string& email : contact.emails)
    for (const std::string& address : addresses)
      if (without_plus_tag(email) == without_plus_tag(address))
        return "has the address " + email + ", but for the plus-tag";
  return !user.name.empty() && user.name == contact.name ? "has the same name" : "";
}

}  // namespace reeve::match
