// Addresses in Microsoft's admin centers for what is left after disconnecting.
#include "domain/leaving_links.h"

#include <fmt/format.h>

#include "domain/manage_link.h"

namespace reeve::domain {

namespace {

std::string_view admin_center(std::string_view cloud) {
  const auto served = manage_cloud(cloud);
  if (served == "gcc-high" || served == "dod") return "https://portal.azure.us";
  if (served == "china") return "https://portal.azure.cn";
  return "https://entra.microsoft.com";
}

}  // namespace

std::string application_page(std::string_view cloud, std::string_view tenant_id,
                             std::string_view service_principal, std::string_view application_id) {
  const auto tenant = fmt::format("{}/{}/#view/Microsoft_AAD_IAM", admin_center(cloud), tenant_id);
  if (service_principal.empty())
    return tenant + "/StartboardApplicationsMenuBlade/~/AppAppsPreview";
  return fmt::format("{}/ManagedAppMenuBlade/~/Permissions/objectId/{}/appId/{}", tenant,
                     service_principal, application_id);
}

std::vector<LeavingLink> leaving_links(std::string_view cloud, std::string_view kind,
                                       std::string_view directory_id,
                                       std::string_view application_id) {
  const auto home = fmt::format("{}/{}/#view", admin_center(cloud), directory_id);
  std::vector<LeavingLink> out{
      {"App registration",
       "The application itself stays registered, with its secrets and certificates. Delete it "
       "where nothing else uses it.",
       fmt::format("{}/Microsoft_AAD_RegisteredApps/ApplicationMenuBlade/~/Overview/appId/{}", home,
                   application_id)},
      {"Sign-in sessions",
       "Reeve never ends a person's sign-in sessions: that would sign the person out everywhere. "
       "Revoke them at the service account if it is no longer needed.",
       home + "/Microsoft_AAD_UsersAndTenants/UserManagementMenuBlade/~/AllUsers"}};
  if (kind == "partner" && manage_cloud(cloud) == "global")
    out.push_back({"GDAP relationships",
                   "Relationships with customers stay: other products work through them, too. End "
                   "in Partner Center those that nothing needs.",
                   "https://partner.microsoft.com/dashboard/v2/customers/list"});
  return out;
}

}  // namespace reeve::domain
