// Reads and writes what each account wants to be told.
#include "store/notice_settings.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"
#include "base/text.h"
#include "store/accounts.h"
#include "store/rows.h"

namespace reeve::store {
namespace {

constexpr std::string_view kColumns =
    "s.account, s.email, s.mail_kinds, s.webhook_kinds, s.webhook_format, s.digest_hour, "
    "s.time_zone, s.last_digest_on";

std::set<std::string> kinds_from(const std::string& text) {
  std::set<std::string> kinds;
  for (auto& kind : base::split(text, ','))
    if (!kind.empty()) kinds.insert(std::move(kind));
  return kinds;
}

std::string kinds_text(const std::set<std::string>& kinds) {
  std::string text;
  for (const auto& kind : kinds) {
    if (std::find(kNoticeKinds.begin(), kNoticeKinds.end(), kind) == kNoticeKinds.end())
      throw base::Error(base::ErrorCode::invalid,
                        fmt::format("There is no kind of notice called \"{}\".", kind));
    text += (text.empty() ? "" : ",") + kind;
  }
  return text;
}

NoticeSettings settings_from(const db::Row& row) {
  NoticeSettings s;
  s.account = row.integer(0);
  s.email = row.optional_text(1);
  s.mail_kinds = kinds_from(row.text(2));
  s.webhook_kinds = kinds_from(row.text(3));
  s.webhook_format = row.text(4);
  s.digest_hour = row.integer(5);
  s.time_zone = row.optional_text(6);
  s.last_digest_on = row.optional_text(7);
  return s;
}

}  // namespace

NoticeSettings notice_settings(db::Connection& c, base::Id account) {
  const auto rows = c.query(
      fmt::format("SELECT {} FROM notice_settings s WHERE s.account = $1", kColumns), {account});
  if (!rows.empty()) return settings_from(rows.front());
  NoticeSettings fresh;
  fresh.account = account;
  return fresh;
}

void save_notice_settings(db::Connection& c, const NoticeSettings& settings, base::Time now) {
  c.execute(
      "INSERT INTO notice_settings (account, email, mail_kinds, webhook_kinds, webhook_format, "
      "digest_hour, time_zone, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) "
      "ON CONFLICT (account) DO UPDATE SET email = excluded.email, mail_kinds = "
      "excluded.mail_kinds, webhook_kinds = excluded.webhook_kinds, webhook_format = "
      "excluded.webhook_format, digest_hour = excluded.digest_hour, time_zone = "
      "excluded.time_zone, updated_at = excluded.updated_at",
      {settings.account, db::opt(settings.email), kinds_text(settings.mail_kinds),
       kinds_text(settings.webhook_kinds), settings.webhook_format, settings.digest_hour,
       db::opt(settings.time_zone), ms(now)});
}

std::optional<NoticeReader> find_notice_reader(db::Connection& c, base::Id account) {
  const auto found = find_account(c, account);
  if (!found || found->state != "active") return std::nullopt;
  return NoticeReader{notice_settings(c, account), found->email, {scope_of(*found), found->role}};
}

std::vector<NoticeReader> notice_readers(db::Connection& c) {
  std::vector<NoticeReader> readers;
  for (const auto& row :
       c.query("SELECT s.account FROM notice_settings s JOIN accounts a ON a.id = s.account "
               "WHERE a.state = 'active' ORDER BY s.account"))
    if (auto reader = find_notice_reader(c, row.integer(0))) readers.push_back(*std::move(reader));
  return readers;
}

bool set_digest_day(db::Connection& c, base::Id account, const std::string& day) {
  return c.execute(
             "UPDATE notice_settings SET last_digest_on = $1 WHERE account = $2 AND "
             "(last_digest_on IS NULL OR last_digest_on < $1)",
             {day, account}) == 1;
}

}  // namespace reeve::store
