// The tables of limits and costs, and which service an address belongs to.
#include "microsoft/published_limits.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include "base/text.h"

namespace reeve::microsoft {
namespace {

using base::Millis;

// As throttling-limits.tsv beside this file has them.
constexpr std::array kLimits{
    Limit{Service::graph, true, 130'000, Millis{10'000}},
    Limit{Service::directory, true, 150'000, Millis{20'000}},
    Limit{Service::directory, false, 3'500, Millis{10'000}},
    Limit{Service::reports, true, 122, Millis{10'000}},
    Limit{Service::reports, false, 5, Millis{10'000}},
    Limit{Service::sign_ins, true, 10, Millis{60'000}},
    Limit{Service::sign_ins, false, 10, Millis{60'000}},
    Limit{Service::usage_reports, false, 14, Millis{600'000}},
    Limit{Service::intune, false, 2'000, Millis{20'000}},
};

// Resource units before $select, $expand and $top; 1 elsewhere
// (throttling-resource-unit-costs.tsv of reference/microsoft-cloud.md D.1).
struct Units {
  std::string_view path;
  std::int64_t units;
};
constexpr Units kUnits[] = {{"/users", 2}, {"/subscribedskus", 3}, {"/contracts", 3}};
constexpr std::int64_t kSmallPage = 20;

// The first row that an address begins with counts.
struct Beginning {
  std::string_view path;
  std::optional<Service> service;  // nothing: Graph alone counts it
};
constexpr Beginning kBeginnings[] = {
    {"/reports/get", Service::usage_reports},
    {"/reports/", Service::reports},
    {"/auditlogs", Service::reports},
    {"/devicemanagement", Service::intune},
    {"/$batch", std::nullopt},
    {"/admin/", std::nullopt},
    {"/tenantrelationships", std::nullopt},
    {"/", Service::directory},
};

std::int64_t top_of(std::string_view query) {
  constexpr std::string_view kTop = "$top=";
  const auto at = query.find(kTop);
  std::int64_t top = kSmallPage;
  if (at == std::string_view::npos) return top;
  const auto text = query.substr(at + kTop.size());
  std::from_chars(text.data(), text.data() + text.size(), top);
  return top;
}

std::int64_t units_of(std::string_view path, std::string_view query) {
  std::int64_t units = 1;
  for (const Units& one : kUnits)
    if (one.path == path) units = one.units;
  if (query.find("$select=") != std::string_view::npos) --units;
  if (query.find("$expand=") != std::string_view::npos) ++units;
  if (top_of(query) < kSmallPage) --units;
  return std::max<std::int64_t>(1, units);
}

}  // namespace

std::string_view to_string(Service service) {
  switch (service) {
    case Service::graph:
      return "graph";
    case Service::directory:
      return "directory";
    case Service::reports:
      return "reports";
    case Service::sign_ins:
      return "sign_ins";
    case Service::usage_reports:
      return "usage_reports";
    case Service::intune:
      return "intune";
    case Service::mailboxes:
      return "mailboxes";
  }
  return {};
}

std::span<const Limit> published_limits() { return kLimits; }

std::vector<Cost> costs_of(std::string_view path_and_query) {
  const auto mark = path_and_query.find('?');
  const std::string whole = base::ascii_lower(path_and_query.substr(0, mark));
  const std::string query = mark == std::string_view::npos
                                ? std::string()
                                : base::ascii_lower(path_and_query.substr(mark + 1));
  const auto version = whole.find('/', 1);
  const std::string_view path = version == std::string::npos
                                    ? std::string_view(whole)
                                    : std::string_view(whole).substr(version);
  std::vector<Cost> costs{{Service::graph, 1}};
  if (path.find("/mailboxsettings") != std::string_view::npos) {
    costs.push_back({Service::mailboxes, 1});
    return costs;
  }
  const auto found = std::ranges::find_if(
      kBeginnings, [&](const Beginning& one) { return path.starts_with(one.path); });
  if (found == std::end(kBeginnings) || !found->service) return costs;
  const bool directory = *found->service == Service::directory;
  costs.push_back({*found->service, directory ? units_of(path, query) : 1});
  // Asking people's sign-ins is asking the reports as well.
  if (query.find("signinactivity") != std::string::npos) {
    costs.push_back({Service::reports, 1});
    costs.push_back({Service::sign_ins, 1});
  }
  return costs;
}

}  // namespace reeve::microsoft
