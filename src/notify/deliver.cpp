// Claims messages one by one, sends them and writes down how each ended.
#include "notify/deliver.h"

#include <fmt/format.h>

#include <array>
#include <vector>

#include "base/error.h"
#include "base/log.h"

namespace reeve::notify {
namespace {

using base::Error;
using base::ErrorCode;
using std::chrono::hours;
using std::chrono::minutes;
using store::DueDelivery;

constexpr std::array<base::Millis, kMaxTries - 1> kRungs{minutes{1}, minutes{5}, minutes{15},
                                                         hours{1},   hours{4},   hours{12}};
constexpr std::string_view kMail = "mail";
constexpr std::string_view kKilled =
    "Reeve was ended while this was being sent, so it may or may not have arrived.";
constexpr std::size_t kTestIdBytes = 12;

// Channels whose receivers know a repetition by its id.
const std::vector<std::string>& repeatable() {
  static const std::vector<std::string> channels{"mail", "json"};
  return channels;
}

bool is_repeatable(const std::string& channel) {
  return channel == repeatable()[0] || channel == repeatable()[1];
}

// Nothing when there is none.
std::optional<base::SecretBytes> webhook_of(const Services& services, base::Id account) {
  return services.database.read([&](db::Connection& c) -> std::optional<base::SecretBytes> {
    if (!services.vault.has(c, kNoticeSettings, account, kWebhookUrl)) return std::nullopt;
    return services.vault.get(c, kNoticeSettings, account, kWebhookUrl);
  });
}

// Why nobody wants it any more.
std::optional<std::string> why_dropped(const DueDelivery& due) {
  if (!due.reader) return "The account is not active any more.";
  const auto& settings = due.reader->settings;
  const auto& kinds = due.delivery.channel == kMail ? settings.mail_kinds : settings.webhook_kinds;
  if (!kinds.contains(due.notice.kind)) return "Its reader switched this off meanwhile.";
  return std::nullopt;
}

class Delivering {
 public:
  Delivering(const Services& services, const DueDelivery& due, std::stop_token stop)
      : services_(services), due_(due), stop_(std::move(stop)) {}

  void run() {
    if (const auto why = why_dropped(due_)) return end("dropped", *why);
    settle(send());
  }

 private:
  Sent send() {
    const auto message =
        message_of(due_.notice, due_.delivery.event, due_.delivery.account, services_.public_url);
    const HandOver hand_over = [this] { return mark_handed(); };
    if (due_.delivery.channel == kMail)
      return services_.senders.mail(message, due_.reader->address(), hand_over, stop_);
    const auto url = webhook_of(services_, due_.delivery.account);
    if (!url) return {Ending::refused, "No webhook is entered for this account.", {}};
    return services_.senders.webhook(*url, due_.delivery.channel, message, hand_over, stop_);
  }

  bool mark_handed() {
    const bool ours = services_.database.write(db::Lane::background, [&](db::Connection& c) {
      return store::hand_over(c, due_.delivery.id, services_.owner, kClaim);
    });
    services_.at_point("notice_handed");
    return ours;
  }

  void settle(const Sent& sent) {
    services_.at_point("notice_answered");
    switch (sent.ending) {
      case Ending::sent:
        return end("sent", std::nullopt);
      case Ending::refused:
        return end("gave_up", sent.sentence);
      case Ending::stopped:
        return again(sent.sentence, services_.clock.now());
      case Ending::unsure:
        if (!is_repeatable(due_.delivery.channel)) return end("unsure", sent.sentence);
        [[fallthrough]];
      case Ending::later:
        return climb(sent);
    }
  }

  void climb(const Sent& sent) {
    const auto rung = next_rung(due_.delivery.attempts);
    if (!rung) return end("gave_up", sent.sentence);
    again(sent.sentence, services_.clock.now() + std::max(*rung, sent.retry_after.value_or(*rung)));
  }

  void end(std::string_view state, const std::optional<std::string>& error) {
    services_.database.write(db::Lane::background, [&](db::Connection& c) {
      store::end_delivery(c, due_.delivery.id, services_.owner, state, error,
                          services_.clock.now());
    });
  }

  void again(const std::string& error, base::Time at) {
    services_.database.write(db::Lane::background, [&](db::Connection& c) {
      store::retry_delivery(c, due_.delivery.id, services_.owner, error, at);
    });
  }

  const Services& services_;
  const DueDelivery& due_;
  std::stop_token stop_;
};

bool anything_due(const Services& services) {
  return services.database.read(
      [&](db::Connection& c) { return store::deliveries_pending(c, services.clock.now()); });
}

void rescue(const Services& services) {
  const auto rescued = services.database.write(db::Lane::background, [&](db::Connection& c) {
    return store::rescue_deliveries(c, repeatable(), std::string(kKilled), services.clock.now());
  });
  if (rescued > 0) base::log_info("notify", "{} messages of an ended process taken up", rescued);
}

}  // namespace

std::optional<base::Millis> next_rung(std::int64_t attempts) {
  if (attempts < 1 || attempts >= kMaxTries) return std::nullopt;
  return kRungs.at(static_cast<std::size_t>(attempts - 1));
}

std::int64_t deliver_due(const Services& services, std::stop_token stop) {
  if (!anything_due(services)) return 0;
  rescue(services);
  std::int64_t tried = 0;
  while (tried < kMaxAtOnce && !stop.stop_requested()) {
    const auto due = services.database.write(db::Lane::background, [&](db::Connection& c) {
      return store::claim_delivery(c, services.owner, kClaim, services.clock.now());
    });
    if (!due) return tried;
    services.at_point("notice_claimed");
    Delivering(services, *due, stop).run();
    ++tried;
  }
  return tried;
}

Sent send_test(const Services& services, base::Id account, std::string_view channel,
               std::stop_token stop) {
  const auto reader = services.database.read(
      [&](db::Connection& c) { return store::find_notice_reader(c, account); });
  if (!reader) throw Error(ErrorCode::not_found, "There is no such active account.");
  const auto message = test_message(base::random_token(services.random, kTestIdBytes),
                                    services.public_url, services.clock.now());
  const HandOver go = [] { return true; };
  if (channel == kMail)
    return services.senders.mail(message, reader->address(), go, std::move(stop));
  const auto url = webhook_of(services, account);
  if (!url)
    return {Ending::refused, "No webhook is entered yet. Enter its address and save it first.", {}};
  return services.senders.webhook(*url, reader->settings.webhook_format, message, go,
                                  std::move(stop));
}

}  // namespace reeve::notify
