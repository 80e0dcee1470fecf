// From device records to configurations.
#include "sync/apply_devices.h"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>
#include <utility>
#include <vector>

#include "domain/asset.h"
#include "sync/device_writes.h"
#include "sync/prove_match.h"

namespace reeve::sync {
namespace {

// Each is several rows (itself, its cards, its history, its link).
constexpr std::size_t kConfigurationsPerTransaction = 50;
constexpr std::size_t kRowsPerConfiguration =
    kMaxRowsPerTransaction / kConfigurationsPerTransaction;
// Events that name a single configuration, a run; the history of each has all.
constexpr std::int64_t kMaxConfigurationEvents = 50;

store::Link link_of(const store::Record& record, const match::DeviceOutcome& outcome,
                    base::Id configuration, std::int64_t revision) {
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
  link.mapping_revision = revision;
  return link;
}

class Applying {
 public:
  Applying(const Services& services, RunWriter& writer, const store::Tenant& tenant,
           const DeviceMatch& matched, DeviceCounts& counts)
      : services_(services),
        writer_(writer),
        tenant_(tenant),
        matched_(matched),
        writing_(services.database.read(
            [&](db::Connection& c) { return device_writing(c, tenant.id, matched.settings); })),
        counts_(counts) {}

  // Those that lead a machine before those that follow.
  void outcomes() {
    std::vector<const match::DeviceOutcome*> leaders, followers;
    for (const match::DeviceOutcome& one : matched_.outcomes)
      if (one.verdict == match::Verdict::linked || one.verdict == match::Verdict::create)
        (one.primary ? leaders : followers).push_back(&one);
    in_parts(leaders, [&](const auto& part) { write_leaders(part); });
    in_parts(followers, [&](const auto& part) { write_followers(part); });
    if (!leaders.empty() || !followers.empty())
      writer_.add(1, [this](db::Connection& c) {
        store::demote_links(c, tenant_.id, domain::kConfiguration, kEntraDevices, kManagedDevices,
                            writer_.author().run);
      });
    writer_.flush();
  }

  void changes(std::string_view type, const HeldDevices& held) {
    const DevicesToWrite all = services_.database.read([&](db::Connection& c) {
      return devices_to_write(c, writer_.author(), writer_.now(), {tenant_.id, type, writing_},
                              held);
    });
    for (std::size_t at = 0; at < all.todo.size(); at += kConfigurationsPerTransaction)
      write_changes(all, at, std::min(all.todo.size(), at + kConfigurationsPerTransaction));
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

  void write_leaders(const Outcomes& part) {
    std::vector<store::PlainWritten> written;
    writer_.add(part.size() * kRowsPerConfiguration, [&](db::Connection& c) {
      prove_match(c, tenant_);
      std::vector<store::PlainWrite> writes;
      std::vector<types::MappedDevice> devices;
      for (const auto* one : part) {
        const store::Record& record = matched_.records.at(one->record);
        devices.push_back(mapped_device(record, writing_));
        writes.push_back(device_write(devices.back(), record, writing_, one->configuration,
                                      *tenant_.organization));
      }
      written = write(c, writes, devices);
      link(c, part, written);
    });
    writer_.flush();
    for (std::size_t i = 0; i < part.size(); ++i) {
      made_[part[i]->record] = written[i].asset;
      count(matched_.records.at(part[i]->record).title, *part[i], written[i]);
    }
  }

  void link(db::Connection& c, const Outcomes& part,
            const std::vector<store::PlainWritten>& written) {
    std::vector<store::Link> links;
    std::unordered_map<std::string, std::vector<base::Id>> assets;
    for (std::size_t i = 0; i < part.size(); ++i) {
      const store::Record& record = matched_.records.at(part[i]->record);
      links.push_back(link_of(record, *part[i], written[i].asset, writing_.revision));
      assets[record.type].push_back(written[i].asset);
    }
    for (const auto& [type, ids] : assets)
      store::yield_primary(c, tenant_.id, domain::kConfiguration, type, ids, writer_.author().run);
    store::create_links(c, writer_.author(), links, writer_.now());
  }

  void write_followers(const Outcomes& part) {
    writer_.add(part.size() * 2, [&](db::Connection& c) {
      prove_match(c, tenant_);
      std::vector<store::Link> links;
      for (const auto* one : part) {
        const auto made = one->leader ? made_.find(*one->leader) : made_.end();
        const auto asset = one->configuration    ? one->configuration
                           : made != made_.end() ? std::optional(made->second)
                                                 : std::nullopt;
        if (asset)
          links.push_back(
              link_of(matched_.records.at(one->record), *one, *asset, writing_.revision));
      }
      store::create_links(c, writer_.author(), links, writer_.now());
    });
    writer_.flush();
  }

  void write_changes(const DevicesToWrite& all, std::size_t begin, std::size_t end) {
    std::vector<store::PlainWrite> writes;
    std::vector<types::MappedDevice> devices;
    std::vector<store::Applied> applied;
    for (std::size_t i = begin; i < end; ++i) {
      writes.push_back(all.writes[i]);
      devices.push_back(all.devices[i]);
      applied.push_back({all.todo[i].link.id, all.todo[i].record.hash, writing_.revision});
    }
    std::vector<store::PlainWritten> written;
    writer_.add(writes.size() * kRowsPerConfiguration, [&](db::Connection& c) {
      written = write(c, writes, devices);
      store::set_applied(c, applied);
    });
    writer_.flush();
    for (std::size_t i = 0; i < written.size(); ++i) {
      if (!written[i].changed) continue;
      ++counts_.updated;
      name("configuration_updated", all.todo[begin + i].record.title, "configuration updated",
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
  const DeviceMatch& matched_;
  const DeviceWriting writing_;
  DeviceCounts& counts_;
  std::unordered_map<base::Id, base::Id> made_;  // record to configuration
};

}  // namespace

void apply_devices(const Services& services, RunWriter& writer, const store::Tenant& tenant,
                   const DeviceMatch& matched, const HeldDevices& held, DeviceCounts& counts) {
  Applying applying(services, writer, tenant, matched, counts);
  applying.outcomes();
  applying.changes(kManagedDevices, held);
  applying.changes(kEntraDevices, held);
}

}  // namespace reeve::sync
