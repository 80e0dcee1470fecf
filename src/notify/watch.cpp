// Compares what is with what was told.
#include "notify/watch.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "base/time_zone.h"
#include "store/links.h"
#include "store/notice_sources.h"

namespace reeve::notify {
namespace {

using store::Notice;

constexpr std::string_view kExpiring = "Expiring: ";
constexpr std::size_t kNamedTenants = 5;

// Days until then, begun ones counted; 0 and less: it is over.
std::int64_t days_left(base::Time ends_at, base::Time now) {
  return std::chrono::ceil<std::chrono::days>(ends_at - now).count();
}

std::optional<std::int64_t> threshold(std::int64_t days) {
  for (const auto before : kDaysBefore)
    if (days <= before) return before;
  return std::nullopt;
}

std::string what_ends(const store::Expiry& expiry) {
  if (expiry.kind == "relationship")
    return fmt::format("the GDAP relationship {} of {}", expiry.name, expiry.connection_name);
  return fmt::format("the client {} of {}", expiry.kind, expiry.connection_name);
}

std::string remedy_of(const store::Expiry& expiry) {
  if (expiry.kind == "relationship")
    return "Ask the customer to accept a new relationship, or let this one extend itself in "
           "Partner Center.";
  return fmt::format(
      "Make a new {} in the application's registration and enter it under Edit credentials; the "
      "old one works until then.",
      expiry.kind);
}

// The same for all thresholds of one end.
std::string base_key(const store::Expiry& expiry) {
  return fmt::format("expiring:{}:{}:{}:{}:", expiry.kind, expiry.connection, expiry.external_id,
                     base::to_ms(expiry.ends_at));
}

Notice notice_of(const store::Expiry& expiry, std::int64_t days, std::int64_t before) {
  const auto day = base::to_rfc3339(expiry.ends_at).substr(0, 10);
  const auto what = what_ends(expiry);
  Notice notice;
  notice.kind = "expiring";
  notice.severity = before <= 7 ? "critical" : "warning";
  notice.connection = expiry.connection;
  notice.key = fmt::format("{}{}", base_key(expiry), before);
  notice.title = fmt::format("{}{}", kExpiring, what);
  notice.sentence = days > 0
                        ? fmt::format("In {} day{}, on {}, {} ends; what needs it stops then.",
                                      days, days == 1 ? "" : "s", day, what)
                        : fmt::format("On {}, {} ended; what needs it has stopped.", day, what);
  notice.remedy = remedy_of(expiry);
  notice.path = expiry.kind == "relationship"
                    ? fmt::format("/integrations/{}", expiry.connection)
                    : fmt::format("/integrations/{}/edit", expiry.connection);
  return notice;
}

std::string without_threshold(const std::string& key) { return key.substr(0, key.rfind(':') + 1); }

// An end whose notice stands but which is not near any more: another threshold says it now, or it
// was moved.
void settle_old(db::Connection& c, const std::set<std::string>& wanted, base::Time now) {
  std::set<std::string> bases;
  for (const auto& key : wanted) bases.insert(without_threshold(key));
  for (const auto& key : store::open_notice_keys(c, "expiring")) {
    if (wanted.contains(key)) continue;
    if (bases.contains(without_threshold(key))) {
      store::close_notice(c, key, now);
      continue;
    }
    const auto notice = store::find_open_notice(c, key);
    const auto what = notice ? notice->title.substr(kExpiring.size()) : std::string("this");
    store::mend_notice(c, key, fmt::format("No end is near any more for {}.", what), now);
  }
}

std::string first_sync_key(base::Id connection) { return fmt::format("first_sync:{}", connection); }

Notice notice_of(const store::WaitingFirstSyncs& waiting) {
  Notice notice;
  notice.kind = "tenant_held";
  notice.severity = "info";
  notice.connection = waiting.connection;
  notice.key = first_sync_key(waiting.connection);
  const bool one = waiting.count == 1;
  notice.title =
      one ? fmt::format("The first sync of {} waits for your yes", waiting.first_tenant)
          : fmt::format("The first sync of {} tenants waits for your yes", waiting.count);
  notice.sentence = fmt::format(
      "{} read through {} and matched; nothing is written to documentation before somebody "
      "accepts the preview.",
      one ? fmt::format("{} was", waiting.first_tenant)
          : fmt::format("{} tenants were", waiting.count),
      waiting.connection_name);
  notice.remedy = "Look at the preview and accept the first sync, for one tenant or for all.";
  notice.path = fmt::format("/integrations/{}/matching?tab=matched", waiting.connection);
  return notice;
}

std::string reviews_key(base::Id account) { return fmt::format("reviews:{}", account); }

struct OpenReviews {
  std::int64_t total = 0;
  std::map<std::string, std::int64_t> of_tenant;  // of the first page
};

OpenReviews open_reviews(db::Connection& c, const store::Scope& scope) {
  store::ListQuery query;
  query.filters = {{"state", {"open"}}};
  query.size = store::kMaxPageSize;
  const auto page = store::list_reviews(c, scope, query);
  OpenReviews open;
  open.total = page.total;
  for (const auto& review : page.rows) ++open.of_tenant[review.tenant_name];
  return open;
}

std::string where_they_wait(const OpenReviews& open) {
  std::vector<std::pair<std::int64_t, std::string>> most;
  for (const auto& [tenant, count] : open.of_tenant) most.emplace_back(-count, tenant);
  std::sort(most.begin(), most.end());
  std::string out;
  for (std::size_t i = 0; i < std::min(most.size(), kNamedTenants); ++i)
    out += fmt::format("{}{} {}", i == 0 ? "" : ", ", most[i].second, -most[i].first);
  if (most.size() > kNamedTenants)
    out += fmt::format(" and {} more tenants", most.size() - kNamedTenants);
  return out;
}

Notice digest(base::Id account, const OpenReviews& open) {
  const bool one = open.total == 1;
  Notice notice;
  notice.kind = "reviews_waiting";
  notice.severity = "info";
  notice.account = account;
  notice.key = reviews_key(account);
  notice.title = fmt::format("{} review{} for a decision", open.total, one ? " waits" : "s wait");
  notice.sentence = fmt::format("What Reeve cannot decide by itself: {}.", where_they_wait(open));
  notice.remedy = "Open the reviews and decide them; what waits is not written meanwhile.";
  notice.path = "/reviews";
  return notice;
}

// The day whose digest this reader has not had yet, once its hour has come.
std::optional<std::string> digest_due(const store::NoticeReader& reader,
                                      const std::string& time_zone, base::Time now) {
  const auto& settings = reader.settings;
  const bool wanted = reader.view.role <= domain::Role::editor &&
                      (settings.mail_kinds.contains("reviews_waiting") ||
                       settings.webhook_kinds.contains("reviews_waiting"));
  const auto local = base::local_time(now, settings.time_zone.value_or(time_zone));
  if (!wanted || !local || local->hour < settings.digest_hour) return std::nullopt;
  if (settings.last_digest_on.value_or("") >= local->date) return std::nullopt;
  return local->date;
}

// One reader, in one transaction: the day is marked and the digest written, or neither.
void watch_reviews_of(db::Connection& c, const store::NoticeReader& reader,
                      const std::optional<std::string>& day, base::Time now) {
  const auto account = reader.settings.account;
  const auto key = reviews_key(account);
  const auto open = open_reviews(c, reader.view.scope);
  if (open.total == 0) store::mend_notice(c, key, "No review waits for a decision any more.", now);
  if (!day || !store::set_digest_day(c, account, *day) || open.total == 0) return;
  store::close_notice(c, key, now);
  store::open_notice(c, digest(account, open), now);
}

}  // namespace

void watch_expiries(const Services& services) {
  const auto now = services.clock.now();
  services.database.write(db::Lane::background, [&](db::Connection& c) {
    std::set<std::string> wanted;
    for (const auto& expiry : store::expiries(c)) {
      const auto days = days_left(expiry.ends_at, now);
      const auto before = threshold(days);
      if (!before) continue;
      const auto notice = notice_of(expiry, days, *before);
      wanted.insert(notice.key);
      store::open_notice(c, notice, now);
    }
    settle_old(c, wanted, now);
  });
}

void watch_first_syncs(const Services& services) {
  const auto now = services.clock.now();
  services.database.write(db::Lane::background, [&](db::Connection& c) {
    std::set<std::string> waiting_keys;
    for (const auto& waiting : store::waiting_first_syncs(c)) {
      const auto key = first_sync_key(waiting.connection);
      waiting_keys.insert(key);
      const bool told = store::find_open_notice(c, key).has_value();
      if (told || waiting.settled || now - waiting.since >= kGather)
        store::open_notice(c, notice_of(waiting), now);
    }
    for (const auto& key : store::open_notice_keys(c, "tenant_held"))
      if (key.starts_with("first_sync:") && !waiting_keys.contains(key))
        store::mend_notice(c, key, "No first sync waits for your yes any more.", now);
  });
}

void watch_reviews(const Services& services) {
  const auto now = services.clock.now();
  const auto [readers, told] = services.database.read([](db::Connection& c) {
    return std::pair{store::notice_readers(c), store::open_notice_keys(c, "reviews_waiting")};
  });
  for (const auto& reader : readers) {
    const auto day = digest_due(reader, services.time_zone, now);
    const bool stands = std::ranges::find(told, reviews_key(reader.settings.account)) != told.end();
    if (!day && !stands) continue;
    services.database.write(db::Lane::background, [&, &reader = reader](db::Connection& c) {
      watch_reviews_of(c, reader, day, now);
    });
  }
}

void watch(const Services& services) {
  watch_expiries(services);
  watch_first_syncs(services);
  watch_reviews(services);
}

}  // namespace reeve::notify
