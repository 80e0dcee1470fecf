// The signed statement by which an application with a certificate proves itself to one tenant.
#pragma once

#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/random.h"
#include "base/secret_bytes.h"

namespace reeve::microsoft {

// Microsoft asks for an end five to ten minutes after the beginning
// (reference/microsoft-cloud.md A.7).
inline constexpr base::Millis kAssertionLife{8 * 60'000};

struct AssertionFor {
  const std::string& application_id;
  const std::string&
      token_url;  // the audience: the token endpoint of the very tenant that is asked
};

// PS256 with `x5t#S256`; good for one request (jti). Throws Error{invalid} when key or certificate
// cannot be read, Error{internal} when signing fails.
base::SecretBytes client_assertion(const AssertionFor& what, const std::string& certificate,
                                   const base::SecretBytes& private_key, base::Time now,
                                   const base::Random& random);

}  // namespace reeve::microsoft
