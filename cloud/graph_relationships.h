// What the addresses of relationships and those of their access assignments share.
#pragma once

#include <boost/json.hpp>
#include <string>
#include <vector>

#include "graph.h"
#include "relationships.h"

namespace cloud {

// The relationship of the first argument; 404 when the caller's tenant has none of that id.
Relationship& wanted_relationship(GraphCall& call);

// Only the MSP's agents manage relationships (learn.microsoft.com/partner-center/…/gdap-faq), and
// an application by itself only where Microsoft's service stands (see service_principals.h).
void admit_partner(const GraphCall& call);

// Puts the changed relationship in place of the one with its id, and remembers it.
void put_relationship(GraphCall& call, Relationship changed);

// accessDetails.unifiedRoles of a body, each a role that exists; refuses an empty list.
std::vector<std::string> asked_roles(const boost::json::object& body);

// Adds what takes a while, and answers 202 with the address where it can be followed.
Response begin_operation(GraphCall& call, Relationship changed, const std::string& type,
                         const boost::json::object& data);

// Where a part of the relationship is: "…/{relationship}/requests/{id}".
std::string part_address(const GraphCall& call, const Relationship& of, std::string_view set,
                         const std::string& id);

[[noreturn]] void refuse_state(const std::string& message);

}  // namespace cloud
