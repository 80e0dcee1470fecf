// Accounts of BMS: listed, looked up, made and changed.
#include <fmt/format.h>

#include <algorithm>

#include "bms_input.h"
#include "bms_json.h"
#include "bms_listing.h"
#include "bms_patch.h"
#include "bms_routes.h"
#include "cloud.h"
#include "encoding.h"
#include "json.h"

namespace cloud {
namespace {

namespace json = boost::json;

// Members that are kept as they were given: whole numbers, numbers, dates.
constexpr std::string_view kIds[] = {"parentId", "serviceTypeId", "currencyId", "salesTaxItemId",
                                     "classId"};
constexpr std::string_view kAmounts[] = {"creditLimit", "netDays"};

bool meets(const BmsQuery& query, const BmsAccount& account) {
  const auto type = query.number("Filter.AccountTypeId");
  const auto active = query.flag("Filter.IsActive");
  const BmsChoice* named = bms_choice(bms_account_types(), account.type_id);
  return query.holds("Filter.AccountName", account.name) &&
         query.holds("Filter.AccountCode", account.code) &&
         query.holds("Filter.AccountTypeName", named ? named->name : "") &&
         (!type || *type == account.type_id) && (!active || *active == account.is_active) &&
         query.between("Filter.CreatedOn", account.created) &&
         query.between("Filter.ModifiedOn", account.modified);
}

const BmsAccount& wanted(const BmsRecords& records, int id) {
  const BmsAccount* account = records.account(id);
  if (!account) throw bms_not_found("Account", id);
  return *account;
}

void read_other(const BmsInput& input, json::object& other) {
  for (const std::string_view name : kIds) {
    const auto id = input.maybe_number(name);
    other[name] = id ? json::value(*id) : json::value(nullptr);
  }
  for (const std::string_view name : kAmounts) {
    const json::value* amount = input.find(name);
    if (amount && !amount->is_number() && !amount->is_null())
      throw bms_malformed(fmt::format("The value of {} must be a number.", name));
    other[name] = amount ? *amount : json::value(nullptr);
  }
  const std::string acquired = input.text("acquiredDate");
  if (!acquired.empty() && !parse_moment(acquired))
    throw bms_malformed("The value of acquiredDate must be a date and time.");
  other["acquiredDate"] = text_or_null(acquired);
}

// What AccountPostInputDto and AccountPutInputDto share. IsActive is nullable there: without it a
// new account is active and an old one stays as it was.
void read_properties(const BmsInput& input, BmsAccount& account) {
  account.name = input.text("accountName");
  account.code = input.text("accountCode");
  account.description = input.text("description");
  account.website = input.text("website");
  account.type_id = input.number("accountTypeId");
  account.business_type_id = input.number("businessTypeId");
  account.manager_id = input.number("accountManagerId");
  account.is_active = input.maybe_flag("isActive").value_or(account.is_active);
  input.flag("routeInvoiceToParent");
  read_other(input, account.other);
}

void check_required(const BmsInput& input, std::span<const std::string_view> names) {
  std::vector<std::string> errors;
  for (const std::string_view name : names)
    if (const json::value* found = input.find(name); !found || found->is_null())
      errors.push_back(fmt::format("The {} field is required.", name));
  if (!errors.empty()) throw bms_not_valid(std::move(errors));
}

// Whether BMS refuses a second account of the same name is not known: it does here.
void check_account(const BmsRecords& records, const BmsAccount& account) {
  std::vector<std::string> errors;
  if (account.name.empty()) errors.emplace_back("The AccountName field is required.");
  if (!bms_choice(bms_account_types(), account.type_id))
    errors.emplace_back("AccountTypeId is not a known account type.");
  if (!bms_choice(bms_business_types(), account.business_type_id))
    errors.emplace_back("BusinessTypeId is not a known business type.");
  if (!records.employee(account.manager_id))
    errors.emplace_back("AccountManagerId is not a known employee.");
  const json::value* parent = account.other.if_contains("parentId");
  if (parent && parent->is_int64() && !records.account(static_cast<int>(parent->as_int64())))
    errors.emplace_back("ParentId is not a known account.");
  for (const auto& [id, other] : records.accounts)
    if (id != account.id && same_text(other.name, account.name))
      errors.emplace_back("Another account has this AccountName.");
  if (!errors.empty()) throw bms_not_valid(std::move(errors));
}

BmsAddress read_address(const json::object& object) {
  const BmsInput input(object);
  BmsAddress address;
  address.address1 = input.text("address1");
  address.address2 = input.text("address2");
  address.city = input.text("city");
  address.state = input.text("state");
  address.zip = input.text("zipCode");
  address.country = input.text("country");
  address.phone = input.text("phone");
  address.fax = input.text("fax");
  address.email = input.text("emailAddress");
  address.is_main = input.flag("isMain");
  address.is_billing = input.flag("isBilling");
  return address;
}

BmsLocation read_location(const json::object& object, std::int64_t now) {
  const BmsInput input(object);
  BmsLocation location;
  location.name = input.text("locationName");
  location.is_main = input.flag("isMain");
  // IsActive is no nullable member: without it a location would not be active.
  location.is_active = input.flag("isActive");
  location.created = location.modified = now;
  if (location.name.empty()) throw bms_not_valid({"The LocationName field is required."});
  if (!input.has("addresses")) throw bms_not_valid({"The Addresses field is required."});
  for (const json::value& one : input.list("addresses"))
    location.addresses.push_back(read_address(bms_element(one)));
  return location;
}

// A single location is the main one; of several, exactly one must say so.
void read_locations(const BmsInput& input, BmsAccount& account, std::int64_t now) {
  for (const json::value& one : input.list("locations"))
    account.locations.push_back(read_location(bms_element(one), now));
  if (account.locations.empty()) throw bms_not_valid({"The Locations field is required."});
  if (account.locations.size() == 1) account.locations[0].is_main = true;
  const auto mains = std::count_if(account.locations.begin(), account.locations.end(),
                                   [](const BmsLocation& one) { return one.is_main; });
  if (mains != 1) throw bms_not_valid({"Exactly one location must be the main one."});
}

// AccountPutInputDto of an account, for JSON Patch to work on.
json::object put_form(const BmsAccount& account) {
  json::object form = {{"parentId", nullptr},
                       {"accountCode", text_or_null(account.code)},
                       {"accountTypeId", account.type_id},
                       {"accountName", account.name},
                       {"description", text_or_null(account.description)},
                       {"website", text_or_null(account.website)},
                       {"businessTypeId", account.business_type_id},
                       {"serviceTypeId", nullptr},
                       {"currencyId", nullptr},
                       {"salesTaxItemId", nullptr},
                       {"classId", nullptr},
                       {"accountManagerId", account.manager_id},
                       {"isActive", account.is_active},
                       {"acquiredDate", nullptr},
                       {"creditLimit", nullptr},
                       {"netDays", nullptr},
                       {"routeInvoiceToParent", false}};
  for (const auto& one : account.other) form[one.key()] = one.value();
  return form;
}

Response keep(BmsWriter& writer, BmsAccount account, const json::object& properties,
              std::int64_t now) {
  read_properties(BmsInput(properties), account);
  check_account(writer.records(), account);
  account.modified = now;
  const BmsAccount& kept = writer.put(std::move(account));
  return bms_answer(bms_account_summary(writer.records(), kept));
}

constexpr std::string_view kRequiredToPut[] = {"AccountName", "AccountTypeId", "BusinessTypeId",
                                               "AccountManagerId"};

}  // namespace

Response bms_list_accounts(BmsCall& call) {
  const BmsQuery query(call.request);
  return call.cloud.bms.store.read([&](const BmsRecords& records) {
    std::vector<const BmsAccount*> found;
    for (const auto& [id, account] : records.accounts)
      if (meets(query, account)) found.push_back(&account);
    const auto row = [&](std::size_t at) { return bms_account_summary(records, *found[at]); };
    return bms_page(query, found.size(), row, true);
  });
}

Response bms_lookup_accounts(BmsCall& call) {
  const BmsQuery query(call.request);
  return call.cloud.bms.store.read([&](const BmsRecords& records) {
    const auto ids = query.numbers("Filter.Ids");
    const bool all = query.flag("Filter.WithInactiveAccounts").value_or(false);
    std::vector<const BmsAccount*> found;
    for (const auto& [id, account] : records.accounts)
      if ((all || account.is_active) && (ids.empty() || ids.contains(id)) &&
          query.holds("Filter.Name", account.name))
        found.push_back(&account);
    const auto row = [&](std::size_t at) { return bms_account_lookup(records, *found[at]); };
    return bms_page(query, found.size(), row, false);
  });
}

// The swagger has the bare object here and the envelope everywhere else; /_control/bms chooses.
Response bms_get_account(BmsCall& call) {
  return call.cloud.bms.store.read([&](const BmsRecords& records) {
    json::object body = bms_account_summary(records, wanted(records, call.id()));
    return records.single_in_envelope ? bms_answer(std::move(body))
                                      : json_response(200, json::serialize(body));
  });
}

Response bms_create_account(BmsCall& call) {
  const json::object object = bms_object(call.request);
  const BmsInput input(object);
  constexpr std::string_view required[] = {"AccountName", "AccountTypeId", "BusinessTypeId",
                                           "AccountManagerId", "Locations"};
  check_required(input, required);
  BmsAccount account;
  account.created = call.now;
  read_locations(input, account, call.now);
  return call.cloud.bms.store.write(call.cloud.state, [&](BmsWriter& writer) {
    return keep(writer, std::move(account), object, call.now);
  });
}

Response bms_replace_account(BmsCall& call) {
  const json::object object = bms_object(call.request);
  check_required(BmsInput(object), kRequiredToPut);
  return call.cloud.bms.store.write(call.cloud.state, [&](BmsWriter& writer) {
    return keep(writer, wanted(writer.records(), call.id()), object, call.now);
  });
}

Response bms_patch_account(BmsCall& call) {
  const json::array patch = bms_array(call.request);
  return call.cloud.bms.store.write(call.cloud.state, [&](BmsWriter& writer) {
    const BmsAccount& account = wanted(writer.records(), call.id());
    json::object form = put_form(account);
    apply_bms_patch(form, patch);
    return keep(writer, account, form, call.now);
  });
}

Response bms_lookup_locations(BmsCall& call) {
  return call.cloud.bms.store.read([&](const BmsRecords& records) {
    const BmsAccount& account = wanted(records, call.id());
    json::array rows;
    for (const BmsLocation& one : account.locations)
      if (one.is_active) rows.push_back(bms_location_lookup(account, one));
    return bms_answer(std::move(rows));
  });
}

}  // namespace cloud
