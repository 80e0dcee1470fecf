// Reads and writes tenantRelationships/delegatedAdminRelationships.
#include "microsoft/relationships.h"

#include <fmt/format.h>

#include <utility>

#include "base/json.h"
#include "base/text.h"

namespace reeve::microsoft {

namespace {

using base::json::value;

constexpr std::string_view kPath = "/v1.0/tenantRelationships/delegatedAdminRelationships";

AskOptions options_for(std::string_view permission, std::string_view subject) {
  AskOptions options;
  options.permission = permission;
  options.subject = subject;
  options.tenant_name = "your partner tenant";
  options.background = false;
  return options;
}

AskOptions changing(std::string_view subject) {
  return options_for("DelegatedAdminRelationship.ReadWrite.All", subject);
}

std::vector<std::string> roles_of(const value& one) {
  std::vector<std::string> out;
  const auto* roles = base::member(base::member(one, "accessDetails"), "unifiedRoles").if_array();
  for (const auto& role : roles ? *roles : base::json::array{})
    out.push_back(base::ascii_lower(base::text_member(role, "roleDefinitionId")));
  return out;
}

base::json::object details_of(const std::vector<std::string>& roles) {
  base::json::array all;
  for (const auto& role : roles) all.push_back(base::json::object{{"roleDefinitionId", role}});
  return {{"unifiedRoles", std::move(all)}};
}

DelegatedRelationship relationship_of(const value& one) {
  const auto& customer = base::member(one, "customer");
  DelegatedRelationship out;
  out.id = base::text_member(one, "id");
  out.name = base::clean_text(base::text_member(one, "displayName"));
  out.customer = base::ascii_lower(base::text_member(customer, "tenantId"));
  out.customer_name = base::clean_text(base::text_member(customer, "displayName"));
  out.status = base::text_member(one, "status");
  out.duration = base::text_member(one, "duration");
  out.auto_extend = base::text_member(one, "autoExtendDuration");
  out.roles = roles_of(one);
  out.created_at = base::parse_rfc3339(base::text_member(one, "createdDateTime"));
  out.activated_at = base::parse_rfc3339(base::text_member(one, "activatedDateTime"));
  out.ends_at = base::parse_rfc3339(base::text_member(one, "endDateTime"));
  return out;
}

RelationshipAssignment assignment_of(const value& one) {
  return {base::text_member(one, "id"), base::text_member(one, "@odata.etag"),
          base::ascii_lower(
              base::text_member(base::member(one, "accessContainer"), "accessContainerId")),
          base::text_member(one, "status"), roles_of(one)};
}

std::string part(const std::string& relationship, std::string_view rest) {
  return fmt::format("{}/{}/{}", kPath, base::percent_encode(relationship), rest);
}

std::string text(const base::json::object& body) { return base::to_json(value(body)); }

}  // namespace

RelationshipList list_relationships(GraphClient& graph, const std::string& partner,
                                    std::stop_token stop) {
  RelationshipList out;
  out.listing = graph.list(
      partner, fmt::format("{}?$top=300", kPath),
      [&](const Page& page) {
        for (const auto object : page.objects)
          if (const auto one = base::try_parse_json(object)) {
            auto relationship = relationship_of(*one);
            if (!relationship.id.empty() && !relationship.name.starts_with(kMicrosoftLed))
              out.found.push_back(std::move(relationship));
          }
      },
      std::move(stop),
      options_for("DelegatedAdminRelationship.Read.All", "list of GDAP relationships"));
  return out;
}

AssignmentList list_assignments(GraphClient& graph, const std::string& partner,
                                const std::string& relationship, std::stop_token stop) {
  AssignmentList out;
  out.listing = graph.list(
      partner, part(relationship, "accessAssignments"),
      [&](const Page& page) {
        for (const auto object : page.objects)
          if (const auto one = base::try_parse_json(object)) {
            auto assignment = assignment_of(*one);
            if (assignment.status != "deleted" && assignment.status != "deleting")
              out.found.push_back(std::move(assignment));
          }
      },
      std::move(stop),
      options_for("DelegatedAdminRelationship.Read.All", "list of security groups"));
  return out;
}

std::optional<DelegatedRelationship> read_relationship(const std::string& body) {
  const auto one = base::try_parse_json(body);
  if (!one || base::text_member(*one, "id").empty()) return std::nullopt;
  return relationship_of(*one);
}

Answer make_relationship(GraphChanger& graph, const std::string& partner,
                         const NewRelationship& wish, std::stop_token stop) {
  base::json::object body{{"displayName", wish.name},
                          {"duration", kLongestDuration},
                          {"autoExtendDuration", wish.extends ? kExtends : kNeverExtends},
                          {"accessDetails", details_of(wish.roles)}};
  if (!wish.customer.empty()) body["customer"] = base::json::object{{"tenantId", wish.customer}};
  return graph.send(partner, {"POST", std::string(kPath), text(body)}, std::move(stop),
                    changing("GDAP relationships"));
}

Answer lock_for_approval(GraphChanger& graph, const std::string& partner,
                         const std::string& relationship, std::stop_token stop) {
  return graph.send(partner,
                    {"POST", part(relationship, "requests"), text({{"action", "lockForApproval"}})},
                    std::move(stop), changing("GDAP relationship"));
}

Answer give_to_group(GraphChanger& graph, const std::string& partner,
                     const std::string& relationship, const std::string& group,
                     const std::vector<std::string>& roles, std::stop_token stop) {
  const base::json::object body{
      {"accessContainer",
       base::json::object{{"accessContainerId", group}, {"accessContainerType", "securityGroup"}}},
      {"accessDetails", details_of(roles)}};
  return graph.send(partner, {"POST", part(relationship, "accessAssignments"), text(body)},
                    std::move(stop), changing("security groups of the relationship"));
}

Answer change_assignment(GraphChanger& graph, const std::string& partner,
                         const std::string& relationship, const RelationshipAssignment& before,
                         const std::vector<std::string>& roles, std::stop_token stop) {
  return graph.send(partner,
                    {"PATCH", part(relationship, "accessAssignments/" + before.id),
                     text({{"accessDetails", details_of(roles)}}), before.etag},
                    std::move(stop), changing("security groups of the relationship"));
}

std::string invitation_link(const Cloud& cloud, const std::string& relationship) {
  constexpr std::string_view admin_center = "https://admin.microsoft.com";
  return fmt::format("{}/AdminPortal/Home#/partners/invitation/granularAdminRelationships/{}",
                     cloud.simulated ? std::string_view(cloud.login) : admin_center, relationship);
}

}  // namespace reeve::microsoft
