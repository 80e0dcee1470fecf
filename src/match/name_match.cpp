// The two indexes and the comparison by letters and by words.
#include "match/name_match.h"

#include <unicode/unistr.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/text.h"
#include "domain/organization.h"

namespace reeve::match {
namespace {

// Words alone never make two names the same: the order said something, too.
constexpr double kWordsAtBest = 0.97;

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
  std::vector<char32_t> out;
  if (std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; })) {
    for (const char c : text) out.push_back(static_cast<char32_t>(c));
    return out;
  }
  const auto wide = icu::UnicodeString::fromUTF8(
      icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size())));
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

// "mfg." for a word that begins so counts nearly as the word: people cut words off.
bool cut_off(std::string_view shorter, std::string_view longer) {
  constexpr std::size_t kLeast = 3;
  return shorter.size() >= kLeast && longer.size() > shorter.size() && longer.starts_with(shorter);
}

double word_likeness(const std::string& a, const std::string& b) {
  if (a == b) return 1;
  if (cut_off(a, b) || cut_off(b, a)) return 0.9;
  // Too different in length to be alike enough, so not worth the look.
  const std::size_t shorter = std::min(a.size(), b.size()), longer = std::max(a.size(), b.size());
  if (static_cast<double>(shorter) < kSameWord * static_cast<double>(longer)) return 0;
  const double alike = likeness(a, b);
  return alike >= kSameWord ? alike : 0;
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
    Entry entry{named.id, {}, 0};
    entry.name.words = base::split(domain::normalized_name(named.name), ' ');
    entry.name.key = base::join(entry.name.words, "");
    if (entry.name.key.empty()) continue;
    const auto at = static_cast<std::uint32_t>(entries_.size());
    const auto trigrams = trigrams_of(entry.name.key);
    entry.trigrams = trigrams.size();
    for (const std::string& trigram : trigrams) by_trigram_[trigram].push_back(at);
    for (const std::string& word : entry.name.words)
      if (auto& list = by_word_[word]; list.empty() || list.back() != at) list.push_back(at);
    entries_.push_back(std::move(entry));
  }
  // Weights are known only when all names are.
  for (Entry& entry : entries_) entry.name = name_of(base::join(entry.name.words, " "));
}

// A word that no name has weighs most.
NameIndex::Name NameIndex::name_of(const std::string& text) const {
  Name name;
  name.words = base::split(text, ' ');
  std::erase(name.words, "");
  name.key = base::join(name.words, "");
  for (const std::string& word : name.words) {
    const auto found = by_word_.find(word);
    const auto having = found == by_word_.end() ? 0.0 : static_cast<double>(found->second.size());
    name.weights.push_back(1 + std::log((static_cast<double>(entries_.size()) + 1) / (having + 1)));
    name.weight += name.weights.back();
  }
  return name;
}

double NameIndex::score(const Name& a, const Name& b) const {
  const double letters = likeness(a.key, b.key);
  if (letters >= 1 || a.words.empty() || b.words.empty()) return letters;
  double shared = 0;
  std::vector<bool> taken(b.words.size());
  for (std::size_t i = 0; i < a.words.size(); ++i) {
    double most = 0;
    std::size_t at = 0;
    for (std::size_t j = 0; j < b.words.size(); ++j)
      if (const double alike = taken[j] ? 0 : word_likeness(a.words[i], b.words[j]); alike > most) {
        most = alike;
        at = j;
      }
    if (most <= 0) continue;
    taken[at] = true;
    shared += most * (a.weights[i] + b.weights[at]);
  }
  const double words = kWordsAtBest * shared / (a.weight + b.weight);
  // The better of both decides; the other still tells apart those that are equally good.
  return std::max(letters, words) * 0.98 + std::min(letters, words) * 0.02;
}

double NameIndex::alike(const std::string& a, const std::string& b) const {
  return score(name_of(domain::normalized_name(a)), name_of(domain::normalized_name(b)));
}

void NameIndex::add_by_trigrams(const Name& name, std::vector<std::uint32_t>& out) const {
  const auto trigrams = trigrams_of(name.key);
  std::unordered_map<std::uint32_t, std::size_t> shared;
  for (const std::string& trigram : trigrams)
    if (const auto found = by_trigram_.find(trigram); found != by_trigram_.end())
      for (const std::uint32_t entry : found->second) ++shared[entry];
  struct Candidate {
    double jaccard;
    std::uint32_t entry;
  };
  std::vector<Candidate> candidates;
  candidates.reserve(shared.size());
  for (const auto& [entry, count] : shared) {
    const auto together = static_cast<double>(trigrams.size() + entries_[entry].trigrams - count);
    candidates.push_back({static_cast<double>(count) / together, entry});
  }
  const auto middle =
      candidates.begin() + static_cast<std::ptrdiff_t>(std::min(kByTrigrams, candidates.size()));
  std::partial_sort(candidates.begin(), middle, candidates.end(),
                    [this](const Candidate& a, const Candidate& b) {
                      return a.jaccard != b.jaccard ? a.jaccard > b.jaccard
                                                    : entries_[a.entry].id < entries_[b.entry].id;
                    });
  for (auto one = candidates.begin(); one != middle; ++one) out.push_back(one->entry);
}

// Those that share most of the weight of words that not everybody has.
void NameIndex::add_by_words(const Name& name, std::vector<std::uint32_t>& out) const {
  std::unordered_map<std::uint32_t, double> shared;
  for (std::size_t i = 0; i < name.words.size(); ++i) {
    const auto found = by_word_.find(name.words[i]);
    if (found == by_word_.end() || found->second.size() > kCommonWord) continue;
    for (const std::uint32_t entry : found->second) shared[entry] += name.weights[i];
  }
  std::vector<std::pair<double, std::uint32_t>> ranked;
  for (const auto& [entry, weight] : shared)
    ranked.emplace_back(-weight / (name.weight + entries_[entry].name.weight - weight), entry);
  const auto middle =
      ranked.begin() + static_cast<std::ptrdiff_t>(std::min(kByWords, ranked.size()));
  std::partial_sort(ranked.begin(), middle, ranked.end());
  for (auto one = ranked.begin(); one != middle; ++one) out.push_back(one->second);
}

std::vector<NameHit> NameIndex::best(const std::string& text) const {
  const Name name = name_of(domain::normalized_name(text));
  if (name.key.empty()) return {};
  std::vector<std::uint32_t> candidates;
  add_by_trigrams(name, candidates);
  add_by_words(name, candidates);
  std::sort(candidates.begin(), candidates.end());
  candidates.erase(std::unique(candidates.begin(), candidates.end()), candidates.end());
  std::vector<NameHit> hits;
  for (const std::uint32_t one : candidates)
    hits.push_back({entries_[one].id, score(name, entries_[one].name)});
  std::sort(hits.begin(), hits.end(), better);
  if (hits.size() > kReranked) hits.resize(kReranked);
  return hits;
}

}  // namespace reeve::match
