// The poll thread behind CurlTransport and one exchange on its way through it; used by
// curl_transport.cpp alone.
#pragma once

#include <curl/curl.h>

#include <array>
#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "http/curl_transport.h"
#include "http/transport.h"

namespace reeve::http {

inline constexpr std::size_t kMaxHeaderBytes = 64 * 1024;
inline constexpr long kMaxIdleConnections = 100;

struct FreeEasy {
  void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
};
// Wipes each line before it is freed: one of them holds a token.
struct FreeList {
  void operator()(curl_slist* list) const;
};

// One request on its way. Made, waited for and destroyed by the caller's thread; between run() and
// its return only the poll thread touches it, except `canceled`.
class Exchange {
 public:
  enum class Outcome { pending, answered, failed, canceled };

  Exchange(const Request& request, const CurlOptions& options, bool loopback);
  Exchange(const Exchange&) = delete;
  Exchange& operator=(const Exchange&) = delete;

  CURL* easy() const { return easy_.get(); }

  Response response;
  Outcome outcome = Outcome::pending;
  CURLcode code = CURLE_OK;
  bool too_large = false;
  std::array<char, CURL_ERROR_SIZE> error_text{};
  std::atomic<bool> canceled{false};

 private:
  void set_request(const Request& request);
  void set_network(const CurlOptions& options, bool loopback);
  static std::size_t on_body(char* data, std::size_t size, std::size_t count, void* self);
  static std::size_t on_header(char* data, std::size_t size, std::size_t count, void* self);
  bool take_header(std::string_view line);

  std::unique_ptr<CURL, FreeEasy> easy_;
  std::unique_ptr<curl_slist, FreeList> headers_;
  std::unique_ptr<curl_slist, FreeList> connect_to_;
  std::size_t max_body_;
  std::size_t header_bytes_ = 0;
};

class CurlLoop {
 public:
  explicit CurlLoop(long connections_per_host);
  ~CurlLoop();
  CurlLoop(const CurlLoop&) = delete;
  CurlLoop& operator=(const CurlLoop&) = delete;

  // Blocks until the exchange has an outcome.
  void run(Exchange& exchange);
  // From any thread, at any time while the exchange lives.
  void cancel(Exchange& exchange);

 private:
  void work();
  void take_new();
  void finish_answered();
  void drop_canceled(bool all);
  void finish(Exchange* exchange, Exchange::Outcome outcome);

  CURLM* multi_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<Exchange*> waiting_;  // guarded by mutex_
  bool stopping_ = false;           // guarded by mutex_
  std::vector<Exchange*> active_;   // the poll thread's own
  std::thread thread_;
};

}  // namespace reeve::http
