// The way in to Partner Center: budget, token, MFA, address; then the address's own function.
// Shapes: partnercenter-error-shape.json. MFA: learn.microsoft.com/partner-center/security/
// partner-security-requirements and enable-secure-app-model (microsoft-cloud.md A.4, B.3).
#include "partner_center.h"

#include "encoding.h"
#include "fault_strike.h"
#include "json.h"
#include "keys.h"
#include "partner_limits.h"
#include "permissions.h"
#include "random.h"

namespace cloud {
namespace {

constexpr PartnerRoute kRoutes[] = {
    {"GET", "customers", false, partner_list_customers},
    {"GET", "customers/{}", false, partner_show_customer},
    {"GET", "customers/{}/profiles/company", false, partner_show_profile},
    {"GET", "customers/{}/managedservices", false, partner_list_services},
    {"POST", "customers/{}/applicationconsents", true, partner_add_consent},
    {"DELETE", "customers/{}/applicationconsents/{}", true, partner_delete_consent},
};

bool fits(std::string_view pattern, const std::vector<std::string>& segments,
          std::vector<std::string>& args) {
  const auto wanted = split(pattern, '/');
  if (wanted.size() + 1 != segments.size()) return false;
  args.clear();
  for (std::size_t at = 0; at < wanted.size(); ++at) {
    if (wanted[at] == "{}")
      args.push_back(percent_decode(segments[at + 1], false));
    else if (!same_text(wanted[at], segments[at + 1]))
      return false;
  }
  return true;
}

std::optional<Claims> admitted(const Cloud& cloud, const Request& request) {
  const std::string_view header = request.header("Authorization");
  if (header.size() < 8 || !same_text(header.substr(0, 7), "bearer ")) return std::nullopt;
  auto claims = read_access_token(cloud.state.key(), header.substr(7));
  if (!claims || claims->expires <= cloud.clock.now() ||
      claims->tenant_id != cloud.world.partner.id ||
      !(is_partner_center_address(claims->audience) || claims->audience == kPartnerCenterId))
    return std::nullopt;
  return claims;
}

// A person without MFA is refused where MFA is a rule, and wherever the caller asks for the test.
std::optional<Response> refuse_without_mfa(const PartnerCall& call, const PartnerRoute& route) {
  const bool person = !call.claims.is_application();
  if (!person && route.people_with_mfa)
    return partner_refusal(403, 403,
                           "This operation needs the token of an application and a user.");
  const bool tested = same_text(call.request.header("ValidateMfa"), "true");
  if (person && !call.claims.mfa && (route.people_with_mfa || tested))
    return partner_refusal(401, 401, "Unauthorized - MFA required");
  return std::nullopt;
}

Response answer_route(Cloud& cloud, const Request& request, Claims claims) {
  const auto segments = split(request.path, '/');
  PartnerCall call{cloud, request, std::move(claims), {}};
  for (const PartnerRoute& route : kRoutes) {
    if (route.method != request.method || !fits(route.pattern, segments, call.args)) continue;
    if (auto refused = refuse_without_mfa(call, route)) return *refused;
    Response response = route.answer(call);
    // Seen in the field: Partner Center tells whether a person's token passed the test.
    if (!call.claims.is_application())
      response.set("isMfaCompliant", call.claims.mfa ? "true" : "false");
    return response;
  }
  return partner_refusal(404, 3000, "The resource was not found.");
}

}  // namespace

Response partner_refusal(int status, int code, std::string_view description) {
  return json_response(status,
                       boost::json::serialize(boost::json::object{{"code", std::to_string(code)},
                                                                  {"description", description},
                                                                  {"data", boost::json::array()},
                                                                  {"source", "PartnerFD"}}));
}

const Tenant* partner_customer(const PartnerCall& call) {
  const Tenant* customer = call.cloud.world.find_tenant(call.args.at(0));
  const bool ours = customer && !customer->is_partner && customer->relation != Relation::direct;
  return ours ? customer : nullptr;
}

Response no_such_customer() { return partner_refusal(404, 600002, "The customer was not found."); }

Response answer_partner_center(Cloud& cloud, const Request& request, const Origins& origins) {
  cloud.requests.add(cloud.world.partner.id, "/v1/customers", false);
  const Passage passage{cloud, request, origins, cloud.world.partner.id, "/v1/customers", 0, true};
  Response response = pass_faults(passage, [&] {
    if (auto over = refuse_over_partner_budget(cloud, request)) return *over;
    auto claims = admitted(cloud, request);
    return claims ? answer_route(cloud, request, std::move(*claims))
                  : partner_refusal(401, 401, "Unauthorized");
  });
  if (response.status == 401)
    response.set("WWW-Authenticate", "OAuth realm=urn:cpsvc:cpid:" + cloud.world.partner.id);
  response.set("MS-CV", base64url_encode(sha256(fresh_guid()).substr(0, 12)) + ".0");
  response.set("MS-ServerId", "1");
  const std::string_view asked = request.header("MS-RequestId");
  const std::string_view group = request.header("MS-CorrelationId");
  response.set("MS-RequestId", asked.empty() ? fresh_guid() : std::string(asked));
  response.set("MS-CorrelationId", group.empty() ? fresh_guid() : std::string(group));
  return response;
}

}  // namespace cloud
