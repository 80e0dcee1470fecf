// How a partner enters a customer's tenant: the relationship, its roles, its groups, and the
// account in them.
#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "connect/doctor_checks.h"

namespace reeve::connect {

namespace {

constexpr base::Millis kDay{24LL * 3600 * 1000};
constexpr std::string_view kGlobal = "Global Administrator";
constexpr std::string_view kPrivileged = "Privileged Role Administrator";
constexpr std::string_view kCloudApplication = "Cloud Application Administrator";

bool by_gdap(const Patient& of) {
  return of.connection.partner() && of.tenant && of.tenant->way() == "gdap";
}

bool holds(const std::vector<std::string>& roles, std::string_view name) {
  const auto* role = domain::find_directory_role(name);
  return role != nullptr && std::ranges::find(roles, role->template_id) != roles.end();
}

bool covered(const std::vector<std::string>& held, std::string_view needed) {
  return std::ranges::any_of(
      held, [&](const std::string& one) { return domain::role_covers(one, needed); });
}

// IT Glue's list names the roles that grant permissions too; those have lines of their own.
bool is_reader(std::string_view role) {
  return role != kGlobal && role != kPrivileged && role != kCloudApplication;
}

std::vector<std::string> lacking(const Patient& of, const std::vector<std::string>& held) {
  std::vector<std::string> names;
  for (const auto& need : of.connection.tier.gdap_roles)
    if (is_reader(need.role) && !covered(held, need.role)) names.emplace_back(need.role);
  return names;
}

std::string listed(const std::vector<std::string>& names) {
  return fmt::format("{}", fmt::join(names, ", "));
}

// Where the application reads everything by itself, the person's way is only the second one.
Verdict weighed(const Patient& of, Verdict verdict) {
  if (reads_as_application(of)) verdict.state = CheckState::attention;
  return verdict;
}

// The verdict while the relationship itself is not known; nothing when it is.
std::optional<Verdict> without_relationship(const Patient& of) {
  const auto& relationships = of.connection.relationships;
  if (!relationships.value) {
    auto verdict = unknown_because(relationships);
    if (verdict.waits_for.empty()) verdict.waits_for = "admin-agents";
    return verdict;
  }
  if (of.tenant->relationship == nullptr)
    return unknown("There is no active relationship to look at.", {}, "way-in");
  return std::nullopt;
}

bool counts(const Assignment& one) { return one.status == "active" || one.status == "pending"; }

std::vector<const Assignment*> given(const Patient& of) {
  std::vector<const Assignment*> out;
  if (!of.tenant->assignments.value) return out;
  for (const auto& one : *of.tenant->assignments.value)
    if (counts(one)) out.push_back(&one);
  return out;
}

// What must stand before the group's own lines can be judged.
std::optional<Verdict> without_groups(const Patient& of) {
  if (auto verdict = without_relationship(of)) return verdict;
  if (!of.tenant->assignments.value) return unknown_because(of.tenant->assignments);
  if (given(of).empty())
    return unknown("The relationship was given to no group.", {}, "relationship-group");
  if (!of.connection.memberships.value) return unknown_because(of.connection.memberships);
  return std::nullopt;
}

std::string group_name(const Patient& of, const std::string& id) {
  if (of.connection.memberships.value)
    for (const auto& one : of.connection.memberships.value->all)
      if (one.id == id) return one.name;
  return id;
}

std::string role_names(const std::vector<std::string>& roles) {
  std::vector<std::string> names;
  for (const auto& id : roles)
    if (const auto* role = domain::find_directory_role(id)) names.emplace_back(role->name);
  const auto others = roles.size() - names.size();
  if (others > 0) names.push_back(fmt::format("{} more", others));
  return names.empty() ? "no role" : listed(names);
}

std::string_view way_word(std::string_view way) {
  if (way == "gdap") return "GDAP";
  if (way == "dap") return "DAP";
  return way == "own" ? "your own tenant" : "the application's own consent";
}

constexpr std::string_view kNewRelationship =
    "Make a new relationship with the tier's roles (Customer access on the connection's page) and "
    "have the customer approve it; roles of an active one cannot be added.";

}  // namespace

std::vector<const Assignment*> own_assignments(const Patient& of) {
  std::vector<const Assignment*> out;
  if (!of.connection.memberships.value) return out;
  for (const auto* one : given(of))
    if (std::ranges::any_of(of.connection.memberships.value->all,
                            [&](const Group& group) { return group.id == one->group; }))
      out.push_back(one);
  return out;
}

namespace look {

std::optional<Verdict> way_in(const Patient& of) {
  const auto& tenant = *of.tenant;
  if (!tenant.access) return broken("This connection does not reach the tenant.", "Run discovery.");
  const std::string again =
      "Make a new relationship with this customer, or have it approve the one that waits.";
  if (by_gdap(of) && of.connection.relationships.value && tenant.relationship == nullptr)
    return broken(
        tenant.last_status.empty()
            ? "There is no GDAP relationship with this customer any more."
            : fmt::format("The GDAP relationship with this customer is {}.", tenant.last_status),
        again);
  if (tenant.access->state != "open")
    return broken(fmt::format("The way in ({}) was lost. {}", way_word(tenant.way()),
                              tenant.access->reason.value_or("")),
                  of.connection.partner() ? again : "Connect the tenant again.");
  return fine(fmt::format("The way in ({}) is open.", way_word(tenant.way())));
}

std::optional<Verdict> relationship_expiry(const Patient& of) {
  if (!by_gdap(of)) return std::nullopt;
  if (auto verdict = without_relationship(of)) return verdict;
  const auto& one = *of.tenant->relationship;
  if (one.extends) return fine(fmt::format("{} extends itself.", one.name));
  if (!one.ends_at) return unknown("Microsoft does not say when the relationship ends.");
  const auto left = *one.ends_at - of.now;
  const std::string remedy =
      "Turn auto-extend on in Partner Center (Global Administrator must not be among the roles), "
      "or "
      "make a new relationship in time.";
  const auto sentence = fmt::format("{} ends {} and does not extend itself.", one.name,
                                    left > base::Millis{0} ? in_time(left) : "now");
  if (left <= kDay) return broken(sentence, remedy);
  if (left <= 30 * kDay) return attention(sentence, remedy);
  return fine(fmt::format("{} ends {}.", one.name, in_time(left)));
}

std::optional<Verdict> consent_role(const Patient& of) {
  if (!by_gdap(of)) return std::nullopt;
  if (auto verdict = without_relationship(of)) return verdict;
  const auto& roles = of.tenant->relationship->roles;
  for (const auto role : {kGlobal, kPrivileged, kCloudApplication})
    if (holds(roles, role))
      return fine(
          fmt::format("The relationship has {}, so consent can be given through Partner "
                      "Center.",
                      role));
  return attention(
      "The relationship has none of Global, Privileged Role and Cloud Application "
      "Administrator, so Reeve cannot consent in this tenant.",
      "Have the customer's administrator consent by the link, or make a new "
      "relationship with Privileged Role Administrator.");
}

std::optional<Verdict> delegated_only_role(const Patient& of) {
  if (!by_gdap(of)) return std::nullopt;
  if (auto verdict = without_relationship(of)) return verdict;
  const auto& roles = of.tenant->relationship->roles;
  if (!holds(roles, kCloudApplication) || holds(roles, kGlobal) || holds(roles, kPrivileged))
    return fine("The relationship's roles do not limit consent to delegated permissions.");
  return attention(
      "The relationship has Cloud Application Administrator alone: Reeve can consent "
      "to delegated permissions only, not to Graph's application permissions.",
      "Have the customer's administrator grant the application permissions by the "
      "link, or make a new relationship with Privileged Role Administrator.");
}

std::optional<Verdict> reader_roles(const Patient& of) {
  if (!by_gdap(of)) return std::nullopt;
  if (auto verdict = without_relationship(of)) return verdict;
  const auto names = lacking(of, of.tenant->relationship->roles);
  if (names.empty()) return fine("The relationship has the roles that the tier reads with.");
  return weighed(of, broken(fmt::format("The relationship lacks {}, with which the tier reads.",
                                        listed(names)),
                            std::string(kNewRelationship)));
}

std::optional<Verdict> relationship_group(const Patient& of) {
  if (!by_gdap(of)) return std::nullopt;
  if (auto verdict = without_relationship(of)) return verdict;
  if (!of.tenant->assignments.value) return unknown_because(of.tenant->assignments);
  if (!given(of).empty()) return fine("The relationship is given to a security group.");
  return weighed(of,
                 broken("The relationship was given to no security group, so nobody can use it.",
                        "Give it your security group (Customer access on the connection's page, "
                        "or Partner Center: the relationship, Security groups, Add)."));
}

std::optional<Verdict> gdap_roles(const Patient& of) {
  if (!by_gdap(of)) return std::nullopt;
  if (auto verdict = without_groups(of)) return verdict;
  std::vector<std::string> held;
  for (const auto* one : given(of)) held.insert(held.end(), one->roles.begin(), one->roles.end());
  // What the relationship itself lacks is told there.
  auto names = lacking(of, held);
  std::erase_if(names, [&](const std::string& name) {
    return !covered(of.tenant->relationship->roles, name);
  });
  if (names.empty())
    return fine("The security group was given the roles that the tier reads with.");
  return weighed(of,
                 broken(fmt::format("The security group was not given {}, which the relationship "
                                    "has.",
                                    listed(names)),
                        "In Partner Center, open the relationship, choose the security group, "
                        "and add the role."));
}

std::optional<Verdict> group_membership(const Patient& of) {
  if (!by_gdap(of)) return std::nullopt;
  if (auto verdict = without_groups(of)) return verdict;
  const auto own = own_assignments(of);
  const auto& person = of.tenant->person;
  if (!own.empty() && person.blamed == "group-membership")
    return weighed(of,
                   broken(fmt::format("The service account is in {}, but Microsoft does not let "
                                      "it in yet. {}",
                                      group_name(of, own.front()->group), person.refusal->sentence),
                          "Wait some minutes after a change of groups; then check that the "
                          "account is no guest in the customer's tenant."));
  if (!own.empty())
    return fine(fmt::format("The service account is in {}.", group_name(of, own.front()->group)));
  return weighed(of, broken("The service account is not in a security group of the relationship.",
                            "In Entra of your own directory, add the service account to the "
                            "relationship's security group, then check again."));
}

}  // namespace look

std::vector<ChainPart> chain_of(const Patient& of) {
  const auto& facts = of.connection;
  const std::string account = facts.row.service_account.value_or("");
  std::vector<ChainPart> chain;
  if (by_gdap(of)) {
    const auto* relationship = of.tenant->relationship;
    chain.push_back({"role", relationship ? role_names(relationship->roles) : ""});
    chain.push_back({"relationship", relationship ? relationship->name : ""});
    const auto own = own_assignments(of);
    const auto all = given(of);
    const auto* group = !own.empty() ? own.front() : (all.empty() ? nullptr : all.front());
    chain.push_back({"group", group ? group_name(of, group->group) : ""});
    chain.push_back({"account", account});
  } else if (of.tenant->way() == "dap") {
    chain.push_back({"role", std::string(kGlobal)});
    chain.push_back({"relationship", "Delegated administration (DAP)"});
    chain.push_back({"group", "AdminAgents"});
    chain.push_back({"account", account});
  } else {
    chain.push_back({"account", account.empty() ? "The administrator who consented" : account});
  }
  chain.push_back({"application", facts.row.application_id});
  return chain;
}

}  // namespace reeve::connect
