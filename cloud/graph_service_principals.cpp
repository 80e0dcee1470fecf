// /servicePrincipals: the applications that stand in a tenant, listed, added and removed.
#include <fmt/format.h>

#include "control.h"
#include "encoding.h"
#include "graph_listing.h"
#include "graph_routes.h"
#include "json.h"
#include "service_principals.h"

namespace cloud {
namespace {

namespace json = boost::json;

ServicePrincipal wanted(const GraphCall& call) {
  auto found = find_service_principal(call.cloud, call.tenant, call.args[0]);
  if (!found) refuse_missing(call.args[0]);
  return std::move(*found);
}

Response answer(GraphCall& call, const ServicePrincipal& principal, int status) {
  Response response = answer_object(
      call, "servicePrincipals",
      keep_selected(call.query, service_principal_object(call.cloud, principal), "servicePrincipal",
                    service_principal_properties_only_selected()));
  response.status = status;
  return response;
}

}  // namespace

Response list_service_principals(GraphCall& call) {
  const auto all = service_principals(call.cloud, call.tenant);
  ObjectListing listing;
  listing.context = "servicePrincipals";
  listing.type = "servicePrincipal";
  for (std::size_t at = 0; at < all.size(); ++at) listing.serials.push_back(at + 1);
  listing.make = [&](std::size_t at) { return service_principal_object(call.cloud, all[at]); };
  listing.keep = [&](json::object object) {
    return keep_selected(call.query, std::move(object), "servicePrincipal",
                         service_principal_properties_only_selected());
  };
  return answer_listing(call, listing);
}

Response show_service_principal(GraphCall& call) { return answer(call, wanted(call), 200); }

// {"appId":"…"} lets a registered application stand in the tenant; nothing is granted by it.
Response add_service_principal(GraphCall& call) {
  const std::string app_id = text_of(call.body(), "appId");
  if (app_id.empty())
    throw GraphRefusal(400, "Request_BadRequest",
                       "A value is required for property 'appId' of resource 'ServicePrincipal'.");
  const auto made = application_named(call.cloud, call.tenant, app_id);
  if (!made)
    throw GraphRefusal(400, "Request_BadRequest",
                       fmt::format("The appId '{}' of the service principal does not reference a "
                                   "valid application object.",
                                   app_id));
  Consent consent = consent_of(call.cloud, call.tenant, made->app_id);
  if (consent.present)
    throw GraphRefusal(409, "Request_MultipleObjectsWithSameKeyValue",
                       fmt::format("The service principal cannot be created, updated, or restored "
                                   "because the service principal name {} is already in use.",
                                   made->app_id));
  consent = {};
  consent.present = true;
  call.cloud.state.put_consent(call.tenant.id, made->app_id, consent);
  return answer(call, *made, 201);
}

Response delete_service_principal(GraphCall& call) {
  const ServicePrincipal gone = wanted(call);
  // Without its own resources the tenant would be none; Microsoft refuses that too.
  if (gone.app_id == kGraphId || gone.app_id == kPartnerCenterId) refuse_privileges();
  call.cloud.state.put_consent(call.tenant.id, gone.app_id, {});
  edit_world(call.cloud, {{"op", "forget-principal"}, {"tenant", call.tenant.id}, {"id", gone.id}});
  return no_content();
}

}  // namespace cloud
