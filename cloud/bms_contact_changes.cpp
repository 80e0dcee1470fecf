// Contacts of BMS made and changed.
#include "bms_input.h"
#include "bms_json.h"
#include "bms_listing.h"
#include "bms_patch.h"
#include "bms_reach_rules.h"
#include "bms_routes.h"
#include "cloud.h"
#include "json.h"

namespace cloud {
namespace {

namespace json = boost::json;

// Contacts of the same name and address may stand side by side: BMS has no idempotency key and
// nothing says that it looks for twins. A client must search before it repeats a create.
void check_contact(const BmsRecords& records, const BmsContact& contact) {
  std::vector<std::string> errors;
  if (contact.first_name.empty()) errors.emplace_back("The FirstName field is required.");
  const BmsAccount* account = records.account(contact.account_id);
  if (!account) errors.emplace_back("AccountId is not a known account.");
  if (account && !account->location(contact.location_id))
    errors.emplace_back("LocationId is not a location of this account.");
  if (!errors.empty()) throw bms_not_valid(std::move(errors));
}

// ContactInputDto. It has no JobTitle, MiddleName and IsActive: who sends them is not heard.
// Nothing is marked as required; first name, location, primary e-mail and primary phone are what a
// push from IT Glue needs (psa-and-password-rotation.md 2), so that a contact without them is
// refused. Whether BMS itself refuses is not known.
BmsContact read_new(const BmsInput& input, std::int64_t now) {
  BmsContact contact;
  contact.created = contact.modified = now;
  contact.first_name = input.text("firstName");
  contact.last_name = input.text("lastName");
  contact.account_id = input.number("accountId");
  contact.location_id = input.number("locationId");
  contact.emails = read_bms_reaches(bms_email_kind(), input.list("emails"), now);
  contact.phones = read_bms_reaches(bms_phone_kind(), input.list("phones"), now);
  std::vector<std::string> errors;
  if (contact.emails.empty()) errors.emplace_back("A primary e-mail address is required.");
  if (contact.phones.empty()) errors.emplace_back("A primary phone number is required.");
  // This BMS has no custom fields, so that none can be filled.
  if (!input.list("customFieldsData").empty())
    errors.emplace_back("CustomFieldId is not a known custom field.");
  if (!errors.empty()) throw bms_not_valid(std::move(errors));
  return contact;
}

// ContactPutInputDto. A flag that is missing is false, as the swagger has no nullable ones here.
void read_put(const BmsInput& input, BmsContact& contact) {
  contact.account_id = input.number("accountId");
  contact.location_id = input.number("locationId");
  contact.first_name = input.text("firstName");
  contact.middle_name = input.text("middleName");
  contact.last_name = input.text("lastName");
  contact.job_title = input.text("jobTitle");
  contact.is_poc = input.flag("poc");
  contact.is_active = input.flag("isActive");
  contact.receives_invoices = input.flag("receiveInvoices");
  contact.bill_by_contact = input.flag("billByContact");
  contact.effective_date = input.text("effectiveDate");
  if (!contact.effective_date.empty() && !parse_moment(contact.effective_date))
    throw bms_malformed("The value of effectiveDate must be a date and time.");
}

// The same of a contact, for JSON Patch to work on.
json::object put_form(const BmsContact& contact) {
  return {{"accountId", contact.account_id},
          {"locationId", contact.location_id},
          {"firstName", text_or_null(contact.first_name)},
          {"middleName", text_or_null(contact.middle_name)},
          {"lastName", text_or_null(contact.last_name)},
          {"jobTitle", text_or_null(contact.job_title)},
          {"poc", contact.is_poc},
          {"isActive", contact.is_active},
          {"receiveInvoices", contact.receives_invoices},
          {"billByContact", contact.bill_by_contact},
          {"effectiveDate", text_or_null(contact.effective_date)}};
}

const BmsContact& wanted(const BmsRecords& records, int id) {
  const BmsContact* contact = records.contact(id);
  if (!contact) throw bms_not_found("Contact", id);
  return *contact;
}

Response keep(BmsWriter& writer, BmsContact contact, const json::object& properties,
              std::int64_t now) {
  read_put(BmsInput(properties), contact);
  check_contact(writer.records(), contact);
  contact.modified = now;
  const BmsContact& kept = writer.put(std::move(contact));
  return bms_answer(bms_contact_full(writer.records(), kept));
}

}  // namespace

Response bms_create_contact(BmsCall& call) {
  const json::object object = bms_object(call.request);
  BmsContact contact = read_new(BmsInput(object), call.now);
  return call.cloud.bms.store.write(call.cloud.state, [&](BmsWriter& writer) {
    check_contact(writer.records(), contact);
    const BmsContact& kept = writer.put(std::move(contact));
    return bms_answer(bms_contact_created(writer.records(), kept));
  });
}

Response bms_replace_contact(BmsCall& call) {
  const json::object object = bms_object(call.request);
  return call.cloud.bms.store.write(call.cloud.state, [&](BmsWriter& writer) {
    return keep(writer, wanted(writer.records(), call.id()), object, call.now);
  });
}

// The members that can be patched are those of PUT.
Response bms_patch_contact(BmsCall& call) {
  const json::array patch = bms_array(call.request);
  return call.cloud.bms.store.write(call.cloud.state, [&](BmsWriter& writer) {
    const BmsContact& contact = wanted(writer.records(), call.id());
    json::object form = put_form(contact);
    apply_bms_patch(form, patch);
    return keep(writer, contact, form, call.now);
  });
}

}  // namespace cloud
