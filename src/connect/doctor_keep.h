// Keeps what the doctor found, so that pages show it at once; and its work as a job.
#pragma once

#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "connect/doctor.h"

namespace reeve::connect {

// Examines and keeps the result: the work of a job of kind "doctor", payload
// {"connection":ID,"tenant":ID|null}. Throws what examine() throws.
std::vector<Checkup> run_doctor(Services& services, TokenSource& tokens, base::Id connection,
                                std::optional<base::Id> tenant, std::stop_token stop);

// As stored: {"connection-name","tenant-name","tier","kind","way","state","findings":[{"check",
// "title","state","sentence","remedy","waits-for","features"}],"features":[{"name","title",
// "state"}],"trace":{"parts":[{"kind","label"}],"links":[{"from","to","state","check","sentence",
// "remedy"}]}}.
std::string checkup_json(const Checkup& connection, const Checkup* tenant);

// Switches concealed names in the tenant's reports off, where ReportSettings.ReadWrite.All is
// granted; else says how to do it by hand.
struct NamesShown {
  bool done = false;
  std::string sentence, remedy;
};
// Throws Error{not_found}, Error{canceled}.
NamesShown show_report_names(Services& services, TokenSource& tokens, base::Id connection,
                             base::Id tenant, std::stop_token stop);

}  // namespace reeve::connect
