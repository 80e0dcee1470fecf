// Access tokens of this cloud: what they claim, how they are made and how Graph reads them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "keys.h"

namespace cloud {

struct Claims {
  std::string tenant_id;
  std::string object_id;  // of the person, or of the application's service principal
  std::string user_name;  // empty for an application
  std::string client_id;
  std::string audience;
  std::vector<std::string> roles;   // application permissions
  std::vector<std::string> scopes;  // delegated permissions
  std::vector<std::string> wids;    // directory roles, as template ids
  bool mfa = false;                 // the person passed multi-factor authentication
  std::int64_t expires = 0;
  bool is_application() const { return user_name.empty(); }
};

// What goes into an access token besides the claims.
struct TokenFacts {
  std::int64_t now = 0;
  bool by_certificate = false;  // appidacr 2 instead of 1
  std::string home_tenant_id;   // of the person, when it is another tenant
  std::string display_name;
  std::string application_name = {};
  bool handles_claims = false;  // the client said cp1: xms_cc
  std::string issuer = {};      // {login}/{tid}/v2.0; empty makes a token of version 1.0
};

// A token of version 1.0, as Graph and Partner Center get them in life: `appid`, `appidacr`,
// `iss` https://sts.windows.net/{tid}/, and `amr` for people. With an issuer it is of version 2.0,
// as an application gets them for itself: `azp`, `azpacr`, and no `amr`.
std::string make_access_token(const SigningKey& key, const Claims& claims, const TokenFacts& facts);

// The claims when it is ours; times and audience are the caller's to check.
std::optional<Claims> read_access_token(const SigningKey& key, std::string_view token);

struct IdTokenFacts {
  std::string issuer;  // {login}/{tid}/v2.0
  std::string client_id, tenant_id, object_id, user_name, display_name, nonce, email;
  std::int64_t now = 0;
  std::int64_t expires = 0;
};

// A v2.0 id token; it carries no `amr`, as in life.
std::string make_id_token(const SigningKey& key, const IdTokenFacts& facts);

// The id of an application's service principal in a tenant: always the same for the same pair.
std::string service_principal_id(std::string_view tenant_id, std::string_view client_id);

}  // namespace cloud
