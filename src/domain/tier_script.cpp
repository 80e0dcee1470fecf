// Writes the two scripts from the tier's rows.
#include "domain/tier_script.h"

#include <fmt/format.h>

#include <array>
#include <boost/json/string.hpp>
#include <vector>

#include "base/json.h"
#include "base/text.h"

namespace reeve::domain {
namespace {

namespace json = base::json;

struct CloudNames {
  std::string_view cloud, powershell, az, graph;
};
// learn.microsoft.com/powershell/microsoftgraph/authentication-commands (-Environment) and
// learn.microsoft.com/cli/azure/manage-clouds-azure-cli; hosts as microsoft/national-clouds.tsv.
constexpr std::array<CloudNames, 4> kClouds{
    CloudNames{"global", "Global", "AzureCloud", "https://graph.microsoft.com"},
    CloudNames{"gcc-high", "USGov", "AzureUSGovernment", "https://graph.microsoft.us"},
    CloudNames{"dod", "USGovDoD", "AzureUSGovernment", "https://dod-graph.microsoft.us"},
    CloudNames{"china", "China", "AzureChinaCloud", "https://microsoftgraph.chinacloudapi.cn"}};

const CloudNames& cloud_of(std::string_view name) {
  for (const CloudNames& one : kClouds)
    if (one.cloud == name) return one;
  return kClouds.front();
}

// One id to grant, of one API.
struct Access {
  std::string_view api, type, id, name;
};

std::vector<Access> accesses(const Tier& tier, std::string_view api) {
  std::vector<Access> out;
  for (const Need& need : tier.permissions) {
    const auto* permission = find_permission(need.permission);
    if (permission == nullptr || permission->api != api) continue;
    if (need.application && !permission->application_id.empty())
      out.push_back({api, "Role", permission->application_id, permission->name});
    if (need.delegated) out.push_back({api, "Scope", permission->delegated_id, permission->name});
  }
  return out;
}

constexpr std::array<std::string_view, 2> kApis{kGraphApi, kPartnerCenterApi};

std::string_view api_name(std::string_view api) {
  return api == kGraphApi ? "Microsoft Graph" : "Microsoft Partner Center";
}

std::string_view type_name(std::string_view type) {
  return type == "Role" ? "application" : "delegated";
}

// At most kMaxScriptName bytes, never half a letter.
std::string shortened(std::string_view name) {
  std::string out = base::clean_text(name);
  if (out.size() <= kMaxScriptName) return out;
  std::size_t end = kMaxScriptName;
  while (end > 0 && (static_cast<unsigned char>(out[end]) & 0xC0U) == 0x80U) --end;
  return out.substr(0, end);
}

std::string powershell_access(const Tier& tier) {
  std::string out = "$access = @(\n";
  for (const std::string_view api : kApis) {
    const auto rows = accesses(tier, api);
    if (rows.empty()) continue;
    out += fmt::format("  @{{\n    ResourceAppId  = '{}'  # {}\n    ResourceAccess = @(\n", api,
                       api_name(api));
    for (const Access& row : rows)
      out += fmt::format("      @{{ Type = '{}'; Id = '{}' }}  # {}, {}\n", row.type, row.id,
                         row.name, type_name(row.type));
    out += "    )\n  }\n";
  }
  return out + ")\n";
}

constexpr std::string_view kPowershellRegister = R"POWERSHELL(
# The account that runs this consents for the organization.
Connect-MgGraph -Environment %ENVIRONMENT% -NoWelcome -Scopes 'Application.ReadWrite.All', 'AppRoleAssignment.ReadWrite.All', 'DelegatedPermissionGrant.ReadWrite.All'
$application = New-MgApplication -DisplayName $name -SignInAudience '%AUDIENCE%' -Web @{ RedirectUris = @($redirectUri) } -RequiredResourceAccess $access
$principal = New-MgServicePrincipal -AppId $application.AppId

if ($certificateFile) {
  $certificate = [System.Security.Cryptography.X509Certificates.X509Certificate2]::new((Resolve-Path -LiteralPath $certificateFile).Path)
  Update-MgApplication -ApplicationId $application.Id -KeyCredentials @(@{ Type = 'AsymmetricX509Cert'; Usage = 'Verify'; Key = $certificate.RawData })
} else {
  $secret = Add-MgApplicationPassword -ApplicationId $application.Id -PasswordCredential @{ DisplayName = 'Reeve'; EndDateTime = (Get-Date).AddMonths(24) }
}

# Admin consent, both kinds.
foreach ($resource in $access) {
  $api = Get-MgServicePrincipal -Filter "appId eq '$($resource.ResourceAppId)'"
  foreach ($role in @($resource.ResourceAccess | Where-Object { $_.Type -eq 'Role' })) {
    New-MgServicePrincipalAppRoleAssignment -ServicePrincipalId $principal.Id -PrincipalId $principal.Id -ResourceId $api.Id -AppRoleId $role.Id | Out-Null
  }
  $ids = @($resource.ResourceAccess | Where-Object { $_.Type -eq 'Scope' } | ForEach-Object { $_.Id })
  $scopes = @($api.Oauth2PermissionScopes | Where-Object { $_.Id -in $ids } | ForEach-Object { $_.Value })
  if ($scopes) {
    New-MgOauth2PermissionGrant -ClientId $principal.Id -ConsentType 'AllPrincipals' -ResourceId $api.Id -Scope ($scopes -join ' ') | Out-Null
  }
}

# What to enter in Reeve.
[pscustomobject]@{
  'Application (client) ID' = $application.AppId
  'Directory (tenant) ID'   = (Get-MgContext).TenantId
  'Client secret'           = $secret.SecretText
  'Secret expires on'       = $secret.EndDateTime
} | Format-List
)POWERSHELL";

std::string replaced(std::string_view text, std::string_view mark, std::string_view value) {
  std::string out(text);
  for (auto at = out.find(mark); at != std::string::npos; at = out.find(mark, at + value.size()))
    out.replace(at, mark.size(), value);
  return out;
}

std::string powershell_roles(std::string_view comment, std::string_view variable,
                             const std::vector<RoleNeed>& needs) {
  if (needs.empty()) return {};
  std::string out = fmt::format("\n# {}\n${} = @(\n", comment, variable);
  for (const RoleNeed& need : needs) {
    const auto* role = find_directory_role(need.role);
    if (role != nullptr)
      out += fmt::format("  [pscustomobject]@{{ Role = '{}'; Id = '{}' }}  # {}\n", role->name,
                         role->template_id, need.why);
  }
  return out + fmt::format(")\n${} | Format-Table\n", variable);
}

constexpr std::string_view kGdapComment =
    "The roles that each GDAP relationship gives to the service account's security group.";
constexpr std::string_view kPrincipalComment =
    "Directory roles of the application itself, to be assigned in each tenant whose passwords are "
    "to rotate. They are no GDAP roles.";

// {"resourceAppId":…,"resourceAccess":[…]} with one permission a line, for people to read.
std::string resource_json(std::string_view api, const std::vector<Access>& rows) {
  std::string out = fmt::format("    {{\"resourceAppId\": \"{}\", \"resourceAccess\": [\n", api);
  for (std::size_t at = 0; at < rows.size(); ++at)
    out += fmt::format("      {{\"id\": \"{}\", \"type\": \"{}\"}}{}\n", rows[at].id, rows[at].type,
                       at + 1 < rows.size() ? "," : "");
  return out + "    ]}";
}

std::string application_body(const Tier& tier, const ScriptFor& script) {
  std::vector<std::string> resources;
  for (const std::string_view api : kApis)
    if (const auto rows = accesses(tier, api); !rows.empty())
      resources.push_back(resource_json(api, rows));
  const auto text = [](std::string_view value) {
    return base::to_json(json::value(json::string(value)));
  };
  return fmt::format(
      "{{\n  \"displayName\": {},\n  \"signInAudience\": {},\n"
      "  \"web\": {{\"redirectUris\": [{}]}},\n  \"requiredResourceAccess\": [\n{}\n  ]\n}}",
      text(shortened(script.name)), text(audience_of(script.kind)),
      text(base::clean_text(script.redirect_uri)), base::join(resources, ",\n"));
}

// JSON takes no remarks, so the names stand above it.
std::string names_remark(const Tier& tier) {
  std::string out;
  for (const std::string_view type : {"Role", "Scope"}) {
    std::vector<std::string> names;
    for (const std::string_view api : kApis)
      for (const Access& row : accesses(tier, api))
        if (row.type == type) names.emplace_back(row.name);
    if (names.empty()) continue;
    out += fmt::format("# {} permissions:\n#   {}\n", type == "Role" ? "Application" : "Delegated",
                       base::join(names, "\n#   "));
  }
  return out;
}

std::string az_roles(std::string_view comment, const std::vector<RoleNeed>& needs) {
  if (needs.empty()) return {};
  std::string out = fmt::format("\n# {}\ncat <<'REEVE'\n", comment);
  for (const RoleNeed& need : needs) {
    const auto* role = find_directory_role(need.role);
    if (role != nullptr) out += fmt::format("{:<40}{}\n", role->name, role->template_id);
  }
  return out + "REEVE\n";
}

constexpr std::string_view kAzTail = R"BASH(REEVE
application=$(az rest --method POST --url '%GRAPH%/v1.0/applications' --headers 'Content-Type=application/json' --body "@$folder/application.json" --query appId --output tsv)
az ad sp create --id "$application" --output none

if [ -n "$certificate_file" ]; then
  az ad app credential reset --id "$application" --append --cert "@$certificate_file" --output none
  secret='(the certificate)'
else
  secret=$(az ad app credential reset --id "$application" --append --display-name Reeve --years 2 --query password --output tsv)
fi

# Admin consent, both kinds. A new application is known everywhere only after a while.
sleep 30
az ad app permission admin-consent --id "$application"

# What to enter in Reeve.
echo "Application (client) ID: $application"
echo "Directory (tenant) ID:   $(az account show --query tenantId --output tsv)"
echo "Client secret:           $secret"
)BASH";

}  // namespace

