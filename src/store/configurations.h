// Configurations (computers, phones, tablets, whatever is documented as a device) and their network
// cards in the database.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "store/plain_assets.h"

namespace reeve::store {

// Fields, as IT Glue names them: name, hostname, configuration_type, configuration_status,
// manufacturer, model, location, contact, serial_number, asset_tag, primary_ip, mac_address,
// default_gateway, operating_system, operating_system_version (ours), operating_system_notes,
// position, installed_by, purchased_by, purchased_at, installed_at, warranty_expires_at, notes.
extern const PlainShape kConfigurationShape;

// Filters: id, organization_id, name, hostname, serial_number, mac_address, asset_tag,
// configuration_type_id, configuration_status_id, manufacturer_id, model_id, location_id,
// contact_id, operating_system, search (part of name, hostname or serial number), linked
// (true/false: has a Microsoft record), archived (default: not archived). Sort: name, hostname,
// serial_number, id, created_at, updated_at; default name.
Page<PlainAsset> list_configurations(db::Connection& c, const Scope& scope, const ListQuery& query);

struct Interface {
  base::Id id = 0;  // filled on reading
  std::optional<std::string> name, ip_address, mac_address, notes;
  bool primary = false;
  domain::Source source = domain::Source::person;
};
std::vector<Interface> interfaces_of(db::Connection& c, base::Id configuration);
// (configuration, mac_folded) of one organization's configurations: what matching works on.
std::vector<std::pair<base::Id, std::string>> interface_macs(db::Connection& c,
                                                             base::Id organization);
// domain::serial_key of the configurations that people archived; not of those that went with a
// connection.
std::set<std::string> archived_serials(db::Connection& c, base::Id organization);
// What Microsoft says of a configuration's network cards, whole: missing ones are added, those that
// it gave before and does not name any more are taken back, what people wrote stays. Says whether
// anything changed; leaves history.
bool state_interfaces(db::Connection& c, const Author& author, base::Id configuration,
                      const std::vector<Interface>& stated, base::Time now);

}  // namespace reeve::store
