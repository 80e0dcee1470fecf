// The table of AADSTS errors, and bodies in the shape that the token endpoint sends.
// Sources: aadsts-codes.tsv, identity-observed-error-*.json, identity-recorded-error-90002.json,
// entra-docs reference-error-codes.md; which `error` word goes with a code is partly inferred
// there.
#include "aadsts.h"

#include <fmt/args.h>
#include <fmt/format.h>

#include <boost/json.hpp>
#include <stdexcept>

#include "clock.h"
#include "random.h"

namespace cloud {
namespace {

// clang-format off
constexpr AadstsRow kRows[] = {
    {16000, 400, "interaction_required", "", "The account from identity provider '{}' does not exist in the tenant and cannot access the application in it. The account must be added first."},
    {28000, 400, "invalid_scope", "", "Provided value for the input parameter scope is not valid because it contains more than one resource. Scope {} is not valid."},
    {50011, 400, "invalid_request", "", "The redirect URI '{}' specified in the request does not match the redirect URIs configured for the application '{}'. Make sure the redirect URI sent in the request matches one added to your application in the Azure portal. Navigate to https://aka.ms/redirectUriMismatchError to learn more about how to troubleshoot this error."},
    {50012, 401, "invalid_client", "", "Authentication failed: the client assertion is not acceptable. {}"},
    {50020, 400, "invalid_grant", "", "User account '{}' from identity provider 'https://sts.windows.net/{}/' does not exist in tenant '{}' and cannot access the application '{}'({}) in that tenant. The account needs to be added as an external user in the tenant first. Sign out and sign in again with a different Azure Active Directory user account."},
    {50033, 503, "temporarily_unavailable", "", "A transient error has occurred. Please try again."},
    {50034, 400, "invalid_grant", "", "The user account {} does not exist in the {} directory. To sign into this application, the account must be added to the directory."},
    {50053, 400, "invalid_grant", "", "The account is locked: somebody tried to sign in too many times with an incorrect user name or password."},
    {50055, 400, "invalid_grant", "user_password_expired", "The password is expired."},
    {50057, 400, "invalid_grant", "", "The user account is disabled."},
    {50058, 400, "login_required", "", "A silent sign-in request was sent but no user is signed in."},
    {50059, 400, "invalid_request", "", "No tenant-identifying information found in either the request or implied by any provided credentials."},
    {50072, 400, "interaction_required", "basic_action", "Due to a configuration change made by your administrator, or because you moved to a new location, you must enroll in multi-factor authentication to access '{}'."},
    {50074, 400, "interaction_required", "basic_action", "Strong authentication is required and the user did not pass the challenge."},
    {50076, 400, "invalid_grant", "basic_action", "Due to a configuration change made by your administrator, or because you moved to a new location, you must use multi-factor authentication to access '{}'."},
    {50078, 400, "interaction_required", "basic_action", "Presented multi-factor authentication has expired due to policies configured by your administrator, you must refresh your multi-factor authentication to access '{}'."},
    {50079, 400, "interaction_required", "basic_action", "Due to a configuration change made by your administrator, or because you moved to a new location, you must enroll in multi-factor authentication to access '{}'."},
    {50087, 503, "temporarily_unavailable", "", "A transient error has occurred during signature computation. Please try again."},
    {50105, 400, "invalid_grant", "", "The signed in user is not assigned to a role for the application '{}'."},
    {50126, 400, "invalid_grant", "", "Error validating credentials due to invalid username or password."},
    {50128, 400, "invalid_request", "", "Invalid domain name: no tenant-identifying information found in the request or implied by the credentials."},
    {50131, 400, "invalid_grant", "message_only", "The device is not in the required state, or the request was blocked by a Conditional Access policy."},
    {50132, 400, "invalid_grant", "bad_token", "The session is not valid, because the password expired or was changed recently."},
    {50133, 400, "invalid_grant", "bad_token", "The session is not valid, because the password expired or was changed recently."},
    {50173, 400, "invalid_grant", "bad_token", "The provided grant has expired due to it being revoked, a fresh auth token is needed. The user might have changed or reset their password. The grant was issued on '{}' and the TokensValidFrom date (before which tokens are not valid) for this user is '{}'."},
    {50177, 400, "invalid_grant", "", "User account '{}' from identity provider '{}' does not exist in tenant '{}' and cannot access the application in that tenant: an external challenge is not supported for such users."},
    {50194, 400, "invalid_request", "", "Application '{}' is not configured as a multi-tenant application. Usage of the /common endpoint is not supported for it."},
    {50196, 400, "invalid_grant", "", "The server terminated an operation because it encountered a client request loop. Please contact your app vendor."},
    {53000, 400, "invalid_grant", "message_only", "The device is not compliant. A Conditional Access policy requires a compliant device."},
    {53003, 400, "invalid_grant", "", "Access has been blocked by Conditional Access policies. The access policy does not allow token issuance."},
    {54005, 400, "invalid_grant", "", "OAuth2 Authorization code was already redeemed, please retry with a new valid code or use an existing refresh token."},
    {65001, 400, "invalid_grant", "consent_required", "The user or administrator has not consented to use the application with ID '{}' named '{}'. Send an interactive authorization request for this user and resource."},
    {65004, 400, "access_denied", "", "User declined to consent to access the app."},
    {65005, 400, "invalid_resource", "", "The application's required resource access list does not contain the resource '{}'."},
    {70000, 400, "invalid_grant", "bad_token", "Provided grant is invalid or malformed."},
    {70001, 400, "unauthorized_client", "", "The application '{}' is disabled."},
    {70002, 400, "invalid_client", "", "Error validating credentials."},
    {70003, 400, "unsupported_grant_type", "", "The app requested an unsupported grant type '{}'."},
    {70008, 400, "invalid_grant", "", "The provided authorization code or refresh token has expired due to inactivity. Send a new interactive authorization request for this user and resource."},
    {70011, 400, "invalid_scope", "", "The provided request must include a 'scope' input parameter. The provided value for the input parameter 'scope' is not valid. The scope {} is not valid."},
    {70043, 400, "invalid_grant", "bad_token", "The refresh token has expired or is not valid due to sign-in frequency checks by Conditional Access."},
    {90002, 400, "invalid_request", "", "Tenant '{}' not found. This may happen if there are no active subscriptions for the tenant. Check to make sure you have the correct tenant ID. Check with your subscription administrator."},
    {90006, 503, "temporarily_unavailable", "", "An external service failed; the request may be retried."},
    {90012, 503, "temporarily_unavailable", "", "The request has timed out."},
    {90014, 400, "invalid_request", "", "The required field '{}' is missing from the credential."},
    {90024, 503, "temporarily_unavailable", "", "The budget of the request was exceeded: a transient error has occurred. Please try again."},
    {90033, 503, "temporarily_unavailable", "", "A transient error has occurred. Please try again."},
    {90038, 400, "invalid_request", "", "The tenant '{}' is in another cloud of Microsoft; sign in there."},
    {90055, 429, "temporarily_unavailable", "", "There are too many incoming requests. Please try again later."},
    {90072, 400, "invalid_grant", "", "User account '{}' from identity provider '{}' does not exist in tenant '{}' and cannot access the application in that tenant. The account needs to be added as an external user first."},
    {90090, 500, "temporarily_unavailable", "", "A transient error has occurred. Please try again."},
    {90094, 400, "access_denied", "", "The grant requires admin permission: an administrator of the directory must consent to the application '{}'."},
    {90099, 400, "invalid_grant", "", "The application '{}' has not been authorized in the tenant. Applications must be authorized to access the external tenant before partner delegated administrators can use them."},
    {500011, 400, "invalid_resource", "", "The resource principal named {} was not found in the tenant named {}. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant."},
    {500021, 400, "access_denied", "", "Access to the tenant '{}' is denied by tenant restrictions."},
    {500112, 400, "invalid_grant", "", "The reply address '{}' does not match the reply address '{}' provided when requesting Authorization code."},
    {500113, 400, "invalid_request", "", "No reply address is registered for the application."},
    {500121, 400, "invalid_grant", "", "Authentication failed during strong authentication request."},
    {500212, 400, "invalid_grant", "", "The user's administrator has set an outbound access policy that does not allow access to the resource tenant '{}'."},
    {500213, 400, "invalid_grant", "", "The resource tenant's cross-tenant access policy does not allow this user to access the tenant '{}'."},
    {501481, 400, "invalid_grant", "", "The Code_Verifier does not match the code_challenge supplied in the authorization request."},
    {530034, 400, "invalid_grant", "message_only", "A delegated administrator was blocked from accessing the tenant due to account risk in the home tenant."},
    {530035, 400, "invalid_grant", "message_only", "Access has been blocked by security defaults."},
    {650051, 400, "invalid_request", "", "The service principal of the application '{}' is already present, or is not there yet. Please try again."},
    {650052, 400, "invalid_client", "", "The app needs access to a service that your organization '{}' has not subscribed to or enabled."},
    {650057, 400, "invalid_resource", "", "Invalid resource: the client asked for a resource that is not among the requested permissions of its registration."},
    {700005, 400, "invalid_grant", "", "Provided Authorization Code is intended to use against other tenant, thus rejected."},
    {700011, 400, "unauthorized_client", "", "Application with identifier '{}' was not found in the directory."},
    {700016, 400, "unauthorized_client", "", "Application with identifier '{}' was not found in the directory '{}'. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You may have sent your authentication request to the wrong tenant."},
    {700021, 401, "invalid_client", "", "Client assertion application identifier doesn't match 'client_id' parameter."},
    {700024, 401, "invalid_client", "", "Client assertion is not within its valid time range. Current time: {}."},
    {700025, 401, "invalid_client", "", "Client is public so neither 'client_assertion' nor 'client_secret' should be presented."},
    {700027, 401, "invalid_client", "", "The certificate with identifier used to sign the client assertion is not registered on application. {}"},
    {700030, 401, "invalid_client", "", "The client assertion was used before: its 'jti' is not new."},
    {700051, 400, "unsupported_response_type", "", "response_type '{}' is not enabled for the application."},
    {700082, 400, "invalid_grant", "bad_token", "The refresh token has expired due to inactivity. The token was issued on {} and was inactive for 90.00:00:00."},
    {700084, 400, "invalid_grant", "bad_token", "The refresh token was issued to a single page app, and therefore has a fixed, limited lifetime of 1.00:00:00, which cannot be extended."},
    {700212, 401, "invalid_client", "", "The audience of the client assertion '{}' is not this token endpoint."},
    {900023, 400, "invalid_request", "", "Specified tenant identifier '{}' is neither a valid DNS name, nor a valid external domain."},
    {900144, 400, "invalid_request", "", "The request body must contain the following parameter: '{}'."},
    {900561, 400, "invalid_request", "", "The endpoint only accepts {} requests. Received a {} request."},
    {1002012, 400, "invalid_scope", "", "The provided value for scope {} is not valid. Client credential flows must have a scope value with /.default suffixed to the resource identifier (application ID URI)."},
    {5000224, 400, "invalid_request", "", "This resource is not available: the tenant '{}' was deleted."},
    {7000112, 400, "unauthorized_client", "", "Application '{}' is disabled."},
    {7000215, 401, "invalid_client", "", "Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '{}'."},
    {7000216, 401, "invalid_client", "", "'client_assertion', 'client_secret' or 'request' is required for the '{}' grant type."},
    {7000218, 401, "invalid_client", "", "The request body must contain the following parameter: 'client_assertion' or 'client_secret'."},
    {7000222, 401, "invalid_client", "", "The provided client secret keys for app '{}' are expired. Visit the Azure portal to create new keys for your app: https://aka.ms/NewClientSecret, or consider using certificate credentials for added security: https://aka.ms/certCreds."},
    {9001023, 400, "invalid_request", "", "The grant type is not supported over the /common or /consumers endpoints. Please use the /organizations or tenant-specific endpoint."},
    {9002313, 400, "invalid_request", "", "Invalid request. Request is malformed or invalid."},
};
// clang-format on

// A fault may name a code without all the facts of its text: what is missing reads "unknown".
std::string filled(std::string_view text, const std::vector<std::string>& facts) {
  fmt::dynamic_format_arg_store<fmt::format_context> store;
  constexpr std::size_t most = 6;
  for (std::size_t at = 0; at < most; ++at)
    store.push_back(at < facts.size() ? facts[at] : std::string("unknown"));
  return fmt::vformat(text, store);
}

}  // namespace

std::span<const AadstsRow> aadsts_rows() { return kRows; }

bool aadsts_exists(int code) {
  for (const AadstsRow& row : kRows)
    if (row.code == code) return true;
  return false;
}

const AadstsRow& aadsts(int code) {
  for (const AadstsRow& row : kRows)
    if (row.code == code) return row;
  throw std::logic_error(fmt::format("cloud/aadsts.cpp has no row for AADSTS{}", code));
}

IdentityError make_error(int code, const std::vector<std::string>& facts, std::int64_t now,
                         std::string_view correlation_id) {
  const AadstsRow& row = aadsts(code);
  IdentityError error;
  error.code = code;
  error.error = row.error;
  error.suberror = row.suberror;
  error.status = row.status;
  error.trace_id = fresh_guid();
  error.correlation_id = correlation_id.empty() ? fresh_guid() : std::string(correlation_id);
  error.timestamp = spaced_time(now);
  error.description =
      fmt::format("AADSTS{}: {}\r\nTrace ID: {}\r\nCorrelation ID: {}\r\nTimestamp: {}", code,
                  filled(row.text, facts), error.trace_id, error.correlation_id, error.timestamp);
  return error;
}

Response token_error(const IdentityError& error, const std::string& login_origin) {
  boost::json::object body = {
      {"error", error.error},
      {"error_description", error.description},
      {"error_codes", boost::json::array{error.code}},
      {"timestamp", error.timestamp},
      {"trace_id", error.trace_id},
      {"correlation_id", error.correlation_id},
      {"error_uri", fmt::format("{}/error?code={}", login_origin, error.code)}};
  if (!error.suberror.empty()) body["suberror"] = error.suberror;
  Response response = json_response(error.status, boost::json::serialize(body));
  response.set("x-ms-request-id", error.trace_id);
  // learn.microsoft.com/entra/msal/dotnet/advanced/client-and-server-throttling
  if (error.status == 429) response.set("Retry-After", "60");
  return response;
}

}  // namespace cloud
