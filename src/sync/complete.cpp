// Judges whether a listing was complete.
#include "sync/complete.h"

#include <fmt/format.h>

#include "base/text.h"

namespace reeve::sync {

Ending conclude(Listed listed) {
  const microsoft::Listing& listing = listed.listing;
  if (!listing.complete)
    return Partial{listing.code, listing.sentence, listing.remedy, listing.detail};
  const std::string what = base::ascii_lower(listed.type.title);
  if (listed.unreadable > 0)
    return Partial{"unreadable_record",
                   fmt::format("Microsoft sent {} {} that cannot be read, so it is not known which "
                               "those are. Nobody is "
                               "marked as gone.",
                               listed.unreadable, what),
                   "Start the sync again. If it stays, report it with the run's log.",
                   {}};
  if (listed.seen.empty() && listed.present > 0 && listed.type.never_empty)
    return Partial{
        "empty_answer",
        fmt::format(
            "Microsoft's list of {} came back empty, although {} were there before. That cannot be "
            "right, so nothing is marked as gone.",
            what, listed.present),
        "Start the sync again later. If it stays, check at Microsoft whether the tenant still "
        "exists.",
        {}};
  return Complete(std::move(listed.seen));
}

}  // namespace reeve::sync
