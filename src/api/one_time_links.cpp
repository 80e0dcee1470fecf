// One-time links: look at one, then use it to set a password and be signed in.
#include <fmt/format.h>

#include "api/resources.h"
#include "api/sessions.h"
#include "base/error.h"
#include "base/hash.h"
#include "base/text.h"
#include "domain/contact.h"

namespace reeve::api {
namespace {

using base::Error;
using base::ErrorCode;

constexpr Attribute kLinkAttributes[] = {{"purpose", Kind::text},
                                         {"email", Kind::text},
                                         {"first-name", Kind::text},
                                         {"last-name", Kind::text}};

[[noreturn]] void refuse_link() {
  throw Error(
      ErrorCode::not_found,
      "This link does not work any more: it was used, it expired, or a newer one replaced it. "
      "Ask an administrator for a new one, or run `reeve admin link` on the server.");
}

struct Opened {
  store::OneTimeLink link;
  store::Account account;
};

Opened open_link(db::Connection& c, const std::string& hash, base::Time now) {
  const auto link = store::find_one_time_link(c, hash, now);
  if (!link) refuse_link();
  auto account = store::find_account(c, link->account);
  if (!account || account->state == "disabled") refuse_link();
  return {*link, std::move(*account)};
}

Response show_link(Call& call) {
  const std::string hash = base::sha256_hex(call.values.at("token"));
  const Opened opened =
      call.read([&](db::Connection& c) { return open_link(c, hash, call.now()); });
  json::object attributes;
  attributes["purpose"] = json::string(opened.link.purpose);
  attributes["email"] = json::string(opened.account.email);
  attributes["first-name"] = json::string(opened.account.first_name);
  attributes["last-name"] = json::string(opened.account.last_name);
  return one(resource_object(kOneTimeLinkResource, opened.account.id, std::move(attributes)));
}

// Only the first account may still choose its address; everyone else was invited under theirs.
void take_names(store::Account& account, const Fields& fields, std::string_view purpose) {
  if (const auto name = fields.text("first_name")) account.first_name = *name;
  if (const auto name = fields.text("last_name")) account.last_name = *name;
  const auto email = fields.text("email");
  if (purpose != "first" || !email || email->empty()) return;
  if (domain::normalized_email(*email).empty())
    fields.refuse("email", "This is no e-mail address. Write it as name@example.com.");
  account.email = *email;
}

Response use_link(Call& call) {
  const Fields fields = read_fields(call.request, "");
  const std::string token_hash = base::sha256_hex(call.values.at("token"));
  const std::string password = fields.secret("password").value_or("");
  Opened opened =
      call.read([&](db::Connection& c) { return open_link(c, token_hash, call.now()); });
  take_names(opened.account, fields, opened.link.purpose);
  check_password_rule(password, opened.account.email);
  const std::string hash = call.services.hasher.hash(password);
  const auto [started, account] = call.write([&](db::Connection& c) {
    auto [link, current] = open_link(c, token_hash, call.now());
    if (!store::use_one_time_link(c, token_hash, call.now())) refuse_link();
    take_names(current, fields, link.purpose);
    current.password_hash = hash;
    current.state = "active";
    current.last_login_at = call.now();
    current = store::update_account(c, current, call.now());
    store::revoke_one_time_links(c, current.id, call.now());
    store::delete_sessions_of(c, current.id);
    audit_as(c, call, current.id, current.email, "link_used", "account", current.id,
             {{"purpose", json::string(link.purpose)}});
    return std::pair(start_session(c, call, current), current);
  });
  Response response = session_answer(call, account, started.csrf);
  set_session_cookie(call, response, started.token);
  return response;
}

}  // namespace

const Resource kOneTimeLinkResource{"one-time-links", kLinkAttributes};

void add_one_time_link_routes(Router& router) {
  router.add({"GET", "/api/links/:token", Access::anyone, show_link, "What a one-time link is for",
              &kOneTimeLinkResource, Answer::one});
  router.add({"POST", "/api/links/:token", Access::anyone, use_link,
              "Set a password with a one-time link and sign in", &kSessionResource, Answer::one});
}

}  // namespace reeve::api
