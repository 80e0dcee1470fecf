// Getting into customers' tenants: whose sign-in is open, the security group, AdminAgents, and
// every step with how it ended.
#include "api/customer_access.h"

#include <fmt/format.h>

#include <algorithm>

#include "api/resources.h"
#include "base/error.h"
#include "domain/portal_steps.h"
#include "domain/tier.h"
#include "store/relationships.h"

namespace reeve::api {
namespace {

using Use = Attribute::Use;

constexpr Attribute kOnboardingAttributes[] = {
    {"act", Kind::text, false, Use::write},
    {"open", Kind::boolean},
    {"mine", Kind::boolean},
    {"acts", Kind::array},
    {"signed-in-as", Kind::text, true},
    {"expires-at", Kind::time, true},
    {"waiting", Kind::integer},
    {"group", Kind::object, true},
    {"group-step", Kind::object, true},
    {"admin-agents-step", Kind::object, true},
    {"admin-agents-script", Kind::text},
    {"service-account", Kind::text, true},
    {"roles", Kind::array},
};
constexpr Attribute kStepAttributes[] = {
    {"act", Kind::text},          {"subject", Kind::text},        {"name", Kind::text},
    {"state", Kind::text},        {"sentence", Kind::text, true}, {"remedy", Kind::text, true},
    {"detail", Kind::text, true}, {"facts", Kind::object},        {"attempts", Kind::integer},
    {"asked-at", Kind::time},     {"ended-at", Kind::time, true},
};
constexpr Attribute kGroupAttributes[] = {
    {"group-id", Kind::text, false, Use::both},
    {"name", Kind::text, false, Use::both},
};

constexpr std::size_t kMaxGroupName = 120;

json::value step_value(const store::OnboardingStep* step) {
  if (step == nullptr) return nullptr;
  json::object out;
  put_step(out, step);
  return out;
}

const store::OnboardingStep* first_of(const StepsBySubject& steps) {
  return steps.empty() ? nullptr : &steps.begin()->second;
}

json::value group_value(const std::optional<store::AccessGroup>& group) {
  if (!group) return nullptr;
  return json::object{{"id", json::string(group->group_id)},
                      {"name", json::string(group->name)},
                      {"made-here", group->made_here}};
}

// What a new relationship asks for, and why.
json::array roles_value(const Call& call, const store::MicrosoftConnection& connection) {
  json::array out;
  for (const auto& id : call.services.outside.relationship_roles(connection)) {
    const auto* role = domain::find_directory_role(id);
    out.emplace_back(
        json::object{{"id", json::string(id)},
                     {"name", json::string(role ? role->name : std::string_view(id))}});
  }
  return out;
}

void put_session(json::object& out, const Call& call,
                 const std::optional<store::OnboardingSession>& session) {
  json::array acts;
  if (session)
    for (const auto act : domain::kActs)
      if (session->allows(act)) acts.emplace_back(json::string(act));
  out["open"] = session.has_value();
  out["mine"] = session && call.who().account_or_none() == session->account;
  out["acts"] = std::move(acts);
  out["signed-in-as"] = session ? json::value(json::string(session->user_name)) : json::value();
  out["expires-at"] = session ? time_value(session->expires_at) : json::value();
}

Response show(Call& call) {
  const base::Id id = call.id();
  const auto connection = call.read([&](db::Connection& c) {
    auto row = store::find_connection(c, id);
    if (!row) throw_not_found("connection");
    return *row;
  });
  json::object out;
  call.read([&](db::Connection& c) {
    put_session(out, call, store::find_onboarding_session(c, id, call.now()));
    out["waiting"] = store::count_waiting_onboarding_steps(c, id);
    out["group"] = group_value(store::find_access_group(c, id));
    const auto group = steps_of(c, id, "group");
    const auto agents = steps_of(c, id, "admin_agents");
    out["group-step"] = step_value(first_of(group));
    out["admin-agents-step"] = step_value(first_of(agents));
  });
  out["admin-agents-script"] = json::string(domain::admin_agents_script(connection.application_id));
  out["service-account"] = nullable(connection.service_account);
  out["roles"] = connection.kind == "partner" ? roles_value(call, connection) : json::array();
  return one(resource_object(kOnboardingResource, id, std::move(out)));
}

Response end(Call& call) {
  const base::Id id = call.id();
  call.write([&](db::Connection& c) {
    if (!store::find_connection(c, id)) throw_not_found("connection");
    store::drop_onboarding_session(c, id);
    audit(c, call, "onboarding_ended", "connection", id);
  });
  return no_content();
}

Response list_steps(Call& call) {
  const base::Id id = call.id();
  auto steps = call.read([&](db::Connection& c) {
    if (!store::find_connection(c, id)) throw_not_found("connection");
    return store::list_onboarding_steps(c, id);
  });
  const auto query = read_list_query(call.request, call.route->filters, call.route->sorts);
  for (const auto& filter : query.filters)
    std::erase_if(steps, [&](const store::OnboardingStep& step) {
      const auto& value = filter.field == "act" ? step.act : step.state;
      return std::ranges::find(filter.values, value) == filter.values.end();
    });
  return answer_slice(call, steps, [&](std::int64_t, const store::OnboardingStep& step) {
    json::object out;
    out["act"] = json::string(step.act);
    out["subject"] = json::string(step.subject);
    out["name"] = json::string(step.name);
    put_step(out, &step);
    out["facts"] = stored_json(step.facts);
    out["attempts"] = step.attempts;
    return resource_object(kOnboardingStepResource, step.id, std::move(out));
  });
}

Response list_groups(Call& call) {
  const base::Id id = call.id();
  call.read([&](db::Connection& c) { partner_connection(c, id); });
  const auto query = read_list_query(call.request, call.route->filters, call.route->sorts);
  std::string begins;
  for (const auto& filter : query.filters)
    if (filter.field == "search" && !filter.values.empty()) begins = filter.values.front();
  const auto groups = call.services.outside.security_groups(id, begins);
  return answer_slice(call, groups, [](std::int64_t at, const SecurityGroup& group) {
    return resource_object(
        kSecurityGroupResource, at,
        {{"group-id", json::string(group.id)}, {"name", json::string(group.name)}});
  });
}

Response settle_group(Call& call) {
  const auto fields = read_fields(call.request, "security-groups");
  const auto id = fields.text("group_id").value_or("");
  const auto name = fields.text("name").value_or("");
  if (id.empty() && name.empty())
    fields.refuse("name", "Choose a security group, or name the one to make.");
  if (name.size() > kMaxGroupName) fields.refuse("name", "The name is too long for a group.");
  store::OnboardingStep step;
  step.subject = "group";
  step.name = name.empty() ? id : name;
  step.wish = base::to_json(id.empty() ? json::object{{"name", name}} : json::object{{"id", id}});
  return ask_steps(call, "groups", "group", {step});
}

Response join_admin_agents(Call& call) {
  store::OnboardingStep step;
  step.subject = "admin_agents";
  step.name = "AdminAgents";
  return ask_steps(call, "groups", "admin_agents", {step});
}

}  // namespace

const Resource kOnboardingResource{"onboarding", kOnboardingAttributes};
const Resource kOnboardingStepResource{"onboarding-steps", kStepAttributes};
const Resource kSecurityGroupResource{"security-groups", kGroupAttributes};

store::MicrosoftConnection partner_connection(db::Connection& c, base::Id id) {
  auto row = store::find_connection(c, id);
  if (!row) throw_not_found("connection");
  if (row->kind != "partner")
    throw_invalid("A single tenant has no customers, so there is nothing to get into.");
  return std::move(*row);
}

StepsBySubject steps_of(db::Connection& c, base::Id connection, std::string_view act) {
  StepsBySubject out;
  for (auto& step : store::list_onboarding_steps(c, connection))
    if (step.act == act) {
      const auto subject = step.subject;
      out.emplace(subject, std::move(step));
    }
  return out;
}

void put_step(json::object& out, const store::OnboardingStep* step) {
  const auto text = [&](const std::string& value) {
    return value.empty() ? json::value() : json::value(json::string(value));
  };
  out["state"] = step ? json::value(json::string(step->state)) : json::value();
  out["sentence"] = step ? text(step->sentence) : json::value();
  out["remedy"] = step ? text(step->remedy) : json::value();
  out["detail"] = step ? text(step->detail) : json::value();
  out["asked-at"] = step ? time_value(step->asked_at) : json::value();
  out["ended-at"] = step ? nullable(step->ended_at) : json::value();
}

void check_session(const std::optional<store::OnboardingSession>& session,
                   std::optional<base::Id> account, std::string_view sign_in) {
  if (session && (!account || session->account != *account))
    throw base::Error(base::ErrorCode::conflict,
                      fmt::format("{} signed in for this, and nobody acts with somebody else's "
                                  "rights: sign in yourself.",
                                  session->user_name));
  if (!session || !session->allows(sign_in))
    throw base::Error(base::ErrorCode::conflict,
                      "Sign in for this first: it is done with your own rights at Microsoft, "
                      "which Reeve keeps for an hour at most.");
}

Response ask_steps(Call& call, std::string_view sign_in, std::string_view act,
                   std::vector<store::OnboardingStep> steps) {
  const base::Id id = call.id();
  const auto account = call.who().account_or_none();
  call.write([&](db::Connection& c) {
    partner_connection(c, id);
    check_session(store::find_onboarding_session(c, id, call.now()), account, sign_in);
    for (auto& step : steps) {
      step.connection = id;
      step.act = act;
      step.account = *account;
    }
    for (std::size_t at = 0; at < steps.size(); at += kMaxBulk) {
      const auto end = std::min(at + kMaxBulk, steps.size());
      store::ask_onboarding_steps(c,
                                  {steps.begin() + static_cast<std::ptrdiff_t>(at),
                                   steps.begin() + static_cast<std::ptrdiff_t>(end)},
                                  call.now());
    }
    if (!steps.empty()) call.services.outside.queue_onboarding(c, id, std::string(act));
    audit(c, call, fmt::format("onboarding_{}_asked", act), "connection", id,
          {{"count", steps.size()}});
  });
  call.services.outside.notify_workers();
  return meta_only({{"queued", steps.size()}}, 202);
}

void add_customer_access_routes(Router& router) {
  router.add({"GET", "/api/connections/:id/onboarding", Access::manager, show,
              "Whether somebody is signed in for getting into customers' tenants, and the group",
              &kOnboardingResource, Answer::one});
  router.add({"DELETE", "/api/connections/:id/onboarding", Access::manager, end,
              "Forget that sign-in now", nullptr, Answer::nothing});
  router.add({"GET", "/api/connections/:id/onboarding_steps", Access::manager, list_steps,
              "What was asked for and how each ended", &kOnboardingStepResource, Answer::list,
              nullptr, "act state"});
  router.add({"GET", "/api/connections/:id/security_groups", Access::manager, list_groups,
              "Security groups of the partner tenant", &kSecurityGroupResource, Answer::list,
              nullptr, "search"});
  router.add({"POST", "/api/connections/:id/security_group", Access::manager, settle_group,
              "Choose or make the group that works in customers' tenants; the service account "
              "joins it",
              nullptr, Answer::meta, &kSecurityGroupResource});
  router.add({"POST", "/api/connections/:id/admin_agents", Access::manager, join_admin_agents,
              "Put the application into AdminAgents, for customers by DAP", nullptr, Answer::meta});
}

}  // namespace reeve::api
