// Compares which devices are left out now with which were, and writes the difference.
#include "sync/device_skips.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

#include "store/record_skips.h"

namespace reeve::sync {
namespace {

constexpr std::size_t kSkipsAtOnce = 400;  // a row and an event each

using Skips = std::map<base::Id, store::RecordSkip>;

Skips skips_now(const DeviceMatch& matched, const store::Run& run, base::Time at) {
  Skips now;
  for (const match::DeviceOutcome& one : matched.outcomes) {
    if (one.verdict != match::Verdict::skipped || one.follows) continue;
    const store::Record& record = matched.records.at(one.record);
    store::RecordSkip skip;
    skip.tenant = run.tenant;
    skip.record = one.record;
    skip.type = record.type;
    skip.title = record.title;
    skip.code = one.reason;
    skip.sentence = one.sentence;
    skip.since = at;
    skip.run = run.id;
    now[one.record] = std::move(skip);
  }
  return now;
}

void write_begins(RunWriter& writer, const std::vector<store::RecordSkip>& begins) {
  for (std::size_t at = 0; at < begins.size(); at += kSkipsAtOnce) {
    const std::size_t end = std::min(begins.size(), at + kSkipsAtOnce);
    std::vector<store::RecordSkip> part(begins.begin() + static_cast<std::ptrdiff_t>(at),
                                        begins.begin() + static_cast<std::ptrdiff_t>(end));
    for (const store::RecordSkip& one : part)
      writer.event({.kind = "skip",
                    .type = one.type,
                    .code = one.code,
                    .sentence = one.sentence,
                    .data = fmt::format(R"({{"record":{}}})", one.record)});
    writer.add(2 * part.size(),
               [part = std::move(part)](db::Connection& c) { store::put_skips(c, part); });
    writer.flush();
  }
}

void write_ends(RunWriter& writer, const std::vector<base::Id>& ends) {
  for (std::size_t at = 0; at < ends.size(); at += kSkipsAtOnce) {
    const std::size_t end = std::min(ends.size(), at + kSkipsAtOnce);
    std::vector<base::Id> ids(ends.begin() + static_cast<std::ptrdiff_t>(at),
                              ends.begin() + static_cast<std::ptrdiff_t>(end));
    writer.add(ids.size(), [ids = std::move(ids), tenant = writer.run().tenant](db::Connection& c) {
      store::drop_skips(c, tenant, ids);
    });
    writer.flush();
  }
}

}  // namespace

void write_device_skips(const Services& services, RunWriter& writer, const DeviceMatch& matched) {
  writer.flush();
  const store::Run& run = writer.run();
  const Skips now = skips_now(matched, run, writer.now());
  const Skips before = services.database.read([&](db::Connection& c) {
    Skips all = store::skips_of(c, run.tenant, kManagedDevices);
    all.merge(store::skips_of(c, run.tenant, kEntraDevices));
    return all;
  });
  std::vector<store::RecordSkip> begins;
  std::vector<base::Id> ends;
  for (const auto& [record, skip] : now) {
    const auto was = before.find(record);
    if (was == before.end() || was->second.code != skip.code) begins.push_back(skip);
  }
  for (const auto& [record, skip] : before)
    if (!now.contains(record)) ends.push_back(record);
  write_begins(writer, begins);
  write_ends(writer, ends);
}

}  // namespace reeve::sync
