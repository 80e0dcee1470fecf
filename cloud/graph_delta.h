// Delta queries: a first round over all objects, then links that give only what changed since.
//
// Sources: concepts/delta-query-overview.md and user-delta.md (microsoft-cloud.md C.9). Bodies of
// an expired link are published nowhere; it gets Graph's usual error shape.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "graph.h"
#include "journal.h"

namespace cloud {

inline constexpr std::int64_t kDeltaLife = 7 * 24 * 3600;  // of directory objects' tokens, seconds
inline constexpr std::size_t kDeltaPage = 100;
inline constexpr std::size_t kMostDeltaIds = 50;  // in $filter=id eq '…' or id eq '…'

// One kind of objects, as the delta query goes over them.
struct DeltaSource {
  std::string_view kind;  // "users"
  const Journal& journal;
  struct Place {
    std::uint64_t serial;
    std::string id;
  };
  // Reads call.query.select, the first request's in every round; throws GraphRefusal.
  std::function<void()> check;
  // All objects there are, in the order of their serials.
  std::function<std::vector<Place>()> places;
  // The object as JSON: in the first round without a change, then with what changed. `minimal`:
  // the client wants nothing but what changed. An empty text when there is nothing to tell.
  std::function<std::string(const std::string& id, const ObjectChange* change, bool minimal)> write;
};

// Answers /users/delta and its like. Throws GraphRefusal.
Response answer_delta(GraphCall& call, const DeltaSource& source);

// True when one of the selected properties changed, or nothing is selected: others' changes are not
// told (delta-query-overview.md, "Use query parameters"). A null change concerns everybody.
bool concerns(const std::vector<std::string>& select, const ObjectChange* change);

// {"@odata.type":"#microsoft.graph.user","id":"…"}, for members@delta and manager@delta.
std::string delta_reference(std::string_view type, std::string_view id, bool removed);

}  // namespace cloud
