// Creates and updates contacts, one or a thousand at a time, with history and sources.
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "base/error.h"
#include "base/text.h"
#include "store/changes.h"
#include "store/contact_image.h"
#include "store/contact_restore.h"
#include "store/contact_rows.h"
#include "store/contact_rules.h"
#include "store/contacts.h"
#include "store/ids.h"
#include "store/links.h"
#include "store/rows.h"
#include "store/taken_contacts.h"

namespace reeve::store {
namespace {

using base::Error;
using base::ErrorCode;
using domain::Contact;

// Reads all contacts that a call touches, changes them in memory, and writes the differences in a
// few batches.
class ContactBatch {
 public:
  // `voice`: whose word the values are, where the author only passes them on.
  ContactBatch(db::Connection& c, const Author& author, base::Time now,
               std::optional<domain::Source> voice = std::nullopt)
      : c_(c), author_(author), voice_(voice.value_or(author.source)), now_(now) {}

  // `writing`: no other transaction may change them until this one ends.
  void load(const std::vector<base::Id>& ids, bool writing = true) {
    std::vector<Contact> contacts;
    const std::string lock =
        writing && c_.backend() == db::Backend::postgresql ? " ORDER BY k.id FOR UPDATE OF k" : "";
    const std::unordered_set<base::Id> distinct(ids.begin(), ids.end());
    const std::vector<base::Id> once(distinct.begin(), distinct.end());
    query_by_ids(c_,
                 "SELECT " + std::string(kContactColumns) + " FROM " + std::string(kContactTables) +
                     " WHERE k.id IN ({})" + lock,
                 {}, once, [&](const db::Row& row) { contacts.push_back(contact_from(row)); });
    fill_contact_lists(c_, contacts);
    auto fields = field_states(c_, domain::kContact, once);
    for (auto& contact : contacts) {
      const base::Id id = contact.id;
      entries_.emplace(id, Entry{{std::move(contact), std::move(fields[id])}, {}, {}});
    }
  }

  bool has(base::Id id) const { return entries_.contains(id); }
  const Contact& contact(base::Id id) const { return entries_.at(id).state.contact; }
  void reserve(std::int64_t count) { next_id_ = count > 0 ? next_ids(c_, "assets", count) : 0; }

  base::Id create(const ContactPatch& values, base::Id organization) {
    const base::Id id = next_id_++;
    Entry entry;
    entry.created = true;
    entry.state.contact.id = id;
    entry.state.contact.organization = organization;
    entry.state.contact.created_at = entry.state.contact.updated_at = now_;
    note(entry, apply_contact_patch(entry.state, values, author_.source, true, now_));
    order_.push_back(id);
    entries_.emplace(id, std::move(entry));
    return id;
  }

  bool update(base::Id id, const ContactPatch& patch) {
    Entry& entry = entries_.at(id);
    const ContactState before = entry.state;
    const auto result = apply_contact_patch(entry.state, patch, voice_, false, now_);
    if (result.changes.empty()) return false;
    const bool first = !entry.created && !entry.touched;
    const std::size_t row = changes_.size();
    note(entry, result);
    const auto change = difference(image_of(before), image_of(entry.state));
    changes_[row].image = {to_json(change.before), to_json(change.after),
                           static_cast<std::int64_t>(result.changes.size())};
    if (!entry.created) ++entry.state.contact.version;
    entry.state.contact.updated_at = now_;
    if (first) order_.push_back(id);
    entry.touched = true;
    return true;
  }

  // As it is given, whoever wrote what; the history is the caller's.
  void replace(const ContactState& state) {
    Entry& entry = entries_.at(state.contact.id);
    const std::int64_t version = entry.state.contact.version;
    entry.state = state;
    entry.state.contact.version = version + 1;
    entry.state.contact.updated_at = now_;
    entry.emails = entry.phones = true;
    order_.push_back(state.contact.id);
    replace_field_sources(c_, domain::kContact, state.contact.id, state.fields);
  }
  const ContactState& state(base::Id id) const { return entries_.at(id).state; }

