// Gathers the records of one machine, and says which configurations each machine fits.
#pragma once

#include <map>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "match/device_match.h"

namespace reeve::match {

// Records that name the same device; Intune's first, then by external id.
struct Machine {
  std::vector<const DeviceEvidence*> records;
  std::set<base::Id> linked;  // configurations that records of it are linked to already
  // Free configurations that fit, by rung.
  std::set<base::Id> serial, mac, name;
  // Fits by serial number, but another machine has it.
  std::set<base::Id> taken;

  const DeviceEvidence& lead() const { return *records.front(); }
  std::set<base::Id> strong() const;
};

// Refers to `input`, which must outlive it. Immutable once built.
class Machines {
 public:
  explicit Machines(const DeviceMatchInput& input);

  const DeviceMatchInput& input() const { return input_; }
  const std::vector<Machine>& all() const { return machines_; }  // by their leads' external ids
  std::size_t strong_claimants(base::Id configuration) const;
  std::size_t weak_claimants(base::Id configuration) const;
  const DeviceRuling* ruling(base::Id record) const;
  // The lead's; where there is none, what a person chose for another of its records.
  const DeviceRuling* ruling_of(const Machine& machine) const;
  bool has_configuration(base::Id id) const { return configurations_.contains(id); }
  std::string title(base::Id configuration) const;
  // The device that a configuration is linked to; the machine itself counts as another one.
  std::string linked_device(base::Id configuration) const;
  bool is_linked_record(base::Id record) const { return linked_records_.contains(record); }
  bool is_linked(base::Id configuration) const { return linked_.contains(configuration); }
  bool chosen_by_several(base::Id configuration) const;
  // The serial number of a record, unless it is one that proves nothing.
  std::string serial_of(const DeviceEvidence& record) const;

 private:
  void index_links();
  void gather();
  void index_configurations();
  void count_chosen();
  void drop_weak_macs();
  void claim(Machine& machine) const;
  bool may_take_part(const Machine& machine) const;
  bool apart(const Machine& machine, base::Id configuration) const;
  bool contradicts(const Machine& machine, base::Id configuration) const;

  const DeviceMatchInput& input_;
  std::vector<Machine> machines_;
  std::unordered_map<base::Id, const ConfigurationEvidence*> configurations_;
  std::unordered_map<base::Id, const DeviceRuling*> rulings_;
  std::unordered_map<base::Id, base::Id> link_of_;
  std::unordered_map<base::Id, std::size_t> chosen_, strong_, weak_;
  std::set<base::Id> linked_records_, linked_;
  std::set<std::string> no_proof_macs_;
  std::unordered_map<std::string, std::vector<base::Id>> by_serial_, by_mac_, by_name_;
};

}  // namespace reeve::match
