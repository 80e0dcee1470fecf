// The preconsent of applications in AdminAgents.
//
// Chosen here, as the page does not tell: such an application has no service principal in the
// customer's tenant and no directory role there, so that Graph lists neither and passwords stay out
// of its reach. Which permissions are neither the directory's nor Intune's is read from their
// names.
#include "preconsent.h"

#include <algorithm>

#include "application.h"
#include "relationships.h"
#include "tokens.h"

namespace cloud {
namespace {

constexpr std::string_view kElsewhere[] = {"MailboxSettings.", "Reports.", "ReportSettings."};

bool is_elsewhere(const std::string& permission) {
  return std::any_of(std::begin(kElsewhere), std::end(kElsewhere),
                     [&](std::string_view one) { return permission.starts_with(one); });
}

bool is_preconsented(const Cloud& cloud, const Tenant& tenant, const Application& application) {
  const World& world = cloud.world;
  return tenant.relation == Relation::dap && !tenant.is_partner &&
         application.sign_in_audience != "AzureADMyOrg" &&
         is_agent(world, kAdminAgents, service_principal_id(world.partner.id, application.id));
}

}  // namespace

void add_preconsent(const Cloud& cloud, const Tenant& tenant, std::string_view client_id,
                    Consent& consent) {
  const Application* application = cloud.world.find_application(client_id);
  if (!application || !is_preconsented(cloud, tenant, *application)) return;
  consent.present = true;
  for (std::string& one : registered_roles(*application))
    if (!is_elsewhere(one)) consent.roles.insert(std::move(one));
  for (std::string& one : registered_scopes(*application))
    if (!is_elsewhere(one)) consent.scopes.insert(std::move(one));
}

}  // namespace cloud
