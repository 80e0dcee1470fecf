// The app registration as a script that an administrator can read and run himself: Graph PowerShell
// or Azure CLI.
#pragma once

#include <string>
#include <string_view>

#include "domain/tier.h"

namespace reeve::domain {

inline constexpr std::size_t kMaxScriptName = 120;  // Entra's limit of a display name

struct ScriptFor {
  std::string_view kind;     // partner, direct
  std::string_view cloud;    // global, gcc-high, dod, china; anything else is taken as global
  std::string name;          // of the application, as people will see it
  std::string redirect_uri;  // the exact one
};

// Both register the application with name, audience, Web redirect URI and the tier's permissions of
// both kinds, make a secret or upload a certificate, consent for the organization, and list the
// roles. Each id of the tier stands in them exactly once. Name and redirect URI can hold anything:
// they stand only in quoted text.
std::string powershell_script(const Tier& tier, const ScriptFor& script);
std::string az_script(const Tier& tier, const ScriptFor& script);

// 'It''s' for PowerShell, which takes typographic quotes for quotes too; line breaks and control
// characters become blanks.
std::string powershell_quoted(std::string_view text);

// AzureADMultipleOrgs for a partner, AzureADMyOrg for a single tenant.
std::string_view audience_of(std::string_view kind);

}  // namespace reeve::domain
