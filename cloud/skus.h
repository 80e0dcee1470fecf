// The license SKUs that simulated tenants may own: real ids, part numbers and service plans.
#pragma once

#include <span>
#include <stdexcept>
#include <string_view>

namespace cloud {

struct ServicePlan {
  std::string_view name;
  std::string_view id;
};

struct Sku {
  std::string_view part_number;
  std::string_view id;
  std::string_view product;
  std::span<const ServicePlan> plans;
};

std::span<const Sku> skus();

// The SKU of that part number, which must be one of the table in sku_data.cpp.
const Sku& sku(std::string_view part_number);

}  // namespace cloud
