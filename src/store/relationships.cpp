// Reads and writes relationships; roles and assignments are kept as JSON.
#include "store/relationships.h"

#include <fmt/format.h>

#include "base/json.h"
#include "base/text.h"
#include "store/rows.h"

namespace reeve::store {
namespace {

constexpr std::string_view kColumns =
    "connection, external_id, name, customer_tenant_id, customer_name, status, duration, "
    "auto_extend, roles, assignments, assignments_seen_at, made_here, created_at, activated_at, "
    "ends_at, seen_at";

base::json::array array_of(const std::vector<std::string>& texts) {
  base::json::array out;
  for (const auto& one : texts) out.emplace_back(base::json::string(one));
  return out;
}

std::vector<std::string> texts_of(const base::json::value& value) {
  std::vector<std::string> out;
  if (const auto* list = value.if_array())
    for (const auto& one : *list)
      if (one.is_string()) out.emplace_back(one.as_string());
  return out;
}

std::string assignments_text(const std::vector<GroupAssignment>& assignments) {
  base::json::array out;
  for (const auto& one : assignments)
    out.push_back(base::json::object{
        {"group", one.group}, {"status", one.status}, {"roles", array_of(one.roles)}});
  return base::to_json(out);
}

std::vector<GroupAssignment> assignments_of(const std::string& text) {
  std::vector<GroupAssignment> out;
  const auto parsed = base::parse_json(text, "The assignments of a relationship");
  if (const auto* list = parsed.if_array())
    for (const auto& one : *list)
      out.push_back({base::text_member(one, "group"), base::text_member(one, "status"),
                     texts_of(base::member(one, "roles"))});
  return out;
}

Relationship relationship_from(const db::Row& row) {
  Relationship r;
  r.connection = row.integer(0);
  r.external_id = row.text(1);
  r.name = row.text(2);
  r.customer_tenant_id = row.optional_text(3);
  r.customer_name = row.optional_text(4);
  r.status = row.text(5);
  r.duration = row.text(6);
  r.auto_extend = row.text(7);
  r.roles = texts_of(base::parse_json(row.text(8), "The roles of a relationship"));
  r.assignments = assignments_of(row.text(9));
  r.assignments_seen_at = optional_time(row, 10);
  r.made_here = row.boolean(11);
  r.created_at = optional_time(row, 12);
  r.activated_at = optional_time(row, 13);
  r.ends_at = optional_time(row, 14);
  r.seen_at = time_at(row, 15);
  return r;
}

}  // namespace

void put_relationship(db::Connection& c, const Relationship& r) {
  c.execute(
      fmt::format(
          "INSERT INTO gdap_relationships ({}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, "
          "$11, $12, $13, $14, $15, $16) ON CONFLICT (connection, external_id) DO UPDATE SET "
          "name = excluded.name, customer_tenant_id = excluded.customer_tenant_id, "
          "customer_name = excluded.customer_name, status = excluded.status, "
          "duration = excluded.duration, auto_extend = excluded.auto_extend, "
          "roles = excluded.roles, "
          "assignments = CASE WHEN excluded.assignments_seen_at IS NULL THEN "
          "gdap_relationships.assignments ELSE excluded.assignments END, "
          "assignments_seen_at = COALESCE(excluded.assignments_seen_at, "
          "gdap_relationships.assignments_seen_at), "
          "made_here = CASE WHEN gdap_relationships.made_here = 1 THEN 1 ELSE excluded.made_here "
          "END, created_at = excluded.created_at, activated_at = excluded.activated_at, "
          "ends_at = excluded.ends_at, seen_at = excluded.seen_at",
          kColumns),
      {r.connection, r.external_id, base::clean_text(r.name), db::opt(r.customer_tenant_id),
       db::opt(r.customer_name), r.status, r.duration, r.auto_extend,
       base::to_json(array_of(r.roles)), assignments_text(r.assignments), ms(r.assignments_seen_at),
       flag(r.made_here), ms(r.created_at), ms(r.activated_at), ms(r.ends_at), ms(r.seen_at)});
}

void drop_unseen_relationships(db::Connection& c, base::Id connection, base::Time listed_at) {
  c.execute("DELETE FROM gdap_relationships WHERE connection = $1 AND seen_at < $2",
            {connection, ms(listed_at)});
}

std::vector<Relationship> list_relationships(db::Connection& c, base::Id connection) {
  std::vector<Relationship> out;
  for (const auto& row : c.query(fmt::format("SELECT {} FROM gdap_relationships WHERE connection = "
                                             "$1 ORDER BY name, external_id",
                                             kColumns),
                                 {connection}))
    out.push_back(relationship_from(row));
  return out;
}

std::optional<Relationship> find_relationship(db::Connection& c, base::Id connection,
                                              const std::string& external_id) {
  const auto rows = c.query(fmt::format("SELECT {} FROM gdap_relationships WHERE connection = $1 "
                                        "AND external_id = $2",
                                        kColumns),
                            {connection, external_id});
  if (rows.empty()) return std::nullopt;
  return relationship_from(rows.front());
}

std::optional<AccessGroup> find_access_group(db::Connection& c, base::Id connection) {
  const auto rows = c.query(
      "SELECT connection, group_id, name, made_here, chosen_at FROM access_groups "
      "WHERE connection = $1",
      {connection});
  if (rows.empty()) return std::nullopt;
  const auto& row = rows.front();
  return AccessGroup{row.integer(0), row.text(1), row.text(2), row.boolean(3), time_at(row, 4)};
}

void put_access_group(db::Connection& c, const AccessGroup& values) {
  c.execute(
      "INSERT INTO access_groups (connection, group_id, name, made_here, chosen_at) VALUES ($1, "
      "$2, $3, $4, $5) ON CONFLICT (connection) DO UPDATE SET group_id = excluded.group_id, "
      "name = excluded.name, made_here = excluded.made_here, chosen_at = excluded.chosen_at",
      {values.connection, values.group_id, base::clean_text(values.name), flag(values.made_here),
       ms(values.chosen_at)});
}

}  // namespace reeve::store
