// Objects of the directory of several kinds in one listing: the members and owners of something,
// and what somebody is a member or owner of.
#pragma once

#include <boost/json.hpp>
#include <cstdint>
#include <string_view>
#include <vector>

#include "graph.h"
#include "units.h"

namespace cloud {

// One of them. What is neither a user, a group nor a device stands whole in `other`.
struct DirectoryItem {
  std::uint64_t serial = 0;  // listings go by it; kinds stand apart
  const User* user = nullptr;
  const Group* group = nullptr;
  const Device* device = nullptr;
  std::string_view type;  // of `other`: "directoryRole"
  boost::json::object other;
};

DirectoryItem item_of(const User& user);
DirectoryItem item_of(const Group& group);
DirectoryItem item_of(const Device& device);
DirectoryItem item_of(std::string_view type, std::uint64_t serial, boost::json::object object);
DirectoryItem item_of(const AdministrativeUnit& unit);
// The directory roles that a person or group holds (graph_roles.cpp).
std::vector<DirectoryItem> role_items(const Tenant& tenant, const std::string& id);

// The objects of these ids that are there, in the order of their serials.
std::vector<DirectoryItem> items_of(const GraphCall& call, const std::vector<std::string>& ids);
void sort_items(std::vector<DirectoryItem>& items);

// What the address asks for of them: paging, $select over the properties of all kinds, $filter.
// `context` is "directoryObjects", or the set of a cast such as "groups".
Response answer_items(GraphCall& call, std::vector<DirectoryItem> items,
                      std::string_view context = "directoryObjects");

}  // namespace cloud
