// Edges between Microsoft's objects: who is in a group, holds a role, manages whom, uses a device.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/id.h"
#include "db/connection.h"

namespace reeve::store {

// Ends are Microsoft's ids; what they are follows from the kind (types/: Field::edge).
struct Edge {
  std::string kind, from, to;
  bool operator==(const Edge&) const = default;
  auto operator<=>(const Edge&) const = default;
};

// Those that are not gone, sorted.
std::vector<Edge> edges_of(db::Connection& c, base::Id tenant, std::string_view kind);
std::vector<std::string> edges_from(db::Connection& c, base::Id tenant, std::string_view kind,
                                    const std::string& from);
std::vector<std::string> edges_to(db::Connection& c, base::Id tenant, std::string_view kind,
                                  const std::string& to);
// Who is reached over any number of edges of that kind, `from` itself left out; circles end. Groups
// hold groups: kind "group_member".
std::vector<std::string> all_reached(db::Connection& c, base::Id tenant, std::string_view kind,
                                     const std::string& from);

// A gone one comes back; at most 1,000 a call, over both.
void write_edges(db::Connection& c, base::Id tenant, const std::vector<Edge>& there,
                 const std::vector<Edge>& gone, base::Time now);

}  // namespace reeve::store
