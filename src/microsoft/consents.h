// Partner Center's applicationconsents: a partner lets its application into a customer's tenant.
//
// Source: learn.microsoft.com/partner-center/developer/control-panel-vendor-apis
// (reference/microsoft-cloud.md B.3).
#pragma once

#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "base/random.h"
#include "base/secret_bytes.h"
#include "http/retry.h"
#include "http/transport.h"
#include "microsoft/cloud.h"

namespace reeve::microsoft {

struct CustomerConsent {
  std::string customer;  // tenant id
  std::string application_id, application_name;
  std::string resource;             // application id of the API, Graph's mostly
  std::vector<std::string> scopes;  // delegated permissions by name
};

enum class ConsentEnd {
  done,
  exists,       // the application has a grant for that resource there already
  no_mfa,       // the sign-in had no multi-factor authentication
  not_allowed,  // no admin agent, or no role there that may consent
  unknown_customer,
  throttled,
  failed,  // detail says more
};
struct ConsentAnswer {
  ConsentEnd end = ConsentEnd::failed;
  std::string detail;  // status and Partner Center's words
  std::optional<base::Time> retry_at;
};

// Thread-safe. The token is a person's, for Partner Center. Error{unavailable}, Error{canceled}.
class ConsentClient {
 public:
  ConsentClient(http::Transport& transport, base::Clock& clock, base::Random random, Cloud cloud);
  // Never widens what exists: take that back first.
  ConsentAnswer add(const base::SecretBytes& token, const CustomerConsent& consent,
                    std::stop_token stop);
  // Takes back all delegated permissions of the application there; its own roles stay. `done` also
  // where there was nothing.
  ConsentAnswer take_back(const base::SecretBytes& token, const std::string& customer,
                          const std::string& application_id, std::stop_token stop);

 private:
  ConsentAnswer send(const base::SecretBytes& token, const std::string& method,
                     const std::string& customer, const std::string& rest, const std::string& body,
                     std::stop_token stop);

  http::Transport& transport_;
  base::Clock& clock_;
  base::Random random_;
  Cloud cloud_;
};

}  // namespace reeve::microsoft
