// Takes relations apart again, and puts those back that a sync took apart. What a person undid is
// marked as taken out by that person, so no sync relates it again.
#include "store/undo_relations.h"

#include <fmt/format.h>

#include <boost/json/object.hpp>

#include "base/json.h"
#include "store/rows.h"

namespace reeve::store {
namespace {

namespace json = base::json;

constexpr std::string_view kColumns = "id, a_kind, a, b_kind, b, removed_at, run, removed_by_run";

}  // namespace

RelationsOfRows::RelationsOfRows(db::Connection& c, const std::vector<Change>& rows, bool whole)
    : c_(c), whole_(whole) {
  std::vector<Change> relating;
  for (const Change& row : rows)
    if (row.op == "relate") relating.push_back(row);
  read_images(relating);
  read_relations(relating);
}

void RelationsOfRows::read_images(const std::vector<Change>& rows) {
  std::vector<base::Id> changes, relations;
  for (const Change& row : rows) changes.push_back(row.id);
  query_by_ids(c_, "SELECT change, before FROM change_images WHERE change IN ({})", {}, changes,
               [&](const db::Row& row) {
                 const auto image = base::parse_json(row.text(1), "A relation");
                 const auto relation = base::optional_integer(image, "relation");
                 if (!relation) return;
                 in_image_.emplace(row.integer(0), *relation);
                 relations.push_back(*relation);
               });
  query_by_ids(c_, fmt::format("SELECT {} FROM related_items WHERE id IN ({{}})", kColumns), {},
               relations, [&](const db::Row& row) { keep(row); });
}

void RelationsOfRows::read_relations(const std::vector<Change>& rows) {
  std::map<std::string, std::set<base::Id>> assets;
  for (const Change& row : rows)
    if (!in_image_.contains(row.id)) assets[row.asset_kind].insert(row.asset);
  for (const auto& [kind, all] : assets)
    for (const std::string_view side : {"a", "b"})
      query_by_ids(c_,
                   fmt::format("SELECT {} FROM related_items WHERE {}_kind = $1 AND {} IN ({{}})",
                               kColumns, side, side),
                   {kind}, std::vector<base::Id>(all.begin(), all.end()),
                   [&](const db::Row& row) { keep(row); });
}

void RelationsOfRows::keep(const db::Row& row) {
  Relation one{row.integer(0),  {row.text(1), row.integer(2)}, {row.text(3), row.integer(4)},
               !row.is_null(5), row.optional_integer(6),       row.optional_integer(7)};
  of_side_[one.a].insert(one.id);
  of_side_[one.b].insert(one.id);
  all_.emplace(one.id, std::move(one));
}

bool RelationsOfRows::is_titled(const AssetRef& side, const std::optional<std::string>& title) {
  const auto name = asset_name(c_, side.kind, side.id);
  return (name ? name->title : std::to_string(side.id)) == title;
}

std::vector<RelationBack> RelationsOfRows::of(const Change& row) {
  const bool made = row.new_value.has_value();
  if (const auto image = in_image_.find(row.id); image != in_image_.end()) {
    const auto one = all_.find(image->second);
    if (one == all_.end() || one->second.removed == made) return {};
    return {{one->first, made}};
  }
  const AssetRef asset{row.asset_kind, row.asset};
  if (whole_ && !given_.emplace(asset, row.path, made, row.run).second) return {};
  std::vector<RelationBack> out;
  for (const base::Id id : of_side_[asset]) {
    const Relation& one = all_.at(id);
    const AssetRef& other = one.a == asset ? one.b : one.a;
    const auto run = made ? one.run : one.removed_by_run;
    if (run != row.run.value_or(0) || other.kind != row.path || one.removed == made) continue;
    if (whole_ || is_titled(other, made ? row.new_value : row.old_value)) out.push_back({id, made});
  }
  return out;
}

namespace {

struct Sides {
  AssetRef a, b;
};

// Of those that do not stand as they shall.
std::map<base::Id, Sides> still_to_do(db::Connection& c, const std::vector<RelationBack>& asked) {
  std::map<base::Id, bool> remove;
  std::vector<base::Id> ids;
  for (const RelationBack& one : asked)
    if (remove.emplace(one.id, one.remove).second) ids.push_back(one.id);
  std::map<base::Id, Sides> out;
  query_by_ids(c, fmt::format("SELECT {} FROM related_items WHERE id IN ({{}})", kColumns), {}, ids,
               [&](const db::Row& row) {
                 if (!row.is_null(5) == remove.at(row.integer(0))) return;
                 out.emplace(row.integer(0),
                             Sides{{row.text(1), row.integer(2)}, {row.text(3), row.integer(4)}});
               });
  return out;
}

void write_states(db::Connection& c, const Change& author,
                  const std::vector<RelationBack>& relations) {
  std::vector<db::Params> apart, again;
  for (const RelationBack& one : relations)
    if (one.remove)
      apart.push_back(
          {ms(author.at), author.actor, db::opt(author.account), ms(author.at), one.id});
    else
      again.push_back({ms(author.at), ms(author.at), one.id});
  // Put back and taken apart once more, it is as the sync had left it.
  c.batch(
      "UPDATE related_items SET removed_at = $1, removed_source = CASE WHEN kept_at IS NULL THEN "
      "$2 ELSE 'microsoft' END, removed_by = $3, kept_at = NULL, updated_at = $4 WHERE id = $5",
      apart);
  // What a sync took apart stays from now on; what an undo did is a sync's again.
  c.batch(
      "UPDATE related_items SET kept_at = CASE WHEN removed_source = 'microsoft' THEN "
      "CAST($1 AS BIGINT) END, removed_at = NULL, removed_source = NULL, removed_by = NULL, "
      "removed_by_run = NULL, updated_at = $2 WHERE id = $3",
      again);
}

Change side_row(const Change& author, const AssetNames& names, const AssetRef& own,
                const AssetRef& other, const RelationBack& back) {
  const auto name = names.find(own);
  const auto named = names.find(other);
  Change row = author;
  row.asset_kind = own.kind;
  row.asset = own.id;
  row.base_version = name != names.end() ? name->second.version : 0;
  row.op = "relate";
  row.path = other.kind;
  (back.remove ? row.old_value : row.new_value) =
      named != names.end() ? named->second.title : std::to_string(other.id);
  row.image = {base::to_json(json::object{{"relation", back.id}}), "{}", 1};
  return row;
}

}  // namespace

std::int64_t write_relations_back(db::Connection& c, const Change& author,
                                  const std::vector<RelationBack>& relations,
                                  std::vector<Change>& changes) {
  std::map<base::Id, Sides> sides = still_to_do(c, relations);
  std::vector<RelationBack> todo;
  std::vector<AssetRef> assets;
  for (const RelationBack& one : relations) {
    const auto found = sides.find(one.id);
    if (found == sides.end()) continue;
    todo.push_back(one);
    assets.insert(assets.end(), {found->second.a, found->second.b});
  }
  write_states(c, author, todo);
  const AssetNames names = asset_names(c, assets);
  for (const RelationBack& one : todo) {
    const auto& [a, b] = sides.at(one.id);
    changes.push_back(side_row(author, names, a, b, one));
    changes.push_back(side_row(author, names, b, a, one));
  }
  return static_cast<std::int64_t>(todo.size());
}

}  // namespace reeve::store
