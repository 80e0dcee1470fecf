// What people answer to a review about one record: which contact or configuration it is, that a new
// one is made, that it is ignored; and what becomes of the asset of a record that left.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "db/connection.h"
#include "store/author.h"
#include "store/links.h"
#include "store/scope.h"

namespace reeve::store {

// Whose record a complete listing does not have any more, and whose asset nobody has said anything
// about.
inline constexpr std::string_view kRecordLeft = "record_left";
// A safety limit's, which has answers of its own (store/held_acts.h).
bool is_held(const Review& review);
// Answered by yes or no: that, and whether an edited asset moves along (store/rematches.h).
bool is_accepted_or_rejected(const Review& review);
// Of what kind the asset is that the review is about; empty where it is about none.
std::string asset_kind_of(const Review& review);

// link: to `asset`, of the tenant's organization. create: a new asset, even where others fit.
// ignore: the record is left out from now on. archive and keep: of a record that left.
struct ReviewAnswer {
  std::string answer;
  std::optional<base::Id> asset;
};
// Those that fit the review, in the order in which they are offered.
std::vector<std::string_view> answers_for(const Review& review);

// Writes the decision that the next sync follows, or archives at once. Throws Error{invalid} for an
// answer that does not fit or an asset that is not the organization's, Error{conflict} when the
// review was decided already, or the configuration is another device's (by name).
void answer_review(db::Connection& c, const Scope& scope, const Author& author,
                   const Review& review, const ReviewAnswer& answer, base::Time now);

// Keeps what was answered to a review that was decided elsewhere.
void note_answer(db::Connection& c, base::Id review, const ReviewAnswer& answer);

// Of one tenant: the users whose contact is still there, and for whom nobody has answered since
// they left. Contacts with a user in another tenant who is there are not among them.
struct LeftRecord {
  base::Id record = 0, asset = 0;
  std::string title, asset_title, state;  // state: of the person; empty where it is not known
  base::Time gone_at{};
};
std::vector<LeftRecord> left_records(db::Connection& c, base::Id tenant);

}  // namespace reeve::store
