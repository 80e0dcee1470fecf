// API keys: made once, shown once, kept only as SHA-256.
#pragma once

#include <string>

#include "base/clock.h"
#include "base/random.h"
#include "db/connection.h"
#include "store/accounts.h"

namespace reeve::api {

struct MadeApiKey {
  store::ApiKey key;
  std::string secret;  // what the client sends in x-api-key; shown this one time
};

// Inside a write transaction. Throws Error{invalid} on an empty or too long name. The caller writes
// the audit row.
MadeApiKey make_api_key(db::Connection& c, const base::Random& random, const std::string& name,
                        domain::Role role, base::Time now);

}  // namespace reeve::api
