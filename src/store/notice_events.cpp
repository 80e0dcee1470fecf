// Turns changes of connections and runs into notices.
#include "store/notice_events.h"

#include <fmt/format.h>

#include "store/connections.h"
#include "store/notices.h"

namespace reeve::store {
namespace {

std::string connection_key(base::Id connection) { return fmt::format("connection:{}", connection); }
std::string failing_key(base::Id tenant) { return fmt::format("failing:{}", tenant); }
std::string held_key(base::Id tenant) { return fmt::format("held:{}", tenant); }

void open_connection_lost(db::Connection& c, const MicrosoftConnection& connection,
                          base::Time now) {
  Notice notice;
  notice.kind = "connection_lost";
  notice.severity = "critical";
  notice.connection = connection.id;
  notice.key = connection_key(connection.id);
  notice.title = fmt::format("The connection {} is lost", connection.name);
  notice.sentence = fmt::format("Nothing is synced through it any more. {}",
                                connection.reason.value_or("Microsoft refused its sign-in."));
  notice.remedy = connection.remedy.value_or("Open the connection and sign in again.");
  notice.path = fmt::format("/integrations/{}", connection.id);
  open_notice(c, notice, now);
}

// What a run's end is judged by.
struct Ended {
  base::Id tenant = 0;
  std::string tenant_name;
  std::optional<base::Id> connection;
  bool dry_run = false;
  // Its connection works, or is gone for good: then the tenant itself is the event.
  bool connection_lost = false;
};

std::optional<Ended> ended_run(db::Connection& c, base::Id run) {
  const auto rows = c.query(
      "SELECT u.tenant, t.name, k.id, u.dry_run, k.state FROM runs u JOIN tenants t ON t.id = "
      "u.tenant LEFT JOIN connections k ON k.id = COALESCE(u.connection, t.connection_in_use) "
      "WHERE u.id = $1",
      {run});
  if (rows.empty()) return std::nullopt;
  const auto& row = rows.front();
  return Ended{row.integer(0), row.text(1), row.optional_integer(2), row.boolean(3),
               !row.is_null(4) && row.text(4) != "connected"};
}

Notice notice_of_tenant(const Ended& ended, base::Id run, const std::string& sentence,
                        const std::optional<std::string>& remedy) {
  Notice notice;
  notice.severity = "warning";
  notice.connection = ended.connection;
  notice.tenant = ended.tenant;
  notice.sentence = sentence;
  notice.remedy = remedy;
  notice.path = fmt::format("/runs/{}", run);
  return notice;
}

// The review that waits with what the guard held back.
std::optional<base::Id> open_hold(db::Connection& c, base::Id tenant) {
  return c
      .query(
          "SELECT MIN(id) FROM reviews WHERE tenant = $1 AND state = 'open' AND kind IN "
          "('held_create', 'held_change', 'held_leave')",
          {tenant})
      .front()
      .optional_integer(0);
}

}  // namespace

void tell_connection_state(db::Connection& c, base::Id id, base::Time now) {
  const auto connection = find_connection(c, id);
  if (!connection) return;
  const auto key = connection_key(id);
  const auto& name = connection->name;
  if (connection->state == "reconnect") {
    open_connection_lost(c, *connection, now);
  } else if (connection->state == "connected") {
    mend_notice(c, key, fmt::format("The connection {} works again.", name), now);
  } else if (connection->state == "paused") {
    mend_notice(c, key,
                fmt::format("The connection {} was paused. Nothing is asked through it.", name),
                now);
  } else if (connection->state == "disconnected") {
    mend_notice(c, key, fmt::format("The connection {} was disconnected.", name), now);
  }
}

void tell_connection_removed(db::Connection& c, base::Id connection, const std::string& name,
                             base::Time now) {
  const auto sentence = fmt::format("The connection {} was removed.", name);
  for (const auto& row : c.query(
           "SELECT key, tenant FROM notices WHERE connection = $1 AND state = 'open' ORDER BY id",
           {connection})) {
    // A tenant that cannot be read any more is not mended by that; there is only nothing to tell.
    if (row.is_null(1)) {
      mend_notice(c, row.text(0), sentence, now);
    } else {
      close_notice(c, row.text(0), now);
    }
  }
}

void tell_run_end(db::Connection& c, base::Id run, std::string_view state,
                  const std::optional<std::string>& reason, const std::string& sentence,
                  const std::optional<std::string>& remedy, base::Time now) {
  if (state == "queued" || state == "syncing" || state == "canceled") return;
  const auto ended = ended_run(c, run);
  if (!ended || ended->dry_run) return;
  const auto failing = failing_key(ended->tenant), held = held_key(ended->tenant);
  if (state == "failed" || state == "partial") {
    // Microsoft's wish to be asked less is no trouble of the tenant.
    if (ended->connection_lost || reason == "throttled") return;
    auto notice = notice_of_tenant(*ended, run, sentence, remedy);
    notice.kind = "tenant_failing";
    notice.key = failing;
    notice.title = ended->tenant_name;
    notice.title += state == "failed" ? " is not synced" : " cannot be read to the end";
    open_notice(c, notice, now);
    return;
  }
  mend_notice(c, failing, fmt::format("{} can be read again.", ended->tenant_name), now);
  if (state != "held") {
    mend_notice(c, held, fmt::format("The sync of {} went through.", ended->tenant_name), now);
  } else if (reason != "first_sync") {
    auto notice = notice_of_tenant(*ended, run, sentence, remedy);
    notice.kind = "tenant_held";
    notice.key = held;
    notice.title = fmt::format("The sync of {} waits for a person", ended->tenant_name);
    if (const auto review = open_hold(c, ended->tenant))
      notice.path = fmt::format("/reviews/{}", *review);
    open_notice(c, notice, now);
  }
}

void tell_quarantine(db::Connection& c, base::Id tenant, const std::string& sentence,
                     const std::string& remedy, base::Time now) {
  auto notice = find_open_notice(c, failing_key(tenant));
  if (!notice) return;
  notice->sentence = fmt::format("{} {}", sentence, notice->sentence);
  notice->remedy = remedy;
  open_notice(c, *notice, now);
}

void tell_hold_decided(db::Connection& c, base::Id tenant, bool accepted, base::Time now) {
  if (open_hold(c, tenant)) return;
  mend_notice(c, held_key(tenant),
              accepted ? "Somebody accepted what was held back; the next sync does it."
                       : "Somebody rejected what was held back; it stays as it is.",
              now);
}

void tell_tenant_ignored(db::Connection& c, base::Id tenant, base::Time now) {
  for (const auto& key : {failing_key(tenant), held_key(tenant)})
    mend_notice(c, key, "The tenant is ignored now, so nothing is asked of it.", now);
}

}  // namespace reeve::store
