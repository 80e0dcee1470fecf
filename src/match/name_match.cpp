// The trigram index and the letter by letter comparison.
#include "match/name_match.h"

#include <unicode/unistr.h>

#include <algorithm>
#include <utility>

#include "domain/organization.h"

namespace reeve::match {
namespace {

std::string key_of(const std::string& name) {
  std::string key = domain::normalized_name(name);
  std::erase(key, ' ');
  return key;
}

// Three bytes each, the ends marked by two blanks and one; each once. Bytes do: both sides are cut
// alike.
std::vector<std::string> trigrams_of(const std::string& key) {
  const std::string padded = "  " + key + " ";
  std::vector<std::string> out;
  for (std::size_t i = 0; i + 3 <= padded.size(); ++i) out.push_back(padded.substr(i, 3));
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

std::vector<char32_t> characters(std::string_view text) {
  const auto wide = icu::UnicodeString::fromUTF8(
      icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size())));
  std::vector<char32_t> out;
  for (std::int32_t i = 0; i < wide.length(); i = wide.moveIndex32(i, 1))
    out.push_back(static_cast<char32_t>(wide.char32At(i)));
  return out;
}

std::size_t edits(const std::vector<char32_t>& a, const std::vector<char32_t>& b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j < row.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i);
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t changed = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({changed, row[j] + 1, row[j - 1] + 1});
    }
  }
  return row[b.size()];
}

bool better(const NameHit& a, const NameHit& b) {
  return a.score != b.score ? a.score > b.score : a.id < b.id;
}

}  // namespace

double likeness(std::string_view a, std::string_view b) {
  const auto left = characters(a);
  const auto right = characters(b);
  const std::size_t longer = std::max(left.size(), right.size());
  if (longer == 0) return 0;
  return 1.0 - static_cast<double>(edits(left, right)) / static_cast<double>(longer);
}

NameIndex::NameIndex(const std::vector<NamedId>& names) {
  for (const NamedId& named : names) {
    const std::string key = key_of(named.name);
    if (key.empty()) continue;
    const auto trigrams = trigrams_of(key);
    for (const std::string& trigram : trigrams)
      by_trigram_[trigram].push_back(static_cast<std::uint32_t>(entries_.size()));
    entries_.push_back({named.id, key, trigrams.size()});
  }
}

std::vector<NameHit> NameIndex::best(const std::string& name) const {
  const std::string key = key_of(name);
  if (key.empty()) return {};
  const auto trigrams = trigrams_of(key);
  std::unordered_map<std::uint32_t, std::size_t> shared;
  for (const std::string& trigram : trigrams)
    if (const auto found = by_trigram_.find(trigram); found != by_trigram_.end())
      for (const std::uint32_t entry : found->second) ++shared[entry];
  struct Candidate {
    double jaccard;
    const Entry* entry;
  };
  std::vector<Candidate> candidates;
  candidates.reserve(shared.size());
  for (const auto& [entry, count] : shared) {
    const auto together = static_cast<double>(trigrams.size() + entries_[entry].trigrams - count);
    candidates.push_back({static_cast<double>(count) / together, &entries_[entry]});
  }
  const auto middle =
      candidates.begin() + static_cast<std::ptrdiff_t>(std::min(kReranked, candidates.size()));
  std::partial_sort(
      candidates.begin(), middle, candidates.end(), [](const Candidate& a, const Candidate& b) {
        return a.jaccard != b.jaccard ? a.jaccard > b.jaccard : a.entry->id < b.entry->id;
      });
  candidates.erase(middle, candidates.end());
  std::vector<NameHit> hits;
  for (const Candidate& one : candidates)
    hits.push_back({one.entry->id, likeness(key, one.entry->key)});
  std::sort(hits.begin(), hits.end(), better);
  return hits;
}

}  // namespace reeve::match
