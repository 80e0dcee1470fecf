// Gathers a run's writes and commits them in fenced background transactions.
#include "sync/run_writer.h"

#include <utility>

namespace reeve::sync {

RunWriter::RunWriter(db::Database& database, base::Clock& clock, const store::Run& run,
                     std::int64_t fence)
    : database_(database), clock_(clock), run_(run), fence_(fence), last_flush_(clock.now()) {}

store::Author RunWriter::author() const {
  store::Author author;
  author.source = domain::Source::microsoft;
  author.run = run_.id;
  return author;
}

void RunWriter::add(std::size_t rows, Write write) {
  if (rows_ + rows > kMaxRowsPerTransaction) flush();
  rows_ += rows;
  writes_.push_back(std::move(write));
}

void RunWriter::event(Event event) {
  store::RunEvent row;
  row.run = run_.id;
  row.tenant = run_.tenant;
  row.at = clock_.now();
  row.kind = event.kind;
  if (!event.type.empty()) row.type = std::string(event.type);
  row.code = event.code;
  row.sentence = std::move(event.sentence);
  if (!event.remedy.empty()) row.remedy = std::move(event.remedy);
  row.data = std::move(event.data);
  events_.push_back(std::move(row));
}

void RunWriter::flush() {
  last_flush_ = clock_.now();
  if (writes_.empty() && events_.empty()) return;
  const auto writes = std::exchange(writes_, {});
  auto events = std::exchange(events_, {});
  rows_ = 0;
  database_.write(db::Lane::background, [&](db::Connection& c) {
    store::prove_fence(c, run_.id, fence_);
    for (const Write& write : writes) write(c);
    if (!events.empty()) store::add_run_events(c, events);
  });
}

void RunWriter::flush_if_due() {
  const bool events_wait = !events_.empty() && clock_.now() - last_flush_ >= kProgressInterval;
  if (events_wait || rows_ >= kMaxRowsPerTransaction / 2) flush();
}

}  // namespace reeve::sync
