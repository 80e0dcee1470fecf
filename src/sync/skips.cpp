// Compares who is left out now with who was, and writes the difference.
#include "sync/skips.h"

#include <fmt/format.h>

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "domain/reason_code.h"
#include "store/record_skips.h"

namespace reeve::sync {
namespace {

constexpr std::string_view kUsers = "users";
constexpr std::string_view kNotChosen = "not_chosen";
constexpr std::size_t kSkipsAtOnce = 400;  // a row and an event each

using Skips = std::map<base::Id, store::RecordSkip>;

struct Known {
  Skips before, not_chosen;
};

Skips skips_now(const UserMatch& matched, Skips now, const store::Run& run, base::Time at) {
  for (const match::ContactOutcome& one : matched.outcomes) {
    if (one.verdict != match::Verdict::skipped) continue;
    store::RecordSkip skip;
    skip.tenant = run.tenant;
    skip.record = one.record;
    skip.type = kUsers;
    skip.title = matched.records.at(one.record).title;
    skip.code = one.reason;
    skip.sentence = one.sentence;
    skip.since = at;
    skip.run = run.id;
    now[one.record] = std::move(skip);
  }
  return now;
}

void tell_begin(RunWriter& writer, const store::RecordSkip& skip) {
  const auto* reason = domain::find_reason_code(skip.code);
  writer.event({.kind = "skip",
                .type = kUsers,
                .code = skip.code,
                .sentence = skip.sentence,
                .remedy = reason == nullptr ? std::string() : std::string(reason->remedy),
                .data = fmt::format(R"({{"record":{}}})", skip.record)});
}

void tell_end(RunWriter& writer, const store::RecordSkip& skip) {
  writer.event({.kind = "skip",
                .type = kUsers,
                .code = "skip_over",
                .sentence = fmt::format("{} is no longer left out.", skip.title),
                .data = fmt::format(R"({{"record":{}}})", skip.record)});
}

void write_begins(RunWriter& writer, std::vector<store::RecordSkip> begins) {
  for (std::size_t at = 0; at < begins.size(); at += kSkipsAtOnce) {
    const std::size_t end = std::min(begins.size(), at + kSkipsAtOnce);
    std::vector<store::RecordSkip> part(begins.begin() + static_cast<std::ptrdiff_t>(at),
                                        begins.begin() + static_cast<std::ptrdiff_t>(end));
    for (const auto& one : part)
      if (one.code != kNotChosen) tell_begin(writer, one);
    writer.add(2 * part.size(),
               [part = std::move(part)](db::Connection& c) { store::put_skips(c, part); });
    writer.flush();
  }
}

void write_ends(RunWriter& writer, const std::vector<store::RecordSkip>& ends) {
  for (std::size_t at = 0; at < ends.size(); at += kSkipsAtOnce) {
    const std::size_t end = std::min(ends.size(), at + kSkipsAtOnce);
    std::vector<base::Id> ids;
    for (std::size_t i = at; i < end; ++i) {
      ids.push_back(ends[i].record);
      if (ends[i].code != kNotChosen) tell_end(writer, ends[i]);
    }
    writer.add(2 * ids.size(), [ids = std::move(ids), tenant = writer.run().tenant](
                                   db::Connection& c) { store::drop_skips(c, tenant, ids); });
    writer.flush();
  }
}

}  // namespace

void write_skips(const Services& services, RunWriter& writer, const UserMatch& matched) {
  writer.flush();
  const store::Run& run = writer.run();
  const base::Time at = writer.now();
  Known known = services.database.read([&](db::Connection& c) {
    return Known{store::skips_of(c, run.tenant, kUsers),
                 store::not_chosen_records(c, run.tenant, kUsers, run.id, at)};
  });
  const Skips now = skips_now(matched, std::move(known.not_chosen), run, at);
  std::vector<store::RecordSkip> begins, ends;
  for (const auto& [record, skip] : now) {
    const auto was = known.before.find(record);
    if (was == known.before.end() || was->second.code != skip.code) begins.push_back(skip);
  }
  for (const auto& [record, skip] : known.before)
    if (!now.contains(record)) ends.push_back(skip);
  write_begins(writer, std::move(begins));
  write_ends(writer, ends);
}

}  // namespace reeve::sync
