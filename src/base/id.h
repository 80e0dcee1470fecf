// Ids of everything Reeve keeps: positive, below 2^31 for our own (IT Glue's clients read 32 bits).
#pragma once

#include <cstdint>

namespace reeve::base {

using Id = std::int64_t;
inline constexpr Id kFirstOwnId = Id{1} << 30;

}  // namespace reeve::base
