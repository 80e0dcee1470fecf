// One asset after the other: newest change first, each turned back where it still stands.
#include "store/undo_batch.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <map>
#include <set>
#include <utility>

#include "base/json.h"
#include "domain/asset.h"
#include "store/asset_image.h"
#include "store/rows.h"
#include "store/undo_assets.h"
#include "store/undo_relations.h"
#include "store/undo_ties.h"

namespace reeve::store {
namespace {

struct StoredImage {
  base::Id first = 0, last = 0;
  ImageChange change;
};

StoredImage image_from(const db::Row& row) {
  return {
      row.integer(0), row.integer(1), {image_from_json(row.text(2)), image_from_json(row.text(3))}};
}

bool has_image(const Change& row) {
  return (row.op == "set" || row.op == "add" || row.op == "remove") &&
         !row.path.starts_with("merged");
}

// The images of all writes that `rows` belong to, by their first change.
class Images {
 public:
  Images(db::Connection& c, const std::vector<Change>& rows) {
    std::vector<base::Id> ids;
    for (const Change& row : rows)
      if (has_image(row)) ids.push_back(row.id);
    query_by_ids(c,
                 "SELECT change, last_change, before, after FROM change_images WHERE change IN "
                 "({})",
                 {}, ids, [&](const db::Row& row) { keep(image_from(row)); });
    for (const Change& row : rows)
      if (has_image(row) && !of(row)) find(c, row);
  }

  const StoredImage* of(const Change& row) const {
    auto found = images_.upper_bound(row.id);
    if (found == images_.begin()) return nullptr;
    --found;
    return found->second.last >= row.id ? &found->second : nullptr;
  }

 private:
  // Where the first row of its write is not among them.
  void find(db::Connection& c, const Change& row) {
    const auto found = c.query(
        "SELECT change, last_change, before, after FROM change_images WHERE change < $1 AND "
        "last_change >= $2 AND asset = $3 ORDER BY change DESC LIMIT 1",
        {row.id, row.id, row.asset});
    if (!found.empty()) keep(image_from(found.front()));
  }
  void keep(StoredImage image) {
    const base::Id first = image.first;
    images_.emplace(first, std::move(image));
  }
  std::map<base::Id, StoredImage> images_;
};

std::string_view why_unknown(const std::string& path) {
  if (path.starts_with("merged")) return "not_here";
  if (path == "organization") return "match";
  return path == "interfaces" ? "by_hand" : "unknown";
}

// "emails/ann@x.com/label" is of the field "emails".
std::string field_of(const std::string& path) {
  if (path.starts_with("traits/")) return path;
  return path.substr(0, path.find('/'));
}

struct AssetUndo {
  const UndoKind* kind = nullptr;
  UndoAsset was, now;
  std::vector<const Change*> rows;   // newest first
  std::vector<const Change*> taken;  // of them, what is undone now
  std::vector<Refused> refused;
  std::vector<std::pair<std::string, std::string>> stayed;  // path, reason
  TieChanges ties;
  std::vector<RelationBack> relations;
  bool made = false;  // the creation itself is taken back

  void stays(const std::string& path, std::string_view reason) {
    for (const auto& one : stayed)
      if (one.first == path) return;
    stayed.emplace_back(path, reason);
  }
};

class Batch {
 public:
  Batch(db::Connection& c, const Undo& undo, std::vector<Change> rows, base::Time now,
        std::set<base::Id>* relations)
      : c_(c),
        undo_(undo),
        rows_(std::move(rows)),
        now_(now),
        images_(c, rows_),
        of_rows_(c, rows_, undo.of.what != "change"),
        relations_(relations != nullptr ? *relations : own_) {
    std::ranges::sort(rows_, std::greater<>{}, &Change::id);
  }

  UndoEffect run() {
    load();
    for (auto& [key, one] : assets_) work(one);
    if (undo_.id != 0) write();
    return std::move(effect_);
  }

 private:
  bool writing() const { return undo_.id != 0; }

  void load() {
    std::map<std::string, std::vector<base::Id>> ids;
    for (const Change& row : rows_) {
      auto& all = ids[row.asset_kind];
      if (std::ranges::find(all, row.asset) == all.end()) all.push_back(row.asset);
    }
    for (const auto& [name, of_kind] : ids) {
      const UndoKind* kind = find_undo_kind(name);
      const auto loaded = kind ? kind->load(c_, of_kind, writing()) : UndoAssets{};
      for (const base::Id id : of_kind) {
        AssetUndo one;
        one.kind = kind;
        if (const auto found = loaded.find(id); found != loaded.end()) one.was = found->second;
        one.now = one.was;
        assets_.emplace(std::pair(name, id), std::move(one));
      }
    }
    for (const Change& row : rows_) assets_.at({row.asset_kind, row.asset}).rows.push_back(&row);
  }

