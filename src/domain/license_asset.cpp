// Makes the traits of a license.
#include "domain/license_asset.h"

#include <fmt/format.h>

namespace reeve::domain {
namespace {

constexpr BuiltInField kFields[] = {
    {.name = "Product",
     .kind = "Text",
     .required = true,
     .use_for_title = true,
     .show_in_list = true},
    {.name = "Status", .kind = "Text", .show_in_list = true},
    {.name = "Active",
     .kind = "Number",
     .show_in_list = true,
     .hint = "Units that are paid for and may be assigned"},
    {.name = "Consumed", .kind = "Number", .show_in_list = true, .hint = "Units that are assigned"},
    {.name = "Unused", .kind = "Number", .show_in_list = true, .hint = "Active less consumed"},
    {.name = "Warning", .kind = "Number", .hint = "Units of a subscription in its grace period"},
    {.name = "Suspended", .kind = "Number", .hint = "Units whose grace period is over"},
    {.name = "Locked out", .kind = "Number"},
    {.name = "Tenant", .kind = "Text", .show_in_list = true},
    {.name = "Part number", .kind = "Text"},
    {.name = "SKU id", .kind = "Text"},
    {.name = "Notes", .kind = "Textbox", .synced = false, .hint = "Yours: no sync writes it"},
};

void put(base::json::object& traits, std::string_view key, const std::string& value) {
  if (!value.empty()) traits[key] = value;
}

void put(base::json::object& traits, std::string_view key, std::optional<std::int64_t> value) {
  if (value) traits[key] = *value;
}

}  // namespace

const BuiltInType kMicrosoftLicenses{
    .built_in = "microsoft_licenses",
    .name = "Microsoft Licenses",
    .description = "What each Microsoft 365 tenant has bought. Kept by the sync.",
    .icon = "windows",
    .fields = kFields,
};

base::json::object license_traits(const LicenseFacts& facts) {
  base::json::object traits;
  put(traits, "product", facts.product);
  put(traits, "status", facts.gone ? "No longer at Microsoft" : facts.status);
  put(traits, "active", facts.active);
  put(traits, "consumed", facts.consumed);
  put(traits, "unused", facts.unused);
  put(traits, "warning", facts.warning);
  put(traits, "suspended", facts.suspended);
  put(traits, "locked-out", facts.locked_out);
  put(traits, "tenant", facts.tenant_name);
  put(traits, "part-number", facts.part_number);
  put(traits, "sku-id", facts.sku);
  return traits;
}

std::string license_sync_key(std::string_view entra_tenant_id, std::string_view sku) {
  return fmt::format("license:{}:{}", entra_tenant_id, sku);
}

}  // namespace reeve::domain
