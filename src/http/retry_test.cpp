// When a request is sent again: the whole table in no time.
#include "http/retry.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "http/scripted_transport.h"

namespace reeve::http {
namespace {

using base::Millis;
using Kind = RetryDecision::Kind;

const base::Time kNow = base::from_ms(1'795'412'486'000);  // 2026-11-23 05:41:26 UTC

// Random bytes all zero: the shortest pause; all ones: the longest.
base::Random constant(std::byte value) {
  return [value](std::span<std::byte> out) { std::ranges::fill(out, value); };
}

struct Case {
  int attempt, status;
  const char* retry_after;  // may be null
  Kind kind;
  std::int64_t least_ms, most_ms;
};

TEST(NextDelay, Table) {
  const Case cases[] = {
      {1, 200, nullptr, Kind::done, 0, 0},
      {1, 201, "5", Kind::done, 0, 0},
      {1, 302, nullptr, Kind::done, 0, 0},
      {1, 400, nullptr, Kind::done, 0, 0},
      {1, 401, nullptr, Kind::done, 0, 0},
      {1, 403, "5", Kind::done, 0, 0},
      {1, 404, nullptr, Kind::done, 0, 0},
      {1, 409, nullptr, Kind::done, 0, 0},
      {1, 410, nullptr, Kind::done, 0, 0},
      {1, 501, nullptr, Kind::done, 0, 0},
      {1, 0, nullptr, Kind::wait, 500, 1'000},
      {2, 0, nullptr, Kind::wait, 1'000, 2'000},
      {3, 0, nullptr, Kind::wait, 2'000, 4'000},
      {4, 0, nullptr, Kind::wait, 4'000, 8'000},
      {5, 0, nullptr, Kind::give_up, 0, 0},
      {1, 408, nullptr, Kind::wait, 500, 1'000},
      {1, 429, nullptr, Kind::wait, 500, 1'000},
      {1, 429, "0", Kind::wait, 500, 1'000},
      {1, 429, "1", Kind::wait, 1'000, 1'000},
      {1, 429, "7", Kind::wait, 7'000, 7'000},
      {4, 429, "2", Kind::wait, 2'000, 2'000},
      {1, 429, "60", Kind::wait, 60'000, 60'000},
      {1, 429, "61", Kind::later, 61'000, 61'000},
      {5, 429, "61", Kind::later, 61'000, 61'000},
      {5, 429, "3", Kind::give_up, 0, 0},
      {1, 500, nullptr, Kind::wait, 500, 1'000},
      {1, 502, nullptr, Kind::wait, 500, 1'000},
      {1, 503, "10", Kind::wait, 10'000, 10'000},
      {1, 504, nullptr, Kind::wait, 500, 1'000},
      {1, 509, nullptr, Kind::wait, 500, 1'000},
      {1, 429, "-5", Kind::wait, 500, 1'000},
      {1, 429, "soon", Kind::wait, 500, 1'000},
      {1, 429, "99999999999999999999", Kind::later, 86'400'000, 86'400'000},
      {1, 429, "Mon, 23 Nov 2026 05:41:36 GMT", Kind::wait, 10'000, 10'000},
      {1, 429, "Mon, 23 Nov 2026 05:40:00 GMT", Kind::wait, 500, 1'000},
      {1, 503, "Mon, 23 Nov 2026 06:41:26 GMT", Kind::later, 3'600'000, 3'600'000},
      {1, 503, "Wed, 23 Nov 2089 06:41:26 GMT", Kind::later, 86'400'000, 86'400'000},
  };
  for (const auto& one : cases) {
    const auto header =
        one.retry_after ? std::optional<std::string_view>(one.retry_after) : std::nullopt;
    const auto low = next_delay(one.attempt, one.status, header, kNow, constant(std::byte{0}));
    const auto high = next_delay(one.attempt, one.status, header, kNow, constant(std::byte{0xff}));
    const auto name = ::testing::Message() << one.attempt << " " << one.status << " "
                                           << (one.retry_after ? one.retry_after : "-");
    EXPECT_EQ(low.kind, one.kind) << name;
    EXPECT_EQ(high.kind, one.kind) << name;
    EXPECT_EQ(low.delay.count(), one.least_ms) << name;
    EXPECT_EQ(high.delay.count(), one.most_ms) << name;
    if (one.kind == Kind::later) {
      EXPECT_EQ(low.until, kNow + low.delay) << name;
    }
  }
}

TEST(NextDelay, APersonIsNotKeptWaiting) {
  const auto random = base::seeded_random(7);
  EXPECT_EQ(next_delay(1, 429, "3", kNow, random, kPersonWaits).kind, Kind::later);
  EXPECT_EQ(next_delay(2, 503, {}, kNow, random, kPersonWaits).kind, Kind::give_up);
}

Request to_graph() {
  return {
      "GET", "https://graph.microsoft.com/v1.0/organization", {{"Authorization", "Bearer x"}}, {}};
}

TEST(SendWithRetry, WaitsOutThrottlingAsLongAsAsked) {
  int answers = 0;
  ScriptedTransport transport([&](const Request&) {
    return ++answers < 3 ? Response{429, {{"retry-after", "30"}}, {}} : Response{200, {}, "done"};
  });
  base::ManualClock clock(kNow);
  const auto sent = send_with_retry(transport, clock, base::seeded_random(1), to_graph, {});
  EXPECT_EQ(sent.response.status, 200);
  EXPECT_EQ(sent.requests, 3);
  EXPECT_EQ(clock.now() - kNow, Millis{60'000});
  EXPECT_FALSE(sent.throttled_until);
}

TEST(SendWithRetry, GivesWayWhenAskedToWaitForLonger) {
  ScriptedTransport transport([](const Request&) {
    return Response{429, {{"retry-after", "300"}}, {}};
  });
  base::ManualClock clock(kNow);
  const auto sent = send_with_retry(transport, clock, base::seeded_random(1), to_graph, {});
  EXPECT_EQ(sent.response.status, 429);
  EXPECT_EQ(sent.requests, 1);
  EXPECT_EQ(sent.throttled_until, kNow + Millis{300'000});
  EXPECT_EQ(clock.now(), kNow);
}

TEST(SendWithRetry, ThrowsTheNetworksErrorAfterTheLastAttempt) {
  ScriptedTransport transport([](const Request&) -> Response {
    throw base::Error(base::ErrorCode::unavailable, "graph.microsoft.com cannot be reached.");
  });
  base::ManualClock clock(kNow);
  EXPECT_THROW(send_with_retry(transport, clock, base::seeded_random(1), to_graph, {}),
               base::Error);
  EXPECT_EQ(transport.requests().size(), static_cast<std::size_t>(kMaxAttempts));
}

TEST(SendWithRetry, StopsWaitingWhenAsked) {
  std::stop_source stop;
  ScriptedTransport transport([&](const Request&) {
    stop.request_stop();
    return Response{503, {{"retry-after", "50"}}, {}};
  });
  base::SystemClock clock;
  try {
    send_with_retry(transport, clock, base::seeded_random(1), to_graph, stop.get_token());
    FAIL() << "it went on";
  } catch (const base::Error& error) {
    EXPECT_EQ(error.code(), base::ErrorCode::canceled);
  }
  EXPECT_EQ(transport.requests().size(), 1U);
}

TEST(SendWithRetry, ACutAnswerIsAskedForAgainUnlessTheCallerDoesSo) {
  ScriptedTransport transport(
      [](const Request&) -> Response { throw base::Error(base::ErrorCode::protocol, "cut"); });
  base::ManualClock clock(kNow);
  EXPECT_THROW(send_with_retry(transport, clock, base::seeded_random(1), to_graph, {}),
               base::Error);
  EXPECT_EQ(transport.requests().size(), static_cast<std::size_t>(kMaxAttempts));
  Patience patience;
  patience.broken_too = false;
  EXPECT_THROW(send_with_retry(transport, clock, base::seeded_random(1), to_graph, {}, patience),
               base::Error);
  EXPECT_EQ(transport.requests().size(), static_cast<std::size_t>(kMaxAttempts) + 1);
}

TEST(SendWithRetry, OtherErrorsComeThroughAtOnce) {
  ScriptedTransport transport([](const Request&) -> Response {
    throw base::Error(base::ErrorCode::too_large, "too large");
  });
  base::ManualClock clock(kNow);
  EXPECT_THROW(send_with_retry(transport, clock, base::seeded_random(1), to_graph, {}),
               base::Error);
  EXPECT_EQ(transport.requests().size(), 1U);
}

}  // namespace
}  // namespace reeve::http
