// The registrations of applications: their credentials, addresses and the permissions that they
// list. They stand in the MSP's tenant; what each tenant granted them is the Consent of state.h.
#pragma once

#include <boost/json.hpp>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace cloud {

struct World;

// A client secret or a certificate.
struct Credential {
  std::string key_id;
  std::string display_name;
  std::string value;  // the secret, or the certificate as PEM
  std::int64_t start = 0;
  std::int64_t end = 0;
};

// A permission of another resource that consent pages ask for.
struct RequiredAccess {
  std::string resource;  // its application id
  std::string id;        // of the permission
  bool role = false;     // an application permission; else a delegated one
};

struct Application {
  std::string id;
  std::string display_name;
  std::string secret;     // the first one, which the printed world tells
  std::string secret_id;  // its key id
  std::string sign_in_audience = "AzureADMultipleOrgs";
  std::vector<Credential> passwords = {};
  std::vector<Credential> certificates = {};
  std::vector<std::string> redirects = {};
  std::vector<RequiredAccess> required = {};
};

// How long the secret of a generated world lives from the day on which the world was first started.
inline constexpr std::int64_t kFirstSecretSeconds = 700LL * 24 * 3600;
// When nobody says how long a secret shall live (learn.microsoft.com/graph/api/
// application-addpassword: two years).
inline constexpr std::int64_t kUsualSecretSeconds = 730LL * 24 * 3600;

// Gives an application its first secret and the permissions that every tenant of a generated world
// granted to its own.
void register_application(Application& application, std::int64_t born);

// The names of the permissions that the registration lists.
std::vector<std::string> registered_roles(const Application& application);
std::vector<std::string> registered_scopes(const Application& application);
// Those of the permissions table as entries of a registration.
std::vector<RequiredAccess> required_access(const std::vector<std::string>& roles,
                                            const std::vector<std::string>& scopes);

// {"op":"application","application":{…}} puts the whole registration, a new one too; false when the
// operation is another.
bool apply_application_edit(World& world, const boost::json::object& change);
boost::json::object application_edit(const World& world, const Application& changed);

}  // namespace cloud
