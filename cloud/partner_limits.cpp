// Charging Partner Center's questions to its budgets.
#include "partner_limits.h"

#include <fmt/format.h>

#include <algorithm>

#include "encoding.h"

namespace cloud {

std::optional<Response> refuse_over_partner_budget(Cloud& cloud, const Request& request) {
  Charge charge;
  charge.tenant = cloud.world.partner.id;
  charge.application = cloud.world.application.id;
  const bool consents = lower(request.path).find("/applicationconsents") != std::string::npos;
  charge.workload = consents ? Workload::partner_consents : Workload::partner_customers;
  const Verdict verdict = cloud.limits.charge(charge, cloud.clock.now());
  if (!verdict.refused_by) return std::nullopt;
  const int wait = std::max(1, verdict.wait_seconds);
  Response response = json_response(
      429, fmt::format(R"({{"statusCode":429,"message":"Rate limit is exceeded. Try again in {} )"
                       R"(seconds."}})",
                       wait));
  response.set("Retry-After", std::to_string(wait));
  return response;
}

}  // namespace cloud
