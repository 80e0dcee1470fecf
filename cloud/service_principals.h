// Which applications stand in a tenant's directory, and how they look there.
//
// The application of the world stands where it is consented; Microsoft's own resources stand
// everywhere. What was granted is kept in one place, the Consent of state.h: tokens, the consent
// pages, /_control and Graph's grants all read and write that.
#pragma once

#include <boost/json.hpp>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cloud.h"
#include "permissions.h"

namespace cloud {

// "Partner Customer Delegated Administration": an application may manage delegated admin
// relationships by itself only where this stands in the MSP's tenant
// (learn.microsoft.com/graph/api/tenantrelationship-post-delegatedadminrelationships).
inline constexpr std::string_view kDelegatedAdministrationId =
    "2832473f-ec63-45fb-976f-5d45a7d4bb91";

struct ServicePrincipal {
  std::string id;  // in this tenant
  std::string app_id;
  std::string display_name;
  bool first_party = false;  // Microsoft's own
};

// Those that stand in the tenant, in a fixed order.
std::vector<ServicePrincipal> service_principals(const Cloud& cloud, const Tenant& tenant);
// By object id, or by "appId='…'" as an alternate key is written.
std::optional<ServicePrincipal> find_service_principal(const Cloud& cloud, const Tenant& tenant,
                                                       std::string_view id_or_key);
std::optional<ServicePrincipal> principal_of_app(const Cloud& cloud, const Tenant& tenant,
                                                 std::string_view app_id);
// The application as it would stand in the tenant, whether it does or not; nothing for an id that
// no application has.
std::optional<ServicePrincipal> application_named(const Cloud& cloud, const Tenant& tenant,
                                                  std::string_view app_id);

// What an application is granted by default, when nobody changed it: a part of consent_of().
Consent first_party_consent(const Tenant& tenant, std::string_view app_id);

// All of Graph's properties of a service principal that this cloud knows.
boost::json::object service_principal_object(const Cloud& cloud, const ServicePrincipal& principal);

// Those that come only by $select.
std::span<const std::string_view> service_principal_properties_only_selected();

// Grants are kept by name; these lead from a resource's ids to the names and back. Empty when the
// resource has no such role.
std::string_view role_name(const ServicePrincipal& resource, std::string_view app_role_id);
std::string_view role_id(const ServicePrincipal& resource, std::string_view name);
// Whether a delegated permission of that name belongs to that resource.
bool is_scope_of(const ServicePrincipal& resource, std::string_view scope);

}  // namespace cloud
