// Argon2id through libsodium.
#include "api/passwords.h"

#include <fmt/format.h>
#include <sodium.h>

#include <algorithm>
#include <chrono>

#include "base/error.h"
#include "base/text.h"

namespace reeve::api {
namespace {

using base::Error;
using base::ErrorCode;

constexpr std::chrono::seconds kLongestWait{10};

std::size_t characters_of(std::string_view utf8) {
  return static_cast<std::size_t>(
      std::count_if(utf8.begin(), utf8.end(), [](char c) { return (c & '\xC0') != '\x80'; }));
}

}  // namespace

PasswordCost PasswordCost::moderate() {
  return {crypto_pwhash_OPSLIMIT_MODERATE, crypto_pwhash_MEMLIMIT_MODERATE};
}
PasswordCost PasswordCost::interactive() {
  return {crypto_pwhash_OPSLIMIT_INTERACTIVE, crypto_pwhash_MEMLIMIT_INTERACTIVE};
}
PasswordCost PasswordCost::cheap() {
  return {crypto_pwhash_OPSLIMIT_MIN, crypto_pwhash_MEMLIMIT_MIN};
}

void check_password_rule(std::string_view password, std::string_view email) {
  if (characters_of(password) < kMinPasswordCharacters)
    throw Error(ErrorCode::invalid,
                fmt::format("The password is too short. Choose at least {} characters; a few words "
                            "in a row do well.",
                            kMinPasswordCharacters),
                "/data/attributes/password");
  if (password.size() > kMaxPasswordBytes)
    throw Error(ErrorCode::invalid, "The password is too long. Choose one of at most 1,024 bytes.",
                "/data/attributes/password");
  if (!email.empty() && base::fold(password) == base::fold(email))
    throw Error(ErrorCode::invalid,
                "The password is the e-mail address. Choose one that nobody can guess.",
                "/data/attributes/password");
}

// One of the few places at the hashing table; waits a while for it.
class PasswordHasher::Turn {
 public:
  explicit Turn(PasswordHasher& hasher) : hasher_(hasher) {
    const bool crowded = hasher_.waiting_.fetch_add(1) >= kHashesWaiting + kHashesAtOnce;
    const bool taken = !crowded && hasher_.turns_.try_acquire_for(kLongestWait);
    if (taken) return;
    hasher_.waiting_.fetch_sub(1);
    throw Error(ErrorCode::unavailable,
                "Too many people sign in at this moment. Try again in a few seconds.");
  }
  ~Turn() {
    hasher_.turns_.release();
    hasher_.waiting_.fetch_sub(1);
  }
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;

 private:
  PasswordHasher& hasher_;
};

std::string PasswordHasher::raw_hash(std::string_view password) const {
  char out[crypto_pwhash_STRBYTES] = {};
  if (crypto_pwhash_str_alg(out, password.data(), password.size(), cost_.operations, cost_.memory,
                            crypto_pwhash_ALG_ARGON2ID13) != 0)
    throw Error(ErrorCode::unavailable,
                "There is not enough memory to check a password. Close other programs on the "
                "server or add memory.");
  return out;
}

std::string PasswordHasher::hash(std::string_view password) {
  Turn turn(*this);
  return raw_hash(password);
}

const std::string& PasswordHasher::nobodys_hash() {
  std::call_once(nobody_once_, [this] { nobody_ = raw_hash("nobody signs in with this"); });
  return nobody_;
}

bool PasswordHasher::verify(const std::string& stored, std::string_view password) {
  Turn turn(*this);
  const std::string& against = stored.empty() ? nobodys_hash() : stored;
  const std::string_view given = password.substr(0, kMaxPasswordBytes);
  const bool same = crypto_pwhash_str_verify(against.c_str(), given.data(), given.size()) == 0;
  return same && !stored.empty();
}

bool PasswordHasher::outdated(const std::string& stored) const {
  return crypto_pwhash_str_needs_rehash(stored.c_str(), cost_.operations, cost_.memory) != 0;
}

}  // namespace reeve::api
