// Follows the link of a report and reads its table.
#include "microsoft/report_file.h"

#include <fmt/format.h>

#include <utility>

#include "base/csv.h"
#include "base/error.h"
#include "base/text.h"

namespace reeve::microsoft {
namespace {

constexpr int kFound = 302;

ReportFile failed(std::string code, std::string sentence, std::string remedy,
                  std::string detail = {}) {
  ReportFile file;
  file.code = std::move(code);
  file.sentence = std::move(sentence);
  file.remedy = std::move(remedy);
  file.detail = std::move(detail);
  return file;
}

ReportFile failed(const Answer& answer) {
  auto file = failed(answer.code, answer.sentence, answer.remedy, answer.detail);
  file.retry_at = answer.retry_at;
  return file;
}

ReportFile follow(GraphClient& graph, const std::string& tenant_id, const std::string& path,
                  std::stop_token stop, AskOptions options) {
  options.redirects = true;
  const Answer lead = graph.get(tenant_id, path, stop, options);
  if (lead.ok) return parse_report(lead.body);  // in case Graph gives the file itself
  if (lead.status != kFound) return failed(lead);
  if (!is_report_url(graph.cloud(), lead.location))
    return failed(
        "foreign_link",
        fmt::format("Microsoft's {} lies behind a link that leads away from Microsoft, so "
                    "it was not followed.",
                    options.subject),
        "Check whether a proxy changes Microsoft's answers.");
  const Answer file = graph.download(lead.location, std::move(stop), options);
  return file.ok ? parse_report(file.body) : failed(file);
}

}  // namespace

ReportFile parse_report(std::string_view csv) {
  ReportFile file;
  try {
    file.rows = base::parse_csv(csv);
  } catch (const base::Error& error) {
    return failed("page_cut", "The file of the report is broken: a quoted field has no end.",
                  "Reeve asks again with the next sync.", error.detail());
  }
  std::erase_if(file.rows, [](const auto& row) {
    return row.empty() || (row.size() == 1 && base::trim(row.front()).empty());
  });
  if (file.rows.empty())
    return failed("not_csv", "The file of the report is empty.",
                  "Reeve asks again with the next sync.");
  if (file.rows.size() > kMaxReportRows)
    return failed("too_large", fmt::format("The report has more than {} rows.", kMaxReportRows),
                  "Report this; it is more than Reeve expects of any tenant.");
  file.columns = std::move(file.rows.front());
  file.rows.erase(file.rows.begin());
  for (auto& name : file.columns) name = std::string(base::trim(name));
  for (auto& row : file.rows) row.resize(file.columns.size());
  file.complete = true;
  return file;
}

ReportFile read_report(GraphClient& graph, const std::string& tenant_id, const std::string& path,
                       std::stop_token stop, const AskOptions& options) {
  const auto before = graph.requests_sent();
  ReportFile file = follow(graph, tenant_id, path, std::move(stop), options);
  file.requests = graph.requests_sent() - before;
  return file;
}

}  // namespace reeve::microsoft
