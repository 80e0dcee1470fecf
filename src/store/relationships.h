// GDAP relationships of a partner connection as Microsoft listed them last, and the security group
// that works by them.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/id.h"
#include "db/connection.h"

namespace reeve::store {

struct GroupAssignment {
  std::string group, status;       // pending, active, error
  std::vector<std::string> roles;  // template ids
};

struct Relationship {
  base::Id connection = 0;
  std::string external_id, name;
  std::optional<std::string> customer_tenant_id, customer_name;
  std::string status, duration, auto_extend;
  std::vector<std::string> roles;  // template ids
  std::vector<GroupAssignment> assignments;
  std::optional<base::Time> assignments_seen_at;  // none: not asked yet
  bool made_here = false;
  std::optional<base::Time> created_at, activated_at, ends_at;
  base::Time seen_at{};
};

// By id; made_here stays once it was set, and the assignments where they were not asked now.
void put_relationship(db::Connection& c, const Relationship& values);
// Those that a complete listing at `listed_at` did not have any more.
void drop_unseen_relationships(db::Connection& c, base::Id connection, base::Time listed_at);
// By name.
std::vector<Relationship> list_relationships(db::Connection& c, base::Id connection);
std::optional<Relationship> find_relationship(db::Connection& c, base::Id connection,
                                              const std::string& external_id);

// The security group whose members work in customers' tenants; the service account is one.
struct AccessGroup {
  base::Id connection = 0;
  std::string group_id, name;
  bool made_here = false;
  base::Time chosen_at{};
};
std::optional<AccessGroup> find_access_group(db::Connection& c, base::Id connection);
void put_access_group(db::Connection& c, const AccessGroup& values);

}  // namespace reeve::store
