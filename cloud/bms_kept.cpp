// Accounts and contacts of BMS to JSON and back, without loss.
#include "bms_kept.h"

#include "json.h"

namespace cloud {
namespace {

namespace json = boost::json;

bool flag(const json::object& object, std::string_view name) {
  const json::value* found = object.if_contains(name);
  return found && found->is_bool() && found->as_bool();
}
int number(const json::object& object, std::string_view name) {
  return static_cast<int>(number_of(object, name));
}

template <class Item, class Keep>
json::array keep_all(const std::vector<Item>& items, Keep keep) {
  json::array rows;
  for (const Item& one : items) rows.push_back(keep(one));
  return rows;
}
template <class Item, class Read>
std::vector<Item> read_all(const json::object& object, std::string_view name, Read read) {
  std::vector<Item> items;
  if (const json::value* found = object.if_contains(name); found && found->is_array())
    for (const json::value& one : found->as_array()) items.push_back(read(one.as_object()));
  return items;
}

json::object keep_address(const BmsAddress& one) {
  return {{"id", one.id},       {"address1", one.address1}, {"address2", one.address2},
          {"city", one.city},   {"state", one.state},       {"zip", one.zip},
          {"phone", one.phone}, {"country", one.country},   {"fax", one.fax},
          {"email", one.email}, {"main", one.is_main},      {"billing", one.is_billing}};
}
BmsAddress kept_address(const json::object& kept) {
  BmsAddress one;
  one.id = number(kept, "id");
  one.address1 = text_of(kept, "address1");
  one.address2 = text_of(kept, "address2");
  one.city = text_of(kept, "city");
  one.state = text_of(kept, "state");
  one.zip = text_of(kept, "zip");
  one.country = text_of(kept, "country");
  one.phone = text_of(kept, "phone");
  one.fax = text_of(kept, "fax");
  one.email = text_of(kept, "email");
  one.is_main = flag(kept, "main");
  one.is_billing = flag(kept, "billing");
  return one;
}

json::object keep_location(const BmsLocation& one) {
  return {{"id", one.id},
          {"name", one.name},
          {"main", one.is_main},
          {"active", one.is_active},
          {"addresses", keep_all(one.addresses, keep_address)},
          {"created", one.created},
          {"modified", one.modified}};
}
BmsLocation kept_location(const json::object& kept) {
  BmsLocation one;
  one.id = number(kept, "id");
  one.name = text_of(kept, "name");
  one.is_main = flag(kept, "main");
  one.is_active = flag(kept, "active");
  one.addresses = read_all<BmsAddress>(kept, "addresses", kept_address);
  one.created = number_of(kept, "created");
  one.modified = number_of(kept, "modified");
  return one;
}

json::object keep_reach(const BmsReach& one) {
  return {{"id", one.id},           {"value", one.value},
          {"type", one.type_id},    {"default", one.is_default},
          {"created", one.created}, {"modified", one.modified}};
}
BmsReach kept_reach(const json::object& kept) {
  BmsReach one;
  one.id = number(kept, "id");
  one.value = text_of(kept, "value");
  one.type_id = number(kept, "type");
  one.is_default = flag(kept, "default");
  one.created = number_of(kept, "created");
  one.modified = number_of(kept, "modified");
  return one;
}

}  // namespace

json::object keep_bms_account(const BmsAccount& account) {
  return {{"id", account.id},
          {"name", account.name},
          {"code", account.code},
          {"description", account.description},
          {"website", account.website},
          {"type", account.type_id},
          {"business", account.business_type_id},
          {"manager", account.manager_id},
          {"active", account.is_active},
          {"other", account.other},
          {"locations", keep_all(account.locations, keep_location)},
          {"created", account.created},
          {"modified", account.modified}};
}

BmsAccount kept_bms_account(const json::object& kept) {
  BmsAccount account;
  account.id = number(kept, "id");
  account.name = text_of(kept, "name");
  account.code = text_of(kept, "code");
  account.description = text_of(kept, "description");
  account.website = text_of(kept, "website");
  account.type_id = number(kept, "type");
  account.business_type_id = number(kept, "business");
  account.manager_id = number(kept, "manager");
  account.is_active = flag(kept, "active");
  if (const json::value* other = kept.if_contains("other"); other && other->is_object())
    account.other = other->as_object();
  account.locations = read_all<BmsLocation>(kept, "locations", kept_location);
  account.created = number_of(kept, "created");
  account.modified = number_of(kept, "modified");
  return account;
}

json::object keep_bms_contact(const BmsContact& contact) {
  return {{"id", contact.id},
          {"account", contact.account_id},
          {"location", contact.location_id},
          {"first", contact.first_name},
          {"middle", contact.middle_name},
          {"last", contact.last_name},
          {"title", contact.job_title},
          {"poc", contact.is_poc},
          {"active", contact.is_active},
          {"invoices", contact.receives_invoices},
          {"bill", contact.bill_by_contact},
          {"portal", contact.has_portal_access},
          {"effective", contact.effective_date},
          {"emails", keep_all(contact.emails, keep_reach)},
          {"phones", keep_all(contact.phones, keep_reach)},
          {"created", contact.created},
          {"modified", contact.modified}};
}

BmsContact kept_bms_contact(const json::object& kept) {
  BmsContact contact;
  contact.id = number(kept, "id");
  contact.account_id = number(kept, "account");
  contact.location_id = number(kept, "location");
  contact.first_name = text_of(kept, "first");
  contact.middle_name = text_of(kept, "middle");
  contact.last_name = text_of(kept, "last");
  contact.job_title = text_of(kept, "title");
  contact.is_poc = flag(kept, "poc");
  contact.is_active = flag(kept, "active");
  contact.receives_invoices = flag(kept, "invoices");
  contact.bill_by_contact = flag(kept, "bill");
  contact.has_portal_access = flag(kept, "portal");
  contact.effective_date = text_of(kept, "effective");
  contact.emails = read_all<BmsReach>(kept, "emails", kept_reach);
  contact.phones = read_all<BmsReach>(kept, "phones", kept_reach);
  contact.created = number_of(kept, "created");
  contact.modified = number_of(kept, "modified");
  return contact;
}

}  // namespace cloud
