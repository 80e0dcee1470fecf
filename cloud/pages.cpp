// HTML of the simulated Microsoft pages.
#include "pages.h"

#include <fmt/format.h>

#include "encoding.h"

namespace cloud {
namespace {

constexpr std::string_view kStyle =
    "body{font:16px/1.5 'Segoe UI',system-ui,sans-serif;background:#f2f2f2;color:#1b1b1b;margin:0}"
    "main{max-width:27rem;margin:3rem auto;padding:2rem 2.5rem;background:#fff;"
    "box-shadow:0 2px 6px #0003}h1{font-size:1.5rem;margin:.5rem 0 1rem}"
    "label{display:block;margin:1rem 0 .2rem}"
    "input{font:inherit;width:100%;box-sizing:border-box;padding:.4rem;border:1px solid #666}"
    "button{font:inherit;padding:.4rem 1.6rem;margin:1.2rem .6rem 0 0;border:1px solid #0067b8}"
    "button.main{background:#0067b8;color:#fff}"
    ".note{background:#fff4ce;padding:.6rem .8rem;font-size:.9rem;overflow-wrap:anywhere}"
    ".problem{color:#a4262c}code{overflow-wrap:anywhere}";

std::string whole(std::string_view title, const std::string& body) {
  return fmt::format(
      "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
      "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">"
      "<title>{}</title><style>{}</style></head><body><main>"
      "<p class=\"note\"><strong>Simulated Microsoft sign-in.</strong> This is reeve-cloud, a "
      "simulation for trying and testing; no page of Microsoft and no real account is involved.</p>"
      "{}</main></body></html>\n",
      html_escape(title), kStyle, body);
}

}  // namespace

std::string welcome_page(const World& world) {
  std::size_t people = world.partner.users().size();
  for (const Tenant& one : world.customers) people += one.users().size();
  return whole(
      "reeve-cloud",
      fmt::format("<h1>reeve-cloud runs</h1><p>{} customers and the MSP {}; {} accounts. "
                  "The world as JSON: <a href=\"/_control/world\">/_control/world</a>.</p>",
                  world.customers.size(), html_escape(world.partner.display_name), people));
}

std::string sign_in_page(const SignInPage& page) {
  const std::string problem =
      page.problem.empty()
          ? ""
          : fmt::format("<p class=\"problem\" role=\"alert\">{}</p>", html_escape(page.problem));
  const std::string weak =
      page.weak_name.empty()
          ? ""
          : fmt::format(
                "<br>Without multi-factor authentication: <code>{}</code><br>Password: "
                "<code>{}</code>",
                html_escape(page.weak_name), html_escape(page.weak_password));
  constexpr std::string_view fresh =
      "<label for=\"newpasswd\">New password</label><input id=\"newpasswd\" name=\"newpasswd\" "
      "type=\"password\" autocomplete=\"new-password\" required>";
  return whole(
      "Sign in to your account",
      fmt::format(
          "<h1>Sign in</h1><p>to continue to <strong>{}</strong></p>{}"
          "<form method=\"post\"><label for=\"login\">Email</label>"
          "<input id=\"login\" name=\"login\" type=\"email\" autocomplete=\"username\" required "
          "value=\"{}\"><label for=\"passwd\">Password</label>"
          "<input id=\"passwd\" name=\"passwd\" type=\"password\" "
          "autocomplete=\"current-password\" required>{}"
          "<button class=\"main\" type=\"submit\">Sign in</button>"
          "<button type=\"submit\" name=\"mfa\" value=\"deny\">Decline the second factor</button>"
          "<button type=\"submit\" name=\"cancel\" value=\"1\" "
          "formnovalidate>Cancel</button></form>"
          "<p class=\"note\">Demo account: <code>{}</code><br>Password: <code>{}</code>{}</p>",
          html_escape(page.application), problem, html_escape(page.login),
          page.new_password ? fresh : "", html_escape(page.demo_name),
          html_escape(page.demo_password), weak));
}

std::string consent_page(const ConsentPage& page) {
  std::string list;
  for (const std::string& one : page.permissions)
    list += fmt::format("<li>{}</li>", html_escape(one));
  return whole(
      "Permissions requested",
      fmt::format(
          "<p>{}</p><h1>Permissions requested</h1><p><strong>{}</strong> would like to have "
          "these permissions{}:</p><ul>{}</ul>"
          "<form method=\"post\"><input type=\"hidden\" name=\"ticket\" value=\"{}\">"
          "<button class=\"main\" type=\"submit\" name=\"consent\" "
          "value=\"accept\">Accept</button>"
          "<button type=\"submit\" name=\"consent\" value=\"cancel\">Cancel</button></form>",
          html_escape(page.user_name), html_escape(page.application),
          page.for_organization ? " for everybody in " + html_escape(page.tenant)
                                : " in " + html_escape(page.tenant),
          list, html_escape(page.ticket)));
}

std::string invitation_page(const InvitationPage& page) {
  return whole(
      "Approve partner roles",
      fmt::format(
          "<p>{}</p><h1>Approve partner roles</h1><p><strong>{}</strong> asks for these Microsoft "
          "Entra roles in {} ({}, {}):</p><ul>{}</ul>"
          "<form method=\"post\"><input type=\"hidden\" name=\"ticket\" value=\"{}\">"
          "<button class=\"main\" type=\"submit\" name=\"approval\" "
          "value=\"accept\">Approve all</button>"
          "<button type=\"submit\" name=\"approval\" value=\"reject\">Reject</button></form>",
          html_escape(page.user_name), html_escape(page.partner), html_escape(page.tenant),
          html_escape(page.name), html_escape(page.duration), page.roles,
          html_escape(page.ticket)));
}

std::string invitation_entry_page() {
  return whole(
      "Microsoft 365 admin center",
      "<h1>Partner invitation</h1><form method=\"get\"><label for=\"invitation\">Id of the "
      "relationship</label><input id=\"invitation\" name=\"invitation\" required>"
      "<button class=\"main\" type=\"submit\">Continue</button></form>"
      "<script>const id=location.hash.split('/').pop();"
      "if(id)location.replace('?invitation='+encodeURIComponent(id));</script>");
}

std::string error_page(std::string_view title, std::string_view description) {
  return whole(
      "Sign in to your account",
      fmt::format("<h1>{}</h1>"
                  "<p class=\"problem\" role=\"alert\" style=\"white-space:pre-wrap\">{}</p>",
                  html_escape(title), html_escape(description)));
}

std::string form_post_page(std::string_view address,
                           const std::vector<std::pair<std::string, std::string>>& fields) {
  std::string inputs;
  for (const auto& [name, value] : fields)
    inputs += fmt::format("<input type=\"hidden\" name=\"{}\" value=\"{}\">", html_escape(name),
                          html_escape(value));
  return fmt::format(
      "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>Working...</title>"
      "</head><body><form method=\"POST\" name=\"hiddenform\" action=\"{}\">{}<noscript><p>Script "
      "is "
      "disabled. Click Submit to continue.</p><input type=\"submit\" value=\"Submit\"></noscript>"
      "</form><script>document.forms[0].submit();</script></body></html>\n",
      html_escape(address), inputs);
}

}  // namespace cloud
