// Partner Center's own budgets: 500 requests a minute for customers, 50 consents a second.
#pragma once

#include <optional>

#include "cloud.h"

namespace cloud {

// Charges the question; the 429 when its budget is used up.
// Sources: throttling-limits.tsv, partnercenter-api-throttling-guidance--1.json.
std::optional<Response> refuse_over_partner_budget(Cloud& cloud, const Request& request);

}  // namespace cloud
