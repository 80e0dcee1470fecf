// The calls of BMS, one row each; the functions stand in the files named here.
#pragma once

#include <span>
#include <string_view>

#include "bms.h"

namespace cloud {

struct BmsRoute {
  std::string_view method;
  std::string_view pattern;  // {} is an id or a name
  bool open;                 // asks for no token
  bool creates;              // where "…-after-create" faults strike
  Response (*answer)(BmsCall&);
};

std::span<const BmsRoute> bms_routes();

// bms_sign_in.cpp
Response bms_authenticate(BmsCall& call);
Response bms_refresh_token(BmsCall& call);
Response bms_user_info(BmsCall& call);

// bms_accounts.cpp
Response bms_list_accounts(BmsCall& call);
Response bms_lookup_accounts(BmsCall& call);
Response bms_get_account(BmsCall& call);
Response bms_create_account(BmsCall& call);
Response bms_replace_account(BmsCall& call);
Response bms_patch_account(BmsCall& call);
Response bms_lookup_locations(BmsCall& call);

// bms_contacts.cpp
Response bms_list_contacts(BmsCall& call);
Response bms_search_contacts(BmsCall& call);
Response bms_get_contact(BmsCall& call);
Response bms_delete_contact(BmsCall& call);

// bms_contact_changes.cpp
Response bms_create_contact(BmsCall& call);
Response bms_replace_contact(BmsCall& call);
Response bms_patch_contact(BmsCall& call);

// bms_reaches.cpp
Response bms_patch_emails(BmsCall& call);
Response bms_patch_phones(BmsCall& call);

// bms_lookups.cpp
Response bms_lookup_table(BmsCall& call);
Response bms_lookup_tenant_table(BmsCall& call);
Response bms_lookup_account_types(BmsCall& call);
Response bms_lookup_employees(BmsCall& call);

}  // namespace cloud
