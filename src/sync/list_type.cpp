// Pages in, changed records out.
#include "sync/list_type.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <memory>
#include <utility>
#include <vector>

#include "base/json.h"
#include "base/text.h"
#include "types/parse_record.h"

namespace reeve::sync {
namespace {

// Rows of one record in a transaction: itself and its keys, roughly.
constexpr std::size_t kRowsPerRecord = 4;
constexpr std::int64_t kMaxOddities =
    20;  // events about objects that cannot be read, a type and run

class TypeLister {
 public:
  TypeLister(const Services& services, RunWriter& writer, const types::DataType& type,
             KnownRecords known)
      : services_(services),
        writer_(writer),
        type_(type),
        known_(std::make_shared<KnownRecords>(std::move(known))) {
    for (const auto& [id, record] : *known_) present_ += record.gone ? 0 : 1;
  }

  void on_page(const microsoft::Page& page) {
    for (const std::string_view object : page.objects) take(object);
    write_pending();
    progress(page.about ? static_cast<std::size_t>(*page.about) : present_);
    writer_.flush_if_due();
    services_.pass("after_page");
  }

  TypeResult finish(const microsoft::Listing& listing) {
    listed_ = static_cast<std::int64_t>(seen_.size());
    const auto retry_at = listing.complete ? std::optional<base::Time>() : listing.retry_at;
    Ending ending = conclude({type_, listing, std::move(seen_), present_, unreadable_});
    return {.type = &type_,
            .ending = std::move(ending),
            .asked = listing.pages > 0,
            .listed = listed_,
            .added = added_,
            .changed = changed_,
            .skipped = unreadable_,
            .gone = 0,
            .requests = listing.requests,
            .known = known_,
            .touched = std::move(touched_),
            .retry_at = retry_at};
  }

 private:
  void take(std::string_view object) {
    types::ParsedRecord record = parser_.parse(type_, object);
    if (!record.problem.empty()) return unreadable(record);
    seen_.insert(record.external_id);
    store::KnownRecord& known = (*known_)[record.external_id];
    if (known.hash == record.hash && known.hash_version == type_.hash_version && !known.gone)
      return;
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

  void unreadable(const types::ParsedRecord& record) {
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

  void write_pending() {
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
  static void write(db::Connection& c, RunWriter& writer, const types::DataType& type,
                    KnownRecords& known, std::vector<store::RecordWrite>& records) {
    for (store::RecordWrite& record : records)
      if (const base::Id id = known[record.external_id].id; id != 0) record.id = id;
    const auto ids = store::write_records(c, writer.run().tenant, type.name, writer.run().id,
                                          records, writer.now());
    for (std::size_t i = 0; i < ids.size(); ++i) known[records[i].external_id].id = ids[i];
  }

  void progress(std::size_t about) {
    base::json::object data{{"done", seen_.size()}};
    if (about > 0) data["about"] = std::max(about, seen_.size());
    writer_.event({.kind = "progress",
                   .type = type_.name,
                   .code = "listed",
                   .sentence = fmt::format("{}: {} listed.", type_.title, seen_.size()),
                   .data = base::to_json(data)});
  }

  const Services& services_;
  RunWriter& writer_;
  const types::DataType& type_;
  std::shared_ptr<KnownRecords> known_;
  std::size_t present_ = 0;
  types::RecordParser parser_;
  SeenIds seen_;
  std::unordered_set<std::string> touched_;
  std::map<std::string, store::RecordWrite> pending_;
  std::int64_t added_ = 0, changed_ = 0, unreadable_ = 0, oddities_ = 0, listed_ = 0;
};

}  // namespace

TypeResult list_type(const Services& services, const Source& source, const store::Tenant& tenant,
                     RunWriter& writer, const types::DataType& type, std::stop_token stop) {
  auto known = services.database.read(
      [&](db::Connection& c) { return store::known_records(c, tenant.id, type.name); });
  TypeLister lister(services, writer, type, std::move(known));
  microsoft::AskOptions options;
  options.permission = type.also_permission.empty() ? type.permission : type.also_permission;
  options.subject = "list of " + base::ascii_lower(type.title);
  options.tenant_name = tenant.name;
  const microsoft::Listing listing = source.list(
      types::path_and_query(type), [&](const microsoft::Page& page) { lister.on_page(page); }, stop,
      options);
  return lister.finish(listing);
}

}  // namespace reeve::sync