  void work(AssetUndo& one) {
    if (one.kind == nullptr || one.was.id == 0) return leave(one, one.kind ? "gone" : "unknown");
    if (one.was.merged) return leave(one, "merged");
    const bool creation =
        std::ranges::any_of(one.rows, [](auto* row) { return row->op == "create"; });
    if (creation) {
      take_creation_back(one);
    } else {
      take_rows_back(one);
      if (!one.kind->valid(one.now.image)) {
        one = AssetUndo{one.kind, one.was, one.was, one.rows, {}, {}, {}, {}, {}, false};
        return leave(one, "name");
      }
    }
    count(one);
  }

  void leave(AssetUndo& one, std::string_view reason) {
    one.stays("", reason);
    count(one);
  }

  void relate_back(AssetUndo& one, const Change& row) {
    for (const RelationBack& back : of_rows_.of(row))
      if (std::ranges::find(one.relations, back.id, &RelationBack::id) == one.relations.end())
        one.relations.push_back(back);
  }

  // What it made goes as a whole, or stays as a whole.
  void take_creation_back(AssetUndo& one) {
    one.made = true;
    if (const auto why = why_it_stays(c_, one.rows); !why.empty()) return one.stays("", why);
    one.now.archived = true;
    one.taken = one.rows;
    one.ties.unlink = links_made(c_, one.rows);
    for (const Change* row : one.rows)
      if (row->op == "relate") relate_back(one, *row);
  }

  void take_rows_back(AssetUndo& one) {
    std::set<base::Id> done;  // images
    for (const Change* row : one.rows) {
      if (row->op == "relate") {
        relate_back(one, *row);
      } else if (row->op == "link" || row->op == "unlink" || row->op == "archive" ||
                 row->op == "restore") {
        take_act_back(one, *row);
      } else if (const StoredImage* image = has_image(*row) ? images_.of(*row) : nullptr) {
        if (done.insert(image->first).second || undo_.of.what == "change")
          take_image_back(one, *row, *image);
      } else {
        one.stays(row->path, why_unknown(row->path));
      }
    }
    for (const Change* row : one.rows) {
      const bool stays = std::ranges::any_of(one.stayed, [&](const auto& left) {
        return left.first == row->path || field_of(left.first) == field_of(row->path);
      });
      if (!stays) one.taken.push_back(row);
    }
  }

  void take_image_back(AssetUndo& one, const Change& row, const StoredImage& image) {
    std::optional<OnlyRow> only;
    if (undo_.of.what == "change")
      only = OnlyRow{row.op, row.path,
                     (row.op == "remove" ? row.old_value : row.new_value).value_or("")};
    TakenBack back = take_back(one.now.image, image.change, only);
    for (const std::string& path : back.stayed) one.stays(path, why_written(c_, row, path));
    if (row.actor == "microsoft")
      one.refused.insert(one.refused.end(), back.refused.begin(), back.refused.end());
  }

  void take_act_back(AssetUndo& one, const Change& row) {
    if (row.op == "link" || row.op == "unlink") {
      const auto why =
          row.op == "link" ? find_link_of(c_, row, one.ties) : find_tie_of(c_, row, one.ties);
      if (!why.empty()) one.stays(row.path, why);
      return;
    }
    const bool archives = row.op == "archive";
    if (one.now.archived != archives) return;
    one.now.archived = !archives;
    if (row.actor == "microsoft")
      one.refused.push_back({"archived", "set", archives ? "true" : "false"});
  }

  void count(AssetUndo& one) {
    one.now.name = one.was.name;
    const auto change = difference(one.was.image, one.now.image);
    const auto rows = static_cast<std::int64_t>(rows_of(change).size());
    const bool archives = one.now.archived && !one.was.archived;
    const bool restores = !one.now.archived && one.was.archived;
    const auto unlinks = static_cast<std::int64_t>(one.ties.unlink.size());
    const auto links = static_cast<std::int64_t>(one.ties.link.size());
    // A relation counts once, at the first of its two assets.
    std::int64_t relations = 0;
    for (const RelationBack& back : one.relations)
      relations += relations_.insert(back.id).second ? 1 : 0;
    if (!writing()) effect_.relations += relations;
    if (rows + unlinks + links > 0 || archives || restores) ++effect_.assets;
    effect_.restored += rows;
    effect_.archived += archives ? 1 : 0;
    effect_.unarchived += restores ? 1 : 0;
    effect_.unlinked += unlinks;
    effect_.linked += links;
    for (const auto& [path, reason] : one.stayed) {
      ++effect_.stayed;
      if (effect_.examples.size() < kMaxStayedShown)
        effect_.examples.push_back(
            {one.rows.front()->asset_kind, one.rows.front()->asset, one.was.name, path, reason});
    }
  }

  // --- Writing.

  void write() {
    std::map<const UndoKind*, std::vector<UndoAsset>> saves;
    for (auto& [key, one] : assets_) {
      const bool differs = one.now.image != one.was.image || one.now.archived != one.was.archived;
      if (differs) saves[one.kind].push_back(one.now);
    }
    for (const auto& [kind, assets] : saves) kind->save(c_, assets, now_);
    for (auto& [key, one] : assets_) write_history(key, one);
    add_changes(c_, changes_);
    for (auto& [key, one] : assets_) {
      write_refusals(key, one);
      mark(key, one);
      write_stayed(key, one);
    }
  }

