// A world of companies that an MSP knows by two names: as its documentation has them, and as
// Microsoft does. The same seed gives the same world.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "match/tenant_match.h"

namespace reeve::bench {

// THE NOISE TABLE: how the tenant's name differs from the organization's, and how often (percent of
// all tenants). One tenant has one kind of noise, except that any name may also change its case.
struct Noise {
  std::string_view name, what;
  int percent;
};
std::span<const Noise> noise_table();

struct World {
  std::vector<match::TenantEvidence> tenants;
  std::vector<match::OrganizationEvidence> organizations;
  // Which organization a tenant really is; none where the company is not documented.
  std::map<base::Id, std::optional<base::Id>> truth;
  std::map<base::Id, std::string_view> noise;  // of each tenant
};

// What is known beside the names.
enum class Known {
  names,     // nothing
  evidence,  // verified domains and serials of tenants; contacts, websites and devices as
             // documented
};
World make_world(std::size_t companies, std::uint32_t seed, Known known);

}  // namespace reeve::bench
