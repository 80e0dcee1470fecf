// What an account wants to be told, by mail or webhook, and when its daily digest comes.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/id.h"
#include "db/connection.h"
#include "store/notices.h"

namespace reeve::store {

inline constexpr std::int64_t kDefaultDigestHour = 8;

struct NoticeSettings {
  base::Id account = 0;
  std::optional<std::string> email;                 // none: the account's own address
  std::set<std::string> mail_kinds, webhook_kinds;  // of kNoticeKinds
  std::string webhook_format = "teams";             // or json
  std::int64_t digest_hour = kDefaultDigestHour;    // 0 to 23, in the time zone
  std::optional<std::string> time_zone;             // IANA name; none: the installation's
  std::optional<std::string> last_digest_on;        // date; kept by set_digest_day alone
};

// An account that never chose anything is told nothing but on the Home page.
NoticeSettings notice_settings(db::Connection& c, base::Id account);
void save_notice_settings(db::Connection& c, const NoticeSettings& settings, base::Time now);

// One who may be sent something: an active account with settings of its own.
struct NoticeReader {
  NoticeSettings settings;
  std::string account_email;
  NoticeView view;
  // Where mail goes.
  const std::string& address() const { return settings.email ? *settings.email : account_email; }
};
std::vector<NoticeReader> notice_readers(db::Connection& c);
std::optional<NoticeReader> find_notice_reader(db::Connection& c, base::Id account);

// False when the digest of that day was given already.
bool set_digest_day(db::Connection& c, base::Id account, const std::string& day);

}  // namespace reeve::store
