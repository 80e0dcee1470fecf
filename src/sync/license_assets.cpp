// From counted licenses to flexible assets.
#include "sync/license_assets.h"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/json.h"
#include "domain/choosing.h"
#include "domain/license_asset.h"
#include "domain/sync_section.h"
#include "store/licenses.h"
#include "store/records.h"
#include "store/sync_settings.h"

namespace reeve::sync {
namespace {

constexpr std::string_view kSkus = "subscribed_skus";
// An asset, its link and one row of history a trait.
constexpr std::size_t kRowsPerAsset = kMaxRowsPerTransaction / store::kSyncedAssetsAtOnce;

bool chosen(db::Connection& c, base::Id tenant) {
  return domain::choosing_policy(
             store::sync_settings_of_tenant(c, tenant, domain::kChoosingSection))
      .sync_licenses;
}

domain::LicenseFacts facts_of(const store::License& one, const store::Tenant& tenant) {
  domain::LicenseFacts facts;
  facts.product = one.product;
  facts.part_number = one.part_number;
  facts.sku = one.sku;
  facts.status = one.status;
  facts.tenant_name = tenant.name;
  facts.gone = one.gone;
  facts.active = one.enabled;
  facts.consumed = one.consumed;
  facts.unused = one.unused;
  facts.warning = one.warning;
  facts.suspended = one.suspended;
  facts.locked_out = one.locked_out;
  return facts;
}

std::vector<store::SyncedAsset> wanted_assets(db::Connection& c, const store::Tenant& tenant) {
  std::unordered_map<base::Id, std::string> hashes;
  for (const auto& record : store::records_present(c, tenant.id, kSkus))
    hashes.emplace(record.id, record.hash);
  std::vector<store::SyncedAsset> out;
  for (const store::License& one : store::licenses_of(c, tenant.id)) {
    if (one.sku.empty()) continue;
    store::SyncedAsset asset;
    asset.record = one.record;
    asset.record_type = kSkus;
    asset.record_hash = one.gone ? "gone" : hashes[one.record];
    asset.sync_key = domain::license_sync_key(tenant.entra_tenant_id, one.sku);
    asset.name = one.product;
    asset.reason = "license";
    asset.traits = domain::license_traits(facts_of(one, tenant));
    asset.may_create = !one.gone;
    out.push_back(std::move(asset));
  }
  return out;
}

bool still_matched(db::Connection& c, const store::Tenant& tenant) {
  const auto now = store::find_tenant(c, store::Scope::unscoped(), tenant.id);
  return now && now->organization == tenant.organization && now->state == tenant.state;
}

void tell(RunWriter& writer, const store::SyncedAssetCounts& counts) {
  if (counts.created + counts.linked + counts.updated == 0) return;
  writer.event(
      {.kind = "change",
       .type = kSkus,
       .code = "license_assets",
       .sentence = fmt::format("Microsoft Licenses: {} created, {} linked, {} updated.",
                               counts.created, counts.linked, counts.updated),
       .data = base::to_json(base::json::object{
           {"created", counts.created}, {"linked", counts.linked}, {"updated", counts.updated}})});
}

}  // namespace

store::SyncedAssetCounts keep_license_assets(const Services& services, RunWriter& writer,
                                             const store::Tenant& tenant) {
  store::SyncedAssetCounts counts;
  if (!tenant.organization) return counts;
  writer.flush();
  const auto wanted = services.database.read([&](db::Connection& c) {
    return chosen(c, tenant.id) ? wanted_assets(c, tenant) : std::vector<store::SyncedAsset>{};
  });
  for (std::size_t at = 0; at < wanted.size(); at += store::kSyncedAssetsAtOnce) {
    const auto end = std::min(wanted.size(), at + store::kSyncedAssetsAtOnce);
    const std::vector<store::SyncedAsset> part(wanted.begin() + static_cast<std::ptrdiff_t>(at),
                                               wanted.begin() + static_cast<std::ptrdiff_t>(end));
    writer.add(part.size() * kRowsPerAsset, [&](db::Connection& c) {
      if (!still_matched(c, tenant)) return;
      const auto now = writer.now();
      const auto type = store::built_in_type(c, domain::kMicrosoftLicenses, now);
      const auto done = store::keep_synced_assets(c, writer.author(), tenant.id,
                                                  *tenant.organization, type, part, now);
      counts.created += done.created;
      counts.linked += done.linked;
      counts.updated += done.updated;
    });
    writer.flush();
  }
  tell(writer, counts);
  return counts;
}

}  // namespace reeve::sync
