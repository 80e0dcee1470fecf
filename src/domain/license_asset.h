// The built-in flexible asset type "Microsoft Licenses": its fields, and what a license says in
// them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "domain/flexible_asset.h"

namespace reeve::domain {

// The name, and the counts Active, Consumed and Unused, are IT Glue's
// (reference/peers-and-features.md 1.2); the other fields are ours. "Notes" is people's own.
extern const BuiltInType kMicrosoftLicenses;

struct LicenseFacts {
  std::string product, part_number, sku, status, tenant_name;
  bool gone = false;
  std::optional<std::int64_t> active, consumed, unused, warning, suspended, locked_out;
};
// The synced traits alone; what is not known has none.
base::json::object license_traits(const LicenseFacts& facts);

// What is kept in an asset: one a tenant and product, whatever organization it belongs to.
std::string license_sync_key(std::string_view entra_tenant_id, std::string_view sku);

}  // namespace reeve::domain
