// Which configuration a device is: the ladder serial number, MAC address, name; one rung for all
// devices before the next. What Intune and Entra say about one machine is one device. Pure: the
// same input in any order gives the same answer. A doubt is a review, never a link.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/id.h"
#include "match/contact_match.h"

namespace reeve::match {

struct DeviceEvidence {
  base::Id id = 0;
  std::string external_id;           // orders what would otherwise be a tie
  std::string title;                 // for sentences
  bool managed = false;              // Intune's record; else Entra's
  std::string serial;                // domain::serial_key, or empty
  std::vector<std::string> macs;     // domain::mac_key
  std::string name;                  // folded
  std::vector<std::string> devices;  // by these Intune and Entra name the same machine
};

struct ConfigurationEvidence {
  base::Id id = 0;
  std::string title;               // for sentences
  std::string serial;              // domain::serial_key, or empty
  std::vector<std::string> macs;   // domain::mac_key
  std::vector<std::string> names;  // folded: name and hostname
};

struct DeviceLink {
  base::Id record = 0, configuration = 0;
};
// What a person ruled about a record, the latest only. Verdicts as in store::Decision.
struct DeviceRuling {
  base::Id record = 0;
  std::string verdict;                    // link, ignore, never_create, never_link
  std::optional<base::Id> configuration;  // link: none is a new one
};

// A machine that Intune does not manage is, in the field, mostly somebody's private phone or
// computer: by default it is linked where it is documented, and never documented by itself. (The
// source product makes configurations of Intune's devices only, it-glue-microsoft-integration.txt.)
struct DevicePolicy {
  Entry managed = Entry::create_or_link;
  Entry entra_only = Entry::link_only;
  // New ones wait for a review instead of being created.
  bool hold_managed = false, hold_entra_only = false;
};

struct DeviceMatchInput {
  std::vector<DeviceEvidence> records;                // of one tenant, linked ones too
  std::vector<ConfigurationEvidence> configurations;  // of its organization, not archived
  std::vector<DeviceLink> links;
  std::vector<DeviceRuling> rulings;
  // Of configurations that people archived: what they put away is not made again, also when the
  // machine was enrolled anew.
  std::set<std::string> archived_serials;
  // These prove nothing: domain::serial_key; domain::mac_beginning.
  std::set<std::string> junk_serials, junk_macs;
  // Of both lists: from a partial one only serial numbers and MAC addresses link.
  bool complete = false;
  DevicePolicy policy;
};

struct DeviceOutcome {
  base::Id record = 0;
  Verdict verdict = Verdict::skipped;
  std::optional<base::Id> configuration;  // linked
  // Goes where that record goes: the same machine, whose configuration is made by this run.
  std::optional<base::Id> leader;
  bool follows = false;  // not the record that stands for its machine
  bool primary = true;   // whose fields are applied; else it speaks beside another record
  std::string reason;  // linked: chosen, serial, mac, name, same_device; create: created; else why
  double confidence = 0;
  // review: unclear_device, configuration_claimed; hold: new_configuration
  std::string review_kind;
  std::string sentence;              // review, hold and skipped: for the person
  std::vector<base::Id> candidates;  // review: the configurations in question
};

// One outcome per record that has no link yet, by record id; what leads before what follows it is
// not promised. Skip reasons: entra_only, ignored, never_create, never_link, listing_incomplete,
// not_chosen, same_device, archived_configuration.
std::vector<DeviceOutcome> match_devices(const DeviceMatchInput& input);

}  // namespace reeve::match
