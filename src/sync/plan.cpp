// Reads the tenant's licenses to see what can be asked for at all.
#include "sync/plan.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/json.h"
#include "domain/sync_section.h"
#include "store/connections.h"
#include "store/sync_settings.h"

namespace reeve::sync {
namespace {

constexpr std::string_view kLicenses = "subscribed_skus";

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

// Nothing where the licenses were never listed.
std::optional<std::vector<std::string>> service_plans(db::Connection& c, base::Id tenant,
                                                      const std::vector<store::TypeState>& states,
                                                      bool licenses_listed) {
  const bool known =
      licenses_listed || std::ranges::any_of(states, [](const store::TypeState& state) {
        return state.type == kLicenses && state.last_complete.has_value();
      });
  if (!known) return std::nullopt;
  std::vector<std::string> plans;
  for (const auto& sku : store::records_for_matching(c, tenant, kLicenses))
    add_plans(base::parse_json(sku.record.body, "The stored license"), plans);
  return plans;
}

const store::TypeState* state_of(const Situation& known, std::string_view type) {
  const auto found = std::ranges::find(known.states, type, &store::TypeState::type);
  return found == known.states.end() ? nullptr : &*found;
}

bool in_tier(const types::DataType& type, const domain::Tier& tier) {
  if (!domain::admits(tier, "GET", types::table_path(type))) return false;
  return type.also_permission.empty() || domain::holds(tier, type.also_permission);
}

bool has_plan(const types::DataType& type, const std::vector<std::string>& plans) {
  return std::ranges::any_of(type.plans.any_of, [&](std::string_view wanted) {
    return std::ranges::find(plans, wanted) != plans.end();
  });
}

// Nothing: with every run, or it was never asked for.
std::optional<base::Time> due_at(const types::DataType& type, const Situation& known) {
  const auto own = known.schedule.type_minutes.find(type.name);
  const bool has_own = own != known.schedule.type_minutes.end();
  if (type.every == base::Millis{0} && !has_own) return std::nullopt;
  const store::TypeState* state = state_of(known, type.name);
  if (state == nullptr || state->state == "not_asked" || !state->next_due) return std::nullopt;
  // An interval that was made shorter counts at once.
  if (has_own && state->last_complete)
    return std::min(*state->next_due,
                    *state->last_complete + base::Millis{std::chrono::minutes{own->second}});
  return state->next_due;
}

// Of a report that was read whole a short while ago; a broken or concealed one is asked for again.
std::optional<base::Time> fresh_until(const types::DataType& type, const Situation& known) {
  if (type.reader != types::Reader::mailbox_report) return std::nullopt;
  const store::TypeState* state = state_of(known, type.name);
  if (state == nullptr || state->state != "complete" || !state->last_complete) return std::nullopt;
  return *state->last_complete + kReportFresh;
}

NotAsked not_due(const types::DataType& type, base::Time due) {
  return {"not_asked",
          "not_due",
          fmt::format("{} are asked for again after {}.", type.title, base::to_rfc3339(due)),
          {},
          true};
}

// A run that a person, a new tenant or a change started asks for all but the slow.
std::optional<NotAsked> why_not_at_once(const types::DataType& type, const Situation& known,
                                        base::Time now) {
  if (type.slow)
    return NotAsked{"not_asked", "not_yet_asked",
                    fmt::format("{} are asked for on the slow schedule.", type.title),
                    "They come with the next scheduled sync.", true};
  const auto fresh = fresh_until(type, known);
  if (fresh && *fresh > now) return not_due(type, *fresh);
  return std::nullopt;
}

NotAsked not_in_tier(const types::DataType& type, const domain::Tier& tier) {
  return {"not_asked", "not_in_tier",
          fmt::format("{} are not chosen: the connection's tier \"{}\" does not read them.",
                      type.title, tier.title),
          "Nothing is wrong. If you want them, choose a larger tier for the connection, and grant "
          "what it lists."};
}

NotAsked no_plan(const types::DataType& type) {
  return {"absent", "no_plan",
          fmt::format("{} need {}, which this tenant's licenses do not have.", type.title,
                      type.plans.title),
          "Nothing is wrong. If the tenant should have it, buy or assign a license with this "
          "plan."};
}

}  // namespace

Situation situation_of(db::Connection& c, base::Id tenant, std::optional<domain::Tier> tier,
                       bool licenses_listed) {
  Situation known;
  known.tier = std::move(tier);
  known.states = store::type_states(c, tenant);
  known.schedule = schedule_of(c, tenant);
  known.plans = service_plans(c, tenant, known.states, licenses_listed);
  return known;
}

domain::Schedule schedule_of(db::Connection& c, base::Id tenant) {
  return domain::schedule_from(store::sync_settings_of_tenant(c, tenant, domain::kScheduleSection));
}

std::optional<domain::Tier> tier_of(db::Connection& c, std::optional<base::Id> connection) {
  const auto found = connection ? store::find_connection(c, *connection) : std::nullopt;
  if (!found || !domain::is_tier(found->tier)) return std::nullopt;
  return domain::tier_for(found->tier, found->kind);
}

std::optional<NotAsked> why_not(const types::DataType& type, const store::Run& run,
                                const Situation& known, base::Time now) {
  if (known.tier && !in_tier(type, *known.tier)) return not_in_tier(type, *known.tier);
  if (!type.plans.any_of.empty() && known.plans && !has_plan(type, *known.plans))
    return no_plan(type);
  if (run.started_by != "schedule") return why_not_at_once(type, known, now);
  const auto due = due_at(type, known);
  if (!due || *due <= now + kDueSlack) return std::nullopt;
  return not_due(type, *due);
}

}  // namespace reeve::sync
