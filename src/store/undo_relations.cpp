// Takes relations apart again, and puts those back that a sync took apart. What a person undid is
// marked as taken out by that person, so no sync relates it again.
#include "store/undo_relations.h"

#include <boost/json/object.hpp>

#include "base/json.h"
#include "domain/asset.h"
#include "store/asset_tables.h"
#include "store/rows.h"

namespace reeve::store {
namespace {

namespace json = base::json;

struct Side {
  std::string kind;
  base::Id id = 0;
};

struct Row {
  base::Id id = 0;
  Side a, b;
  bool removed = false;
};

Row row_from(const db::Row& row) {
  return {row.integer(0),
          {row.text(1), row.integer(2)},
          {row.text(3), row.integer(4)},
          !row.is_null(5)};
}

std::optional<base::Id> relation_in_image(db::Connection& c, const Change& row) {
  const auto image = c.query("SELECT before FROM change_images WHERE change = $1", {row.id});
  if (image.empty()) return std::nullopt;
  return base::optional_integer(base::parse_json(image.front().text(0), "A relation"), "relation");
}

std::string title_of(db::Connection& c, const Side& side) {
  const auto name = asset_name(c, side.kind, side.id);
  return name ? name->title : std::to_string(side.id);
}

// Those of the row's run and asset with assets of that kind, made or taken apart by it.
std::vector<Row> candidates(db::Connection& c, const Change& row, bool made) {
  std::vector<Row> out;
  const std::string run = made ? "run" : "removed_by_run";
  for (const auto& one : c.query(
           "SELECT id, a_kind, a, b_kind, b, removed_at FROM related_items WHERE ((a_kind = $1 AND "
           "a = $2) OR (b_kind = $3 AND b = $4)) AND " +
               run + " = $5 ORDER BY id",
           {row.asset_kind, row.asset, row.asset_kind, row.asset, row.run.value_or(0)}))
    out.push_back(row_from(one));
  return out;
}

}  // namespace

std::vector<RelationBack> relations_of_row(db::Connection& c, const Change& row, bool whole) {
  const bool made = row.new_value.has_value();
  if (const auto id = relation_in_image(c, row)) {
    const auto now = c.query("SELECT removed_at FROM related_items WHERE id = $1", {*id});
    if (now.empty() || !now.front().is_null(0) == made) return {};
    return {{*id, made}};
  }
  std::vector<RelationBack> out;
  for (const Row& one : candidates(c, row, made)) {
    const bool first = one.a.kind == row.asset_kind && one.a.id == row.asset;
    const Side& other = first ? one.b : one.a;
    if (other.kind != row.path || one.removed == made) continue;
    if (whole || title_of(c, other) == (made ? row.new_value : row.old_value))
      out.push_back({one.id, made});
  }
  return out;
}

bool write_relation_back(db::Connection& c, const Change& author, const RelationBack& back,
                         std::vector<Change>& changes) {
  const auto rows = c.query(
      "SELECT id, a_kind, a, b_kind, b, removed_at FROM related_items WHERE id = $1", {back.id});
  if (rows.empty()) return false;
  const Row one = row_from(rows.front());
  if (one.removed == back.remove) return false;
  if (back.remove)
    c.execute(
        "UPDATE related_items SET removed_at = $1, removed_source = $2, removed_by = $3, "
        "updated_at "
        "= $4 WHERE id = $5",
        {ms(author.at), author.actor, db::opt(author.account), ms(author.at), back.id});
  else
    c.execute(
        "UPDATE related_items SET removed_at = NULL, removed_source = NULL, removed_by = NULL, "
        "removed_by_run = NULL, updated_at = $1 WHERE id = $2",
        {ms(author.at), back.id});
  for (const bool first : {true, false}) {
    const Side &own = first ? one.a : one.b, &other = first ? one.b : one.a;
    const auto name = asset_name(c, own.kind, own.id);
    Change row = author;
    row.asset_kind = own.kind;
    row.asset = own.id;
    row.base_version = name ? name->version : 0;
    row.op = "relate";
    row.path = other.kind;
    (back.remove ? row.old_value : row.new_value) = title_of(c, other);
    row.image = {base::to_json(json::object{{"relation", back.id}}), "{}", 1};
    changes.push_back(std::move(row));
  }
  return true;
}

}  // namespace reeve::store
