// Tells a lost consent from a lost relationship.
#include "connect/consent_check.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <optional>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "connect/side_by_side.h"
#include "store/tenant_consents.h"

namespace reeve::connect {

namespace {

using base::Error;
using base::ErrorCode;

constexpr std::size_t kAtOnce = 8;
// No service principal, no consent, no partner's pre-consent (reference/microsoft-cloud.md A.5).
constexpr std::array<std::string_view, 3> kNotAllowed{"AADSTS700016", "AADSTS65001", "AADSTS90099"};

// true: allowed; false: the consent is gone; nothing: it cannot be told from this answer.
std::optional<bool> allowed(TokenSource& tokens, base::Id connection, const std::string& tenant,
                            std::stop_token stop) {
  try {
    tokens.token(connection, tenant, std::move(stop));
    return true;
  } catch (const Error& error) {
    if (error.code() == ErrorCode::canceled) throw;
    const bool gone = std::ranges::any_of(kNotAllowed, [&](std::string_view code) {
      return error.detail().find(code) != std::string::npos;
    });
    if (error.code() == ErrorCode::refused && gone) return false;
    return std::nullopt;
  }
}

}  // namespace

std::int64_t check_consents(Services& services, TokenSource& tokens, base::Id connection,
                            std::stop_token stop) {
  const auto read = services.database.read(
      [&](db::Connection& c) { return store::tenants_read_by(c, connection); });
  std::vector<std::optional<bool>> answers(read.size());
  side_by_side(read.size(), kAtOnce, stop, [&](std::size_t at) {
    answers[at] = allowed(tokens, connection, read[at].entra_tenant_id, stop);
  });
  std::int64_t changed = 0;
  for (std::size_t at = 0; at < read.size(); ++at) {
    if (!answers[at] || *answers[at] != read[at].consent_lost) continue;
    services.database.write(db::Lane::background, [&](db::Connection& c) {
      store::set_consent_lost(c, read[at], connection, !*answers[at], services.clock.now());
    });
    ++changed;
  }
  return changed;
}

}  // namespace reeve::connect
