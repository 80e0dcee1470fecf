// The licenses a tenant has bought, with counts and the service plans inside (Graph
// `subscribedSku`).
#include "types/data_type.h"

namespace reeve::types {
namespace {

constexpr Field kFields[] = {
    {.name = "id", .label = "Id", .shown = false},
    {.name = "skuId", .label = "SKU id", .shown = false},
    {.name = "skuPartNumber", .label = "Part number"},
    {.name = "capabilityStatus", .label = "Status"},
    {.name = "appliesTo", .label = "Applies to"},
    {.name = "consumedUnits", .kind = Kind::integer, .label = "Used"},
    {.name = "prepaidUnits", .kind = Kind::json, .label = "Bought"},
    {.name = "servicePlans", .kind = Kind::json_set, .label = "Service plans"},
    {.name = "subscriptionIds", .kind = Kind::text_set, .label = "Subscriptions", .shown = false},
};

}  // namespace

extern const DataType subscribed_skus;
// The documentation of this list has named no OData options for years, so none is sent.
const DataType subscribed_skus{
    .name = "subscribed_skus",
    .title = "Licenses",
    .path = "/v1.0/subscribedSkus",
    .selects = false,
    .permission = "LicenseAssignment.Read.All",
    .joinable = true,
    .title_field = "skuPartNumber",
    .product_title = true,
    .hash_version = 2,
    .fields = kFields,
};

}  // namespace reeve::types
