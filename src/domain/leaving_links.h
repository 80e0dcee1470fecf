// Where a person finishes by hand what Reeve does not take away at Microsoft.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace reeve::domain {

struct LeavingLink {
  std::string title, sentence, url;
};

// The application's page in a tenant's admin center, with its permissions (Enterprise
// applications). `service_principal` may be empty: then the list of applications. Microsoft
// documents no such address; it is the one that its pages show (reference/microsoft-cloud.md F.1).
std::string application_page(std::string_view cloud, std::string_view tenant_id,
                             std::string_view service_principal, std::string_view application_id);

// What is always left: the registration, the person's sign-in sessions, and for partners the GDAP
// relationships.
std::vector<LeavingLink> leaving_links(std::string_view cloud, std::string_view kind,
                                       std::string_view directory_id,
                                       std::string_view application_id);

}  // namespace reeve::domain
