// From a record to the patch of a contact; and the patches of a mapping that nobody saved yet.
#include "store/mapped_contact.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "domain/sync_section.h"
#include "store/links.h"
#include "store/locations.h"
#include "store/sync_settings.h"
#include "types/user_contact.h"

namespace reeve::store {
namespace {

using domain::ContactMapping;
using domain::MappingRule;
using Target = domain::ContactTarget;

constexpr std::string_view kUsers = "users";
constexpr std::size_t kPreviewStep = 500;  // contacts read at once

bool left(const ContactMapping& mapping, Target target) {
  return mapping.of(target).rule == MappingRule::leave_alone;
}
bool wins(const ContactMapping& mapping, Target target) {
  return mapping.of(target).rule == MappingRule::microsoft_wins;
}

std::optional<std::vector<domain::Email>> primary_alone(const types::MappedContact& mapped) {
  if (!mapped.primary_email) return std::nullopt;
  std::vector<domain::Email> emails;
  if (*mapped.primary_email)
    emails.push_back({**mapped.primary_email, true, "Work", domain::Source::microsoft});
  return emails;
}

// Two targets and one list: which part of it Microsoft speaks of.
void take_emails(types::MappedContact&& mapped, const ContactMapping& mapping,
                 ContactPatch& patch) {
  const bool no_primary = left(mapping, Target::primary_email);
  const bool no_others = left(mapping, Target::emails);
  if (no_primary && no_others) return;
  patch.rules.keeps_primary = no_primary;
  patch.rules.keeps_others = no_others;
  if (wins(mapping, Target::primary_email) && mapped.primary_email && *mapped.primary_email)
    patch.rules.wins.insert("primary_email");
  if (wins(mapping, Target::emails) && mapped.aliases && !mapped.aliases->empty())
    patch.rules.wins.insert("emails");
  if (no_others) {
    patch.emails = primary_alone(mapped);
  } else {
    patch.emails = std::move(no_primary ? mapped.aliases : mapped.emails);
  }
}

void take_phones(types::MappedContact&& mapped, const ContactMapping& mapping,
                 ContactPatch& patch) {
  if (left(mapping, Target::phones)) return;
  patch.phones = std::move(mapped.phones);
  if (!wins(mapping, Target::phones)) return;
  patch.rules.wins.insert("phones");
  patch.rules.wins.insert("primary_phone");
}

template <class Value>
void take(Value& field, Value value, std::string_view name, const ContactMapping& mapping,
          Target target, MicrosoftRules& rules) {
  if (left(mapping, target)) return;
  field = std::move(value);
  if (wins(mapping, target)) rules.wins.emplace(name);
}

// Adds to `list` what `more` has and it has not; the first stays primary.
template <class Item, class Key>
void add_missing(std::vector<Item>& list, std::vector<Item> more, Key key) {
  for (Item& item : more) {
    const bool there = std::any_of(list.begin(), list.end(), [&](const Item& one) {
      return key(one.value) == key(item.value);
    });
    if (there) continue;
    item.primary = list.empty();
    list.push_back(std::move(item));
  }
}

// Of a user who does not write the contact (a second account), only what the contact has already.
template <class Item, class Key>
void drop_what_is_new(std::vector<Item>& items, const std::vector<Item>& there, Key key) {
  std::erase_if(items, [&](const Item& item) {
    return std::none_of(there.begin(), there.end(),
                        [&](const Item& one) { return key(one.value) == key(item.value); });
  });
}

void keep_other_tenants_of(db::Connection& c, base::Id tenant, ContactWrite& write) {
  if (!write.contact || (!write.patch.emails && !write.patch.phones)) return;
  for (const Link& link : links_of_asset(c, domain::kContact, *write.contact)) {
    const bool primary = link.role == "primary";
    if (link.type != kUsers || (link.tenant == tenant && primary)) continue;
    const auto record = find_record(c, Scope::unscoped(), link.record);
    if (!record) continue;
    ContactPatch other = patch_of(*record, mapping_of_tenant(c, link.tenant));
    if (!primary) {
      const auto contact = find_contact(c, Scope::unscoped(), *write.contact);
      if (!contact) continue;
      if (other.emails) drop_what_is_new(*other.emails, contact->emails, domain::normalized_email);
      if (other.phones) drop_what_is_new(*other.phones, contact->phones, domain::phone_digits);
    }
    if (write.patch.emails && other.emails)
      add_missing(*write.patch.emails, std::move(*other.emails), domain::normalized_email);
    if (write.patch.phones && other.phones)
      add_missing(*write.patch.phones, std::move(*other.phones), domain::phone_digits);
  }
}

MappingPreview::Field& field_named(MappingPreview& preview, const std::string& name) {
  const auto found = std::ranges::find(preview.fields, name, &MappingPreview::Field::name);
  if (found != preview.fields.end()) return *found;
  preview.fields.push_back({name, 0, {}});
  return preview.fields.back();
}

// "emails/ann@x.com/label" is the field "emails".
std::string field_of(const FieldChange& change) {
  return change.path.substr(0, change.path.find('/'));
}

void count_changes(const ContactRehearsal& one, MappingPreview& preview) {
  ++preview.looked;
  if (one.changes.empty()) return;
  ++preview.changed;
  std::vector<std::string> counted;
  for (const FieldChange& change : one.changes) {
    MappingPreview::Field& field = field_named(preview, field_of(change));
    const bool first = std::ranges::find(counted, field.name) == counted.end();
    if (!first) continue;
    counted.push_back(field.name);
    ++field.contacts;
    if (field.examples.size() < kPreviewExamples)
      field.examples.push_back({one.contact, one.name, change.op, change.old_value.value_or(""),
                                change.new_value.value_or("")});
  }
}

}  // namespace

ContactMapping mapping_of_tenant(db::Connection& c, base::Id tenant) {
  return domain::contact_mapping(sync_settings_of_tenant(c, tenant, domain::kMappingSection));
}

KnownPlace place_of_tenant(db::Connection& c, base::Id tenant) {
  const auto rows = c.query("SELECT organization FROM tenants WHERE id = $1", {tenant});
  if (rows.empty() || rows.front().is_null(0)) return std::nullopt;
  return primary_place(c, rows.front().integer(0));
}

std::int64_t revision_of(const ContactMapping& mapping, const KnownPlace& place) {
  // An organization without locations is marked as before there were any.
  const base::Id at = place && *place ? (*place)->id : 0;
  const std::int64_t revision = domain::mapping_revision(mapping, types::kUserMappingRevision);
  return at == 0 ? revision : domain::revision_of(fmt::format("{} at {}", revision, at));
}

ContactPatch patch_of(const Record& record, const ContactMapping& mapping,
                      const KnownPlace& place) {
  types::MappedContact mapped = types::map_user(record.body, mapping);
  ContactPatch patch;
  MicrosoftRules& rules = patch.rules;
  take(patch.first_name, mapped.first_name, "first_name", mapping, Target::first_name, rules);
  take(patch.last_name, mapped.last_name, "last_name", mapping, Target::last_name, rules);
  take(patch.title, mapped.title, "title", mapping, Target::title, rules);
  take(patch.contact_type, mapped.contact_type, "contact_type", mapping, Target::contact_type,
       rules);
  if (place && mapping.location != MappingRule::leave_alone) patch.location = place;
  if (mapping.location == MappingRule::microsoft_wins) rules.wins.insert("location");
  take_phones(std::move(mapped), mapping, patch);
  take_emails(std::move(mapped), mapping, patch);
  return patch;
}

bool wins_anywhere(const ContactMapping& mapping) {
  return mapping.location == MappingRule::microsoft_wins ||
         std::ranges::any_of(domain::contact_targets(),
                             [&](const auto& target) { return wins(mapping, target.target); });
}

ContactPatch winning_patch_of(const Record& record, const ContactMapping& mapping,
                              const KnownPlace& place) {
  ContactMapping winners = mapping;
  for (const auto& target : domain::contact_targets())
    if (!wins(mapping, target.target)) winners.of(target.target).rule = MappingRule::leave_alone;
  if (mapping.location != MappingRule::microsoft_wins) winners.location = MappingRule::leave_alone;
  return patch_of(record, winners, place);
}

void keep_other_tenants(db::Connection& c, base::Id tenant, std::vector<ContactWrite>& writes) {
  const bool alone = c.query(
                          "SELECT o.id FROM tenants t JOIN tenants o ON o.organization = "
                          "t.organization AND o.id <> t.id WHERE t.id = $1 UNION ALL SELECT l.id "
                          "FROM links l WHERE l.tenant = $2 AND l.type = 'users' AND l.role = "
                          "'additional' LIMIT 1",
                          {tenant, tenant})
                         .empty();
  if (alone) return;
  for (ContactWrite& write : writes) keep_other_tenants_of(c, tenant, write);
}

void preview_mapping(db::Connection& c, base::Id tenant, const ContactMapping& mapping,
                     base::Time now, MappingPreview& preview) {
  const auto all = links_to_apply(c, tenant, kUsers, 0, kMaxPreviewedContacts);
  preview.linked += static_cast<std::int64_t>(all.size());
  const auto room =
      static_cast<std::size_t>(std::max<std::int64_t>(0, kMaxPreviewedContacts - preview.looked));
  const std::size_t count = std::min(all.size(), room);
  const Author microsoft{.source = domain::Source::microsoft,
                         .account = std::nullopt,
                         .run = std::nullopt,
                         .decision = std::nullopt};
  const KnownPlace place = place_of_tenant(c, tenant);
  for (std::size_t at = 0; at < count; at += kPreviewStep) {
    std::vector<ContactWrite> writes;
    for (std::size_t i = at; i < std::min(count, at + kPreviewStep); ++i)
      if (all[i].link.asset_kind == domain::kContact)
        writes.push_back({all[i].link.asset, patch_of(all[i].record, mapping, place)});
    keep_other_tenants(c, tenant, writes);
    for (const auto& one : rehearse_contacts(c, microsoft, writes, now))
      count_changes(one, preview);
  }
}

}  // namespace reeve::store
