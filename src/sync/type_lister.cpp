// Pages in, changed records out.
#include "sync/type_lister.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/json.h"
#include "base/text.h"

namespace reeve::sync {
namespace {

// Rows of one record in a transaction: itself and its keys, roughly.
constexpr std::size_t kRowsPerRecord = 4;
// Events about objects that cannot be read, a type and run.
constexpr std::int64_t kMaxOddities = 20;

}  // namespace

TypeLister::TypeLister(const Services& services, RunWriter& writer, const types::DataType& type,
                       std::shared_ptr<KnownRecords> known, Round round)
    : services_(services), writer_(writer), type_(type), known_(std::move(known)), round_(round) {
  for (const auto& [id, record] : *known_) {
    if (record.gone) continue;
    ++present_;
    if (round_ == Round::changes) seen_.insert(id);
  }
}

void TypeLister::on_page(const microsoft::Page& page) {
  for (const std::string_view object : page.objects) take(object);
  end_page(page.about);
}

void TypeLister::end_page(std::optional<std::int64_t> about) {
  write_pending();
  progress(about ? static_cast<std::size_t>(*about) : present_);
  writer_.flush_if_due();
  services_.pass("after_page");
}

void TypeLister::remove(const std::string& external_id, const std::string& reason) {
  seen_.erase(external_id);
  removed_[external_id] = reason;
}

bool TypeLister::is_gone(const std::string& external_id) const {
  const auto found = known_->find(external_id);
  return found != known_->end() && found->second.gone;
}

TypeResult TypeLister::finish(const microsoft::Listing& listing) {
  const auto listed = static_cast<std::int64_t>(seen_.size());
  const auto retry_at = listing.complete ? std::optional<base::Time>() : listing.retry_at;
  TypeResult result;
  result.type = &type_;
  result.ending = conclude({type_, listing, std::move(seen_), present_, unreadable_});
  result.asked = listing.pages > 0;
  result.listed = listed;
  result.added = added_;
  result.changed = changed_;
  result.skipped = unreadable_;
  result.requests = listing.requests;
  result.batched = listing.batched;
  result.known = known_;
  result.touched = std::move(touched_);
  result.removed = std::move(removed_);
  result.retry_at = retry_at;
  result.by_changes = round_ == Round::changes;
  result.edges = edges_;
  return result;
}

void TypeLister::take(std::string_view object) {
  types::ParsedRecord record = parser_.parse(type_, object);
  if (!record.problem.empty()) return unreadable(record);
  seen_.insert(record.external_id);
  edges_->object(record.external_id, record.edges);
  store::KnownRecord& known = (*known_)[record.external_id];
  if (known.hash == record.hash && known.hash_version == type_.hash_version && !known.gone) return;
  const bool is_new = known.id == 0 && known.hash.empty();
  if (touched_.insert(record.external_id).second) ++(is_new ? added_ : changed_);
  known.hash = record.hash;
  known.hash_version = type_.hash_version;
  known.gone = false;
  store::RecordWrite write;
  write.external_id = record.external_id;
  write.title = std::move(record.title);
  write.body = std::move(record.body);
  write.hash = std::move(record.hash);
  write.hash_version = type_.hash_version;
  for (auto& key : record.keys) write.keys.push_back({std::move(key.kind), std::move(key.value)});
  // The same object on two pages of one listing is one record; the later one counts.
  pending_[record.external_id] = std::move(write);
}

void TypeLister::unreadable(const types::ParsedRecord& record) {
  if (!record.external_id.empty()) {
    seen_.insert(record.external_id);
  } else {
    ++unreadable_;
  }
  if (++oddities_ > kMaxOddities) return;
  writer_.event(
      {.kind = "failure",
       .type = type_.name,
       .code = record.problem,
       .sentence = fmt::format(
           "An object of the list of {} cannot be read ({}).", base::ascii_lower(type_.title),
           record.external_id.empty() ? std::string("without id") : record.external_id)});
}

void TypeLister::write_pending() {
  std::vector<store::RecordWrite> batch;
  const auto hand_over = [&] {
    if (batch.empty()) return;
    const std::size_t rows = batch.size() * kRowsPerRecord;
    writer_.add(rows,
                [known = known_, &writer = writer_, &type = type_, records = std::move(batch)](
                    db::Connection& c) mutable { write(c, writer, type, *known, records); });
    batch = {};
  };
  for (auto& [id, record] : pending_) {
    batch.push_back(std::move(record));
    if (batch.size() * kRowsPerRecord >= kMaxRowsPerTransaction) hand_over();
  }
  hand_over();
  pending_.clear();
}

// Ids are looked up only now: a record new on an earlier page has got its id meanwhile.
void TypeLister::write(db::Connection& c, RunWriter& writer, const types::DataType& type,
                       KnownRecords& known, std::vector<store::RecordWrite>& records) {
  for (store::RecordWrite& record : records)
    if (const base::Id id = known[record.external_id].id; id != 0) record.id = id;
  const auto ids = store::write_records(c, writer.run().tenant, type.name, writer.run().id, records,
                                        writer.now());
  for (std::size_t i = 0; i < ids.size(); ++i) known[records[i].external_id].id = ids[i];
}

void TypeLister::progress(std::size_t about) {
  base::json::object data{{"done", seen_.size()}};
  if (about > 0) data["about"] = std::max(about, seen_.size());
  writer_.event({.kind = "progress",
                 .type = type_.name,
                 .code = "listed",
                 .sentence = fmt::format("{}: {} listed.", type_.title, seen_.size()),
                 .data = base::to_json(data)});
}

}  // namespace reeve::sync
