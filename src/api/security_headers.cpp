// Content-Security-Policy and its companions; the Host check.
#include "api/security_headers.h"

#include "base/text.h"

namespace reeve::api {
namespace {

// Mantine writes its color variables into a <style> element; scripts come from files alone.
constexpr std::string_view kPolicy =
    "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' "
    "data:; connect-src 'self'; "
    "worker-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors "
    "'none'";

// "example.com:8080" -> "example.com"; "[::1]:8080" -> "[::1]".
std::string host_name(std::string_view host) {
  const auto bracket = host.find(']');
  const auto colon = host.find(':', bracket == std::string_view::npos ? 0 : bracket);
  return base::ascii_lower(host.substr(0, colon));
}

std::string_view authority_of(std::string_view url) {
  const auto scheme = url.find("://");
  if (scheme != std::string_view::npos) url.remove_prefix(scheme + 3);
  return url.substr(0, url.find('/'));
}

}  // namespace

void set_security_headers(Response& response, bool https, bool api) {
  response.set("Content-Security-Policy", kPolicy);
  response.set("X-Content-Type-Options", "nosniff");
  response.set("X-Frame-Options", "DENY");
  response.set("Referrer-Policy", "no-referrer");
  response.set("Cross-Origin-Opener-Policy", "same-origin");
  response.set("Cross-Origin-Resource-Policy", "same-origin");
  response.set("Permissions-Policy",
               "camera=(), microphone=(), geolocation=(), payment=(), usb=()");
  if (https) response.set("Strict-Transport-Security", "max-age=31536000");
  if (api) response.set("Cache-Control", "no-store");
}

bool host_is_ours(const Request& request, const std::string& public_url) {
  const std::string name = host_name(request.header("host"));
  return name == "localhost" || name == "127.0.0.1" || name == "[::1]" ||
         name == host_name(authority_of(public_url));
}

}  // namespace reeve::api
