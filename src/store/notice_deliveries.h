// The messages that notices become: one a notice, event, account and channel, from waiting to sent.
//
// A process claims a message before it does anything with it, and marks it handed just before its
// text leaves the machine. Killed while it was only claimed, nothing has left, so it is sent again;
// killed after it was handed, nobody can know whether it arrived.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/id.h"
#include "db/connection.h"
#include "store/list.h"
#include "store/notice_settings.h"
#include "store/notices.h"

namespace reeve::store {

struct Delivery {
  base::Id id = 0, notice = 0, account = 0;
  std::string event;    // open, mended
  std::string channel;  // mail, teams, json
  // waiting; claimed, handed (under way); sent, unsure (perhaps arrived), gave_up (never will),
  // dropped (nobody wants it any more)
  std::string state;
  std::int64_t attempts = 0;
  std::optional<std::string> last_error;
  base::Time next_try{}, created_at{};
  std::optional<base::Time> ended_at;
  std::string account_email, title, kind;  // filled on reading
};

// In the transaction that opens or mends the notice.
void add_deliveries_of_opening(db::Connection& c, const Notice& notice, base::Time now);
void add_deliveries_of_mending(db::Connection& c, base::Id notice, base::Time now);

// A message with all that it is made of; no reader when the account is not active any more.
struct DueDelivery {
  Delivery delivery;
  Notice notice;
  std::optional<NoticeReader> reader;
};
// Claims the oldest message that is due for `owner`; a mending waits until its opening has ended.
// The lease is judged by the database's own clock.
std::optional<DueDelivery> claim_delivery(db::Connection& c, const std::string& owner,
                                          base::Millis lease, base::Time now);
// False when the claim was lost meanwhile: send nothing.
bool hand_over(db::Connection& c, base::Id delivery, const std::string& owner, base::Millis lease);
// Whoever holds the claim says how it ended: sent, unsure, gave_up or dropped …
bool end_delivery(db::Connection& c, base::Id delivery, const std::string& owner,
                  std::string_view state, const std::optional<std::string>& error, base::Time now);
// … or waiting again, for `next_try`.
bool retry_delivery(db::Connection& c, base::Id delivery, const std::string& owner,
                    const std::string& error, base::Time next_try);

// Whether any message is due or under way.
bool deliveries_pending(db::Connection& c, base::Time now);
// Messages whose process died: claimed ones wait again; handed ones wait again where `repeatable`
// says that the channel's receivers tell a repetition, else they are unsure. Gives how many.
std::int64_t rescue_deliveries(db::Connection& c, const std::vector<std::string>& repeatable,
                               const std::string& sentence, base::Time now);

// Filters: id, notice_id, account_id, state, channel, event. Sort: id (default -id), created_at.
Page<Delivery> list_deliveries(db::Connection& c, const ListQuery& query);
std::optional<Delivery> find_delivery(db::Connection& c, base::Id id);
// A message that ended without having been sent for sure waits again; Error{conflict} for others.
void send_again(db::Connection& c, base::Id delivery, base::Time now);

}  // namespace reeve::store
