// Compares the relations that should be with those that a sync made.
#include "sync/relate_devices.h"

#include <fmt/format.h>

#include <set>
#include <utility>
#include <vector>

#include "domain/asset.h"
#include "store/related_items.h"
#include "sync/write_relations.h"

namespace reeve::sync {
namespace {

constexpr std::string_view kIntuneUser = "intune_user";
constexpr std::string_view kEntraOwner = "entra_owner";

using Pair = std::pair<base::Id, base::Id>;  // configuration, contact

store::SyncRelation relation(const Pair& pair, std::string_view reason) {
  return store::in_order({{std::string(domain::kConfiguration), pair.first},
                          {std::string(domain::kContact), pair.second},
                          std::string(reason)});
}

bool is_complete(const TypeResult* listing) {
  return listing != nullptr && listing->complete() != nullptr;
}

// A device's relation to a person, as it is kept: the configuration stands first.
Pair pair_of(const store::SyncRelation& relation) { return {relation.a.id, relation.b.id}; }

RelationPlan plan(db::Connection& c, base::Id tenant, bool intune_complete, bool entra_complete) {
  RelationPlan out;
  const auto listed = store::listed_configurations(c, tenant);
  auto made = store::relations_of_tenant(c, tenant);
  std::erase_if(made, [](const store::TenantRelation& one) {
    return one.relation.reason != kIntuneUser && one.relation.reason != kEntraOwner;
  });
  std::set<Pair> there, wanted;
  for (const store::TenantRelation& one : made) there.insert(pair_of(one.relation));
  const auto want = [&](std::string_view type, std::string_view edge, std::string_view reason) {
    for (const store::DevicePerson& one : store::device_people(c, tenant, type, edge)) {
      const Pair pair{one.configuration, one.contact};
      if (wanted.insert(pair).second && !one.archived && !there.contains(pair))
        out.missing.push_back(relation(pair, reason));
    }
  };
  want(kManagedDevices, "device_user", kIntuneUser);
  want(kEntraDevices, "device_owner", kEntraOwner);
  for (const store::TenantRelation& one : made) {
    const Pair pair = pair_of(one.relation);
    const bool by_entra = one.relation.reason == kEntraOwner;
    const bool proven = intune_complete || (by_entra && entra_complete);
    if (proven && !wanted.contains(pair) && listed.contains(pair.first)) out.over.push_back(one.id);
  }
  return out;
}

}  // namespace

void relate_devices(const Services& services, RunWriter& writer, const TypeResult* intune,
                    const TypeResult* entra, DeviceCounts& counts) {
  writer.flush();
  const base::Id tenant = writer.run().tenant;
  const RelationPlan todo = services.database.read(
      [&](db::Connection& c) { return plan(c, tenant, is_complete(intune), is_complete(entra)); });
  const auto [made, taken] = write_relations(writer, todo);
  services.pass("after_relate");
  counts.related += made;
  counts.unrelated += taken;
  if (made + taken == 0) return;
  writer.event({.kind = "change",
                .type = kManagedDevices,
                .code = "related",
                .sentence = fmt::format("Devices and their people: {} related, {} taken apart.",
                                        made, taken),
                .data = fmt::format(R"({{"related":{},"unrelated":{}}})", made, taken)});
}

}  // namespace reeve::sync
