// Marks contacts of people who left, and takes the marks back.
#include "store/leaver_marks.h"

#include "base/json.h"
#include "domain/asset.h"
#include "store/contacts.h"
#include "store/field_sources.h"
#include "store/rows.h"

#include <boost/json/object.hpp>

namespace reeve::store {
namespace {

namespace json = base::json;

constexpr std::string_view kContactType = "contact_type";

struct Now {
  std::optional<std::string> contact_type, source;
  bool archived = false;
};

std::optional<Now> contact_now(db::Connection& c, base::Id contact) {
  const auto rows = c.query(
      "SELECT k.contact_type, f.source, k.archived_at FROM contacts k LEFT JOIN field_sources f ON "
      "f.asset_kind = 'contact' AND f.asset = k.id AND f.field = 'contact_type' WHERE k.id = $1",
      {contact});
  if (rows.empty()) return std::nullopt;
  const auto& row = rows.front();
  return Now{row.optional_text(0), row.optional_text(1), !row.is_null(2)};
}

bool write(db::Connection& c, const Author& author, base::Id contact, ContactPatch patch,
           base::Time now) {
  patch.rules.wins = {std::string(kContactType), "archived"};
  return write_contacts(c, author, {{contact, std::move(patch)}}, now).front().changed;
}

json::value text_or_null(const std::optional<std::string>& text) {
  return text ? json::value(json::string(*text)) : json::value();
}

bool archived_by_people(db::Connection& c, base::Id contact, base::Time since) {
  return !c.query(
               "SELECT 1 FROM changes WHERE asset_kind = 'contact' AND asset = $1 AND at >= $2 AND "
               "actor <> 'microsoft' AND op IN ('archive', 'restore') LIMIT 1",
               {contact, ms(since)})
              .empty();
}

void put_back_type(db::Connection& c, const Author& author, base::Id contact,
                   const std::string& before, base::Time now) {
  const auto was = base::parse_json(before, "What was there before");
  ContactPatch patch;
  patch.contact_type = base::optional_text(was, "value");
  write(c, author, contact, std::move(patch), now);
  if (const auto source = domain::source_from(base::text_member(was, "source")))
    save_field_sources(c, domain::kContact, {{contact, std::string(kContactType), *source}}, now);
}

}  // namespace

std::vector<LeaverMark> leaver_marks(db::Connection& c, base::Id tenant) {
  std::vector<LeaverMark> marks;
  for (const auto& row :
       c.query("SELECT contact, record, tenant, field, new_value FROM leaver_marks "
               "WHERE tenant = $1 ORDER BY contact, field",
               {tenant}))
    marks.push_back({row.integer(0), row.integer(1), row.integer(2), row.text(3), row.text(4)});
  return marks;
}

bool mark_leaver(db::Connection& c, const Author& author, const LeaverMark& mark, base::Time now) {
  const auto before = contact_now(c, mark.contact);
  if (!before) return false;
  ContactPatch patch;
  if (mark.field == kContactType)
    patch.contact_type = std::optional(mark.value);
  else
    patch.archived = true;
  if (!write(c, author, mark.contact, std::move(patch), now)) return false;
  const auto was = base::to_json(json::object{{"value", text_or_null(before->contact_type)},
                                              {"source", text_or_null(before->source)}});
  c.execute(
      "INSERT INTO leaver_marks (contact, record, field, tenant, old_value, new_value, at) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7)",
      {mark.contact, mark.record, mark.field, mark.tenant, was, mark.value, ms(now)});
  return true;
}

bool unmark_leaver(db::Connection& c, const Author& author, const LeaverMark& mark,
                   base::Time now) {
  const auto rows =
      c.query("SELECT old_value, at FROM leaver_marks WHERE contact = $1 AND field = $2",
              {mark.contact, mark.field});
  const auto current = contact_now(c, mark.contact);
  c.execute("DELETE FROM leaver_marks WHERE contact = $1 AND field = $2",
            {mark.contact, mark.field});
  if (rows.empty() || !current) return false;
  if (mark.field == kContactType) {
    const bool untouched = current->contact_type == mark.value && current->source == "microsoft";
    if (untouched) put_back_type(c, author, mark.contact, rows[0].text(0), now);
    return untouched;
  }
  if (!current->archived || archived_by_people(c, mark.contact, time_at(rows[0], 1))) return false;
  ContactPatch patch;
  patch.archived = false;
  return write(c, author, mark.contact, std::move(patch), now);
}

}  // namespace reeve::store
