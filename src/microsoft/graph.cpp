// The one place that pages, retries, renews a token and checks where a link leads.
#include "microsoft/graph.h"

#include <fmt/format.h>
#include <sodium.h>

#include <algorithm>
#include <unordered_set>
#include <utility>

#include "base/error.h"
#include "base/hash.h"
#include "base/log.h"
#include "base/text.h"
#include "http/retry.h"
#include "microsoft/graph_failure.h"
#include "microsoft/page.h"
#include "microsoft/throttling.h"

namespace reeve::microsoft {

using base::Error;
using base::ErrorCode;

// What came of one address: an answer of status 200, or why not.
struct GraphClient::Got {
  http::Response response;
  bool ok = false;
  Failure failure;
  std::optional<base::Time> retry_at;
};

namespace {

constexpr std::string_view kCut = "page_cut";
// Pages in one list that hold the very objects of an earlier one; more are a loop.
constexpr int kMaxRepeatedPages = 3;

std::string tenant_label(const std::string& tenant_id, const AskOptions& options) {
  return options.tenant_name.empty() ? tenant_id : options.tenant_name;
}

Failure failure_from(const Error& error) {
  Failure failure;
  switch (error.code()) {
    case ErrorCode::too_large:
      failure.code = "too_large";
      break;
    case ErrorCode::refused:
      failure.code = "no_token";
      break;
    case ErrorCode::protocol:
      failure.code = kCut;
      break;
    case ErrorCode::throttled:
      failure.code = "throttled";
      break;
    default:
      failure.code = "unreachable";
      break;
  }
  failure.sentence = error.message();
  failure.detail = error.detail();
  if (failure.code != "no_token") failure.remedy = "Reeve asks again with the next sync.";
  return failure;
}

// What came in a $batch and would come the same way again.
bool counts(const FirstAnswer* first) {
  if (first == nullptr) return false;
  const int status = first->status;
  const bool refused = status >= 400 && status < 500 && status != 401 && status != 408;
  return status == 200 || (refused && status != 429) || first->retry_at.has_value();
}

// The questions inside first: what refuses the request itself stands last.
std::vector<Cost> all_costs(std::string_view path, const AskOptions& options) {
  std::vector<Cost> costs = options.inside;
  for (const Cost& one : costs_of(path)) {
    const auto same = std::ranges::find(costs, one.service, &Cost::service);
    Cost sum = one;
    if (same != costs.end()) {
      sum.amount += same->amount;
      costs.erase(same);
    }
    costs.push_back(sum);
  }
  return costs;
}

bool is_expected(ErrorCode code) {
  return code == ErrorCode::unavailable || code == ErrorCode::refused ||
         code == ErrorCode::too_large || code == ErrorCode::protocol ||
         code == ErrorCode::throttled;
}

}  // namespace

GraphClient::GraphClient(http::Transport& transport, base::Clock& clock, base::Random random,
                         Cloud cloud, TokenFor token_for, Pace pace)
    : transport_(transport),
      clock_(clock),
      random_(std::move(random)),
      cloud_(std::move(cloud)),
      token_for_(std::move(token_for)),
      pace_(std::move(pace)) {}

http::Request GraphClient::request_for(const std::string& url, const base::SecretBytes& token,
                                       const AskOptions& options) {
  // Invariant 6, once more at the last place before the token leaves.
  if (!is_graph_url(cloud_, url))
    throw Error(ErrorCode::internal,
                "A token was about to go to a host that is not Microsoft Graph.");
  http::Request request;
  request.url = url;
  request.deadline = kPageDeadline;
  request.max_body = kMaxPageBytes;
  auto bearer = fmt::format("Bearer {}", token.text());
  request.headers.emplace_back("Authorization", bearer);
  sodium_memzero(bearer.data(), bearer.size());
  request.headers.emplace_back("Accept", "application/json");
  request.headers.emplace_back("client-request-id", base::random_uuid(random_));
  if (options.background) request.headers.emplace_back("x-ms-throttle-priority", "Low");
  if (options.eventual) request.headers.emplace_back("ConsistencyLevel", "eventual");
  if (!options.prefer.empty()) request.headers.emplace_back("Prefer", options.prefer);
  if (options.post.empty()) return request;
  request.method = "POST";
  request.body = options.post;
  request.headers.emplace_back("Content-Type", "application/json");
  return request;
}

void GraphClient::keep_pace(const Asking& asking, std::stop_token stop,
                            const http::Patience& patience, const AskOptions& options,
                            std::optional<base::Time>& later) {
  const base::Time last = clock_.now() + patience.longest_wait;
  while (const auto until = pace_.not_before(asking)) {
    if (*until > last) {
      later = until;
      throw Error(ErrorCode::throttled,
                  fmt::format("Microsoft lets no more requests through for {} just now.",
                              tenant_label(asking.tenant_id, options)));
    }
    const auto pause = std::max(*until - clock_.now(), base::Millis{1});
    if (!clock_.wait_for(stop, pause))
      throw Error(ErrorCode::canceled, "Stopped while waiting for Microsoft.");
  }
}

GraphClient::Got GraphClient::fetch_once(const std::string& tenant_id, const std::string& url,
                                         std::stop_token stop, const AskOptions& options,
                                         const http::Patience& patience,
                                         std::optional<base::Time>& later) {
  Got got;
  const auto costs = all_costs(std::string_view(url).substr(cloud_.graph.size()), options);
  const Asking asking{tenant_id, costs, options.background};
  const auto make = [&] {
    const auto token = token_for_(tenant_id, stop);
    keep_pace(asking, stop, patience, options, later);
    requests_.fetch_add(1);
    return request_for(url, token, options);
  };
  const auto seen = [&](const http::Response& response) {
    const auto header = [&](std::string_view name) { return response.header(name); };
    pace_.told(asking, throttling_of(response.status, header, clock_.now()));
  };
  auto sent = http::send_with_retry(transport_, clock_, random_, make, stop, patience, seen);
  got.response = std::move(sent.response);
  got.retry_at = sent.throttled_until;
  got.ok = got.response.status == 200;
  return got;
}

GraphClient::Got GraphClient::fetch(const std::string& tenant_id, const std::string& url,
                                    std::stop_token stop, const AskOptions& options,
                                    const http::Patience& patience) {
  Got got;
  std::optional<base::Time> later;
  try {
    got = fetch_once(tenant_id, url, stop, options, patience, later);
    if (got.response.status == 401) {
      token_for_.refused(tenant_id);
      got = fetch_once(tenant_id, url, stop, options, patience, later);
    }
  } catch (const Error& error) {
    if (!is_expected(error.code())) throw;
    got = {};
    got.failure = failure_from(error);
    got.retry_at = later;
    return got;
  }
  if (got.ok || (options.redirects && got.response.status == 302)) return got;
  explain(got, tenant_id, url, options);
  return got;
}

GraphClient::Got GraphClient::got_from(const FirstAnswer& first, const std::string& tenant_id,
                                       const std::string& url, const AskOptions& options) {
  Got got;
  got.response.status = first.status;
  got.response.body = first.body;
  got.retry_at = first.retry_at;
  got.ok = first.status == 200;
  if (!got.ok) explain(got, tenant_id, url, options);
  return got;
}

void GraphClient::explain(Got& got, const std::string& tenant_id, const std::string& url,
                          const AskOptions& options) {
  const auto path = std::string_view(url).substr(cloud_.graph.size());
  const auto subject = options.subject.empty() ? subject_of(path) : options.subject;
  got.failure = failure_of(got.response, options, subject, tenant_label(tenant_id, options));
  if (got.retry_at) got.failure.code = "throttled";
  base::log_warning("graph", "{} for tenant {}: {}", http::for_log("GET", url), tenant_id,
                    got.failure.detail);
}

std::string GraphClient::address_of(const std::string& path_and_query) const {
  auto url = cloud_.graph + path_and_query;
  if (!path_and_query.starts_with('/') || !is_graph_url(cloud_, url)) {
    throw Error(ErrorCode::internal, "A Graph path cannot be read.", path_and_query.substr(0, 200));
  }
  return url;
}

Answer GraphClient::answer_of(Got got) {
  Answer answer;
  answer.status = got.response.status;
  if (const auto to = got.response.header("location")) answer.location = *to;
  answer.body = std::move(got.response.body);
  answer.ok = got.ok;
  answer.retry_at = got.retry_at;
  answer.code = std::move(got.failure.code);
  answer.sentence = std::move(got.failure.sentence);
  answer.remedy = std::move(got.failure.remedy);
  answer.detail = std::move(got.failure.detail);
  answer.graph_code = std::move(got.failure.graph_code);
  return answer;
}

Answer GraphClient::get(const std::string& tenant_id, const std::string& path_and_query,
                        std::stop_token stop, const AskOptions& options) {
  return answer_of(fetch(tenant_id, address_of(path_and_query), std::move(stop), options, {}));
}

Answer GraphClient::download(const std::string& url, std::stop_token stop,
                             const AskOptions& options) {
  if (!is_report_url(cloud_, url))
    throw Error(ErrorCode::internal, "A file was about to be taken from a foreign host.");
  const auto make = [&] {
    requests_.fetch_add(1);
    http::Request request;
    request.url = url;
    request.deadline = kPageDeadline;
    request.max_body = kMaxPageBytes;
    return request;
  };
  Got got;
  try {
    auto sent = http::send_with_retry(transport_, clock_, random_, make, stop, {});
    got.response = std::move(sent.response);
    got.retry_at = sent.throttled_until;
    got.ok = got.response.status == 200;
    if (!got.ok)
      got.failure = failure_of(got.response, options, options.subject, options.tenant_name);
  } catch (const Error& error) {
    if (!is_expected(error.code())) throw;
    got.failure = failure_from(error);
  }
  return answer_of(std::move(got));
}

// One listing on its way from the first page to the last.
class GraphClient::PageLoop {
 public:
  // A cut page is read again by the loop itself, whether the network or the text shows it.
  static constexpr http::Patience kPages{http::kMaxAttempts, http::kLongestWait, std::nullopt,
                                         false};

