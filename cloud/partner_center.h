// Partner Center: its addresses, and what the functions behind them share.
//
// To add an address, write its function and add one row to the table in partner_center.cpp.
#pragma once

#include <boost/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "cloud.h"
#include "tokens.h"

namespace cloud {

// One admitted question.
struct PartnerCall {
  Cloud& cloud;
  const Request& request;
  Claims claims;
  std::vector<std::string> args;  // what stands in the {} of the pattern, decoded
};

struct PartnerRoute {
  std::string_view method;
  std::string_view pattern;  // behind /v1/: "customers/{}"
  bool people_with_mfa;      // only for app+user tokens that say that MFA was passed
  Response (*answer)(PartnerCall&);
};

// {"code","description","data","source"}
Response partner_refusal(int status, int code, std::string_view description);
// The customer of the first argument; null when the MSP has none of that id.
const Tenant* partner_customer(const PartnerCall& call);
Response no_such_customer();

// partner_customers.cpp
Response partner_list_customers(PartnerCall& call);
Response partner_show_customer(PartnerCall& call);
Response partner_show_profile(PartnerCall& call);
Response partner_list_services(PartnerCall& call);
// partner_consents.cpp
Response partner_add_consent(PartnerCall& call);
Response partner_delete_consent(PartnerCall& call);

}  // namespace cloud