  // Past every lock, which stays, and whatever somebody took back before.
  bool update_locked(base::Id id, const ContactPatch& patch) {
    FieldState& fields = entries_.at(id).state.fields;
    const auto locks = std::exchange(fields.locks, {});
    const auto refused = std::exchange(fields.refused, {});
    const bool wrote = update(id, patch);
    fields.locks = locks;
    fields.refused = refused;
    return wrote;
  }

  // The changes alone; save() is not to be called after it.
  std::vector<FieldChange> try_out(base::Id id, const ContactPatch& patch) {
    return apply_contact_patch(entries_.at(id).state, patch, author_.source, false, now_).changes;
  }

  void save() {
    insert_contacts();
    update_contacts();
    save_lists();
    add_changes(c_, changes_);
    save_field_sources(c_, domain::kContact, written_, now_);
  }

 private:
  struct Entry {
    ContactState state;
    bool created = false, touched = false;
    bool emails = false, phones = false;
  };

  void note(Entry& entry, const PatchResult& result) {
    entry.emails = entry.emails || result.emails;
    entry.phones = entry.phones || result.phones;
    const auto& contact = entry.state.contact;
    for (const auto& change : result.changes) {
      Change row;
      row.at = now_;
      row.actor = domain::to_string(author_.source);
      row.account = author_.account;
      row.run = author_.run;
      row.decision = author_.decision;
      row.asset_kind = domain::kContact;
      row.asset = contact.id;
      row.op = change.op;
      row.path = change.path;
      row.old_value = change.old_value;
      row.new_value = change.new_value;
      row.base_version = entry.created ? 0 : contact.version;
      changes_.push_back(std::move(row));
    }
    for (const auto& field : result.fields) written_.push_back({contact.id, field, voice_});
  }

  void insert_contacts() {
    std::vector<db::Params> rows;
    for (const auto id : order_) {
      const auto& entry = entries_.at(id);
      const auto& k = entry.state.contact;
      if (!entry.created) continue;
      rows.push_back({k.id, k.organization, k.first_name, k.last_name, base::fold(k.first_name),
                      base::fold(k.last_name), base::fold(domain::full_name(k)), db::opt(k.title),
                      db::opt(k.contact_type), db::opt(k.notes), flag(k.important), k.version,
                      ms(k.archived_at), ms(k.created_at), ms(k.updated_at), location_of(k)});
    }
    c_.batch(
        "INSERT INTO contacts (id, organization, first_name, last_name, first_name_folded, "
        "last_name_folded, name_folded, title, contact_type, notes, important, version, "
        "archived_at, "
        "created_at, updated_at, location) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
        rows);
  }

  void update_contacts() {
    std::vector<db::Params> rows;
    for (const auto id : order_) {
      const auto& entry = entries_.at(id);
      const auto& k = entry.state.contact;
      if (entry.created) continue;
      rows.push_back({k.first_name, k.last_name, base::fold(k.first_name), base::fold(k.last_name),
                      base::fold(domain::full_name(k)), db::opt(k.title), db::opt(k.contact_type),
                      db::opt(k.notes), flag(k.important), k.version, ms(k.archived_at),
                      ms(k.updated_at), location_of(k), k.id});
    }
    c_.batch(
        "UPDATE contacts SET first_name = $1, last_name = $2, first_name_folded = $3, "
        "last_name_folded = $4, name_folded = $5, title = $6, contact_type = $7, notes = $8, "
        "important = $9, version = $10, archived_at = $11, updated_at = $12, location = $13 "
        "WHERE id = $14",
        rows);
  }

  static db::Value location_of(const Contact& contact) {
    return contact.location ? db::Value{contact.location->id} : db::Value{};
  }

