// One row of the table of refused sign-ins: what happens on the way back, and what the person
// reads.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "connect/refusal_scene.h"

namespace reeve::connect::refusals {

using Scene = RefusalScene;

enum class Kind { partner, direct };

struct Row {
  std::string_view name;
  Kind kind;
  Expectation expected;
  void (*happens)(Scene&);
};

inline constexpr std::string_view kUnknown = "did not begin here";
inline constexpr std::string_view kForged = "could not be proved to come from Microsoft";
inline constexpr std::string_view kNoCode = "sent the browser back without a code";
inline constexpr std::string_view kBroken = "could not be read";
inline constexpr std::string_view kNoConsent = "without an administrator's consent";
inline constexpr std::string_view kOtherTenant = "belongs to another tenant";
inline constexpr std::string_view kChanged = "was changed during the sign-in";
inline const std::string kOtherApplication = "33333333-3333-3333-3333-333333333333";
inline const std::string kConsumers = "9188040d-6c67-4c5b-b112-36a304b66dad";  // personal accounts

constexpr Row partner(std::string_view name, Asked asked, std::string_view sentence,
                      void (*happens)(Scene&)) {
  return {name, Kind::partner, {sentence, asked}, happens};
}
constexpr Row direct(std::string_view name, Asked asked, std::string_view sentence,
                     void (*happens)(Scene&)) {
  return {name, Kind::direct, {sentence, asked}, happens};
}

}  // namespace reeve::connect::refusals