  PageLoop(GraphClient& graph, const std::string& tenant_id, const std::string& path,
           std::stop_token stop, const AskOptions& options)
      : graph_(graph),
        tenant_id_(tenant_id),
        stop_(std::move(stop)),
        options_(options),
        subject_(options.subject.empty() ? subject_of(path) : options.subject),
        url_(graph.address_of(path)),
        first_(options.first) {}

  Listing run(const std::function<void(const Page&)>& on_page) {
    const auto before = graph_.requests_sent();
    while (!url_.empty() && read_page(on_page)) {
    }
    listing_.complete = url_.empty() && !differs_from_count();
    listing_.requests = graph_.requests_sent() - before;
    return std::move(listing_);
  }

 private:
  // Reads the page at url_ and moves url_ on; false when the list broke off.
  bool read_page(const std::function<void(const Page&)>& on_page) {
    if (!may_go_on()) return false;
    for (int attempt = 1;; ++attempt) {
      auto got = attempt == 1 && counts(first_.get())
                     ? graph_.got_from(*std::exchange(first_, nullptr), tenant_id_, url_, options_)
                     : graph_.fetch(tenant_id_, url_, stop_, options_, kPages);
      if (!got.ok && got.failure.code != kCut) return broke_off(got);
      std::string why = got.failure.detail;
      auto page = got.ok ? splitter_.split(got.response.body, why) : std::nullopt;
      if (page) return take(*page, on_page);
      if (attempt == kMaxBrokenReads) return unreadable(got, why);
      wait_a_little(attempt);
    }
  }