  void save_lists() {
    std::vector<db::Params> old_emails, emails, old_phones, phones;
    for (const auto id : order_) {
      const auto& entry = entries_.at(id);
      if (entry.emails) {
        if (!entry.created) old_emails.push_back({id});
        add_email_rows(entry.state.contact, emails);
      }
      if (entry.phones) {
        if (!entry.created) old_phones.push_back({id});
        add_phone_rows(entry.state.contact, phones);
      }
    }
    c_.batch("DELETE FROM contact_emails WHERE contact = $1", old_emails);
    c_.batch(
        "INSERT INTO contact_emails (contact, position, value, value_folded, label, is_primary, "
        "source) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7)",
        emails);
    c_.batch("DELETE FROM contact_phones WHERE contact = $1", old_phones);
    c_.batch(
        "INSERT INTO contact_phones (contact, position, value, digits, extension, label, "
        "is_primary, "
        "source) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        phones);
  }

  static void add_email_rows(const Contact& contact, std::vector<db::Params>& rows) {
    std::int64_t position = 0;
    for (const auto& email : contact.emails)
      rows.push_back({contact.id, position++, email.value, email_key(email.value),
                      db::opt(email.label), flag(email.primary),
                      std::string(domain::to_string(email.source))});
  }

  static void add_phone_rows(const Contact& contact, std::vector<db::Params>& rows) {
    std::int64_t position = 0;
    for (const auto& phone : contact.phones)
      rows.push_back({contact.id, position++, phone.value, domain::phone_digits(phone.value),
                      db::opt(phone.extension), db::opt(phone.label), flag(phone.primary),
                      std::string(domain::to_string(phone.source))});
  }

  db::Connection& c_;
  const Author& author_;
  domain::Source voice_;
  base::Time now_;
  base::Id next_id_ = 0;
  std::unordered_map<base::Id, Entry> entries_;
  std::vector<base::Id> order_;  // what is to be written, in the order of the calls
  std::vector<Change> changes_;
  std::vector<FieldWritten> written_;
};

// A person who archives a linked contact has ruled that its records shall not make a new one.
void rule_never_create(db::Connection& c, const Author& author, base::Id contact, base::Time now) {
  for (const auto& link : links_of_asset(c, domain::kContact, contact)) {
    Decision decision;
    decision.tenant = link.tenant;
    decision.record = link.record;
    decision.verdict = "never_create";
    decision.asset_kind = domain::kContact;
    decision.asset = contact;
    decision.account = author.account;
    decision.at = now;
    add_decision(c, decision);
  }
}

void check_organization(db::Connection& c, const Scope& scope, const std::optional<base::Id>& id) {
  if (!id) throw Error(ErrorCode::invalid, "A contact belongs to an organization. Name one.");
  const bool exists =
      scope.includes(*id) &&
      !c.query("SELECT 1 FROM organizations WHERE id = $1 AND archived_at IS NULL", {*id}).empty();
  if (!exists)
    throw Error(ErrorCode::invalid,
                "There is no such organization, or it is archived. Choose another.");
}

// With the name that stands in the history; a person's own contact stands at its organization's.
ContactPatch with_location(db::Connection& c, ContactPatch patch, base::Id organization) {
  if (!patch.location || !*patch.location) return patch;
  domain::ContactPlace& place = **patch.location;
  const auto rows = c.query(
      "SELECT name FROM locations WHERE id = $1 AND organization = $2 AND archived_at IS "
      "NULL",
      {place.id, organization});
  if (rows.empty())
    throw Error(ErrorCode::invalid,
                "There is no such location at this organization. Choose another.");
  place.name = rows.front().text(0);
  return patch;
}

}  // namespace

Contact create_contact(db::Connection& c, const Scope& scope, const Author& author,
                       const ContactPatch& values, base::Time now) {
  check_organization(c, scope, values.organization);
  ContactBatch batch(c, author, now);
  batch.reserve(1);
  const base::Id id =
      batch.create(with_location(c, values, *values.organization), *values.organization);
  batch.save();
  return find_contact(c, scope, id).value();
}

Contact update_contact(db::Connection& c, const Scope& scope, const Author& author, base::Id id,
                       const ContactPatch& patch, std::optional<std::int64_t> expected_version,
                       base::Time now, bool* changed) {
  ContactBatch batch(c, author, now);
  batch.load({id});
  if (!batch.has(id) || !scope.includes(batch.contact(id).organization))
    throw Error(ErrorCode::not_found, "There is no such contact, or you may not see it.");
  if (expected_version && *expected_version != batch.contact(id).version)
    throw Error(ErrorCode::conflict,
                "Somebody else changed this contact meanwhile. Reload it and try again.");
  const bool was_archived = batch.contact(id).archived_at.has_value();
  const bool wrote = batch.update(id, with_location(c, patch, batch.contact(id).organization));
  if (changed != nullptr) *changed = wrote;
  if (!wrote) return batch.contact(id);
  batch.save();
  if (!was_archived && batch.contact(id).archived_at) rule_never_create(c, author, id, now);
  return batch.contact(id);
}

std::vector<ContactWritten> write_contacts(db::Connection& c, const Author& author,
                                           const std::vector<ContactWrite>& writes,
                                           base::Time now) {
  check_write_size(writes.size());
  ContactBatch batch(c, author, now);
  std::vector<base::Id> existing;
  for (const auto& write : writes)
    if (write.contact) existing.push_back(*write.contact);
  batch.load(existing);
  batch.reserve(static_cast<std::int64_t>(writes.size() - existing.size()));
  std::vector<ContactWritten> written;
  for (const auto& write : writes) {
    if (!write.contact) {
      if (!write.patch.organization)
        throw Error(ErrorCode::invalid, "A contact belongs to an organization. Name one.");
      written.push_back({batch.create(write.patch, *write.patch.organization), true, true});
      continue;
    }
    if (!batch.has(*write.contact))
      throw Error(ErrorCode::not_found, "A contact to be written does not exist any more.");
    written.push_back({*write.contact, false, batch.update(*write.contact, write.patch)});
  }
  batch.save();
  return written;
}

std::vector<ContactWritten> take_contacts(db::Connection& c, const Author& author,
                                          const std::vector<ContactWrite>& writes, base::Time now) {
  check_write_size(writes.size());
  ContactBatch batch(c, author, now, domain::Source::microsoft);
  std::vector<base::Id> ids;
  for (const auto& write : writes)
    if (write.contact) ids.push_back(*write.contact);
  batch.load(ids);
  std::vector<ContactWritten> written;
  for (const base::Id id : ids)
    if (!batch.has(id))
      throw Error(ErrorCode::not_found, "A contact to be written does not exist any more.");
  for (const auto& write : writes)
    if (write.contact)
      written.push_back({*write.contact, false, batch.update_locked(*write.contact, write.patch)});
  batch.save();
  return written;
}

std::vector<ContactRehearsal> rehearse_contacts(db::Connection& c, const Author& author,
                                                const std::vector<ContactWrite>& writes,
                                                base::Time now) {
  check_write_size(writes.size());
  ContactBatch batch(c, author, now);
  std::vector<base::Id> ids;
  for (const auto& write : writes)
    if (write.contact) ids.push_back(*write.contact);
  batch.load(ids, false);
  std::vector<ContactRehearsal> out;
  for (const auto& write : writes) {
    if (!write.contact) {
      ContactState fresh;
      auto changes = apply_contact_patch(fresh, write.patch, author.source, false, now).changes;
      out.push_back({0, domain::full_name(fresh.contact), std::move(changes)});
      continue;
    }
    if (!batch.has(*write.contact)) continue;
    const std::string name = domain::full_name(batch.contact(*write.contact));
    out.push_back({*write.contact, name, batch.try_out(*write.contact, write.patch)});
  }
  return out;
}

std::vector<ContactState> contact_states(db::Connection& c, const std::vector<base::Id>& ids,
                                         bool writing) {
  const Author nobody;
  ContactBatch batch(c, nobody, {});
  batch.load(ids, writing);
  std::vector<ContactState> states;
  for (const base::Id id : ids)
    if (batch.has(id)) states.push_back(batch.state(id));
  return states;
}

void restore_contacts(db::Connection& c, const std::vector<ContactState>& states, base::Time now) {
  check_write_size(states.size());
  const Author nobody;
  ContactBatch batch(c, nobody, now);
  std::vector<base::Id> ids;
  for (const ContactState& state : states) ids.push_back(state.contact.id);
  batch.load(ids);
  for (const ContactState& state : states) batch.replace(state);
  batch.save();
}

}  // namespace reeve::store
