// What is tied to a contact and moves with it: Microsoft's users, relations, devices, rulings,
// reviews. Each move is written down, so that a split takes it back. Internal to store/.
#pragma once

#include <cstdint>
#include <optional>

#include "base/clock.h"
#include "base/id.h"
#include "db/connection.h"

namespace reeve::store {

struct MoveCounts {
  std::int64_t links = 0, relations = 0, reviews = 0, others = 0;
};
// How much there is to move.
MoveCounts count_moves(db::Connection& c, base::Id other);
void move_all(db::Connection& c, base::Id merge, base::Id survivor, base::Id other,
              std::optional<base::Id> primary_record);
// As far as each still stands where it was moved to.
void move_back(db::Connection& c, base::Id merge, base::Id survivor, base::Id other);

// A contact whose primary user of a tenant went has the next one of that tenant in its place.
void promote_links(db::Connection& c, base::Id contact);

}  // namespace reeve::store
