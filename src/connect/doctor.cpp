// The table of checks, and the run over a connection and its tenants.
#include "connect/doctor.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>
#include <utility>

#include "base/error.h"
#include "connect/doctor_checks.h"

namespace reeve::connect {

namespace {

struct Row {
  DoctorCheck check;
  Look connection;  // null: not a check of the connection itself
  Look tenant;      // null: not one of a tenant
  Features features;
};

// clang-format off
constexpr Row kRows[] = {
    {{"microsoft-reachable", "Microsoft answers", "the network"}, look::reachable, nullptr, kAllFeatures},
    {{"connection-consented", "Signed in and consented", "nothing but Reeve's own record"}, look::consented, nullptr, kAllFeatures},
    {{"public-url", "Reeve's address is https", "Reeve's settings"}, look::public_address, nullptr, kAllFeatures},
    {{"redirect-uri", "Redirect URI is registered", "Application.Read.All or Directory.Read.All in your own directory"}, look::redirect_address, nullptr, kAllFeatures},
    {{"credential", "Client secret or certificate", "its end: from the app registration, or as it was entered"}, look::credential, nullptr, kAllFeatures},
    {{"refresh-token", "Stored sign-in", "the service account's stored sign-in"}, look::refresh_token, nullptr, kAllFeatures},
    {{"service-account-mfa", "Multi-factor authentication", "the service account's token, or Partner Center"}, look::mfa, nullptr, kAllFeatures},
    {{"admin-agents", "Service account in AdminAgents", "Directory.Read.All (delegated) in your own directory"}, look::admin_agents, nullptr, kAllFeatures},
    {{"partner-center-permission", "Partner Center permission", "the service account's stored sign-in"}, look::partner_center, nullptr, kAllFeatures},
    {{"tenant-reachable", "Tenant exists", "a token of the tenant"}, look::tenant_reachable, look::tenant_reachable, kAllFeatures},
    {{"way-in", "Way in", "the list of GDAP relationships"}, nullptr, look::way_in, kAllFeatures},
    {{"relationship-expiry", "End of the relationship", "the list of GDAP relationships"}, nullptr, look::relationship_expiry, kAllFeatures},
    {{"consent-role", "Role that may consent", "the list of GDAP relationships"}, nullptr, look::consent_role, kAllFeatures},
    {{"delegated-only-role", "Role that may grant application permissions", "the list of GDAP relationships"}, nullptr, look::delegated_only_role, kAllFeatures},
    {{"reader-roles", "Reader roles of the relationship", "the list of GDAP relationships"}, nullptr, look::reader_roles, kAllFeatures},
    {{"relationship-group", "Security group of the relationship", "the relationship's access assignments"}, nullptr, look::relationship_group, kAllFeatures},
    {{"gdap-roles", "Roles given to the group", "the relationship's access assignments"}, nullptr, look::gdap_roles, kAllFeatures},
    {{"group-membership", "Service account in the group", "the service account's groups"}, nullptr, look::group_membership, kAllFeatures},
    {{"conditional-access", "Conditional access", "the service account's token"}, look::conditional_access, look::conditional_access, kAllFeatures},
    {{"application-consent", "Application is allowed", "the application's token"}, look::application_consent, look::application_consent, kAllFeatures},
    {{"application-permissions", "Application permissions", "the application's token"}, look::application_permissions, look::application_permissions, kAllFeatures},
    {{"delegated-permissions", "Delegated permissions", "the service account's token"}, look::delegated_permissions, look::delegated_permissions, kAllFeatures},
    {{"entra-plan", "Entra ID P1 or P2", "LicenseAssignment.Read.All"}, nullptr, look::entra_plan, kSignInActivity},
    {{"intune-plan", "Intune", "LicenseAssignment.Read.All"}, nullptr, look::intune_plan, kIntune},
    {{"exchange-plan", "Exchange Online", "LicenseAssignment.Read.All"}, nullptr, look::exchange_plan, kMailboxReports},
    {{"concealed-names", "Names in reports", "ReportSettings.Read.All"}, nullptr, look::concealed_names, kMailboxReports},
    {{"rotation-role", "Directory role of the application", "RoleManagement.Read.Directory"}, nullptr, look::rotation_role, kRotation},
    {{"last-good-sync", "Last good sync", "Reeve's own record"}, nullptr, look::last_good_sync, kAllFeatures},
};

constexpr FeatureName kFeatures[] = {
    {kDocumentation, "documentation", "Documentation"},
    {kMailboxReports, "mailbox_reports", "Mailbox reports"},
    {kIntune, "intune", "Intune"},
    {kSignInActivity, "sign_in_activity", "Sign-in activity"},
    {kRotation, "password_rotation", "Password rotation"},
};
// clang-format on

constexpr std::string_view kStateNames[] = {"ok", "unknown", "attention", "broken"};

const std::vector<DoctorCheck>& public_rows() {
  static const std::vector<DoctorCheck> rows = [] {
    std::vector<DoctorCheck> out;
    for (const auto& row : kRows) {
      out.push_back(row.check);
      out.back().of_connection = row.connection != nullptr;
      out.back().of_tenant = row.tenant != nullptr;
    }
    return out;
  }();
  return rows;
}

std::vector<Finding> judge(const Patient& of) {
  std::vector<Finding> out;
  for (const auto& row : kRows) {
    const auto look = of.tenant ? row.tenant : row.connection;
    if (look == nullptr) continue;
    auto verdict = look(of);
    if (!verdict) continue;
    const auto features = static_cast<Features>(row.features & verdict->features);
    out.push_back({std::string(row.check.name), verdict->state, std::move(verdict->sentence),
                   std::move(verdict->remedy), std::move(verdict->waits_for),
                   features == 0 ? row.features : features});
  }
  return out;
}

const Finding* find(std::span<const Finding> findings, const std::string& name) {
  const auto found = std::ranges::find(findings, name, &Finding::check);
  return found == findings.end() ? nullptr : &*found;
}

// What is unknown says which line to mend first: the one at the root, not one that waits itself.
void follow_to_root(std::vector<Finding>& findings, std::span<const Finding> above) {
  const auto look_up = [&](const std::string& name) {
    const auto* here = find(findings, name);
    const auto* there = find(above, name);
    // One name may stand for the connection's line and for the tenant's: the worse is the cause.
    return here == nullptr || (there != nullptr && there->state > here->state) ? there : here;
  };
  for (auto& one : findings) {
    if (one.state != CheckState::unknown) continue;
    const auto* cause = look_up(one.waits_for);
    for (std::size_t step = 0; cause != nullptr && step < std::size(kRows); ++step) {
      const auto* next = cause->state == CheckState::unknown ? look_up(cause->waits_for) : nullptr;
      if (next == nullptr) break;
      cause = next;
    }
    if (cause == nullptr || cause == &one || cause->state == CheckState::ok) {
      one.waits_for.clear();
      continue;
    }
    one.waits_for = cause->check;
    if (one.remedy.empty()) {
      const auto* check = find_doctor_check(cause->check);
      one.remedy = fmt::format("First mend \"{}\" ({}); then it can be asked.",
                               check ? check->title : cause->check, cause->check);
    }
  }
}

std::vector<store::Tenant> tenants_of(Services& services, base::Id connection,
                                      std::optional<base::Id> named) {
  return services.database.read([&](db::Connection& c) {
    std::vector<store::Tenant> out;
    store::ListQuery query;
    query.filters = {{"connection_id", {std::to_string(connection)}}};
    query.sort = {{"name", false}};
    query.size = store::kMaxPageSize;
    for (;; ++query.page) {
      const auto page = store::list_tenants(c, store::Scope::unscoped(), query);
      for (const auto& one : page.rows)
        if (named ? one.id == *named : one.state == "read" || one.state == "active")
          out.push_back(one);
      if (page.rows.size() < static_cast<std::size_t>(store::kMaxPageSize)) return out;
    }
  });
}

// Works on the tenants from the first to the last, several at a time; the first failure that is no
// finding ends it.
class Rounds {
 public:
  Rounds(Services& services, TokenSource& tokens, const ConnectionFacts& facts,
         std::span<const Finding> above, std::stop_token stop)
      : services_(services),
        tokens_(tokens),
        facts_(facts),
        above_(above),
        stop_(std::move(stop)) {}

