// The permissions table, and how scopes are read.
#include "permissions.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "encoding.h"
#include "hosts.h"

namespace cloud {
namespace {

// clang-format off
// Source: graph-permissions.tsv (microsoftgraph/microsoft-graph-devx-content and merill/microsoft-info agree).
constexpr Permission kPermissions[] = {
    {"AuditLog.Read.All", "b0afded3-3588-46d8-8b3d-9842eff778da", "e4c9e354-4dc5-45b8-9e7c-e1393b0b1a20"},
    {"DeviceManagementManagedDevices.Read.All", "2f51be20-0bb4-4fed-bf7b-db946066c75e", "314874da-47d6-4978-88dc-cf0d37f0bb82"},
    {"Directory.Read.All", "7ab1d382-f21e-4acd-a863-ba3e13f7da61", "06da0dbc-49e2-44d2-8312-53f166ab848a"},
    {"Directory.ReadWrite.All", "19dbc75e-c2e2-444c-a770-ec69d8559fc7", "c5366453-9fb0-48a5-a156-24f0c49a4b84"},
    {"Reports.Read.All", "230c1aed-a721-4c5d-9cb4-a90514e508ef", "02e97553-ed7b-43d0-ab3c-f8bace0d040c"},
    {"User.Read.All", "df021288-bdef-4463-88db-98f22de89214", "a154be20-db9c-4678-8ab7-66f6cc099a59"},
    {"User.ManageIdentities.All", "c529cfca-c91b-489c-af2b-d92990b66ce6", "637d7bec-b31e-4deb-acc9-24275642a2c9"},
    {"User.EnableDisableAccount.All", "3011c876-62b7-4ada-afa2-506cbbecc68c", "f92e74e7-2563-467f-9dd0-902688cb5863"},
    {"User.ReadWrite.All", "741f803b-c850-494e-b5df-cde7c675a1ca", "204e0828-b5ca-4ad8-b9f3-f32a958e7cc4"},
    {"Directory.AccessAsUser.All", "", "0e263e50-5827-48a4-b97c-d940288653c7"},
    {"User.Read", "", "e1fe6dd8-ba31-4d61-89e7-88639da4683d"},
    {"User.ReadBasic.All", "97235f07-e226-4f63-ace3-39588e11d3a1", "b340eb25-3456-403f-be2f-af7a0d370277"},
    {"User-PasswordProfile.ReadWrite.All", "cc117bb9-00cf-4eb8-b580-ea2a878fe8f7", "56760768-b641-451f-8906-e1b8ab31bca7"},
    {"User.RevokeSessions.All", "77f3a031-c388-4f99-b373-dc68676a979e", "fc30e98b-8810-4501-81f5-c20a3196387b"},
    {"User.DeleteRestore.All", "eccc023d-eccf-4e7b-9683-8813ab36cecc", "4bb440cd-2cf2-4f90-8004-aa2acd2537c5"},
    {"UserAuthenticationMethod.Read.All", "38d9df27-64da-44fd-b7c5-a6fbac20248f", "aec28ec7-4d02-4e8c-b864-50163aea77eb"},
    {"UserAuthenticationMethod.ReadWrite.All", "50483e42-d915-4231-9639-7fdb7fd190e5", "b7887744-6746-4312-813d-72daeaee7e2d"},
    {"MailboxSettings.Read", "40f97065-369a-49f4-947c-6a255697ae91", "87f447af-9fa4-4c32-9dfa-4a57a73d18ce"},
    {"MailboxSettings.ReadWrite", "6931bccd-447a-43d1-b442-00a195474933", "818c620a-27a9-40bd-a6a5-d96f7d610b4b"},
    {"ReportSettings.Read.All", "ee353f83-55ef-4b78-82da-555bfa2b4b95", "84fac5f4-33a9-4100-aa38-a20c6d29e5e7"},
    {"ReportSettings.ReadWrite.All", "2a60023f-3219-47ad-baa4-40e17cd02a1d", "b955410e-7715-4a88-a940-dfd551018df3"},
    {"DelegatedAdminRelationship.Read.All", "f6e9e124-4586-492f-adc0-c6f96e4823fd", "0c0064ea-477b-4130-82a5-4c2cc4ff68aa"},
    {"DelegatedAdminRelationship.ReadWrite.All", "cc13eba4-8cd8-44c6-b4d4-f93237adce58", "885f682f-a990-4bad-a642-36736a74b0c7"},
    {"AppRoleAssignment.ReadWrite.All", "06b708a9-e830-4db3-a914-8e69da51d44f", "84bccea3-f856-4a8a-967b-dbe0a3d53a64"},
    {"Application.Read.All", "9a5d68dd-52b0-4cc2-bd40-abcf44ac3a30", "c79f8feb-a9db-4090-85f9-90d820caa0eb"},
    {"Application.ReadWrite.All", "1bfefb4e-e0b5-418b-a88f-73c46d2cc8e9", "bdfbf15f-ee85-4955-8675-146e8e5296b5"},
    {"DelegatedPermissionGrant.Read.All", "81b4724a-58aa-41c1-8a55-84ef97466587", "a197cdc4-a8e8-4d49-9d35-4ca7c83887b4"},
    {"DelegatedPermissionGrant.ReadWrite.All", "8e8e4742-1d95-4f68-9d56-6ee75648c72a", "41ce6ca6-6826-4807-84f1-1c82854f7ee5"},
    {"LicenseAssignment.Read.All", "e2f98668-2877-4f38-a2f4-8202e0717aa1", "f395577a-0960-456b-979f-7228de0c5996"},
    {"Organization.Read.All", "498476ce-e0fe-48b0-b801-37ba7e2685c6", "4908d5b9-3fb2-4b1e-9336-1888b7937185"},
    {"Domain.Read.All", "dbb9058a-0e50-45d7-ae91-66909b5d4664", "2f9ee017-59c1-4f1d-9472-bd5529a7b311"},
    {"Group.Read.All", "5b567255-7703-4780-807c-7be8301ae99b", "5f8c59db-677d-491f-a6b8-5f174b11ec1d"},
    {"Group.ReadWrite.All", "62a82d76-70ea-41e2-9197-370581804d09", "4e46008b-f24c-477d-8fff-7bb4ec7aafe0"},
    {"Group.Create", "bf7b1a76-6e77-406b-b258-bf5c7720e98f", ""},
    {"GroupMember.ReadWrite.All", "dbaae8cf-10b5-4b86-a4a1-f871c94c6695", "f81125ac-d3b7-4573-a3b2-7099cc39df9e"},
    {"GroupMember.Read.All", "98830695-27a2-44f7-8c18-0c3ebc9698f6", "bc024368-1153-4739-b217-4326f2e966d0"},
    {"Device.Read.All", "7438b122-aefc-4978-80ed-43db9fcc7715", "951183d1-1a61-466f-a6d1-1fde911bfd95"},
    {"AdministrativeUnit.Read.All", "134fd756-38ce-4afd-ba33-e9623dbe66c2", "3361d15d-be43-4de6-b441-3c746d05163d"},
    {"AdministrativeUnit.ReadWrite.All", "5eb59dd3-1da2-4329-8733-9dabdc435916", "7b8a2d34-6b3f-4542-a343-54651608ad81"},
    {"OnPremDirectorySynchronization.Read.All", "bb70e231-92dc-4729-aff5-697b3f04be95", "f6609722-4100-44eb-b747-e6ca0536989d"},
    {"RoleManagement.Read.Directory", "483bed4a-2ad3-4361-a73b-c83ccdbdc53c", "741c54c3-0c1e-44a1-818b-3f97ab4e8c83"},
    {"RoleManagement.ReadWrite.Directory", "9e3f62cf-ca93-4989-b6ce-bf83c28f9fe8", "d01b97e9-cbc0-49fe-810a-750afd5527a3"},
    {"CrossTenantInformation.ReadBasic.All", "cac88765-0581-4025-9725-5ebc13f729ee", "81594d25-e88e-49cf-ac8c-fecbff49f994"},
    {"BitlockerKey.Read.All", "57f1cf28-c0c4-4ec3-9a30-19a2eaaf2f6e", "b27a61ec-b99c-4d6a-b126-c4375d08ae30"},
    {"BitlockerKey.ReadBasic.All", "f690d423-6b29-4d04-98c6-694c42282419", "5a107bfc-4f00-4e1a-b67e-66451267bc68"},
    {"DeviceManagementConfiguration.Read.All", "dc377aa6-52d8-4e23-b271-2a7ae04cedf3", "f1493658-876a-4c87-8fa7-edb559b3476a"},
    {"Policy.Read.All", "246dd0d5-5bd0-4def-940b-0421030a5b68", "572fea84-0151-49b2-9301-11cb16974376"},
    {"offline_access", "", "7427e0e9-2fba-42fe-b0c0-848c9e6a8182"},
    {"openid", "", "37f7f235-527c-4136-accd-4a02d197296e"},
    {"profile", "", "14dad69e-099b-42c9-810b-d002981feec1"},
    {"email", "", "64a6cdd6-aab1-4aaf-94b8-3cc8405e90d0"},
};
// clang-format on

constexpr std::string_view kOidc[] = {"openid", "profile", "email", "offline_access"};

// Reading permissions end so; User.Read is the delegated sign-in permission.
bool reads_only(std::string_view name) {
  const auto ends = [&](std::string_view end) {
    return name.size() >= end.size() && name.substr(name.size() - end.size()) == end;
  };
  return (ends(".Read.All") || ends(".Read") || ends(".ReadBasic.All") || ends(".Read.Directory"));
}

// The split of "https://graph.microsoft.com/User.Read.All": a resource may itself hold slashes.
std::pair<std::string, std::string> split_scope(std::string_view text) {
  const auto slash = text.rfind('/');
  if (slash == std::string_view::npos) return {"", std::string(text)};
  std::string_view resource = text.substr(0, slash);
  // "https://graph.microsoft.com//.default" is how a resource with a trailing slash looks.
  while (!resource.empty() && resource.back() == '/') resource.remove_suffix(1);
  return {std::string(resource), std::string(text.substr(slash + 1))};
}

Resource resource_of(std::string_view audience, std::string_view own_origin,
                     std::string_view client_id) {
  if (is_graph_address(audience) || audience == kGraphId || same_text(audience, own_origin))
    return Resource::graph;
  if (is_partner_center_address(audience) || audience == kPartnerCenterId)
    return Resource::partner_center;
  if (same_text(audience, client_id) || same_text(audience, "api://" + std::string(client_id)))
    return Resource::own;
  return Resource::none;
}

Scope read_scope(const std::string& text, std::string_view own_origin, std::string_view client_id) {
  Scope scope;
  scope.text = text;
  if (is_oidc(text)) {
    scope.name = text;
    return scope;
  }
  std::tie(scope.audience, scope.name) = split_scope(text);
  if (scope.audience.empty()) scope.audience = "https://graph.microsoft.com";
  scope.resource = resource_of(scope.audience, own_origin, client_id);
  scope.known = scope.resource != Resource::none;
  if (scope.resource == Resource::graph)
    scope.known = scope.name == ".default" || is_oidc(scope.name) || exists_delegated(scope.name);
  if (scope.resource == Resource::partner_center)
    scope.known = scope.name == ".default" || scope.name == "user_impersonation";
  return scope;
}

}  // namespace

std::span<const Permission> permissions() { return kPermissions; }

bool exists_delegated(std::string_view name) {
  return std::any_of(std::begin(kPermissions), std::end(kPermissions), [&](const Permission& one) {
    return !one.delegated_id.empty() && same_text(one.name, name);
  });
}

bool is_oidc(std::string_view name) {
  return std::find(std::begin(kOidc), std::end(kOidc), name) != std::end(kOidc);
}

std::vector<std::string> granted_roles() {
  std::vector<std::string> names;
  for (const Permission& one : kPermissions)
    if (!one.application_id.empty() && reads_only(one.name)) names.emplace_back(one.name);
  return names;
}

std::vector<std::string> granted_scopes() {
  std::vector<std::string> names(std::begin(kOidc), std::end(kOidc));
  for (const Permission& one : kPermissions)
    if (!one.delegated_id.empty() && reads_only(one.name)) names.emplace_back(one.name);
  names.emplace_back("user_impersonation");  // Partner Center, for whoever asks for its token
  return names;
}

bool mixes_default(const std::vector<Scope>& scopes) {
  bool whole = false;
  bool single = false;
  for (const Scope& one : scopes)
    if (one.resource != Resource::none && !is_oidc(one.name))
      (one.name == ".default" ? whole : single) = true;
  return whole && single;
}

std::vector<Scope> parse_scopes(std::string_view text, std::string_view own_origin,
                                std::string_view client_id) {
  std::vector<Scope> scopes;
  for (const std::string& one : split(text, ' '))
    scopes.push_back(read_scope(one, own_origin, client_id));
  return scopes;
}

}  // namespace cloud
