// Proving the client of a token request: secret in the form or by HTTP Basic, or a signed
// assertion. Source: entra-docs certificate-credentials.md (microsoft-cloud.md A.7).
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <mutex>

#include "json.h"
#include "token.h"

namespace cloud {
namespace {

constexpr std::string_view kAssertionType =
    "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
constexpr std::int64_t kClockSlack = 300;

struct Credentials {
  std::string client_id, secret;
};

// HTTP Basic is accepted beside the form; both parts are percent-encoded there.
Credentials credentials_of(const IdentityCall& call) {
  Credentials found{call.form.value("client_id"), call.form.value("client_secret")};
  const std::string_view header = call.request.header("Authorization");
  if (header.size() < 6 || !same_text(header.substr(0, 6), "basic ")) return found;
  const std::string both = base64url_decode(header.substr(6)).value_or("");
  const auto colon = both.find(':');
  if (colon == std::string::npos) return found;
  return {percent_decode(both.substr(0, colon), true),
          percent_decode(both.substr(colon + 1), true)};
}

struct Assertion {
  boost::json::object header, payload;
  std::string signed_part, signature;
};

std::optional<Assertion> read_assertion(const std::string& text) {
  const auto parts = split(text, '.');
  if (parts.size() != 3) return std::nullopt;
  const auto header = parse_object(base64url_decode(parts[0]).value_or(""));
  const auto payload = parse_object(base64url_decode(parts[1]).value_or(""));
  const auto signature = base64url_decode(parts[2]);
  if (!header || !payload || !signature) return std::nullopt;
  return Assertion{*header, *payload, parts[0] + "." + parts[1], *signature};
}

bool signed_by(const Assertion& assertion, const std::string& certificate) {
  const std::string der = certificate_der(certificate);
  const std::string algorithm = text_of(assertion.header, "alg");
  const bool by_sha256 = base64url_encode(sha256(der)) == text_of(assertion.header, "x5t#S256");
  const bool by_sha1 = base64url_encode(sha1(der)) == text_of(assertion.header, "x5t");
  if (!by_sha256 && !by_sha1) return false;
  if (algorithm != "RS256" && algorithm != "PS256") return false;
  return verify_with_certificate(certificate, algorithm == "PS256", assertion.signed_part,
                                 assertion.signature);
}

// The audience is this tenant's token address; sources differ on the version and on the issuer
// form, so all of them are admitted.
bool audience_fits(const IdentityCall& call, const std::string& audience) {
  std::vector<std::string> names = {call.authority};
  if (call.tenant) names.push_back(call.tenant->id);
  for (const std::string& name : names)
    for (std::string_view rest : {"/oauth2/v2.0/token", "/oauth2/token", "/v2.0"})
      if (same_text(audience, fmt::format("{}/{}{}", call.origins.login, name, rest))) return true;
  return false;
}

std::optional<Response> refuse_assertion(IdentityCall& call, const std::string& text) {
  if (call.form.value("client_assertion_type") != kAssertionType) return call.refuse(9002313);
  const auto assertion = read_assertion(text);
  if (!assertion) return call.refuse(9002313);
  const auto& certificates = call.application().certificates;
  const auto signer =
      std::find_if(certificates.begin(), certificates.end(),
                   [&](const Credential& one) { return signed_by(*assertion, one.value); });
  if (signer == certificates.end()) return call.refuse(700027, {"Reason - The key was not found."});
  if (signer->end <= call.now()) return call.refuse(700027, {"Reason - The key used is expired."});
  const boost::json::object& payload = assertion->payload;
  const std::int64_t now = call.now();
  if (number_of(payload, "exp") + kClockSlack <= now ||
      number_of(payload, "nbf") > now + kClockSlack)
    return call.refuse(700024, {iso_time(now)});
  const std::string audience = text_of(payload, "aud");
  if (!audience_fits(call, audience)) return call.refuse(700212, {audience});
  for (const char* name : {"iss", "sub"})
    if (!same_text(text_of(payload, name), call.form.value("client_id")))
      return call.refuse(700021);
  if (!call.cloud.assertions.first_use(text_of(payload, "jti"), number_of(payload, "exp"), now))
    return call.refuse(700030);
  return std::nullopt;
}

// The secret that was sent; of two that are the same the one that lives longer.
const Credential* find_secret(const Application& application, const std::string& secret) {
  const Credential* found = nullptr;
  for (const Credential& one : application.passwords)
    if (one.value == secret && (!found || one.end > found->end)) found = &one;
  return found;
}

// What a fault says about the client's proof.
std::optional<Response> refuse_by_fault(IdentityCall& call) {
  if (!call.tenant) return std::nullopt;
  const auto fault = call.fault(*call.tenant, Stage::token);
  if (!fault) return std::nullopt;
  const int code = fault->code > 0 ? fault->code : fault_kind(fault->kind)->aadsts;
  const Application& app = call.application();
  const bool alone = call.form.value("grant_type") == "client_credentials";
  if (alone && fault->code > 0 && concerns_people(code)) return std::nullopt;
  if (fault->code > 0) return call.refuse(code, {call.authority});
  if (code == 65001 && alone) return call.refuse(700016, {app.id, call.tenant->display_name});
  if (code == 65001) return call.refuse(65001, {app.id, app.display_name});
  if (code == 90002) return call.refuse(90002, {call.authority});
  return call.refuse(code, {app.id});
}

}  // namespace

bool UsedAssertions::first_use(const std::string& id, std::int64_t expires, std::int64_t now) {
  constexpr std::size_t most = 100'000;
  const std::lock_guard lock(mutex_);
  if (used_.size() >= most)
    std::erase_if(used_, [&](const auto& one) { return one.second + kClockSlack < now; });
  return !id.empty() && used_.emplace(id, expires).second;
}

std::variant<ClientProof, Response> prove_client(IdentityCall& call) {
  const Credentials sent = credentials_of(call);
  if (sent.client_id.empty()) return call.refuse(900144, {"client_id"});
  call.client = call.cloud.world.find_application(sent.client_id);
  if (!call.client)
    return call.refuse(700016,
                       {sent.client_id, call.tenant ? call.tenant->display_name : call.authority});
  const Application& app = *call.client;
  if (!call.form.get("client_id")) call.form.add("client_id", sent.client_id);
  if (const auto code = call.refused_audience())
    return call.refuse(*code, {app.id, call.tenant ? call.tenant->display_name : ""});
  if (auto refused = refuse_by_fault(call)) return *refused;
  if (const auto assertion = call.form.get("client_assertion")) {
    if (auto refused = refuse_assertion(call, *assertion)) return *refused;
    return ClientProof{true};
  }
  if (sent.secret.empty()) return call.refuse(7000218);
  const Credential* secret = find_secret(app, sent.secret);
  if (!secret) return call.refuse(7000215, {app.id});
  if (secret->end <= call.now()) return call.refuse(7000222, {app.id});
  return ClientProof{false};
}

}  // namespace cloud
