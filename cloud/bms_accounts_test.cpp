// Accounts of BMS, their locations, and the tables that ids are looked up in.
#include <gtest/gtest.h>

#include "test_bms.h"

namespace cloud {
namespace {

namespace json = boost::json;

class BmsAccounts : public testing::Test, public TestBms {
 protected:
  json::object new_account(const std::string& name) {
    return {{"AccountName", name},
            {"AccountTypeId", 410},
            {"BusinessTypeId", 521},
            {"AccountManagerId", 901},
            {"Locations",
             {{{"LocationName", "Yard"},
               {"IsActive", true},
               {"Addresses", {{{"Address1", "1 Mill Lane"}, {"City", "York"}}}}}}}};
  }
  Response make(const json::object& account) { return bms("POST", "/v2/crm/accounts", account); }
  Response make_with(const char* name, const json::value& value) {
    json::object account = new_account("With");
    account[name] = value;
    if (value.is_null()) account.erase(name);
    return make(account);
  }
};

TEST_F(BmsAccounts, ListGivesAccountsWithLocationsAndAddresses) {
  const auto all = body(bms("GET", "/v2/crm/accounts/summary"));
  const auto& found = all.at("result").as_array();
  EXPECT_EQ(all.at("totalRecords").to_number<std::size_t>(), found.size());
  const auto& first = found.at(0).as_object();
  for (const char* name :
       {"id", "createdOn", "modifiedOn", "parentId", "accountCode", "accountTypeId", "accountType",
        "accountName", "businessTypeId", "accountManagerId", "accountManagerUserName", "isActive",
        "acquiredDate", "tenantName", "locations"})
    EXPECT_TRUE(first.contains(name)) << name;
  EXPECT_EQ(text_of(first, "accountName"), customer().display_name);
  const auto& address = first.at("locations").at(0).at("addresses").at(0).as_object();
  EXPECT_EQ(text_of(address, "city"), customer().city);
}

TEST_F(BmsAccounts, ListFiltersAndPages) {
  const auto count = [&](const std::string& filter) {
    return rows("/v2/crm/accounts/summary?" + filter).size();
  };
  const std::size_t all = count("");
  EXPECT_EQ(count("PageSize=1&PageNumber=2"), 1U);
  EXPECT_EQ(count("Filter.AccountName=harbor"), 1U);
  EXPECT_EQ(count("Filter.AccountTypeId=410"), all);
  EXPECT_EQ(count("Filter.AccountTypeId=415"), 0U);
  EXPECT_EQ(count("Filter.AccountTypeName=client"), all);
  EXPECT_EQ(count("Filter.AccountCode=no-such-code"), 0U);
  EXPECT_EQ(count("Filter.IsActive=false"), 1U);
  EXPECT_EQ(count("Filter.ModifiedOnFrom=2030-01-01"), 0U);
  EXPECT_EQ(count("Filter.CreatedOnTo=2030-01-01"), all);
}

TEST_F(BmsAccounts, LookupLeavesOutInactiveOnesUnlessAsked) {
  const auto names = [&](const std::string& filter) {
    return rows("/v2/crm/accounts/lookup?" + filter);
  };
  EXPECT_EQ(names("").size() + 1, names("Filter.WithInactiveAccounts=true").size());
  const auto row = names("Filter.Name=harbor").at(0).as_object();
  EXPECT_EQ(text_of(row, "name"), "Old Harbor Bookshop");
  EXPECT_TRUE(row.at("isActive").as_bool());
  EXPECT_EQ(names(fmt::format("Filter.Ids={}", id_of(row))).size(), 1U);
  EXPECT_FALSE(body(bms("GET", "/v2/crm/accounts/lookup")).contains("totalRecords"));
}

TEST_F(BmsAccounts, OneAccountIsBareOrInTheEnvelope) {
  const std::string path = fmt::format("/v2/crm/accounts/summary/{}", account_id());
  EXPECT_EQ(text_of(body(bms("GET", path)), "accountName"), customer().display_name);
  control("PATCH", "bms", {{"singleInEnvelope", true}});
  EXPECT_EQ(text_of(result(bms("GET", path)), "accountName"), customer().display_name);
  EXPECT_TRUE(refused(bms("GET", "/v2/crm/accounts/summary/1"), "does not exist"));
}

TEST_F(BmsAccounts, LocationsAreLookedUpByAccount) {
  const auto found = rows(fmt::format("/v2/crm/accounts/{}/locations/lookup", account_id()));
  const auto& first = found.at(0).as_object();
  EXPECT_EQ(text_of(first, "name"), "Main");
  EXPECT_EQ(number_of(first, "accountId"), account_id());
  EXPECT_TRUE(first.at("isMain").as_bool());
  EXPECT_TRUE(refused(bms("GET", "/v2/crm/accounts/1/locations/lookup"), "does not exist"));
}

TEST_F(BmsAccounts, AreMadeWithTheirLocations) {
  const auto made = result(make(new_account("Mill & Co")));
  EXPECT_EQ(text_of(made, "accountName"), "Mill & Co");
  EXPECT_EQ(text_of(made, "businessType"), "Limited company");
  EXPECT_TRUE(made.at("isActive").as_bool());
  const auto places = rows(fmt::format("/v2/crm/accounts/{}/locations/lookup", id_of(made)));
  ASSERT_EQ(places.size(), 1U);
  EXPECT_TRUE(places[0].at("isMain").as_bool());
  const int location = id_of(places[0].as_object());
  EXPECT_FALSE(created(new_contact(id_of(made), location)).empty());
}

TEST_F(BmsAccounts, RefuseWhatIsMissingOrUnknown) {
  for (const char* name :
       {"AccountName", "AccountTypeId", "BusinessTypeId", "AccountManagerId", "Locations"})
    EXPECT_TRUE(refused(make_with(name, nullptr), fmt::format("The {} field is required.", name)));
  EXPECT_TRUE(refused(make_with("AccountTypeId", 1), "AccountTypeId"));
  EXPECT_TRUE(refused(make_with("BusinessTypeId", 1), "BusinessTypeId"));
  EXPECT_TRUE(refused(make_with("AccountManagerId", 1), "AccountManagerId"));
  EXPECT_TRUE(refused(make_with("ParentId", 1), "ParentId"));
  EXPECT_TRUE(refused(make_with("Locations", json::array()), "Locations"));
  EXPECT_TRUE(refused(make_with("Locations", {{{"LocationName", "x"}}}), "Addresses"));
  EXPECT_TRUE(refused(make_with("Locations", {{{"Addresses", json::array()}}}), "LocationName"));
  EXPECT_TRUE(
      refused(make_with("AccountName", json::value(customer().display_name)), "Another account"));
  const json::object place = {{"LocationName", "x"}, {"Addresses", json::array()}};
  EXPECT_TRUE(refused(make_with("Locations", {place, place}), "main"));
  EXPECT_EQ(make_with("NetDays", "ten").status, 400);
  EXPECT_EQ(make_with("AcquiredDate", "soon").status, 400);
  EXPECT_EQ(make_with("Locations", json::array{1}).status, 400);
}

TEST_F(BmsAccounts, ArePatchedAndReplaced) {
  const int id = id_of(result(make(new_account("Before"))));
  const std::string path = fmt::format("/v2/crm/accounts/{}", id);
  const auto patched =
      result(bms("PATCH", path,
                 {{{"op", "replace"}, {"path", "/AccountName"}, {"value", "After"}},
                  {{"op", "replace"}, {"path", "/netDays"}, {"value", 14}}}));
  EXPECT_EQ(text_of(patched, "accountName"), "After");
  EXPECT_EQ(number_of(patched, "netDays"), 14);
  EXPECT_EQ(patched.at("locations").as_array().size(), 1U);
  EXPECT_TRUE(
      refused(bms("PATCH", path, {{{"op", "replace"}, {"path", "/locations"}, {"value", nullptr}}}),
              "/locations"));
  json::object form = new_account("Put");
  form.erase("Locations");
  const auto put = result(bms("PUT", path, form));
  EXPECT_EQ(text_of(put, "accountName"), "Put");
  EXPECT_TRUE(put.at("netDays").is_null()) << "what is not sent is emptied";
  EXPECT_TRUE(put.at("isActive").as_bool()) << "but this one may be left out";
  EXPECT_TRUE(refused(bms("PUT", path, {{"AccountName", "x"}}), "AccountTypeId"));
  EXPECT_TRUE(refused(bms("PUT", "/v2/crm/accounts/1", form), "does not exist"));
  EXPECT_TRUE(refused(bms("PATCH", "/v2/crm/accounts/1", json::array()), "does not exist"));
}

TEST_F(BmsAccounts, TablesAndEmployeesAreLookedUp) {
  const auto emails = rows("/v2/system/lookup/EmailTypes");
  EXPECT_EQ(number_of(emails.at(0).as_object(), "id"), 2301);
  EXPECT_TRUE(emails.at(0).at("isDefault").as_bool());
  EXPECT_TRUE(emails.at(0).at("isActive").as_bool());
  EXPECT_EQ(rows("/v2/system/lookup/phonetype").size(), 4U);
  EXPECT_EQ(rows("/v2/system/tenantlookup/BusinessTypes").size(), 4U);
  EXPECT_TRUE(refused(bms("GET", "/v2/system/lookup/ShoeSizes"), "lookup table"));
  EXPECT_TRUE(refused(bms("GET", "/v2/system/tenantlookup/EmailTypes"), "lookup table"));
  EXPECT_TRUE(rows("/v2/system/accounttypes/lookup").at(0).at("isClient").as_bool());
  EXPECT_FALSE(rows("/v2/hr/employees/lookup?Filter.Name=api").empty());
  EXPECT_TRUE(rows("/v2/hr/employees/lookup?Filter.Ids=1").empty());
}

TEST_F(BmsAccounts, OtherPathsAndMethodsAreNotThere) {
  EXPECT_EQ(bms("GET", "/v2/crm/contacts").status, 404) << "a path that only imitations call";
  EXPECT_EQ(bms("POST", "/v2/crm/contacts", new_contact()).status, 404);
  EXPECT_EQ(bms("GET", "/V2/crm/accounts/summary").status, 404);
  EXPECT_EQ(bms("GET", "/v2/crm/Accounts/summary").status, 404);
  EXPECT_EQ(bms("GET", "/v2/crm/accounts").status, 405);
  EXPECT_EQ(bms("DELETE", "/v2/security/userinfo").status, 405);
}

}  // namespace
}  // namespace cloud
