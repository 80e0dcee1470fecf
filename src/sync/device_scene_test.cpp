// What people do to configurations in tests of devices, and what is read of their history.
#include "sync/device_scene_test.h"

namespace reeve::sync {

void Devices::edit(base::Id configuration, const store::PlainPatch& patch) {
  write([&](db::Connection& c) {
    store::update_plain(c, store::kConfigurationShape, store::Scope::unscoped(), {}, configuration,
                        patch, std::nullopt, clock_.now());
  });
}

base::Id Devices::document(const std::string& name, const std::string& serial) {
  return write([&](db::Connection& c) {
    store::PlainPatch patch;
    patch.organization = organization_;
    patch.texts["name"] = name;
    if (!serial.empty()) patch.texts["serial_number"] = serial;
    return store::create_plain(c, store::kConfigurationShape, store::Scope::unscoped(), {}, patch,
                               clock_.now())
        .id;
  });
}

std::vector<store::RelatedItem> Devices::related(base::Id configuration) {
  return read([&](db::Connection& c) {
    return store::related_items(c, store::Scope::unscoped(),
                                {std::string(domain::kConfiguration), configuration});
  });
}

std::int64_t Devices::history() {
  return read(
      [](db::Connection& c) { return c.query("SELECT COUNT(*) FROM changes").at(0).integer(0); });
}

}  // namespace reeve::sync
