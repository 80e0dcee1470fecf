// Whether and when to ask again: one pure function, and one way to send that uses it.
#pragma once

#include <functional>
#include <optional>
#include <stop_token>
#include <string_view>

#include "base/clock.h"
#include "base/random.h"
#include "http/transport.h"

namespace reeve::http {

inline constexpr int kMaxAttempts = 5;  // the first one included
inline constexpr base::Millis kLongestWait{
    60'000};  // a longer Retry-After is left to the job queue
inline constexpr base::Millis kFirstBackoff{1'000};  // doubled each time, half of it random
inline constexpr base::Millis kLongestBackoff{16'000};
// A pause that Microsoft asks for is no failure, so it does not count as an attempt.
inline constexpr int kMaxPauses = 20;
inline constexpr base::Millis kMaxRetryAfter{24 * 3'600'000};  // nobody is believed beyond a day

// How long somebody is willing to wait; the default is a background job's.
struct Patience {
  int attempts = kMaxAttempts;
  base::Millis longest_wait = kLongestWait;
  std::optional<base::Millis> deadline;  // for each attempt, where shorter than the request's own
  bool broken_too =
      true;  // ask again after an answer that was cut (Error{protocol}), not only after none
  int pauses = kMaxPauses;  // how often a 429 with Retry-After is waited out
};
// A person sits before a browser.
inline constexpr Patience kPersonWaits{2, base::Millis{2'000}, base::Millis{5'000}, true, 1};

// Seconds, or an HTTP-date (RFC 9110 10.2.3); nothing when it is neither. A date that has passed is
// zero.
std::optional<base::Millis> parse_retry_after(std::string_view value, base::Time now);

struct RetryDecision {
  enum class Kind {
    done,     // the answer stands, good or bad: asking again would not help
    wait,     // ask again after `delay`
    later,    // throttled for longer than we wait: come back at `until`
    give_up,  // it was worth asking again, but not more often than this
  };
  Kind kind = Kind::done;
  base::Millis delay{0};
  base::Time until{};
};

// `attempt` counts from 1 and is the one just made; `status` 0 means that no answer came. Retried:
// no answer, 408, 429, 500, 502, 503, 504, 509 (Microsoft Graph throttling guidance; 500 and 502
// with the same cap).
RetryDecision next_delay(int attempt, int status, std::optional<std::string_view> retry_after,
                         base::Time now, const base::Random& random, const Patience& patience = {});

struct Sent {
  Response response;                          // the last answer
  int requests = 0;                           // how many were sent
  std::optional<base::Time> throttled_until;  // set: give way until then
};

// Sends, waits and sends again as next_delay says. `make` builds each attempt afresh (tokens,
// request ids). Throws the transport's Error{unavailable} or Error{protocol} when no whole answer
// came at the last attempt, and Error{canceled} when asked to stop. A 429 with Retry-After is
// waited out `pauses` times; after that throttled_until is set. `seen` is told of each answer
// before anything is waited for.
Sent send_with_retry(Transport& transport, base::Clock& clock, const base::Random& random,
                     const std::function<Request()>& make, std::stop_token stop,
                     const Patience& patience = {},
                     const std::function<void(const Response&)>& seen = {});

}  // namespace reeve::http
