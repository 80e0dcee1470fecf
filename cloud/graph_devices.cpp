// /devices of the directory and /deviceManagement/managedDevices of Intune.
#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

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

// $expand=registeredOwners or registeredUsers, with or without a ($select=…); the device resource's
// page marks both "Supports $expand". Here the one who registered a device is also the one who uses
// it.
struct PeopleAsked {
  std::string relation;  // empty: none
  std::vector<std::size_t> chosen;
};

PeopleAsked take_people(GraphCall& call) {
  PeopleAsked asked;
  const std::string expand = std::exchange(call.query.expand, {});
  if (expand.empty()) return asked;
  const std::string name = expand.substr(0, expand.find('('));
  for (const char* known : {"registeredOwners", "registeredUsers"})
    if (same_text(name, known)) asked.relation = known;
  if (asked.relation.empty()) refuse_unknown(name, "device");
  OData inner;
  if (const auto select = expand.find("$select="); select != std::string::npos) {
    const auto begin = select + std::string_view("$select=").size();
    inner.select = split(expand.substr(begin, expand.find_first_of(";)", begin) - begin), ',');
  }
  asked.chosen = chosen_properties(inner, false);
  return asked;
}

json::object with_people(const Tenant& tenant, const Device& device, const PeopleAsked& asked,
                         json::object object) {
  if (asked.relation.empty()) return object;
  json::array people;
  if (const User* user = device.owner_id.empty() ? nullptr : tenant.find_user(device.owner_id)) {
    json::object person{{"@odata.type", "#microsoft.graph.user"}};
    for (auto& member : user_object(*user, asked.chosen)) person[member.key()] = member.value();
    people.push_back(std::move(person));
  }
  object[asked.relation] = std::move(people);
  return object;
}

}  // namespace

Response list_devices(GraphCall& call) {
  const auto& devices = call.tenant.devices;
  const PeopleAsked people = take_people(call);
  ObjectListing listing;
  listing.context = "devices";
  listing.type = "device";
  for (const Device& one : devices) listing.serials.push_back(one.serial);
  std::unordered_map<std::string_view, const Device*> by_id;
  for (const Device& one : devices) by_id.emplace(one.id, &one);
  listing.make = [&](std::size_t at) { return device_object(call.tenant, devices[at]); };
  listing.keep = [&](json::object object) {
    const Device& device = *by_id.at(std::string_view(object.at("id").as_string()));
    return with_people(call.tenant, device, people,
                       keep_selected(call.query, std::move(object), "device", {}));
  };
  return answer_listing(call, listing);
}

Response show_device(GraphCall& call) {
  const PeopleAsked people = take_people(call);
  for (const Device& one : call.tenant.devices)
    if (same_text(one.id, call.args[0]))
      return answer_object(
          call, "devices",
          with_people(call.tenant, one, people,
                      keep_selected(call.query, device_object(call.tenant, one), "device", {})));
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
