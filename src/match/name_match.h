// Finds names that are spelled almost alike: a trigram index in memory, the best ten judged letter
// by letter. Measured on 5,000 x 5,000 company names: 0.24 s, F1 0.946
// (reference/stack-measurements.md 5).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/id.h"

namespace reeve::match {

inline constexpr std::size_t kReranked =
    10;  // candidates by trigrams that are judged letter by letter

struct NamedId {
  base::Id id = 0;
  std::string name;
};
struct NameHit {
  base::Id id = 0;
  double score = 0;  // 0 to 1; 1 is the same letters
};

// 1 - edits / length of the longer, over characters (not bytes). Two empty texts are 0: nothing
// alike can be said.
double likeness(std::string_view a, std::string_view b);

// Immutable once built; const calls are thread-safe.
class NameIndex {
 public:
  // Names are compared by domain::normalized_name without blanks.
  explicit NameIndex(const std::vector<NamedId>& names);
  // At most kReranked, best first, equal scores by id.
  std::vector<NameHit> best(const std::string& name) const;

 private:
  struct Entry {
    base::Id id;
    std::string key;
    std::size_t trigrams;
  };
  std::vector<Entry> entries_;
  std::unordered_map<std::string, std::vector<std::uint32_t>> by_trigram_;
};

}  // namespace reeve::match
