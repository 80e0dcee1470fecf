// The token endpoint's parts: who the client is, and what each grant gives.
#pragma once

#include <variant>

#include "identity.h"
#include "tokens.h"

namespace cloud {

// Proven by secret or certificate.
struct ClientProof {
  bool by_certificate = false;
};

// The proof, or the refusal to send.
std::variant<ClientProof, Response> prove_client(IdentityCall& call);

// What a token is made for.
struct Grant {
  Tenant* tenant = nullptr;  // whose objects it opens
  Account account;           // empty for an application
  std::vector<Scope> asked;
  std::string nonce;
  std::string original_scope;  // what the person once consented to; goes into the refresh token
  bool by_certificate = false;
  bool mfa = false;  // the person passed multi-factor authentication
};

// The answers for a person and for the application itself; they check consent and faults.
Response give_person_token(IdentityCall& call, const Grant& grant);
Response give_application_token(IdentityCall& call, const Grant& grant);

// The scopes of the token request: `scope`, or `resource` of the v1 form, or what was granted once.
// The refusal when one is unknown or they belong to several resources.
std::variant<std::vector<Scope>, Response> requested_scopes(IdentityCall& call,
                                                            const std::string& otherwise);

bool is_first_version(const IdentityCall& call);  // /oauth2/token

}  // namespace cloud