  bool may_go_on() {
    if (listing_.pages >= kMaxPages) {
      return stopped("too_many_pages", fmt::format("It has more than {} pages.", kMaxPages),
                     "Report this; it is more than Reeve expects of any tenant.");
    }
    if (!is_graph_url(graph_.cloud_, url_)) {
      return stopped(
          "foreign_link",
          "The link to the next page leads away from Microsoft Graph, so it was not followed.",
          "Check whether a proxy changes Microsoft's answers.");
    }
    if (!seen_.insert(base::content_hash(url_)).second) {
      return stopped("loop",
                     "The link to the next page leads back to a page that was read already.",
                     "Reeve asks again with the next sync.");
    }
    return true;
  }

  bool take(SplitPage& page, const std::function<void(const Page&)>& on_page) {
    ++listing_.pages;
    listing_.objects += static_cast<std::int64_t>(page.objects.size());
    if (page.about) about_ = page.about;
    if (is_repeated(page) && ++repeated_ > kMaxRepeatedPages)
      return stopped("loop", "The same page came again and again under new links.",
                     "Reeve asks again with the next sync.");
    url_ = std::move(page.next_link).value_or("");
    if (page.delta_link && url_.empty()) keep_cursor(*page.delta_link);
    on_page(Page{page.objects, listing_.pages, about_});
    if (stop_.stop_requested())
      throw Error(ErrorCode::canceled, "Stopped between two pages of a list.");
    return true;
  }

