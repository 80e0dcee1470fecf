// How a listing ended: Complete is the proof without which nothing can be marked gone.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <unordered_set>
#include <utility>
#include <variant>

#include "microsoft/graph.h"
#include "types/data_type.h"

namespace reeve::sync {

using SeenIds = std::unordered_set<std::string>;

struct Partial {
  std::string reason;  // a code of microsoft::Listing, or empty_answer, unreadable_record
  std::string sentence, remedy, detail;
};

class Complete;
using Ending = std::variant<Complete, Partial>;

// What a listing proved. `present`: how many records of the type were there before; `unreadable`:
// objects without an id that could be read, which may have been any of them.
struct Listed {
  const types::DataType& type;
  const microsoft::Listing& listing;
  SeenIds seen;
  std::size_t present = 0;
  std::int64_t unreadable = 0;
};
Ending conclude(Listed listed);

// Every object of the type was seen. Only conclude() makes one.
class Complete {
 public:
  bool has(const std::string& external_id) const { return seen_.contains(external_id); }
  std::size_t count() const { return seen_.size(); }

 private:
  explicit Complete(SeenIds seen) : seen_(std::move(seen)) {}
  friend Ending conclude(Listed listed);
  SeenIds seen_;
};

}  // namespace reeve::sync
