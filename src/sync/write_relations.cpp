// Relations in short transactions.
#include "sync/write_relations.h"

#include <algorithm>
#include <cstddef>

namespace reeve::sync {
namespace {

// Each pair is a row and the history of two assets.
constexpr std::size_t kRowsPerRelation = 4;
constexpr std::size_t kRelationsPerTransaction = kMaxRowsPerTransaction / kRowsPerRelation;

template <class Item, class Work>
void in_parts(RunWriter& writer, const std::vector<Item>& all, Work work) {
  for (std::size_t at = 0; at < all.size(); at += kRelationsPerTransaction) {
    const auto end = std::min(all.size(), at + kRelationsPerTransaction);
    std::vector<Item> part(all.begin() + static_cast<std::ptrdiff_t>(at),
                           all.begin() + static_cast<std::ptrdiff_t>(end));
    writer.add(part.size() * kRowsPerRelation,
               [work, part = std::move(part)](db::Connection& c) { work(c, part); });
  }
}

}  // namespace

RelationCounts write_relations(RunWriter& writer, const RelationPlan& plan) {
  RelationCounts counts;
  const base::Id tenant = writer.run().tenant;
  in_parts(writer, plan.over, [&](db::Connection& c, const auto& part) {
    counts.unrelated += store::remove_relations(c, writer.author(), part, writer.now());
  });
  in_parts(writer, plan.missing, [&](db::Connection& c, const auto& part) {
    counts.related += store::add_relations(c, writer.author(), tenant, part, writer.now());
  });
  writer.flush();
  return counts;
}

}  // namespace reeve::sync
