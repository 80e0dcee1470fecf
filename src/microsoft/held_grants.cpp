// Reads what an application holds in a tenant, and takes it away piece by piece.
#include "microsoft/held_grants.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/json.h"
#include "base/text.h"

namespace reeve::microsoft {

namespace {

using base::text_member;
using base::json::value;

constexpr std::string_view kPermission = "Application.Read.All";
constexpr std::string_view kRoleType = "#microsoft.graph.directoryRole";

AskOptions options_for(std::string subject, const std::string& tenant_name) {
  AskOptions options;
  options.background = false;  // a person waits for the list
  options.permission = kPermission;
  options.subject = std::move(subject);
  options.tenant_name = tenant_name;
  return options;
}

class Reader {
 public:
  Reader(GraphClient& graph, ApiBook& book, std::string tenant, std::string tenant_name,
         std::stop_token stop)
      : graph_(graph),
        book_(book),
        tenant_(std::move(tenant)),
        tenant_name_(std::move(tenant_name)),
        stop_(std::move(stop)) {}

  HeldGrants run(const std::string& application_id) {
    const auto found =
        graph_.get(tenant_,
                   fmt::format("/v1.0/servicePrincipals(appId='{}')?$select=id,appId,displayName",
                               application_id),
                   stop_, options_for("entry of the application", tenant_name_));
    if (found.status == 404) {
      out_.known = out_.absent = out_.complete = true;
      return std::move(out_);
    }
    const auto body = found.ok ? base::try_parse_json(found.body) : std::nullopt;
    if (!body) {
      tell(found.code, found.sentence, found.remedy, found.detail);
      return std::move(out_);
    }
    out_.known = out_.complete = true;
    out_.service_principal = text_member(*body, "id");
    read_roles();
    read_scopes();
    read_memberships();
    return std::move(out_);
  }

 private:
  void tell(const std::string& code, const std::string& sentence, const std::string& remedy,
            const std::string& detail) {
    out_.complete = false;
    if (!out_.code.empty()) return;
    out_.code = code;
    out_.sentence = sentence;
    out_.remedy = remedy;
    out_.detail = detail;
  }

  template <class Each>
  void list(const std::string& what, const std::string& subject, Each each) {
    const auto listing = graph_.list(
        tenant_, fmt::format("/v1.0/servicePrincipals/{}/{}", out_.service_principal, what),
        [&](const Page& page) {
          for (const auto object : page.objects)
            if (const auto one = base::try_parse_json(object)) each(*one);
        },
        stop_, options_for(subject, tenant_name_));
    if (!listing.complete) tell(listing.code, listing.sentence, listing.remedy, listing.detail);
  }

  void read_roles() {
    std::vector<value> rows;
    list("appRoleAssignments", "list of application permissions",
         [&](const value& one) { rows.push_back(one); });
    for (const auto& one : rows) {
      const auto api = book_.of(graph_, tenant_, text_member(one, "resourceId"), stop_);
      const auto role = text_member(one, "appRoleId");
      const auto name = api.roles.find(role);
      out_.held.push_back(
          {"application", text_member(one, "id"), api.application_id,
           api.name.empty() ? base::clean_text(text_member(one, "resourceDisplayName")) : api.name,
           name == api.roles.end() ? role : name->second});
    }
  }

  void read_scopes() {
    std::vector<value> rows;
    list("oauth2PermissionGrants", "list of delegated permissions",
         [&](const value& one) { rows.push_back(one); });
    for (const auto& one : rows) {
      const auto api = book_.of(graph_, tenant_, text_member(one, "resourceId"), stop_);
      const auto person = text_member(one, "principalId");
      out_.held.push_back(
          {"delegated", text_member(one, "id"),
           person.empty() ? api.application_id : fmt::format("{} {}", api.application_id, person),
           person.empty() ? api.name : api.name + ", allowed by one person",
           scopes_text(scopes_of(text_member(one, "scope")))});
    }
  }

