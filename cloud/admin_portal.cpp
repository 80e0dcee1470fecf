// The page of the Microsoft 365 admin center on which a customer's administrator approves what an
// MSP asked for: /AdminPortal/Home#/partners/invitation/granularAdminRelationships/{id}.
// Source of the address: microsoft-cloud.md B.1. Browsers keep what stands behind # to themselves,
// so the page hands it over in its query; everything else of the page is this cloud's own.
#include <fmt/format.h>

#include <algorithm>

#include "control.h"
#include "directory_roles.h"
#include "encoding.h"
#include "identity.h"
#include "json.h"
#include "pages.h"

namespace cloud {
namespace {

constexpr std::int64_t kTicketSeconds = 600;
constexpr std::string_view kName = "Microsoft 365 admin center";

struct PortalCall {
  Cloud& cloud;
  const Request& request;
  Form query, form;
};

Relationship* invited(const PortalCall& call) {
  const std::string id = call.query.value("invitation");
  for (Relationship& one : call.cloud.world.relationships)
    if (same_text(one.id, id)) return &one;
  return nullptr;
}

Response notice(int status, std::string_view title, const std::string& text) {
  return html_response(status, error_page(title, text));
}

// Whoever tries the simulation sees the account of the customer's own administrator.
void show_demo_account(const PortalCall& call, const Relationship& of, SignInPage& page) {
  const Tenant* tenant = call.cloud.world.find_tenant(of.customer_id);
  if (!tenant) return;
  for (const User& one : tenant->users())
    if (page.demo_name.empty() && has_role(one.directory_roles, role::kGlobalAdministrator)) {
      page.demo_name = one.user_principal_name;
      page.demo_password = one.password;
    }
}

Response sign_in(const PortalCall& call, const Relationship& of, const std::string& problem) {
  SignInPage page;
  page.application = kName;
  page.login = call.form.value("login");
  page.problem = problem;
  show_demo_account(call, of, page);
  return html_response(200, sign_in_page(page));
}

// Only the Global Administrator of the customer that was asked may answer.
bool may_answer(const Relationship& of, const Account& account) {
  return account.user && !account.tenant->is_partner && account.user->account_enabled &&
         (of.customer_id.empty() || of.customer_id == account.tenant->id) &&
         has_role(account.user->directory_roles, role::kGlobalAdministrator);
}

std::string role_list(const Relationship& of) {
  std::string list;
  for (const std::string& one : of.roles) {
    const RoleTemplate* known = find_role(one);
    list += fmt::format("<li>{}</li>", html_escape(known ? known->name : one));
  }
  return list;
}

Response ask(const PortalCall& call, const Relationship& of, const Account& account) {
  const std::string ticket =
      seal_object(call.cloud.state, {{"kind", "invitation"},
                                     {"relationship", of.id},
                                     {"tenant", account.tenant->id},
                                     {"user", account.user->id},
                                     {"expires", call.cloud.clock.now() + kTicketSeconds}});
  InvitationPage page;
  page.partner = call.cloud.world.partner.display_name;
  page.user_name = account.user->user_principal_name;
  page.tenant = account.tenant->display_name;
  page.name = of.display_name;
  page.duration = of.duration;
  page.roles = role_list(of);
  page.ticket = ticket;
  return html_response(200, invitation_page(page));
}

Response answer_invitation(const PortalCall& call, const Relationship& of, bool approved) {
  const auto ticket = unseal_object(call.cloud.state, call.form.value("ticket"));
  if (!ticket || text_of(*ticket, "kind") != "invitation" ||
      text_of(*ticket, "relationship") != of.id ||
      number_of(*ticket, "expires") <= call.cloud.clock.now())
    return sign_in(call, of, "The sign-in took too long. Please sign in again.");
  const Account account =
      find_account_by_id(call.cloud, text_of(*ticket, "tenant"), text_of(*ticket, "user"));
  if (!may_answer(of, account)) return sign_in(call, of, "Please sign in again.");
  Relationship changed = of;
  changed.customer_id = account.tenant->id;
  // What becomes of a rejected request is not documented in what was found: it is over here.
  changed.status = approved ? "approved" : "terminated";
  changed.status_since = changed.modified = call.cloud.clock.now();
  edit_world(call.cloud, relationship_edit(call.cloud.world, changed));
  const std::string& partner = call.cloud.world.partner.display_name;
  return approved ? notice(200, "Partner roles approved",
                           fmt::format("{} may now work here with these roles.", partner))
                  : notice(200, "Partner roles rejected",
                           fmt::format("{} does not get these roles.", partner));
}

Response continue_invitation(const PortalCall& call, const Relationship& of) {
  if (call.form.get("cancel"))
    return notice(200, "Nothing was changed", "You may close this window.");
  if (call.form.get("approval"))
    return answer_invitation(call, of, call.form.value("approval") == "accept");
  const Account account = find_account(call.cloud, call.form.value("login"));
  if (!account.user || account.user->password != call.form.value("passwd"))
    return sign_in(call, of, "Your account or password is incorrect.");
  if (!may_answer(of, account))
    return sign_in(call, of,
                   "Only a Global Administrator of the customer can approve partner roles.");
  return ask(call, of, account);
}

}  // namespace

Response answer_admin_portal(Cloud& cloud, const Request& request) {
  PortalCall call{cloud, request, parse_form(request.query), parse_form(request.body)};
  cloud.requests.add(cloud.world.partner.id, "/AdminPortal/Home", false);
  if (!same_text(request.path, "/AdminPortal/Home"))
    return notice(404, "Page not found", "The simulated admin center has one page only.");
  if (!call.query.get("invitation")) return html_response(200, invitation_entry_page());
  const Relationship* of = invited(call);
  if (!of) return notice(404, "Request not found", "No partner asked for this relationship.");
  const std::string status = status_at(cloud.world, *of, cloud.clock.now());
  if (status != "approvalPending")
    return notice(409, "Nothing to approve",
                  fmt::format("This relationship is {}; only one that waits for approval can be "
                              "approved.",
                              status));
  return request.method == "POST" ? continue_invitation(call, *of) : sign_in(call, *of, "");
}

}  // namespace cloud
