// reeve doctor: says of every connection and tenant what keeps it from working, and what to do.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

#include "app/commands.h"
#include "app/named_tenants.h"
#include "app/product.h"
#include "app/stop_signal.h"
#include "base/error.h"
#include "base/json.h"
#include "connect/doctor_keep.h"

namespace reeve::app {
namespace {

using connect::CheckState;
using connect::Checkup;
using connect::Finding;

std::vector<store::MicrosoftConnection> all_connections(db::Connection& c) {
  std::vector<store::MicrosoftConnection> out;
  store::ListQuery query;
  query.size = store::kMaxPageSize;
  for (;; ++query.page) {
    auto page = store::list_connections(c, query);
    const auto count = page.rows.size();
    for (auto& one : page.rows)
      if (one.state != "disconnected") out.push_back(std::move(one));
    if (count < static_cast<std::size_t>(store::kMaxPageSize)) return out;
  }
}

// The connections by which a tenant is reached, or was.
std::set<base::Id> ways_to(Product& product, base::Id tenant) {
  std::set<base::Id> out;
  for (const auto& way :
       product.database().read([&](db::Connection& c) { return store::tenant_access(c, tenant); }))
    out.insert(way.connection);
  return out;
}

std::vector<Checkup> examine_all(Product& product, const DoctorOptions& options,
                                 std::stop_token stop) {
  const auto connections = product.database().read(all_connections);
  if (connections.empty())
    throw base::Error(base::ErrorCode::not_found,
                      fmt::format("There is no connection to examine. Connect Microsoft first at "
                                  "{}/integrations.",
                                  product.settings().get("public_url")));
  std::vector<Checkup> out;
  const auto add = [&](base::Id connection, std::optional<base::Id> tenant) {
    for (auto& one :
         connect::run_doctor(product.services(), product.tokens(), connection, tenant, stop))
      out.push_back(std::move(one));
  };
  if (!options.tenant) {
    for (const auto& one : connections) add(one.id, std::nullopt);
    return out;
  }
  const auto tenants =
      product.database().read([&](db::Connection& c) { return named_tenants(c, options.tenant); });
  if (tenants.empty()) throw no_such_tenant(*options.tenant, product.settings());
  for (const auto& tenant : tenants) {
    const auto ways = ways_to(product, tenant.id);
    for (const auto& one : connections)
      if (ways.contains(one.id)) add(one.id, tenant.id);
  }
  return out;
}

void print_json(const std::vector<Checkup>& checkups) {
  for (const auto& one : checkups)
    for (const auto& finding : one.findings)
      fmt::print("{}\n", base::to_json(base::json::object{
                             {"connection", one.connection_name},
                             {"tenant", one.tenant ? base::json::value(one.tenant_name)
                                                   : base::json::value(nullptr)},
                             {"check", finding.check},
                             {"state", std::string(to_string(finding.state))},
                             {"sentence", finding.sentence},
                             {"remedy", finding.remedy}}));
}

struct Line {
  const Checkup* of;
  const Finding* finding;
};

void print_line(const Line& line) {
  const auto& where = line.of->tenant ? line.of->tenant_name : line.of->connection_name;
  fmt::print("{:<9}  {:<28}  {:<26}  {}\n", to_string(line.finding->state), where,
             line.finding->check, line.finding->sentence);
  if (line.finding->state != CheckState::ok && !line.finding->remedy.empty())
    fmt::print("{:<9}  {:<28}  {:<26}  -> {}\n", "", "", "", line.finding->remedy);
}

void print_table(const std::vector<Checkup>& checkups, bool all) {
  std::vector<Line> lines;
  std::array<int, 4> counts{};
  for (const auto& one : checkups)
    for (const auto& finding : one.findings) {
      ++counts.at(static_cast<std::size_t>(finding.state));
      if (all || finding.state != CheckState::ok) lines.push_back({&one, &finding});
    }
  std::ranges::stable_sort(lines, std::ranges::greater{},
                           [](const Line& line) { return line.finding->state; });
  for (const auto& line : lines) print_line(line);
  fmt::print("{}{} broken, {} to look at, {} unknown, {} fine.\n", lines.empty() ? "" : "\n",
             counts[3], counts[2], counts[1], counts[0]);
}

}  // namespace

int doctor_command(const Settings& settings, const DoctorOptions& options) {
  StopSignal signal;
  Product product(settings);
  const auto checkups = examine_all(product, options, signal.token());
  if (options.json)
    print_json(checkups);
  else
    print_table(checkups, options.tenant.has_value());
  const bool broken = std::ranges::any_of(checkups, [](const Checkup& one) {
    return connect::worst_of(one.findings) == CheckState::broken;
  });
  return broken ? 1 : 0;
}

}  // namespace reeve::app
