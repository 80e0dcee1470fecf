// Charging Graph's questions to the budgets, and the words of a refusal.
#include "graph_limits.h"

#include <fmt/format.h>

#include <algorithm>

#include "encoding.h"
#include "graph_error.h"

namespace cloud {
namespace {

constexpr double kToldFrom = 0.8;  // the percentage is told from here on
constexpr double kToldTo = 1.8;

bool is_write(std::string_view method) { return method != "GET" && method != "HEAD"; }

bool asks_sign_ins(const OData& query) {
  return std::any_of(
             query.select.begin(), query.select.end(),
             [](const std::string& one) { return lower(one).starts_with("signinactivity"); }) ||
         lower(query.filter).find("signinactivity") != std::string::npos;
}

// "getMailboxUsageDetail" of "getMailboxUsageDetail(period='D7')", and the mailbox of a user.
std::string_view detail_of(const GraphCall& call, Workload workload) {
  if (workload == Workload::outlook) {
    if (call.args.empty()) return call.claims.object_id;
    const User* user = call.tenant.find_user(call.args.front());
    return user ? std::string_view(user->id) : std::string_view(call.args.front());
  }
  if (workload != Workload::usage_reports) return {};
  std::string_view name = call.request.path;
  name = name.substr(name.rfind('/') + 1);
  return name.substr(0, name.find_first_of("(%"));
}

std::string_view exhausted(const Metered& metered) {
  if (!metered.verdict.refused_by) return "CPULimitExceeded";
  switch (metered.verdict.refused_by->counted) {
    case Counted::writes:
      return "WriteLimitExceeded";
    case Counted::units:
      return "ResourceUnitLimitExceeded";
    default:
      return "CPULimitExceeded";
  }
}

// "Tenant_Application/ReadWrite/{appId}/{tenantId}"; the words for the other scopes are a guess.
std::string scope_of(const GraphCall& call, const Metered& metered) {
  const Budget& budget = *metered.verdict.refused_by;
  const bool whole_tenant = budget.per == Per::tenant || budget.per == Per::tenant_and_detail;
  const std::string_view who = whole_tenant                     ? "Tenant"
                               : budget.per == Per::application ? "Application"
                                                                : "Tenant_Application";
  return fmt::format("{}/{}/{}/{}", who, budget.counted == Counted::writes ? "Write" : "ReadWrite",
                     call.claims.client_id, call.tenant.id);
}

}  // namespace

Metered meter(const GraphCall& call, const GraphRoute& route) {
  Limits& limits = call.cloud.limits;
  Metered metered;
  Charge charge;
  charge.application = call.claims.client_id;
  charge.tenant = call.tenant.id;
  charge.workload = workload_of(route.pattern);
  charge.detail = detail_of(call, charge.workload);
  // A batch is no write; what is in it is charged by itself.
  charge.write = is_write(route.method) && route.pattern != "/$batch";
  charge.sign_ins = asks_sign_ins(call.query);
  charge.tenant_users = call.tenant.users().size();
  if (charge.workload == Workload::identity)
    charge.units = metered.units = resource_units(route.method, route.pattern, call.query);
  metered.write = charge.write;
  metered.verdict = limits.charge(charge, call.now());
  // Graph itself runs at most four of a batch at a time against one mailbox.
  if (workload_of(route.pattern) == Workload::outlook && !call.request.batched) {
    metered.mailbox = limits.enter_mailbox(charge.application, charge.detail);
    metered.mailbox_full = !metered.mailbox;
  }
  return metered;
}

std::optional<Response> refuse_over_budget(const GraphCall& call, const Metered& metered) {
  if (metered.mailbox_full) {
    // The words are from the field (learn.microsoft.com Q&A 2143058): "1" tells that one call must
    // end first.
    Response response = graph_error(call.request, call.now(), 429, "ApplicationThrottled",
                                    "Application is over its MailboxConcurrency limit.");
    response.set("Retry-After", "1");
    return response;
  }
  const Budget* budget = metered.verdict.refused_by;
  if (!budget) return std::nullopt;
  Response response = too_many_requests(call.request, call.now());
  if (budget->tells_wait)
    response.set("Retry-After", std::to_string(std::max(1, metered.verdict.wait_seconds)));
  response.set("x-ms-throttle-scope", scope_of(call, metered));
  response.set("x-ms-throttle-information", std::string(exhausted(metered)));
  return response;
}

void tell_use(const Metered& metered, Response& response) {
  if (metered.units > 0) response.set("x-ms-resource-unit", std::to_string(metered.units));
  const double told = std::min(kToldTo, metered.verdict.fullest);
  if (told >= kToldFrom)
    response.set("x-ms-throttle-limit-percentage", fmt::format("{:.2f}", told));
  response.held = metered.mailbox;
}

}  // namespace cloud
