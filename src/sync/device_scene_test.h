// For tests of devices in whole runs: what Intune and Entra say is written down, what became of it
// is read.
#pragma once

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "domain/sync_section.h"
#include "store/configurations.h"
#include "store/locations.h"
#include "store/related_items.h"
#include "store/sync_settings.h"
#include "sync/scripted_tenant_test.h"

namespace reeve::sync {

struct TestDevice {
  std::string id, name, serial = {}, user = {}, device = {}, ethernet = {}, version = "10.0.1";
};

inline std::string intune_json(const TestDevice& one) {
  return fmt::format(
      R"({{"id":"{}","deviceName":"{}","serialNumber":"{}","userId":"{}","azureADDeviceId":"{}","ethernetMacAddress":"{}","wiFiMacAddress":"","operatingSystem":"Windows","osVersion":"{}","manufacturer":"Dell Inc.","model":"Latitude"}})",
      one.id, one.name, one.serial, one.user, one.device, one.ethernet, one.version);
}

inline std::string entra_json(const std::string& id, const std::string& name,
                              const std::string& device, const std::string& owner = {}) {
  return fmt::format(
      R"({{"id":"{}","displayName":"{}","deviceId":"{}","operatingSystem":"Windows","registeredOwners":[{}]}})",
      id, name, device, owner.empty() ? "" : fmt::format(R"({{"id":"{}"}})", owner));
}

inline std::string address_json(const std::string& street, const std::string& city = "Berlin") {
  return fmt::format(
      R"({{"id":"11111111-0000-0000-0000-000000000001","displayName":"Contoso","verifiedDomains":[{{"name":"contoso.com","isDefault":true}}],"street":{},"city":"{}","state":"BE","postalCode":"10115","country":"Germany","businessPhones":["+49 30 1"]}})",
      street.empty() ? "null" : "\"" + street + "\"", city);
}

class Devices : public RunTest {
 protected:
  Devices() {
    choose_tier("intune");
    match(true);
    script_ = contoso({{"ann", "Ann", "Lee"}, {"bob", "Bob", "Roe"}});
  }
  void intune(const std::vector<TestDevice>& devices) {
    std::vector<std::string> page;
    for (const auto& one : devices) page.push_back(intune_json(one));
    script_["/v1.0/deviceManagement/managedDevices"].pages = {page};
  }
  void entra(std::vector<std::string> page) { script_["/v1.0/devices"].pages = {std::move(page)}; }
  void address(const std::string& json) { script_["/v1.0/organization"].pages = {{json}}; }
  void settings(const std::string& json,
                const domain::SyncSection& section = domain::kDeviceSection) {
    write([&](db::Connection& c) {
      store::set_sync_settings(c, {store::SettingsOwner::Kind::tenant, tenant_}, section, json,
                               std::nullopt, clock_.now());
    });
  }
  void edit(base::Id configuration, const store::PlainPatch& patch);
  base::Id document(const std::string& name, const std::string& serial = {});
  std::vector<store::PlainAsset> configurations() {
    return read([&](db::Connection& c) {
      return store::plain_of_organization(c, store::kConfigurationShape, organization_);
    });
  }
  std::vector<store::PlainAsset> locations() {
    return read([&](db::Connection& c) {
      return store::plain_of_organization(c, store::kLocationShape, organization_);
    });
  }
  std::vector<store::RelatedItem> related(base::Id configuration);
  std::vector<std::string> people(base::Id configuration) {
    std::vector<std::string> out;
    for (const auto& one : related(configuration)) out.push_back(one.other_title);
    return out;
  }
  std::vector<store::Link> links(base::Id configuration) {
    return read([&](db::Connection& c) {
      return store::links_of_asset(c, domain::kConfiguration, configuration);
    });
  }
  std::vector<store::Review> open_reviews() {
    auto all = reviews();
    std::erase_if(all, [](const store::Review& one) { return one.state != "open"; });
    return all;
  }
  std::int64_t history();  // rows of it
  std::vector<std::string> codes(const std::string& kind) {
    std::vector<std::string> out;
    for (const auto& event : events(kind)) out.push_back(event.code);
    return out;
  }
};

}  // namespace reeve::sync
