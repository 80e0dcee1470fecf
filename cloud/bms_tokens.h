// BMS's tokens: an access token that is a signed JWT, and a refresh token that belongs to it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "state.h"

namespace cloud {

// How long they live is not documented: clients must go by the instants in the answer. One client
// assumes an hour, so that an access token lives less here; another asks anew every 15 minutes, so
// that it lives more than that (psa-and-password-rotation.md 1).
inline constexpr std::int64_t kBmsAccessSeconds = 20 * 60;
inline constexpr std::int64_t kBmsRefreshSeconds = 8 * 3600;

struct BmsToken {
  std::string id;  // of the pair: access and refresh token carry the same
  std::string user_name;
  int generation = 0;
  std::int64_t expires = 0;
};

struct BmsTokenPair {
  std::string access, refresh;
  std::int64_t access_expires = 0;
  std::int64_t refresh_expires = 0;
};

BmsTokenPair make_bms_tokens(const State& state, const std::string& user_name, int generation,
                             std::int64_t now);
// Nothing when it is not ours; the time is the caller's to check.
std::optional<BmsToken> read_bms_access(const State& state, std::string_view token);
std::optional<BmsToken> read_bms_refresh(const State& state, std::string_view token);

}  // namespace cloud
