// /devices of the directory and /deviceManagement/managedDevices of Intune.
#include <fmt/format.h>

#include <algorithm>

#include "device_json.h"
#include "encoding.h"
#include "graph_listing.h"
#include "graph_routes.h"
#include "graph_users.h"
#include "random.h"

namespace cloud {
namespace {

namespace json = boost::json;

// The page limit is published nowhere; $top=999 is what is used in the field.
constexpr int kUsualManagedPage = 1000;
constexpr int kLargestManagedPage = 1000;

// Without an Intune plan the service has no such tenant. Graph passes on Intune's own message,
// which is JSON in a text; the words are from the field (CIPP Get-NormalizedError.ps1), the status
// too is not published.
void need_intune(const GraphCall& call) {
  if (call.tenant.has_plan("INTUNE_A")) return;
  throw GraphRefusal(
      400, "BadRequest",
      json::serialize(json::object{
          {"_version", 3},
          {"Message", fmt::format("Request not applicable to target tenant. - Operation ID (for "
                                  "customer support): 00000000-0000-0000-0000-000000000000 - "
                                  "Activity ID: {}",
                                  fresh_guid())},
          {"CustomApiErrorPhrase", ""},
          {"RetryAfter", nullptr},
          {"ErrorSourceService", ""},
          {"HttpHeaders", "{}"}}));
}

const ManagedDevice& wanted_device(const GraphCall& call) {
  for (const ManagedDevice& one : call.tenant.managed_devices)
    if (same_text(one.id, call.args[0])) return one;
  throw GraphRefusal(404, "ResourceNotFound", "Device not found.");
}

json::object user_object(const User& user, const std::vector<std::size_t>& chosen) {
  json::object object;
  for (const std::size_t at : chosen)
    object[user_properties()[at].name] = json::parse(user_value(user, at));
  return object;
}

}  // namespace

Response list_devices(GraphCall& call) {
  const auto& devices = call.tenant.devices;
  ObjectListing listing;
  listing.context = "devices";
  listing.type = "device";
  for (const Device& one : devices) listing.serials.push_back(one.serial);
  listing.make = [&](std::size_t at) { return device_object(call.tenant, devices[at]); };
  listing.keep = [&](json::object object) {
    return keep_selected(call.query, std::move(object), "device", {});
  };
  return answer_listing(call, listing);
}

Response show_device(GraphCall& call) {
  for (const Device& one : call.tenant.devices)
    if (same_text(one.id, call.args[0]))
      return answer_object(
          call, "devices",
          keep_selected(call.query, device_object(call.tenant, one), "device", {}));
  refuse_missing(call.args[0]);
}

Response list_managed_devices(GraphCall& call) {
  need_intune(call);
  const auto& devices = call.tenant.managed_devices;
  ObjectListing listing;
  listing.context = "deviceManagement/managedDevices";
  listing.type = "managedDevice";
  listing.usual_page = kUsualManagedPage;
  listing.largest_page = kLargestManagedPage;
  for (const ManagedDevice& one : devices) listing.serials.push_back(one.serial);
  listing.make = [&](std::size_t at) { return managed_device_object(call.tenant, devices[at]); };
  listing.keep = [&](json::object object) {
    return keep_selected(call.query, std::move(object), "managedDevice", {});
  };
  return answer_listing(call, listing);
}

Response show_managed_device(GraphCall& call) {
  need_intune(call);
  return answer_object(
      call, "deviceManagement/managedDevices",
      keep_selected(call.query, managed_device_object(call.tenant, wanted_device(call)),
                    "managedDevice", {}));
}

Response list_managed_device_users(GraphCall& call) {
  need_intune(call);
  const ManagedDevice& device = wanted_device(call);
  const User* user = device.user_id.empty() ? nullptr : call.tenant.find_user(device.user_id);
  const auto chosen = chosen_properties(call.query, true);
  json::array items;
  if (user) items.push_back(user_object(*user, chosen));
  return json_answer(json::object{{"@odata.context", call.selected_context("users")},
                                  {"value", std::move(items)}});
}

}  // namespace cloud