  void read_memberships() {
    list("memberOf?$select=id,displayName", "list of groups and roles", [&](const value& one) {
      const bool role = text_member(one, "@odata.type") == kRoleType;
      const auto id = text_member(one, "id");
      out_.held.push_back({role ? "role" : "group", id, id,
                           role ? "Directory role" : "Security group",
                           base::clean_text(text_member(one, "displayName"))});
    });
  }

  GraphClient& graph_;
  ApiBook& book_;
  std::string tenant_, tenant_name_;
  std::stop_token stop_;
  HeldGrants out_;
};

Revoked judged(const Answer& answer) {
  Revoked out;
  out.gone_already = answer.status == 404;
  out.done = out.gone_already || (answer.status >= 200 && answer.status < 300);
  if (out.done) return out;
  out.code = answer.code;
  out.sentence = answer.sentence;
  out.remedy = answer.remedy;
  out.detail = answer.detail;
  return out;
}

}  // namespace

ApiBook::Api ApiBook::of(GraphClient& graph, const std::string& tenant_id,
                         const std::string& service_principal, std::stop_token stop) {
  const auto path = "/v1.0/servicePrincipals/" + base::percent_encode(service_principal);
  const auto small = graph.get(tenant_id, path + "?$select=id,appId,displayName", stop);
  const auto body = small.ok ? base::try_parse_json(small.body) : std::nullopt;
  if (!body) return {service_principal, "", {}};
  const auto application = base::ascii_lower(text_member(*body, "appId"));
  {
    std::lock_guard hold(mutex_);
    if (const auto found = known_.find(application); found != known_.end()) return found->second;
  }
  Api api{application, base::clean_text(text_member(*body, "displayName")), {}};
  const auto whole = graph.get(tenant_id, path + "?$select=id,appRoles", std::move(stop));
  const auto roles = whole.ok ? base::try_parse_json(whole.body) : std::nullopt;
  if (!roles) return api;
  if (const auto* all = base::member(*roles, "appRoles").if_array())
    for (const auto& one : *all) api.roles[text_member(one, "id")] = text_member(one, "value");
  std::lock_guard hold(mutex_);
  return known_.try_emplace(application, std::move(api)).first->second;
}

HeldGrants read_held(GraphClient& graph, ApiBook& book, const std::string& tenant_id,
                     const std::string& application_id, const std::string& tenant_name,
                     std::stop_token stop) {
  return Reader(graph, book, tenant_id, tenant_name, std::move(stop)).run(application_id);
}

Revoked revoke_held(const ChangeAtGraph& change, const std::string& service_principal,
                    const HeldGrant& grant) {
  const auto id = base::percent_encode(grant.object_id);
  const auto principal = base::percent_encode(service_principal);
  if (grant.kind == "application")
    return judged(
        change("DELETE",
               fmt::format("/v1.0/servicePrincipals/{}/appRoleAssignments/{}", principal, id), ""));
  if (grant.kind == "delegated")
    return judged(change("DELETE", fmt::format("/v1.0/oauth2PermissionGrants/{}", id), ""));
  return judged(
      change("DELETE",
             fmt::format("/v1.0/{}/{}/members/{}/$ref",
                         grant.kind == "role" ? "directoryRoles" : "groups", id, principal),
             ""));
}

Revoked keep_scopes(const ChangeAtGraph& change, const HeldGrant& grant,
                    const std::vector<std::string>& scopes) {
  if (scopes.empty()) return revoke_held(change, {}, grant);
  const base::json::object body{{"scope", base::json::string(scopes_text(scopes))}};
  return judged(
      change("PATCH",
             fmt::format("/v1.0/oauth2PermissionGrants/{}", base::percent_encode(grant.object_id)),
             base::to_json(base::json::value(body))));
}

std::vector<std::string> scopes_of(const std::string& text) {
  std::vector<std::string> out;
  for (auto& one : base::split(text, ' '))
    if (!one.empty() && std::ranges::find(out, one) == out.end()) out.push_back(std::move(one));
  std::ranges::sort(out);
  return out;
}

std::string scopes_text(const std::vector<std::string>& scopes) {
  return fmt::format("{}", fmt::join(scopes, " "));
}

}  // namespace reeve::microsoft
