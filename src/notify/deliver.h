// Sends the messages that wait, each exactly once where that can be known.
//
// The rule, also over kill -9: a message is claimed, marked as handed in the instant before its
// text leaves, and marked as sent when the receiver said so. Killed before it was handed, it is
// sent again. Killed (or left without an answer) after that, mail and JSON are sent again with the
// same Message-ID or Idempotency-Key, by which receivers know a repetition; a Teams card, which
// Teams would show twice, is left "unsure" for an administrator to look at.
#pragma once

#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/random.h"
#include "db/database.h"
#include "notify/senders.h"
#include "store/notice_deliveries.h"
#include "vault/vault.h"

namespace reeve::notify {

// What the vault keeps for notices: an account's webhook, the installation's mail password.
inline constexpr std::string_view kNoticeSettings = "notice_settings";
inline constexpr std::string_view kWebhookUrl = "webhook_url";
inline constexpr std::string_view kInstallation = "installation";
inline constexpr base::Id kInstallationId = 1;
inline constexpr std::string_view kSmtpPassword = "smtp_password";

inline constexpr base::Millis kClaim{60'000};  // longer than any exchange takes
inline constexpr std::int64_t kMaxAtOnce = 1'000;
// Tries of one message, the first included: a minute, five, a quarter of an hour, one hour, four,
// twelve between them.
inline constexpr std::int64_t kMaxTries = 7;
// Nothing: it was tried kMaxTries times.
std::optional<base::Millis> next_rung(std::int64_t attempts);

struct Services {
  db::Database& database;
  const vault::Vault& vault;
  base::Clock& clock;
  base::Random random;
  std::string public_url;  // without a slash at the end
  std::string time_zone;   // the installation's, for digests of accounts without one
  std::string owner;       // this process, among those that share the database
  Senders senders;
  // Tests of recovery end the process here: claimed, handed, answered.
  std::function<void(std::string_view)> at_point = [](std::string_view) {};
};

// Sends what is due, at most kMaxAtOnce; gives how many were tried. Throws as the database does.
std::int64_t deliver_due(const Services& services, std::stop_token stop);

// One message now, by mail or webhook, to see whether it arrives. Blocks for up to half a minute.
Sent send_test(const Services& services, base::Id account, std::string_view channel,
               std::stop_token stop);

}  // namespace reeve::notify
