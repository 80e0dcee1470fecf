// What `reeve sync` shows while it waits: a bar per tenant on a terminal, a line per tenant that is
// done elsewhere. The table of sync_report.h follows it.
#pragma once

#include <cstdint>
#include <cstdio>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "store/runs.h"

namespace reeve::app {

// A name fit for a terminal: no control or direction characters, cut or padded to `width` columns
// (wide letters count two).
std::string fit_name(std::string_view name, std::size_t width);
// "████░░░░" of `width` columns.
std::string bar(double share, std::size_t width);

// Used by one thread.
class SyncProgress {
 public:
  // `terminal`: redraw in place; otherwise only finished tenants are written, one line each.
  SyncProgress(std::FILE* out, bool terminal) : out_(out), terminal_(terminal) {}
  ~SyncProgress();
  SyncProgress(const SyncProgress&) = delete;
  SyncProgress& operator=(const SyncProgress&) = delete;

  void add(const store::Run& run);
  void take(const store::RunEvent& event);
  void finished(const store::Run& run);
  void draw();

 private:
  struct Row {
    std::string name;
    bool syncing = false;
    std::string what = "users";  // is listed just now
    std::int64_t done = 0;
    std::int64_t about = 0;
  };
  void erase();
  std::FILE* out_;
  bool terminal_;
  std::map<base::Id, Row> rows_;  // runs under way
  std::vector<std::string> ready_;
  std::size_t total_ = 0;
  std::size_t drawn_ = 0;
};

}  // namespace reeve::app
