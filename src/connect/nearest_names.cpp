// Asks the name index for what is nearest.
#include "connect/nearest_names.h"

#include <unordered_map>
#include <utility>

#include "match/name_match.h"
#include "match/tenant_match.h"
#include "store/organizations.h"

namespace reeve::connect {

std::vector<NearestName> nearest_organizations(db::Connection& c, const std::string& name) {
  std::vector<match::NamedId> names;
  std::unordered_map<base::Id, std::string> by_id;
  for (auto& one : store::organization_names(c)) {
    names.push_back({one.id, one.name});
    by_id.emplace(one.id, std::move(one.name));
  }
  std::vector<NearestName> out;
  for (const match::NameHit& hit : match::NameIndex(names).best(name)) {
    if (out.size() == kNearestNames) break;
    out.push_back({hit.id, by_id.at(hit.id), hit.score, hit.score >= match::kMinSuggestionScore});
  }
  return out;
}

}  // namespace reeve::connect
