// Does what people answered to differences, with history.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <unordered_map>

#include "store/compared_plain.h"
#include "store/compared_rows.h"
#include "store/field_locks.h"
#include "store/mapped_contact.h"
#include "store/organizations.h"
#include "store/rows.h"
#include "store/taken_contacts.h"
#include "store/undo.h"
#include "types/mapped_fields.h"
#include "types/user_contact.h"

namespace reeve::store {
namespace {

// The patch that brings these fields alone, with Microsoft's word above everybody's.
ContactPatch patch_of_fields(const Record& record, const domain::ContactMapping& mapping,
                             const std::set<std::string>& fields) {
  types::MappedContact mapped = types::map_user(record.body, mapping);
  const auto taken = [&](const char* name) { return fields.contains(name); };
  ContactPatch patch;
  if (taken("first_name")) patch.first_name = mapped.first_name;
  if (taken("last_name")) patch.last_name = mapped.last_name;
  if (taken("title")) patch.title = mapped.title;
  if (taken("contact_type")) patch.contact_type = mapped.contact_type;
  if (taken("phones")) patch.phones = std::move(mapped.phones);
  if (taken("emails")) {
    patch.emails = std::move(mapped.emails);
    patch.rules.keeps_primary = !taken("primary_email");
  } else if (taken("primary_email") && mapped.primary_email && *mapped.primary_email) {
    patch.emails = std::vector<domain::Email>{
        {**mapped.primary_email, true, "Work", domain::Source::microsoft}};
    patch.rules.keeps_others = true;
  }
  // Of a list it would take away what people added.
  for (const std::string& field : fields)
    if (field != "emails" && field != "phones") patch.rules.wins.insert(field);
  return patch;
}

class Answering {
 public:
  Answering(db::Connection& c, const Scope& scope, const Author& author, CompareAct act,
            base::Time now)
      : c_(c), scope_(scope), author_(author), act_(act), now_(now), make_(c, scope) {}

  CompareAnswer run(const std::vector<FieldChoice>& choices) {
    read(choices);
    for (const FieldChoice& choice : choices) answer(choice);
    if (act_ == CompareAct::keep) {
      lock_fields(c_, author_, locks_, now_);
    } else {
      unlock_fields(c_, author_, locks_, now_);
    }
    write_taken();
    return std::move(answer_);
  }

 private:
  // Both sides as they stand now, of all that is named.
  void read(const std::vector<FieldChoice>& choices) {
    std::set<base::Id> contacts, organizations;
    std::set<std::pair<std::string, base::Id>> others;
    for (const FieldChoice& choice : choices) {
      if (choice.asset_kind == domain::kContact) contacts.insert(choice.asset);
      if (choice.asset_kind == domain::kOrganization) organizations.insert(choice.asset);
      if (compared_shape(choice.asset_kind) != nullptr)
        others.insert({choice.asset_kind, choice.asset});
    }
    read_others(others);
    const std::vector<base::Id> ids(contacts.begin(), contacts.end());
    for (ComparedPair& pair : pairs_of(c_, ids)) {
      if (!scope_.includes(pair.contact.organization)) continue;
      make_.add(pair, true, rows_);
      const base::Id id = pair.contact.id;
      versions_[{std::string(domain::kContact), id}] = pair.contact.version;
      pairs_.emplace(id, std::move(pair));
    }
    for (const base::Id id : organizations) {
      if (!scope_.includes(id)) continue;
      make_.add_organization(id, rows_);
      if (const auto one = find_organization(c_, scope_, id))
        versions_[{std::string(domain::kOrganization), id}] = one->version;
    }
    fill_sources(c_, rows_);
  }

  void read_others(const std::set<std::pair<std::string, base::Id>>& others) {
    for (const auto& one : others) {
      const PlainShape& shape = *compared_shape(one.first);
      const auto asset = find_plain(c_, shape, scope_, one.second);
      if (!asset) continue;
      add_plain_asset(c_, scope_, make_, shape, one.second, rows_);
      versions_[one] = asset->version;
    }
  }

