// Delegated admin relationships (GDAP): what the MSP asked a customer for, what came of it, and who
// of the MSP may enter by it.
//
// Times are the cloud's seconds. A state that moves on by itself is kept as it was last set, with
// its time; status_at() tells what it is by now.
#pragma once

#include <boost/json.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cloud {

class Tenant;
struct World;

// A security group of the MSP works in the customer's tenant with some of the roles.
struct AccessAssignment {
  std::string id;
  std::string group_id;
  std::string status = "active";  // as it was at `modified`
  std::vector<std::string> roles;
  std::int64_t created = 0;
  std::int64_t modified = 0;
};

// "lockForApproval" and its like.
struct RelationshipRequest {
  std::string id;
  std::string action;
  std::int64_t created = 0;
};

// A change of an active relationship that takes a while.
struct RelationshipOperation {
  std::string id;
  std::string type;
  std::string data;  // the changed object as JSON text
  std::int64_t created = 0;
};

struct Relationship {
  std::string id;
  std::string display_name;
  std::string customer_id;  // empty: whoever opens the invitation first
  std::string status = "active";
  std::int64_t status_since = 0;
  std::string duration = "P730D";
  std::string auto_extend = "P180D";
  int days_old = 0;            // at the birth of the world, of a relationship that came with it
  std::int64_t created = 0;    // 0: days_old counts
  std::int64_t modified = 0;   // 0: when it was activated
  std::int64_t activated = 0;  // 0: soon after it was created, if it ever was
  std::vector<std::string> roles;
  std::vector<AccessAssignment> assignments;
  std::vector<RelationshipRequest> requests;
  std::vector<RelationshipOperation> operations;
};

// What the states are called is the CSDL's delegatedAdminRelationshipStatus and
// delegatedAdminAccessAssignmentStatus.
std::string status_at(const World& world, const Relationship& one, std::int64_t now);
std::string status_at(const AccessAssignment& one, std::int64_t now);
bool is_active(const World& world, const Relationship& one, std::int64_t now);

std::int64_t created_at(const World& world, const Relationship& one);
// 0 as long as nobody approved it.
std::int64_t activated_at(const World& world, const Relationship& one, std::int64_t now);
// With the extensions that have come by now.
std::int64_t ends_at(const World& world, const Relationship& one, std::int64_t now);

// How long a request waits for the customer (learn.microsoft.com/partner-center/…/gdap-faq).
inline constexpr std::int64_t kApprovalSeconds = 90LL * 24 * 3600;
// How long Microsoft takes for what does not happen at once. The true times vary; a guess.
inline constexpr std::int64_t kStepSeconds = 1;
inline constexpr std::int64_t kOperationSeconds = 2;

// "P730D", "P2Y": from one day to two years; nothing else.
std::optional<std::int64_t> relationship_seconds(std::string_view duration);

// The roles with which somebody of the MSP works in that tenant; empty: not at all.
std::vector<std::string> relationship_roles(const World& world, const Tenant& tenant,
                                            std::string_view user_id, std::int64_t now);

// The groups of Partner Center's roles in the MSP's tenant.
inline constexpr std::string_view kAdminAgents = "AdminAgents";
inline constexpr std::string_view kHelpdeskAgents = "HelpdeskAgents";
// A member of the MSP's group of that name, person or application.
bool is_agent(const World& world, std::string_view group, std::string_view principal_id);

// {"op":"put-relationship","relationship":{…}} and {"op":"drop-relationship","id":"…"}; false when
// the operation is another.
bool apply_relationship_edit(World& world, const boost::json::object& change);
boost::json::object relationship_edit(const World& world, Relationship one);

}  // namespace cloud
