// Findings as JSON in the database.
#include "connect/doctor_keep.h"

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <span>

#include "base/json.h"
#include "connect/doctor_trace.h"
#include "store/doctor_results.h"

namespace reeve::connect {

namespace {

namespace json = base::json;

constexpr std::size_t kResultsAtOnce = 200;  // a background transaction stays short

json::value text(std::string_view from) { return json::string(from); }

json::array features_json(Features features) {
  json::array out;
  for (const auto& one : feature_names())
    if ((features & one.bit) != 0) out.push_back(text(one.name));
  return out;
}

json::array findings_json(const Checkup& of) {
  json::array out;
  for (const auto& one : of.findings) {
    const auto* check = find_doctor_check(one.check);
    out.push_back(json::object{{"check", text(one.check)},
                               {"title", text(check ? check->title : one.check)},
                               {"state", text(to_string(one.state))},
                               {"sentence", text(one.sentence)},
                               {"remedy", text(one.remedy)},
                               {"waits-for", text(one.waits_for)},
                               {"features", features_json(one.features)}});
  }
  return out;
}

json::value trace_json(const Checkup& connection, const Checkup* tenant) {
  if (tenant == nullptr) return nullptr;
  json::array parts, links;
  for (const auto& one : tenant->chain)
    parts.push_back(json::object{{"kind", text(one.kind)}, {"label", text(one.label)}});
  for (const auto& one : trace_links(connection, *tenant))
    links.push_back(json::object{{"from", text(one.from)},
                                 {"to", text(one.to)},
                                 {"state", text(to_string(one.state))},
                                 {"check", text(one.check)},
                                 {"sentence", text(one.sentence)},
                                 {"remedy", text(one.remedy)}});
  return json::object{{"parts", std::move(parts)}, {"links", std::move(links)}};
}

}  // namespace

std::string checkup_json(const Checkup& connection, const Checkup* tenant) {
  const Checkup& of = tenant ? *tenant : connection;
  json::array features;
  for (const auto& one : feature_states(connection, tenant))
    features.push_back(json::object{{"name", text(one.name)},
                                    {"title", text(one.title)},
                                    {"state", text(to_string(one.state))}});
  return base::to_json(json::object{{"connection-name", text(of.connection_name)},
                                    {"tenant-name", text(of.tenant_name)},
                                    {"tier", text(of.tier)},
                                    {"kind", text(of.kind)},
                                    {"way", text(of.way)},
                                    {"state", text(to_string(worst_of(of.findings)))},
                                    {"findings", findings_json(of)},
                                    {"features", std::move(features)},
                                    {"trace", trace_json(connection, tenant)}});
}

std::vector<Checkup> run_doctor(Services& services, TokenSource& tokens, base::Id connection,
                                std::optional<base::Id> tenant, std::stop_token stop) {
  auto found = examine(services, tokens, connection, tenant, std::move(stop));
  std::vector<store::DoctorResult> rows;
  std::vector<base::Id> seen;
  for (const auto& one : found) {
    rows.push_back({connection, one.tenant, one.checked_at,
                    checkup_json(found.front(), one.tenant ? &one : nullptr)});
    if (one.tenant) seen.push_back(*one.tenant);
  }
  for (std::span<const store::DoctorResult> rest(rows); !rest.empty();) {
    const auto part = rest.first(std::min(kResultsAtOnce, rest.size()));
    rest = rest.subspan(part.size());
    services.database.write(db::Lane::background, [&](db::Connection& c) {
      store::put_doctor_results(c, {part.begin(), part.end()});
    });
  }
  if (!tenant)
    services.database.write(db::Lane::background, [&](db::Connection& c) {
      store::keep_only_doctor_results(c, connection, seen);
    });
  return found;
}

}  // namespace reeve::connect
