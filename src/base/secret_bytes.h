// Bytes that wipe themselves: passwords, keys and tokens are held in these and nowhere else for
// long.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace reeve::base {

// Locked, guarded memory (libsodium), wiped on destruction. Movable, never copied by accident,
// never printed.
class SecretBytes {
 public:
  SecretBytes() = default;
  explicit SecretBytes(std::size_t size);
  explicit SecretBytes(std::string_view text);
  SecretBytes(SecretBytes&& other) noexcept;
  SecretBytes& operator=(SecretBytes&& other) noexcept;
  SecretBytes(const SecretBytes&) = delete;
  SecretBytes& operator=(const SecretBytes&) = delete;
  ~SecretBytes();

  SecretBytes clone() const;
  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  std::span<std::byte> bytes() { return {data_, size_}; }
  std::span<const std::byte> bytes() const { return {data_, size_}; }
  // Valid while this object lives; do not keep copies.
  std::string_view text() const;

 private:
  std::byte* data_ = nullptr;
  std::size_t size_ = 0;
};

// Compares in constant time.
bool equal_secret(std::span<const std::byte> a, std::span<const std::byte> b);

}  // namespace reeve::base
