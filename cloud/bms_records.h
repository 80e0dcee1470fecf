// The records of the simulated Kaseya BMS (also sold as Vorex): accounts with locations, contacts
// with e-mail addresses and phone numbers. Plain data.
//
// Source of names and shapes: Kaseya's own swagger of API v2 and psa-and-password-rotation.md 1.
#pragma once

#include <boost/json.hpp>
#include <cstdint>
#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace cloud {

struct BmsAddress {
  int id = 0;
  std::string address1, address2, city, state, zip, country, phone, fax, email;
  bool is_main = false;
  bool is_billing = false;
};

struct BmsLocation {
  int id = 0;
  std::string name;
  bool is_main = false;
  bool is_active = true;
  std::vector<BmsAddress> addresses;
  std::int64_t created = 0;
  std::int64_t modified = 0;
};

struct BmsAccount {
  int id = 0;
  std::string name, code, description, website;
  int type_id = 0;
  int business_type_id = 0;
  int manager_id = 0;
  bool is_active = true;
  // What a client may set besides, by its name in answers: "parentId", "netDays" and the like.
  boost::json::object other;
  std::vector<BmsLocation> locations;
  std::int64_t created = 0;
  std::int64_t modified = 0;

  const BmsLocation* location(int location_id) const;
};

// One e-mail address or one phone number of a contact.
struct BmsReach {
  int id = 0;
  std::string value;
  int type_id = 0;
  bool is_default = false;
  std::int64_t created = 0;
  std::int64_t modified = 0;
};

struct BmsContact {
  int id = 0;
  int account_id = 0;
  int location_id = 0;
  std::string first_name, middle_name, last_name, job_title;
  bool is_poc = false;  // point of contact
  bool is_active = true;
  bool receives_invoices = false;
  bool bill_by_contact = false;
  bool has_portal_access = false;
  std::string effective_date;
  std::vector<BmsReach> emails;
  std::vector<BmsReach> phones;
  std::int64_t created = 0;
  std::int64_t modified = 0;
};

// A row of a lookup table: what an id means.
struct BmsChoice {
  int id = 0;
  std::string_view name;
  bool is_default = false;
};

std::span<const BmsChoice> bms_email_types();
std::span<const BmsChoice> bms_phone_types();
std::span<const BmsChoice> bms_account_types();
std::span<const BmsChoice> bms_business_types();
// Null when the list has no such id.
const BmsChoice* bms_choice(std::span<const BmsChoice> list, int id);

struct BmsEmployee {
  int id = 0;
  std::string name;
};

// Who may use the API of the MSP's BMS.
struct BmsCredentials {
  std::string company;  // the "Tenant" of the sign-in: the company name under My Settings
  int tenant_id = 0;
  std::string user_name, password;
  // An employee whose sign-in also asks for a code of six digits (RFC 6238). API users have none:
  // psa-and-password-rotation.md 1 (Rewst).
  std::string mfa_user_name, mfa_password, totp_secret;  // the secret in base32
};

// Everything that BMS keeps; BmsStore guards it.
struct BmsRecords {
  // Ids of what comes later; those of the generated records are smaller.
  static constexpr int kFirstFreshId = 500'000'000;

  BmsCredentials credentials;
  std::vector<BmsEmployee> employees;
  std::map<int, BmsAccount> accounts;
  std::map<int, BmsContact> contacts;
  std::set<std::string> spent_refresh_tokens;  // each works once
  int token_generation = 0;                    // tokens of an earlier one are void
  bool single_in_envelope = false;             // how GET summary/{id} answers
  int next_id = kFirstFreshId;

  const BmsAccount* account(int id) const;
  const BmsContact* contact(int id) const;
  const BmsEmployee* employee(int id) const;
};

}  // namespace cloud
