// Match, apply, reviews and skips of devices, and the tenant's address.
#include "sync/keep_devices.h"

#include <algorithm>
#include <utility>

#include "domain/sync_section.h"
#include "store/sync_settings.h"
#include "sync/apply_location.h"
#include "sync/device_skips.h"

namespace reeve::sync {
namespace {

domain::DeviceSettings settings_of(db::Connection& c, base::Id tenant) {
  return domain::device_settings(store::sync_settings_of_tenant(c, tenant, domain::kDeviceSection));
}

bool is_complete(const TypeResult* listing) {
  return listing == nullptr || listing->complete() != nullptr;
}

void write_reviews(RunWriter& writer, const store::Tenant& tenant, const DeviceMatch& matched) {
  auto reviews = reviews_of(matched, tenant.id, writer.run().id, writer.now());
  const std::size_t rows = std::min(reviews.size(), kMaxRowsPerTransaction);
  writer.add(rows, [&writer, id = tenant.id, wanted = std::move(reviews)](db::Connection& c) {
    store::replace_open_reviews(c, id,
                                {std::begin(kDeviceReviewKinds), std::end(kDeviceReviewKinds)},
                                wanted, writer.now());
  });
}

}  // namespace

void keep_location(const Services& services, RunWriter& writer, const store::Tenant& tenant,
                   RunReport& report) {
  const TypeResult* organization = report.find("organization");
  if (organization == nullptr || organization->complete() == nullptr) return;
  const auto settings =
      services.database.read([&](db::Connection& c) { return settings_of(c, tenant.id); });
  if (settings.location == "create") apply_location(services, writer, tenant, report.device_counts);
}

void look_at_devices(const Services& services, const store::Tenant& tenant, RunReport& report,
                     const DeviceLook& look) {
  const TypeResult* intune = report.find(kManagedDevices);
  const TypeResult* entra = report.find(kEntraDevices);
  report.devices.reset();
  services.database.read([&](db::Connection& c) {
    report.device_settings = settings_of(c, tenant.id);
    if (intune != nullptr || entra != nullptr || look.always)
      report.devices =
          match_devices(c, tenant, {intune, entra, look.believed}, report.device_settings);
  });
}

void keep_devices(const Services& services, RunWriter& writer, const store::Tenant& tenant,
                  RunReport& report, const DeviceStep& step) {
  if (report.devices) {
    apply_devices(services, writer, tenant, *report.devices, step.held, report.device_counts);
    if (step.believed && is_complete(report.find(kManagedDevices)) &&
        is_complete(report.find(kEntraDevices))) {
      write_reviews(writer, tenant, *report.devices);
      write_device_skips(services, writer, *report.devices);
    }
  }
  report.devices_applied = true;
}

}  // namespace reeve::sync
