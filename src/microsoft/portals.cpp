// One list of Graph: delegatedAdminCustomers/{id}/serviceManagementDetails.
#include "microsoft/portals.h"

#include <fmt/format.h>

#include <utility>

#include "base/json.h"
#include "base/text.h"

namespace reeve::microsoft {

ServiceAddresses service_addresses(GraphClient& graph, const std::string& partner_tenant_id,
                                   const std::string& customer_tenant_id, std::stop_token stop) {
  ServiceAddresses out;
  if (!is_guid(customer_tenant_id)) return out;
  AskOptions options;
  options.permission = "DelegatedAdminRelationship.Read.All";
  options.subject = "list of admin portals";
  std::vector<ServiceAddress> found;
  out.listing = graph.list(
      partner_tenant_id,
      fmt::format("/v1.0/tenantRelationships/delegatedAdminCustomers/{}/serviceManagementDetails",
                  customer_tenant_id),
      [&](const Page& page) {
        for (const auto object : page.objects) {
          const auto one = base::try_parse_json(object);
          if (!one || found.size() >= kMaxServicePortals) continue;
          found.push_back({base::clean_text(base::text_member(*one, "serviceName")),
                           base::text_member(*one, "serviceManagementUrl")});
        }
      },
      std::move(stop), options);
  // A customer that Microsoft does not list any more has no portals; that is an answer.
  if (out.listing.complete || out.listing.code == "not_found") out.found = std::move(found);
  return out;
}

}  // namespace reeve::microsoft
