// Asking Microsoft's identity platform for tokens: by a code, by a refresh token, or as the
// application itself.
#pragma once

#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/random.h"
#include "base/secret_bytes.h"
#include "http/retry.h"
#include "http/transport.h"
#include "microsoft/cloud.h"

namespace reeve::microsoft {

struct AccessToken {
  base::SecretBytes value;
  base::Time expires_at{};
};

struct TokenGrant {
  AccessToken access;
  base::SecretBytes refresh_token;  // empty when none came
  base::SecretBytes id_token;       // empty when none came
  std::string scope;
};

struct TokenRefusal {
  std::string error;  // the protocol's value: what control flow may look at
  std::string suberror;
  std::int64_t aadsts = 0;  // for advice only
  std::string sentence;     // for the person
  std::string remedy;
  std::string detail;                  // Microsoft's own words, trace id and time; never a secret
  bool transient = false;              // asking again later may help by itself
  std::optional<base::Time> retry_at;  // throttled until
};

// Exactly one of the two is set.
struct TokenAnswer {
  std::optional<TokenGrant> grant;
  std::optional<TokenRefusal> refusal;
};

// The application's identity; the secret is only borrowed for the call. With a certificate (PEM)
// the secret is its private key (PEM), and the application proves itself by a signed assertion.
struct AppCredential {
  const std::string& application_id;
  const base::SecretBytes& secret;
  const std::string* certificate = nullptr;
};

struct CodeRedemption {
  const std::string& code;
  const base::SecretBytes& verifier;  // PKCE
  const std::string& redirect_uri;
};

// Thread-safe. `tenant` is a tenant id or domain; scope names one resource. A refusal is a value;
// Error{unavailable} when the sign-in host cannot be reached, Error{protocol} for an answer that is
// not the protocol's.
class TokenClient {
 public:
  TokenClient(http::Transport& transport, base::Clock& clock, base::Random random, Cloud cloud,
              http::Patience patience = {});

  TokenAnswer redeem_code(const std::string& tenant, const AppCredential& app,
                          const CodeRedemption& code, const std::string& scope,
                          std::stop_token stop);
  TokenAnswer refresh(const std::string& tenant, const AppCredential& app,
                      const base::SecretBytes& refresh_token, const std::string& scope,
                      std::stop_token stop);
  TokenAnswer client_credentials(const std::string& tenant, const AppCredential& app,
                                 const std::string& scope, std::stop_token stop);

  const Cloud& cloud() const { return cloud_; }
  // "https://graph.microsoft.com/.default" of this cloud: what the application asks for itself.
  std::string graph_scope() const;
  // The same for a person, who also wants to be named and to stay signed in; on authorize, code and
  // refresh alike.
  std::string person_scope() const;

 private:
  class Form;
  TokenAnswer ask(const std::string& tenant, const AppCredential& app, Form form,
                  std::stop_token stop);
  void prove(Form& form, const AppCredential& app, const std::string& url) const;

  http::Transport& transport_;
  base::Clock& clock_;
  base::Random random_;
  Cloud cloud_;
  http::Patience patience_;
};

// Reads an answer of the token endpoint; a pure function of status, body and time.
TokenAnswer read_token_answer(int status, std::string_view body, base::Time now);
// The sentence, remedy and detail for an error that came in the browser's address (authorize, admin
// consent).
TokenRefusal refusal_of(std::string_view error, std::string_view description);

}  // namespace reeve::microsoft
