// Microsoft's permissions: which exist, and which the application of a generated world was granted.
// Source: Microsoft Graph permissions reference (devx-content permissions/new, August 2026).
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace cloud {

inline constexpr std::string_view kGraphId = "00000003-0000-0000-c000-000000000000";
inline constexpr std::string_view kPartnerCenterId = "fa3d9a0c-3fb0-42cc-9193-47c7ecd2edbd";

struct Permission {
  std::string_view name;
  std::string_view application_id;  // empty: it does not exist as an application permission
  std::string_view delegated_id;    // empty: it does not exist as a delegated permission
};

std::span<const Permission> permissions();
bool exists_delegated(std::string_view name);

// What a generated world's application has: every read permission of the table above.
std::vector<std::string> granted_roles();   // application
std::vector<std::string> granted_scopes();  // delegated

// What the resource of a scope is.
enum class Resource { none, graph, partner_center, own };

// One scope as clients write it: "User.Read", "https://graph.microsoft.com/User.Read.All",
// "https://graph.microsoft.com/.default", "openid".
struct Scope {
  std::string text;      // as it was asked for
  std::string audience;  // the resource as it was asked for; empty for openid and its like
  std::string name;      // "User.Read.All", ".default", "openid"
  Resource resource = Resource::none;
  bool known = true;  // false: no such resource or permission
};

// `own_origin` is how this cloud was reached: it stands for Graph too, since one port answers for
// every host. `client_id` with /.default asks for the application itself.
std::vector<Scope> parse_scopes(std::string_view text, std::string_view own_origin,
                                std::string_view client_id);

// True for "/.default" beside single permissions of a resource.
bool mixes_default(const std::vector<Scope>& scopes);

bool is_oidc(std::string_view name);  // openid, profile, email, offline_access

}  // namespace cloud
