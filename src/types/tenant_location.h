// What the tenant's own record says about a location of its organization. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "types/mapped_fields.h"

namespace reeve::types {

inline constexpr std::int64_t kLocationMappingRevision = 1;

// name: the tenant's; address_1: street; city, region_name: state, postal_code, country_name: the
// country, else its code; phone: the first business phone. (IT Glue's "Organizations" table,
// reference/peers-and-features.md 1.1.)
MappedFields map_location(std::string_view body);
// By it one address is found again (domain::address_key); empty where the tenant has no street.
std::string mapped_address_key(const MappedFields& fields);

}  // namespace reeve::types
