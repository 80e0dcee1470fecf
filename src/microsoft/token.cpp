// Builds the forms of the token endpoint and reads its answers (reference/microsoft-cloud.md A.1 to
// A.5).
#include "microsoft/token.h"

#include <fmt/format.h>
#include <sodium.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "base/error.h"
#include "base/json.h"
#include "base/log.h"
#include "base/text.h"
#include "http/retry.h"
#include "microsoft/aadsts.h"
#include "microsoft/client_assertion.h"

namespace reeve::microsoft {

namespace {

using base::Error;
using base::ErrorCode;

constexpr std::size_t kMaxTokenBody = 1024 * 1024;
constexpr std::size_t kMaxDetail = 600;
constexpr base::Millis kTokenDeadline{30'000};
constexpr std::int64_t kShortestLife = 1;
constexpr std::int64_t kLongestLife = 24 * 3600;  // access tokens live a day at most (A.6)

void wipe(std::string& text) { sodium_memzero(text.data(), text.size()); }

// Microsoft's description ends in trace id, correlation id and time, each on a line of its own.
std::string one_line(std::string_view text) {
  std::string line;
  for (const char c : text.substr(0, kMaxDetail)) {
    if (c == '\n') {
      line += ' ';
    } else if (static_cast<unsigned char>(c) >= 0x20) {
      line += c;
    }
  }
  return base::clean_text(line);
}

// Worth asking again by the protocol's own words; no code is looked at.
bool is_transient(std::string_view error) {
  return error == "temporarily_unavailable" || error == "server_error";
}

std::string plain_sentence(std::string_view error) {
  if (error == "invalid_client") return "Microsoft does not accept the application's secret.";
  if (error == "invalid_grant")
    return "Microsoft does not accept the stored sign-in for this tenant.";
  if (error == "unauthorized_client")
    return "Microsoft does not let this application into the tenant.";
  if (error == "consent_required") return "The application has not been allowed in this tenant.";
  if (error == "interaction_required" || error == "login_required")
    return "Microsoft asks for a sign-in by a person.";
  if (error == "access_denied" || error == "permission_denied")
    return "Access was declined in Microsoft's sign-in.";
  if (is_transient(error)) return "Microsoft's sign-in has a passing fault.";
  return "Microsoft refused the sign-in.";
}

std::string plain_remedy(std::string_view error) {
  if (error == "invalid_client")
    return "Enter the Value of a valid client secret in the connection.";
  if (error == "access_denied" || error == "permission_denied") {
    return "Start again and accept the permissions, signed in as an administrator who may consent "
           "for the organization.";
  }
  if (is_transient(error)) return "Try again in some minutes.";
  if (error == "unauthorized_client" || error == "consent_required") {
    return "Have an administrator of that tenant allow the application (admin consent).";
  }
  return "Open the connection in Reeve and sign in to Microsoft again.";
}

TokenRefusal describe(std::string_view error, std::string_view description, std::int64_t code) {
  TokenRefusal refusal;
  refusal.error = error;
  refusal.aadsts = code;
  refusal.transient = is_transient(error);
  const auto* advice = advice_for(code);
  refusal.sentence = advice ? std::string(advice->sentence) : plain_sentence(error);
  refusal.remedy = advice ? std::string(advice->remedy) : plain_remedy(error);
  refusal.detail = fmt::format("{}: {}", error, one_line(description));
  return refusal;
}

std::int64_t first_code(const base::json::value& body, std::string_view description) {
  const auto& codes = base::member(body, "error_codes");
  if (codes.is_array() && !codes.as_array().empty() && codes.as_array().front().is_int64()) {
    return codes.as_array().front().as_int64();
  }
  return aadsts_code(description);
}

TokenGrant read_grant(const base::json::value& body, base::Time now) {
  TokenGrant grant;
  const auto token = base::text_member(body, "access_token");
  const auto life = base::optional_integer(body, "expires_in");
  if (token.empty() || !life) {
    throw Error(ErrorCode::protocol,
                "Microsoft's sign-in answered without a token. Try again; if it stays, a proxy may "
                "be changing answers.");
  }
  grant.access.value = base::SecretBytes(std::string_view(token));
  grant.access.expires_at =
      now + std::chrono::seconds(std::clamp(*life, kShortestLife, kLongestLife));
  grant.refresh_token =
      base::SecretBytes(std::string_view(base::text_member(body, "refresh_token")));
  grant.id_token = base::SecretBytes(std::string_view(base::text_member(body, "id_token")));
  grant.scope = base::text_member(body, "scope");
  return grant;
}

void check_tenant(const std::string& tenant) {
  const bool plain =
      !tenant.empty() && tenant.size() <= 255 && std::ranges::all_of(tenant, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '-' || c == '.';
      });
  if (!plain) {
    throw Error(ErrorCode::invalid,
                "The directory id is not one. Copy the Directory (tenant) ID from the app "
                "registration's overview.");
  }
}

}  // namespace

class TokenClient::Form {
 public:
  Form& add(std::string_view name, std::string_view value) {
    auto encoded = base::percent_encode(value);
    if (!text_.empty()) text_ += '&';
    text_ += fmt::format("{}={}", name, encoded);
    sodium_memzero(encoded.data(), encoded.size());
    return *this;
  }
  std::string take() { return std::move(text_); }