  // The same objects in the same order as on an earlier page.
  bool is_repeated(const SplitPage& page) {
    if (page.objects.empty()) return false;
    std::string all;
    for (const auto object : page.objects) all += base::content_hash(object);
    return !contents_.insert(base::content_hash(all)).second;
  }

  // Counts lag a little behind; one in ten missing is no lag.
  bool differs_from_count() {
    if (!about_ || listing_.objects * 10 >= *about_ * 9) return false;
    stopped("count_differs",
            fmt::format("Microsoft counts {}, but only {} came.", *about_, listing_.objects),
            "Reeve asks again with the next sync.");
    return true;
  }

  // A link that leads elsewhere is worth nothing; the listing is complete all the same.
  void keep_cursor(const std::string& link) {
    const auto& graph = graph_.cloud_.graph;
    if (is_graph_url(graph_.cloud_, link) && link.starts_with(graph))
      listing_.delta_link = link.substr(graph.size());
  }

  bool unreadable(const Got& got, const std::string& why) {
    const auto body = base::trim(got.response.body);
    const bool cut = !got.ok || body.starts_with('{');
    listing_.detail = fmt::format("{} bytes: {}", body.size(), why);
    return cut ? stopped(kCut,
                         fmt::format("The page stopped before its end, {} times.", kMaxBrokenReads),
                         "Reeve asks again with the next sync. If it stays, check the network and "
                         "the proxy.")
               : stopped("not_json",
                         "What came instead of the page is not Microsoft's format (JSON).",
                         "Check whether a proxy or a sign-in page of the network stands between "
                         "Reeve and Microsoft.");
  }

  bool broke_off(Got& got) {
    listing_.retry_at = got.retry_at;
    listing_.detail = std::move(got.failure.detail);
    return stopped(got.failure.code, got.failure.sentence, got.failure.remedy);
  }

  bool stopped(std::string_view code, std::string_view why, std::string_view remedy) {
    const bool first = listing_.pages == 0;
    listing_.code = code;
    // A list refused from the start needs no page number.
    listing_.sentence =
        first && (code == "not_allowed" || code == "no_token" || code == "no_plan" ||
                  code == "not_found" || code == "resync")
            ? std::string(why)
            : fmt::format("Microsoft's {} of {} broke off on page {}. Nothing was marked gone. {}",
                          subject_, tenant_label(tenant_id_, options_), listing_.pages + 1, why);
    listing_.remedy = remedy;
    base::log_warning("graph", "{} of tenant {} incomplete after {} pages: {} {}", subject_,
                      tenant_id_, listing_.pages, code, listing_.detail);
    return false;
  }

  void wait_a_little(int attempt) {
    const auto decision = http::next_delay(attempt, 0, {}, graph_.clock_.now(), graph_.random_);
    if (!graph_.clock_.wait_for(stop_, decision.delay))
      throw Error(ErrorCode::canceled, "Stopped while waiting to read a page again.");
  }

  GraphClient& graph_;
  const std::string& tenant_id_;
  std::stop_token stop_;
  const AskOptions& options_;
  std::string subject_;
  std::string url_;                           // of the next page; empty after the last
  std::shared_ptr<const FirstAnswer> first_;  // the first page, not read yet
  std::unordered_set<std::string> seen_, contents_;
  int repeated_ = 0;
  std::optional<std::int64_t> about_;
  PageSplitter splitter_;
  Listing listing_;
};

Listing GraphClient::list(const std::string& tenant_id, const std::string& path_and_query,
                          const std::function<void(const Page&)>& on_page, std::stop_token stop,
                          const AskOptions& options) {
  return PageLoop(*this, tenant_id, path_and_query, std::move(stop), options).run(on_page);
}

}  // namespace reeve::microsoft
