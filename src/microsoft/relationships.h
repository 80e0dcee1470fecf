// GDAP relationships in Graph: listed, made, sent to the customer, and given to a security group.
//
// Source: learn.microsoft.com/graph/api/resources/delegatedadminrelationships-api-overview
// (reference/microsoft-cloud.md B.1).
#pragma once

#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "microsoft/graph.h"
#include "microsoft/graph_change.h"

namespace reeve::microsoft {

// What Microsoft leads over from DAP by itself; partners cannot change these.
inline constexpr std::string_view kMicrosoftLed = "MLT_";
inline constexpr std::size_t kMaxRelationshipName = 50;
inline constexpr std::string_view kLongestDuration = "P730D";
inline constexpr std::string_view kExtends = "P180D";
inline constexpr std::string_view kNeverExtends = "PT0S";

struct RelationshipAssignment {
  std::string id, etag, group;
  std::string status;              // pending, active, deleting, deleted, error
  std::vector<std::string> roles;  // template ids
};

struct DelegatedRelationship {
  std::string id, name;
  std::string customer, customer_name;  // tenant id, lower case; empty until a customer opened it
  std::string status;                   // created, approvalPending, active, expired, terminated …
  std::string duration, auto_extend;
  std::vector<std::string> roles;
  std::optional<base::Time> created_at, activated_at, ends_at;
};

struct RelationshipList {
  std::vector<DelegatedRelationship> found;  // without Microsoft-led ones
  Listing listing;
};
RelationshipList list_relationships(GraphClient& graph, const std::string& partner,
                                    std::stop_token stop);
struct AssignmentList {
  std::vector<RelationshipAssignment> found;
  Listing listing;
};
AssignmentList list_assignments(GraphClient& graph, const std::string& partner,
                                const std::string& relationship, std::stop_token stop);
// Nothing for a body that is none.
std::optional<DelegatedRelationship> read_relationship(const std::string& body);

struct NewRelationship {
  std::string name;      // unique among the partner's
  std::string customer;  // tenant id; empty: whoever opens the invitation
  std::vector<std::string> roles;
  bool extends = true;  // not where Global Administrator is among the roles
};
Answer make_relationship(GraphChanger& graph, const std::string& partner,
                         const NewRelationship& wish, std::stop_token stop);
// From then on its roles are fixed and the customer may approve it.
Answer lock_for_approval(GraphChanger& graph, const std::string& partner,
                         const std::string& relationship, std::stop_token stop);
Answer give_to_group(GraphChanger& graph, const std::string& partner,
                     const std::string& relationship, const std::string& group,
                     const std::vector<std::string>& roles, std::stop_token stop);
Answer change_assignment(GraphChanger& graph, const std::string& partner,
                         const std::string& relationship, const RelationshipAssignment& before,
                         const std::vector<std::string>& roles, std::stop_token stop);

// What the customer's Global Administrator opens to approve ([F] B.1).
std::string invitation_link(const Cloud& cloud, const std::string& relationship);

}  // namespace reeve::microsoft
