// Joins records by the id that Intune and Entra share, and looks up who fits.
#include "match/machines.h"

#include <algorithm>
#include <numeric>
#include <tuple>
#include <utility>

#include "domain/device.h"

namespace reeve::match {
namespace {

using base::Id;

std::size_t count_in(const std::unordered_map<Id, std::size_t>& counts, Id id) {
  const auto found = counts.find(id);
  return found == counts.end() ? 0 : found->second;
}

// Sets of records that hang together.
class Groups {
 public:
  explicit Groups(std::size_t size) : parent_(size) {
    std::iota(parent_.begin(), parent_.end(), std::size_t{0});
  }
  std::size_t root(std::size_t at) {
    while (parent_[at] != at) at = parent_[at] = parent_[parent_[at]];
    return at;
  }
  void join(std::size_t a, std::size_t b) { parent_[root(a)] = root(b); }

 private:
  std::vector<std::size_t> parent_;
};

}  // namespace

std::set<Id> Machine::strong() const {
  std::set<Id> all = serial;
  all.insert(mac.begin(), mac.end());
  return all;
}

Machines::Machines(const DeviceMatchInput& input) : input_(input) {
  for (const DeviceRuling& ruling : input_.rulings) rulings_[ruling.record] = &ruling;
  for (const ConfigurationEvidence& one : input_.configurations) configurations_[one.id] = &one;
  index_links();
  gather();
  count_chosen();
  drop_weak_macs();
  index_configurations();
  for (Machine& machine : machines_) claim(machine);
  for (const Machine& machine : machines_) {
    const auto strong = machine.strong();
    for (const Id id : strong) ++strong_[id];
    if (strong.empty())
      for (const Id id : machine.name) ++weak_[id];
  }
}

void Machines::index_links() {
  for (const DeviceLink& link : input_.links) {
    linked_records_.insert(link.record);
    linked_.insert(link.configuration);
    link_of_[link.record] = link.configuration;
  }
}

void Machines::gather() {
  std::vector<const DeviceEvidence*> records;
  for (const DeviceEvidence& record : input_.records) records.push_back(&record);
  std::sort(records.begin(), records.end(), [](const auto* a, const auto* b) {
    return std::tuple(!a->managed, a->external_id, a->id) <
           std::tuple(!b->managed, b->external_id, b->id);
  });
  Groups groups(records.size());
  std::unordered_map<std::string, std::size_t> first;
  for (std::size_t i = 0; i < records.size(); ++i)
    for (const std::string& device : records[i]->devices)
      if (const auto [at, is_new] = first.try_emplace(device, i); !is_new)
        groups.join(at->second, i);
  std::map<std::size_t, std::size_t> place;
  for (std::size_t i = 0; i < records.size(); ++i) {
    const auto [at, is_new] = place.try_emplace(groups.root(i), machines_.size());
    if (is_new) machines_.emplace_back();
    Machine& machine = machines_[at->second];
    machine.records.push_back(records[i]);
    if (const auto link = link_of_.find(records[i]->id); link != link_of_.end())
      machine.linked.insert(link->second);
  }
  std::sort(machines_.begin(), machines_.end(), [](const Machine& a, const Machine& b) {
    return std::tuple(a.lead().external_id, a.lead().id) <
           std::tuple(b.lead().external_id, b.lead().id);
  });
}

// A person's choice for any record of a machine is one for the machine.
void Machines::count_chosen() {
  for (const Machine& machine : machines_) {
    std::set<Id> chosen;
    for (const auto* record : machine.records)
      if (const DeviceRuling* one = ruling(record->id); !linked_records_.contains(record->id) &&
                                                        one != nullptr && one->verdict == "link" &&
                                                        one->configuration)
        chosen.insert(*one->configuration);
    for (const Id id : chosen) ++chosen_[id];
  }
}

const DeviceRuling* Machines::ruling_of(const Machine& machine) const {
  if (const DeviceRuling* own = ruling(machine.lead().id)) return own;
  for (const auto* record : machine.records)
    if (const DeviceRuling* one = ruling(record->id); one != nullptr && one->verdict == "link")
      return one;
  return nullptr;
}

// A docking station's address is seen on whatever stands in it, and some software gives the same
// one to every machine: they name none.
void Machines::drop_weak_macs() {
  std::map<std::string, std::size_t> machines, configurations;
  for (const Machine& machine : machines_) {
    std::set<std::string> own;
    for (const auto* record : machine.records) own.insert(record->macs.begin(), record->macs.end());
    for (const std::string& mac : own) ++machines[mac];
  }
  for (const ConfigurationEvidence& one : input_.configurations)
    for (const std::string& mac : std::set<std::string>(one.macs.begin(), one.macs.end()))
      ++configurations[mac];
  for (const auto* counts : {&machines, &configurations})
    for (const auto& [mac, count] : *counts)
      if (count > 1 || domain::begins_with_any(mac, input_.junk_macs)) no_proof_macs_.insert(mac);
}

void Machines::index_configurations() {
  for (const ConfigurationEvidence& one : input_.configurations) {
    if (!one.serial.empty() && !input_.junk_serials.contains(one.serial))
      by_serial_[one.serial].push_back(one.id);
    for (const std::string& mac : std::set<std::string>(one.macs.begin(), one.macs.end()))
      if (!mac.empty() && !no_proof_macs_.contains(mac)) by_mac_[mac].push_back(one.id);
    for (const std::string& name : std::set<std::string>(one.names.begin(), one.names.end()))
      if (!name.empty()) by_name_[name].push_back(one.id);
  }
}

std::string Machines::serial_of(const DeviceEvidence& record) const {
  return input_.junk_serials.contains(record.serial) ? std::string() : record.serial;
}

// Two different serial numbers are two machines, whatever else is the same.
bool Machines::contradicts(const Machine& machine, Id configuration) const {
  const std::string& documented = configurations_.at(configuration)->serial;
  if (documented.empty() || input_.junk_serials.contains(documented)) return false;
  bool known = false;
  for (const auto* record : machine.records) {
    const std::string serial = serial_of(*record);
    if (serial == documented) return false;
    known = known || !serial.empty();
  }
  return known;
}

bool Machines::apart(const Machine& machine, Id configuration) const {
  return std::any_of(machine.records.begin(), machine.records.end(), [&](const auto* record) {
    const DeviceRuling* one = ruling(record->id);
    return one != nullptr && one->verdict == "never_link" && one->configuration == configuration;
  });
}

bool Machines::may_take_part(const Machine& machine) const {
  if (!machine.linked.empty()) return false;
  const Entry entry = machine.lead().managed ? input_.policy.managed : input_.policy.entra_only;
  if (entry == Entry::skip) return false;
  const DeviceRuling* one = ruling_of(machine);
  if (one == nullptr || one->verdict == "never_create") return true;
  if (one->verdict == "never_link") return one->configuration.has_value();
  // A choice that can no longer be followed leaves the machine to matching.
  return one->verdict == "link" && !(one->configuration && has_configuration(*one->configuration));
}

void Machines::claim(Machine& machine) const {
  if (!may_take_part(machine)) return;
  const auto fits = [&](const auto& index, const std::string& key, std::set<Id>& free,
                        std::set<Id>* taken) {
    const auto found = index.find(key);
    if (key.empty() || found == index.end()) return;
    for (const Id id : found->second) {
      if (apart(machine, id) || contradicts(machine, id)) continue;
      if (!linked_.contains(id) && count_in(chosen_, id) == 0) {
        free.insert(id);
      } else if (taken != nullptr) {
        taken->insert(id);
      }
    }
  };
  const DeviceRuling* ruled = ruling_of(machine);
  const bool refused = ruled != nullptr && ruled->verdict == "never_create";
  for (const auto* record : machine.records) {
    fits(by_serial_, serial_of(*record), machine.serial, &machine.taken);
    for (const std::string& mac : record->macs) fits(by_mac_, mac, machine.mac, nullptr);
    // Of one whose configuration somebody refused, a name alone is too little.
    if (!refused) fits(by_name_, record->name, machine.name, nullptr);
  }
}

std::size_t Machines::strong_claimants(Id id) const { return count_in(strong_, id); }
std::size_t Machines::weak_claimants(Id id) const { return count_in(weak_, id); }

const DeviceRuling* Machines::ruling(Id record) const {
  const auto found = rulings_.find(record);
  return found == rulings_.end() ? nullptr : found->second;
}

std::string Machines::linked_device(Id configuration) const {
  for (const DeviceLink& link : input_.links) {
    if (link.configuration != configuration) continue;
    for (const DeviceEvidence& record : input_.records)
      if (record.id == link.record) return record.title;
  }
  return "another device";
}

std::string Machines::title(Id id) const {
  const auto found = configurations_.find(id);
  return found == configurations_.end() ? "(a configuration that is gone)" : found->second->title;
}

bool Machines::chosen_by_several(Id id) const { return count_in(chosen_, id) > 1; }

}  // namespace reeve::match
