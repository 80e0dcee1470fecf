// Microsoft Graph: one object, or a list page by page, with every limit, retry and check in this
// one place.
#pragma once

#include <atomic>
#include <concepts>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/random.h"
#include "base/secret_bytes.h"
#include "http/retry.h"
#include "http/transport.h"
#include "microsoft/cloud.h"
#include "microsoft/pace.h"

namespace reeve::microsoft {

inline constexpr std::int64_t kMaxPages = 20'000;
inline constexpr std::size_t kMaxPageBytes = 64 * 1024 * 1024;  // inflated
inline constexpr std::size_t kMaxPageDepth = 64;
inline constexpr int kMaxBrokenReads = 3;  // times one page that is cut or not JSON is read
inline constexpr base::Millis kPageDeadline{120'000};

// Yields a token for a tenant; made from a lambda (tests), or by connect::TokenSource::token_for.
// Throws Error{refused} with sentence and remedy when there is none to be had.
class TokenFor {
 public:
  using Give = std::function<base::SecretBytes(const std::string& tenant_id, std::stop_token)>;
  using Refused = std::function<void(const std::string& tenant_id)>;

  TokenFor() = default;
  template <class F>
  requires(!std::same_as<std::remove_cvref_t<F>, TokenFor> &&
           std::is_invocable_r_v<base::SecretBytes, F&, const std::string&, std::stop_token>)
      TokenFor(F give)
      : give_(std::move(give)) {}
  TokenFor(Give give, Refused refused) : give_(std::move(give)), refused_(std::move(refused)) {}

  base::SecretBytes operator()(const std::string& tenant_id, std::stop_token stop) const {
    return give_(tenant_id, std::move(stop));
  }
  // Graph answered 401 to the last one: the next call gives a fresh one.
  void refused(const std::string& tenant_id) const {
    if (refused_) refused_(tenant_id);
  }

 private:
  Give give_;
  Refused refused_;
};

// How a list began where its first page came in a $batch (microsoft/batch.h).
struct FirstAnswer {
  int status = 0;
  std::string body;                    // JSON
  std::optional<base::Time> retry_at;  // Microsoft asked to wait: not before
};

struct AskOptions {
  bool eventual = false;   // ConsistencyLevel: eventual, on every page
  bool background = true;  // x-ms-throttle-priority: Low; false for what a person waits for
  std::string prefer;      // Prefer header, as it is
  std::string
      permission;  // the least permission, to be named when Graph answers 403 ("User.Read.All")
  std::string
      subject;  // what is listed, for sentences ("list of users"); found from the path when empty
  std::string tenant_name;  // for sentences; the tenant id when empty
  bool redirects = false;   // a redirect is the expected answer; it is given, never followed
  std::string post = {};    // a JSON body: sent by POST instead of GET ($batch, which only reads)
  // Of a $batch: what the questions in it cost.
  std::vector<Cost> inside = {};
  // Of list(): the first page, where it is there already. A page or a refusal counts as if it had
  // been asked for; what may pass (a fault of Microsoft's own, a token out of date) is asked for.
  std::shared_ptr<const FirstAnswer> first = {};
};

struct Page {
  std::span<const std::string_view>
      objects;                        // raw JSON of each element of "value", valid during the call
  std::int64_t number = 0;            // from 1
  std::optional<std::int64_t> about;  // @odata.count
};

// How a listing ended. Incomplete: code is one of not_allowed, bad_request, not_found, throttled,
// page_cut, not_json, foreign_link, loop, too_many_pages, too_large, unreachable, no_token,
// server_error, no_plan, resync (a delta link that is not good any more).
struct Listing {
  bool complete = false;
  std::string code, sentence, remedy, detail;
  std::int64_t pages = 0, objects = 0;
  std::int64_t requests = 0;           // on the wire
  std::int64_t batched = 0;            // inside a $batch
  std::optional<base::Time> retry_at;  // throttled: not before
  // Of a delta query, on its last page: where the next one goes on, below the host. Never empty
  // where a delta query was complete.
  std::string delta_link;
};

struct Answer {
  int status = 0;    // 0: no answer came
  std::string body;  // JSON
  bool ok = false;
  std::string code, sentence, remedy,
      detail;  // where not ok, as in Listing; graph_code is Graph's own
  std::string graph_code;
  std::string location;  // of a redirect, which is never followed by itself
  std::optional<base::Time> retry_at;
};

// Thread-safe; one per connection and cloud. A failure of Microsoft or of the network is a value,
// so that a run can end `Partial` with its reason; only Error{canceled} and what on_page throws
// come through.
class GraphClient {
 public:
  // `pace`: how much may be asked; nothing is counted without it.
  GraphClient(http::Transport& transport, base::Clock& clock, base::Random random, Cloud cloud,
              TokenFor token_for, Pace pace = {});

  // `path_and_query` is relative to the host: "/v1.0/users?$select=id&$top=999". on_page runs on
  // the calling thread.
  Listing list(const std::string& tenant_id, const std::string& path_and_query,
               const std::function<void(const Page&)>& on_page, std::stop_token stop,
               const AskOptions& options = {});
  Answer get(const std::string& tenant_id, const std::string& path_and_query, std::stop_token stop,
             const AskOptions& options = {});
  // A file at an address that Graph led to and that is authenticated by itself: no token is sent.
  // Only addresses that is_report_url admits.
  Answer download(const std::string& url, std::stop_token stop, const AskOptions& options = {});
  base::Clock& clock() const { return clock_; }
  const Pace& pace() const { return pace_; }

  std::int64_t requests_sent() const { return requests_.load(); }
  const Cloud& cloud() const { return cloud_; }

 private:
  class PageLoop;
  struct Got;
  static Answer answer_of(Got got);
  std::string address_of(const std::string& path_and_query) const;
  http::Request request_for(const std::string& url, const base::SecretBytes& token,
                            const AskOptions& options);
  Got fetch(const std::string& tenant_id, const std::string& url, std::stop_token stop,
            const AskOptions& options, const http::Patience& patience);
  // What a $batch answered, as if it had come alone.
  Got got_from(const FirstAnswer& first, const std::string& tenant_id, const std::string& url,
               const AskOptions& options);
  void explain(Got& got, const std::string& tenant_id, const std::string& url,
               const AskOptions& options);
  // Waits until the request may leave. Throws Error{throttled}, with `later` set, where that is
  // beyond the caller's patience.
  void keep_pace(const Asking& asking, std::stop_token stop, const http::Patience& patience,
                 const AskOptions& options, std::optional<base::Time>& later);
  Got fetch_once(const std::string& tenant_id, const std::string& url, std::stop_token stop,
                 const AskOptions& options, const http::Patience& patience,
                 std::optional<base::Time>& later);

  http::Transport& transport_;
  base::Clock& clock_;
  base::Random random_;
  Cloud cloud_;
  TokenFor token_for_;
  Pace pace_;
  std::atomic<std::int64_t> requests_{0};
};

}  // namespace reeve::microsoft
