// How groups are found, and how they come and go.
#include "groups.h"

#include <algorithm>

#include "encoding.h"

namespace cloud {

const Group* Groups::find(std::string_view id) const {
  const auto found = std::find_if(groups_.begin(), groups_.end(),
                                  [&](const Group& one) { return same_text(one.id, id); });
  return found == groups_.end() ? nullptr : &*found;
}

Group* Groups::find(std::string_view id) {
  return const_cast<Group*>(static_cast<const Groups*>(this)->find(id));
}

Group& Groups::add(Group group) {
  group.serial = next_serial_++;
  groups_.push_back(std::move(group));
  return groups_.back();
}

bool Groups::remove(std::string_view id) {
  return std::erase_if(groups_, [&](const Group& one) { return same_text(one.id, id); }) > 0;
}

}  // namespace cloud
