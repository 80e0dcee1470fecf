// A round of a delta query: objects that changed, objects that are gone, members that came or went.
// An object may come several times and on any page; the last time counts
// (reference/microsoft-cloud.md C.9).
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>

#include "base/json.h"
#include "sync/type_lister.h"

namespace reeve::sync {

// Makes whole objects of what a delta query gives: properties that it leaves out are as they were,
// or, of an object that is new in this round, have no value.
class DeltaPages {
 public:
  DeltaPages(const Services& services, const RunWriter& writer, const types::DataType& type,
             TypeLister& lister, Round round);
  void on_page(const microsoft::Page& page);

 private:
  void load_bodies(const microsoft::Page& page);
  bool is_told_anew(const std::string& id, const base::json::value& object) const;
  void take(std::string_view raw);

  const Services& services_;
  const RunWriter& writer_;
  const types::DataType& type_;
  TypeLister& lister_;
  Round round_;
  std::unordered_map<std::string, std::string> bodies_;  // as known so far
};

// The object with what the change says; `body`: as it was, or null where it is new. Exposed for its
// test.
std::string with_change(const types::DataType& type, const std::string* body,
                        std::string_view change);

}  // namespace reeve::sync
