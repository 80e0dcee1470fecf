// People who may sign in: invite, role, organizations, disable, reset.
#include "store/accounts.h"

#include <fmt/format.h>

#include "api/audited.h"
#include "api/first_link.h"
#include "api/resources.h"
#include "base/error.h"
#include "domain/contact.h"

namespace reeve::api {
namespace {

using base::Error;
using base::ErrorCode;
using Use = Attribute::Use;

constexpr Attribute kAccountAttributes[] = {
    {"email", Kind::text, false, Use::both},
    {"first-name", Kind::text, false, Use::both},
    {"last-name", Kind::text, false, Use::both},
    {"role", Kind::text, false, Use::both},
    {"state", Kind::text, false, Use::both},
    {"all-organizations", Kind::boolean, false, Use::both},
    {"organization-ids", Kind::array, false, Use::both},
    {"last-login-at", Kind::time, true},
    {"created-at", Kind::time},
    {"updated-at", Kind::time},
    {"version", Kind::integer, false, Use::both},
};

json::object account_object(const store::Account& account) {
  json::object out;
  out["email"] = json::string(account.email);
  out["first-name"] = json::string(account.first_name);
  out["last-name"] = json::string(account.last_name);
  out["role"] = json::string(domain::to_string(account.role));
  out["state"] = json::string(account.state);
  out["all-organizations"] = account.all_organizations;
  json::array organizations;
  for (const base::Id id : account.organizations) organizations.emplace_back(id);
  out["organization-ids"] = std::move(organizations);
  out["last-login-at"] = nullable(account.last_login_at);
  out["created-at"] = time_value(account.created_at);
  out["updated-at"] = time_value(account.updated_at);
  out["version"] = account.version;
  return resource_object(kAccountResource, account.id, std::move(out));
}

Response list_all(Call& call) {
  return answer_list(
      call,
      [](db::Connection& c, const store::ListQuery& query) {
        return store::list_accounts(c, query);
      },
      [](db::Connection&, const store::Account& account) { return account_object(account); });
}

Response show(Call& call) {
  const base::Id id = call.id();
  return one(account_object(call.read([&](db::Connection& c) { return account_or_throw(c, id); })));
}

void take_role(store::Account& account, const Fields& fields) {
  const auto name = fields.text("role");
  if (!name) return;
  const auto role = domain::role_from(*name);
  if (!role)
    fields.refuse("role",
                  "There is no such role. Choose administrator, manager, editor, creator or lite.");
  account.role = *role;
}

void take_profile(store::Account& account, const Fields& fields) {
  if (const auto name = fields.text("first_name")) account.first_name = *name;
  if (const auto name = fields.text("last_name")) account.last_name = *name;
  if (const auto ids = fields.integers("organization_ids")) {
    account.organizations = *ids;
    account.all_organizations = false;
  }
  if (const auto all = fields.boolean("all_organizations")) account.all_organizations = *all;
  if (account.all_organizations) account.organizations.clear();
}

Response invite(Call& call) {
  const Fields fields = read_fields(call.request, "accounts");
  store::Account wanted;
  wanted.email = fields.required("email");
  wanted.state = "invited";
  wanted.role = domain::Role::lite;
  if (domain::normalized_email(wanted.email).empty())
    fields.refuse("email", "This is no e-mail address. Write it as name@example.com.");
  take_role(wanted, fields);
  take_profile(wanted, fields);
  const auto [account, link] = call.write([&](db::Connection& c) {
    if (store::find_account_by_email(c, wanted.email))
      throw Error(
          ErrorCode::conflict,
          fmt::format(
              "There is an account for {} already. Open it to change its role or send a new link.",
              wanted.email));
    const store::Account made = store::create_account(c, wanted, call.now());
    audit_change(c, call, "invite", "account", made.id, {}, account_object(made));
    return std::pair(made, make_one_time_link(c, call.services.random, made.id, "invite",
                                              call.services.settings.public_url, call.now()));
  });
  return one(account_object(account), 201, {{"one-time-link", json::string(link)}});
}

void take_state(store::Account& account, const Fields& fields) {
  const auto state = fields.text("state");
  if (!state || *state == account.state) return;
  if (*state == "disabled") {
    account.state = "disabled";
  } else if (*state == "active") {
    account.state = account.password_hash ? "active" : "invited";
  } else {
    fields.refuse("state", "An account is either active or disabled.");
  }
}

void keep_an_administrator(db::Connection& c, const store::Account& before,
                           const store::Account& after) {
  const bool was = before.role == domain::Role::administrator && before.state == "active";
  const bool is = after.role == domain::Role::administrator && after.state == "active";
  if (!was || is || store::other_active_administrators(c, before.id) > 0) return;
  throw Error(ErrorCode::invalid,
              "This is the last active administrator, so the account can be neither disabled nor "
              "given another role. "
              "Make somebody else an administrator first.");
}

// One row, called by what matters most of what changed.
std::string_view act_of(const store::Account& before, const store::Account& after) {
  if (before.state != after.state) return after.state == "disabled" ? "disable" : "enable";
  return before.role != after.role ? "role" : "account";
}

Response change(Call& call) {
  const Fields fields = read_fields(call.request, "accounts");
  const base::Id id = call.id();
  const auto account = call.write([&](db::Connection& c) {
    const store::Account before = account_or_throw(c, id);
    const auto version = fields.integer("version");
    if (version && *version != before.version)
      throw Error(ErrorCode::conflict,
                  "Somebody else changed this account meanwhile. Reload it and try again.");
    store::Account wanted = before;
    take_role(wanted, fields);
    take_profile(wanted, fields);
    take_state(wanted, fields);
    keep_an_administrator(c, before, wanted);
    const store::Account after = store::update_account(c, wanted, call.now());
    if (after.state == "disabled") {
      store::delete_sessions_of(c, id);
      store::revoke_one_time_links(c, id, call.now());
    }
    audit_change(c, call, act_of(before, after), "account", id, account_object(before),
                 account_object(after));
    return after;
  });
  return one(account_object(account));
}

Response reset(Call& call) {
  const base::Id id = call.id();
  const auto [account, link] = call.write([&](db::Connection& c) {
    const store::Account found = account_or_throw(c, id);
    if (found.state == "disabled")
      throw_invalid("This account is disabled. Enable it before giving it a new link.");
    audit(c, call, "reset", "account", id);
    return std::pair(found, make_one_time_link(c, call.services.random, id,
                                               found.state == "invited" ? "invite" : "reset",
                                               call.services.settings.public_url, call.now()));
  });
  return one(account_object(account), 200, {{"one-time-link", json::string(link)}});
}

}  // namespace

const Resource kAccountResource{"accounts", kAccountAttributes};

store::Account account_or_throw(db::Connection& c, base::Id id) {
  auto account = store::find_account(c, id);
  if (!account) throw_not_found("account");
  return std::move(*account);
}

void add_account_routes(Router& router) {
  const Resource* own = &kAccountResource;
  router.add({"GET", "/api/accounts", Access::manager, list_all, "People who may sign in", own,
              Answer::list, nullptr, "id email role state", "email last_name id"});
  router.add({"GET", "/api/accounts/:id", Access::manager, show, "One account", own, Answer::one});
  router.add({"POST", "/api/accounts", Access::administrator, invite,
              "Invite a colleague by a one-time link", own, Answer::one, own});
  router.add({"PATCH", "/api/accounts/:id", Access::administrator, change,
              "Change role, organizations or state", own, Answer::one, own});
  router.add({"POST", "/api/accounts/:id/reset", Access::administrator, reset,
              "A new one-time link", own, Answer::one});
}

}  // namespace reeve::api
