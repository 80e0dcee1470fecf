// Passwords: Argon2id, at most two at once, so that a flood of sign-ins cannot eat the memory of
// the machine.
#pragma once

#include <atomic>
#include <cstddef>
#include <mutex>
#include <semaphore>
#include <string>
#include <string_view>

namespace reeve::api {

struct PasswordCost {
  unsigned long long operations = 3;
  std::size_t memory = 256u << 20;
  // libsodium's crypto_pwhash_*LIMIT_MODERATE: 256 MiB, about 0.7 s.
  static PasswordCost moderate();
  static PasswordCost interactive();
  // Only for tests.
  static PasswordCost cheap();
};

inline constexpr std::size_t kMinPasswordCharacters = 12;
inline constexpr std::size_t kMaxPasswordBytes = 1'024;
inline constexpr int kHashesAtOnce = 2;
inline constexpr int kHashesWaiting = 4;

// Throws Error{invalid} with the rule when the password is too short, too long, or is the e-mail
// address.
void check_password_rule(std::string_view password, std::string_view email);

// Thread-safe. Salts come from libsodium's own generator. Both calls throw Error{unavailable} when
// too many wait.
class PasswordHasher {
 public:
  explicit PasswordHasher(PasswordCost cost) : cost_(cost) {}
  std::string hash(std::string_view password);
  // An empty `stored` (no such account, or no password yet) takes the same time and is false.
  bool verify(const std::string& stored, std::string_view password);
  bool outdated(const std::string& stored) const;

 private:
  class Turn;
  std::string raw_hash(std::string_view password) const;
  const std::string& nobodys_hash();
  PasswordCost cost_;
  std::counting_semaphore<kHashesAtOnce> turns_{kHashesAtOnce};
  std::atomic<int> waiting_{0};
  std::once_flag nobody_once_;
  std::string nobody_;
};

}  // namespace reeve::api
