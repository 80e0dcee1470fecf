// Devices as small companies have them, with the serial numbers that careless makers leave.
#include "generate_devices.h"

#include <fmt/format.h>

#include <array>

namespace cloud {
namespace {

constexpr std::int64_t kDay = 24 * 3600;
constexpr std::int64_t kLatest = 1'788'220'800;  // 2026-09-01, see generate.cpp

struct Make {
  std::string_view manufacturer, model, system, version, prefix;
};
constexpr Make kComputers[] = {
    {"Dell Inc.", "Latitude 5540", "Windows", "10.0.22631.4317", "LAPTOP"},
    {"LENOVO", "ThinkPad T14 Gen 4", "Windows", "10.0.26100.2033", "LAPTOP"},
    {"HP", "EliteDesk 800 G9", "Windows", "10.0.19045.5011", "DESKTOP"},
    {"Apple", "MacBook Pro", "macOS", "15.1.0", "MAC"},
};
constexpr Make kPhones[] = {
    {"Apple", "iPhone 15", "iOS", "18.1", "iPhone"},
    {"Samsung", "SM-A546B", "Android", "14.0", "Android"},
};
// What stands in the firmware of boards whose maker never wrote a number.
constexpr std::string_view kJunkSerials[] = {
    "System Serial Number", "To be filled by O.E.M.", "Default string", "0", "123456789", ""};
constexpr Make kSharedComputer = {"LENOVO", "ThinkCentre M70q", "Windows", "10.0.22631.4317",
                                  "KIOSK"};

class Workshop {
 public:
  Workshop(Tenant& tenant, Random& random)
      : tenant_(tenant), random_(random), intune_(tenant.has_plan("INTUNE_A")) {}

  // `user_id` may be empty: then it belongs to nobody in particular.
  void add(const Make& make, const std::string& user_id) {
    const Device& device = registered(make, user_id);
    if (intune_ && random_.percent(92)) enroll(make, device, user_id);
  }

 private:
  const Device& registered(const Make& make, const std::string& user_id) {
    Device device;
    device.owner_id = user_id;
    device.serial = tenant_.devices.size() + 1;
    device.id = random_.guid();
    device.device_id = random_.guid();
    device.display_name = fmt::format("{}-{}", make.prefix, random_.letters(7));
    device.operating_system = make.system;
    device.os_version = make.version;
    device.manufacturer = make.manufacturer;
    device.model = make.model;
    if (tenant_.synced && make.system == "Windows") device.trust_type = "ServerAd";
    if (make.prefix == kPhones[0].prefix || make.prefix == kPhones[1].prefix)
      device.trust_type = "Workplace";
    device.registered = kLatest - random_.between(5, 900) * kDay;
    tenant_.devices.push_back(std::move(device));
    return tenant_.devices.back();
  }

  void enroll(const Make& make, const Device& device, const std::string& user_id) {
    ManagedDevice managed;
    managed.serial = tenant_.managed_devices.size() + 1;
    managed.id = random_.guid();
    managed.device_id = device.device_id;
    managed.name = device.display_name;
    managed.user_id = user_id;
    managed.serial_number = serial_number();
    managed.operating_system = make.system;
    managed.os_version = make.version;
    managed.manufacturer = make.manufacturer;
    managed.model = make.model;
    if (device.trust_type == "Workplace" && random_.percent(60)) managed.owner = "personal";
    if (random_.percent(7)) managed.compliance = "noncompliant";
    managed.enrolled = device.registered + random_.between(60, 7200);
    managed.last_sync = kLatest - random_.between(0, 4) * kDay - random_.between(0, 80'000);
    managed.encrypted = random_.percent(94);
    tenant_.devices.back().managed = true;
    tenant_.managed_devices.push_back(std::move(managed));
  }

  std::string serial_number() {
    if (random_.percent(4)) return std::string(random_.pick(kJunkSerials));
    std::string number = random_.letters(10);
    for (char& letter : number)
      if (letter >= 'a' && letter <= 'z') letter = static_cast<char>(letter - 'a' + 'A');
    return number;
  }

  Tenant& tenant_;
  Random& random_;
  const bool intune_;
};

}  // namespace

void generate_devices(Tenant& tenant, Random& random) {
  Workshop workshop(tenant, random);
  std::size_t people = 0;
  for (const User& user : tenant.users()) {
    if (!user.account_enabled || user.licenses.empty()) continue;
    ++people;
    if (random.percent(85)) workshop.add(kComputers[random.below(std::size(kComputers))], user.id);
    if (random.percent(30)) workshop.add(kPhones[random.below(std::size(kPhones))], user.id);
  }
  constexpr std::size_t people_per_kiosk = 10;
  for (std::size_t at = 0; at < people / people_per_kiosk; ++at) workshop.add(kSharedComputer, "");
}

}  // namespace cloud
