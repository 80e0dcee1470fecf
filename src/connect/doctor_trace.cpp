// Which lines of the doctor concern which link of the chain.
#include "connect/doctor_trace.h"

#include <algorithm>
#include <span>

namespace reeve::connect {

namespace {

struct LinkLine {
  std::string_view from, check;
};

// A link is named by what it begins with; the last one ends at the application.
constexpr LinkLine kLines[] = {
    {"role", "reader-roles"},
    {"role", "consent-role"},
    {"role", "delegated-only-role"},
    {"relationship", "way-in"},
    {"relationship", "relationship-expiry"},
    {"relationship", "relationship-group"},
    {"relationship", "gdap-roles"},
    {"group", "group-membership"},
    {"group", "admin-agents"},
    {"account", "microsoft-reachable"},
    {"account", "connection-consented"},
    {"account", "credential"},
    {"account", "refresh-token"},
    {"account", "service-account-mfa"},
    {"account", "tenant-reachable"},
    {"account", "conditional-access"},
    {"account", "application-consent"},
    {"account", "application-permissions"},
    {"account", "delegated-permissions"},
};

// `above`: the findings are the connection's; what a tenant has a line of its own for counts there.
void look_through(std::span<const Finding> findings, bool above, TraceLink& link) {
  for (const auto& line : kLines) {
    const auto* check = find_doctor_check(line.check);
    if (line.from != link.from || check == nullptr || (above && check->of_tenant)) continue;
    const auto found = std::ranges::find(findings, line.check, &Finding::check);
    if (found == findings.end() || found->state <= link.state) continue;
    link.state = found->state;
    link.check = found->check;
    link.sentence = found->sentence;
    link.remedy = found->remedy;
  }
}

}  // namespace

std::vector<TraceLink> trace_links(const Checkup& connection, const Checkup& tenant) {
  std::vector<TraceLink> out;
  for (std::size_t at = 0; at + 1 < tenant.chain.size(); ++at) {
    TraceLink link{tenant.chain[at].kind, tenant.chain[at + 1].kind, CheckState::ok, {}, {}, {}};
    look_through(tenant.findings, false, link);
    look_through(connection.findings, true, link);
    out.push_back(std::move(link));
  }
  return out;
}

}  // namespace reeve::connect