  void answer(const FieldChoice& choice) {
    const auto row = std::ranges::find_if(rows_, [&](const ComparedRow& one) {
      return one.asset_kind == choice.asset_kind && one.asset == choice.asset &&
             one.field == choice.field;
    });
    if (row == rows_.end())
      return leave(choice,
                   "There is nothing of Microsoft's to compare it with, or you may not see it.");
    switch (act_) {
      case CompareAct::take:
        return take(choice, *row);
      case CompareAct::keep:
        if (row->locked) return leave(choice, fmt::format("\"{}\" is kept already.", row->label));
        return lock(choice);
      case CompareAct::release:
        if (!row->locked) return leave(choice, fmt::format("\"{}\" is not locked.", row->label));
        return lock(choice);
    }
  }

  void take(const FieldChoice& choice, const ComparedRow& row) {
    if (row.state == "only_ours")
      return leave(choice, fmt::format("Microsoft has no value for \"{}\", and a blank is never "
                                       "taken. Edit it to clear it.",
                                       row.label));
    if (row.state == "unknown") return leave(choice, row.reason.value_or("Nothing is known."));
    if (row.state == "same" && !row.locked)
      return leave(choice, fmt::format("\"{}\" is the same on both sides.", row.label));
    lock(choice);
    if (row.state == "same") return;
    if (choice.asset_kind == domain::kContact) {
      contacts_[choice.asset].insert(choice.field);
    } else if (choice.asset_kind == domain::kOrganization) {
      names_[choice.asset] = row.microsoft.value_or("");
    } else {
      others_[{choice.asset_kind, choice.asset}][choice.field] = row.microsoft;
    }
  }

  // To be locked or released, as the act has it.
  void lock(const FieldChoice& choice) {
    locks_.push_back({choice.asset_kind, choice.asset, choice.field,
                      versions_[{choice.asset_kind, choice.asset}]});
    ++answer_.done;
  }
  void leave(const FieldChoice& choice, std::string sentence) {
    answer_.left.push_back({choice, std::move(sentence)});
  }

  void write_taken() {
    std::map<base::Id, std::vector<ContactWrite>> by_tenant;
    for (const auto& [contact, fields] : contacts_) {
      const Record& record = pairs_.at(contact).record;
      by_tenant[record.tenant].push_back(
          {contact, patch_of_fields(record, make_.mapping(record.tenant), fields)});
    }
    for (auto& [tenant, writes] : by_tenant) {
      keep_other_tenants(c_, tenant, writes);
      take_contacts(c_, author_, writes, now_);
    }
    // What an undo had refused, somebody wants after all.
    for (const auto& [contact, fields] : contacts_)
      forget_refusals(c_, domain::kContact, contact, {fields.begin(), fields.end()});
    for (const auto& [asset, fields] : others_) write_other(asset.first, asset.second, fields);
    for (const auto& [organization, name] : names_) {
      OrganizationPatch patch;
      patch.name = name;
      update_organization(c_, scope_, author_, organization, patch, std::nullopt, now_);
      save_field_sources(c_, domain::kOrganization,
                         {{organization, "name", domain::Source::microsoft}}, now_);
    }
  }

  void write_other(const std::string& kind, base::Id asset, const types::MappedFields& fields) {
    PlainPatch patch;
    patch.texts = fields;
    update_plain(c_, *compared_shape(kind), scope_, author_, asset, patch, std::nullopt, now_);
    std::vector<FieldWritten> written;
    for (const auto& [field, value] : fields)
      written.push_back({asset, field, domain::Source::microsoft});
    save_field_sources(c_, kind, written, now_);
  }

  db::Connection& c_;
  const Scope& scope_;
  const Author& author_;
  CompareAct act_;
  base::Time now_;
  ComparedRows make_;
  std::vector<ComparedRow> rows_;
  std::unordered_map<base::Id, ComparedPair> pairs_;
  std::map<std::pair<std::string, base::Id>, std::int64_t> versions_;
  std::vector<FieldLock> locks_;
  std::map<base::Id, std::set<std::string>> contacts_;
  std::map<base::Id, std::string> names_;
  std::map<std::pair<std::string, base::Id>, types::MappedFields> others_;
  CompareAnswer answer_;
};

}  // namespace

std::string_view to_string(CompareAct act) {
  if (act == CompareAct::take) return "take";
  return act == CompareAct::keep ? "keep" : "release";
}

CompareAnswer answer_compared(db::Connection& c, const Scope& scope, const Author& author,
                              CompareAct act, const std::vector<FieldChoice>& choices,
                              base::Time now) {
  check_write_size(choices.size());
  return Answering(c, scope, author, act, now).run(choices);
}

}  // namespace reeve::store
