// The last calls to BMS, as /_control/requests shows them.
#include "bms_calls.h"

#include "clock.h"

namespace cloud {

boost::json::value journal_body(const std::string& text) {
  boost::json::parse_options options;
  options.max_depth = 32;
  boost::system::error_code bad;
  if (text.empty() || text.size() > kMostBody) return nullptr;
  boost::json::value value = boost::json::parse(text, bad, {}, options);
  return bad ? boost::json::value(nullptr) : value;
}

void BmsCalls::add(BmsCallRecord call) {
  const std::lock_guard lock(mutex_);
  if (calls_.size() >= kMostCalls) calls_.pop_front();
  calls_.push_back(std::move(call));
}

void BmsCalls::reset() {
  const std::lock_guard lock(mutex_);
  calls_.clear();
}

boost::json::array BmsCalls::report() const {
  const std::lock_guard lock(mutex_);
  boost::json::array rows;
  for (const BmsCallRecord& one : calls_) {
    boost::json::object row = {
        {"at", iso_time(one.at)}, {"method", one.method}, {"path", one.path}};
    if (!one.query.empty()) row["query"] = one.query;
    if (!one.body.is_null()) row["body"] = one.body;
    row["status"] = one.status;
    row["success"] = one.success;
    rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace cloud
