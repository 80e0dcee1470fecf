// Keeps one row a pair of related assets, also of a pair that was taken apart.
#include "store/related_items.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <span>
#include <tuple>
#include <utility>

#include "base/error.h"
#include "base/text.h"
#include "store/changes.h"
#include "store/ids.h"
#include "store/rows.h"

namespace reeve::store {
namespace {

using base::Error;
using base::ErrorCode;
using domain::Source;

constexpr std::size_t kMaxNotes = 10'000;

struct Pair {
  AssetRef a, b;
  auto operator<=>(const Pair&) const = default;
};
Pair pair_of(AssetRef one, AssetRef other) {
  if (other < one) std::swap(one, other);
  return {std::move(one), std::move(other)};
}

struct StoredRelation {
  base::Id id = 0;
  Pair pair;
  Source source = Source::person;
  bool removed = false;
  Source removed_source = Source::person;
  bool kept = false;  // put back by a person: no sync takes it apart
};
constexpr std::string_view kColumns =
    "id, a_kind, a, b_kind, b, source, removed_at, removed_source, kept_at";

StoredRelation stored_from(const db::Row& row) {
  StoredRelation one;
  one.id = row.integer(0);
  one.pair = {{row.text(1), row.integer(2)}, {row.text(3), row.integer(4)}};
  one.source = domain::source_from(row.text(5)).value_or(Source::person);
  one.removed = !row.is_null(6);
  one.removed_source = domain::source_from(text_or_empty(row, 7)).value_or(Source::person);
  one.kept = !row.is_null(8);
  return one;
}

std::optional<StoredRelation> first(const db::Rows& rows) {
  if (rows.empty()) return std::nullopt;
  return stored_from(rows.front());
}

std::optional<StoredRelation> find_pair(db::Connection& c, const Pair& pair) {
  return first(c.query(fmt::format("SELECT {} FROM related_items WHERE a_kind = $1 AND a = $2 AND "
                                   "b_kind = $3 AND b = $4{}",
                                   kColumns, for_update(c)),
                       {pair.a.kind, pair.a.id, pair.b.kind, pair.b.id}));
}

std::optional<StoredRelation> find_id(db::Connection& c, base::Id id) {
  return first(c.query(
      fmt::format("SELECT {} FROM related_items WHERE id = $1{}", kColumns, for_update(c)), {id}));
}

AssetNames names_of(db::Connection& c, std::span<const Pair> pairs) {
  std::vector<AssetRef> sides;
  for (const Pair& pair : pairs) sides.insert(sides.end(), {pair.a, pair.b});
  return asset_names(c, sides);
}

Change side_noted(const AssetNames& names, const Author& author, const AssetRef& asset,
                  const AssetRef& other, bool there, base::Time now) {
  const auto own = names.find(asset);
  const auto named = names.find(other);
  Change row;
  row.at = now;
  row.actor = domain::to_string(author.source);
  row.account = author.account;
  row.run = author.run;
  row.decision = author.decision;
  row.asset_kind = asset.kind;
  row.asset = asset.id;
  row.op = "relate";
  row.path = other.kind;
  (there ? row.new_value : row.old_value) =
      named != names.end() ? named->second.title : std::to_string(other.id);
  row.base_version = own != names.end() ? own->second.version : 0;
  return row;
}

// Both assets of each pair remember it.
void note_pairs(db::Connection& c, const Author& author, std::span<const Pair> pairs, bool there,
                base::Time now) {
  const AssetNames names = names_of(c, pairs);
  std::vector<Change> changes;
  for (const Pair& pair : pairs) {
    changes.push_back(side_noted(names, author, pair.a, pair.b, there, now));
    changes.push_back(side_noted(names, author, pair.b, pair.a, there, now));
  }
  add_changes(c, changes);
}
void note_pair(db::Connection& c, const Author& author, const Pair& pair, bool there,
               base::Time now) {
  note_pairs(c, author, {&pair, 1}, there, now);
}

struct NewRow {
  Pair pair;
  std::optional<std::string> reason, notes;
  std::optional<base::Id> tenant;
};

void insert_pairs(db::Connection& c, const Author& author, std::span<const NewRow> added,
                  base::Time now) {
  if (added.empty()) return;
  std::vector<Pair> pairs;
  for (const NewRow& one : added) pairs.push_back(one.pair);
  const AssetNames names = names_of(c, pairs);
  base::Id id = next_ids(c, "related_items", static_cast<std::int64_t>(added.size()));
  std::vector<db::Params> rows;
  for (const NewRow& one : added) {
    const auto name = names.find(one.pair.a);
    rows.push_back({id++, name != names.end() ? name->second.organization : 0, one.pair.a.kind,
                    one.pair.a.id, one.pair.b.kind, one.pair.b.id,
                    std::string(domain::to_string(author.source)), db::opt(one.reason),
                    db::opt(one.notes), db::opt(one.tenant), db::opt(author.run),
                    db::opt(author.account), ms(now), ms(now)});
  }
  c.batch(
      "INSERT INTO related_items (id, organization, a_kind, a, b_kind, b, source, reason, notes, "
      "tenant, run, account, created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, "
      "$10, $11, $12, $13, $14)",
      rows);
}

void put_back(db::Connection& c, base::Id id, base::Time now) {
  c.execute(
      "UPDATE related_items SET removed_at = NULL, removed_source = NULL, removed_by = NULL, "
      "removed_by_run = NULL, updated_at = $1 WHERE id = $2",
      {ms(now), id});
}

void take_out(db::Connection& c, const Author& author, std::span<const base::Id> ids,
              base::Time now) {
  std::vector<db::Params> rows;
  for (const base::Id id : ids)
    rows.push_back({ms(now), std::string(domain::to_string(author.source)), db::opt(author.account),
                    db::opt(author.run), ms(now), id});
  c.batch(
      "UPDATE related_items SET removed_at = $1, removed_source = $2, removed_by = $3, "
      "removed_by_run = $4, kept_at = NULL, updated_at = $5 WHERE id = $6",
      rows);
}

StoredRelation own_relation(db::Connection& c, const AssetRef& asset, base::Id id) {
  auto found = find_id(c, id);
  if (!found || (found->pair.a != asset && found->pair.b != asset))
    throw Error(ErrorCode::not_found, "There is no such relation, or you may not see it.");
  return std::move(*found);
}

RelatedItem item_from(const db::Row& row, const AssetRef& asset) {
  RelatedItem item;
  item.id = row.integer(0);
  AssetRef a{row.text(1), row.integer(2)}, b{row.text(3), row.integer(4)};
  item.other = a == asset ? std::move(b) : std::move(a);
  item.source = domain::source_from(row.text(5)).value_or(Source::person);
  item.reason = row.optional_text(6);
  item.notes = row.optional_text(7);
  item.run = row.optional_integer(8);
  item.account = row.optional_integer(9);
  item.created_at = time_at(row, 10);
  item.updated_at = time_at(row, 11);
  item.removed_at = optional_time(row, 12);
  return item;
}

// Nothing where the other side is archived, gone, or not for these eyes.
bool may_see(db::Connection& c, const Scope& scope, RelatedItem& item) {
  const auto name = asset_name(c, item.other.kind, item.other.id);
  if (!name || name->archived || !scope.includes(name->organization)) return false;
  item.other_organization = name->organization;
  item.other_title = name->title;
  return true;
}

constexpr std::string_view kItemColumns =
    "id, a_kind, a, b_kind, b, source, reason, notes, run, account, created_at, updated_at, "
    "removed_at";

RelatedItem seen_from(db::Connection& c, const Scope& scope, const AssetRef& asset,
                      const Pair& pair) {
  const auto rows =
      c.query(fmt::format("SELECT {} FROM related_items WHERE a_kind = $1 AND a = $2 AND b_kind = "
                          "$3 AND b = $4",
                          kItemColumns),
              {pair.a.kind, pair.a.id, pair.b.kind, pair.b.id});
  RelatedItem item = item_from(rows.at(0), asset);
  may_see(c, scope, item);
  return item;
}

}  // namespace

std::vector<RelatedItem> related_items(db::Connection& c, const Scope& scope, const AssetRef& asset,
                                       bool removed) {
  std::vector<RelatedItem> items;
  for (const auto& row : c.query(
           fmt::format("SELECT {} FROM related_items WHERE ((a_kind = $1 AND a = $2) OR (b_kind = "
                       "$3 AND b = $4)) AND {} ORDER BY id",
                       kItemColumns,
                       removed ? "removed_at IS NOT NULL AND removed_source <> 'microsoft'"
                               : "removed_at IS NULL"),
           {asset.kind, asset.id, asset.kind, asset.id})) {
    RelatedItem item = item_from(row, asset);
    if (may_see(c, scope, item)) items.push_back(std::move(item));
  }
  std::stable_sort(items.begin(), items.end(), [](const RelatedItem& x, const RelatedItem& y) {
    return std::tuple(x.other.kind, base::fold(x.other_title)) <
           std::tuple(y.other.kind, base::fold(y.other_title));
  });
  return items;
}

RelatedItem relate(db::Connection& c, const Scope& scope, const Author& author,
                   const AssetRef& asset, const AssetRef& other,
                   const std::optional<std::string>& notes, base::Time now) {
  const auto name = asset_name(c, other.kind, other.id);
  if (!name || name->archived || !scope.includes(name->organization))
    throw Error(ErrorCode::invalid,
                "There is nothing of that kind and id to relate to, or you may not see it.");
  if (asset == other) throw Error(ErrorCode::invalid, "Nothing is related to itself.");
  if (notes && notes->size() > kMaxNotes)
    throw Error(ErrorCode::invalid, "The notes are too long. They take at most 10,000 characters.");
  const Pair pair = pair_of(asset, other);
  const auto found = find_pair(c, pair);
  if (!found) {
    const NewRow row{pair, std::nullopt, notes, std::nullopt};
    insert_pairs(c, author, {&row, 1}, now);
  } else {
    c.execute(
        "UPDATE related_items SET source = $1, account = $2, notes = $3, tenant = NULL, reason = "
        "NULL WHERE id = $4",
        {std::string(domain::to_string(author.source)), db::opt(author.account), db::opt(notes),
         found->id});
    put_back(c, found->id, now);
  }
  if (!found || found->removed) note_pair(c, author, pair, true, now);
  return seen_from(c, scope, asset, pair);
}

void unrelate(db::Connection& c, const Scope& scope, const Author& author, const AssetRef& asset,
              base::Id id, base::Time now) {
  const StoredRelation found = own_relation(c, asset, id);
  const AssetRef& other = found.pair.a == asset ? found.pair.b : found.pair.a;
  const auto name = asset_name(c, other.kind, other.id);
  if (name && !scope.includes(name->organization))
    throw Error(ErrorCode::not_found, "There is no such relation, or you may not see it.");
  if (found.removed && found.removed_source != Source::microsoft) return;
  take_out(c, author, {&id, 1}, now);
  if (!found.removed) note_pair(c, author, found.pair, false, now);
}

RelatedItem restore_relation(db::Connection& c, const Scope& scope, const Author& author,
                             const AssetRef& asset, base::Id id, base::Time now) {
  const StoredRelation found = own_relation(c, asset, id);
  RelatedItem item = seen_from(c, scope, asset, found.pair);
  if (item.other_title.empty())
    throw Error(ErrorCode::not_found, "There is no such relation, or you may not see it.");
  if (found.removed) {
    put_back(c, id, now);
    note_pair(c, author, found.pair, true, now);
  }
  return seen_from(c, scope, asset, found.pair);
}

SyncRelation in_order(SyncRelation relation) {
  Pair pair = pair_of(std::move(relation.a), std::move(relation.b));
  return {std::move(pair.a), std::move(pair.b), std::move(relation.reason)};
}

std::vector<TenantRelation> relations_of_tenant(db::Connection& c, base::Id tenant) {
  std::vector<TenantRelation> all;
  for (const auto& row : c.query(
           "SELECT r.id, r.a_kind, r.a, r.b_kind, r.b, r.reason FROM related_items r WHERE "
           "r.tenant = $1 AND r.source = 'microsoft' AND r.removed_at IS NULL AND r.kept_at IS "
           "NULL AND NOT EXISTS (SELECT 1 FROM contacts k WHERE r.a_kind = 'contact' AND k.id = "
           "r.a AND k.merged_into IS NOT NULL) AND NOT EXISTS (SELECT 1 FROM contacts k WHERE "
           "r.b_kind = 'contact' AND k.id = r.b AND k.merged_into IS NOT NULL) ORDER BY r.id",
           {tenant}))
    all.push_back(
        {row.integer(0),
         {{row.text(1), row.integer(2)}, {row.text(3), row.integer(4)}, text_or_empty(row, 5)}});
  return all;
}

namespace {

// Those of the pairs that are kept, in force or not. They are locked before an id is asked for, as
// by people, so that nobody waits for a row with the ids in his hand.
std::map<Pair, StoredRelation> stored_pairs(db::Connection& c,
                                            const std::map<Pair, std::string>& asked) {
  std::map<std::string, std::vector<base::Id>> firsts;
  for (const auto& [pair, reason] : asked) firsts[pair.a.kind].push_back(pair.a.id);
  std::map<Pair, StoredRelation> there;
  for (const auto& [kind, ids] : firsts)
    query_by_ids(c,
                 fmt::format("SELECT {} FROM related_items WHERE a_kind = $1 AND a IN ({{}}){}",
                             kColumns, for_update(c)),
                 {kind}, ids, [&](const db::Row& row) {
                   StoredRelation one = stored_from(row);
                   if (asked.contains(one.pair)) there.emplace(one.pair, std::move(one));
                 });
  return there;
}

void make_again(db::Connection& c, const Author& author, base::Id tenant, const std::string& reason,
                base::Id id, base::Time now) {
  c.execute(
      "UPDATE related_items SET source = $1, reason = $2, tenant = $3, run = $4, account = NULL "
      "WHERE id = $5",
      {std::string(domain::to_string(author.source)), reason, tenant, db::opt(author.run), id});
  put_back(c, id, now);
}

}  // namespace

std::int64_t add_relations(db::Connection& c, const Author& author, base::Id tenant,
                           const std::vector<SyncRelation>& relations, base::Time now) {
  check_write_size(relations.size());
  std::map<Pair, std::string> wanted;  // with the reason
  for (const SyncRelation& one : relations) wanted.emplace(pair_of(one.a, one.b), one.reason);
  const auto there = stored_pairs(c, wanted);
  std::vector<Pair> made;
  std::vector<NewRow> added;
  for (const auto& [pair, reason] : wanted) {
    const auto found = there.find(pair);
    if (found == there.end()) {
      added.push_back({pair, reason, std::nullopt, tenant});
    } else if (found->second.removed && found->second.removed_source == Source::microsoft) {
      make_again(c, author, tenant, reason, found->second.id, now);
    } else {
      continue;  // there already, whoever made it; or a person does not want it
    }
    made.push_back(pair);
  }
  insert_pairs(c, author, added, now);
  note_pairs(c, author, made, true, now);
  return static_cast<std::int64_t>(made.size());
}

std::int64_t remove_relations(db::Connection& c, const Author& author,
                              const std::vector<base::Id>& ids, base::Time now) {
  check_write_size(ids.size());
  const std::set<base::Id> asked(ids.begin(), ids.end());
  const std::vector<base::Id> once(asked.begin(), asked.end());
  std::vector<base::Id> out;
  std::vector<Pair> pairs;
  query_by_ids(
      c, fmt::format("SELECT {} FROM related_items WHERE id IN ({{}}){}", kColumns, for_update(c)),
      {}, once, [&](const db::Row& row) {
        StoredRelation one = stored_from(row);
        if (one.removed || one.kept || one.source != Source::microsoft) return;
        out.push_back(one.id);
        pairs.push_back(std::move(one.pair));
      });
  take_out(c, author, out, now);
  note_pairs(c, author, pairs, false, now);
  return static_cast<std::int64_t>(out.size());
}

}  // namespace reeve::store
