// The doctor: what it found of a connection and of each of its tenants, the way access runs, and
// asking it again.
#include <fmt/format.h>

#include "api/audited.h"
#include "api/resources.h"
#include "base/text.h"
#include "store/connections.h"
#include "store/doctor_results.h"
#include "store/jobs.h"

namespace reeve::api {
namespace {

constexpr std::int64_t kDoctorPriority = 10;

constexpr Attribute kReportAttributes[] = {
    {"connection-id", Kind::integer},
    {"tenant-id", Kind::integer, true},
    {"name", Kind::text},
    {"state", Kind::text},
    {"checked-at", Kind::time, true},
    {"checking", Kind::boolean},
    {"features", Kind::array},
    {"findings", Kind::array},
    {"tenants", Kind::array},
};

constexpr Attribute kTraceAttributes[] = {
    {"connection-id", Kind::integer}, {"tenant-id", Kind::integer}, {"name", Kind::text},
    {"checked-at", Kind::time, true}, {"parts", Kind::array},       {"links", Kind::array},
};

std::string job_key(base::Id connection, std::optional<base::Id> tenant) {
  return tenant ? fmt::format("doctor:{}:{}", connection, *tenant)
                : fmt::format("doctor:{}", connection);
}

store::MicrosoftConnection connection_or_throw(db::Connection& c, base::Id id) {
  auto row = store::find_connection(c, id);
  if (!row) throw_not_found("connection");
  return *std::move(row);
}

// A tenant that this connection reaches, or did.
store::Tenant tenant_or_throw(db::Connection& c, const Call& call, base::Id connection,
                              base::Id id) {
  auto tenant = store::find_tenant(c, call.scope(), id);
  bool reached = false;
  if (tenant)
    for (const auto& way : store::tenant_access(c, id))
      reached = reached || way.connection == connection;
  if (!reached) throw_not_found("tenant");
  return *std::move(tenant);
}

bool is_checking(db::Connection& c, base::Id connection, std::optional<base::Id> tenant) {
  return store::find_job_by_key(c, job_key(connection, std::nullopt)) ||
         (tenant && store::find_job_by_key(c, job_key(connection, tenant)));
}

json::array array_of(const json::value& body, std::string_view name) {
  const auto* found = base::member(body, name).if_array();
  return found ? *found : json::array{};
}

json::value body_of(const std::optional<store::DoctorResult>& result) {
  return result ? base::try_parse_json(result->body).value_or(json::value{}) : json::value{};
}

// A line for each tenant: how it is, and how many of its lines are not as they should be.
json::array tenants_json(db::Connection& c, const Call& call, base::Id connection) {
  json::array out;
  for (const auto& one : store::doctor_results(c, connection)) {
    if (!one.tenant || !store::find_tenant(c, call.scope(), *one.tenant)) continue;
    const auto body = body_of(one);
    std::map<std::string, std::int64_t> counts;
    for (const auto& finding : array_of(body, "findings"))
      ++counts[base::text_member(finding, "state")];
    out.emplace_back(json::object{{"tenant-id", *one.tenant},
                                  {"name", json::string(base::text_member(body, "tenant-name"))},
                                  {"state", json::string(base::text_member(body, "state"))},
                                  {"broken", counts["broken"]},
                                  {"attention", counts["attention"]},
                                  {"unknown", counts["unknown"]},
                                  {"checked-at", time_value(one.checked_at)}});
  }
  return out;
}

json::object report(db::Connection& c, const Call& call, base::Id connection,
                    std::optional<base::Id> tenant, const std::string& name) {
  const auto result = store::find_doctor_result(c, connection, tenant);
  const auto body = body_of(result);
  json::object out;
  out["connection-id"] = connection;
  out["tenant-id"] = nullable(tenant);
  out["name"] = json::string(name);
  out["state"] = json::string(base::text_member(body, "state", "unknown"));
  out["checked-at"] = result ? time_value(result->checked_at) : json::value(nullptr);
  out["checking"] = is_checking(c, connection, tenant);
  out["features"] = array_of(body, "features");
  out["findings"] = array_of(body, "findings");
  out["tenants"] = tenant ? json::array{} : tenants_json(c, call, connection);
  return resource_object(kDoctorReportResource, tenant.value_or(connection), std::move(out));
}

Response show_connection(Call& call) {
  const base::Id id = call.id();
  return one(call.read([&](db::Connection& c) {
    return report(c, call, id, std::nullopt, connection_or_throw(c, id).name);
  }));
}

Response show_tenant(Call& call) {
  const base::Id id = call.id(), tenant = call.id("tenant");
  return one(call.read([&](db::Connection& c) {
    connection_or_throw(c, id);
    return report(c, call, id, tenant, tenant_or_throw(c, call, id, tenant).name);
  }));
}

Response show_trace(Call& call) {
  const base::Id id = call.id(), tenant = call.id("tenant");
  return one(call.read([&](db::Connection& c) {
    connection_or_throw(c, id);
    const auto row = tenant_or_throw(c, call, id, tenant);
    const auto result = store::find_doctor_result(c, id, tenant);
    const auto body = body_of(result);
    const auto& trace = base::member(body, "trace");
    json::object out;
    out["connection-id"] = id;
    out["tenant-id"] = tenant;
    out["name"] = json::string(row.name);
    out["checked-at"] = result ? time_value(result->checked_at) : json::value(nullptr);
    out["parts"] = array_of(trace, "parts");
    out["links"] = array_of(trace, "links");
    return resource_object(kDoctorTraceResource, tenant, std::move(out));
  }));
}

void queue(db::Connection& c, const Call& call, base::Id connection,
           std::optional<base::Id> tenant) {
  const auto named = tenant ? std::to_string(*tenant) : "null";
  store::enqueue(c, "doctor", job_key(connection, tenant),
                 fmt::format(R"({{"connection":{},"tenant":{}}})", connection, named),
                 kDoctorPriority, call.now());
}

Response check_connection(Call& call) {
  const base::Id id = call.id();
  call.write([&](db::Connection& c) {
    connection_or_throw(c, id);
    queue(c, call, id, std::nullopt);
  });
  call.services.outside.notify_workers();
  return meta_only({{"queued", 1}}, 202);
}

Response check_tenant(Call& call) {
  const base::Id id = call.id(), tenant = call.id("tenant");
  call.write([&](db::Connection& c) {
    connection_or_throw(c, id);
    if (tenant_or_throw(c, call, id, tenant).state == "ignored")
      throw_invalid("The tenant is ignored, so nothing is asked there. Choose it under Matching.");
    queue(c, call, id, tenant);
  });
  call.services.outside.notify_workers();
  return meta_only({{"queued", 1}}, 202);
}

Response show_names(Call& call) {
  const base::Id id = call.id(), tenant = call.id("tenant");
  call.read([&](db::Connection& c) {
    connection_or_throw(c, id);
    return tenant_or_throw(c, call, id, tenant).id;
  });
  const auto shown = call.services.outside.show_report_names(id, tenant);
  call.write([&](db::Connection& c) {
    audit_change(c, call, "show_report_names", "tenant", tenant, {{"names-shown", !shown.done}},
                 {{"names-shown", shown.done}});
    if (shown.done) queue(c, call, id, tenant);
  });
  if (shown.done) call.services.outside.notify_workers();
  return meta_only({{"done", shown.done},
                    {"sentence", json::string(shown.sentence)},
                    {"remedy", json::string(shown.remedy)}});
}

}  // namespace

const Resource kDoctorReportResource{"doctor-reports", kReportAttributes};
const Resource kDoctorTraceResource{"doctor-traces", kTraceAttributes};

void add_doctor_routes(Router& router) {
  router.add({"GET", "/api/connections/:id/doctor", Access::manager, show_connection,
              "What the doctor found of a connection, and how its tenants are",
              &kDoctorReportResource, Answer::one});
  router.add({"POST", "/api/connections/:id/doctor", Access::manager, check_connection,
              "Examine the connection and all its tenants now", nullptr, Answer::meta});
  router.add({"GET", "/api/connections/:id/doctor/:tenant", Access::manager, show_tenant,
              "What the doctor found of one tenant", &kDoctorReportResource, Answer::one});
  router.add({"POST", "/api/connections/:id/doctor/:tenant", Access::manager, check_tenant,
              "Examine one tenant now", nullptr, Answer::meta});
  router.add({"POST", "/api/connections/:id/doctor/:tenant/show_names", Access::manager, show_names,
              "Let the tenant's reports show names, where that may be changed", nullptr,
              Answer::meta});
  router.add({"GET", "/api/connections/:id/doctor/:tenant/trace", Access::manager, show_trace,
              "How access to the tenant runs, and which link of it is broken",
              &kDoctorTraceResource, Answer::one});
}

}  // namespace reeve::api
