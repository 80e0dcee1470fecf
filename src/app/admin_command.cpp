// reeve admin: what is done from the console, by whoever owns the machine.
#include <fmt/format.h>

#include "api/api_key.h"
#include "api/first_link.h"
#include "app/commands.h"
#include "app/product.h"
#include "base/error.h"
#include "base/text.h"
#include "store/accounts.h"
#include "store/jobs.h"
#include "store/secrets.h"

namespace reeve::app {
namespace {

using base::Error;
using base::ErrorCode;

constexpr std::int64_t kJobsShown = 200;

void audit_console(db::Connection& c, std::string_view action, std::string_view kind,
                   base::Id subject, base::Time now) {
  store::AuditEntry entry;
  entry.at = now;
  entry.actor = "console";
  entry.action = action;
  entry.subject_kind = kind;
  entry.subject = subject;
  store::add_audit(c, entry);
}

}  // namespace

int admin_api_key_command(const Settings& settings, const std::string& name,
                          const std::string& role_name) {
  const auto role = domain::role_from(base::ascii_lower(role_name));
  if (!role)
    throw Error(
        ErrorCode::usage,
        fmt::format("\"{}\" is no role. It takes administrator, manager, editor, creator or lite.",
                    role_name));
  const auto database = open_database(settings);
  base::SystemClock clock;
  const auto made = database->write(db::Lane::people, [&](db::Connection& c) {
    auto key = api::make_api_key(c, base::system_random(), name, *role, clock.now());
    audit_console(c, "create_api_key", "api_key", key.key.id, clock.now());
    return key;
  });
  fmt::print("{}\n", made.secret);
  return 0;
}

int admin_link_command(const Settings& settings, const std::optional<std::string>& email) {
  const auto database = open_database(settings);
  base::SystemClock clock;
  std::string link;
  if (email) {
    link = api::make_reset_link(*database, clock, base::system_random(), settings.get("public_url"),
                                *email);
  } else {
    link =
        api::make_first_link(*database, clock, base::system_random(), settings.get("public_url"));
    if (link.empty())
      throw Error(ErrorCode::conflict,
                  "There is an active administrator already. To reset an account's password, name "
                  "it: reeve admin link --email ADDRESS.");
  }
  fmt::print("{}\n", link);
  return 0;
}

int admin_jobs_command(const Settings& settings) {
  const auto database = open_database(settings);
  const auto jobs =
      database->read([](db::Connection& c) { return store::list_jobs(c, kJobsShown); });
  for (const auto& job : jobs)
    fmt::print("{:>12}  {:<8}  {:<24}  due {}  attempts {}{}\n", job.id, job.state, job.key,
               base::to_rfc3339(job.run_at), job.attempts,
               job.last_error ? "  " + *job.last_error : "");
  if (jobs.empty()) fmt::print("The queue is empty.\n");
  return 0;
}

}  // namespace reeve::app
