// Reads the tenant's licenses to see what can be asked for at all.
#include "sync/plan.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/json.h"

namespace reeve::sync {
namespace {

// A license that ran out a while ago is "Suspended" or "Deleted"; "Warning" is still in force.
bool in_force(const base::json::value& sku) {
  const std::string status = base::text_member(sku, "capabilityStatus");
  return status == "Enabled" || status == "Warning";
}

void add_plans(const base::json::value& sku, std::vector<std::string>& plans) {
  const auto* list = base::member(sku, "servicePlans").if_array();
  if (list == nullptr || !in_force(sku)) return;
  for (const auto& plan : *list)
    if (base::text_member(plan, "provisioningStatus") != "Disabled")
      plans.push_back(base::text_member(plan, "servicePlanName"));
}

}  // namespace

std::optional<std::vector<std::string>> service_plans(db::Connection& c, base::Id tenant) {
  const auto states = store::type_states(c, tenant);
  const bool known = std::any_of(states.begin(), states.end(), [](const store::TypeState& state) {
    return state.type == "subscribed_skus" && state.last_complete.has_value();
  });
  if (!known) return std::nullopt;
  std::vector<std::string> plans;
  for (const auto& sku : store::records_for_matching(c, tenant, "subscribed_skus"))
    add_plans(base::parse_json(sku.record.body, "The stored license"), plans);
  return plans;
}

std::optional<NotAsked> why_not(const types::DataType& type, const store::Run& run,
                                const std::optional<std::vector<std::string>>& plans) {
  if (!type.needs_plan.empty() && plans &&
      std::find(plans->begin(), plans->end(), type.needs_plan) == plans->end())
    return NotAsked{
        "absent", "no_plan",
        fmt::format("{} need the service plan {}, which this tenant's licenses do not have.",
                    type.title, type.needs_plan),
        "Nothing is wrong. If the tenant should have it, buy or assign a license with this plan."};
  if (type.slow && run.started_by != "schedule")
    return NotAsked{"not_asked", "not_yet_asked",
                    fmt::format("{} are asked for on the slow schedule.", type.title),
                    "They come with the next scheduled sync."};
  return std::nullopt;
}

}  // namespace reeve::sync