  std::vector<Checkup> run(const std::vector<store::Tenant>& tenants) {
    results_.resize(tenants.size());
    {
      std::vector<std::jthread> threads;
      for (std::size_t at = 0; at < std::min(kDoctorThreads, tenants.size()); ++at)
        threads.emplace_back([&] { work(tenants); });
    }
    if (failure_) std::rethrow_exception(failure_);
    return std::move(results_);
  }

 private:
  void work(const std::vector<store::Tenant>& tenants) {
    for (auto at = next_.fetch_add(1); at < tenants.size(); at = next_.fetch_add(1)) {
      try {
        if (stop_.stop_requested())
          throw base::Error(base::ErrorCode::canceled, "Stopped between two tenants.");
        results_[at] = one(tenants[at]);
      } catch (...) {
        std::lock_guard hold(mutex_);
        if (!failure_) failure_ = std::current_exception();
        next_.store(tenants.size());
      }
    }
  }

  Checkup one(const store::Tenant& tenant) {
    const auto facts = ask_tenant(services_, tokens_, facts_, tenant, stop_);
    const auto now = services_.clock.now();
    const Patient of{facts_, &facts, now, services_.public_url, redirect_uri(services_)};
    Checkup out{facts_.row.id, facts_.row.name, facts_.row.tier, facts_.row.kind,
                tenant.id,     tenant.name,     facts.way(),     now,
                judge(of),     chain_of(of)};
    follow_to_root(out.findings, above_);
    return out;
  }

