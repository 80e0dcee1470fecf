// Compares who holds a license with what a sync related.
#include "sync/relate_licenses.h"

#include <fmt/format.h>

#include <map>
#include <utility>

#include "domain/asset.h"
#include "store/related_items.h"
#include "sync/write_relations.h"

namespace reeve::sync {
namespace {

constexpr std::string_view kDirect = "license_direct";
constexpr std::string_view kByGroup = "license_group";

using Pair = std::pair<store::AssetRef, store::AssetRef>;

RelationPlan plan(db::Connection& c, base::Id tenant) {
  RelationPlan out;
  std::map<Pair, store::TenantRelation> there;
  for (store::TenantRelation& one : store::relations_of_tenant(c, tenant))
    if (one.relation.reason == kDirect || one.relation.reason == kByGroup)
      there.emplace(Pair{one.relation.a, one.relation.b}, std::move(one));
  for (const store::LicensePerson& one : store::license_people(c, tenant)) {
    store::SyncRelation wanted =
        store::in_order({{std::string(domain::kFlexibleAsset), one.license},
                         {std::string(domain::kContact), one.contact},
                         std::string(one.direct ? kDirect : kByGroup)});
    const bool is_there = there.erase(Pair{wanted.a, wanted.b}) > 0;
    if (!is_there && !one.archived) out.missing.push_back(std::move(wanted));
  }
  for (const auto& [pair, one] : there) out.over.push_back(one.id);
  return out;
}

}  // namespace

void relate_licenses(const Services& services, RunWriter& writer) {
  writer.flush();
  const RelationPlan todo =
      services.database.read([&](db::Connection& c) { return plan(c, writer.run().tenant); });
  const RelationCounts done = write_relations(writer, todo);
  services.pass("after_relate_licenses");
  if (done.related + done.unrelated == 0) return;
  writer.event(
      {.kind = "change",
       .type = "subscribed_skus",
       .code = "related",
       .sentence = fmt::format("Licenses and their people: {} related, {} taken apart.",
                               done.related, done.unrelated),
       .data = fmt::format(R"({{"related":{},"unrelated":{}}})", done.related, done.unrelated)});
}

}  // namespace reeve::sync