  Change row_of(const std::pair<std::string, base::Id>& key, const AssetUndo& one) const {
    Change row;
    row.at = now_;
    row.actor = domain::to_string(undo_.author.source);
    row.account = undo_.author.account;
    row.asset_kind = key.first;
    row.asset = key.second;
    row.base_version = one.was.version + 1;
    row.undo = undo_.id;
    return row;
  }

  void write_history(const std::pair<std::string, base::Id>& key, AssetUndo& one) {
    const auto change = difference(one.was.image, one.now.image);
    const auto rows = rows_of(change);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      Change row = row_of(key, one);
      row.op = rows[i].op;
      row.path = rows[i].path;
      row.old_value = one.kind->shown(c_, row.path, rows[i].old_value);
      row.new_value = one.kind->shown(c_, row.path, rows[i].new_value);
      if (i == 0)
        row.image = {to_json(change.before), to_json(change.after),
                     static_cast<std::int64_t>(rows.size())};
      changes_.push_back(std::move(row));
    }
    if (one.now.archived != one.was.archived) {
      Change row = row_of(key, one);
      row.op = one.now.archived ? "archive" : "restore";
      changes_.push_back(std::move(row));
    }
    effect_.relations += write_relations_back(c_, row_of(key, one), one.relations, changes_);
    if (one.ties.unlink.empty() && one.ties.link.empty()) return;
    TieAuthor author{row_of(key, one), undo_.author.account,
                     one.made ? "never_create" : std::string(one.kind->refusal), now_};
    write_ties(c_, author, one.ties, changes_);
  }

  // Whoever is not tied to the asset any more writes nothing into it anyway.
  void write_refusals(const std::pair<std::string, base::Id>& key, const AssetUndo& one) {
    const bool free = !one.ties.unlink.empty() && !is_linked(c_, key.first, key.second);
    if (one.refused.empty() || one.made || free) return;
    std::vector<db::Params> rows;
    for (const Refused& refused : one.refused)
      rows.push_back({key.first, key.second, refused.field, refused.op, refused.value, undo_.id,
                      db::opt(undo_.author.account), ms(now_)});
    c_.batch(
        "INSERT INTO refusals (asset_kind, asset, field, op, value, undo, account, at) VALUES "
        "($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (asset_kind, asset, field, op, value) DO "
        "UPDATE SET undo = excluded.undo, account = excluded.account, at = excluded.at",
        rows);
  }

  // What an undo did and is taken back now stands again, and is refused no more.
  void mark(const std::pair<std::string, base::Id>& key, const AssetUndo& one) {
    std::vector<db::Params> undone, again, allowed;
    for (const Change* row : one.taken) {
      undone.push_back({undo_.id, row->id});
      if (!row->undo) continue;
      again.push_back({*row->undo, key.first, key.second, row->path});
      const bool whole = row->op == "archive" || row->op == "restore";
      allowed.push_back({*row->undo, key.second, whole ? "archived" : field_of(row->path)});
    }
    c_.batch("UPDATE changes SET undone_by = $1 WHERE id = $2", undone);
    if (undo_.of.what == "undo" && one.stayed.empty())
      c_.execute(
          "UPDATE changes SET undone_by = NULL WHERE undone_by = $1 AND asset_kind = $2 AND asset "
          "= $3",
          {undo_.of.subject, key.first, key.second});
    c_.batch(
        "UPDATE changes SET undone_by = NULL WHERE undone_by = $1 AND asset_kind = $2 AND asset = "
        "$3 AND path = $4",
        again);
    c_.batch("DELETE FROM refusals WHERE undo = $1 AND asset = $2 AND field = $3", allowed);
  }

  void write_stayed(const std::pair<std::string, base::Id>& key, const AssetUndo& one) {
    std::vector<db::Params> rows;
    for (const auto& [path, reason] : one.stayed)
      rows.push_back({undo_.id, key.first, key.second, path, reason});
    c_.batch(
        "INSERT INTO undo_stayed (undo, asset_kind, asset, path, reason) VALUES ($1, $2, $3, $4, "
        "$5) ON CONFLICT (undo, asset_kind, asset, path) DO NOTHING",
        rows);
  }

  db::Connection& c_;
  const Undo& undo_;
  std::vector<Change> rows_;
  base::Time now_;
  Images images_;
  RelationsOfRows of_rows_;
  std::set<base::Id> own_;
  std::set<base::Id>& relations_;
  std::map<std::pair<std::string, base::Id>, AssetUndo> assets_;
  std::vector<Change> changes_;
  UndoEffect effect_;
};

}  // namespace

UndoEffect take_back_changes(db::Connection& c, const Undo& undo, std::vector<Change> rows,
                             base::Time now, std::set<base::Id>* relations) {
  if (rows.empty()) return {};
  return Batch(c, undo, std::move(rows), now, relations).run();
}

}  // namespace reeve::store
