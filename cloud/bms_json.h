// How BMS writes its records: one function a DTO of Kaseya's swagger, in camelCase as on the wire.
//
// The spelling of DTOs differs in life too: isPoc and poc, canRecieveInvoices and recieveInvoices.
#pragma once

#include <boost/json.hpp>

#include "bms_records.h"

namespace cloud {

// AccountSummaryOutputDto, with its locations and their addresses.
boost::json::object bms_account_summary(const BmsRecords& records, const BmsAccount& account);
boost::json::object bms_account_lookup(const BmsRecords& records, const BmsAccount& account);
// AccountLocationOutputDto.
boost::json::object bms_location(const BmsLocation& location);
boost::json::object bms_location_lookup(const BmsAccount& account, const BmsLocation& location);

// ContactsSummaryOutputDto: what lists and GET summary/{id} give.
boost::json::object bms_contact_summary(const BmsRecords& records, const BmsContact& contact);
// ContactSummaryOutputDto: what a create gives, with the default e-mail address and phone only.
boost::json::object bms_contact_created(const BmsRecords& records, const BmsContact& contact);
// ContactOutputDto: what PUT and PATCH give.
boost::json::object bms_contact_full(const BmsRecords& records, const BmsContact& contact);
// ContactsSearchSelectOutputDto: a flat row with one e-mail address.
boost::json::object bms_contact_found(const BmsRecords& records, const BmsContact& contact);

// ContactEmailOutputDto and ContactPhoneOutputDto.
boost::json::array bms_emails(const BmsContact& contact);
boost::json::array bms_phones(const BmsContact& contact);

// The default one; null when there is none.
const BmsReach* bms_default(const std::vector<BmsReach>& reaches);

}  // namespace cloud
