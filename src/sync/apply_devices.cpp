// From device records to configurations.
#include "sync/apply_devices.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <unordered_map>
#include <utility>
#include <vector>

#include "domain/asset.h"
#include "domain/device.h"
#include "store/configurations.h"
#include "store/links.h"
#include "sync/prove_match.h"
#include "types/device_configuration.h"

namespace reeve::sync {
namespace {

constexpr std::int64_t kMaxLinksToApply = 1'000'000;  // of one tenant; more wait for the next run
// Each is several rows (itself, its cards, its history, its link).
constexpr std::size_t kConfigurationsPerTransaction = 50;
constexpr std::size_t kRowsPerConfiguration =
    kMaxRowsPerTransaction / kConfigurationsPerTransaction;
// Events that name a single configuration, a run; the history of each has all.
constexpr std::int64_t kMaxConfigurationEvents = 50;

using Junk = std::set<std::string>;

Junk junk_of(const domain::DeviceSettings& settings) {
  Junk junk;
  for (const std::string& serial : settings.junk_serials) junk.insert(domain::serial_key(serial));
  return junk;
}

// What "To be filled by O.E.M." says about a machine is nothing.
types::MappedDevice mapped(const store::Record& record, const Junk& junk) {
  types::MappedDevice device = types::map_device(record.type, record.body);
  const auto serial = device.fields.find("serial_number");
  if (serial != device.fields.end() && serial->second &&
      junk.contains(domain::serial_key(*serial->second)))
    serial->second = std::nullopt;
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

store::PlainWrite write_of(const types::MappedDevice& device, const store::Record& record,
                           std::optional<base::Id> configuration, base::Id organization) {
  store::PlainWrite write;
  write.asset = configuration;
  write.patch.texts = device.fields;
  if (configuration) return write;
  write.patch.organization = organization;
  // A new one needs a name even where Microsoft did not send any.
  std::optional<std::string>& name = write.patch.texts["name"];
  if (!name) name = record.title;
  return write;
}

store::Link link_of(const store::Record& record, const match::DeviceOutcome& outcome,
                    base::Id configuration) {
  store::Link link;
  link.tenant = record.tenant;
  link.record = record.id;
  link.asset = configuration;
  link.type = record.type;
  link.asset_kind = domain::kConfiguration;
  link.role = outcome.primary ? "primary" : "additional";
  link.reason = outcome.reason;
  link.confidence = outcome.confidence;
  link.applied_hash = record.hash;
  link.mapping_revision = types::kDeviceMappingRevision;
  return link;
}

class Applying {
 public:
  Applying(const Services& services, RunWriter& writer, const store::Tenant& tenant,
           const domain::DeviceSettings& settings, DeviceCounts& counts)
      : services_(services),
        writer_(writer),
        tenant_(tenant),
        junk_(junk_of(settings)),
        counts_(counts) {}

  // Those that lead a machine before those that follow.
  void outcomes(const DeviceMatch& matched) {
    std::vector<const match::DeviceOutcome*> leaders, followers;
    for (const match::DeviceOutcome& one : matched.outcomes)
      if (one.verdict == match::Verdict::linked || one.verdict == match::Verdict::create)
        (one.primary ? leaders : followers).push_back(&one);
    in_parts(leaders, [&](const auto& part) { write_leaders(matched, part); });
    in_parts(followers, [&](const auto& part) { write_followers(matched, part); });
    if (!leaders.empty() || !followers.empty())
      writer_.add(1, [this](db::Connection& c) {
        store::demote_links(c, tenant_.id, domain::kConfiguration, kEntraDevices, kManagedDevices);
      });
    writer_.flush();
  }

  void changes(std::string_view type) {
    const auto todo = services_.database.read([&](db::Connection& c) {
      return store::links_to_apply(c, tenant_.id, type, types::kDeviceMappingRevision,
                                   kMaxLinksToApply, domain::kConfiguration);
    });
    in_parts(todo, [&](const auto& part) { write_changes(part); });
  }

 private:
  using Outcomes = std::vector<const match::DeviceOutcome*>;

  template <class Item, class Work>
  void in_parts(const std::vector<Item>& all, Work&& work) {
    for (std::size_t at = 0; at < all.size(); at += kConfigurationsPerTransaction) {
      const auto end = std::min(all.size(), at + kConfigurationsPerTransaction);
      work(std::vector<Item>(all.begin() + static_cast<std::ptrdiff_t>(at),
                             all.begin() + static_cast<std::ptrdiff_t>(end)));
    }
  }

  // Rows and cards; what was written, in order.
  std::vector<store::PlainWritten> write(db::Connection& c,
                                         const std::vector<store::PlainWrite>& writes,
                                         const std::vector<types::MappedDevice>& devices) {
    auto written =
        store::write_plain(c, store::kConfigurationShape, writer_.author(), writes, writer_.now());
    for (std::size_t i = 0; i < written.size(); ++i)
      if (devices[i].cards_known && store::state_interfaces(c, writer_.author(), written[i].asset,
                                                            cards_of(devices[i]), writer_.now()))
        written[i].changed = true;
    services_.pass("in_apply_devices");
    return written;
  }

  void write_leaders(const DeviceMatch& matched, const Outcomes& part) {
    std::vector<store::PlainWritten> written;
    writer_.add(part.size() * kRowsPerConfiguration, [&](db::Connection& c) {
      prove_match(c, tenant_);
      std::vector<store::PlainWrite> writes;
      std::vector<types::MappedDevice> devices;
      for (const auto* one : part) {
        const store::Record& record = matched.records.at(one->record);
        devices.push_back(mapped(record, junk_));
        writes.push_back(
            write_of(devices.back(), record, one->configuration, *tenant_.organization));
      }
      written = write(c, writes, devices);
      link(c, matched, part, written);
    });
    writer_.flush();
    for (std::size_t i = 0; i < part.size(); ++i) {
      made_[part[i]->record] = written[i].asset;
      count(matched.records.at(part[i]->record).title, *part[i], written[i]);
    }
  }

  void link(db::Connection& c, const DeviceMatch& matched, const Outcomes& part,
            const std::vector<store::PlainWritten>& written) {
    std::vector<store::Link> links;
    std::unordered_map<std::string, std::vector<base::Id>> assets;
    for (std::size_t i = 0; i < part.size(); ++i) {
      const store::Record& record = matched.records.at(part[i]->record);
      links.push_back(link_of(record, *part[i], written[i].asset));
      assets[record.type].push_back(written[i].asset);
    }
    for (const auto& [type, ids] : assets)
      store::yield_primary(c, tenant_.id, domain::kConfiguration, type, ids);
    store::create_links(c, writer_.author(), links, writer_.now());
  }

  void write_followers(const DeviceMatch& matched, const Outcomes& part) {
    writer_.add(part.size() * 2, [&](db::Connection& c) {
      prove_match(c, tenant_);
      std::vector<store::Link> links;
      for (const auto* one : part) {
        const auto made = one->leader ? made_.find(*one->leader) : made_.end();
        const auto asset = one->configuration    ? one->configuration
                           : made != made_.end() ? std::optional(made->second)
                                                 : std::nullopt;
        if (asset) links.push_back(link_of(matched.records.at(one->record), *one, *asset));
      }
      store::create_links(c, writer_.author(), links, writer_.now());
    });
    writer_.flush();
  }

  void write_changes(const std::vector<store::ToApply>& part) {
    std::vector<store::PlainWrite> writes;
    std::vector<types::MappedDevice> devices;
    std::vector<store::Applied> applied;
    for (const store::ToApply& one : part) {
      devices.push_back(mapped(one.record, junk_));
      writes.push_back(write_of(devices.back(), one.record, one.link.asset, 0));
      applied.push_back({one.link.id, one.record.hash, types::kDeviceMappingRevision});
    }
    std::vector<store::PlainWritten> written;
    writer_.add(part.size() * kRowsPerConfiguration, [&](db::Connection& c) {
      written = write(c, writes, devices);
      store::set_applied(c, applied);
    });
    writer_.flush();
    for (std::size_t i = 0; i < written.size(); ++i) {
      if (!written[i].changed) continue;
      ++counts_.updated;
      name("configuration_updated", part[i].record.title, "configuration updated",
           written[i].asset);
    }
  }

  void count(const std::string& title, const match::DeviceOutcome& one,
             const store::PlainWritten& written) {
    if (written.created) {
      ++counts_.created;
      return name("configuration_created", title, "configuration created", written.asset);
    }
    ++counts_.matched;
    if (written.changed) ++counts_.updated;
    name("configuration_linked", title,
         fmt::format("linked to its configuration by {}", one.reason), written.asset);
  }

  void name(std::string_view code, std::string_view title, std::string_view what,
            base::Id configuration) {
    if (++counts_.named > kMaxConfigurationEvents) return;
    writer_.event({.kind = "change",
                   .type = kManagedDevices,
                   .code = code,
                   .sentence = fmt::format("{}: {}.", title, what),
                   .data = fmt::format(R"({{"configuration":{}}})", configuration)});
  }

  const Services& services_;
  RunWriter& writer_;
  const store::Tenant& tenant_;
  const Junk junk_;
  DeviceCounts& counts_;
  std::unordered_map<base::Id, base::Id> made_;  // record to configuration
};

}  // namespace

void apply_devices(const Services& services, RunWriter& writer, const store::Tenant& tenant,
                   const DeviceMatch& matched, DeviceCounts& counts) {
  Applying applying(services, writer, tenant, matched.settings, counts);
  applying.outcomes(matched);
  applying.changes(kManagedDevices);
  applying.changes(kEntraDevices);
}

}  // namespace reeve::sync
