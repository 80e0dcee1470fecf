// The certificate with which an application proves itself instead of by a secret: made here, its
// public part uploaded at Microsoft, its private key never leaving this installation's vault.
#pragma once

#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/secret_bytes.h"

namespace reeve::microsoft {

// RSA with SHA-256, as certificate credentials are documented; 3072 bits are good beyond 2030
// (NIST SP 800-57).
inline constexpr unsigned kCertificateKeyBits = 3072;

struct MadeCertificate {
  std::string certificate;        // PEM: what is uploaded
  base::SecretBytes private_key;  // PEM (PKCS #8), unencrypted: for the vault alone
};

// Self-signed RSA with SHA-256, valid from an hour before `now` (clocks differ) to `until`, whole
// seconds. `name` becomes the common name (cut to 64 bytes, X.520). Throws Error{internal}.
MadeCertificate make_certificate(std::string_view name, base::Time now, base::Time until);

struct CertificateFacts {
  std::string thumbprint;         // SHA-1 of the DER in upper-case hex, as Entra's pages show it
  std::string thumbprint_base64;  // the same bytes as base64: keyCredential.customKeyIdentifier
  std::string thumbprint_sha256;  // base64url: the x5t#S256 of an assertion (A.7)
  base::Time expires_at{};
};

// Throws Error{invalid} when `pem` holds no certificate.
CertificateFacts certificate_facts(std::string_view pem);

}  // namespace reeve::microsoft
