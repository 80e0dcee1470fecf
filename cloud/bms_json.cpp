// The DTOs of BMS, written from its records.
#include "bms_json.h"

#include <algorithm>

#include "clock.h"
#include "json.h"

namespace cloud {
namespace {

namespace json = boost::json;

// Whoever wrote a record: nobody can tell from outside, so it is always the first employee.
constexpr int kWriter = 901;

// "date-time" of OpenAPI is RFC 3339, so instants carry their zone.
void stamp(json::object& into, std::int64_t created, std::int64_t modified) {
  into["createdBy"] = kWriter;
  into["createdOn"] = iso_time(created);
  into["modifiedBy"] = kWriter;
  into["modifiedOn"] = iso_time(modified);
}

json::value name_of(const BmsChoice* choice) {
  return choice ? json::value(choice->name) : json::value(nullptr);
}

json::value other(const BmsAccount& account, std::string_view name) {
  const json::value* found = account.other.if_contains(name);
  return found ? *found : json::value(nullptr);
}

json::object address_of(const BmsAddress& address, const BmsLocation& location) {
  json::object body = {{"id", address.id}};
  stamp(body, location.created, location.modified);
  body["address1"] = text_or_null(address.address1);
  body["address2"] = text_or_null(address.address2);
  body["city"] = text_or_null(address.city);
  body["state"] = text_or_null(address.state);
  body["zipCode"] = text_or_null(address.zip);
  body["countryId"] = nullptr;
  body["country"] = text_or_null(address.country);
  body["phone"] = text_or_null(address.phone);
  body["fax"] = text_or_null(address.fax);
  body["latitude"] = nullptr;
  body["longitude"] = nullptr;
  body["emailAddress"] = text_or_null(address.email);
  body["isMain"] = address.is_main;
  body["isBilling"] = address.is_billing;
  body["addressTypeId"] = nullptr;
  body["addressType"] = nullptr;
  return body;
}

// `value`, `type_id` and `type` are how the DTO calls them.
json::array reaches_of(const std::vector<BmsReach>& reaches, std::span<const BmsChoice> types,
                       std::string_view value, std::string_view type_id, std::string_view type) {
  json::array rows;
  for (const BmsReach& one : reaches) {
    json::object row = {{"id", one.id}};
    stamp(row, one.created, one.modified);
    row[value] = one.value;
    row[type_id] = one.type_id;
    row[type] = name_of(bms_choice(types, one.type_id));
    row["isDefault"] = one.is_default;
    rows.push_back(std::move(row));
  }
  return rows;
}

json::value default_value(const std::vector<BmsReach>& reaches) {
  const BmsReach* found = bms_default(reaches);
  return found ? json::value(found->value) : json::value(nullptr);
}

void place(json::object& into, const BmsRecords& records, const BmsContact& contact) {
  const BmsAccount* account = records.account(contact.account_id);
  const BmsLocation* location = account ? account->location(contact.location_id) : nullptr;
  into["accountId"] = contact.account_id;
  into["accountName"] = text_or_null(account ? account->name : "");
  into["locationId"] = contact.location_id;
  into["locationName"] = text_or_null(location ? location->name : "");
}

}  // namespace

const BmsReach* bms_default(const std::vector<BmsReach>& reaches) {
  const auto found = std::find_if(reaches.begin(), reaches.end(),
                                  [](const BmsReach& one) { return one.is_default; });
  return found == reaches.end() ? nullptr : &*found;
}

json::object bms_location(const BmsLocation& location) {
  json::object body = {{"id", location.id}};
  stamp(body, location.created, location.modified);
  body["locationName"] = location.name;
  body["isMain"] = location.is_main;
  body["isActive"] = location.is_active;
  body["timeZoneId"] = nullptr;
  body["dateFormatId"] = nullptr;
  body["timeFormatId"] = nullptr;
  json::array addresses;
  for (const BmsAddress& one : location.addresses) addresses.push_back(address_of(one, location));
  body["addresses"] = std::move(addresses);
  return body;
}

json::object bms_account_summary(const BmsRecords& records, const BmsAccount& account) {
  const BmsEmployee* manager = records.employee(account.manager_id);
  json::object body = {{"id", account.id}};
  stamp(body, account.created, account.modified);
  body["parentId"] = other(account, "parentId");
  body["accountCode"] = text_or_null(account.code);
  body["accountTypeId"] = account.type_id;
  body["accountType"] = name_of(bms_choice(bms_account_types(), account.type_id));
  body["accountName"] = account.name;
  body["businessTypeId"] = account.business_type_id;
  body["businessType"] = name_of(bms_choice(bms_business_types(), account.business_type_id));
  body["serviceTypeId"] = other(account, "serviceTypeId");
  body["serviceType"] = nullptr;
  body["accountManagerId"] = account.manager_id;
  body["accountManagerUserName"] = text_or_null(manager ? manager->name : "");
  body["currencyId"] = other(account, "currencyId");
  body["currencyName"] = nullptr;
  body["creditLimit"] = other(account, "creditLimit");
  body["netDays"] = other(account, "netDays");
  body["salesTaxItemId"] = other(account, "salesTaxItemId");
  body["salesTaxItemName"] = nullptr;
  body["website"] = text_or_null(account.website);
  body["description"] = text_or_null(account.description);
  body["classId"] = other(account, "classId");
  body["className"] = nullptr;
  body["isActive"] = account.is_active;
  body["isBilling"] = false;
  body["acquiredDate"] = other(account, "acquiredDate");
  body["tenantName"] = records.credentials.company;
  json::array locations;
  for (const BmsLocation& one : account.locations) locations.push_back(bms_location(one));
  body["locations"] = std::move(locations);
  return body;
}

json::object bms_account_lookup(const BmsRecords& records, const BmsAccount& account) {
  return {{"id", account.id},
          {"name", account.name},
          {"tenantName", records.credentials.company},
          {"isActive", account.is_active}};
}

json::object bms_location_lookup(const BmsAccount& account, const BmsLocation& location) {
  return {{"id", location.id},
          {"name", location.name},
          {"accountId", account.id},
          {"isMain", location.is_main}};
}

json::array bms_emails(const BmsContact& contact) {
  return reaches_of(contact.emails, bms_email_types(), "emailAddress", "emailTypeId", "emailType");
}
json::array bms_phones(const BmsContact& contact) {
  return reaches_of(contact.phones, bms_phone_types(), "phone", "phoneTypeId", "phoneType");
}

json::object bms_contact_summary(const BmsRecords& records, const BmsContact& contact) {
  json::object body = {{"id", contact.id}};
  stamp(body, contact.created, contact.modified);
  place(body, records, contact);
  body["firstName"] = text_or_null(contact.first_name);
  body["lastName"] = text_or_null(contact.last_name);
  body["jobTitle"] = text_or_null(contact.job_title);
  body["isPoc"] = contact.is_poc;
  body["isActive"] = contact.is_active;
  body["effectiveDate"] = text_or_null(contact.effective_date);
  body["isBillable"] = contact.bill_by_contact;
  body["emails"] = bms_emails(contact);
  body["phones"] = bms_phones(contact);
  body["canRecieveInvoices"] = contact.receives_invoices;
  return body;
}

json::object bms_contact_created(const BmsRecords& records, const BmsContact& contact) {
  json::object body = {{"id", contact.id},
                       {"firstName", text_or_null(contact.first_name)},
                       {"lastName", text_or_null(contact.last_name)}};
  place(body, records, contact);
  body["phoneNumber"] = default_value(contact.phones);
  body["emailAddress"] = default_value(contact.emails);
  body["customFieldsData"] = json::array();
  return body;
}

json::object bms_contact_full(const BmsRecords& records, const BmsContact& contact) {
  json::object body = {{"id", contact.id}};
  stamp(body, contact.created, contact.modified);
  place(body, records, contact);
  body["firstName"] = text_or_null(contact.first_name);
  body["middleName"] = text_or_null(contact.middle_name);
  body["lastName"] = text_or_null(contact.last_name);
  body["jobTitle"] = text_or_null(contact.job_title);
  body["poc"] = contact.is_poc;
  body["isActive"] = contact.is_active;
  body["billByContact"] = contact.bill_by_contact;
  body["effectiveDate"] = text_or_null(contact.effective_date);
  body["phones"] = bms_phones(contact);
  body["emails"] = bms_emails(contact);
  body["recieveInvoices"] = contact.receives_invoices;
  const BmsEmployee* writer = records.employee(kWriter);
  body["createdByName"] = text_or_null(writer ? writer->name : "");
  body["modifiedByName"] = body["createdByName"];
  return body;
}

json::object bms_contact_found(const BmsRecords& records, const BmsContact& contact) {
  json::object body = {{"id", contact.id}};
  place(body, records, contact);
  body["firstName"] = text_or_null(contact.first_name);
  body["lastName"] = text_or_null(contact.last_name);
  body["jobTitle"] = text_or_null(contact.job_title);
  body["emailAddress"] = default_value(contact.emails);
  body["isPoc"] = contact.is_poc;
  body["isActive"] = contact.is_active;
  body["hasClientPortalAccess"] = contact.has_portal_access;
  return body;
}

}  // namespace cloud
