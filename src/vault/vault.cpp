// Sealing with XChaCha20-Poly1305; the root key opens the vault keys, the vault keys open
// everything else.
#include "vault/vault.h"

#include <fmt/format.h>
#include <sodium.h>

#include <array>
#include <limits>
#include <utility>

#include "base/error.h"
#include "base/text.h"
#include "store/ids.h"

namespace reeve::vault {

namespace {

using base::Error;
using base::ErrorCode;
using base::SecretBytes;

constexpr char kVersion = 1;
constexpr std::size_t kKeyBytes = crypto_aead_xchacha20poly1305_ietf_KEYBYTES;
constexpr std::size_t kNonceBytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t kTagBytes = crypto_aead_xchacha20poly1305_ietf_ABYTES;
constexpr std::size_t kIdBytes = 8;
constexpr std::size_t kHeadBytes = 1 + kIdBytes + kNonceBytes;
constexpr std::int64_t kRootKeyId = 0;

const unsigned char* raw(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}
const unsigned char* raw(std::span<const std::byte> bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

void append_number(std::string& out, std::uint64_t number) {
  for (int shift = 56; shift >= 0; shift -= 8) out += static_cast<char>((number >> shift) & 0xffU);
}

std::int64_t read_number(std::string_view bytes) {
  std::uint64_t number = 0;
  for (std::size_t i = 0; i < kIdBytes; ++i)
    number = (number << 8U) | static_cast<unsigned char>(bytes[i]);
  return number > std::uint64_t{std::numeric_limits<std::int64_t>::max()}
             ? -1
             : static_cast<std::int64_t>(number);
}

// Each part with its length before it, so that no two places give the same bytes. Version and key
// id are bound too.
std::string associated(const Place& place, std::string_view head) {
  std::string out(head.substr(0, 1 + kIdBytes));
  for (const auto part : {place.table, place.row, place.field}) {
    append_number(out, part.size());
    out += part;
  }
  return out;
}

std::string seal_with(const SecretBytes& key, std::int64_t key_id, const Place& place,
                      const SecretBytes& secret, const base::Random& random) {
  if (secret.size() > kMaxSecretBytes)
    throw Error(ErrorCode::too_large, "The secret is longer than Reeve keeps (1 MiB).");
  std::string out(1, kVersion);
  append_number(out, static_cast<std::uint64_t>(key_id));
  std::array<std::byte, kNonceBytes> nonce{};
  random(nonce);
  out.append(reinterpret_cast<const char*>(nonce.data()), nonce.size());
  const auto aad = associated(place, out);
  out.resize(kHeadBytes + secret.size() + kTagBytes);
  unsigned long long written = 0;
  crypto_aead_xchacha20poly1305_ietf_encrypt(
      reinterpret_cast<unsigned char*>(out.data() + kHeadBytes), &written, raw(secret.bytes()),
      secret.size(), raw(aad), aad.size(), nullptr, raw(nonce), raw(key.bytes()));
  return base::base64(base::as_bytes(out));
}

[[noreturn]] void damaged(const Place& place) {
  throw Error(ErrorCode::unavailable,
              "A stored secret cannot be opened: it was changed outside Reeve, or belongs to "
              "another installation. Enter it again.",
              fmt::format("sealed value {}/{}/{}", place.table, place.row, place.field));
}

// The raw bytes of a sealed value of a version we know.
std::string unpack(const Place& place, std::string_view sealed) {
  auto bytes = sealed.size() <= 2 * kMaxSecretBytes ? base::from_base64(sealed) : std::nullopt;
  // Only the one spelling that base64 gives is taken: another one of the same bytes was not written
  // by us.
  if (!bytes || bytes->size() < kHeadBytes + kTagBytes || bytes->front() != kVersion ||
      base::base64(base::as_bytes(*bytes)) != sealed) {
    damaged(place);
  }
  return *std::move(bytes);
}

std::int64_t key_id_of(std::string_view bytes) { return read_number(bytes.substr(1)); }

SecretBytes unseal_with(const SecretBytes& key, const Place& place, std::string_view bytes) {
  const auto aad = associated(place, bytes);
  const auto nonce = bytes.substr(1 + kIdBytes, kNonceBytes);
  const auto cipher = bytes.substr(kHeadBytes);
  SecretBytes secret(cipher.size() - kTagBytes);
  unsigned long long written = 0;
  unsigned char empty = 0;  // libsodium wants an address even for an empty secret
  auto* out = secret.empty() ? &empty : reinterpret_cast<unsigned char*>(secret.bytes().data());
  if (crypto_aead_xchacha20poly1305_ietf_decrypt(out, &written, nullptr, raw(cipher), cipher.size(),
                                                 raw(aad), aad.size(), raw(nonce),
                                                 raw(key.bytes())) != 0) {
    damaged(place);
  }
  return secret;
}

Place of_secret(std::string_view owner_kind, const std::string& owner, std::string_view name) {
  return {owner_kind, owner, name};
}

}  // namespace

std::unique_ptr<Vault> Vault::open(db::Connection& c, SecretBytes root_key, base::Random random,
                                   base::Time now) {
  if (root_key.size() != kKeyBytes)
    throw Error(ErrorCode::internal, "The root key has the wrong length.");
  std::unique_ptr<Vault> vault(new Vault(std::move(root_key), std::move(random)));
  const auto none = [&] {
    return vault->keys_.with([](const Keys& keys) { return keys.empty(); });
  };
  vault->load(c);
  if (!none()) return vault;
  // Taking the id waits for another process that starts at the same time; it may have made the key.
  const auto id = store::next_ids(c, "vault_keys");
  vault->load(c);
  if (none()) vault->add_key(c, id, now);
  return vault;
}

void Vault::load(db::Connection& c) const {
  Keys keys;
  for (const auto& row : store::vault_keys(c)) {
    const auto id = std::to_string(row.id);
    const Place place{"vault_keys", id, "wrapped"};
    try {
      keys.emplace(row.id, unseal_with(root_key_, place, unpack(place, row.wrapped)));
    } catch (const Error& error) {
      throw Error(ErrorCode::unavailable,
                  "The root key is not the one this database was sealed with. Name the right key "
                  "file with --key-file, or put the copy you "
                  "kept in its place.",
                  error.detail());
    }
  }
  keys_.with([&](Keys& held) { held = std::move(keys); });
}

void Vault::add_key(db::Connection& c, std::int64_t id, base::Time now) const {
  SecretBytes key(kKeyBytes);
  random_(key.bytes());
  const auto row = std::to_string(id);
  store::add_vault_key(
      c, {id, seal_with(root_key_, kRootKeyId, {"vault_keys", row, "wrapped"}, key, random_), {}},
      now);
  keys_.with([&](Keys& held) { held.emplace(id, std::move(key)); });
}

SecretBytes Vault::key(std::int64_t id) const {
  return keys_.with([&](const Keys& keys) {
    const auto found = keys.find(id);
    return found == keys.end() ? SecretBytes{} : found->second.clone();
  });
}

std::string Vault::seal(const Place& place, const SecretBytes& secret) const {
  // The newest key seals.
  const auto id = keys_.with([](const Keys& keys) { return keys.rbegin()->first; });
  return seal_with(key(id), id, place, secret, random_);
}

SecretBytes Vault::unseal(const Place& place, std::string_view sealed) const {
  const auto bytes = unpack(place, sealed);
  const auto held = key(key_id_of(bytes));
  if (held.empty()) damaged(place);
  return unseal_with(held, place, bytes);
}

void Vault::put(db::Connection& c, std::string_view owner_kind, base::Id owner,
                std::string_view name, const SecretBytes& secret, base::Time now) const {
  const auto row = std::to_string(owner);
  store::put_secret(c, owner_kind, owner, name, seal(of_secret(owner_kind, row, name), secret),
                    now);
}

SecretBytes Vault::get(db::Connection& c, std::string_view owner_kind, base::Id owner,
                       std::string_view name) const {
  const auto sealed = store::get_secret(c, owner_kind, owner, name);
  if (!sealed)
    throw Error(ErrorCode::not_found, "There is no such secret. Enter it first.",
                fmt::format("{} {} {}", owner_kind, owner, name));
  const auto row = std::to_string(owner);
  const auto place = of_secret(owner_kind, row, name);
  // Another process may have made a new vault key meanwhile.
  if (key(key_id_of(unpack(place, *sealed))).empty()) load(c);
  return unseal(place, *sealed);
}

bool Vault::has(db::Connection& c, std::string_view owner_kind, base::Id owner,
                std::string_view name) const {
  return store::has_secret(c, owner_kind, owner, name);
}

SecretBytes Vault::reveal(db::Connection& c, std::string_view owner_kind, base::Id owner,
                          std::string_view name, store::AuditEntry who) const {
  auto secret = get(c, owner_kind, owner, name);
  who.action = "reveal";
  who.subject_kind = owner_kind;
  who.subject = owner;
  who.detail = fmt::format("{{\"name\":\"{}\"}}", name);
  store::add_audit(c, who);
  return secret;
}

}  // namespace reeve::vault
