// Drives one libcurl easy handle.
#include "http/transfer.h"

#include <curl/curl.h>
#include <fmt/format.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>
#include <mutex>

#include "base/error.h"
#include "base/text.h"
#include "http/address.h"

namespace reeve::http {
namespace {

constexpr base::Millis kConnectTimeout{10'000};

struct FreeEasy {
  void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
};
struct FreeList {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using List = std::unique_ptr<curl_slist, FreeList>;

template <class T>
void set(CURL* easy, CURLoption option, T value) {
  if (const auto code = curl_easy_setopt(easy, option, value); code != CURLE_OK)
    throw base::Error(base::ErrorCode::internal, "The network library does not take a setting.",
                      curl_easy_strerror(code));
}

void append(List& list, const std::string& line) {
  if (line.find_first_of(std::string_view("\r\n\0", 3)) != std::string::npos)
    throw base::Error(base::ErrorCode::invalid,
                      "A header of a message holds a line break, so it was not sent.");
  curl_slist* longer = curl_slist_append(list.get(), line.c_str());
  if (longer == nullptr) throw base::Error(base::ErrorCode::internal, "No memory for a message.");
  list.release();
  list.reset(longer);
}

Trouble trouble_of(CURLcode code) {
  switch (code) {
    case CURLE_OK:
      return Trouble::none;
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_RESOLVE_PROXY:
      return Trouble::unknown_host;
    case CURLE_COULDNT_CONNECT:
      return Trouble::unreachable;
    case CURLE_OPERATION_TIMEDOUT:
      return Trouble::late;
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_CONNECT_ERROR:
      return Trouble::certificate;
    case CURLE_LOGIN_DENIED:
      return Trouble::login;
    case CURLE_USE_SSL_FAILED:
      return Trouble::plain_text;
    default:
      return Trouble::broken;
  }
}

class Exchange {
 public:
  Exchange(const Transfer& request, const HandOver& hand_over, std::stop_token stop)
      : request_(request), hand_over_(hand_over), stop_(std::move(stop)), easy_(curl_easy_init()) {
    if (!easy_) throw base::Error(base::ErrorCode::internal, "No memory for a message.");
  }

  Transferred run() {
    const bool mail = request_.url.starts_with("smtp");
    set_network(mail);
    mail ? set_mail() : set_webhook();
    const auto code = curl_easy_perform(easy_.get());
    result_.trouble = trouble_of(code);
    curl_easy_getinfo(easy_.get(), CURLINFO_RESPONSE_CODE, &result_.status);
    result_.error = fmt::format("{} ({})", error_text_.data(), curl_easy_strerror(code));
    return std::move(result_);
  }

 private:
  void set_network(bool mail) {
    CURL* easy = easy_.get();
    set(easy, CURLOPT_URL, request_.url.c_str());
    set(easy, CURLOPT_NOSIGNAL, 1L);
    set(easy, CURLOPT_PROTOCOLS_STR, mail ? "smtp,smtps" : "https,http");
    set(easy, CURLOPT_FOLLOWLOCATION, 0L);
    set(easy, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(kConnectTimeout.count()));
    set(easy, CURLOPT_TIMEOUT_MS, static_cast<long>(request_.deadline.count()));
    set(easy, CURLOPT_ERRORBUFFER, error_text_.data());
    set(easy, CURLOPT_READFUNCTION, &Exchange::on_read);
    set(easy, CURLOPT_READDATA, this);
    set(easy, CURLOPT_WRITEFUNCTION, &Exchange::on_write);
    set(easy, CURLOPT_WRITEDATA, this);
    set(easy, CURLOPT_HEADERFUNCTION, &Exchange::on_header);
    set(easy, CURLOPT_HEADERDATA, this);
    set(easy, CURLOPT_OPENSOCKETFUNCTION, &Exchange::on_socket);
    set(easy, CURLOPT_OPENSOCKETDATA, this);
    set(easy, CURLOPT_XFERINFOFUNCTION, &Exchange::on_progress);
    set(easy, CURLOPT_XFERINFODATA, this);
    set(easy, CURLOPT_NOPROGRESS, 0L);
    if (!request_.ca_file.empty()) set(easy, CURLOPT_CAINFO, request_.ca_file.c_str());
  }

  void set_mail() {
    CURL* easy = easy_.get();
    append(list_, fmt::format("<{}>", request_.to));
    set(easy, CURLOPT_PROXY, "");
    set(easy, CURLOPT_USE_SSL,
        static_cast<long>(request_.encrypted ? CURLUSESSL_ALL : CURLUSESSL_TRY));
    set(easy, CURLOPT_MAIL_FROM, fmt::format("<{}>", request_.from).c_str());
    set(easy, CURLOPT_MAIL_RCPT, list_.get());
    set(easy, CURLOPT_UPLOAD, 1L);
    if (request_.user.empty()) return;
    set(easy, CURLOPT_USERNAME, request_.user.c_str());
    std::string password(request_.password.text());
    set(easy, CURLOPT_PASSWORD, password.c_str());
    std::fill(password.begin(), password.end(), '\0');
  }

  void set_webhook() {
    CURL* easy = easy_.get();
    for (const auto& [name, value] : request_.headers)
      append(list_, fmt::format("{}: {}", name, value));
    append(list_, "Expect:");
    set(easy, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
    set(easy, CURLOPT_POST, 1L);
    set(easy, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request_.body.size()));
    set(easy, CURLOPT_HTTPHEADER, list_.get());
    if (request_.url.starts_with("http:")) set(easy, CURLOPT_PROXY, "");
  }

  std::size_t read(char* into, std::size_t room) {
    if (!result_.handed) {
      if (stop_.stop_requested() || (hand_over_ && !hand_over_())) {
        result_.declined = true;
        return CURL_READFUNC_ABORT;
      }
      result_.handed = true;
    }
    const auto part = std::min(room, request_.body.size() - read_);
    std::memcpy(into, request_.body.data() + read_, part);
    read_ += part;
    return part;
  }

  // hand_over writes to the database and may throw; nothing may pass through libcurl.
  static std::size_t on_read(char* into, std::size_t size, std::size_t count, void* self) {
    auto& exchange = *static_cast<Exchange*>(self);
    try {
      return exchange.read(into, size * count);
    } catch (const std::exception&) {
      exchange.result_.declined = true;
      return CURL_READFUNC_ABORT;
    }
  }

  // An answer is only counted: nothing in it is shown to anybody.
  static std::size_t on_write(char*, std::size_t size, std::size_t count, void* self) {
    auto& exchange = *static_cast<Exchange*>(self);
    exchange.answered_ += size * count;
    return exchange.answered_ > kMaxAnswerBytes ? CURL_WRITEFUNC_ERROR : size * count;
  }

  static std::size_t on_header(char* data, std::size_t size, std::size_t count, void* self) {
    auto& exchange = *static_cast<Exchange*>(self);
    const std::string_view line(data, size * count);
    if (base::starts_with_ignoring_case(line, "retry-after:"))
      exchange.result_.retry_after = std::string(base::trim(line.substr(12)));
    return size * count;
  }

  static curl_socket_t on_socket(void* self, curlsocktype, curl_sockaddr* address) {
    auto& exchange = *static_cast<Exchange*>(self);
    if (exchange.request_.public_only && !is_public_address(address->addr)) {
      exchange.result_.private_address = true;
      return CURL_SOCKET_BAD;
    }
    return ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
  }

  // Once the text has left, its answer is waited for even when asked to stop: it comes in seconds.
  static int on_progress(void* self, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
    auto& exchange = *static_cast<Exchange*>(self);
    if (exchange.result_.handed || !exchange.stop_.stop_requested()) return 0;
    exchange.result_.declined = true;
    return 1;
  }

  const Transfer& request_;
  const HandOver& hand_over_;
  std::stop_token stop_;
  std::unique_ptr<CURL, FreeEasy> easy_;
  List list_;
  std::array<char, CURL_ERROR_SIZE> error_text_{};
  std::size_t read_ = 0, answered_ = 0;
  Transferred result_;
};

}  // namespace

Transferred transfer(const Transfer& request, const HandOver& hand_over, std::stop_token stop) {
  static std::once_flag once;
  std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
  return Exchange(request, hand_over, std::move(stop)).run();
}

}  // namespace reeve::http
