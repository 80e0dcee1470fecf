// From records to contacts.
#include "sync/apply.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "base/error.h"
#include "domain/asset.h"
#include "store/contacts.h"
#include "store/links.h"
#include "types/user_contact.h"

namespace reeve::sync {
namespace {

constexpr std::string_view kUsers = "users";
constexpr std::int64_t kMaxLinksToApply = 1'000'000;  // of one tenant; more wait for the next run
// Rows of one contact in a transaction, roughly; a transaction of new contacts is always one flush.
constexpr std::size_t kRowsPerContact = kMaxRowsPerTransaction / kContactsPerTransaction;

store::ContactPatch patch_of(const store::Record& record) {
  types::MappedContact mapped = types::map_user(record.body);
  store::ContactPatch patch;
  patch.first_name = std::move(mapped.first_name);
  patch.last_name = std::move(mapped.last_name);
  patch.title = std::move(mapped.title);
  patch.emails = std::move(mapped.emails);
  patch.phones = std::move(mapped.phones);
  return patch;
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

// Of an organization with several tenants: what users of the other tenants gave the same contact is
// Microsoft's too, and is not to be taken back by this tenant's list.
void keep_other_tenants(db::Connection& c, base::Id tenant, store::ContactWrite& write) {
  if (!write.contact || (!write.patch.emails && !write.patch.phones)) return;
  for (const store::Link& link : store::links_of_asset(c, domain::kContact, *write.contact)) {
    if (link.tenant == tenant || link.type != kUsers || link.role != "primary") continue;
    const auto record = store::find_record(c, store::Scope::unscoped(), link.record);
    if (!record) continue;
    types::MappedContact other = types::map_user(record->body);
    if (write.patch.emails && other.emails)
      add_missing(*write.patch.emails, std::move(*other.emails), domain::normalized_email);
    if (write.patch.phones && other.phones)
      add_missing(*write.patch.phones, std::move(*other.phones), domain::phone_digits);
  }
}

void keep_other_tenants(db::Connection& c, const store::Tenant& tenant,
                        std::vector<store::ContactWrite>& writes) {
  store::ListQuery of_organization;
  of_organization.filters = {
      {"organization_id", {std::to_string(tenant.organization.value_or(0))}}};
  if (store::list_tenants(c, store::Scope::unscoped(), of_organization).total < 2) return;
  for (store::ContactWrite& write : writes) keep_other_tenants(c, tenant.id, write);
}

store::ContactWrite write_of(const store::Record& record, std::optional<base::Id> contact,
                             base::Id organization) {
  store::ContactWrite write{contact, patch_of(record)};
  if (contact) return write;
  write.patch.organization = organization;
  // A new contact needs a name even where Microsoft did not send the properties.
  const types::UserFacts facts = types::user_facts(record.body);
  if (!write.patch.first_name) write.patch.first_name = facts.first_name;
  if (!write.patch.last_name) write.patch.last_name = facts.last_name;
  if (write.patch.first_name->empty() && write.patch.last_name->empty())
    write.patch.last_name = record.title;
  return write;
}

store::Link link_of(const store::Record& record, const match::ContactOutcome& outcome,
                    base::Id contact) {
  store::Link link;
  link.tenant = record.tenant;
  link.record = record.id;
  link.asset = contact;
  link.type = record.type;
  link.asset_kind = domain::kContact;
  link.reason = outcome.reason;
  link.confidence = outcome.confidence;
  link.applied_hash = record.hash;
  link.mapping_revision = types::kUserMappingRevision;
  return link;
}

void name_contact(RunWriter& writer, ApplyCounts& counts, std::string_view code,
                  std::string_view title, std::string_view what, base::Id contact) {
  if (++counts.named > kMaxContactEvents) return;
  writer.event({.kind = "change",
                .type = kUsers,
                .code = code,
                .sentence = fmt::format("{}: {}.", title, what),
                .data = fmt::format(R"({{"contact":{}}})", contact)});
}

// The organization a person may have changed since the run read the tenant.
void prove_match(db::Connection& c, const store::Tenant& tenant) {
  const auto now = store::find_tenant(c, store::Scope::unscoped(), tenant.id);
  if (!now || now->organization != tenant.organization || now->state != tenant.state)
    throw base::Error(base::ErrorCode::conflict,
                      "The tenant was matched to another organization during the sync.");
}

using Outcomes = std::vector<const match::ContactOutcome*>;

void write_outcomes(const Services& services, RunWriter& writer, db::Connection& c,
                    const store::Tenant& tenant, const UserMatch& matched, const Outcomes& part,
                    std::vector<store::ContactWritten>& written) {
  prove_match(c, tenant);
  std::vector<store::ContactWrite> writes;
  for (const auto* one : part)
    writes.push_back(write_of(matched.records.at(one->record), one->contact, *tenant.organization));
  keep_other_tenants(c, tenant, writes);
  written = store::write_contacts(c, writer.author(), writes, writer.now());
  services.pass("in_apply");
  std::vector<store::Link> links;
  for (std::size_t i = 0; i < part.size(); ++i)
    links.push_back(link_of(matched.records.at(part[i]->record), *part[i], written[i].contact));
  store::create_links(c, writer.author(), links, writer.now());
}

void count_outcome(RunWriter& writer, ApplyCounts& counts, const UserMatch& matched,
                   const match::ContactOutcome& one, const store::ContactWritten& written) {
  const std::string& title = matched.records.at(one.record).title;
  if (written.created) {
    ++counts.created;
    return name_contact(writer, counts, "contact_created", title, "contact created",
                        written.contact);
  }
  ++counts.matched;
  if (written.changed) ++counts.updated;
  name_contact(writer, counts, "contact_linked", title,
               fmt::format("linked to its contact by {}", one.reason), written.contact);
}

}  // namespace

void apply_outcomes(const Services& services, RunWriter& writer, const store::Tenant& tenant,
                    const UserMatch& matched, ApplyCounts& counts) {
  Outcomes todo;
  for (const match::ContactOutcome& one : matched.outcomes)
    if (one.verdict == match::Verdict::linked || one.verdict == match::Verdict::create)
      todo.push_back(&one);
  for (std::size_t at = 0; at < todo.size(); at += kContactsPerTransaction) {
    const auto end = std::min(todo.size(), at + kContactsPerTransaction);
    const Outcomes part(todo.begin() + static_cast<std::ptrdiff_t>(at),
                        todo.begin() + static_cast<std::ptrdiff_t>(end));
    std::vector<store::ContactWritten> written;
    writer.add(part.size() * kRowsPerContact, [&](db::Connection& c) {
      write_outcomes(services, writer, c, tenant, matched, part, written);
    });
    writer.flush();
    for (std::size_t i = 0; i < part.size(); ++i)
      count_outcome(writer, counts, matched, *part[i], written[i]);
  }
}

void apply_changes(const Services& services, RunWriter& writer, const store::Tenant& tenant,
                   ApplyCounts& counts) {
  const auto todo = services.database.read([&](db::Connection& c) {
    return store::links_to_apply(c, tenant.id, kUsers, types::kUserMappingRevision,
                                 kMaxLinksToApply);
  });
  for (std::size_t at = 0; at < todo.size(); at += kContactsPerTransaction) {
    const auto end = std::min(todo.size(), at + kContactsPerTransaction);
    std::vector<store::ContactWrite> writes;
    std::vector<store::Applied> applied;
    for (std::size_t i = at; i < end; ++i) {
      if (todo[i].link.asset_kind != domain::kContact) continue;
      writes.push_back({todo[i].link.asset, patch_of(todo[i].record)});
      applied.push_back({todo[i].link.id, todo[i].record.hash, types::kUserMappingRevision});
    }
    std::vector<store::ContactWritten> written;
    writer.add(writes.size() * kRowsPerContact, [&](db::Connection& c) {
      keep_other_tenants(c, tenant, writes);
      written = store::write_contacts(c, writer.author(), writes, writer.now());
      services.pass("in_apply");
      store::set_applied(c, applied);
    });
    writer.flush();
    for (std::size_t i = 0; i < written.size(); ++i) {
      if (!written[i].changed) continue;
      ++counts.updated;
      name_contact(writer, counts, "contact_updated", todo[at + i].record.title, "contact updated",
                   written[i].contact);
    }
  }
}

}  // namespace reeve::sync
