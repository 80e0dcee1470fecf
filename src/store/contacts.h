// Contacts in the database. Who may write a field is decided here, at the lowest place: a Microsoft
// author writes only fields that are empty or whose value Microsoft wrote, never through a lock
// (invariant 2).
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "db/connection.h"
#include "domain/contact.h"
#include "store/author.h"
#include "store/list.h"
#include "store/scope.h"

namespace reeve::store {

// What an administrator chose for Microsoft's word beyond filling what is empty or its own
// (domain/field_mapping.h).
struct MicrosoftRules {
  // Fields in which it replaces a person's value too, unless it is blank: first_name, last_name,
  // title, contact_type, location, primary_email, emails, phones, primary_phone. Of a list: what
  // Microsoft does not name goes. Never through a lock.
  std::set<std::string, std::less<>> wins;
  bool keeps_others = false;   // `emails` holds the primary one alone; no other is taken away
  bool keeps_primary = false;  // `emails` says nothing of the primary one; it stays what it is
};

// Outer optional: leave as it is. Inner: the new value, or none to clear it. For people `emails`
// and `phones` replace the whole list; for a Microsoft author they state Microsoft's whole list:
// missing ones are added, those that Microsoft gave before and are not in it any more are removed,
// those that people wrote stay, and the primary one changes only if no person chose it.
struct ContactPatch {
  std::optional<base::Id> organization;  // create only
  std::optional<std::string> first_name;
  std::optional<std::string> last_name;
  std::optional<std::optional<std::string>> title;
  std::optional<std::optional<std::string>> contact_type;
  std::optional<std::optional<std::string>> notes;
  // By id; people may name one of the contact's organization only.
  std::optional<std::optional<domain::ContactPlace>> location;
  std::optional<bool> important;
  std::optional<std::vector<domain::Email>> emails;
  std::optional<std::vector<domain::Phone>> phones;
  std::optional<bool> archived;
  MicrosoftRules rules;  // for a Microsoft author only
};

// One row of history, not yet tied to an asset.
struct FieldChange {
  std::string op, path;
  std::optional<std::string> old_value, new_value;
};

// Where a field's value came from, for the page.
struct FieldSource {
  std::string field;
  domain::Source source = domain::Source::person;
  base::Time at{};
  bool locked = false;
};

// Filters: id, organization_id, first_name, last_name, title, contact_type, important,
// location_id, primary_email, search (part of name or address), linked (true/false: has a Microsoft
// record), archived (default: not archived). Sort: first_name, last_name, name, id, created_at,
// updated_at; default name.
Page<domain::Contact> list_contacts(db::Connection& c, const Scope& scope, const ListQuery& query);
std::optional<domain::Contact> find_contact(db::Connection& c, const Scope& scope, base::Id id);
// Throws Error{invalid} when the organization is missing or outside the scope, when there is no
// name at all, on a location that is not the organization's, on a second primary address, and on
// the same address twice.
domain::Contact create_contact(db::Connection& c, const Scope& scope, const Author& author,
                               const ContactPatch& values, base::Time now);
// As update_organization. Returns the contact; `changed` (may be null) says whether anything was
// written.
domain::Contact update_contact(db::Connection& c, const Scope& scope, const Author& author,
                               base::Id id, const ContactPatch& patch,
                               std::optional<std::int64_t> expected_version, base::Time now,
                               bool* changed = nullptr);
std::vector<FieldSource> contact_sources(db::Connection& c, base::Id contact);

// All contacts of one organization that are not archived, with addresses and phones: what matching
// works on.
std::vector<domain::Contact> contacts_for_matching(db::Connection& c, base::Id organization);

// One prepared transaction step of a sync over many contacts: creates or updates, in order,
// returning ids (created) in the same order. At most 1,000 a call.
struct ContactWrite {
  std::optional<base::Id> contact;  // none: create
  ContactPatch patch;
};
struct ContactWritten {
  base::Id contact = 0;
  bool created = false;
  bool changed = false;
};
std::vector<ContactWritten> write_contacts(db::Connection& c, const Author& author,
                                           const std::vector<ContactWrite>& writes, base::Time now);

// The same without writing: what each would change, in order; a new one (id 0) all that it would
// hold. Those that do not exist (any more) change nothing.
struct ContactRehearsal {
  base::Id contact = 0;
  std::string name;
  std::vector<FieldChange> changes;
};
std::vector<ContactRehearsal> rehearse_contacts(db::Connection& c, const Author& author,
                                                const std::vector<ContactWrite>& writes,
                                                base::Time now);

}  // namespace reeve::store
