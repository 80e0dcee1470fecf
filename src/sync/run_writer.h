// Everything a run writes goes through here: few short transactions, each beginning with the proof
// that the run is still ours.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "db/database.h"
#include "store/author.h"
#include "store/runs.h"

namespace reeve::sync {

inline constexpr std::size_t kMaxRowsPerTransaction = 1000;
// Progress is written at least this often while pages come.
inline constexpr base::Millis kProgressInterval{300};

struct Event {
  std::string_view kind;  // state, progress, change, skip, hold, failure, note
  std::string_view type = {};
  std::string_view code;
  std::string sentence;
  std::string remedy = {};
  std::string data = "{}";
};

// One thread. What was added is written by flush(), in order, or is lost with the run (which then
// starts again).
class RunWriter {
 public:
  using Write = std::function<void(db::Connection&)>;
  RunWriter(db::Database& database, base::Clock& clock, const store::Run& run, std::int64_t fence);

  const store::Run& run() const { return run_; }
  store::Author author() const;
  base::Time now() { return clock_.now(); }

  // `rows`: how many rows the write touches; a full transaction is written first.
  void add(std::size_t rows, Write write);
  void event(Event event);
  void flush();
  void flush_if_due();

 private:
  db::Database& database_;
  base::Clock& clock_;
  const store::Run& run_;
  std::int64_t fence_;
  std::size_t rows_ = 0;
  std::vector<Write> writes_;
  std::vector<store::RunEvent> events_;
  base::Time last_flush_;
};

}  // namespace reeve::sync