 private:
  std::string text_;
};

TokenRefusal refusal_of(std::string_view error, std::string_view description) {
  return describe(error.empty() ? "unknown_error" : error.substr(0, 80), description,
                  aadsts_code(description));
}

TokenAnswer read_token_answer(int status, std::string_view body, base::Time now) {
  const auto parsed = base::try_parse_json(body);
  TokenAnswer answer;
  if (parsed && parsed->is_object() && status == 200) {
    answer.grant = read_grant(*parsed, now);
    return answer;
  }
  const auto error = parsed ? base::text_member(*parsed, "error") : std::string{};
  if (error.empty()) {
    if (status == 429 || status >= 500) {
      answer.refusal = describe("temporarily_unavailable", fmt::format("HTTP {}", status), 0);
      return answer;
    }
    throw Error(ErrorCode::protocol,
                "Microsoft's sign-in gave an answer that is not its protocol's. Check whether a "
                "proxy stands between, then try again.",
                fmt::format("HTTP {}, {} bytes", status, body.size()));
  }
  const auto description = base::text_member(*parsed, "error_description");
  answer.refusal = describe(error, description, first_code(*parsed, description));
  answer.refusal->suberror = base::text_member(*parsed, "suberror");
  answer.refusal->transient = answer.refusal->transient || status == 429 || status >= 500;
  return answer;
}

TokenClient::TokenClient(http::Transport& transport, base::Clock& clock, base::Random random,
                         Cloud cloud, http::Patience patience)
    : transport_(transport),
      clock_(clock),
      random_(std::move(random)),
      cloud_(std::move(cloud)),
      patience_(patience) {}

std::string TokenClient::graph_scope() const { return cloud_.graph_resource + "/.default"; }

std::string TokenClient::person_scope() const {
  return "openid profile offline_access " + graph_scope();
}

void TokenClient::prove(Form& form, const AppCredential& app, const std::string& url) const {
  if (app.certificate == nullptr) {
    form.add("client_secret", app.secret.text());
    return;
  }
  const auto assertion = client_assertion({app.application_id, url}, *app.certificate, app.secret,
                                          clock_.now(), random_);
  form.add("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer")
      .add("client_assertion", assertion.text());
}

TokenAnswer TokenClient::ask(const std::string& tenant, const AppCredential& app, Form form,
                             std::stop_token stop) {
  check_tenant(tenant);
  http::Request request;
  request.method = "POST";
  request.url = fmt::format("{}/{}/oauth2/v2.0/token", cloud_.login, tenant);
  request.headers = {{"Content-Type", "application/x-www-form-urlencoded"},
                     {"Accept", "application/json"}};
  request.deadline = kTokenDeadline;
  request.max_body = kMaxTokenBody;
  request.body = form.take();
  struct Wiper {
    std::string& text;
    ~Wiper() { wipe(text); }
  } const wipe_request{request.body};
  auto sent = http::send_with_retry(
      transport_, clock_, random_,
      [&] {
        http::Request copy = request;
        Form proof;  // made anew for each attempt: an assertion works once
        prove(proof, app, request.url);
        copy.body += "&" + proof.take();
        copy.headers.emplace_back("client-request-id", base::random_uuid(random_));
        return copy;
      },
      std::move(stop), patience_);
  const Wiper wipe_answer{sent.response.body};
  auto answer = read_token_answer(sent.response.status, sent.response.body, clock_.now());
  if (answer.refusal) {
    answer.refusal->retry_at = sent.throttled_until;
    base::log_warning("microsoft", "token for {} refused: {} AADSTS{}", tenant,
                      answer.refusal->error, answer.refusal->aadsts);
  }
  return answer;
}

TokenAnswer TokenClient::redeem_code(const std::string& tenant, const AppCredential& app,
                                     const CodeRedemption& code, const std::string& scope,
                                     std::stop_token stop) {
  Form form;
  form.add("client_id", app.application_id)
      .add("scope", scope)
      .add("grant_type", "authorization_code");
  form.add("code", code.code)
      .add("redirect_uri", code.redirect_uri)
      .add("code_verifier", code.verifier.text());
  return ask(tenant, app, std::move(form), std::move(stop));
}

TokenAnswer TokenClient::refresh(const std::string& tenant, const AppCredential& app,
                                 const base::SecretBytes& refresh_token, const std::string& scope,
                                 std::stop_token stop) {
  Form form;
  form.add("client_id", app.application_id).add("scope", scope).add("grant_type", "refresh_token");
  form.add("refresh_token", refresh_token.text());
  return ask(tenant, app, std::move(form), std::move(stop));
}

TokenAnswer TokenClient::client_credentials(const std::string& tenant, const AppCredential& app,
                                            const std::string& scope, std::stop_token stop) {
  Form form;
  form.add("client_id", app.application_id)
      .add("scope", scope)
      .add("grant_type", "client_credentials");
  return ask(tenant, app, std::move(form), std::move(stop));
}

}  // namespace reeve::microsoft
