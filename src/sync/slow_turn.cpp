// Turns are kept in the database, so that all workers share them.
#include "sync/slow_turn.h"

#include <fmt/format.h>

#include <utility>

#include "base/error.h"
#include "store/connections.h"
#include "store/delta_cursors.h"
#include "sync/list_type.h"

namespace reeve::sync {
namespace {

constexpr std::int64_t kObjectsAPage = 500;

// The limit is the application's, whichever connection uses it.
std::string service_of(db::Connection& c, const types::DataType& type,
                       std::optional<base::Id> connection) {
  const auto found = connection ? store::find_connection(c, *connection) : std::nullopt;
  return fmt::format("{} {}", type.name, found ? found->application_id : std::string());
}

}  // namespace

std::optional<NotAsked> wait_for_turn(const Services& services, RunWriter& writer,
                                      const types::DataType& type,
                                      std::optional<base::Id> connection, std::int64_t objects,
                                      std::stop_token stop) {
  const base::Time now = writer.now();
  const base::Millis cost = kSlowPause * (1 + objects / kObjectsAPage);
  std::optional<base::Time> turn;
  writer.add(1, [&](db::Connection& c) {
    turn = store::take_slow_turn(c, service_of(c, type, connection), now, now + kLongestTurnWait,
                                 cost);
  });
  writer.flush();
  if (!turn)
    return NotAsked{"not_asked", "waits_its_turn",
                    fmt::format("{}: Microsoft lets few of these requests through for all tenants "
                                "together, and others are first.",
                                type.title),
                    "Nothing to do: they come with one of the next scheduled syncs.", true};
  if (*turn > now && !services.clock.wait_for(std::move(stop), *turn - now))
    throw base::Error(base::ErrorCode::canceled, "Stopped while waiting for a turn.");
  return std::nullopt;
}

}  // namespace reeve::sync
