// The keys of the identity platform: it signs tokens with RS256 and seals its own codes and grants.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

struct evp_pkey_st;

namespace cloud {

// An RSA-2048 key with a self-signed certificate; const methods are safe on any thread.
// Throws std::runtime_error when OpenSSL refuses.
class SigningKey {
 public:
  static SigningKey generate();
  static SigningKey from_pem(const std::string& key_pem, const std::string& certificate_pem);

  const std::string& key_pem() const { return key_pem_; }
  const std::string& certificate_pem() const { return certificate_pem_; }
  // base64url SHA-1 of the certificate: what Microsoft puts in x5t and kid.
  const std::string& thumbprint() const { return thumbprint_; }
  const std::string& modulus() const { return modulus_; }          // base64url
  const std::string& exponent() const { return exponent_; }        // base64url
  const std::string& certificate() const { return certificate_; }  // base64 DER, for x5c

  std::string sign(std::string_view data) const;
  bool verify(std::string_view data, std::string_view signature) const;

 private:
  SigningKey() = default;
  void describe();

  std::shared_ptr<evp_pkey_st> key_;
  std::string key_pem_, certificate_pem_, thumbprint_, modulus_, exponent_, certificate_;
};

// A compact JWS: header {"typ":"JWT","alg":"RS256","x5t","kid"} and the given payload.
std::string sign_jwt(const SigningKey& key, std::string_view payload_json);
// The payload when the signature is ours and the algorithm RS256; does not look at times.
std::optional<std::string> open_jwt(const SigningKey& key, std::string_view token);

// AES-256-GCM under a key of 32 bytes: what only this cloud can read and nobody can alter.
std::string seal(std::string_view key, std::string_view text);
std::optional<std::string> unseal(std::string_view key, std::string_view sealed);

std::string sha256(std::string_view data);  // 32 raw bytes
std::string sha1(std::string_view data);    // 20 raw bytes, for thumbprints only

// A client assertion's signature, by the certificate (PEM) it was registered with.
// RS256 (PKCS #1 v1.5) or PS256 (PSS, salt as long as the digest).
bool verify_with_certificate(const std::string& certificate_pem, bool pss, std::string_view data,
                             std::string_view signature);
// DER bytes of a PEM certificate; empty when it is not one.
std::string certificate_der(const std::string& certificate_pem);
// The PEM form of DER bytes; empty when they are no certificate.
std::string certificate_pem(std::string_view der);
// From when to when the certificate says that it is valid; nothing when it is not one.
std::optional<std::pair<std::int64_t, std::int64_t>> certificate_lifetime(
    const std::string& certificate_pem);

}  // namespace cloud
