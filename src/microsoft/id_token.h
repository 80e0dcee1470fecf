// Proves that an id token was made by Microsoft, for us, now, for this sign-in.
#pragma once

#include <map>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/random.h"
#include "base/sync.h"
#include "http/retry.h"
#include "http/transport.h"
#include "microsoft/cloud.h"

namespace reeve::microsoft {

inline constexpr base::Millis kClockSkew{5 * 60'000};
inline constexpr base::Millis kSigningKeysLife{
    24 * 3'600'000};  // as the recorded Cache-Control of the discovery document
inline constexpr base::Millis kSigningKeysPause{
    60'000};  // between two reads because of an unknown key
inline constexpr std::size_t kMaxIdTokenBytes = 32 * 1024;
inline constexpr std::size_t kMaxSigningKeys = 64;

struct SigningKey {
  std::string id;                 // kid
  std::string modulus, exponent;  // big-endian bytes
  // Whose tokens it signs, where the key says so; may hold "{tenantid}". A key of another issuer
  // proves nothing (learn.microsoft.com/entra/identity-platform/access-tokens, "Validate the
  // signing key issuer").
  std::string issuer = {};
};

struct Expected {
  std::string issuer;    // whole
  std::string audience;  // our application id
  std::string nonce;
};

struct IdClaims {
  std::string tenant_id, object_id, user_name, name;
  std::vector<std::string>
      methods;  // amr: how the person proved itself ("pwd", "mfa"); often absent
};

// Pure. Throws Error{refused} with a sentence; the detail says which check failed. Only RS256 is
// accepted, whatever the token's header says. The tenant is not compared here: who signed in to
// another tenant is told so by the caller.
IdClaims verify_id_token(std::string_view token, const std::vector<SigningKey>& keys,
                         const Expected& expected, base::Time now);
// The RSA signing keys of a JWKS document; others are left out. Throws Error{protocol}.
std::vector<SigningKey> read_jwks(std::string_view body);
// The tenant id a token claims to be of, unverified: only to find issuer and keys. Empty when it
// cannot be read.
std::string claimed_tenant(std::string_view token);

struct OpenIdSettings {
  std::string issuer, keys_url;
};

// Thread-safe; keeps each tenant's settings and keys for a day and reads them again once when a key
// is unknown.
class IdTokenVerifier {
 public:
  IdTokenVerifier(http::Transport& transport, base::Clock& clock, base::Random random, Cloud cloud,
                  http::Patience patience = {});
  // Throws Error{refused} (bad token), Error{unavailable}, Error{protocol}. The issuer expected is
  // that of the tenant the token names; compare IdClaims::tenant_id with the tenant wanted.
  IdClaims verify(std::string_view token, const std::string& audience, const std::string& nonce,
                  std::stop_token stop);
  // Reads the tenant's OpenID settings; throws Error{refused} with sentence and remedy when
  // Microsoft does not know it.
  OpenIdSettings settings(const std::string& tenant, std::stop_token stop);

 private:
  struct Known {
    OpenIdSettings settings;
    std::vector<SigningKey> keys;
    base::Time settings_read_at{}, keys_read_at{};
  };
  std::vector<SigningKey> keys(const std::string& tenant, bool again, std::stop_token stop);

  http::Transport& transport_;
  base::Clock& clock_;
  base::Random random_;
  Cloud cloud_;
  http::Patience patience_;
  base::Sync<std::map<std::string, Known>> known_;
};

}  // namespace reeve::microsoft
