// Microsoft 365 usage reports: Graph leads to a short-lived link, and the file behind it is CSV
// (reference/microsoft-cloud.md C.5).
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "microsoft/graph.h"

namespace reeve::microsoft {

inline constexpr std::size_t kMaxReportRows = 500'000;

// A report by the names of its columns, which come and go: never by their places.
struct ReportFile {
  bool complete = false;
  std::string code, sentence, remedy, detail;  // where not, as in Listing
  std::optional<base::Time> retry_at;
  std::vector<std::string> columns;
  std::vector<std::vector<std::string>> rows;  // as long as `columns`; shorter ones are filled
  std::int64_t requests = 0;
};

// `path` as "/v1.0/reports/getMailboxUsageDetail(period='D30')". The token stays at Graph; the link
// is followed without it, and only where is_report_url admits it. Throws Error{canceled}.
ReportFile read_report(GraphClient& graph, const std::string& tenant_id, const std::string& path,
                       std::stop_token stop, const AskOptions& options);
// The file alone. A byte order mark and empty lines are passed over.
ReportFile parse_report(std::string_view csv);

}  // namespace reeve::microsoft
