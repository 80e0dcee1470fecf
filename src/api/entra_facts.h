// What Entra ID, Exchange Online and Intune say of a contact's user, fact by fact.
#pragma once

#include "api/entra_fact.h"
#include "api/manage.h"
#include "store/scope.h"
#include "store/tenants.h"

namespace reeve::api {

// `user`: a record of type users that the caller may see, of that tenant. A dozen indexed reads.
std::vector<EntraFact> entra_facts(db::Connection& c, const store::Scope& scope,
                                   const store::Tenant& tenant, const store::Record& user,
                                   std::vector<store::TypeState> states, const ManageLinks& links);

}  // namespace reeve::api
