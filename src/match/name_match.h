// Finds names that two people wrote differently for one company: a trigram index and a word index
// in memory, the best candidates judged letter by letter and word by word. Measured by
// bench/matching (docs/matching.md has the figures).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/id.h"

namespace reeve::match {

inline constexpr std::size_t kReranked = 10;    // candidates that are given back
inline constexpr std::size_t kByTrigrams = 20;  // looked at because their letters are alike
inline constexpr std::size_t kByWords = 30;  // and because they share a word that few others have
// A word that more names have than this leads to none of them.
inline constexpr std::size_t kCommonWord = 400;
// Words count as the same, by their likeness, from here on ("Manufacturng").
inline constexpr double kSameWord = 0.75;

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
  // Names are compared by domain::normalized_name: without blanks letter by letter, and word by
  // word in any order, where a word that many names have says little.
  explicit NameIndex(const std::vector<NamedId>& names);
  // At most kReranked, best first, equal scores by id.
  std::vector<NameHit> best(const std::string& name) const;
  // How alike two names are, as best() judges: the words' weights are those of the index.
  double alike(const std::string& a, const std::string& b) const;

 private:
  struct Name {
    std::string key;  // without blanks
    std::vector<std::string> words;
    std::vector<double> weights;  // of the words
    double weight = 0;            // of all of them
  };
  struct Entry {
    base::Id id;
    Name name;
    std::size_t trigrams;
  };
  using Postings = std::unordered_map<std::string, std::vector<std::uint32_t>>;

  Name name_of(const std::string& text) const;
  double score(const Name& a, const Name& b) const;
  void add_by_trigrams(const Name& name, std::vector<std::uint32_t>& out) const;
  void add_by_words(const Name& name, std::vector<std::uint32_t>& out) const;

  std::vector<Entry> entries_;
  Postings by_trigram_, by_word_;
};

}  // namespace reeve::match
