// The journal of calls to BMS: what was asked, in order, and how it was answered.
#pragma once

#include <boost/json.hpp>
#include <cstdint>
#include <deque>
#include <mutex>
#include <string>

namespace cloud {

inline constexpr std::size_t kMostBody = 4096;

struct BmsCallRecord {
  std::int64_t at = 0;
  std::string method, path, query;
  boost::json::value body;  // of JSON requests only: a sign-in holds a password
  int status = 0;           // 0: the connection was reset instead of an answer
  bool success = false;
};

// The body of a request for the journal; null when it is no JSON or longer than kMostBody.
boost::json::value journal_body(const std::string& text);

// Safe on any thread. Keeps the last kMostCalls.
class BmsCalls {
 public:
  static constexpr std::size_t kMostCalls = 5000;

  void add(BmsCallRecord call);
  void reset();
  // [{"at","method","path","query"?,"body"?,"status","success"}], the oldest first.
  boost::json::array report() const;

 private:
  mutable std::mutex mutex_;
  std::deque<BmsCallRecord> calls_;
};

}  // namespace cloud
