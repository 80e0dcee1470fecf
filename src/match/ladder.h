// Who claims whom on each rung, computed for all users before anything is decided.
#pragma once

#include <map>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "match/contact_match.h"

namespace reeve::match {

// The contacts one record fits, on each rung. All but `linked` hold free contacts only.
struct Claims {
  std::set<base::Id> alias, user_name;
  // Fits by an address but for its plus-tag; asked only where nothing fits by whole addresses.
  std::set<base::Id> plus_tag;
  std::set<base::Id> name;
  std::set<base::Id>
      linked;  // fits by address, but another user of the tenant has it, or is to have it
  std::set<base::Id> strong() const;
};

// "ann@contoso.com" of "ann+news@contoso.com"; other addresses as they are.
std::string without_plus_tag(const std::string& address);
// Aliases and user name, each once.
std::set<std::string> addresses_of(const RecordEvidence& record);

// Refers to `input`, which must outlive it. Immutable once built.
class Ladder {
 public:
  explicit Ladder(const ContactMatchInput& input);
  const ContactMatchInput& input() const { return input_; }

  const std::vector<const RecordEvidence*>& unlinked() const { return unlinked_; }  // by id
  const RecordEvidence& record(base::Id id) const { return *records_.at(id); }
  const Claims& claims(base::Id record) const;
  // Contacts that it fits but for a plus-tag and nobody fits with the whole address: with that, the
  // contact is his, or a question between those.
  std::set<base::Id> free_by_plus_tag(base::Id record) const;
  // How many records fit the contact by address; by one without its plus-tag alone; by name alone.
  std::size_t strong_claimants(base::Id contact) const;
  std::size_t plus_claimants(base::Id contact) const;
  std::size_t weak_claimants(base::Id contact) const;
  // Somebody who fits no contact by address fits this one by name, or somebody fits it by address.
  bool explained_by_another(base::Id contact) const;

  bool has_contact(base::Id id) const { return contacts_.contains(id); }
  std::string contact_title(base::Id id) const;
  bool is_linked(base::Id contact) const { return linked_contacts_.contains(contact); }
  // Addresses as people are told apart by them: without plus-tags where the policy ignores those.
  std::set<std::string> compared_addresses(const RecordEvidence& record) const;
  std::set<std::string> addresses_of_linked() const;

  const Ruling* ruling(base::Id record) const;
  bool ruled(base::Id record, std::string_view verdict) const;
  // Of those for whom a person chose this contact, the first by external id.
  bool is_first_chosen(base::Id record, base::Id contact) const;

 private:
  void index_people();
  void choose(const RecordEvidence& record, base::Id contact);
  void index_contacts();
  void index_untagged(const ContactEvidence& contact);
  void claim(const RecordEvidence& record);
  void claim_address(const RecordEvidence& record, const std::string& address,
                     std::set<base::Id>& free, Claims& claims) const;
  void claim_without_plus_tags(const RecordEvidence& record, Claims& claims) const;
  bool may_take_part(const RecordEvidence& record) const;
  bool taken(base::Id contact) const;
  bool apart(base::Id record, base::Id contact) const;

  const ContactMatchInput& input_;
  std::unordered_map<base::Id, const RecordEvidence*> records_;
  std::unordered_map<base::Id, const ContactEvidence*> contacts_;
  std::unordered_map<base::Id, const Ruling*> rulings_;
  std::unordered_map<base::Id, const RecordEvidence*> chosen_;  // by contact
  std::set<base::Id> linked_records_, linked_contacts_;
  std::unordered_map<std::string, std::vector<base::Id>> by_address_, by_untagged_, by_name_;
  std::vector<const RecordEvidence*> unlinked_;
  std::unordered_map<base::Id, Claims> claims_;
  std::unordered_map<base::Id, std::size_t> strong_, plus_, weak_;
};

}  // namespace reeve::match
