// The computers and phones of a tenant, as Entra knows them and as Intune manages them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace cloud {

// A device object of the directory. An empty text is Graph's null.
struct Device {
  std::uint64_t serial = 0;  // grows with creation; listings go by it
  std::string id;
  std::string device_id;  // what Intune calls azureADDeviceId
  std::string display_name;
  std::string operating_system;
  std::string os_version;
  std::string manufacturer;
  std::string model;
  std::string owner_id;                // who registered it; empty: nobody in particular
  std::string trust_type = "AzureAd";  // AzureAd, Workplace or ServerAd
  std::int64_t registered = 0;
  bool enabled = true;
  bool managed = false;
};

// A device that Intune manages.
struct ManagedDevice {
  std::uint64_t serial = 0;  // as above
  std::string id;
  std::string device_id;  // empty: it is in no directory
  std::string name;
  std::string user_id;  // the primary user; empty: nobody in particular
  std::string serial_number;
  std::string operating_system;
  std::string os_version;
  std::string manufacturer;
  std::string model;
  std::string owner = "company";
  std::string compliance = "compliant";
  std::int64_t enrolled = 0;
  std::int64_t last_sync = 0;
  bool encrypted = true;
};

}  // namespace cloud
