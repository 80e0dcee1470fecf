// From records to contacts.
#include "sync/apply.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <utility>
#include <vector>

#include "base/error.h"
#include "domain/asset.h"
#include "store/contacts.h"
#include "store/links.h"
#include "store/mapped_contact.h"
#include "types/user_contact.h"

namespace reeve::sync {
namespace {

constexpr std::string_view kUsers = "users";
constexpr std::size_t kContactsRead = 500;            // at once, to see what people changed
constexpr std::int64_t kMaxLinksToApply = 1'000'000;  // of one tenant; more wait for the next run
// Rows of one contact in a transaction, roughly; a transaction of new contacts is always one flush.
constexpr std::size_t kRowsPerContact = kMaxRowsPerTransaction / kContactsPerTransaction;

store::Link link_of(const store::Record& record, const match::ContactOutcome& outcome,
                    base::Id contact, const ContactWriting& mapping) {
  store::Link link;
  link.tenant = record.tenant;
  link.record = record.id;
  link.asset = contact;
  link.type = record.type;
  link.asset_kind = domain::kContact;
  if (outcome.additional) link.role = "additional";
  link.reason = outcome.reason;
  link.confidence = outcome.confidence;
  link.applied_hash = record.hash;
  link.mapping_revision = mapping.revision();
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

// "A new one" was said once; from now on it is this one.
void keep_rulings(db::Connection& c, RunWriter& writer, const store::Tenant& tenant,
                  const Outcomes& part, const std::vector<store::ContactWritten>& written) {
  if (std::ranges::none_of(part, [](const auto* one) { return one->ruled; })) return;
  std::map<base::Id, store::Decision> rulings;
  for (auto& one : store::decisions_of_tenant(c, tenant.id))
    if (one.record) rulings[*one.record] = std::move(one);
  for (std::size_t i = 0; i < part.size(); ++i) {
    const auto found = rulings.find(part[i]->record);
    if (!part[i]->ruled || found == rulings.end()) continue;
    found->second.asset = written[i].contact;
    found->second.at = writer.now();
    store::add_decision(c, found->second);
  }
}

void write_outcomes(const Services& services, RunWriter& writer, db::Connection& c,
                    const store::Tenant& tenant, const UserMatch& matched, const Outcomes& part,
                    std::vector<store::ContactWritten>& written) {
  prove_match(c, tenant);
  const ContactWriting mapping = contact_writing(c, tenant.id);
  std::vector<store::ContactWrite> writes;
  for (const auto* one : part) {
    writes.push_back(
        write_of(matched.records.at(one->record), one->contact, *tenant.organization, mapping));
    if (one->additional) writes.back().patch = {};
  }
  store::keep_other_tenants(c, tenant.id, writes);
  written = store::write_contacts(c, writer.author(), writes, writer.now());
  services.pass("in_apply");
  std::vector<store::Link> links;
  for (std::size_t i = 0; i < part.size(); ++i)
    links.push_back(
        link_of(matched.records.at(part[i]->record), *part[i], written[i].contact, mapping));
  store::create_links(c, writer.author(), links, writer.now());
  keep_rulings(c, writer, tenant, part, written);
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

// What apply has to do for links that are there: the writes, and what each is to be marked with.
struct ToWrite {
  std::vector<store::ToApply> todo;
  std::vector<store::ContactWrite> writes;
  std::int64_t revision = 0;
};

void add(ToWrite& out, store::ToApply one, store::ContactPatch patch) {
  out.writes.push_back({one.link.asset, std::move(patch)});
  out.todo.push_back(std::move(one));
}

// Links that were applied before, but whose contacts people changed since where Microsoft wins.
void add_overruled(db::Connection& c, const store::Author& author, base::Time now,
                   std::vector<store::ToApply> applied, const ContactWriting& mapping,
                   ToWrite& out) {
  for (std::size_t at = 0; at < applied.size(); at += kContactsRead) {
    const auto end = std::min(applied.size(), at + kContactsRead);
    std::vector<store::ContactWrite> writes;
    for (std::size_t i = at; i < end; ++i)
      writes.push_back({applied[i].link.asset,
                        store::winning_patch_of(applied[i].record, mapping.fields, mapping.place)});
    std::set<base::Id> overruled;
    for (const auto& one : store::rehearse_contacts(c, author, writes, now))
      if (!one.changes.empty()) overruled.insert(one.contact);
    for (std::size_t i = at; i < end; ++i)
      if (overruled.contains(applied[i].link.asset))
        add(out, std::move(applied[i]), std::move(writes[i - at].patch));
  }
}

// Without those of the users `held`.
ToWrite to_write(db::Connection& c, const store::Author& author, base::Time now, base::Id tenant,
                 const std::unordered_set<std::string>& held) {
  ToWrite out;
  const ContactWriting mapping = contact_writing(c, tenant);
  out.revision = mapping.revision();
  const bool look_at_all = store::wins_anywhere(mapping.fields);
  std::vector<store::ToApply> applied;
  for (auto& one :
       store::links_to_apply(c, tenant, kUsers, look_at_all ? 0 : out.revision, kMaxLinksToApply)) {
    if (one.link.asset_kind != domain::kContact || held.contains(one.record.external_id)) continue;
    const bool due =
        one.link.applied_hash != one.record.hash || one.link.mapping_revision != out.revision;
    if (!due) {
      applied.push_back(std::move(one));
      continue;
    }
    auto patch = store::patch_of(one.record, mapping.fields, mapping.place);
    add(out, std::move(one), std::move(patch));
  }
  add_overruled(c, author, now, std::move(applied), mapping, out);
  return out;
}

}  // namespace

ContactWriting contact_writing(db::Connection& c, base::Id tenant) {
  return {store::mapping_of_tenant(c, tenant), store::place_of_tenant(c, tenant)};
}

store::ContactWrite write_of(const store::Record& record, std::optional<base::Id> contact,
                             base::Id organization, const ContactWriting& mapping) {
  store::ContactWrite write{contact, store::patch_of(record, mapping.fields, mapping.place)};
  if (contact) return write;
  write.patch.organization = organization;
  // A new contact needs a name even where Microsoft did not send the properties, or where the
  // mapping leaves the names alone.
  const types::UserFacts facts = types::user_facts(record.body);
  if (!write.patch.first_name) write.patch.first_name = facts.first_name;
  if (!write.patch.last_name) write.patch.last_name = facts.last_name;
  if (write.patch.first_name->empty() && write.patch.last_name->empty()) {
    write.patch.first_name = facts.first_name;
    write.patch.last_name = facts.last_name;
  }
  if (write.patch.first_name->empty() && write.patch.last_name->empty())
    write.patch.last_name = record.title;
  return write;
}

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

std::vector<PendingChange> pending_changes(db::Connection& c, const store::Author& author,
                                           base::Time now, base::Id tenant, const PendingAsk& ask) {
  std::vector<PendingChange> pending;
  std::vector<store::ContactWrite> writes;
  std::map<base::Id, const store::ToApply*> by_contact;
  const ToWrite all = to_write(c, author, now, tenant, {});
  for (std::size_t i = 0; i < all.todo.size(); ++i) {
    const store::ToApply& one = all.todo[i];
    if (ask.new_data_alone && one.link.applied_hash == one.record.hash) continue;
    by_contact.emplace(one.link.asset, &one);
    writes.push_back(all.writes[i]);
  }
  if (static_cast<std::int64_t>(writes.size()) <= ask.more_than) return pending;
  for (std::size_t at = 0; at < writes.size(); at += kContactsRead) {
    const auto end = std::min(writes.size(), at + kContactsRead);
    std::vector<store::ContactWrite> part(writes.begin() + static_cast<std::ptrdiff_t>(at),
                                          writes.begin() + static_cast<std::ptrdiff_t>(end));
    store::keep_other_tenants(c, tenant, part);
    for (auto& one : store::rehearse_contacts(c, author, part, now)) {
      if (one.changes.empty()) continue;
      const auto& [link, record] = *by_contact.at(one.contact);
      pending.push_back({record.id, one.contact, record.external_id, record.title, record.hash,
                         link.applied_hash != record.hash, std::move(one.changes)});
    }
  }
  return pending;
}

void apply_changes(const Services& services, RunWriter& writer, const store::Tenant& tenant,
                   const std::unordered_set<std::string>& held, ApplyCounts& counts) {
  const ToWrite all = services.database.read([&](db::Connection& c) {
    return to_write(c, writer.author(), writer.now(), tenant.id, held);
  });
  for (std::size_t at = 0; at < all.todo.size(); at += kContactsPerTransaction) {
    const auto end = std::min(all.todo.size(), at + kContactsPerTransaction);
    std::vector<store::ContactWrite> writes(all.writes.begin() + static_cast<std::ptrdiff_t>(at),
                                            all.writes.begin() + static_cast<std::ptrdiff_t>(end));
    std::vector<store::Applied> applied;
    for (std::size_t i = at; i < end; ++i)
      applied.push_back({all.todo[i].link.id, all.todo[i].record.hash, all.revision});
    std::vector<store::ContactWritten> written;
    writer.add(writes.size() * kRowsPerContact, [&](db::Connection& c) {
      store::keep_other_tenants(c, tenant.id, writes);
      written = store::write_contacts(c, writer.author(), writes, writer.now());
      services.pass("in_apply");
      store::set_applied(c, applied);
    });
    writer.flush();
    for (std::size_t i = 0; i < written.size(); ++i) {
      if (!written[i].changed) continue;
      ++counts.updated;
      name_contact(writer, counts, "contact_updated", all.todo[at + i].record.title,
                   "contact updated", written[i].contact);
    }
  }
}

}  // namespace reeve::sync
