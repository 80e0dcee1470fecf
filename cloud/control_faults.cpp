// /_control/faults and /_control/limits: what goes wrong on demand, and how much may be asked.
#include <fmt/format.h>

#include "aadsts.h"
#include "control.h"
#include "json.h"
#include "random.h"

namespace cloud {
namespace {

namespace json = boost::json;

constexpr int kMost = 1'000'000;

json::object fault_body(const Fault& fault) {
  json::object body = {{"id", fault.id}, {"kind", fault.kind}};
  if (!fault.tenant.empty()) body["tenant"] = fault.tenant;
  if (!fault.path.empty()) body["path"] = fault.path;
  if (fault.page > 0) body["page"] = fault.page;
  body["times"] = fault.times;
  if (fault.seconds != 0) body["seconds"] = fault.seconds;
  if (fault.milliseconds > 0) body["milliseconds"] = fault.milliseconds;
  if (fault.code > 0) body["code"] = fault.code;
  if (fault.share < 1) body["share"] = fault.share;
  if (fault.share < 1) body["seed"] = fault.seed;
  return body;
}

int small_number(const json::object& body, std::string_view name, int otherwise, int least = 0) {
  const json::value* found = body.if_contains(name);
  if (!found || found->is_null()) return otherwise;
  if (!found->is_int64() || found->as_int64() < least || found->as_int64() > kMost)
    throw ControlRefusal(400,
                         fmt::format("{} must be a number from {} to {}.", name, least, kMost));
  return static_cast<int>(found->as_int64());
}

double positive_number(const json::object& body, std::string_view name, double otherwise,
                       double most) {
  const json::value* found = body.if_contains(name);
  if (!found || found->is_null()) return otherwise;
  const double number = found->is_number() ? found->to_number<double>() : -1;
  if (!(number > 0) || number > most)
    throw ControlRefusal(400, fmt::format("{} must be a number over 0, up to {}.", name, most));
  return number;
}

std::string known_kinds() {
  std::string text;
  for (const FaultKind& one : fault_kinds())
    text += fmt::format("{}{}", text.empty() ? "" : ", ", one.name);
  return text;
}

// The AADSTS number of the kind "aadsts": one that this cloud knows the words of.
int wanted_code(const json::object& body) {
  const json::value* given = body.if_contains("code");
  const std::int64_t number = given && given->is_int64() ? given->as_int64() : 0;
  constexpr std::int64_t most = 99'999'999;
  const int code = number > 0 && number <= most ? static_cast<int>(number) : 0;
  if (!aadsts_exists(code))
    throw ControlRefusal(400, "\"aadsts\" needs a \"code\" of cloud/aadsts.cpp, such as 50079.");
  return code;
}

Fault read_fault(const ControlCall& call, const json::object& body) {
  const std::string name = text_of(body, "kind");
  const FaultKind* kind = fault_kind(name);
  if (!kind)
    throw ControlRefusal(
        400, fmt::format("No fault is called \"{}\". Known are: {}.", name, known_kinds()));
  Fault fault;
  fault.id = fresh_guid();
  fault.kind = kind->name;
  if (const std::string wanted = text_of(body, "tenant"); !wanted.empty()) {
    const Tenant* tenant = call.cloud.world.find_tenant(wanted);
    if (!tenant) throw ControlRefusal(404, fmt::format("No tenant has the id {}.", wanted));
    fault.tenant = tenant->id;
  }
  fault.path = text_of(body, "path");
  fault.page = small_number(body, "page", 0);
  fault.times = small_number(body, "times", kind->times);
  // Only a clock can be behind.
  fault.seconds =
      small_number(body, "seconds", kind->seconds, fault.kind == "clock-skew" ? -kMost : 0);
  fault.milliseconds =
      small_number(body, "milliseconds", small_number(body, "ms", kind->milliseconds));
  fault.share = positive_number(body, "share", kind->share, 1);
  fault.seed = static_cast<std::uint64_t>(
      small_number(body, "seed", static_cast<int>(call.cloud.world.seed % kMost)));
  if (fault.kind == "aadsts") fault.code = wanted_code(body);
  return fault;
}

}  // namespace

Response control_add_fault(ControlCall& call) {
  const Fault fault = read_fault(call, call.body());
  if (!call.cloud.faults.add(fault))
    throw ControlRefusal(409, "Too many faults are active. DELETE /_control/faults mends them.");
  return control_answer(fault_body(fault), 201);
}

Response control_list_faults(ControlCall& call) {
  json::array active;
  for (const Fault& one : call.cloud.faults.active()) active.push_back(fault_body(one));
  json::array kinds;
  for (const FaultKind& one : fault_kinds())
    kinds.push_back({{"kind", one.name}, {"summary", one.summary}});
  return control_answer(json::object{{"active", std::move(active)}, {"kinds", std::move(kinds)}});
}

Response control_mend_faults(ControlCall& call) {
  call.cloud.faults.mend_all();
  return control_done();
}

Response control_mend_fault(ControlCall& call) {
  if (!call.cloud.faults.mend(call.args.at(0)))
    throw ControlRefusal(404, "No active fault has that id.");
  return control_done();
}

Response control_show_limits(ControlCall& call) {
  const Limits& limits = call.cloud.limits;
  json::array rows;
  for (const Budget& one : budgets()) {
    const char* counted = one.counted == Counted::units    ? "resource units"
                          : one.counted == Counted::writes ? "writes"
                                                           : "requests";
    json::object row = {{"name", one.name}, {"counts", counted}, {"seconds", one.seconds}};
    row["most"] = one.most > 0 ? json::value(one.most) : json::value("by the size of the tenant");
    rows.push_back(std::move(row));
  }
  return control_answer(json::object{
      {"enabled", limits.enabled()}, {"scale", limits.scale()}, {"budgets", std::move(rows)}});
}

// {"enabled":false} or {"scale":0.1}; what was counted so far is forgotten.
Response control_change_limits(ControlCall& call) {
  constexpr double most_scale = 1000;
  const json::object body = call.body();
  Limits& limits = call.cloud.limits;
  limits.set_scale(positive_number(body, "scale", limits.scale(), most_scale));
  if (const json::value* on = body.if_contains("enabled"); on && on->is_bool())
    limits.enable(on->as_bool());
  limits.forget();
  return control_show_limits(call);
}

}  // namespace cloud