std::string_view audience_of(std::string_view kind) {
  return kind == "partner" ? "AzureADMultipleOrgs" : "AzureADMyOrg";
}

std::string powershell_quoted(std::string_view text) {
  // The quotes that PowerShell takes for a single one (about_Quoting_Rules): U+0027, U+2018 to
  // 201B.
  constexpr std::array<std::string_view, 5> kQuotes{"'", "\u2018", "\u2019", "\u201A", "\u201B"};
  const std::string clean = base::clean_text(text);
  std::string out = "'";
  for (std::size_t at = 0; at < clean.size();) {
    std::string_view piece = std::string_view(clean).substr(at, 1);
    bool quote = false;
    for (const std::string_view one : kQuotes)
      if (std::string_view(clean).substr(at).starts_with(one)) {
        piece = one;
        quote = true;
      }
    const auto byte = static_cast<unsigned char>(piece.front());
    if (quote) out += piece;
    if (byte < 0x20 || byte == 0x7f)
      out += ' ';
    else
      out += piece;
    at += piece.size();
  }
  return out + "'";
}

std::string powershell_script(const Tier& tier, const ScriptFor& script) {
  std::string out = fmt::format(
      "#Requires -Modules Microsoft.Graph.Applications, Microsoft.Graph.Identity.SignIns\n"
      "# Registers the application that Reeve uses at Microsoft. Tier: {}.\n"
      "# Run it once, in PowerShell 7, as Global Administrator or Privileged Role Administrator.\n"
      "$ErrorActionPreference = 'Stop'\n"
      "$name = {}\n"
      "$redirectUri = {}\n"
      "$certificateFile = ''  # a certificate to upload, its public part alone; empty makes a "
      "secret\n\n",
      tier.title, powershell_quoted(shortened(script.name)),
      powershell_quoted(script.redirect_uri));
  out += powershell_access(tier);
  out += replaced(replaced(kPowershellRegister, "%ENVIRONMENT%", cloud_of(script.cloud).powershell),
                  "%AUDIENCE%", audience_of(script.kind));
  out += powershell_roles(kGdapComment, "gdapRoles", tier.gdap_roles);
  return out + powershell_roles(kPrincipalComment, "applicationRoles", tier.principal_roles);
}

std::string az_script(const Tier& tier, const ScriptFor& script) {
  std::string out = fmt::format(
      "#!/usr/bin/env bash\n"
      "# Registers the application that Reeve uses at Microsoft. Tier: {}.\n"
      "# Run it once in bash (Azure Cloud Shell has all it needs), signed in by az login{}\n"
      "# as Global Administrator or Privileged Role Administrator.\n"
      "set -euo pipefail\n"
      "certificate_file=''  # a certificate to upload, its public part alone; empty makes a "
      "secret\n"
      "folder=$(mktemp -d)\n"
      "trap 'rm -rf \"$folder\"' EXIT\n\n"
      "{}"
      "cat >\"$folder/application.json\" <<'REEVE'\n",
      tier.title,
      cloud_of(script.cloud).az == "AzureCloud"
          ? std::string()
          : fmt::format(", after az cloud set --name {},", cloud_of(script.cloud).az),
      names_remark(tier));
  out += application_body(tier, script) + "\n";
  out += replaced(kAzTail, "%GRAPH%", cloud_of(script.cloud).graph);
  out += az_roles(kGdapComment, tier.gdap_roles);
  return out + az_roles(kPrincipalComment, tier.principal_roles);
}

}  // namespace reeve::domain
