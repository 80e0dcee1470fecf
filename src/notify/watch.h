// Looks for what no single change tells: ends that come near, first syncs that wait, reviews that
// gathered until the hour of the digest.
#pragma once

#include <array>
#include <cstdint>

#include "notify/deliver.h"

namespace reeve::notify {

// An end is told so many days before it, each once.
inline constexpr std::array<std::int64_t, 3> kDaysBefore{1, 7, 30};
// First syncs are told together: when all runs of the connection have ended, or after this long.
inline constexpr base::Millis kGather{10 * 60'000};

// Everything below, each in transactions of its own. Called again and again; a second call at the
// same time opens and mends nothing more.
void watch(const Services& services);

void watch_expiries(const Services& services);
void watch_first_syncs(const Services& services);
void watch_reviews(const Services& services);

}  // namespace reeve::notify
