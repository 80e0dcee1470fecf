// What the API may ask of the layers it does not see.
#pragma once

#include "api/outside.h"
#include "app/product.h"

namespace reeve::app {

// The functions hold a reference to `product`, which outlives the API.
api::Outside outside_of(Product& product);

}  // namespace reeve::app
