// Who is not in the complete list any more.
#include "sync/prune.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "base/text.h"
#include "store/records.h"

namespace reeve::sync {

std::vector<const KnownRecords::value_type*> missing_of(const Complete& complete,
                                                        const KnownRecords& known, bool chosen) {
  std::vector<const KnownRecords::value_type*> missing;
  for (const auto& one : known) {
    const store::KnownRecord& record = one.second;
    if (record.gone || record.id == 0 || (chosen && record.not_chosen)) continue;
    if (!complete.has(one.first)) missing.push_back(&one);
  }
  return missing;
}

std::int64_t prune(RunWriter& writer, const types::DataType& type, const Complete& complete,
                   const KnownRecords& known, const Judged& kept) {
  std::vector<base::Id> missing;
  for (const auto* one : missing_of(complete, known, false))
    if (!type.guarded || !kept.keeps(type.name, one->first)) missing.push_back(one->second.id);
  std::sort(missing.begin(), missing.end());
  for (std::size_t at = 0; at < missing.size(); at += kMaxRowsPerTransaction) {
    const auto end = std::min(missing.size(), at + kMaxRowsPerTransaction);
    std::vector<base::Id> part(missing.begin() + static_cast<std::ptrdiff_t>(at),
                               missing.begin() + static_cast<std::ptrdiff_t>(end));
    writer.add(part.size(), [&writer, &type, ids = std::move(part)](db::Connection& c) {
      store::mark_gone(c, writer.run().tenant, type.name, writer.run().id, ids, writer.now());
    });
  }
  if (!missing.empty())
    writer.event(
        {.kind = "change",
         .type = type.name,
         .code = "gone",
         .sentence = fmt::format("{}: {} no longer at Microsoft. Their documentation stays.",
                                 type.title, missing.size()),
         .data = fmt::format(R"({{"count":{}}})", missing.size())});
  return static_cast<std::int64_t>(missing.size());
}

}  // namespace reeve::sync
