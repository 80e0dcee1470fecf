// Drives every exchange from one thread with libcurl's multi interface.
#include "http/curl_loop.h"

#include <fmt/format.h>
#include <sodium.h>

#include <algorithm>
#include <cstring>
#include <utility>

#include "base/error.h"
#include "base/text.h"

namespace reeve::http {

namespace {

constexpr int kPollMillis = 1'000;

template <class T>
void set(CURL* easy, CURLoption option, T value) {
  const auto code = curl_easy_setopt(easy, option, value);
  if (code != CURLE_OK) {
    throw base::Error(base::ErrorCode::internal, "The HTTP library does not take a setting.",
                      curl_easy_strerror(code));
  }
}

void append(std::unique_ptr<curl_slist, FreeList>& list, const std::string& line) {
  curl_slist* longer = curl_slist_append(list.get(), line.c_str());
  if (longer == nullptr) throw base::Error(base::ErrorCode::internal, "No memory for a request.");
  list.release();
  list.reset(longer);
}

// A line break in a value would smuggle in another header.
void refuse_breaks(std::string_view text) {
  if (text.find_first_of(std::string_view("\r\n\0", 3)) != std::string_view::npos) {
    throw base::Error(base::ErrorCode::invalid,
                      "A header of a request holds a line break, so it was not sent.");
  }
}

}  // namespace

void FreeList::operator()(curl_slist* list) const {
  for (auto* line = list; line != nullptr; line = line->next)
    sodium_memzero(line->data, std::strlen(line->data));
  curl_slist_free_all(list);
}

Exchange::Exchange(const Request& request, const CurlOptions& options, bool loopback)
    : easy_(curl_easy_init()), max_body_(request.max_body) {
  if (!easy_) throw base::Error(base::ErrorCode::internal, "No memory for a request.");
  set_request(request);
  set_network(options, loopback);
}

void Exchange::set_request(const Request& request) {
  CURL* easy = easy_.get();
  set(easy, CURLOPT_URL, request.url.c_str());
  for (const auto& [name, value] : request.headers) {
    refuse_breaks(name);
    refuse_breaks(value);
    auto line = fmt::format("{}: {}", name, value);
    append(headers_, line);
    sodium_memzero(line.data(), line.size());
  }
  append(headers_, "Accept-Encoding: gzip");
  append(headers_, "Expect:");
  if (request.method == "GET") {
    set(easy, CURLOPT_HTTPGET, 1L);
  } else {
    if (!request.body.empty() || request.method == "POST") {
      set(easy, CURLOPT_POST, 1L);
      set(easy, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
      set(easy, CURLOPT_POSTFIELDS, request.body.data());
    }
    set(easy, CURLOPT_CUSTOMREQUEST, request.method.c_str());
  }
  set(easy, CURLOPT_HTTPHEADER, headers_.get());
  set(easy, CURLOPT_TIMEOUT_MS, static_cast<long>(request.deadline.count()));
}

void Exchange::set_network(const CurlOptions& options, bool loopback) {
  CURL* easy = easy_.get();
  set(easy, CURLOPT_PRIVATE, this);
  set(easy, CURLOPT_NOSIGNAL, 1L);
  set(easy, CURLOPT_PROTOCOLS_STR, "https,http");
  set(easy, CURLOPT_FOLLOWLOCATION, 0L);
  set(easy, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_2TLS));
  set(easy, CURLOPT_PIPEWAIT, 1L);
  set(easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
  set(easy, CURLOPT_TCP_KEEPALIVE, 1L);
  set(easy, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(options.connect_timeout.count()));
  set(easy, CURLOPT_USERAGENT, options.user_agent.c_str());
  set(easy, CURLOPT_ERRORBUFFER, error_text.data());
  set(easy, CURLOPT_WRITEFUNCTION, &Exchange::on_body);
  set(easy, CURLOPT_WRITEDATA, this);
  set(easy, CURLOPT_HEADERFUNCTION, &Exchange::on_header);
  set(easy, CURLOPT_HEADERDATA, this);
  if (!options.ca_file.empty()) set(easy, CURLOPT_CAINFO, options.ca_file.c_str());
  for (const auto& route : options.connect_to) append(connect_to_, route);
  if (connect_to_) set(easy, CURLOPT_CONNECT_TO, connect_to_.get());
  // An empty name switches off the proxies of the environment.
  if (loopback || connect_to_) set(easy, CURLOPT_PROXY, "");
}

std::size_t Exchange::on_body(char* data, std::size_t size, std::size_t count, void* self) {
  auto& exchange = *static_cast<Exchange*>(self);
  const std::size_t bytes = size * count;
  if (exchange.response.body.size() + bytes > exchange.max_body_) {
    exchange.too_large = true;
    return CURL_WRITEFUNC_ERROR;
  }
  try {
    exchange.response.body.append(data, bytes);
  } catch (const std::bad_alloc&) {
    exchange.too_large = true;
    return CURL_WRITEFUNC_ERROR;
  }
  return bytes;
}

std::size_t Exchange::on_header(char* data, std::size_t size, std::size_t count, void* self) {
  const std::size_t bytes = size * count;
  return static_cast<Exchange*>(self)->take_header({data, bytes}) ? bytes : CURL_WRITEFUNC_ERROR;
}

bool Exchange::take_header(std::string_view line) {
  header_bytes_ += line.size();
  if (header_bytes_ > kMaxHeaderBytes) {
    too_large = true;
    return false;
  }
  if (line.starts_with(
          "HTTP/")) {  // a new answer begins: the one before was "100 Continue" or a proxy's
    response.headers.clear();
    return true;
  }
  const auto colon = line.find(':');
  if (colon != std::string_view::npos) {
    response.headers.emplace_back(base::ascii_lower(base::trim(line.substr(0, colon))),
                                  std::string(base::trim(line.substr(colon + 1))));
  }
  return true;
}

CurlLoop::CurlLoop(long connections_per_host) {
  curl_global_init(CURL_GLOBAL_DEFAULT);
  multi_ = curl_multi_init();
  if (multi_ == nullptr)
    throw base::Error(base::ErrorCode::internal, "The HTTP library does not start.");
  curl_multi_setopt(multi_, CURLMOPT_MAX_HOST_CONNECTIONS, connections_per_host);
  curl_multi_setopt(multi_, CURLMOPT_MAXCONNECTS, kMaxIdleConnections);
  thread_ = std::thread([this] { work(); });
}

CurlLoop::~CurlLoop() {
  {
    std::lock_guard hold(mutex_);
    stopping_ = true;
  }
  curl_multi_wakeup(multi_);
  thread_.join();
  curl_multi_cleanup(multi_);
  curl_global_cleanup();
}

void CurlLoop::run(Exchange& exchange) {
  std::unique_lock lock(mutex_);
  if (stopping_) {
    exchange.outcome = Exchange::Outcome::canceled;
    return;
  }
  waiting_.push_back(&exchange);
  curl_multi_wakeup(multi_);
  changed_.wait(lock, [&] { return exchange.outcome != Exchange::Outcome::pending; });
}

void CurlLoop::cancel(Exchange& exchange) {
  exchange.canceled = true;
  curl_multi_wakeup(multi_);
}

void CurlLoop::work() {
  bool stopping = false;
  while (!stopping) {
    take_new();
    int running = 0;
    curl_multi_perform(multi_, &running);
    finish_answered();
    {
      std::lock_guard hold(mutex_);
      stopping = stopping_;
    }
    drop_canceled(stopping);
    if (!stopping) curl_multi_poll(multi_, nullptr, 0, kPollMillis, nullptr);
  }
  take_new();
  drop_canceled(true);
}

void CurlLoop::take_new() {
  std::vector<Exchange*> fresh;
  {
    std::lock_guard hold(mutex_);
    fresh.swap(waiting_);
  }
  for (auto* exchange : fresh) {
    if (curl_multi_add_handle(multi_, exchange->easy()) == CURLM_OK) {
      active_.push_back(exchange);
    } else {
      finish(exchange, Exchange::Outcome::failed);
    }
  }
}

void CurlLoop::finish_answered() {
  int left = 0;
  while (const CURLMsg* message = curl_multi_info_read(multi_, &left)) {
    if (message->msg != CURLMSG_DONE) continue;
    CURL* easy = message->easy_handle;
    const CURLcode code = message->data.result;  // the message dies with the removal
    Exchange* exchange = nullptr;
    curl_easy_getinfo(easy, CURLINFO_PRIVATE, &exchange);
    curl_multi_remove_handle(multi_, easy);
    std::erase(active_, exchange);
    long status = 0;
    curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
    exchange->response.status = static_cast<int>(status);
    exchange->code = code;
    finish(exchange, code == CURLE_OK ? Exchange::Outcome::answered : Exchange::Outcome::failed);
  }
}

void CurlLoop::drop_canceled(bool all) {
  for (std::size_t i = 0; i < active_.size();) {
    Exchange* exchange = active_[i];
    if (!all && !exchange->canceled) {
      ++i;
      continue;
    }
    curl_multi_remove_handle(multi_, exchange->easy());
    active_.erase(active_.begin() + static_cast<std::ptrdiff_t>(i));
    finish(exchange, Exchange::Outcome::canceled);
  }
}

void CurlLoop::finish(Exchange* exchange, Exchange::Outcome outcome) {
  {
    std::lock_guard hold(mutex_);
    exchange->outcome = outcome;  // the caller may destroy it as soon as the lock is free
  }
  changed_.notify_all();
}

}  // namespace reeve::http
