// The customers that Partner Center lists, page by page.
#pragma once

#include <stop_token>
#include <string>
#include <vector>

#include "base/random.h"
#include "base/secret_bytes.h"
#include "http/retry.h"
#include "http/transport.h"
#include "microsoft/cloud.h"

namespace reeve::microsoft {

inline constexpr int kMaxCustomerPages = 2'000;

struct PartnerCustomer {
  std::string tenant_id;  // lower case
  std::string name, domain;
};

struct PartnerCustomers {
  std::vector<PartnerCustomer> found;
  bool complete = false;
  std::string detail;  // why not
};

// GET /v1/customers, on by its own links (learn.microsoft.com/partner-center/developer/
// get-a-list-of-customers; reference/microsoft-cloud.md B.1). A refusal ends the list with its
// detail; what came before stays. Throws Error{canceled} only.
PartnerCustomers list_partner_customers(http::Transport& transport, base::Clock& clock,
                                        const base::Random& random, const Cloud& cloud,
                                        const base::SecretBytes& token, std::stop_token stop);

}  // namespace reeve::microsoft
