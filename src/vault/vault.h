// Seals secrets before they reach the database and opens them again; nothing else in the product
// can.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/id.h"
#include "base/random.h"
#include "base/secret_bytes.h"
#include "base/sync.h"
#include "db/connection.h"
#include "store/secrets.h"

namespace reeve::vault {

// Names of what a connection keeps (store::secrets, owner_kind "connection").
inline constexpr std::string_view kConnection = "connection";
inline constexpr std::string_view kClientSecret = "client_secret";
inline constexpr std::string_view kPrivateKey = "private_key";  // of the certificate, PEM
inline constexpr std::string_view kRefreshToken = "refresh_token";
inline constexpr std::string_view kOnboardingToken = "onboarding_token";  // connect/onboarding.h
// What waits for a sign-in that proves it.
inline constexpr std::string_view kPendingSecret = "pending_client_secret";
inline constexpr std::string_view kPendingPrivateKey = "pending_private_key";

inline constexpr std::size_t kMaxSecretBytes = 1024 * 1024;

// Where a sealed value stands: it opens there and nowhere else.
struct Place {
  std::string_view table;
  std::string_view row;
  std::string_view field;
};

// Thread-safe. A sealed value is text: base64 of version | key id | nonce | ciphertext,
// XChaCha20-Poly1305 (libsodium), with table, row and field as associated data. The root key seals
// only the vault keys (`vault_keys`), these seal everything else.
class Vault {
 public:
  // Reads the vault keys, making the first one when there is none. Call inside a write transaction.
  // Throws Error{unavailable} with a sentence when the root key does not open them (another
  // installation's key).
  static std::unique_ptr<Vault> open(db::Connection& c, base::SecretBytes root_key,
                                     base::Random random, base::Time now);

  std::string seal(const Place& place, const base::SecretBytes& secret) const;
  // Throws Error{unavailable} when one byte differs, the place is another, or the key is unknown.
  base::SecretBytes unseal(const Place& place, std::string_view sealed) const;

  // The same for store::secrets; the place is (owner_kind, owner, name). get throws
  // Error{not_found} when there is none.
  void put(db::Connection& c, std::string_view owner_kind, base::Id owner, std::string_view name,
           const base::SecretBytes& secret, base::Time now) const;
  base::SecretBytes get(db::Connection& c, std::string_view owner_kind, base::Id owner,
                        std::string_view name) const;
  bool has(db::Connection& c, std::string_view owner_kind, base::Id owner,
           std::string_view name) const;
  // For showing to a person: the same as get, and an audit row (action "reveal") in the same
  // transaction. `who` says account, actor, address and time; subject and action are filled in
  // here. Call inside a write transaction.
  base::SecretBytes reveal(db::Connection& c, std::string_view owner_kind, base::Id owner,
                           std::string_view name, store::AuditEntry who) const;

 private:
  using Keys = std::map<std::int64_t, base::SecretBytes>;
  Vault(base::SecretBytes root_key, base::Random random)
      : root_key_(std::move(root_key)), random_(std::move(random)) {}
  void load(db::Connection& c) const;
  void add_key(db::Connection& c, std::int64_t id, base::Time now) const;
  base::SecretBytes key(std::int64_t id) const;

  base::SecretBytes root_key_;
  base::Random random_;
  mutable base::Sync<Keys> keys_;
};

}  // namespace reeve::vault
