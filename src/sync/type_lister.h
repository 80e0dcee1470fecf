// Takes the objects of one data type as they come and writes what differs from the records we have.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "microsoft/graph.h"
#include "sync/list_type.h"
#include "types/parse_record.h"

namespace reeve::sync {

// everything: the listing names all objects there are; changes: only those that differ.
enum class Round { everything, changes };

// One listing; one thread. A second listing of the type needs a second lister.
class TypeLister {
 public:
  TypeLister(const Services& services, RunWriter& writer, const types::DataType& type,
             std::shared_ptr<KnownRecords> known, Round round);

  // A page of objects, in order: take, progress, and the writes that are due.
  void on_page(const microsoft::Page& page);

  // The same in parts, where a page is not simply a list of objects.
  void take(std::string_view object);
  void remove(const std::string& external_id, const std::string& reason);
  // Known, and not there before this run or up to now.
  bool is_gone(const std::string& external_id) const;
  EdgeBook& edges() { return *edges_; }
  void end_page(std::optional<std::int64_t> about);

  TypeResult finish(const microsoft::Listing& listing);

 private:
  void unreadable(const types::ParsedRecord& record);
  void write_pending();
  void progress(std::size_t about);
  static void write(db::Connection& c, RunWriter& writer, const types::DataType& type,
                    KnownRecords& known, std::vector<store::RecordWrite>& records);

  const Services& services_;
  RunWriter& writer_;
  const types::DataType& type_;
  std::shared_ptr<KnownRecords> known_;
  Round round_;
  std::size_t present_ = 0;
  types::RecordParser parser_;
  SeenIds seen_;
  std::shared_ptr<EdgeBook> edges_ = std::make_shared<EdgeBook>();
  std::unordered_map<std::string, std::string> removed_;
  std::unordered_set<std::string> touched_;
  std::map<std::string, store::RecordWrite> pending_;
  std::int64_t added_ = 0, changed_ = 0, unreadable_ = 0, oddities_ = 0;
};

}  // namespace reeve::sync
