// Left records in, reviews out.
#include "sync/left_reviews.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "base/json.h"
#include "domain/asset.h"
#include "store/links.h"
#include "store/review_answers.h"

#include <boost/json/object.hpp>

namespace reeve::sync {
namespace {

std::string_view what_is_known(const std::string& state) {
  if (state == "soft_deleted") return "was deleted at Microsoft (for 30 days it can be undone)";
  if (state == "deleted") return "was deleted at Microsoft for good";
  return "is not in Microsoft's list any more";
}

bool settled_by(const domain::LeaverPolicy& policy, const std::string& state) {
  const auto known = domain::person_state_from(state);
  return !policy.rule(known.value_or(domain::PersonState::removed)).empty();
}

store::Review review_of(const store::LeftRecord& left, const RunWriter& writer) {
  base::json::object detail;
  detail["record"] = {{"id", left.record}, {"title", left.title}};
  detail["asset-kind"] = std::string(domain::kContact);
  detail["asset"] = {{"id", left.asset}, {"title", left.asset_title}};
  detail["state"] = left.state.empty() ? std::string("removed") : left.state;
  store::Review review;
  review.tenant = writer.run().tenant;
  review.run = writer.run().id;
  review.record = left.record;
  review.kind = store::kRecordLeft;
  review.sentence = fmt::format("{} {}. The contact {} is still there.", left.title,
                                what_is_known(left.state), left.asset_title);
  review.detail = base::to_json(detail);
  return review;
}

}  // namespace

void write_left_reviews(const Services& services, RunWriter& writer,
                        const domain::LeaverPolicy& policy) {
  writer.flush();
  std::vector<store::Review> reviews;
  for (const auto& left : services.database.read(
           [&](db::Connection& c) { return store::left_records(c, writer.run().tenant); }))
    if (!settled_by(policy, left.state)) reviews.push_back(review_of(left, writer));
  const std::size_t rows = std::min(reviews.size(), kMaxRowsPerTransaction);
  writer.add(rows, [&writer, wanted = std::move(reviews)](db::Connection& c) {
    store::replace_open_reviews(c, writer.run().tenant, {std::string(store::kRecordLeft)}, wanted,
                                writer.now());
  });
}

}  // namespace reeve::sync
