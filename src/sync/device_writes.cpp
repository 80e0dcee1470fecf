// From a device record to the patch of a configuration.
#include "sync/device_writes.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "domain/asset.h"
#include "domain/device.h"
#include "domain/sync_section.h"
#include "store/sync_settings.h"

namespace reeve::sync {
namespace {

constexpr std::int64_t kMaxLinksToApply = 1'000'000;  // of one tenant; more wait for the next run
constexpr std::size_t kConfigurationsRead = 500;      // at once, to see what people changed

// Without network cards that prove nothing; the first that is left is the machine's address.
void drop_junk_cards(types::MappedDevice& device, const std::set<std::string>& junk) {
  const auto is_junk = [&](const std::string& mac) {
    return domain::begins_with_any(domain::mac_key(mac), junk);
  };
  std::erase_if(device.cards, [&](const types::MappedCard& card) { return is_junk(card.mac); });
  const auto mac = device.fields.find("mac_address");
  if (mac == device.fields.end() || !mac->second || !is_junk(*mac->second)) return;
  mac->second =
      device.cards.empty() ? std::nullopt : std::optional<std::string>(device.cards.front().mac);
}

template <class Item>
std::vector<Item> part_of(const std::vector<Item>& all, std::size_t at, std::size_t size) {
  const auto end = std::min(all.size(), at + size);
  return {all.begin() + static_cast<std::ptrdiff_t>(at),
          all.begin() + static_cast<std::ptrdiff_t>(end)};
}

// The patch, without the fields in which people win.
store::PlainWrite winning_part(store::PlainWrite write) {
  std::erase_if(write.patch.texts,
                [&](const auto& one) { return !write.patch.wins.contains(one.first); });
  return write;
}

void add(DevicesToWrite& out, store::ToApply one, store::PlainWrite write,
         types::MappedDevice device) {
  out.todo.push_back(std::move(one));
  out.writes.push_back(std::move(write));
  out.devices.push_back(std::move(device));
}

// Links that were applied before, but whose configurations people changed since where Microsoft
// wins. Their cards are as they were.
void add_overruled(db::Connection& c, const store::Author& author, base::Time now,
                   std::vector<store::ToApply> applied, const DeviceWriting& writing,
                   DevicesToWrite& out) {
  for (std::size_t at = 0; at < applied.size(); at += kConfigurationsRead) {
    const auto part = part_of(applied, at, kConfigurationsRead);
    std::vector<store::PlainWrite> writes;
    for (const store::ToApply& one : part)
      writes.push_back(winning_part(device_write(mapped_device(one.record, writing), one.record,
                                                 writing, one.link.asset, 0)));
    const auto seen = store::rehearse_plain(c, store::kConfigurationShape, author, writes, now);
    for (std::size_t i = 0; i < seen.size(); ++i)
      if (seen[i].changed) add(out, part[i], std::move(writes[i]), {});
  }
}

}  // namespace

DeviceWriting device_writing(db::Connection& c, base::Id tenant,
                             const domain::DeviceSettings& settings) {
  DeviceWriting writing;
  writing.mapping = domain::configuration_mapping(
      store::sync_settings_of_tenant(c, tenant, domain::kMappingSection));
  for (const std::string& serial : settings.junk_serials)
    writing.junk_serials.insert(domain::serial_key(serial));
  for (const std::string& mac : settings.junk_macs)
    writing.junk_macs.insert(domain::mac_beginning(mac));
  writing.revision =
      domain::mapping_revision(writing.mapping, types::kDeviceMappingRevision,
                               fmt::format("{}|{}", fmt::join(writing.junk_serials, "\n"),
                                           fmt::join(writing.junk_macs, "\n")));
  return writing;
}

types::MappedDevice mapped_device(const store::Record& record, const DeviceWriting& writing) {
  types::MappedDevice device = types::map_device(record.type, record.body, writing.mapping);
  for (const std::string_view field : {"serial_number", "asset_tag"})
    if (const auto serial = device.fields.find(field);
        serial != device.fields.end() && serial->second &&
        writing.junk_serials.contains(domain::serial_key(*serial->second)))
      serial->second = std::nullopt;
  drop_junk_cards(device, writing.junk_macs);
  return device;
}

std::vector<store::Interface> cards_of(const types::MappedDevice& device) {
  std::vector<store::Interface> cards;
  for (const types::MappedCard& card : device.cards) {
    store::Interface one;
    one.name = card.name;
    one.mac_address = card.mac;
    one.primary = cards.empty();
    cards.push_back(std::move(one));
  }
  return cards;
}

store::PlainWrite device_write(const types::MappedDevice& device, const store::Record& record,
                               const DeviceWriting& writing, std::optional<base::Id> configuration,
                               base::Id organization) {
  store::PlainWrite write;
  write.asset = configuration;
  write.patch.texts = device.fields;
  const auto targets = domain::configuration_targets();
  for (std::size_t at = 0; at < targets.size(); ++at)
    if (writing.mapping.of(at).rule == domain::MappingRule::microsoft_wins)
      write.patch.wins.emplace(targets[at].field);
  if (configuration) return write;
  write.patch.organization = organization;
  // A new one needs a name even where Microsoft did not send any, or the mapping leaves it alone.
  std::optional<std::string>& name = write.patch.texts["name"];
  if (!name) name = record.title;
  return write;
}

std::string held_key(std::string_view type, std::string_view external_id) {
  return fmt::format("{}/{}", type, external_id);
}

DevicesToWrite devices_to_write(db::Connection& c, const store::Author& author, base::Time now,
                                const DevicesOf& devices, const HeldDevices& held) {
  DevicesToWrite out;
  const DeviceWriting& writing = devices.writing;
  const bool look_at_all = writing.mapping.wins_anywhere();
  std::vector<store::ToApply> applied;
  for (store::ToApply& one :
       store::links_to_apply(c, devices.tenant, devices.type, look_at_all ? 0 : writing.revision,
                             kMaxLinksToApply, domain::kConfiguration)) {
    if (held.contains(held_key(devices.type, one.record.external_id))) continue;
    if (one.link.applied_hash == one.record.hash && one.link.mapping_revision == writing.revision) {
      applied.push_back(std::move(one));
      continue;
    }
    types::MappedDevice device = mapped_device(one.record, writing);
    auto write = device_write(device, one.record, writing, one.link.asset, 0);
    add(out, std::move(one), std::move(write), std::move(device));
  }
  add_overruled(c, author, now, std::move(applied), writing, out);
  return out;
}

std::vector<PendingChange> pending_device_changes(db::Connection& c, const store::Author& author,
                                                  base::Time now, const DevicesOf& devices,
                                                  const PendingAsk& ask) {
  std::vector<PendingChange> pending;
  DevicesToWrite all = devices_to_write(c, author, now, devices, {});
  std::vector<store::PlainWrite> writes;
  std::vector<const store::ToApply*> whose;
  for (std::size_t i = 0; i < all.todo.size(); ++i) {
    const auto& [link, record] = all.todo[i];
    if (ask.new_data_alone && link.applied_hash == record.hash) continue;
    writes.push_back(std::move(all.writes[i]));
    whose.push_back(&all.todo[i]);
  }
  if (static_cast<std::int64_t>(writes.size()) <= ask.more_than) return pending;
  for (std::size_t at = 0; at < writes.size(); at += kConfigurationsRead) {
    const auto seen = store::rehearse_plain(c, store::kConfigurationShape, author,
                                            part_of(writes, at, kConfigurationsRead), now);
    for (std::size_t i = 0; i < seen.size(); ++i) {
      if (!seen[i].changed) continue;
      const auto& [link, record] = *whose[at + i];
      pending.push_back({record.id,
                         link.asset,
                         record.external_id,
                         record.title,
                         record.hash,
                         link.applied_hash != record.hash,
                         {}});
    }
  }
  return pending;
}

}  // namespace reeve::sync
