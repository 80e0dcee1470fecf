// What a tenant's records say about each of its users, as far as a choice asks.
#include "sync/choice.h"

#include <algorithm>
#include <utility>

#include "base/json.h"
#include "base/text.h"
#include "domain/sync_section.h"
#include "store/record_edges.h"
#include "store/sync_settings.h"

namespace reeve::sync {
namespace {

constexpr std::string_view kGroups = "groups";
constexpr std::string_view kMember = "group_member";

using Ids = std::unordered_set<std::string>;

// Groups of the tenant that a list names, by object id or by name.
std::vector<std::string> named_groups(const std::vector<store::RecordWithKeys>& groups,
                                      const std::vector<std::string>& wanted) {
  Ids folded;
  for (const std::string& one : wanted) folded.insert(base::fold(one));
  std::vector<std::string> found;
  for (const auto& group : groups)
    if (folded.contains(base::fold(group.record.external_id)) ||
        folded.contains(base::fold(group.record.title)))
      found.push_back(base::ascii_lower(group.record.external_id));
  return found;
}

}  // namespace

GroupMembers::GroupMembers(db::Connection& c, base::Id tenant) {
  for (const store::Edge& edge : store::edges_of(c, tenant, kMember))
    members_[base::ascii_lower(edge.from)].push_back(base::ascii_lower(edge.to));
}

Ids GroupMembers::reached(std::vector<std::string> open) const {
  Ids seen(open.begin(), open.end());
  while (!open.empty()) {
    const std::string at = std::move(open.back());
    open.pop_back();
    const auto found = members_.find(at);
    if (found == members_.end()) continue;
    for (const std::string& member : found->second)
      if (seen.insert(member).second) open.push_back(member);
  }
  return seen;
}

bool groups_complete(db::Connection& c, base::Id tenant) {
  return std::ranges::any_of(store::type_states(c, tenant), [](const store::TypeState& one) {
    return one.type == kGroups && one.state == "complete";
  });
}

Choosing choosing_of(db::Connection& c, base::Id tenant) {
  return {
      domain::choosing_policy(store::sync_settings_of_tenant(c, tenant, domain::kChoosingSection)),
      groups_complete(c, tenant)};
}

types::PartNumbers part_numbers_of(db::Connection& c, base::Id tenant) {
  types::PartNumbers names;
  for (const auto& one : store::records_for_matching(c, tenant, "subscribed_skus"))
    if (const auto body = base::try_parse_json(one.record.body))
      names[base::ascii_lower(base::text_member(*body, "skuId"))] =
          base::text_member(*body, "skuPartNumber");
  return names;
}

ChoiceGround::ChoiceGround(db::Connection& c, base::Id tenant, const Choosing& choosing)
    : choosing_(choosing), part_numbers_(part_numbers_of(c, tenant)) {
  for (const auto& one : store::records_for_matching(c, tenant, "mailbox_purposes"))
    if (const auto body = base::try_parse_json(one.record.body))
      purposes_[one.record.external_id] = base::text_member(*body, "userPurpose");
  if (!choosing.policy.groups.empty() && choosing.groups_known) read_groups(c, tenant);
}

void ChoiceGround::read_groups(db::Connection& c, base::Id tenant) {
  const auto groups = store::records_for_matching(c, tenant, kGroups);
  const GroupMembers members(c, tenant);
  const auto include = named_groups(groups, choosing_.policy.groups.include);
  include_found_ = !include.empty();
  included_ = members.reached(include);
  excluded_ = members.reached(named_groups(groups, choosing_.policy.groups.exclude));
}

domain::UserTraits ChoiceGround::traits(const store::Record& user) const {
  const auto purpose = purposes_.find(user.external_id);
  const auto body = base::parse_json(user.body, "The stored user");
  domain::UserTraits traits = types::user_traits(
      body, part_numbers_,
      purpose == purposes_.end() ? std::nullopt : std::optional(purpose->second));
  const std::string id = base::ascii_lower(user.external_id);
  traits.groups = {choosing_.groups_known && include_found_, choosing_.groups_known,
                   included_.contains(id), excluded_.contains(id)};
  return traits;
}

}  // namespace reeve::sync
