// Reads and writes the people who log in.
#include "store/accounts.h"

#include "base/error.h"
#include "base/text.h"
#include "store/ids.h"
#include "store/list_statement.h"
#include "store/rows.h"

namespace reeve::store {
namespace {

using base::Error;
using base::ErrorCode;

constexpr std::string_view kColumns =
    "a.id, a.email, a.first_name, a.last_name, a.role, a.state, a.all_organizations, "
    "a.password_hash, "
    "a.version, a.created_at, a.updated_at, a.last_login_at";
constexpr FilterColumn kFilters[] = {{"id", Compare::id, "a.id"},
                                     {"email", Compare::folded, "a.email_folded"},
                                     {"role", Compare::text, "a.role"},
                                     {"state", Compare::text, "a.state"}};
constexpr SortColumn kSorts[] = {
    {"email", "a.email_folded"}, {"last_name", "a.last_name"}, {"id", "a.id"}};
constexpr ListShape kShape{kColumns, "accounts a", "a.id", "a.email_folded", kFilters, kSorts};

Account account_from(const db::Row& row) {
  Account a;
  a.id = row.integer(0);
  a.email = row.text(1);
  a.first_name = row.text(2);
  a.last_name = row.text(3);
  a.role = domain::role_from(row.text(4)).value_or(domain::Role::lite);
  a.state = row.text(5);
  a.all_organizations = row.boolean(6);
  a.password_hash = row.optional_text(7);
  a.version = row.integer(8);
  a.created_at = time_at(row, 9);
  a.updated_at = time_at(row, 10);
  a.last_login_at = optional_time(row, 11);
  return a;
}

void fill_organizations(db::Connection& c, std::vector<Account>& accounts) {
  std::vector<base::Id> ids;
  for (const auto& account : accounts) ids.push_back(account.id);
  query_by_ids(c,
               "SELECT account, organization FROM account_organizations WHERE account IN ({}) "
               "ORDER BY account, organization",
               {}, ids, [&](const db::Row& row) {
                 for (auto& account : accounts)
                   if (account.id == row.integer(0))
                     account.organizations.push_back(row.integer(1));
               });
}

std::optional<Account> find_one(db::Connection& c, std::string_view condition, db::Value value) {
  const auto rows = c.query(
      "SELECT " + std::string(kColumns) + " FROM accounts a WHERE " + std::string(condition),
      {std::move(value)});
  if (rows.empty()) return std::nullopt;
  std::vector<Account> accounts{account_from(rows.front())};
  fill_organizations(c, accounts);
  return std::move(accounts.front());
}

void save_organizations(db::Connection& c, const Account& account) {
  c.execute("DELETE FROM account_organizations WHERE account = $1", {account.id});
  std::vector<db::Params> rows;
  for (const auto id : account.organizations) rows.push_back({account.id, id});
  c.batch(
      "INSERT INTO account_organizations (account, organization) VALUES ($1, $2) "
      "ON CONFLICT (account, organization) DO NOTHING",
      rows);
}

void check_email_free(db::Connection& c, const std::string& email, base::Id but) {
  const auto taken = find_account_by_email(c, email);
  if (taken && taken->id != but)
    throw Error(ErrorCode::conflict,
                "There is an account with this address already. Use another address.");
}

}  // namespace

std::int64_t count_accounts(db::Connection& c) {
  return c.query("SELECT COUNT(*) FROM accounts").at(0).integer(0);
}

Page<Account> list_accounts(db::Connection& c, const ListQuery& query) {
  ListStatement list(kShape, query);
  auto page = list.page<Account>(c, account_from);
  fill_organizations(c, page.rows);
  return page;
}

std::optional<Account> find_account(db::Connection& c, base::Id id) {
  return find_one(c, "a.id = $1", id);
}

std::optional<Account> find_account_by_email(db::Connection& c, const std::string& email) {
  return find_one(c, "a.email_folded = $1", base::fold(base::clean_text(email)));
}

Account create_account(db::Connection& c, const Account& values, base::Time now) {
  const std::string email(base::trim(base::clean_text(values.email)));
  if (email.empty()) throw Error(ErrorCode::invalid, "An account needs an e-mail address.");
  check_email_free(c, email, 0);
  Account a = values;
  a.id = next_ids(c, "accounts");
  a.email = email;
  a.version = 1;
  a.created_at = a.updated_at = now;
  c.execute(
      "INSERT INTO accounts (id, email, email_folded, first_name, last_name, role, state, "
      "all_organizations, password_hash, version, created_at, updated_at, last_login_at) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
      {a.id, a.email, base::fold(a.email), base::clean_text(a.first_name),
       base::clean_text(a.last_name), std::string(domain::to_string(a.role)), a.state,
       flag(a.all_organizations), db::opt(a.password_hash), a.version, ms(now), ms(now),
       ms(a.last_login_at)});
  save_organizations(c, a);
  return find_account(c, a.id).value();
}

Account update_account(db::Connection& c, const Account& values, base::Time now) {
  check_email_free(c, values.email, values.id);
  const auto rows = c.execute(
      "UPDATE accounts SET email = $1, email_folded = $2, first_name = $3, last_name = $4, role = "
      "$5, "
      "state = $6, all_organizations = $7, password_hash = $8, last_login_at = $9, updated_at = "
      "$10, "
      "version = version + 1 WHERE id = $11 AND version = $12",
      {base::clean_text(values.email), base::fold(base::clean_text(values.email)),
       base::clean_text(values.first_name), base::clean_text(values.last_name),
       std::string(domain::to_string(values.role)), values.state, flag(values.all_organizations),
       db::opt(values.password_hash), ms(values.last_login_at), ms(now), values.id,
       values.version});
  if (rows == 0) {
    if (!find_account(c, values.id)) throw Error(ErrorCode::not_found, "There is no such account.");
    throw Error(ErrorCode::conflict,
                "Somebody else changed this account meanwhile. Reload it and try again.");
  }
  save_organizations(c, values);
  return find_account(c, values.id).value();
}

std::int64_t other_active_administrators(db::Connection& c, base::Id account) {
  return c
      .query(
          "SELECT COUNT(*) FROM accounts WHERE role = 'administrator' AND state = 'active' AND id "
          "<> $1",
          {account})
      .at(0)
      .integer(0);
}

Scope scope_of(const Account& account) {
  return account.all_organizations ? Scope::all_organizations(account.id)
                                   : Scope::only(account.id, account.organizations);
}

}  // namespace reeve::store
