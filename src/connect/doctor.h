// The doctor: what keeps a connection, or one of its tenants, from working, and the one thing to do
// about each.
//
// doctor.cpp holds the table of checks, docs/doctor.md says what each means.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/id.h"
#include "connect/services.h"
#include "connect/tokens.h"
#include "db/connection.h"

namespace reeve::connect {

// From the best to the worst. Unknown is no "no": the sentence says why it could not be asked.
enum class CheckState { ok, unknown, attention, broken };
std::string_view to_string(CheckState state);
// unknown for any other text.
CheckState check_state_named(std::string_view name);

// What a connection is for, one bit each: the names of the tiers that add it (domain/tier.h).
using Features = std::uint8_t;
inline constexpr Features kDocumentation = 1, kMailboxReports = 2, kIntune = 4, kSignInActivity = 8,
                          kRotation = 16, kAllFeatures = 31;
struct FeatureName {
  Features bit = 0;
  std::string_view name, title;
};
std::span<const FeatureName> feature_names();
// Those that a tier includes.
Features features_of_tier(std::string_view tier);

struct Finding {
  std::string check;  // name of the row in the table
  CheckState state = CheckState::unknown;
  std::string sentence, remedy;      // remedy is empty where nothing is to be done
  std::string waits_for;             // unknown because of that other check; else empty
  Features features = kAllFeatures;  // what suffers from it
};

// One row of the table.
struct DoctorCheck {
  std::string_view name;   // kebab-case and stable: scripts read it
  std::string_view title;  // what it looks at, for the page
  std::string_view needs;  // what it must be able to ask
  bool of_connection = false, of_tenant = false;
};
std::span<const DoctorCheck> doctor_checks();
// Null when there is none of that name.
const DoctorCheck* find_doctor_check(std::string_view name);

// One of the five that access runs through: role, relationship, group, account, application.
struct ChainPart {
  std::string kind, label;
};

// What was found of a connection itself, or of one tenant by it.
struct Checkup {
  base::Id connection = 0;
  std::string connection_name, tier, kind;
  std::optional<base::Id> tenant;
  std::string tenant_name, way;
  base::Time checked_at{};
  std::vector<Finding> findings;  // in the order of the table
  std::vector<ChainPart> chain;   // of a tenant
};

inline constexpr std::size_t kDoctorThreads = 6;  // tenants asked at the same time

// Asks Microsoft and the database now. The connection's own part comes first, then its tenants that
// are read or active, by name; `tenant` alone where it is named, also when it was never chosen.
// Ignored tenants are never asked. Nothing is written except a renewed refresh token. Throws
// Error{not_found}, Error{invalid} for an ignored tenant, Error{canceled}; whatever Microsoft
// refuses is a finding.
std::vector<Checkup> examine(Services& services, TokenSource& tokens, base::Id connection,
                             std::optional<base::Id> tenant, std::stop_token stop);

CheckState worst_of(std::span<const Finding> findings);
// The worst of what a feature needs; of the connection and of one tenant together.
struct FeatureState {
  std::string_view name, title;
  CheckState state = CheckState::ok;
};
std::vector<FeatureState> feature_states(const Checkup& connection, const Checkup* tenant);

}  // namespace reeve::connect
