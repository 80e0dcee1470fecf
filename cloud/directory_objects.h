// Objects of a directory whatever their kind: people, groups and service principals.
#pragma once

#include <boost/json.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "graph.h"

namespace cloud {

enum class ObjectKind : std::uint8_t { user, group, service_principal };

struct DirectoryObject {
  ObjectKind kind = ObjectKind::user;
  std::string id;
};

// Nothing when the tenant has no such object.
std::optional<DirectoryObject> find_directory_object(const Cloud& cloud, const Tenant& tenant,
                                                     std::string_view id);

// The object with its "@odata.type": its usual properties, or what of the question's $select its
// kind has.
boost::json::object directory_object_json(const GraphCall& call, const DirectoryObject& object);

// The id at the end of a reference: {"@odata.id":"https://graph.microsoft.com/v1.0/users/{id}"}.
// Throws GraphRefusal when there is none.
std::string referenced_id(const boost::json::object& body);

// Throws GraphRefusal for a group that was not made for roles.
void refuse_unfit_for_roles(const GraphCall& call, const DirectoryObject& object);

// Throws GraphRefusal for a $select that neither people, groups nor applications have.
void check_object_selection(const GraphCall& call);

}  // namespace cloud
