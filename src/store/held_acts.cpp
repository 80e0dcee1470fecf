// Reads and writes held acts, and what people said to them.
#include "store/held_acts.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"
#include "base/text.h"
#include "store/ids.h"
#include "store/links.h"
#include "store/notice_events.h"
#include "store/rows.h"

namespace reeve::store {
namespace {

using base::Error;
using base::ErrorCode;

constexpr std::string_view kColumns =
    "id, tenant, act, verdict, set_hash, members, review, held_at";

std::vector<std::string> split(const std::string& text) {
  std::vector<std::string> out;
  for (std::size_t at = 0; at < text.size();) {
    const auto end = std::min(text.find(' ', at), text.size());
    if (end > at) out.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return out;
}

HeldAct act_from(const db::Row& row) {
  return {row.integer(0),     row.integer(1),          row.text(2),    row.text(3), row.text(4),
          split(row.text(5)), row.optional_integer(6), time_at(row, 7)};
}

std::vector<HeldAct> acts_where(db::Connection& c, std::string_view condition, base::Id id) {
  std::vector<HeldAct> out;
  for (const auto& row : c.query(
           fmt::format("SELECT {} FROM held_acts WHERE {} ORDER BY id", kColumns, condition), {id}))
    out.push_back(act_from(row));
  return out;
}

db::Value open_review(db::Connection& c, base::Id tenant, const std::string& kind) {
  const auto rows =
      c.query("SELECT MAX(id) FROM reviews WHERE tenant = $1 AND state = 'open' AND kind = $2",
              {tenant, kind});
  return db::opt(rows.front().optional_integer(0));
}

void write_hold(db::Connection& c, base::Id tenant, const Hold& hold) {
  const auto review = open_review(c, tenant, held_review_kind(hold.act));
  const auto members = base::join(hold.members, " ");
  if (c.execute("UPDATE held_acts SET set_hash = $1, members = $2, review = $3 "
                "WHERE tenant = $4 AND act = $5 AND verdict = 'waiting'",
                {hold.set_hash, members, review, tenant, hold.act}) > 0)
    return;
  c.execute(
      "INSERT INTO held_acts (id, tenant, act, verdict, set_hash, members, review, held_at) "
      "VALUES ($1, $2, $3, 'waiting', $4, $5, $6, $7)",
      {next_ids(c, "held_acts"), tenant, hold.act, hold.set_hash, members, review, ms(hold.since)});
}

Review review_of(base::Id tenant, base::Id run, const Hold& hold) {
  Review review;
  review.tenant = tenant;
  review.run = run;
  review.kind = held_review_kind(hold.act);
  review.sentence = hold.sentence;
  review.detail = hold.detail;
  return review;
}

}  // namespace

std::vector<HeldAct> held_acts(db::Connection& c, base::Id tenant) {
  return acts_where(c, "tenant = $1", tenant);
}

std::optional<HeldAct> held_act_of_review(db::Connection& c, base::Id review) {
  auto acts = acts_where(c, "review = $1", review);
  if (acts.empty()) return std::nullopt;
  return std::move(acts.back());
}

std::string held_review_kind(std::string_view act) { return fmt::format("held_{}", act); }

void write_holds(db::Connection& c, base::Id tenant, base::Id run,
                 const std::vector<std::string>& judged, const std::vector<Hold>& holds,
                 base::Time now) {
  std::vector<std::string> kinds;
  std::vector<Review> reviews;
  for (const auto& act : judged) kinds.push_back(held_review_kind(act));
  for (const auto& hold : holds) reviews.push_back(review_of(tenant, run, hold));
  replace_open_reviews(c, tenant, kinds, reviews, now);
  for (const auto& act : judged) {
    const auto hold = std::ranges::find(holds, act, &Hold::act);
    if (hold != holds.end())
      write_hold(c, tenant, *hold);
    else
      c.execute("DELETE FROM held_acts WHERE tenant = $1 AND act = $2 AND verdict = 'waiting'",
                {tenant, act});
  }
}

void drop_held_acts(db::Connection& c, const std::vector<base::Id>& ids) {
  std::vector<db::Params> rows;
  for (const auto id : ids) rows.push_back({id});
  c.batch("DELETE FROM held_acts WHERE id = $1 AND verdict <> 'waiting'", rows);
}

void decide_hold(db::Connection& c, base::Id review, bool accept,
                 const std::optional<std::string>& seen_hash, std::optional<base::Id> account,
                 base::Time now) {
  const auto act = held_act_of_review(c, review);
  if (!act)
    throw Error(ErrorCode::invalid,
                "Nothing is held back by this review, so there is nothing to accept or reject.");
  if (act->verdict == "accepted" || (act->verdict == "rejected" && !accept))
    throw Error(ErrorCode::conflict, "This review was decided already. Reload it.");
  if (seen_hash && *seen_hash != act->set_hash)
    throw Error(ErrorCode::conflict,
                "By now something else is held than what you saw. Reload the review and look "
                "again.");
  if (act->verdict == "waiting") decide_review(c, review, account, now);
  c.execute("UPDATE held_acts SET verdict = $1, decided_at = $2, decided_by = $3 WHERE id = $4",
            {accept ? "accepted" : "rejected", ms(now), db::opt(account), act->id});
  tell_hold_decided(c, act->tenant, accept, now);
}

}  // namespace reeve::store