  Services& services_;
  TokenSource& tokens_;
  const ConnectionFacts& facts_;
  std::span<const Finding> above_;
  std::stop_token stop_;
  std::atomic<std::size_t> next_{0};
  std::vector<Checkup> results_;
  std::mutex mutex_;
  std::exception_ptr failure_;  // guarded by mutex_ until the threads have joined
};

}  // namespace

std::string_view to_string(CheckState state) {
  return kStateNames[static_cast<std::size_t>(state)];
}

CheckState check_state_named(std::string_view name) {
  for (std::size_t at = 0; at < std::size(kStateNames); ++at)
    if (kStateNames[at] == name) return static_cast<CheckState>(at);
  return CheckState::unknown;
}

std::span<const FeatureName> feature_names() { return kFeatures; }

Features features_of_tier(std::string_view tier) {
  Features out = 0;
  for (const auto& feature : kFeatures) {
    out = static_cast<Features>(out | feature.bit);
    if (feature.name == tier) return out;
  }
  return kAllFeatures;
}

std::span<const DoctorCheck> doctor_checks() { return public_rows(); }

const DoctorCheck* find_doctor_check(std::string_view name) {
  const auto found = std::ranges::find(public_rows(), name, &DoctorCheck::name);
  return found == public_rows().end() ? nullptr : &*found;
}

std::vector<Checkup> examine(Services& services, TokenSource& tokens, base::Id connection,
                             std::optional<base::Id> tenant, std::stop_token stop) {
  const auto tenants = tenants_of(services, connection, tenant);
  for (const auto& one : tenants)
    if (one.state == "ignored")
      throw base::Error(base::ErrorCode::invalid,
                        fmt::format("{} is ignored, so nothing is asked there. Choose it under "
                                    "Matching first.",
                                    one.name));
  const auto facts = ask_connection(services, tokens, connection, stop);
  const auto now = services.clock.now();
  const Patient of{facts, nullptr, now, services.public_url, redirect_uri(services)};
  std::vector<Checkup> out(1);
  out[0] = {connection, facts.row.name, facts.row.tier, facts.row.kind, {}, {}, {}, now, judge(of),
            {}};
  follow_to_root(out[0].findings, {});
  const auto above = out[0].findings;
  for (auto& one : Rounds(services, tokens, facts, above, std::move(stop)).run(tenants))
    out.push_back(std::move(one));
  return out;
}

CheckState worst_of(std::span<const Finding> findings) {
  auto worst = CheckState::ok;
  for (const auto& one : findings) worst = std::max(worst, one.state);
  return worst;
}

std::vector<FeatureState> feature_states(const Checkup& connection, const Checkup* tenant) {
  std::vector<FeatureState> out;
  const auto wanted = features_of_tier(connection.tier);
  for (const auto& feature : kFeatures) {
    if ((wanted & feature.bit) == 0) continue;
    FeatureState state{feature.name, feature.title, CheckState::ok};
    for (const auto* part : {&connection, tenant}) {
      if (part == nullptr) continue;
      for (const auto& one : part->findings) {
        // What the tenant has a line of its own for counts there, not in the own directory.
        const auto* check = find_doctor_check(one.check);
        const bool told_below = tenant != nullptr && part == &connection && check->of_tenant;
        if (!told_below && (one.features & feature.bit) != 0)
          state.state = std::max(state.state, one.state);
      }
    }
    out.push_back(state);
  }
  return out;
}

}  // namespace reeve::connect
