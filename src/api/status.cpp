// Counts for the navigation and Home; probes and metrics for whoever watches the server.
#include <fmt/format.h>

#include <map>

#include "api/resources.h"
#include "base/error.h"
#include "base/log.h"
#include "store/contacts.h"
#include "store/jobs.h"
#include "store/links.h"
#include "store/organizations.h"
#include "store/runs.h"

namespace reeve::api {
namespace {

constexpr Attribute kStatusAttributes[] = {
    {"reviews", Kind::integer},       {"reviews-by-kind", Kind::object}, {"tenants", Kind::object},
    {"organizations", Kind::integer}, {"contacts", Kind::integer},       {"runs", Kind::object},
};

// How many a list holds: a page of one row and its total.
template <class List>
std::int64_t total_of(db::Connection& c, const store::Scope& scope, List list,
                      std::vector<store::Filter> filters) {
  store::ListQuery query;
  query.filters = std::move(filters);
  query.size = 1;
  return list(c, scope, query).total;
}

json::object tenant_counts(db::Connection& c, const store::Scope& scope) {
  std::int64_t total = 0;
  std::int64_t matched = 0;
  std::int64_t unmatched = 0;
  std::map<std::string_view, std::int64_t> words;
  for (const store::Tenant& tenant : all_tenants(c, scope, {})) {
    ++total;
    if (tenant.organization)
      ++matched;
    else if (tenant.state != "ignored" && !tenant.own)
      ++unmatched;
    if (tenant.state == "read" || tenant.state == "active")
      ++words[state_word(tenant.last_run_state)];
  }
  json::object by_state;
  for (const auto& [word, count] : words) by_state[word] = count;
  return {{"total", total}, {"matched", matched}, {"unmatched", unmatched}, {"by-state", by_state}};
}

Response show_status(Call& call) {
  const store::Scope& scope = call.scope();
  json::object out = call.read([&](db::Connection& c) {
    json::object counts;
    std::int64_t reviews = 0;
    json::object kinds;
    for (const auto& [kind, count] : store::open_review_counts(c, scope)) {
      kinds[kind] = count;
      reviews += count;
    }
    counts["reviews"] = reviews;
    counts["reviews-by-kind"] = std::move(kinds);
    counts["tenants"] = tenant_counts(c, scope);
    counts["organizations"] = total_of(c, scope, store::list_organizations, {});
    counts["contacts"] = total_of(c, scope, store::list_contacts, {});
    counts["runs"] =
        json::object({{"queued", total_of(c, scope, store::list_runs, {{"state", {"queued"}}})},
                      {"syncing", total_of(c, scope, store::list_runs, {{"state", {"syncing"}}})}});
    return counts;
  });
  return one(resource_object(kStatusResource, 1, std::move(out)));
}

Response plain(int status, std::string text) {
  Response response;
  response.status = status;
  response.set("Content-Type", "text/plain; charset=utf-8");
  response.body = std::move(text);
  return response;
}

Response healthz(Call&) { return plain(200, "ok\n"); }

Response readyz(Call& call) {
  try {
    call.read([](db::Connection& c) { return store::count_accounts(c); });
    return plain(200, "ready\n");
  } catch (const base::Error& error) {
    base::log_warning("api", "not ready: {} ({})", error.message(), error.detail());
    return plain(503, "The database does not answer.\n");
  }
}

void metric(std::string& out, std::string_view name, std::string_view kind, std::string_view help,
            std::string_view labels, std::int64_t value) {
  if (!kind.empty()) out += fmt::format("# HELP {} {}\n# TYPE {} {}\n", name, help, name, kind);
  out += fmt::format("{}{} {}\n", name, labels, value);
}

std::string database_metrics(db::Connection& c) {
  const store::Scope all = store::Scope::unscoped();
  std::string out;
  bool first = true;
  for (const std::string_view state :
       {"queued", "syncing", "ok", "gaps", "partial", "held", "failed", "canceled"}) {
    metric(out, "reeve_runs", first ? "gauge" : "", "Runs by state.",
           fmt::format("{{state=\"{}\"}}", state),
           total_of(c, all, store::list_runs, {{"state", {std::string(state)}}}));
    first = false;
  }
  metric(out, "reeve_reviews_open", "gauge", "Decisions that wait for a person.", "",
         total_of(c, all, store::list_reviews, {{"state", {"open"}}}));
  metric(out, "reeve_tenants", "gauge", "Tenants known.", "",
         total_of(c, all, store::list_tenants, {}));
  metric(out, "reeve_organizations", "gauge", "Organizations, not archived.", "",
         total_of(c, all, store::list_organizations, {}));
  metric(out, "reeve_contacts", "gauge", "Contacts, not archived.", "",
         total_of(c, all, store::list_contacts, {}));
  metric(out, "reeve_processes_live", "gauge", "Processes that work on jobs.", "",
         store::live_processes(c));
  return out;
}

Response metrics(Call& call) {
  const bool administrator = call.identity && call.identity->at_least(domain::Role::administrator);
  if (!call.client.loopback && !administrator)
    throw base::Error(call.identity ? base::ErrorCode::forbidden : base::ErrorCode::unauthenticated,
                      "Metrics are given to this machine and to administrators. Ask with an "
                      "administrator's API key.");
  Counters& counters = call.services.counters;
  std::string out;
  metric(out, "reeve_build_info", "gauge", "The running version.",
         fmt::format("{{version=\"{}\"}}", call.services.settings.version), 1);
  metric(out, "reeve_http_requests_total", "counter", "Requests answered.", "", counters.requests);
  metric(out, "reeve_http_client_errors_total", "counter", "Answers 400 to 499.", "",
         counters.client_errors);
  metric(out, "reeve_http_server_errors_total", "counter", "Answers 500 to 599.", "",
         counters.server_errors);
  metric(out, "reeve_logins_failed_total", "counter", "Wrong passwords.", "",
         counters.failed_logins);
  metric(out, "reeve_event_streams", "gauge", "Browsers that follow live progress.", "",
         static_cast<std::int64_t>(call.services.hub.stream_count()));
  out += call.read(database_metrics);
  Response response = plain(200, std::move(out));
  response.set("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
  return response;
}

}  // namespace

const Resource kStatusResource{"statuses", kStatusAttributes};

void add_status_routes(Router& router) {
  router.add({"GET", "/api/status", Access::lite, show_status, "Counts for navigation and Home",
              &kStatusResource, Answer::one});
}

void add_probe_routes(Router& router) {
  router.add(
      {"GET", "/healthz", Access::anyone, healthz, "The process runs", nullptr, Answer::other});
  router.add(
      {"GET", "/readyz", Access::anyone, readyz, "The database answers", nullptr, Answer::other});
  router.add({"GET", "/metrics", Access::anyone, metrics,
              "Prometheus metrics, for this machine and administrators", nullptr, Answer::other});
}

}  // namespace reeve::api
