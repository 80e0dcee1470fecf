// Lists and shows contacts.
#include "store/contacts.h"

#include <charconv>
#include <unordered_map>

#include "store/contact_rows.h"
#include "store/field_sources.h"
#include "store/list_statement.h"
#include "store/merges.h"
#include "store/rows.h"

namespace reeve::store {
namespace {

using domain::Contact;

constexpr FilterColumn kFilters[] = {
    {"id", Compare::id, "k.id"},
    {"organization_id", Compare::id, "k.organization"},
    {"first_name", Compare::folded, "k.first_name_folded"},
    {"last_name", Compare::folded, "k.last_name_folded"},
    {"location_id", Compare::id, "k.location"},
    {"title", Compare::text, "k.title"},
    {"contact_type", Compare::text, "k.contact_type"},
    {"important", Compare::boolean, "k.important"},
    {"primary_email", Compare::email,
     "EXISTS (SELECT 1 FROM contact_emails e WHERE e.contact = k.id AND e.is_primary = 1 "
     "AND e.value_folded = {})"},
    {"search", Compare::contains,
     "k.name_folded LIKE {} ESCAPE '\\' OR EXISTS (SELECT 1 FROM contact_emails e "
     "WHERE e.contact = k.id AND e.value_folded LIKE {} ESCAPE '\\')"},
    {"linked", Compare::present,
     "(SELECT MIN(l.id) FROM links l WHERE l.asset_kind = 'contact' AND l.asset = k.id)"},
    {"microsoft_state", Compare::text,
     "EXISTS (SELECT 1 FROM links l JOIN person_states s ON s.record = l.record WHERE "
     "l.asset_kind = 'contact' AND l.asset = k.id AND l.role = 'primary' AND s.state = {})"},
    {"archived", Compare::present, "k.archived_at"}};
constexpr SortColumn kSorts[] = {{"first_name", "k.first_name_folded"},
                                 {"last_name", "k.last_name_folded"},
                                 {"name", "k.name_folded"},
                                 {"id", "k.id"},
                                 {"created_at", "k.created_at"},
                                 {"updated_at", "k.updated_at"}};
constexpr ListShape kShape{kContactColumns, kContactTables, "k.id",
                           "k.name_folded", kFilters,       kSorts};

// Who asks for the id of a merged contact means the one it was merged into.
ListQuery with_survivors(db::Connection& c, ListQuery query) {
  for (Filter& filter : query.filters) {
    if (filter.field != "id") continue;
    for (std::string& value : filter.values)
      if (base::Id id = 0;
          std::from_chars(value.data(), value.data() + value.size(), id).ec == std::errc{})
        value = std::to_string(current_contact(c, id));
  }
  return query;
}

domain::Source source_of(const db::Row& row, std::size_t i) {
  return domain::source_from(row.text(i)).value_or(domain::Source::person);
}

}  // namespace

Contact contact_from(const db::Row& row) {
  Contact k;
  k.id = row.integer(0);
  k.organization = row.integer(1);
  k.organization_name = row.text(2);
  k.first_name = row.text(3);
  k.last_name = row.text(4);
  k.title = row.optional_text(5);
  k.contact_type = row.optional_text(6);
  k.notes = row.optional_text(7);
  k.important = row.boolean(8);
  k.version = row.integer(9);
  k.archived_at = optional_time(row, 10);
  k.merged_into = row.optional_integer(11);
  k.created_at = time_at(row, 12);
  k.updated_at = time_at(row, 13);
  if (!row.is_null(14)) k.location = domain::ContactPlace{row.integer(14), text_or_empty(row, 15)};
  return k;
}

void fill_contact_lists(db::Connection& c, std::vector<Contact>& contacts) {
  std::vector<base::Id> ids;
  std::unordered_map<base::Id, Contact*> by_id;
  for (auto& contact : contacts) {
    ids.push_back(contact.id);
    by_id.emplace(contact.id, &contact);
  }
  query_by_ids(c,
               "SELECT contact, value, is_primary, label, source FROM contact_emails "
               "WHERE contact IN ({}) ORDER BY contact, position",
               {}, ids, [&](const db::Row& row) {
                 by_id.at(row.integer(0))
                     ->emails.push_back(
                         {row.text(1), row.boolean(2), row.optional_text(3), source_of(row, 4)});
               });
  query_by_ids(c,
               "SELECT contact, value, extension, is_primary, label, source FROM contact_phones "
               "WHERE contact IN ({}) ORDER BY contact, position",
               {}, ids, [&](const db::Row& row) {
                 by_id.at(row.integer(0))
                     ->phones.push_back({row.text(1), row.optional_text(2), row.boolean(3),
                                         row.optional_text(4), source_of(row, 5)});
               });
}

Page<Contact> list_contacts(db::Connection& c, const Scope& scope, const ListQuery& query) {
  const ListQuery asked = with_survivors(c, query);
  ListStatement list(kShape, asked);
  list.scope(scope, "k.organization");
  list.where("k.merged_into IS NULL");
  if (!find_filter(query, "archived")) list.where("k.archived_at IS NULL");
  auto page = list.page<Contact>(c, contact_from);
  fill_contact_lists(c, page.rows);
  return page;
}

std::optional<Contact> find_contact(db::Connection& c, const Scope& scope, base::Id id) {
  const auto rows = c.query("SELECT " + std::string(kContactColumns) + " FROM " +
                                std::string(kContactTables) + " WHERE k.id = $1",
                            {id});
  if (rows.empty()) return std::nullopt;
  std::vector<Contact> contacts{contact_from(rows.front())};
  if (!scope.includes(contacts.front().organization)) return std::nullopt;
  fill_contact_lists(c, contacts);
  return std::move(contacts.front());
}

std::vector<FieldSource> contact_sources(db::Connection& c, base::Id contact) {
  const base::Id ids[] = {contact};
  std::vector<FieldSource> sources;
  for (const auto& [id, state] : field_states(c, domain::kContact, ids)) {
    for (const auto& [field, written] : state.written)
      sources.push_back({field, written.source, written.at, state.locked(field)});
    for (const auto& field : state.locks)
      if (!state.written.contains(field))
        sources.push_back({field, domain::Source::person, {}, true});
  }
  return sources;
}

std::vector<Contact> contacts_for_matching(db::Connection& c, base::Id organization) {
  std::vector<Contact> contacts;
  for (const auto& row :
       c.query("SELECT " + std::string(kContactColumns) + " FROM " + std::string(kContactTables) +
                   " WHERE k.organization = $1 AND k.archived_at IS NULL ORDER BY k.id",
               {organization}))
    contacts.push_back(contact_from(row));
  fill_contact_lists(c, contacts);
  return contacts;
}

}  // namespace reeve::store
