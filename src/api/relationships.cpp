// GDAP relationships: listed, made, and given to the security group.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "api/customer_access.h"
#include "api/resources.h"
#include "base/error.h"
#include "base/text.h"
#include "domain/tier.h"
#include "store/relationships.h"

namespace reeve::api {
namespace {

using Use = Attribute::Use;

constexpr Attribute kRelationshipAttributes[] = {
    {"customers", Kind::array, false, Use::write},
    {"relationships", Kind::array, false, Use::write},
    {"external-id", Kind::text},
    {"name", Kind::text},
    {"customer-tenant-id", Kind::text, true},
    {"customer-name", Kind::text, true},
    {"status", Kind::text},
    {"duration", Kind::text},
    {"auto-extend", Kind::boolean},
    {"roles", Kind::array, false, Use::both},
    {"groups", Kind::array},
    {"groups-seen-at", Kind::time, true},
    {"has-our-group", Kind::boolean, true},
    {"lets-in", Kind::text},
    {"made-here", Kind::boolean},
    {"invitation-link", Kind::text, true},
    {"created-at", Kind::time, true},
    {"activated-at", Kind::time, true},
    {"ends-at", Kind::time, true},
    {"seen-at", Kind::time},
    {"assign-state", Kind::text, true},
    {"assign-sentence", Kind::text, true},
    {"assign-remedy", Kind::text, true},
    {"assign-detail", Kind::text, true},
};

constexpr std::size_t kMaxName = 50;  // Microsoft's limit of a relationship's name

json::array role_array(const std::vector<std::string>& ids) {
  json::array out;
  for (const auto& id : ids) {
    const auto* role = domain::find_directory_role(id);
    out.emplace_back(
        json::object{{"id", json::string(id)},
                     {"name", json::string(role ? role->name : std::string_view(id))}});
  }
  return out;
}

bool holds(const std::vector<std::string>& roles, std::string_view name) {
  const auto* role = domain::find_directory_role(name);
  return role != nullptr && std::ranges::find(roles, role->template_id) != roles.end();
}

// What the relationship lets Reeve grant (reference/microsoft-cloud.md B.3).
std::string_view lets_in(const std::vector<std::string>& roles) {
  if (holds(roles, "Global Administrator") || holds(roles, "Privileged Role Administrator"))
    return "application";
  return holds(roles, "Cloud Application Administrator") ? "delegated" : "no";
}

json::array group_array(const store::Relationship& row) {
  json::array out;
  for (const auto& one : row.assignments)
    out.emplace_back(json::object{{"id", json::string(one.group)},
                                  {"status", json::string(one.status)},
                                  {"roles", role_array(one.roles)}});
  return out;
}

json::object relationship_object(const Call& call, const store::MicrosoftConnection& connection,
                                 std::int64_t at, const store::Relationship& row,
                                 const std::optional<store::AccessGroup>& group,
                                 const StepsBySubject& steps) {
  const bool waits = row.status == "created" || row.status == "approvalPending";
  json::object out;
  out["external-id"] = json::string(row.external_id);
  out["name"] = json::string(row.name);
  out["customer-tenant-id"] = nullable(row.customer_tenant_id);
  out["customer-name"] = nullable(row.customer_name);
  out["status"] = json::string(row.status);
  out["duration"] = json::string(row.duration);
  out["auto-extend"] = row.auto_extend == "P180D";
  out["roles"] = role_array(row.roles);
  out["groups"] = group_array(row);
  out["groups-seen-at"] = nullable(row.assignments_seen_at);
  // Unknown is not no: nothing while nobody asked, or no group is chosen.
  out["has-our-group"] =
      group && row.assignments_seen_at
          ? json::value(std::ranges::any_of(
                row.assignments,
                [&](const store::GroupAssignment& one) { return one.group == group->group_id; }))
          : json::value();
  out["lets-in"] = json::string(lets_in(row.roles));
  out["made-here"] = row.made_here;
  out["invitation-link"] = waits ? json::value(json::string(call.services.outside.invitation_link(
                                       connection, row.external_id)))
                                 : json::value();
  out["created-at"] = nullable(row.created_at);
  out["activated-at"] = nullable(row.activated_at);
  out["ends-at"] = nullable(row.ends_at);
  out["seen-at"] = time_value(row.seen_at);
  const auto step = steps.find(row.external_id);
  json::object ended;
  put_step(ended, step == steps.end() ? nullptr : &step->second);
  for (const auto* name : {"state", "sentence", "remedy", "detail"})
    out[fmt::format("assign-{}", name)] = ended[name];
  return resource_object(kRelationshipResource, at, std::move(out));
}

Response list_all(Call& call) {
  const base::Id id = call.id();
  store::MicrosoftConnection connection;
  std::vector<store::Relationship> rows;
  std::optional<store::AccessGroup> group;
  StepsBySubject steps;
  call.read([&](db::Connection& c) {
    connection = partner_connection(c, id);
    rows = store::list_relationships(c, id);
    group = store::find_access_group(c, id);
    steps = steps_of(c, id, "assign");
  });
  const auto query = read_list_query(call.request, call.route->filters, call.route->sorts);
  for (const auto& filter : query.filters)
    std::erase_if(rows, [&](const store::Relationship& row) {
      if (filter.field == "status")
        return std::ranges::find(filter.values, row.status) == filter.values.end();
      const auto text = base::fold(row.name + " " + row.customer_name.value_or(""));
      return !filter.values.empty() &&
             text.find(base::fold(filter.values.front())) == std::string::npos;
    });
  return answer_slice(call, rows, [&](std::int64_t at, const store::Relationship& row) {
    return relationship_object(call, connection, at, row, group, steps);
  });
}

Response refresh(Call& call) {
  const base::Id id = call.id();
  call.write([&](db::Connection& c) {
    partner_connection(c, id);
    call.services.outside.queue_relationships(c, id);
    audit(c, call, "relationships_asked", "connection", id);
  });
  call.services.outside.notify_workers();
  return meta_only({{"queued", 1}}, 202);
}

std::vector<std::string> texts(const Fields& fields, std::string_view name) {
  std::vector<std::string> out;
  const auto* value = fields.find(name);
  if (value == nullptr || value->is_null()) return out;
  const auto* list = value->if_array();
  if (list == nullptr) fields.refuse(name, "This must be a list of texts.");
  for (const auto& one : *list) {
    if (!one.is_string()) fields.refuse(name, "This must be a list of texts.");
    out.emplace_back(one.as_string());
  }
  return out;
}

// Named by the person, or what the tier and getting in need.
json::array wanted_roles(Call& call, const Fields& fields) {
  const auto connection =
      call.read([&](db::Connection& c) { return partner_connection(c, call.id()); });
  auto names = texts(fields, "roles");
  if (names.empty()) names = call.services.outside.relationship_roles(connection);
  json::array out;
  for (const auto& name : names) {
    const auto* role = domain::find_directory_role(name);
    if (role == nullptr)
      fields.refuse("roles", fmt::format("\"{}\" is no role that Reeve knows.", name));
    out.emplace_back(json::string(role->template_id));
  }
  return out;
}

Response make(Call& call) {
  const auto fields = read_fields(call.request, "relationships");
  const auto customers = fields.objects("customers");
  if (!customers || customers->empty())
    fields.refuse("customers", "Name at least one customer to invite.");
  if (customers->size() > kMaxBulk) fields.refuse("customers", "At most 1,000 at once.");
  const auto roles = wanted_roles(call, fields);
  std::vector<store::OnboardingStep> steps;
  std::set<std::string> subjects;
  for (const auto& customer : *customers) {
    const auto name = customer.required("name");
    const auto tenant = base::ascii_lower(customer.text("tenant_id").value_or(""));
    auto called = customer.text("relationship_name").value_or("");
    if (called.empty()) called = call.services.outside.relationship_name(name);
    if (called.size() > kMaxName)
      customer.refuse("relationship_name", "Microsoft takes 50 characters at most.");
    store::OnboardingStep step;
    step.subject = tenant.empty() ? "name:" + base::fold(name) : tenant;
    step.name = name;
    step.wish =
        base::to_json(json::object{{"name", called}, {"customer", tenant}, {"roles", roles}});
    if (!subjects.insert(step.subject).second)
      customer.refuse("name", fmt::format("{} stands in the list twice.", name));
    steps.push_back(std::move(step));
  }
  return ask_steps(call, "relationships", "invite", std::move(steps));
}

// Those that are named, or all active ones that do not have the group yet as far as is known.
Response assign(Call& call) {
  const base::Id id = call.id();
  const auto fields = read_fields(call.request, "relationships");
  const auto named = texts(fields, "relationships");
  std::vector<store::OnboardingStep> steps;
  call.read([&](db::Connection& c) {
    partner_connection(c, id);
    const auto group = store::find_access_group(c, id);
    if (!group)
      throw base::Error(base::ErrorCode::conflict,
                        "No security group is chosen yet. Choose or make one first.");
    for (const auto& row : store::list_relationships(c, id)) {
      const bool chosen = std::ranges::find(named, row.external_id) != named.end();
      if (named.empty() ? row.status != "active" : !chosen) continue;
      store::OnboardingStep step;
      step.subject = row.external_id;
      step.name = row.customer_name.value_or(row.name);
      step.wish = base::to_json(json::object{{"group", group->group_id}});
      steps.push_back(std::move(step));
    }
    if (!named.empty() && steps.size() != named.size())
      fields.refuse("relationships",
                    "One of them is not known here. Look for relationships again.");
  });
  return ask_steps(call, "relationships", "assign", std::move(steps));
}

}  // namespace

const Resource kRelationshipResource{"relationships", kRelationshipAttributes};

void add_relationship_routes(Router& router) {
  const Resource* own = &kRelationshipResource;
  router.add({"GET", "/api/connections/:id/relationships", Access::manager, list_all,
              "GDAP relationships as Microsoft listed them last", own, Answer::list, nullptr,
              "search status"});
  router.add({"POST", "/api/connections/:id/relationships", Access::manager, make,
              "Invite customers: make a relationship for each and lock it for approval", nullptr,
              Answer::meta, own});
  router.add({"POST", "/api/connections/:id/relationships/refresh", Access::manager, refresh,
              "Ask Microsoft for the relationships now", nullptr, Answer::meta});
  router.add({"POST", "/api/connections/:id/relationships/assign", Access::manager, assign,
              "Give the security group to these relationships (all active ones when none is "
              "named)",
              nullptr, Answer::meta, own});
}

}  // namespace reeve::api
