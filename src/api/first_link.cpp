// Making one-time links.
#include "api/first_link.h"

#include <fmt/format.h>

#include "base/error.h"
#include "base/hash.h"
#include "store/secrets.h"

namespace reeve::api {
namespace {

constexpr std::size_t kTokenBytes = 32;

base::Millis life_of(std::string_view purpose) {
  if (purpose == "invite") return kInviteLinkLife;
  return purpose == "first" ? kFirstLinkLife : kResetLinkLife;
}

std::optional<store::Account> an_administrator(db::Connection& c, std::string_view state) {
  store::ListQuery query;
  query.filters = {{"role", {"administrator"}}, {"state", {std::string(state)}}};
  query.sort = {{"id", false}};
  query.size = 1;
  auto page = store::list_accounts(c, query);
  return page.rows.empty() ? std::nullopt
                           : std::optional<store::Account>(std::move(page.rows.front()));
}

void audit_console(db::Connection& c, std::string_view action, base::Id account, base::Time now) {
  store::AuditEntry entry;
  entry.at = now;
  entry.actor = "console";
  entry.action = action;
  entry.subject_kind = "account";
  entry.subject = account;
  store::add_audit(c, entry);
}

}  // namespace

std::string make_one_time_link(db::Connection& c, const base::Random& random, base::Id account,
                               std::string_view purpose, const std::string& public_url,
                               base::Time now) {
  const std::string token = base::random_token(random, kTokenBytes);
  store::revoke_one_time_links(c, account, now);
  store::create_one_time_link(c, base::sha256_hex(token), account, purpose, now,
                              now + life_of(purpose));
  return public_url + "/welcome/" + token;
}

std::string make_first_link(db::Database& database, base::Clock& clock, const base::Random& random,
                            const std::string& public_url) {
  return database.write(db::Lane::people, [&](db::Connection& c) -> std::string {
    if (an_administrator(c, "active")) return {};
    const base::Time now = clock.now();
    auto account = an_administrator(c, "invited");
    if (!account) {
      store::Account first;
      first.email = kFirstEmail;
      first.role = domain::Role::administrator;
      first.state = "invited";
      account = store::create_account(c, first, now);
    }
    audit_console(c, "first_link", account->id, now);
    return make_one_time_link(c, random, account->id, "first", public_url, now);
  });
}

std::string make_reset_link(db::Database& database, base::Clock& clock, const base::Random& random,
                            const std::string& public_url, const std::string& email) {
  const std::string first =
      email.empty() ? make_first_link(database, clock, random, public_url) : "";
  if (!first.empty()) return first;
  return database.write(db::Lane::people, [&](db::Connection& c) {
    const auto account =
        email.empty() ? an_administrator(c, "active") : store::find_account_by_email(c, email);
    if (!account || account->state == "disabled")
      throw base::Error(
          base::ErrorCode::not_found,
          fmt::format("There is no account {} that could sign in. Check the address.", email));
    const base::Time now = clock.now();
    audit_console(c, "reset", account->id, now);
    return make_one_time_link(c, random, account->id,
                              account->state == "invited" ? "invite" : "reset", public_url, now);
  });
}

}  // namespace reeve::api
