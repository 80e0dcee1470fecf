// Contacts of BMS: listed, searched, read and deleted.
#include <algorithm>

#include "bms_input.h"
#include "bms_json.h"
#include "bms_listing.h"
#include "bms_routes.h"
#include "cloud.h"

namespace cloud {
namespace {

namespace json = boost::json;

std::string account_name(const BmsRecords& records, const BmsContact& contact) {
  const BmsAccount* account = records.account(contact.account_id);
  return account ? account->name : "";
}

std::string location_name(const BmsRecords& records, const BmsContact& contact) {
  const BmsAccount* account = records.account(contact.account_id);
  const BmsLocation* location = account ? account->location(contact.location_id) : nullptr;
  return location ? location->name : "";
}

bool any_holds(const BmsQuery& query, std::string_view filter,
               const std::vector<BmsReach>& reaches) {
  if (query.text(filter).empty()) return true;
  return std::any_of(reaches.begin(), reaches.end(),
                     [&](const BmsReach& one) { return query.holds(filter, one.value); });
}

bool is(const std::optional<bool>& wanted, bool value) { return !wanted || *wanted == value; }

bool meets_list(const BmsQuery& query, const BmsRecords& records, const BmsContact& contact) {
  const auto account = query.number("Filter.AccountId");
  return (!account || *account == contact.account_id) &&
         query.holds("Filter.AccountName", account_name(records, contact)) &&
         query.holds("Filter.FirstName", contact.first_name) &&
         query.holds("Filter.LastName", contact.last_name) &&
         any_holds(query, "Filter.Phone", contact.phones) &&
         any_holds(query, "Filter.Email", contact.emails) &&
         is(query.flag("Filter.IsActive"), contact.is_active) &&
         query.between("Filter.CreatedOn", contact.created) &&
         query.between("Filter.ModifiedOn", contact.modified);
}

bool among(const BmsQuery& query, std::string_view filter, int id) {
  const auto ids = query.numbers(filter);
  return ids.empty() || ids.contains(id);
}

// Rows show one address, the default; the filter looks at that one alone.
bool meets_search(const BmsQuery& query, const BmsRecords& records, const BmsContact& contact) {
  const auto location = query.number("Filter.LocationId");
  const BmsReach* email = bms_default(contact.emails);
  return among(query, "Filter.Ids", contact.id) &&
         among(query, "Filter.AccountIds", contact.account_id) &&
         (!location || *location == contact.location_id) &&
         query.holds("Filter.AccountName", account_name(records, contact)) &&
         query.holds("Filter.LocationName", location_name(records, contact)) &&
         query.holds("Filter.FirstName", contact.first_name) &&
         query.holds("Filter.LastName", contact.last_name) &&
         query.holds("Filter.EmailAddress", email ? email->value : "") &&
         query.holds("Filter.JobTitle", contact.job_title) &&
         is(query.flag("Filter.IsPoc"), contact.is_poc) &&
         is(query.flag("Filter.HasClientPortalAccess"), contact.has_portal_access) &&
         is(query.flag("Filter.IsActive"), contact.is_active);
}

using Meets = bool (*)(const BmsQuery&, const BmsRecords&, const BmsContact&);
using Write = json::object (*)(const BmsRecords&, const BmsContact&);

Response list(BmsCall& call, Meets meets, Write write, bool with_total) {
  const BmsQuery query(call.request);
  return call.cloud.bms.store.read([&](const BmsRecords& records) {
    std::vector<const BmsContact*> found;
    for (const auto& [id, contact] : records.contacts)
      if (meets(query, records, contact)) found.push_back(&contact);
    const auto row = [&](std::size_t at) { return write(records, *found[at]); };
    return bms_page(query, found.size(), row, with_total);
  });
}

}  // namespace

Response bms_list_contacts(BmsCall& call) {
  return list(call, meets_list, bms_contact_summary, true);
}

// Its DTO is no paged one: no totalRecords.
Response bms_search_contacts(BmsCall& call) {
  return list(call, meets_search, bms_contact_found, false);
}

// The swagger has the bare object here and the envelope everywhere else; /_control/bms chooses.
Response bms_get_contact(BmsCall& call) {
  return call.cloud.bms.store.read([&](const BmsRecords& records) {
    const BmsContact* contact = records.contact(call.id());
    if (!contact) throw bms_not_found("Contact", call.id());
    json::object body = bms_contact_summary(records, *contact);
    return records.single_in_envelope ? bms_answer(std::move(body))
                                      : json_response(200, json::serialize(body));
  });
}

// The swagger declares a 200 without any content.
Response bms_delete_contact(BmsCall& call) {
  return call.cloud.bms.store.write(call.cloud.state, [&](BmsWriter& writer) {
    if (!writer.records().contact(call.id())) throw bms_not_found("Contact", call.id());
    writer.remove_contact(call.id());
    return json_response(200, "");
  });
}

}  // namespace cloud
