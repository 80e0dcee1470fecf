// The table of budgets, the costs of directory requests, and the windows that count them.
#include "budgets.h"

#include <algorithm>
#include <charconv>

#include "encoding.h"

namespace cloud {
namespace {

using enum Workload;
using enum Per;
using enum Counted;

// Budgets for device writes and for applications with personal accounts are not here: the first
// equals the directory's own, the second concerns registrations that this world does not have.
constexpr Budget kBudgets[] = {
    {"Graph, application", any, application, requests, 130'000, 10},
    {"directory units, application and tenant", identity, application_and_tenant, units, 0, 10},
    {"directory units, application", identity, application, units, 150'000, 20},
    {"directory writes, application and tenant", identity, application_and_tenant, writes, 3000,
     150},
    {"directory writes, application", identity, application, writes, 35'000, 300},
    {"directory writes, tenant", identity, Per::tenant, writes, 18'000, 300},
    {"directory reports, application and tenant", identity_reports, application_and_tenant,
     requests, 5, 10},
    {"directory reports, application", identity_reports, application, requests, 122, 10},
    {"signInActivity, application and tenant", any, application_and_tenant, sign_ins, 10, 60},
    {"signInActivity, application", any, application, sign_ins, 10, 60},
    {"identity protection, tenant", identity_protection, Per::tenant, requests, 1, 1, false},
    {"usage report, application and tenant", usage_reports, application_tenant_and_detail, requests,
     14, 600},
    {"usage report, tenant", usage_reports, tenant_and_detail, requests, 40, 600},
    {"Intune, application and tenant", intune, application_and_tenant, requests, 2000, 20},
    {"Intune, tenant", intune, Per::tenant, requests, 4000, 20},
    {"Intune writes, application and tenant", intune, application_and_tenant, writes, 200, 20},
    {"Intune writes, tenant", intune, Per::tenant, writes, 400, 20},
    {"mailbox, application", outlook, application_and_detail, requests, 10'000, 600},
    {"Partner Center customers, tenant", partner_customers, Per::tenant, requests, 500, 60},
    {"application consents, application", partner_consents, application, requests, 50, 1},
    // A guess: how often is a loop is published nowhere.
    {"identical token requests", tokens, application_tenant_and_detail, requests, 500, 300},
};

// What costs another than 1 unit; the first row that fits counts. "me/" stands for users/{} too.
struct Cost {
  std::string_view method;
  std::string_view pattern;
  int units;
};
constexpr Cost kCosts[] = {
    {"GET", "/users", 2},
    {"GET", "/subscribedSkus", 3},
    {"GET", "/contracts", 3},
    {"GET", "/applications", 2},
    {"GET", "/applications/{}/extensionProperties", 2},
    {"GET", "/domains/{}/domainNameReferences", 4},
    {"GET", "/groups/{}/members", 3},
    {"GET", "/groups/{}/transitiveMembers", 5},
    {"GET", "/oauth2PermissionGrants", 2},
    {"GET", "/oauth2PermissionGrants/{}", 2},
    {"GET", "/servicePrincipals/{}/appRoleAssignments", 2},
    {"GET", "/users/{}/licenseDetails", 2},
    {"GET", "/users/{}/memberOf", 2},
    {"GET", "/users/{}/ownedObjects", 2},
    {"GET", "/users/{}/transitiveMemberOf", 2},
    {"POST", "/users/{}/checkMemberGroups", 4},
    {"POST", "/users/{}/checkMemberObjects", 4},
    {"POST", "/users/{}/getMemberGroups", 2},
    {"POST", "/users/{}/getMemberObjects", 2},
    {"POST", "/isMemberOf", 4},
    {"POST", "/directoryObjects/getByIds", 5},
    {"POST", "/getObjectsById", 5},
};

// The service of a route goes by how its pattern begins; the first row that fits counts.
struct Beginning {
  std::string_view pattern;
  Workload workload;
};
constexpr Beginning kBeginnings[] = {
    {"/users/{}/mailboxSettings", outlook},
    {"/me/mailboxSettings", outlook},
    {"/deviceManagement", intune},
    {"/deviceAppManagement", intune},
    {"/reports/get", usage_reports},
    {"/reports/", identity_reports},
    {"/auditLogs", identity_reports},
    {"/identityProtection", identity_protection},
    {"/identity/conditionalAccess", identity_protection},
    // No budget of their own is published for these.
    {"/$batch", any},
    {"/admin/", any},
    {"/subscriptions", any},
    {"/tenantRelationships", any},
    {"/userinfo", any},
    {"/", identity},
};

std::uint64_t mix_in(std::uint64_t hash, std::string_view text) {
  constexpr std::uint64_t prime = 1'099'511'628'211ULL;  // FNV-1a
  for (const char one : text) hash = (hash ^ static_cast<unsigned char>(one)) * prime;
  return (hash ^ 0xFFU) * prime;  // an end mark, so that "ab"+"c" differs from "a"+"bc"
}

bool is_per_tenant(Per per) { return per != application && per != application_and_detail; }
bool is_per_application(Per per) { return per != Per::tenant && per != tenant_and_detail; }
bool is_per_detail(Per per) {
  return per == application_and_detail || per == application_tenant_and_detail ||
         per == tenant_and_detail;
}

std::uint64_t key_of(std::size_t row, const Budget& budget, const Charge& charge) {
  constexpr std::uint64_t begin = 14'695'981'039'346'656'037ULL;
  std::uint64_t hash = begin + row;
  hash = mix_in(hash, is_per_application(budget.per) ? charge.application : "");
  hash = mix_in(hash, is_per_tenant(budget.per) ? charge.tenant : "");
  return mix_in(hash, is_per_detail(budget.per) ? charge.detail : "");
}

// How much of that budget the question takes; 0 when it is none of its concern.
int amount_of(const Budget& budget, const Charge& charge) {
  // Asking for sign-ins is asking the reports as well.
  const bool concerned = budget.workload == any || budget.workload == charge.workload ||
                         (budget.workload == identity_reports && charge.sign_ins);
  if (!concerned) return 0;
  switch (budget.counted) {
    case requests:
      // Partner Center and the identity platform are other services than Graph.
      return budget.workload == any && charge.workload >= partner_customers ? 0 : 1;
    case writes:
      return charge.write ? 1 : 0;
    case units:
      return charge.units;
    case sign_ins:
      return charge.sign_ins ? 1 : 0;
  }
  return 0;
}

int units_by_size(std::size_t users) {
  constexpr std::size_t small = 50;
  constexpr std::size_t medium = 500;
  return users < small ? 3500 : users <= medium ? 5000 : 8000;
}

}  // namespace

std::span<const Budget> budgets() { return kBudgets; }

double Limits::most_of(const Budget& budget, const Charge& charge) const {
  const int most = budget.most > 0 ? budget.most : units_by_size(charge.tenant_users);
  return std::max(1.0, most * scale_.load());
}

Limits::Window Limits::use(std::uint64_t key, int seconds, double amount, std::int64_t now) {
  const auto over = [now](const Window& one) {
    return now >= one.begin + one.seconds || now < one.begin;
  };
  Shard& shard = shards_[key % kShards];
  const std::lock_guard lock(shard.mutex);
  if (shard.windows.size() >= kMostPerShard) {
    std::erase_if(shard.windows, [&](const auto& one) { return over(one.second); });
    if (shard.windows.size() >= kMostPerShard) shard.windows.clear();
  }
  Window& window = shard.windows[key];
  if (window.seconds == 0 || over(window)) window = {now, seconds, 0};
  window.used += amount;
  return window;
}

Verdict Limits::charge(const Charge& charge, std::int64_t now) {
  Verdict verdict;
  if (!enabled()) return verdict;
  for (std::size_t row = 0; row < std::size(kBudgets); ++row) {
    const Budget& budget = kBudgets[row];
    const int amount = amount_of(budget, charge);
    if (amount == 0) continue;
    const Window window = use(key_of(row, budget, charge), budget.seconds, amount, now);
    const double share = window.used / most_of(budget, charge);
    verdict.fullest = std::max(verdict.fullest, share);
    const auto wait = static_cast<int>(window.begin + window.seconds - now);
    if (share <= 1 || (verdict.refused_by && wait <= verdict.wait_seconds)) continue;
    verdict.refused_by = &budget;
    verdict.wait_seconds = wait;
  }
  return verdict;
}

std::shared_ptr<void> Limits::enter_mailbox(std::string_view application,
                                            std::string_view mailbox) {
  const auto kept = mailboxes_;
  if (!enabled()) return kept;
  const std::uint64_t key = mix_in(mix_in(0, application), mailbox);
  {
    const std::lock_guard lock(kept->mutex);
    if (kept->calls[key] >= kMostMailboxCalls) return nullptr;
    ++kept->calls[key];
  }
  return {kept.get(), [kept, key](void*) {
            const std::lock_guard lock(kept->mutex);
            const auto found = kept->calls.find(key);
            if (found != kept->calls.end() && --found->second == 0) kept->calls.erase(found);
          }};
}

void Limits::forget() {
  for (Shard& shard : shards_) {
    const std::lock_guard lock(shard.mutex);
    shard.windows.clear();
  }
}

std::size_t Limits::windows() {
  std::size_t count = 0;
  for (Shard& shard : shards_) {
    const std::lock_guard lock(shard.mutex);
    count += shard.windows.size();
  }
  return count;
}

Workload workload_of(std::string_view pattern) {
  for (const Beginning& one : kBeginnings)
    if (pattern.starts_with(one.pattern)) return one.workload;
  return any;
}

int resource_units(std::string_view method, std::string_view pattern, const OData& query) {
  constexpr int small_page = 20;
  int cost = 1;
  for (const Cost& one : kCosts)
    if (one.method == method && one.pattern == pattern) cost = one.units;
  if (pattern == "/directoryObjects/getByIds" && !query.select.empty()) return 2;
  if (!query.select.empty()) --cost;
  if (!query.expand.empty()) ++cost;
  int top = small_page;
  if (query.top) std::from_chars(query.top->data(), query.top->data() + query.top->size(), top);
  if (top < small_page) --cost;
  return std::max(1, cost);
}

}  // namespace cloud
