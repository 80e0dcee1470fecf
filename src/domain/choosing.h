// Whom to sync: which of Microsoft's users reach the documentation, as a connection or a tenant
// chose it.
//
// The screen "Sync your Microsoft data" of reference/it-glue-microsoft-integration.txt (step 4 and
// 5): subscriptions, "Licenses" under Other, "Enhance Contacts with Microsoft Entra ID". Defaults:
// the design, part 6.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace reeve::domain {

// What Microsoft knows a user to be. A room, equipment or shared mailbox only where a mailbox
// answer (or a license that only such an account has) said so; service: an account of a Teams call
// queue or auto attendant.
enum class UserKind {
  licensed,
  unlicensed,
  disabled,
  guest,
  shared_mailbox,
  room,
  equipment,
  service
};
std::string_view to_string(UserKind kind);
// "shared mailboxes", to follow "accounts that are".
std::string_view in_words(UserKind kind);

// What becomes of a kind of account that has no contact yet.
enum class Entry { create_or_link, link_only, skip };
std::string_view to_string(Entry entry);  // create, link, skip

struct AccountRules {
  Entry licensed = Entry::create_or_link;
  Entry unlicensed = Entry::link_only, disabled = Entry::link_only,
        shared_mailbox = Entry::link_only;
  Entry guest = Entry::skip, room = Entry::skip, equipment = Entry::skip, service = Entry::skip;
  Entry entry(UserKind kind) const;
  // Skipped for good: also a linked one is left alone. Disabled, unlicensed and shared are states
  // that a person's account passes through; a contact that is linked already stays linked there.
  bool leaves_out(UserKind kind) const;
};

// Any of `include` (everybody, where it is empty) and none of `exclude`. Compared by base::fold.
struct Criterion {
  std::vector<std::string> include, exclude;
  bool empty() const { return include.empty() && exclude.empty(); }
};

// Between the kinds of criteria stands AND, within one OR.
struct ChoosingPolicy {
  // Subscriptions whose holders are synced; who holds no license at all is not asked for one (the
  // rules below say what becomes of him). Part numbers or SKU ids.
  bool all_subscriptions = true;
  std::vector<std::string> subscriptions;
  bool members = true, guests = true;  // kinds of user; guests still need their rule
  Criterion licenses;  // part numbers or SKU ids of what somebody must, or must not, hold
  Criterion groups;    // names or object ids; members of groups inside them count
  Criterion departments;
  Criterion domains;  // of the primary address, else of the user name
  AccountRules rules;
  bool sync_licenses = true;       // "Licenses": they sync whole, whatever is ticked above
  bool enhance_contacts = true;    // "Enhance contacts with Microsoft Entra ID"
  bool recent_logon_only = false;  // the source's rule: a last logon only of the past 30 days
};

// Throws Error{invalid} naming the member that is wrong. "{}": all defaults.
ChoosingPolicy choosing_policy(std::string_view json);
// The one way of writing it, every member present.
std::string choosing_json(const ChoosingPolicy& policy);

struct HeldLicense {
  std::string sku_id;
  std::string part_number;  // empty where the tenant's subscriptions do not name it
};

// Where a user stands to the groups that a policy names. `*_known` is false where the tenant's
// groups could not be read, or where it has none of those that must include somebody.
struct GroupStanding {
  bool include_known = false, exclude_known = false;
  bool included = false, excluded = false;
};

// What is known of a user; an empty optional is not known, which is never a "no".
struct UserTraits {
  UserKind kind = UserKind::licensed;
  // The account has an address, and nobody knows what its mailbox is for.
  bool purpose_unknown = false;
  bool guest = false;
  std::optional<std::string> department;
  std::optional<std::string> domain;
  std::optional<std::vector<HeldLicense>> licenses;
  GroupStanding groups;
};

struct Choice {
  enum class Answer { chosen, not_chosen, unknown } answer = Answer::chosen;
  // not_chosen: user_type, domain, department, group, subscription, license; of rules that leave
  // out: guest, room, equipment, service. unknown: what is not known, of the same words.
  std::string_view reason = {};
  // What becomes of somebody who has no contact yet.
  Entry entry = Entry::create_or_link;
};
// Pure. What is known for sure to fail decides, whatever else is unknown. An unlicensed or disabled
// account with a mailbox of unknown purpose may be a room or a shared one: it is linked at most.
Choice choose(const ChoosingPolicy& policy, const UserTraits& user);

// The reason of that name, as long as the process lives; "other" for one that is not known here.
std::string_view reason_named(std::string_view name);
// Whether `reason` is a criterion of the choice; the others are rules for a kind of account.
bool is_criterion(std::string_view reason);
// "is in a department that is not chosen", to follow a name.
std::string_view not_chosen_words(std::string_view reason);
// "its groups cannot be read", to follow "because".
std::string_view unknown_words(std::string_view reason);

}  // namespace reeve::domain
