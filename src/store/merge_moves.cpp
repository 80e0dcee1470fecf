// Moves rows from one contact to another, and back.
#include "store/merge_moves.h"

#include <fmt/format.h>

#include <array>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "domain/asset.h"
#include "domain/contact.h"
#include "store/links.h"
#include "store/rows.h"

namespace reeve::store {
namespace {

namespace json = base::json;

// A column elsewhere that names a contact. `free`: what must not be there for the survivor already.
struct Reference {
  std::string_view place, table, id, column, only, taken;
};
// Relations stay in the order of their kinds; a pair that the survivor has already stays behind.
constexpr std::array<Reference, 6> kReferences{{
    {"configurations", "configurations", "id", "contact", "", ""},
    {"related_a", "related_items", "id", "a", " AND a_kind = 'contact'",
     " AND NOT EXISTS (SELECT 1 FROM related_items o WHERE o.a_kind = 'contact' AND o.a = $2 AND "
     "o.b_kind = related_items.b_kind AND o.b = related_items.b) AND b_kind <> 'contact'"},
    {"related_b", "related_items", "id", "b", " AND b_kind = 'contact'",
     " AND NOT EXISTS (SELECT 1 FROM related_items o WHERE o.b_kind = 'contact' AND o.b = $2 AND "
     "o.a_kind = related_items.a_kind AND o.a = related_items.a) AND a_kind <> 'contact'"},
    {"decisions", "decisions", "id", "asset", " AND asset_kind = 'contact'", ""},
    {"person_events", "person_events", "id", "contact", "", ""},
    {"leaver_marks", "leaver_marks", "record", "contact", "",
     " AND NOT EXISTS (SELECT 1 FROM leaver_marks o WHERE o.contact = $2 AND o.field = "
     "leaver_marks.field)"},
}};

void keep(db::Connection& c, base::Id merge, std::string_view place, base::Id row,
          const std::string& old, const std::string& now) {
  c.execute(
      "INSERT INTO merge_moves (merge, place, row_id, old, new) VALUES ($1, $2, $3, $4, $5) ON "
      "CONFLICT (merge, place, row_id) DO NOTHING",
      {merge, std::string(place), row, old, now});
}

std::string tie_json(const Link& link) {
  return base::to_json(
      json::object{{"asset", link.asset},
                   {"role", json::string(link.role)},
                   {"applied", link.applied_hash ? json::value(json::string(*link.applied_hash))
                                                 : json::value()}});
}

// One link with its new asset and role.
void move_link(db::Connection& c, base::Id merge, const Link& link, base::Id asset,
               const std::string& role) {
  Link moved = link;
  moved.asset = asset;
  moved.role = role;
  c.execute("UPDATE links SET asset = $1, role = $2 WHERE id = $3", {asset, role, link.id});
  keep(c, merge, "links", link.id, tie_json(link), tie_json(moved));
}

bool has_primary(const std::vector<Link>& links, const Link& like) {
  for (const Link& one : links)
    if (one.tenant == like.tenant && one.type == like.type && one.role == "primary") return true;
  return false;
}

void move_links(db::Connection& c, base::Id merge, base::Id survivor, base::Id other,
                std::optional<base::Id> primary_record) {
  auto there = links_of_asset(c, domain::kContact, survivor);
  const auto coming = links_of_asset(c, domain::kContact, other);
  for (const Link& link : coming) {
    if (link.record != primary_record || link.role != "primary") continue;
    for (Link& one : there)
      if (one.tenant == link.tenant && one.type == link.type && one.role == "primary") {
        move_link(c, merge, one, survivor, "additional");
        one.role = "additional";
      }
  }
  for (const Link& link : coming) {
    const bool second = has_primary(there, link);
    move_link(c, merge, link, survivor, second ? "additional" : link.role);
    Link moved = link;
    if (second) moved.role = "additional";
    there.push_back(std::move(moved));
  }
}

void move_references(db::Connection& c, base::Id merge, base::Id survivor, base::Id other) {
  for (const Reference& one : kReferences) {
    std::vector<base::Id> rows;
    for (const auto& row :
         c.query(fmt::format("SELECT {} FROM {} WHERE {} = $1{}{}", one.id, one.table, one.column,
                             one.only, one.taken),
                 one.taken.empty() ? db::Params{other} : db::Params{other, survivor}))
      rows.push_back(row.integer(0));
    for (const base::Id id : rows) {
      c.execute(fmt::format("UPDATE {} SET {} = $1 WHERE {} = $2 AND {} = $3", one.table,
                            one.column, one.id, one.column),
                {survivor, id, other});
      keep(c, merge, one.place, id, std::to_string(other), std::to_string(survivor));
    }
  }
}

// Open doubts about either of the two ask about the survivor alone.
std::vector<std::pair<base::Id, std::string>> reviews_naming(db::Connection& c, base::Id contact) {
  std::vector<std::pair<base::Id, std::string>> out;
  for (const auto& row :
       c.query("SELECT r.id, r.detail FROM reviews r JOIN tenants t ON t.id = r.tenant JOIN "
               "contacts k ON k.organization = t.organization WHERE k.id = $1 AND r.state = 'open'",
               {contact})) {
    const auto detail = base::try_parse_json(row.text(1));
    if (!detail) continue;
    const auto* candidates = base::member(*detail, "candidates").if_array();
    if (candidates == nullptr) continue;
    for (const auto& one : *candidates)
      if (base::optional_integer(one, "id") == contact) {
        out.emplace_back(row.integer(0), row.text(1));
        break;
      }
  }
  return out;
}

void move_reviews(db::Connection& c, base::Id merge, base::Id survivor, base::Id other,
                  const std::string& name) {
  for (const auto& [id, text] : reviews_naming(c, other)) {
    json::value detail = base::parse_json(text, "A review");
    json::array candidates;
    bool there = false;
    for (const auto& one : base::member(detail, "candidates").as_array()) {
      const auto candidate = base::optional_integer(one, "id");
      const bool same = candidate == survivor || candidate == other;
      if (same && there) continue;
      there = there || same;
      candidates.push_back(same ? json::value{{"id", survivor}, {"title", json::string(name)}}
                                : one);
    }
    detail.as_object()["candidates"] = std::move(candidates);
    const std::string now = base::to_json(detail);
    c.execute("UPDATE reviews SET detail = $1 WHERE id = $2", {now, id});
    keep(c, merge, "reviews", id, text, now);
  }
}

std::string name_of(db::Connection& c, base::Id contact) {
  const auto rows = c.query("SELECT first_name, last_name FROM contacts WHERE id = $1", {contact});
  if (rows.empty()) return {};
  domain::Contact k;
  k.first_name = rows.front().text(0);
  k.last_name = rows.front().text(1);
  return domain::full_name(k);
}

struct Moved {
  std::string place;
  base::Id row = 0;
  std::string old, now;
};

std::vector<Moved> moves_of(db::Connection& c, base::Id merge) {
  std::vector<Moved> moves;
  for (const auto& row :
       c.query("SELECT place, row_id, old, new FROM merge_moves WHERE merge = $1 ORDER BY place, "
               "row_id",
               {merge}))
    moves.push_back({row.text(0), row.integer(1), row.text(2), row.text(3)});
  return moves;
}

// Microsoft may have said something since that only the survivor heard: then it is applied anew.
void link_back(db::Connection& c, const Moved& move, bool elsewhere) {
  const auto old = base::parse_json(move.old, "A moved tie");
  const auto now = base::parse_json(move.now, "A moved tie");
  const auto was = base::optional_integer(old, "asset").value_or(0);
  const auto is = base::optional_integer(now, "asset").value_or(0);
  if ((was != is) != elsewhere) return;
  const auto rows =
      c.query("SELECT asset, tenant, type, applied_hash FROM links WHERE id = $1", {move.row});
  if (rows.empty() || rows.front().integer(0) != is) return;
  const bool taken =
      !c.query(
            "SELECT 1 FROM links WHERE asset_kind = 'contact' AND asset = $1 AND tenant = $2 "
            "AND type = $3 AND role = 'primary' AND id <> $4",
            {was, rows.front().integer(1), rows.front().text(2), move.row})
           .empty();
  const bool heard = rows.front().optional_text(3) == base::optional_text(old, "applied");
  c.execute(fmt::format("UPDATE links SET asset = $1, role = $2{} WHERE id = $3",
                        heard ? "" : ", applied_hash = NULL"),
            {was, taken ? "additional" : base::text_member(old, "role", "primary"), move.row});
}

void reference_back(db::Connection& c, const Moved& move, base::Id survivor, base::Id other) {
  for (const Reference& one : kReferences)
    if (one.place == move.place)
      c.execute(fmt::format("UPDATE {} SET {} = $1 WHERE {} = $2 AND {} = $3{}", one.table,
                            one.column, one.id, one.column, one.only),
                {other, move.row, survivor});
}

}  // namespace

MoveCounts count_moves(db::Connection& c, base::Id other) {
  MoveCounts counts;
  counts.links = static_cast<std::int64_t>(links_of_asset(c, domain::kContact, other).size());
  counts.relations =
      c.query(
           "SELECT COUNT(*) FROM related_items WHERE ((a_kind = 'contact' AND a = $1) OR (b_kind "
           "= 'contact' AND b = $2)) AND removed_at IS NULL",
           {other, other})
          .front()
          .integer(0);
  counts.reviews = static_cast<std::int64_t>(reviews_naming(c, other).size());
  return counts;
}

void move_all(db::Connection& c, base::Id merge, base::Id survivor, base::Id other,
              std::optional<base::Id> primary_record) {
  move_links(c, merge, survivor, other, primary_record);
  move_references(c, merge, survivor, other);
  move_reviews(c, merge, survivor, other, name_of(c, survivor));
}

void move_back(db::Connection& c, base::Id merge, base::Id survivor, base::Id other) {
  const auto moves = moves_of(c, merge);
  for (const bool elsewhere : {true, false})
    for (const Moved& move : moves)
      if (move.place == "links") link_back(c, move, elsewhere);
  for (const Moved& move : moves) {
    if (move.place == "reviews")
      c.execute("UPDATE reviews SET detail = $1 WHERE id = $2 AND detail = $3",
                {move.old, move.row, move.now});
    else if (move.place != "links")
      reference_back(c, move, survivor, other);
  }
  promote_links(c, survivor);
  promote_links(c, other);
}

void promote_links(db::Connection& c, base::Id contact) {
  const auto links = links_of_asset(c, domain::kContact, contact);
  std::vector<Link> kept;
  for (const Link& link : links)
    if (link.role == "primary") kept.push_back(link);
  for (const Link& link : links) {
    if (has_primary(kept, link)) continue;
    c.execute("UPDATE links SET role = 'primary' WHERE id = $1", {link.id});
    kept.push_back(link);
    kept.back().role = "primary";
  }
}

}  // namespace reeve::store
