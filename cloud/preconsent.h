// What an application of the MSP may do in the tenants of the older delegated administration (DAP)
// without their consent.
//
// Source: microsoft-cloud.md B.3, "Call Microsoft Graph from a Cloud Solution Provider
// application": an application for many tenants, whose service principal is a member of AdminAgents
// in the MSP's tenant, has the permissions of its registration in every such customer, for
// resources of the directory and of Intune alone.
#pragma once

#include "cloud.h"

namespace cloud {

// Adds it to what the tenant itself granted.
void add_preconsent(const Cloud& cloud, const Tenant& tenant, std::string_view client_id,
                    Consent& consent);

}  // namespace cloud
