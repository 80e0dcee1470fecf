// The service plans that let a tenant give what only some tenants have. Names as in
// `servicePlanName` of Graph's subscribedSkus.
#pragma once

#include "types/data_type.h"

namespace reeve::types {

// Names: ../shared/microsoft/sku-service-plans.csv, column Service_Plan_Name; that each of them is
// an Entra ID P1 or P2, or an Intune, is read from their friendly names there. INTUNE_O365 is
// "Mobile Device Management for Office 365", which has no managedDevices.
inline constexpr std::string_view kPremiumNames[] = {"AAD_PREMIUM", "AAD_PREMIUM_P2",
                                                     "AAD_PREMIUM_FACULTY"};
inline constexpr std::string_view kIntuneNames[] = {
    "INTUNE_A",      "INTUNE_A_GOV", "INTUNE_A_VL", "INTUNE_A_VL_USGOV_GCCHIGH",
    "INTUNE_A_D",    "INTUNE_EDU",   "INTUNE_SMB",  "INTUNE_SMBIZ",
    "INTUNE_A_D_GOV"};

inline constexpr Plans kPremium{kPremiumNames, "Entra ID P1 or P2"};
inline constexpr Plans kIntune{kIntuneNames, "Microsoft Intune"};

}  // namespace reeve::types
