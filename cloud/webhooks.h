// Calls to programs on this machine that asked to hear of changes. Never to any other machine.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>

namespace cloud {

struct WebhookCall {
  std::string url;
  std::string content_type;
  std::string body;
};

struct WebhookAnswer {
  int status = 0;  // 0: nobody answered
  std::string body;
};

// A URL that leads to this machine: http:// or https:// to 127.x.x.x, [::1] or localhost, which is
// taken for 127.0.0.1 without asking anybody.
struct LoopbackUrl {
  bool tls = false;
  std::string address;  // "127.0.0.1" or "::1"
  std::uint16_t port = 0;
  std::string host;    // with its port, as the header Host tells it
  std::string target;  // path and query
};
// Nothing for every other URL, and for whatever is not plainly one.
std::optional<LoopbackUrl> read_loopback_url(std::string_view url);

// Posts to such a URL and waits up to ten seconds (Graph's time for a validation). Certificates of
// https are not checked: they are made on the spot. Any other URL gets status 0 without a call.
WebhookAnswer call_webhook(const WebhookCall& call);

// Sends calls one after the other on a thread of its own. Safe on any thread.
class Webhooks {
 public:
  using Transport = std::function<WebhookAnswer(const WebhookCall&)>;
  static constexpr std::size_t kMostWaiting = 10'000;  // later ones are lost, as in an outage
  static constexpr int kTries = 3;                     // of each call, until a 2xx comes

  Webhooks() = default;
  ~Webhooks();
  Webhooks(const Webhooks&) = delete;
  Webhooks& operator=(const Webhooks&) = delete;

  // For tests: who calls instead. To be set before the first call.
  void set_transport(Transport transport) { transport_ = std::move(transport); }
  // At once, for validations.
  WebhookAnswer ask(const WebhookCall& call) { return transport_(call); }
  void send_later(WebhookCall call);
  // Until everything that waited was sent.
  void wait_until_sent();

 private:
  void work();

  Transport transport_ = call_webhook;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<WebhookCall> waiting_;
  bool busy_ = false;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace cloud
