// What the ids of BMS mean: types of addresses, phones, accounts and businesses, and employees.
#include "bms_input.h"
#include "bms_listing.h"
#include "bms_routes.h"
#include "cloud.h"
#include "encoding.h"

namespace cloud {
namespace {

namespace json = boost::json;

struct Table {
  std::string_view name;
  std::span<const BmsChoice> (*rows)();
};

// Which names {tableName} takes is not known (psa-and-password-rotation.md 1): these are guesses,
// taken in any letter case. A client that cannot find out reads the ids off existing contacts.
constexpr Table kLookups[] = {
    {"EmailTypes", bms_email_types},
    {"EmailType", bms_email_types},
    {"PhoneTypes", bms_phone_types},
    {"PhoneType", bms_phone_types},
};
constexpr Table kTenantLookups[] = {
    {"BusinessTypes", bms_business_types},
    {"BusinessType", bms_business_types},
};

Response table_answer(std::span<const Table> tables, const std::string& name) {
  for (const Table& table : tables) {
    if (!same_text(table.name, name)) continue;
    json::array rows;
    for (const BmsChoice& one : table.rows())
      rows.push_back(
          {{"id", one.id}, {"name", one.name}, {"isDefault", one.is_default}, {"isActive", true}});
    return bms_answer(std::move(rows));
  }
  throw bms_not_valid({"There is no lookup table of that name."});
}

}  // namespace

Response bms_lookup_table(BmsCall& call) { return table_answer(kLookups, call.args.at(0)); }

Response bms_lookup_tenant_table(BmsCall& call) {
  return table_answer(kTenantLookups, call.args.at(0));
}

Response bms_lookup_account_types(BmsCall&) {
  json::array rows;
  for (const BmsChoice& one : bms_account_types())
    rows.push_back({{"id", one.id},
                    {"name", one.name},
                    {"isActive", true},
                    {"isClient", one.name == "Client"},
                    {"isVendor", one.name == "Vendor"}});
  return bms_answer(std::move(rows));
}

Response bms_lookup_employees(BmsCall& call) {
  const BmsQuery query(call.request);
  return call.cloud.bms.store.read([&](const BmsRecords& records) {
    const auto ids = query.numbers("Filter.Ids");
    std::vector<const BmsEmployee*> found;
    for (const BmsEmployee& one : records.employees)
      if ((ids.empty() || ids.contains(one.id)) && query.holds("Filter.Name", one.name))
        found.push_back(&one);
    const auto row = [&](std::size_t at) {
      return json::object{{"id", found[at]->id}, {"name", found[at]->name}};
    };
    return bms_page(query, found.size(), row, false);
  });
}

}  // namespace cloud
