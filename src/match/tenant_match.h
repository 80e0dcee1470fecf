// Which organization a Microsoft tenant is: an exact name by itself, everything else as ranked
// suggestions. Pure: no clock, no database, no network. The same evidence in any order gives the
// same answer.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/id.h"

namespace reeve::match {

// Suggestions below this score are not shown; more than this many help nobody choose.
inline constexpr double kMinSuggestionScore = 0.55;
inline constexpr std::size_t kMaxSuggestions = 5;
// From here on a suggestion is sure enough to be accepted without asking (`script/demo --once`).
inline constexpr double kSureSuggestion = 0.9;

struct TenantEvidence {
  base::Id id = 0;
  std::string name;  // the tenant's display name
  std::vector<std::string>
      domains;  // verified domains, any case; the initial *.onmicrosoft.com too
  std::vector<std::string> serials = {};  // of its managed devices, normalized, without junk
  std::string entra_tenant_id = {};
};

struct OrganizationEvidence {
  base::Id id = 0;
  std::string name;
  std::vector<std::string> email_domains;  // of its contacts' addresses (repeats count as weight)
  std::vector<std::string> website_domains = {};  // hosts as they stand in its websites
  std::vector<std::string> serials = {};          // of its configurations, normalized, without junk
  std::vector<std::string> tenant_ids = {};       // Microsoft tenant ids that somebody wrote down
};

struct Suggestion {
  base::Id organization = 0;
  double score = 0;      // 0 to 1
  std::string evidence;  // a sentence a person can judge by
};

struct TenantMatch {
  base::Id tenant = 0;
  std::optional<base::Id> exact;  // matches by itself
  std::string how;                // "exact_name" where `exact` is set, else why not: "not_unique",
                                  // "evidence_against", "legal_forms_differ", "no_exact_name"
  std::vector<Suggestion> suggestions;  // best first; empty where `exact` is set
};

// One TenantMatch per tenant, in the order given. Pass all tenants and all organizations that count
// as sides (also the ones matched already, see `taken`), because "the only one on both sides" is
// judged over them. Organizations in `taken` (already matched to another tenant) are never exact by
// themselves; they can be suggested, as one may have several tenants.
std::vector<TenantMatch> match_tenants(std::span<const TenantEvidence> tenants,
                                       std::span<const OrganizationEvidence> organizations,
                                       std::span<const base::Id> taken = {});

}  // namespace reeve::match
