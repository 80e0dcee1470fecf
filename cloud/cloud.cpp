// Leads each request to the service it is for: by Host where it is Microsoft's, else by path.
#include "cloud.h"

#include <algorithm>
#include <exception>
#include <mutex>
#include <stdexcept>

#include "bms_generate.h"
#include "encoding.h"
#include "graph_error.h"
#include "pages.h"
#include "permissions.h"
#include "preconsent.h"
#include "service_principals.h"

namespace cloud {
namespace {

bool begins(std::string_view text, std::string_view with) {
  return text.substr(0, with.size()) == with;
}

// "/v1.0/users" or "/v1.0" itself.
bool under(std::string_view path, std::string_view folder) {
  return begins(path, folder) && (path.size() == folder.size() || path[folder.size()] == '/');
}

// What of the world an answer to this request leaves as it is. Tokens change nothing of it, and
// Graph's subscriptions are kept elsewhere, as they wait for the program that they call.
bool only_reads(const Request& request) {
  if (request.method == "GET" || request.method == "HEAD") return true;
  const std::string path = lower(percent_decode(request.path, false));
  const bool graph = under(path, "/v1.0") || under(path, "/beta");
  if (!graph) return path.ends_with("/oauth2/v2.0/token") || path.ends_with("/oauth2/token");
  if (under(path, "/v1.0/subscriptions") || under(path, "/beta/subscriptions")) return true;
  return path.ends_with("/$batch") && !graph_batch_writes(request);
}

// A world file breaks things as /_control does, with the same checks.
void break_from_start(Cloud& cloud, const std::string& fault) {
  Request request;
  request.method = "POST";
  request.path = "/_control/faults";
  request.body = fault;
  const Response answer = answer_control(cloud, request);
  if (answer.status >= 300)
    throw std::runtime_error("The fault " + fault +
                             " of the world file is refused: " + answer.body);
}

bool is_control(const Request& request, const Origins& origins) {
  return origins.service == Service::by_path && under(request.path, "/_control");
}

}  // namespace

Cloud::Cloud(World made, State& kept, std::chrono::milliseconds wait)
    : world(std::move(made)),
      state(kept),
      subscriptions(kept),
      bms(generate_bms(world)),
      latency_(wait) {
  world.index();
  world.clock = &clock;
  clock.set_offset(state.clock_offset());
  for (const boost::json::object& edit : state.edits())
    if (!bms.store.apply(edit)) apply_edit(world, edit);
  for (const std::string& fault : world.faults) break_from_start(*this, fault);
}

Response Cloud::handle(const Request& request) {
  try {
    Response response = route(request);
    if (!under(request.path, "/_control")) response.delay += latency_;
    response.set("Date", http_time(clock.now() + response.date_shift));
    return response;
  } catch (const std::exception& problem) {
    return graph_error(request, clock.now(), 500, "InternalServerError",
                       std::string("The simulated cloud failed: ") + problem.what());
  }
}

Response Cloud::route(const Request& request) {
  const Origins origins = origins_of(request);
  if (is_control(request, origins)) {
    if (!request.loopback)
      return json_response(403, R"({"error":{"message":"/_control answers only this machine."}})");
    if (control_changes_world(request)) {
      const std::unique_lock lock(world_lock_);
      return answer_control(*this, request);
    }
    const std::shared_lock lock(world_lock_);
    return answer_control(*this, request);
  }
  if (!only_reads(request)) {
    const std::unique_lock lock(world_lock_);
    return route_service(request, origins);
  }
  const std::shared_lock lock(world_lock_);
  return route_service(request, origins);
}

Response Cloud::route_service(const Request& request, const Origins& origins) {
  switch (origins.service) {
    case Service::identity:
      return answer_identity(*this, request, origins);
    case Service::graph:
      return answer_graph(*this, request, origins);
    case Service::partner_center:
      return answer_partner_center(*this, request, origins);
    case Service::reports:
      return answer_report(*this, request);
    case Service::bms:
      return answer_bms(*this, request);
    case Service::admin_portal:
      return answer_admin_portal(*this, request);
    case Service::by_path:
      break;
  }
  return route_by_path(request, origins);
}

Response Cloud::route_by_path(const Request& request, const Origins& origins) {
  if (under(request.path, "/v1.0") || under(request.path, "/beta") || under(request.path, "/oidc"))
    return answer_graph(*this, request, origins);
  if (under(request.path, "/data/download")) return answer_report(*this, request);
  if (under(request.path, "/v2")) return answer_bms(*this, request);
  if (under(request.path, "/v1")) return answer_partner_center(*this, request, origins);
  if (under(request.path, "/AdminPortal")) return answer_admin_portal(*this, request);
  if (request.path == "/" && request.method == "GET")
    return html_response(200, welcome_page(world));
  return answer_identity(*this, request, origins);
}

Consent consent_of(const Cloud& cloud, const Tenant& tenant, const std::string& client_id) {
  if (const auto kept = cloud.state.consent(tenant.id, client_id)) return *kept;
  Consent consent;
  if (!same_text(client_id, cloud.world.application.id)) {
    if (!cloud.world.find_application(client_id)) return first_party_consent(tenant, client_id);
    // Where it is registered it stands, with nothing granted; nobody else has heard of it.
    consent.present = tenant.is_partner;
    return consent;
  }
  consent.present = true;
  if (tenant.consent && !tenant.consent->present) return {};
  const bool own_roles = tenant.consent && tenant.consent->roles;
  const auto roles = own_roles ? *tenant.consent->roles : granted_roles();
  consent.roles.insert(roles.begin(), roles.end());
  if (tenant.consent && tenant.consent->scopes) {
    consent.scopes.insert(tenant.consent->scopes->begin(), tenant.consent->scopes->end());
    return consent;
  }
  // In the MSP's own tenant a person has not consented yet: the first sign-in asks.
  if (tenant.is_partner) return consent;
  const auto scopes = granted_scopes();
  consent.scopes.insert(scopes.begin(), scopes.end());
  return consent;
}

Consent consent_for(const Cloud& cloud, const Tenant& tenant, const std::string& client_id,
                    const std::string& user_id) {
  Consent consent = consent_of(cloud, tenant, client_id);
  add_preconsent(cloud, tenant, client_id, consent);
  if (const auto own = consent.personal.find(user_id); own != consent.personal.end())
    consent.scopes.insert(own->second.begin(), own->second.end());
  return consent;
}

bool has_relationship(const Cloud& cloud, const Tenant& tenant) {
  const auto& all = cloud.world.relationships;
  return std::any_of(all.begin(), all.end(), [&](const Relationship& one) {
    return one.customer_id == tenant.id && is_active(cloud.world, one, cloud.clock.now());
  });
}

}  // namespace cloud
