// Seals what a sign-in under way must remember, and takes it out once.
#include "connect/journey.h"

#include <fmt/format.h>

#include "base/error.h"
#include "base/hash.h"
#include "base/text.h"
#include "store/connections.h"

namespace reeve::connect {

namespace {

using base::SecretBytes;

constexpr std::size_t kStateBytes = 32;
constexpr std::size_t kNonceBytes = 32;
constexpr std::size_t kVerifierBytes = 48;  // 64 characters; RFC 7636 asks for 43 to 128

vault::Place place_of(const std::string& state_hash) { return {"sign_ins", state_hash, "sealed"}; }

}  // namespace

Mark begin_journey(Services& services, base::Id connection, base::Id account,
                   const std::string& browser, const std::string& fingerprint,
                   std::string_view act) {
  const SecretBytes verifier(std::string_view(base::random_token(services.random, kVerifierBytes)));
  Mark mark{base::random_token(services.random, kStateBytes),
            base::random_token(services.random, kNonceBytes),
            base::base64url(base::as_bytes(base::sha256(verifier.text())))};
  const auto hash = base::sha256_hex(mark.state);
  const auto sealed = services.vault.seal(
      place_of(hash), SecretBytes(std::string_view(
                          fmt::format("{}\n{}\n{}\n{}\n{}", mark.nonce, base::sha256_hex(browser),
                                      fingerprint, act, verifier.text()))));
  const auto now = services.clock.now();
  services.database.write(db::Lane::people, [&](db::Connection& c) {
    store::create_sign_in(c, hash, {connection, account, sealed}, now, now + kSignInLife);
  });
  return mark;
}

std::optional<Journey> take_journey(Services& services, const std::string& state) {
  if (state.empty()) return {};
  const auto hash = base::sha256_hex(state);
  const auto taken = services.database.write(db::Lane::people, [&](db::Connection& c) {
    return store::take_sign_in(c, hash, services.clock.now());
  });
  if (!taken) return {};
  const auto opened = services.vault.unseal(place_of(hash), taken->sealed);
  auto rest = opened.text();
  const auto next_line = [&rest] {
    const auto end = rest.find('\n');
    if (end == std::string_view::npos)
      throw base::Error(base::ErrorCode::internal,
                        "A sign-in under way cannot be read. Start it again.");
    const auto line = rest.substr(0, end);
    rest.remove_prefix(end + 1);
    return std::string(line);
  };
  Journey journey;
  journey.connection = taken->connection;
  journey.account = taken->account;
  journey.nonce = next_line();
  journey.browser_hash = next_line();
  journey.fingerprint = next_line();
  journey.act = next_line();
  journey.verifier = SecretBytes(rest);
  return journey;
}

bool same_browser(const Journey& journey, const std::string& browser) {
  return base::equal_secret(base::as_bytes(journey.browser_hash),
                            base::as_bytes(base::sha256_hex(browser)));
}

}  // namespace reeve::connect
