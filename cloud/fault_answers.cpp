// Faults of status, headers and transport.
#include "encoding.h"
#include "fault_kinds.h"
#include "graph_error.h"

namespace cloud {
namespace {

// Bytes of drip: {"access_token":{"acrs":{"essential":true,"value":"cp1"}}}, the example of
// learn.microsoft.com/entra/identity-platform/claims-challenge.
std::string challenge() {
  const std::string claims =
      base64_encode(R"({"access_token":{"acrs":{"essential":true,"value":"cp1"}}})");
  return "Bearer realm=\"\", "
         "authorization_uri=\"https://login.microsoftonline.com/common/oauth2/authorize\", "
         "client_id=\"00000003-0000-0000-c000-000000000000\", error=\"insufficient_claims\", "
         "claims=\"" +
         claims + "\"";
}

void fail(const Struck& struck, Response& response, int status, std::string_view code,
          std::string_view message) {
  response = graph_error(struck.request, struck.now, status, code, message);
  if (struck.fault.seconds > 0) response.set("Retry-After", std::to_string(struck.fault.seconds));
}

}  // namespace

// Source: concept26-throttling--1.json and microsoft-cloud.md D.2.
void throttle(const Struck& struck, Response& response) {
  throttle_silently(struck, response);
  response.set("Retry-After", std::to_string(struck.fault.seconds));
}

void throttle_silently(const Struck& struck, Response& response) {
  response = too_many_requests(struck.request, struck.now);
  response.set("x-ms-throttle-information", "ResourceUnitLimitExceeded");
}

void fail_500(const Struck& struck, Response& response) {
  fail(struck, response, 500, "InternalServerError", "An internal server error has occurred.");
}
void fail_502(const Struck& struck, Response& response) {
  fail(struck, response, 502, "BadGateway", "A gateway on the way did not get an answer.");
}
void fail_503(const Struck& struck, Response& response) {
  fail(struck, response, 503, "ServiceUnavailable",
       "The service is temporarily unavailable. Please retry later.");
}
void fail_504(const Struck& struck, Response& response) {
  fail(struck, response, 504, "GatewayTimeout", "A gateway on the way waited in vain.");
}

void deny(const Struck& struck, Response& response) {
  response = graph_error(struck.request, struck.now, 403, "Authorization_RequestDenied",
                         "Insufficient privileges to complete the operation.");
}

// Graph's error page says 403, the page on claims challenges says 401; both are kinds.
void demand_claims_403(const Struck& struck, Response& response) {
  response = graph_error(struck.request, struck.now, 403, "AccessDenied",
                         "Access is blocked by a conditional access policy: insufficient_claims");
  response.set("WWW-Authenticate", challenge());
}

void demand_claims_401(const Struck& struck, Response& response) {
  response = graph_error(struck.request, struck.now, 401, "InvalidAuthenticationToken",
                         "Continuous access evaluation resulted in challenge with result: "
                         "InteractionRequired and code: TokenIssuedBeforeRevocationTimestamp");
  response.set("WWW-Authenticate", challenge());
}

void reset_connection(const Struck&, Response& response) { response.reset = true; }

void wait_before(const Struck& struck, Response& response) {
  response.delay += std::chrono::milliseconds(struck.fault.milliseconds);
}

void cut_body(const Struck&, Response& response) { response.cut_at = response.body.size() / 2; }

void drip_body(const Struck& struck, Response& response) {
  response.drip = std::chrono::milliseconds(struck.fault.milliseconds);
}

void truncate_json(const Struck&, Response& response) {
  response.body.resize(response.body.size() / 2);
}

void not_json(const Struck&, Response& response) {
  response.status = 200;
  response.content_type = "text/html; charset=utf-8";
  response.body =
      "<!DOCTYPE html><html><head><title>Service notice</title></head><body><h1>We'll be right "
      "back</h1><p>This page came with status 200 where JSON was promised.</p></body></html>";
}

}  // namespace cloud
