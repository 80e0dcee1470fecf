// What must be equal when everything has come to rest: every record is its object, every contact
// has what the mapping gives it.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "check.h"
#include "domain/contact.h"
#include "graph_objects.h"
#include "store/links.h"
#include "store/record_edges.h"
#include "store/records.h"
#include "types/parse_record.h"
#include "types/registry.h"
#include "types/user_contact.h"

namespace reeve::simulation {
namespace {

store::ListQuery everything() {
  store::ListQuery query;
  query.size = store::kMaxPageSize;
  return query;
}

// Data types whose objects stand in the world one by one.
constexpr std::string_view kListed[] = {
    "organization", "subscribed_skus", "users",           "domains",          "groups",
    "devices",      "managed_devices", "directory_roles", "role_assignments", "mfa_registrations"};

bool is_absent(db::Connection& c, base::Id tenant, std::string_view type) {
  for (const auto& state : store::type_states(c, tenant))
    if (state.type == type) return state.state != "complete";
  return true;
}

void check_records(World& world, db::Connection& c, base::Id id) {
  const SimulatedTenant& tenant = world.tenant_of(id);
  for (const auto name : kListed) {
    const types::DataType& type = *types::find_type(name);
    if (is_absent(c, id, name)) {
      if (type.plans.any_of.empty())
        throw Broken(fmt::format("{} of tenant {} are not complete after a calm sync", name, id));
      continue;
    }
    std::map<std::string, std::string> stored;
    for (const auto& one : store::records_for_matching(c, id, name))
      stored[one.record.external_id] = one.record.body;
    for (const auto& object : ids_of(tenant, type)) {
      const auto body =
          types::parse_record(type, json::serialize(object_of(tenant, type, object))).body;
      const auto found = stored.find(object);
      if (found == stored.end())
        throw Broken(fmt::format("{} {} of tenant {} is missing", name, object, id));
      if (found->second != body)
        throw Broken(fmt::format("{} {} of tenant {} is\n  {}\ninstead of\n  {}", name, object, id,
                                 found->second, body));
      stored.erase(found);
    }
    for (const auto& [object, body] : stored)
      throw Broken(fmt::format("{} {} of tenant {} is not there at Microsoft", name, object, id));
  }
}

std::set<store::Edge> true_edges(const SimulatedTenant& tenant) {
  std::set<store::Edge> edges;
  for (const auto& user : tenant.present("users"))
    if (const auto* manager = tenant.find("users", user)->if_contains("manager"))
      edges.insert({"manager", user, std::string(manager->at("id").as_string())});
  for (const auto& group : tenant.present("groups"))
    for (const auto& member : tenant.find("groups", group)->at("members").as_array())
      edges.insert({"group_member", group, std::string(member.as_string())});
  for (const auto& one : tenant.present("role_assignments")) {
    const auto& body = *tenant.find("role_assignments", one);
    edges.insert({"role_member", std::string(body.at("roleDefinitionId").as_string()),
                  std::string(body.at("principalId").as_string())});
  }
  for (const auto& one : tenant.present("managed_devices"))
    edges.insert({"device_user", one,
                  std::string(tenant.find("managed_devices", one)->at("userId").as_string())});
  return edges;
}

void check_edges(World& world, db::Connection& c, base::Id id) {
  const auto wanted = true_edges(world.tenant_of(id));
  for (const std::string_view kind : {"manager", "group_member", "role_member", "device_user"}) {
    if (kind == "device_user" && is_absent(c, id, "managed_devices")) continue;
    std::set<store::Edge> there, want;
    for (auto& edge : store::edges_of(c, id, kind)) there.insert(std::move(edge));
    for (const auto& edge : wanted)
      if (edge.kind == kind) want.insert(edge);
    if (there == want) continue;
    std::string text;
    for (const auto& edge : there)
      if (!want.contains(edge)) text += fmt::format(" {} to {} too many;", edge.from, edge.to);
    for (const auto& edge : want)
      if (!there.contains(edge)) text += fmt::format(" {} to {} missing;", edge.from, edge.to);
    throw Broken(fmt::format("{} of tenant {}:{}", kind, id, text));
  }
}

void check_field(const World& world, const domain::Contact& contact, const std::string& field,
                 const std::string& value, const std::string& mapped) {
  const auto written = world.written.find(contact.id);
  if (written != world.written.end() && written->second.fields.contains(field)) return;
  if (value != mapped)
    throw Broken(fmt::format("{} of contact {} is \"{}\", and Microsoft has \"{}\"", field,
                             contact.id, value, mapped));
}

bool has(const std::vector<domain::Email>& list, const std::string& address) {
  return std::ranges::any_of(list, [&](const domain::Email& one) {
    return domain::normalized_email(one.value) == address;
  });
}

// A user behind a contact. Only the primary's fields are applied; an additional one's addresses may
// still be there from when it was the primary.
struct Behind {
  types::MappedContact mapped;
  bool primary = true;
  bool gone = false;
  std::optional<base::Id> organization = {};  // that the user's tenant is matched to
};

void check_emails(const World& world, const domain::Contact& contact,
                  const std::vector<Behind>& users) {
  const auto written = world.written.find(contact.id);
  const bool touched = written != world.written.end() && written->second.emails_touched;
  for (const auto& one : users)
    for (const auto& email : one.mapped.emails.value_or(std::vector<domain::Email>()))
      if (one.primary && !touched && !has(contact.emails, domain::normalized_email(email.value)))
        throw Broken(fmt::format("contact {} lacks {}", contact.id, email.value));
  for (const auto& email : contact.emails) {
    if (email.source != domain::Source::microsoft) continue;
    if (std::ranges::none_of(users, [&](const Behind& one) {
          return one.mapped.emails &&
                 has(*one.mapped.emails, domain::normalized_email(email.value));
        }))
      throw Broken(fmt::format("contact {} still has {}, which is nobody's at Microsoft",
                               contact.id, email.value));
  }
}

void check_contacts(World& world, db::Connection& c) {
  std::map<base::Id, std::vector<Behind>> behind;
  for (const auto& link : store::list_links(c, store::Scope::unscoped(), everything()).rows)
    if (link.asset_kind == domain::kContact) {
      const auto record = store::find_record(c, store::Scope::unscoped(), link.record).value();
      behind[link.asset].push_back(
          {types::map_user(record.body), link.role == "primary", record.gone_at.has_value()});
    }
  for (const auto& [id, users] : behind) {
    const auto contact = store::find_contact(c, store::Scope::unscoped(), id);
    if (!contact) throw Broken(fmt::format("a link leads to contact {}, which is nowhere", id));
    if (contact->archived_at) continue;
    // A person is asked whether it moves to the organization that its tenant has now; until then
    // no sync writes it (store/rematches.h).
    if (std::ranges::any_of(
            users, [&](const Behind& one) { return one.organization != contact->organization; }))
      continue;
    check_emails(world, *contact, users);
    if (users.size() > 1 || users.front().gone || !users.front().primary) continue;
    const types::MappedContact& mapped = users.front().mapped;
    check_field(world, *contact, "first_name", contact->first_name, *mapped.first_name);
    check_field(world, *contact, "last_name", contact->last_name, *mapped.last_name);
    check_field(world, *contact, "title", contact->title.value_or(""), mapped.title->value_or(""));
  }
}

// Nobody is forgotten: who may have a contact has one, or a person is asked, or has decided.
void check_everybody(World& world, db::Connection& c, base::Id id) {
  std::set<base::Id> settled;
  for (const auto& link : store::links_of_tenant(c, id, "users")) settled.insert(link.record);
  for (const auto& decision : store::decisions_of_tenant(c, id))
    if (decision.record) settled.insert(*decision.record);
  auto open = everything();
  open.filters = {{"tenant_id", {std::to_string(id)}}, {"state", {"open"}}};
  for (const auto& review : store::list_reviews(c, store::Scope::unscoped(), open).rows)
    if (review.record) settled.insert(*review.record);
  for (const auto& [record, keys] : store::records_for_matching(c, id, "users")) {
    const auto facts = types::user_facts(record.body);
    if (facts.guest || !facts.enabled || !facts.licensed || settled.contains(record.id)) continue;
    throw Broken(fmt::format("{} of tenant {} has neither contact nor review", record.external_id,
                             world.numbers.at(id)));
  }
}

}  // namespace

void check_truth(World& world) {
  world.read([&](db::Connection& c) {
    for (const base::Id id : world.tenant_ids) {
      check_records(world, c, id);
      check_edges(world, c, id);
      check_everybody(world, c, id);
    }
    check_contacts(world, c);
  });
}

}  // namespace reeve::simulation
