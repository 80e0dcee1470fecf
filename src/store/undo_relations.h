// Relations that a change made or took apart, on the way back. Internal to store/.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "store/asset_tables.h"
#include "store/changes.h"

namespace reeve::store {

struct RelationBack {
  base::Id id = 0;
  bool remove = false;  // else it is put back
};

// What the "relate" rows of a batch of history did, as far as it still stands; read at once.
class RelationsOfRows {
 public:
  // `whole`: what is undone is more than one change, so each row stands for all of its run.
  RelationsOfRows(db::Connection& c, const std::vector<Change>& rows, bool whole);
  // What to turn back for this row. Where it stands for all of its run they are given once.
  std::vector<RelationBack> of(const Change& row);

 private:
  struct Relation {
    base::Id id = 0;
    AssetRef a, b;
    bool removed = false;
    std::optional<base::Id> run, removed_by_run;
  };
  using Asked = std::tuple<AssetRef, std::string, bool, std::optional<base::Id>>;

  void read_images(const std::vector<Change>& rows);
  void read_relations(const std::vector<Change>& rows);
  void keep(const db::Row& row);
  bool is_titled(const AssetRef& side, const std::optional<std::string>& title);

  db::Connection& c_;
  bool whole_;
  std::map<base::Id, base::Id> in_image_;  // by the change, where its image names the relation
  std::map<base::Id, Relation> all_;
  std::map<AssetRef, std::set<base::Id>> of_side_;
  std::set<Asked> given_;
};
// Takes them apart, or puts them back, with a row of history on both sides of each; returns how
// many, as somebody may have been faster. `author`: what the rows have in common.
std::int64_t write_relations_back(db::Connection& c, const Change& author,
                                  const std::vector<RelationBack>& relations,
                                  std::vector<Change>& changes);

}  // namespace reeve::store
