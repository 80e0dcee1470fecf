// Builds the claims of every user on every contact.
#include "match/ladder.h"

#include <algorithm>

#include "domain/contact.h"

namespace reeve::match {
namespace {

using base::Id;

std::size_t count_in(const std::unordered_map<Id, std::size_t>& counts, Id id) {
  const auto found = counts.find(id);
  return found == counts.end() ? 0 : found->second;
}

// The name rung takes only contacts without an address in one of the tenant's domains.
bool has_verified_address(const ContactEvidence& contact, const std::set<std::string>& domains) {
  return std::any_of(contact.emails.begin(), contact.emails.end(), [&](const std::string& email) {
    return domains.contains(domain::email_domain(email));
  });
}

}  // namespace

std::set<Id> Claims::strong() const {
  std::set<Id> all = alias;
  all.insert(user_name.begin(), user_name.end());
  return all;
}

std::string without_plus_tag(const std::string& address) {
  const auto at = address.rfind('@'), plus = address.find('+');
  if (at == std::string::npos || plus == 0 || plus > at) return address;
  return address.substr(0, plus) + address.substr(at);
}

std::set<std::string> addresses_of(const RecordEvidence& record) {
  std::set<std::string> all(record.aliases.begin(), record.aliases.end());
  all.insert(record.user_name);
  all.erase(std::string());
  return all;
}

Ladder::Ladder(const ContactMatchInput& input) : input_(input) {
  index_people();
  index_contacts();
  for (const RecordEvidence* record : unlinked_) claim(*record);
  for (const auto& [record, claims] : claims_) {
    const std::set<Id> strong = claims.strong();
    for (const Id contact : strong) ++strong_[contact];
    for (const Id contact : claims.plus_tag) ++plus_[contact];
  }
  for (const auto& [record, claims] : claims_)
    if (claims.strong().empty() && free_by_plus_tag(record).empty())
      for (const Id contact : claims.name) ++weak_[contact];
}

void Ladder::index_people() {
  for (const ExistingLink& link : input_.links) {
    linked_records_.insert(link.record);
    linked_contacts_.insert(link.contact);
  }
  for (const RecordEvidence& record : input_.records) {
    records_[record.id] = &record;
    if (!linked_records_.contains(record.id)) unlinked_.push_back(&record);
  }
  std::sort(unlinked_.begin(), unlinked_.end(),
            [](const auto* a, const auto* b) { return a->id < b->id; });
  for (const Ruling& ruling : input_.rulings) rulings_[ruling.record] = &ruling;
  for (const RecordEvidence* record : unlinked_)
    if (const Ruling* one = ruling(record->id);
        one != nullptr && one->verdict == "link" && one->contact)
      choose(*record, *one->contact);
}

// Whom the choice leaves out gets no contact, whatever was ruled.
void Ladder::choose(const RecordEvidence& record, Id contact) {
  const Choice& choice = record.choice;
  if (choice.answer == Choice::Answer::not_chosen && domain::is_criterion(choice.reason)) return;
  const RecordEvidence*& first = chosen_[contact];
  if (first == nullptr || record.external_id < first->external_id) first = &record;
}

void Ladder::index_contacts() {
  std::set<std::string> domains;
  if (input_.verified_domains)
    domains.insert(input_.verified_domains->begin(), input_.verified_domains->end());
  for (const ContactEvidence& contact : input_.contacts) {
    contacts_[contact.id] = &contact;
    for (const std::string& email : contact.emails)
      if (!email.empty()) by_address_[email].push_back(contact.id);
    if (input_.policy.ignore_plus_tags) index_untagged(contact);
    if (!contact.name.empty() && !taken(contact.id) && !has_verified_address(contact, domains))
      by_name_[contact.name].push_back(contact.id);
  }
}

void Ladder::index_untagged(const ContactEvidence& contact) {
  std::set<std::string> untagged;
  for (const std::string& email : contact.emails)
    if (!email.empty()) untagged.insert(without_plus_tag(email));
  for (const std::string& address : untagged) by_untagged_[address].push_back(contact.id);
}

bool Ladder::may_take_part(const RecordEvidence& record) const {
  if (record.choice.answer != Choice::Answer::chosen || record.choice.entry == Entry::skip)
    return false;
  const Ruling* one = ruling(record.id);
  if (one == nullptr || one->verdict == "never_create") return true;
  if (one->verdict == "never_link") return one->contact.has_value();
  // A choice that can no longer be followed (the contact is gone) leaves the record to matching.
  return one->verdict == "link" && one->contact && !contacts_.contains(*one->contact);
}

bool Ladder::apart(Id record, Id contact) const {
  const Ruling* one = ruling(record);
  return one != nullptr && one->verdict == "never_link" && one->contact == contact;
}

// Linked, or chosen by a person for one user: then it is nobody else's.
bool Ladder::taken(Id contact) const {
  return linked_contacts_.contains(contact) || chosen_.contains(contact);
}

void Ladder::claim_address(const RecordEvidence& record, const std::string& address,
                           std::set<Id>& free, Claims& claims) const {
  const auto found = by_address_.find(address);
  if (found == by_address_.end()) return;
  for (const Id contact : found->second) {
    if (apart(record.id, contact)) continue;
    (taken(contact) ? claims.linked : free).insert(contact);
  }
}

// Two tags of one mailbox may still be two people's, so a contact that is somebody's is only ever
// asked about. Whoever has an address of such a contact claims here as well: how many claim a
// contact must not hang on what a run has written already.
void Ladder::claim_without_plus_tags(const RecordEvidence& record, Claims& claims) const {
  if (!input_.policy.ignore_plus_tags || !claims.strong().empty()) return;
  for (const std::string& address : addresses_of(record)) {
    const auto found = by_untagged_.find(without_plus_tag(address));
    if (found == by_untagged_.end()) continue;
    for (const Id contact : found->second) {
      if (apart(record.id, contact)) continue;
      (taken(contact) ? claims.linked : claims.plus_tag).insert(contact);
    }
  }
}

void Ladder::claim(const RecordEvidence& record) {
  Claims& claims = claims_[record.id];
  if (!may_take_part(record)) return;
  for (const std::string& alias : record.aliases)
    claim_address(record, alias, claims.alias, claims);
  if (!record.user_name.empty()) claim_address(record, record.user_name, claims.user_name, claims);
  claim_without_plus_tags(record, claims);
  const auto same = by_name_.find(record.name);
  if (record.name.empty() || same == by_name_.end()) return;
  for (const Id contact : same->second)
    if (!apart(record.id, contact)) claims.name.insert(contact);
}

const Claims& Ladder::claims(Id record) const {
  static const Claims none;
  const auto found = claims_.find(record);
  return found == claims_.end() ? none : found->second;
}

std::set<Id> Ladder::free_by_plus_tag(Id record) const {
  std::set<Id> free = claims(record).plus_tag;
  std::erase_if(free, [&](Id contact) { return strong_claimants(contact) > 0; });
  return free;
}

std::size_t Ladder::strong_claimants(Id contact) const { return count_in(strong_, contact); }
std::size_t Ladder::plus_claimants(Id contact) const { return count_in(plus_, contact); }
std::size_t Ladder::weak_claimants(Id contact) const { return count_in(weak_, contact); }
bool Ladder::explained_by_another(Id contact) const {
  return strong_claimants(contact) > 0 || plus_claimants(contact) > 0 ||
         weak_claimants(contact) > 0;
}

std::string Ladder::contact_title(Id id) const {
  const auto found = contacts_.find(id);
  return found == contacts_.end() ? "(a contact that is gone)" : found->second->title;
}

std::set<std::string> Ladder::compared_addresses(const RecordEvidence& record) const {
  if (!input_.policy.ignore_plus_tags) return addresses_of(record);
  std::set<std::string> all;
  for (const auto& address : addresses_of(record)) all.insert(without_plus_tag(address));
  return all;
}

std::set<std::string> Ladder::addresses_of_linked() const {
  std::set<std::string> all;
  for (const Id id : linked_records_)
    if (const auto found = records_.find(id); found != records_.end())
      all.merge(compared_addresses(*found->second));
  return all;
}

const Ruling* Ladder::ruling(Id record) const {
  const auto found = rulings_.find(record);
  return found == rulings_.end() ? nullptr : found->second;
}

bool Ladder::ruled(Id record, std::string_view verdict) const {
  const Ruling* one = ruling(record);
  return one != nullptr && one->verdict == verdict;
}

bool Ladder::is_first_chosen(Id record, Id contact) const {
  const auto found = chosen_.find(contact);
  return found != chosen_.end() && found->second->id == record;
}

}  // namespace reeve::match
