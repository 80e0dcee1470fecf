// Which contact a Microsoft user is: the ladder alias, user name, an address but for its plus-tag
// (where the policy says so), first and last name; one rung for
// all users before the next. Pure: the same input in any order gives the same answer. A doubt is a
// review, never a link.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/id.h"
#include "domain/choosing.h"

namespace reeve::match {

using domain::Choice;
using domain::Entry;
using domain::UserKind;

struct RecordEvidence {
  base::Id id = 0;
  std::string external_id;  // orders what would otherwise be a tie
  std::string title;        // for sentences
  UserKind kind = UserKind::licensed;
  std::vector<std::string> aliases;  // domain::normalized_email
  std::string
      user_name;  // the whole user principal name, normalized likewise; empty where there is none
  std::string name;  // folded "first last", empty unless both are there
  // What the choice in force says of it. Outside the choice, and while that is not known, nobody
  // is linked or created.
  Choice choice;
};

struct ContactEvidence {
  base::Id id = 0;
  std::string title;                // for sentences
  std::vector<std::string> emails;  // domain::normalized_email
  std::string name;                 // folded "first last", empty unless both are there
};

struct ExistingLink {
  base::Id record = 0, contact = 0;
};

// What a person ruled about a record, the latest only. Verdicts as in store::Decision.
struct Ruling {
  base::Id record = 0;
  std::string verdict;              // link, ignore, never_create, never_link
  std::optional<base::Id> contact;  // link: none is a new one
};

struct Policy {
  bool hold_new = false;  // new people wait for a review instead of being created
  // ann+news@contoso.com is ann@contoso.com's, where no whole address fits.
  bool ignore_plus_tags = false;
};

struct ContactMatchInput {
  std::vector<RecordEvidence> records;    // of one tenant, linked ones too
  std::vector<ContactEvidence> contacts;  // of its organization, not archived
  std::vector<ExistingLink> links;        // primary links of this tenant's users
  std::vector<Ruling> rulings;
  // Of the tenant, in lower case. Nothing: not known, so the name alone never links.
  std::optional<std::vector<std::string>> verified_domains;
  bool complete = false;  // from a partial listing only the alias and user-name rungs link
  Policy policy;
};

// skipped: left out by a rule or a ruling; not_chosen: outside the criteria of the choice.
enum class Verdict { linked, create, hold, review, skipped, not_chosen };
std::string_view to_string(Verdict verdict);

struct ContactOutcome {
  base::Id record = 0;
  Verdict verdict = Verdict::skipped;
  std::optional<base::Id> contact;  // linked
  std::string reason;  // linked: chosen, alias, user_name, plus_tag, name; create: created; else
                       // why. review: several_contacts, name_alone, several_users, already_linked,
                       // shared_address
  double confidence = 0;             // 0 to 1
  std::string review_kind;           // review: unclear_match, asset_claimed; hold: new_contact
  std::string sentence;              // all but linked and create: for the person
  std::vector<base::Id> candidates;  // review: the contacts in question
  bool additional = false;           // linked: beside the user whose fields the contact has
  bool ruled = false;                // create: because a person said so
};

// One outcome per record that has no link yet, by record id.
// Skip reasons: guest, room, equipment, service, not_licensed, disabled, shared_mailbox, ignored,
// never_create, never_link, listing_incomplete, choice_unknown. Not chosen: as in domain::Choice.
std::vector<ContactOutcome> match_contacts(const ContactMatchInput& input);

// What speaks for the contact, to follow its name: "has the address ann@contoso.com", "has the same
// name"; empty where nothing does.
std::string evidence_words(const RecordEvidence& user, const ContactEvidence& contact);

}  // namespace reeve::match
