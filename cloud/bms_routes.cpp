// The table of BMS's calls. Paths and methods are those of Kaseya's swagger, in its letter case;
// whether BMS also takes another case is not known, so that another one is not found here.
#include "bms_routes.h"

namespace cloud {
namespace {

constexpr BmsRoute kRoutes[] = {
    {"POST", "/v2/security/authenticate", true, false, bms_authenticate},
    {"POST", "/v2/security/refreshtoken", true, false, bms_refresh_token},
    {"GET", "/v2/security/userinfo", false, false, bms_user_info},
    {"GET", "/v2/crm/accounts/summary", false, false, bms_list_accounts},
    {"GET", "/v2/crm/accounts/summary/{}", false, false, bms_get_account},
    {"GET", "/v2/crm/accounts/lookup", false, false, bms_lookup_accounts},
    {"POST", "/v2/crm/accounts", false, true, bms_create_account},
    {"PUT", "/v2/crm/accounts/{}", false, false, bms_replace_account},
    {"PATCH", "/v2/crm/accounts/{}", false, false, bms_patch_account},
    {"GET", "/v2/crm/accounts/{}/locations/lookup", false, false, bms_lookup_locations},
    {"POST", "/v2/crm/contacts/summary", false, true, bms_create_contact},
    {"GET", "/v2/crm/contacts/summary", false, false, bms_list_contacts},
    {"GET", "/v2/crm/contacts/summary/{}", false, false, bms_get_contact},
    {"GET", "/v2/crm/contacts/search", false, false, bms_search_contacts},
    {"PATCH", "/v2/crm/contacts/{}", false, false, bms_patch_contact},
    {"PUT", "/v2/crm/contacts/{}", false, false, bms_replace_contact},
    {"DELETE", "/v2/crm/contacts/{}", false, false, bms_delete_contact},
    {"PATCH", "/v2/crm/contacts/{}/emails", false, false, bms_patch_emails},
    {"PATCH", "/v2/crm/contacts/{}/phones", false, false, bms_patch_phones},
    {"GET", "/v2/system/lookup/{}", false, false, bms_lookup_table},
    {"GET", "/v2/system/tenantlookup/{}", false, false, bms_lookup_tenant_table},
    {"GET", "/v2/system/accounttypes/lookup", false, false, bms_lookup_account_types},
    {"GET", "/v2/hr/employees/lookup", false, false, bms_lookup_employees},
};

}  // namespace

std::span<const BmsRoute> bms_routes() { return kRoutes; }

}  // namespace cloud
