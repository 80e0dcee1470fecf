// Writes, claims and ends the messages of notices.
#include "store/notice_deliveries.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"
#include "base/text.h"
#include "store/ids.h"
#include "store/list_statement.h"
#include "store/rows.h"

namespace reeve::store {
namespace {

constexpr std::string_view kColumns =
    "d.id, d.notice, d.account, d.event, d.channel, d.state, d.attempts, d.last_error, "
    "d.next_try, d.created_at, d.ended_at, a.email, n.title, n.kind";
constexpr std::string_view kTables =
    "notice_deliveries d JOIN accounts a ON a.id = d.account JOIN notices n ON n.id = d.notice";
constexpr FilterColumn kFilters[] = {{"id", Compare::id, "d.id"},
                                     {"notice_id", Compare::id, "d.notice"},
                                     {"account_id", Compare::id, "d.account"},
                                     {"state", Compare::text, "d.state"},
                                     {"channel", Compare::text, "d.channel"},
                                     {"event", Compare::text, "d.event"}};
constexpr SortColumn kSorts[] = {{"id", "d.id"}, {"created_at", "d.created_at"}};
constexpr ListShape kShape{kColumns, kTables, "d.id DESC", "d.id DESC", kFilters, kSorts};

Delivery delivery_from(const db::Row& row) {
  Delivery d;
  d.id = row.integer(0);
  d.notice = row.integer(1);
  d.account = row.integer(2);
  d.event = row.text(3);
  d.channel = row.text(4);
  d.state = row.text(5);
  d.attempts = row.integer(6);
  d.last_error = row.optional_text(7);
  d.next_try = time_at(row, 8);
  d.created_at = time_at(row, 9);
  d.ended_at = optional_time(row, 10);
  d.account_email = row.text(11);
  d.title = row.text(12);
  d.kind = row.text(13);
  return d;
}

struct Target {
  base::Id account = 0;
  std::string channel;
};

void add_rows(db::Connection& c, base::Id notice, std::string_view event,
              const std::vector<Target>& targets, base::Time now) {
  if (targets.empty()) return;
  base::Id id = next_ids(c, "notice_deliveries", static_cast<std::int64_t>(targets.size()));
  std::vector<db::Params> rows;
  for (const auto& target : targets)
    rows.push_back(
        {id++, notice, std::string(event), target.account, target.channel, ms(now), ms(now)});
  c.batch(
      "INSERT INTO notice_deliveries (id, notice, event, account, channel, state, next_try, "
      "created_at) VALUES ($1, $2, $3, $4, $5, 'waiting', $6, $7) "
      "ON CONFLICT (notice, event, account, channel) DO NOTHING",
      rows);
}

// Only whoever holds the claim.
constexpr std::string_view kHeld =
    " WHERE id = $1 AND claimed_by = $2 AND state IN ('claimed', 'handed')";

}  // namespace

void add_deliveries_of_opening(db::Connection& c, const Notice& notice, base::Time now) {
  std::vector<Target> targets;
  for (const auto& reader : notice_readers(c)) {
    const auto& settings = reader.settings;
    const bool mail = settings.mail_kinds.contains(notice.kind);
    const bool webhook = settings.webhook_kinds.contains(notice.kind);
    if ((!mail && !webhook) || !find_notice(c, reader.view, notice.id)) continue;
    if (mail) targets.push_back({settings.account, "mail"});
    if (webhook) targets.push_back({settings.account, settings.webhook_format});
  }
  add_rows(c, notice.id, "open", targets, now);
}

void add_deliveries_of_mending(db::Connection& c, base::Id notice, base::Time now) {
  std::vector<Target> targets;
  for (const auto& row : c.query(
           "SELECT account, channel FROM notice_deliveries WHERE notice = $1 AND event = 'open' "
           "AND state <> 'dropped' ORDER BY id",
           {notice}))
    targets.push_back({row.integer(0), row.text(1)});
  add_rows(c, notice, "mended", targets, now);
}

std::optional<DueDelivery> claim_delivery(db::Connection& c, const std::string& owner,
                                          base::Millis lease, base::Time now) {
  const bool postgresql = c.backend() == db::Backend::postgresql;
  const auto claimed = c.query(
      fmt::format(
          "UPDATE notice_deliveries SET state = 'claimed', claimed_by = $1, claimed_until = "
          "now_ms() + $2, attempts = attempts + 1 WHERE id = (SELECT d.id FROM notice_deliveries d "
          "WHERE d.state = 'waiting' AND d.next_try <= $3 AND NOT EXISTS (SELECT 1 FROM "
          "notice_deliveries o WHERE o.notice = d.notice AND o.account = d.account AND o.channel = "
          "d.channel AND o.event = 'open' AND o.id <> d.id AND o.state IN ('waiting', 'claimed', "
          "'handed')) ORDER BY d.next_try, d.id LIMIT 1{}) RETURNING id, notice, account",
          postgresql ? " FOR UPDATE SKIP LOCKED" : ""),
      {owner, lease.count(), ms(now)});
  if (claimed.empty()) return std::nullopt;
  const auto& row = claimed.front();
  DueDelivery due;
  due.delivery = find_delivery(c, row.integer(0)).value();
  due.reader = find_notice_reader(c, row.integer(2));
  due.notice = notice_by_id(c, row.integer(1)).value();
  return due;
}

bool hand_over(db::Connection& c, base::Id delivery, const std::string& owner, base::Millis lease) {
  return c.execute(
             "UPDATE notice_deliveries SET state = 'handed', claimed_until = now_ms() + $3 "
             "WHERE id = $1 AND claimed_by = $2 AND state = 'claimed'",
             {delivery, owner, lease.count()}) == 1;
}

bool end_delivery(db::Connection& c, base::Id delivery, const std::string& owner,
                  std::string_view state, const std::optional<std::string>& error, base::Time now) {
  return c.execute(fmt::format("UPDATE notice_deliveries SET state = $3, last_error = $4, "
                               "ended_at = $5, claimed_by = NULL, claimed_until = NULL{}",
                               kHeld),
                   {delivery, owner, std::string(state),
                    error ? db::Value{base::clean_text(*error)} : db::Value{}, ms(now)}) == 1;
}

bool retry_delivery(db::Connection& c, base::Id delivery, const std::string& owner,
                    const std::string& error, base::Time next_try) {
  return c.execute(fmt::format("UPDATE notice_deliveries SET state = 'waiting', last_error = $3, "
                               "next_try = $4, claimed_by = NULL, claimed_until = NULL{}",
                               kHeld),
                   {delivery, owner, base::clean_text(error), ms(next_try)}) == 1;
}

bool deliveries_pending(db::Connection& c, base::Time now) {
  return !c.query(
               "SELECT 1 FROM notice_deliveries WHERE (state = 'waiting' AND next_try <= $1) OR "
               "state IN ('claimed', 'handed') LIMIT 1",
               {ms(now)})
              .empty();
}

std::int64_t rescue_deliveries(db::Connection& c, const std::vector<std::string>& repeatable,
                               const std::string& sentence, base::Time now) {
  std::int64_t rescued = 0;
  for (const auto& row : c.query(fmt::format("SELECT id, state, channel FROM notice_deliveries "
                                             "WHERE state IN ('claimed', 'handed') AND "
                                             "claimed_until < now_ms() ORDER BY id{}",
                                             for_update(c)))) {
    const bool again = row.text(1) == "claimed" || std::find(repeatable.begin(), repeatable.end(),
                                                             row.text(2)) != repeatable.end();
    c.execute(
        "UPDATE notice_deliveries SET state = $1, last_error = $2, next_try = $3, ended_at = $4, "
        "claimed_by = NULL, claimed_until = NULL WHERE id = $5",
        {std::string(again ? "waiting" : "unsure"),
         again ? db::Value{} : db::Value{base::clean_text(sentence)}, ms(now),
         again ? db::Value{} : ms(now), row.integer(0)});
    ++rescued;
  }
  return rescued;
}

Page<Delivery> list_deliveries(db::Connection& c, const ListQuery& query) {
  return ListStatement(kShape, query).page<Delivery>(c, delivery_from);
}

std::optional<Delivery> find_delivery(db::Connection& c, base::Id id) {
  auto page = list_deliveries(c, {{{"id", {std::to_string(id)}}}, {}, 1, 1});
  if (page.rows.empty()) return std::nullopt;
  return std::move(page.rows.front());
}

void send_again(db::Connection& c, base::Id delivery, base::Time now) {
  if (c.execute("UPDATE notice_deliveries SET state = 'waiting', attempts = 0, next_try = $1, "
                "ended_at = NULL WHERE id = $2 AND state IN ('unsure', 'gave_up', 'dropped')",
                {ms(now), delivery}) == 0)
    throw base::Error(base::ErrorCode::conflict,
                      "This message was sent, or is on its way already. Reload the list.");
}

}  // namespace reeve::store
