// Memory for secrets, from libsodium's guarded heap.
#include "base/secret_bytes.h"

#include <sodium.h>

#include <cstring>
#include <utility>

#include "base/error.h"

namespace reeve::base {

SecretBytes::SecretBytes(std::size_t size) : size_(size) {
  if (size == 0) return;
  if (sodium_init() < 0)
    throw Error(ErrorCode::internal, "The crypto library could not be started.");
  data_ = static_cast<std::byte*>(sodium_malloc(size));
  if (data_ == nullptr)
    throw Error(ErrorCode::unavailable,
                "There is no locked memory left for secrets. Raise the limit of locked memory "
                "(ulimit -l).");
  std::memset(data_, 0, size);
}

SecretBytes::SecretBytes(std::string_view text) : SecretBytes(text.size()) {
  if (!text.empty()) std::memcpy(data_, text.data(), text.size());
}

SecretBytes::SecretBytes(SecretBytes&& other) noexcept
    : data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)) {}

SecretBytes& SecretBytes::operator=(SecretBytes&& other) noexcept {
  std::swap(data_, other.data_);
  std::swap(size_, other.size_);
  return *this;
}

SecretBytes::~SecretBytes() {
  if (data_ != nullptr) sodium_free(data_);
}

SecretBytes SecretBytes::clone() const { return SecretBytes(text()); }

std::string_view SecretBytes::text() const {
  return size_ == 0 ? std::string_view{}
                    : std::string_view(reinterpret_cast<const char*>(data_), size_);
}

bool equal_secret(std::span<const std::byte> a, std::span<const std::byte> b) {
  return a.size() == b.size() && (a.empty() || sodium_memcmp(a.data(), b.data(), a.size()) == 0);
}

}  // namespace reeve::base
