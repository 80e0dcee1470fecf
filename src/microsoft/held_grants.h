// What an application holds in a tenant: delegated permissions, application permissions, groups and
// directory roles; and taking one of them away.
#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <stop_token>
#include <string>
#include <vector>

#include "microsoft/graph.h"

namespace reeve::microsoft {

// GET /servicePrincipals?$filter=appId eq '…', then of that one appRoleAssignments,
// oauth2PermissionGrants and memberOf (reference/microsoft-cloud.md B.5; GraphReference
// serviceprincipal-list-memberof). Reading takes Application.Read.All or Directory.Read.All.
struct HeldGrant {
  std::string kind;       // delegated, application, group, role
  std::string object_id;  // of the grant, assignment, group or role
  // The API's application id; for one person's own consent a blank and the person's id follow. Of
  // groups and roles the id again.
  std::string resource;
  std::string resource_name;  // "Microsoft Graph"; of a group or role what it is
  std::string what;           // scopes separated by blanks; the role's value; the group's name
};

struct HeldGrants {
  bool known = false;   // the service principal was looked for
  bool absent = false;  // the application does not stand in this tenant: nothing is left there
  std::string service_principal;
  std::vector<HeldGrant> held;
  bool complete = false;  // every list came to its end
  // Why not known, or not complete.
  std::string code, sentence, remedy, detail;
};

// Microsoft's APIs by their application ids, with their roles' names: the same in every tenant, so
// they are asked for once. Thread-safe.
class ApiBook {
 public:
  struct Api {
    std::string application_id, name;
    std::map<std::string, std::string> roles;  // id to value ("User.Read.All")
  };
  // The API whose service principal in that tenant has this id; its id alone where Graph refuses.
  Api of(GraphClient& graph, const std::string& tenant_id, const std::string& service_principal,
         std::stop_token stop);

 private:
  std::mutex mutex_;
  std::map<std::string, Api> known_;  // by application id; guarded by mutex_
};

// A refusal of one list leaves the others. Throws Error{canceled} only.
HeldGrants read_held(GraphClient& graph, ApiBook& book, const std::string& tenant_id,
                     const std::string& application_id, const std::string& tenant_name,
                     std::stop_token stop);

// Writes to Graph in one tenant: method, path ("/v1.0/…"), body (JSON or empty).
using ChangeAtGraph = std::function<Answer(const std::string& method, const std::string& path,
                                           const std::string& body)>;

// Taken away, or gone already (404): done. Else code, sentence and remedy of Graph's refusal.
struct Revoked {
  bool done = false, gone_already = false;
  std::string code, sentence, remedy, detail;
};
// Deletes an application permission, or the membership of a group or directory role.
Revoked revoke_held(const ChangeAtGraph& change, const std::string& service_principal,
                    const HeldGrant& grant);
// Leaves only `scopes` of a delegated grant; deletes it when there are none.
Revoked keep_scopes(const ChangeAtGraph& change, const HeldGrant& grant,
                    const std::vector<std::string>& scopes);

// "User.Read.All Group.Read.All" as a list, and back.
std::vector<std::string> scopes_of(const std::string& text);
std::string scopes_text(const std::vector<std::string>& scopes);

}  // namespace reeve::microsoft
