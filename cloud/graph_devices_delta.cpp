// /devices/delta: the devices of the directory, and then only those that changed.
#include <algorithm>

#include "device_json.h"
#include "encoding.h"
#include "graph_delta.h"
#include "graph_listing.h"
#include "graph_routes.h"

namespace cloud {
namespace {

namespace json = boost::json;

const Device* find(const Tenant& tenant, const std::string& id) {
  for (const Device& one : tenant.devices)
    if (one.id == id) return &one;
  return nullptr;
}

bool changed(const ObjectChange* change, std::string_view name) {
  return change && change->properties.contains(lower(name));
}

// A property that never had a value is left out; one that lost it is null.
std::string write_device(const GraphCall& call, const OData& plain, const std::string& id,
                         const ObjectChange* change, bool minimal) {
  const Device* device = find(call.tenant, id);
  if (!device || !concerns(call.query.select, change)) return "";
  const bool only_changed = minimal && change && !change->added;
  json::object given;
  for (const auto& one : keep_selected(plain, device_object(call.tenant, *device), "device", {})) {
    const std::string_view name = one.key();
    if (only_changed && name != "id" && !changed(change, name)) continue;
    if (one.value().is_null() && !changed(change, name)) continue;
    given[name] = one.value();
  }
  return json::serialize(given);
}

}  // namespace

Response devices_delta(GraphCall& call) {
  OData plain;  // known once the token is read
  DeltaSource source{"devices", call.tenant.device_changes, {}, {}, {}};
  source.check = [&] {
    plain = call.query;
    if (!plain.select.empty()) plain.select.emplace_back("id");
    keep_selected(plain, device_object(call.tenant, {}), "device", {});
  };
  source.places = [&] {
    std::vector<DeltaSource::Place> places;
    for (const Device& one : call.tenant.devices) places.push_back({one.serial, one.id});
    return places;
  };
  source.write = [&](const std::string& id, const ObjectChange* change, bool minimal) {
    return write_device(call, plain, id, change, minimal);
  };
  return answer_delta(call, source);
}

}  // namespace cloud
