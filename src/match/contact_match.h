// Which contact a Microsoft user is: the ladder alias, user name, first and last name; one rung for
// all users before the next. Pure: the same input in any order gives the same answer. A doubt is a
// review, never a link.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/id.h"

namespace reeve::match {

// What Microsoft knows a user to be; shared, room and equipment only where a mailbox answer said
// so.
enum class UserKind { licensed, unlicensed, disabled, guest, shared_mailbox, room, equipment };
std::string_view to_string(UserKind kind);

struct RecordEvidence {
  base::Id id = 0;
  std::string external_id;  // orders what would otherwise be a tie
  std::string title;        // for sentences
  UserKind kind = UserKind::licensed;
  std::vector<std::string> aliases;  // domain::normalized_email
  std::string
      user_name;  // the whole user principal name, normalized likewise; empty where there is none
  std::string name;  // folded "first last", empty unless both are there
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
  std::string verdict;  // link, ignore, never_create, never_link
  std::optional<base::Id> contact;
};

// What becomes of a kind of user who has no contact yet.
enum class Entry { create_or_link, link_only, skip };

struct Policy {
  bool hold_new = false;  // new people wait for a review instead of being created
  Entry licensed = Entry::create_or_link;
  Entry unlicensed = Entry::link_only, disabled = Entry::link_only,
        shared_mailbox = Entry::link_only;
  Entry guest = Entry::skip, room = Entry::skip, equipment = Entry::skip;
  Entry entry(UserKind kind) const;
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

enum class Verdict { linked, create, hold, review, skipped };
std::string_view to_string(Verdict verdict);

struct ContactOutcome {
  base::Id record = 0;
  Verdict verdict = Verdict::skipped;
  std::optional<base::Id> contact;  // linked
  std::string
      reason;  // linked: chosen, alias, user_name, name; create: created; skipped, hold: why
  double confidence = 0;             // 0 to 1
  std::string review_kind;           // review: unclear_match, asset_claimed; hold: new_contact
  std::string sentence;              // review, hold and skipped: for the person
  std::vector<base::Id> candidates;  // review: the contacts in question
};

// One outcome per record that has no link yet, by record id.
// Skip reasons: guest, room, equipment, not_licensed, disabled, shared_mailbox, ignored,
// never_create, never_link, listing_incomplete.
std::vector<ContactOutcome> match_contacts(const ContactMatchInput& input);

}  // namespace reeve::match
