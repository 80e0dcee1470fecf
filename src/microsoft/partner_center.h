// Partner Center's REST API: what says whether a sign-in had multi-factor authentication.
#pragma once

#include <stop_token>
#include <string>

#include "base/random.h"
#include "base/secret_bytes.h"
#include "http/retry.h"
#include "http/transport.h"
#include "microsoft/cloud.h"

namespace reeve::microsoft {

enum class MfaVerdict { accepted, refused, unknown };

struct MfaProbe {
  MfaVerdict verdict = MfaVerdict::unknown;
  std::string detail;  // status and Microsoft's words
};

// Asks for one customer with the header `ValidateMfa: true`; only a 401 refuses
// (learn.microsoft.com partner-center/security/partner-security-requirements-mandating-mfa;
// reference B.3, G.3). The token is for Partner Center and a person. Error{canceled} only.
MfaProbe probe_mfa(http::Transport& transport, base::Clock& clock, const base::Random& random,
                   const Cloud& cloud, const base::SecretBytes& token, std::stop_token stop);

// "https://api.partnercenter.microsoft.com/.default" of this cloud; empty where it has none.
std::string partner_center_scope(const Cloud& cloud);

}  // namespace reeve::microsoft
