// What a run needs of the outside; the app owns all of it and lends it.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "db/database.h"
#include "microsoft/batch.h"
#include "microsoft/graph.h"
#include "microsoft/report_file.h"
#include "store/runs.h"
#include "store/tenants.h"
#include "types/registry.h"

namespace reeve::sync {

using OnPage = std::function<void(const microsoft::Page&)>;

// One tenant's data at Microsoft, through the way in that is in use. GraphClient::list with the
// tenant bound, in life.
struct Source {
  std::function<microsoft::Listing(const std::string& path_and_query, const OnPage&,
                                   std::stop_token, const microsoft::AskOptions&)>
      list;
  // One object; a report's file; many small questions at once. In life as the functions of
  // microsoft/ that they are named after.
  std::function<microsoft::Answer(const std::string& path_and_query, std::stop_token,
                                  const microsoft::AskOptions&)>
      get;
  std::function<microsoft::ReportFile(const std::string& path, std::stop_token,
                                      const microsoft::AskOptions&)>
      report;
  std::function<microsoft::BatchResult(const std::vector<microsoft::BatchQuestion>&,
                                       std::stop_token, const microsoft::AskOptions&)>
      batch;
  std::string way;                     // direct, gdap, dap, own
  std::optional<base::Id> connection;  // whose policy holds
  // The id by which that connection asks: "{application}" in the path or the extras of a data type.
  std::string application;
};

struct Services {
  db::Database& database;
  base::Clock& clock;
  // Throws Error{refused} with sentence and remedy where the tenant cannot be reached at all (no
  // way in, no secret).
  std::function<Source(const store::Tenant&)> source_for;
  std::span<const types::DataType* const> types = types::all_types();
  // Called at named points of a run (after_page, after_diff, before_apply, in_apply, before_prune,
  // before_finish), so that a test can end the process, or throw, exactly there.
  std::function<void(std::string_view point)> at_point = {};

  void pass(std::string_view point) const {
    if (at_point) at_point(point);
  }
};

}  // namespace reeve::sync
