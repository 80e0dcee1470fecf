// Digests of text.
#include "base/hash.h"

#include <sodium.h>
#include <xxhash.h>

#include <array>

#include "base/text.h"

namespace reeve::base {

std::string content_hash(std::string_view text) {
  XXH128_canonical_t canonical;
  XXH128_canonicalFromHash(&canonical, XXH3_128bits(text.data(), text.size()));
  return hex(std::as_bytes(std::span(canonical.digest)));
}

std::string sha256(std::string_view text) {
  std::string digest(crypto_hash_sha256_BYTES, '\0');
  crypto_hash_sha256(reinterpret_cast<unsigned char*>(digest.data()),
                     reinterpret_cast<const unsigned char*>(text.data()), text.size());
  return digest;
}

std::string sha256_hex(std::string_view text) { return hex(as_bytes(sha256(text))); }

}  // namespace reeve::base
