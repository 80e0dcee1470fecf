// /reports/authenticationMethods/userRegistrationDetails: who has registered for MFA.
#include <algorithm>

#include "directory_roles.h"
#include "graph_listing.h"
#include "graph_routes.h"
#include "graph_users.h"
#include "registration.h"

namespace cloud {
namespace {

namespace json = boost::json;

// learn.microsoft.com/graph/api/authenticationmethodsroot-list-userregistrationdetails; Global
// Administrator holds every role's rights.
constexpr std::string_view kReaders[] = {
    role::kGlobalAdministrator,
    role::kGlobalReader,
    "4a5d8f65-41da-4de4-8968-e035b65339cf",  // Reports Reader
    "5d6b6bb7-de71-4623-b4af-96380a352509",  // Security Reader
    "194ae4cb-b126-40b2-bd5b-6091b380977d",  // Security Administrator
};

// The error of a person without role was observed in 2020
// (github.com/microsoftgraph/microsoft-graph-docs/issues/10705).
void admit(const GraphCall& call) {
  need_premium(call.tenant);
  if (call.claims.is_application()) return;
  const auto held = roles_of(call.cloud.world, call.tenant, call.claims.object_id);
  if (std::none_of(std::begin(kReaders), std::end(kReaders),
                   [&](std::string_view one) { return has_role(held, one); }))
    throw GraphRefusal(403, "Authentication_RequestFromUnsupportedUserRole",
                       "User is not in the allowed roles");
}

}  // namespace

// The page says that only $filter and $orderby are supported; $top and $select are used in the
// field (CIPP) and published limits of $top are not known.
Response list_registrations(GraphCall& call) {
  admit(call);
  constexpr std::string_view sorted[] = {"userDisplayName", "userPrincipalName"};
  const auto& users = call.tenant.users();
  ObjectListing listing;
  listing.context = "reports/authenticationMethods/userRegistrationDetails";
  listing.type = "userRegistrationDetails";
  listing.sorted_by = sorted;
  for (const User& user : users) listing.serials.push_back(user.serial);
  listing.make = [&](std::size_t at) { return registration_object(users[at]); };
  listing.keep = [&](json::object object) {
    return keep_selected(call.query, std::move(object), "userRegistrationDetails", {});
  };
  return answer_listing(call, listing);
}

// The page wraps the object in "value"; the CSDL says that it is an entity as others are.
Response show_registration(GraphCall& call) {
  admit(call);
  const User* user = call.tenant.find_user(call.args[0]);
  if (!user) refuse_missing(call.args[0]);
  return answer_object(
      call, "reports/authenticationMethods/userRegistrationDetails",
      keep_selected(call.query, registration_object(*user), "userRegistrationDetails", {}));
}

}  // namespace cloud
