// Which customers a partner tenant can reach: by GDAP relationships, by contracts (DAP), and the
// partner's own tenant.
#pragma once

#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "microsoft/graph.h"
#include "microsoft/partner_customers.h"

namespace reeve::microsoft {

struct FoundCustomer {
  std::string tenant_id;  // lower case
  std::string name;
  std::optional<std::string> default_domain;
  std::vector<std::string> ways;  // gdap, dap, own, direct
  // How the last of its GDAP relationships ended, where none is active: expired or terminated.
  std::string ended;
  std::optional<base::Time> ended_at;
  bool in_partner_center = false;
};

// A GDAP relationship that ends some day and does not extend itself.
struct RelationshipEnd {
  std::string id, name;  // "Reeve-Contoso with Contoso"
  base::Time ends_at{};
};

// One of the lists that were asked for.
struct DiscoverySource {
  std::string name;  // relationships, customers, contracts, organization
  Listing listing;
};

struct Discovery {
  std::vector<FoundCustomer> found;  // merged by tenant id, with every way in
  std::vector<DiscoverySource> sources;
  // Of the active relationships; nothing where not all of them could be read.
  std::optional<std::vector<RelationshipEnd>> endings;
  // Every list came to its end; else nothing may be taken for lost.
  bool complete = false;
  // The first source that did not, for the page; empty when complete.
  std::string reason, sentence, remedy, detail;
  std::optional<base::Time> retry_at;
};

// What Partner Center lists; nothing where it may not be asked, which is no fault.
using AskPartnerCenter = std::function<std::optional<PartnerCustomers>()>;
// A refused or broken source does not stop the others. Partner Center is asked only where Graph
// answered at all. Throws Error{canceled} only.
Discovery discover_partner(GraphClient& graph, const std::string& partner_tenant_id,
                           std::stop_token stop, const AskPartnerCenter& customers = {});
// A single tenant (`direct` connection): its name and default domain.
Discovery discover_direct(GraphClient& graph, const std::string& tenant_id, std::stop_token stop);

}  // namespace reeve::microsoft
