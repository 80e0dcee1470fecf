// Where a customer's services are managed, as Microsoft says (reference/microsoft-cloud.md F.1:
// prefer this to any template).
#pragma once

#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "microsoft/graph.h"

namespace reeve::microsoft {

inline constexpr std::size_t kMaxServicePortals = 100;

struct ServiceAddress {
  std::string service, url;
};

struct ServiceAddresses {
  // Set: Microsoft answered, if only that there are none. Else why not, as in Listing.
  std::optional<std::vector<ServiceAddress>> found;
  Listing listing;
};

// Asked at the partner's tenant about one customer of its GDAP relationships. Throws
// Error{canceled} only.
ServiceAddresses service_addresses(GraphClient& graph, const std::string& partner_tenant_id,
                                   const std::string& customer_tenant_id, std::stop_token stop);

}  // namespace reeve::microsoft
