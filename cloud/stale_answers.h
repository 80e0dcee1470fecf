// The lag of a directory after a write: for a while, questions get the answers from before it.
//
// Microsoft's directory is eventually consistent (microsoft-cloud.md G.12); how the lag looks is
// published nowhere, so this is a guess: what was read before the write reads as it did, and what
// the write made is not found.
#pragma once

#include <cstdint>
#include <functional>
#include <list>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

#include "message.h"

namespace cloud {

// Safe on any thread. Used only while the fault "eventual-consistency" is active for a tenant.
class StaleAnswers {
 public:
  static constexpr std::size_t kMostAnswers = 2000;
  static constexpr std::size_t kMostMade = 1000;

  // Notes a successful write to the tenant; `made` is the id of what it made, or empty.
  void note_write(std::string_view tenant, std::int64_t now, std::string_view made);

  // The remembered answer while the tenant lags, else that of `answer`, which is remembered.
  Response read(std::string_view tenant, const std::string& question, std::int64_t now, int lag,
                const std::function<Response()>& answer);

  // True when the address names something that was made less than `lag` seconds ago.
  bool hides(std::string_view tenant, std::string_view path, std::int64_t now, int lag);

 private:
  struct Made {
    std::string id;
    std::string tenant;
    std::int64_t at = 0;
  };
  void make_room();

  std::mutex mutex_;
  std::unordered_map<std::string, Response> answers_;  // by tenant and question
  std::unordered_map<std::string, std::int64_t> writes_;
  std::list<Made> made_;
};

}  // namespace cloud
