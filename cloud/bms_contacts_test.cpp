// Contacts of BMS: lists and filters, what a create needs, JSON Patch, addresses and phones.
#include <gtest/gtest.h>

#include "test_bms.h"

namespace cloud {
namespace {

namespace json = boost::json;

constexpr const char* kList = "/v2/crm/contacts/summary";

class BmsContacts : public testing::Test, public TestBms {
 protected:
  std::string path(int id, const std::string& more = "") {
    return fmt::format("/v2/crm/contacts/{}{}", id, more);
  }
  int make() { return id_of(created(new_contact())); }
  json::object get(int id) { return body(bms("GET", fmt::format("{}/{}", kList, id))); }
  Response patch(int id, const json::array& operations) {
    return bms("PATCH", path(id), operations);
  }
  Response patch_emails(int id, const json::array& operations) {
    return bms("PATCH", path(id, "/emails"), operations);
  }
  // The refusal of a new contact with one member changed; a null takes the member out.
  Response make_with(const char* name, const json::value& value) {
    json::object contact = new_contact();
    contact[name] = value;
    if (value.is_null()) contact.erase(name);
    return bms("POST", kList, contact);
  }
};

TEST_F(BmsContacts, ListGivesWholeContactsAndTheirNumber) {
  const auto all = body(bms("GET", "/v2/crm/contacts/summary?PageSize=100"));
  const auto& found = all.at("result").as_array();
  EXPECT_EQ(all.at("totalRecords").to_number<std::size_t>(), found.size());
  EXPECT_TRUE(all.at("success").as_bool());
  EXPECT_TRUE(all.at("error").is_null());
  const auto& first = found.at(0).as_object();
  for (const char* name :
       {"id", "createdBy", "createdOn", "modifiedBy", "modifiedOn", "accountId", "accountName",
        "locationId", "locationName", "firstName", "lastName", "jobTitle", "isPoc", "isActive",
        "effectiveDate", "isBillable", "emails", "phones", "canRecieveInvoices"})
    EXPECT_TRUE(first.contains(name)) << name;
  const auto& email = first.at("emails").as_array().at(0).as_object();
  for (const char* name : {"id", "createdBy", "createdOn", "modifiedBy", "modifiedOn",
                           "emailAddress", "emailTypeId", "emailType", "isDefault"})
    EXPECT_TRUE(email.contains(name)) << name;
}

TEST_F(BmsContacts, ListFilters) {
  const int id = make();
  const auto count = [&](const std::string& filter) {
    return rows(fmt::format("{}?PageSize=100&{}", kList, filter)).size();
  };
  EXPECT_EQ(count("Filter.Email=NORA.finch"), 1U);
  EXPECT_EQ(count("Filter.Phone=555+0100"), 1U);
  EXPECT_EQ(count("Filter.FirstName=Nora&Filter.LastName=Finch"), 1U);
  EXPECT_EQ(count("Filter.FirstName=Nora&Filter.LastName=Other"), 0U);
  EXPECT_EQ(count("Filter.AccountId=1"), 0U);
  EXPECT_EQ(count(fmt::format("Filter.FirstName=Nora&Filter.AccountId={}", account_id())), 1U);
  EXPECT_EQ(count("Filter.AccountName=no+such"), 0U);
  const std::size_t all = count("");
  EXPECT_EQ(count("Filter.IsActive=true") + count("Filter.IsActive=false"), all);
  patch(id, {{{"op", "replace"}, {"path", "/isActive"}, {"value", false}}});
  EXPECT_EQ(count("Filter.FirstName=Nora&Filter.IsActive=false"), 1U);
  EXPECT_EQ(bms("GET", "/v2/crm/contacts/summary?Filter.IsActive=maybe").status, 400);
  EXPECT_EQ(bms("GET", "/v2/crm/contacts/summary?Filter.AccountId=x").status, 400);
}

TEST_F(BmsContacts, TheIncrementalFeedHasWhatWasChanged) {
  const std::string since = iso_time(cloud.clock.now());
  const std::string feed = fmt::format("{}?Filter.ModifiedOnFrom={}", kList, since);
  EXPECT_TRUE(rows(feed).empty());
  const int old = id_of(rows(kList).at(0).as_object());
  EXPECT_EQ(patch(old, {{{"op", "replace"}, {"path", "/JobTitle"}, {"value", "Boss"}}}).status,
            200);
  make();
  EXPECT_EQ(rows(feed).size(), 2U);
  EXPECT_EQ(rows(fmt::format("{}?Filter.CreatedOnFrom={}", kList, since)).size(), 1U);
  EXPECT_TRUE(rows(fmt::format("{}?Filter.ModifiedOnTo=2001-01-01", kList)).empty());
}

TEST_F(BmsContacts, SearchGivesFlatRowsWithoutATotal) {
  const int id = make();
  const Response response = bms("GET", "/v2/crm/contacts/search?Filter.EmailAddress=nora.finch@");
  EXPECT_FALSE(body(response).contains("totalRecords"));
  const auto row = body(response).at("result").as_array().at(0).as_object();
  EXPECT_EQ(id_of(row), id);
  EXPECT_EQ(text_of(row, "emailAddress"), "nora.finch@x.example");
  EXPECT_FALSE(row.contains("emails"));
  EXPECT_TRUE(row.contains("hasClientPortalAccess"));
  const auto count = [&](const std::string& filter) {
    return rows("/v2/crm/contacts/search?" + filter).size();
  };
  EXPECT_EQ(count(fmt::format("Filter.Ids={}&Filter.Ids=1", id)), 1U);
  EXPECT_EQ(count(fmt::format("Filter.AccountIds={}&Filter.FirstName=Nora", account_id())), 1U);
  EXPECT_EQ(count("Filter.FirstName=Nora&Filter.JobTitle=x"), 0U);
  EXPECT_EQ(count("Filter.FirstName=Nora&Filter.IsPoc=true"), 0U);
  EXPECT_EQ(count("Filter.FirstName=Nora&Filter.HasClientPortalAccess=false"), 1U);
  EXPECT_EQ(count(fmt::format("Filter.FirstName=Nora&Filter.LocationId={}", location_id())), 1U);
  EXPECT_EQ(count("Filter.FirstName=Nora&Filter.LocationName=Nowhere"), 0U);
}

TEST_F(BmsContacts, OneContactIsBareOrInTheEnvelope) {
  const int id = make();
  EXPECT_EQ(text_of(get(id), "firstName"), "Nora");
  EXPECT_EQ(control("PATCH", "bms", {{"singleInEnvelope", true}}).status, 200);
  EXPECT_EQ(text_of(get(id).at("result").as_object(), "firstName"), "Nora");
  EXPECT_TRUE(refused(bms("GET", fmt::format("{}/1", kList)), "does not exist"));
  EXPECT_EQ(bms("GET", fmt::format("{}/one", kList)).status, 400);
}

TEST_F(BmsContacts, ACreateGivesTheNewIdAndIgnoresWhatItHasNoRoomFor) {
  json::object contact = new_contact();
  contact["JobTitle"] = "Boss";
  contact["IsActive"] = false;
  const auto made = created(contact);
  for (const char* name : {"id", "firstName", "lastName", "accountId", "accountName", "locationId",
                           "locationName", "phoneNumber", "emailAddress", "customFieldsData"})
    EXPECT_TRUE(made.contains(name)) << name;
  EXPECT_EQ(text_of(made, "emailAddress"), "nora.finch@x.example");
  const auto kept = get(id_of(made));
  EXPECT_TRUE(kept.at("jobTitle").is_null()) << "a create has no JobTitle";
  EXPECT_TRUE(kept.at("isActive").as_bool()) << "and no IsActive";
  EXPECT_EQ(text_of(kept.at("emails").at(0).as_object(), "emailType"), "Work");
}

TEST_F(BmsContacts, ACreateTakesCamelCaseAndMakesTwins) {
  const json::object contact = {
      {"firstName", "Ida"},
      {"accountId", account_id()},
      {"locationId", location_id()},
      {"emails", {{{"emailAddress", "i@x.example"}, {"emailTypeId", 2302}, {"isDefault", true}}}},
      {"phones", {{{"phoneNumber", "1"}, {"phoneTypeId", 3118}, {"isDefault", true}}}}};
  const auto first = created(contact);
  const auto second = created(contact);
  EXPECT_FALSE(first.empty()) << "a last name is not asked for";
  EXPECT_NE(id_of(first), id_of(second)) << "nothing guards against a repeated create";
}

TEST_F(BmsContacts, ACreateRefusesWhatIsMissing) {
  EXPECT_TRUE(refused(make_with("FirstName", nullptr), "FirstName"));
  EXPECT_TRUE(refused(make_with("Emails", nullptr), "e-mail address is required"));
  EXPECT_TRUE(refused(make_with("Phones", nullptr), "phone number is required"));
  EXPECT_TRUE(refused(make_with("AccountId", nullptr), "AccountId"));
  EXPECT_TRUE(refused(make_with("AccountId", 5), "AccountId"));
  EXPECT_TRUE(refused(make_with("LocationId", nullptr), "LocationId"));
  EXPECT_TRUE(refused(make_with("LocationId", 5), "LocationId"));
  EXPECT_TRUE(refused(make_with("CustomFieldsData", {{{"CustomFieldId", 1}, {"Data", "x"}}}),
                      "CustomFieldId"));
  EXPECT_EQ(make_with("AccountId", "5").status, 400);
  EXPECT_EQ(make_with("FirstName", 5).status, 400);
  EXPECT_EQ(make_with("Emails", "x").status, 400);
  EXPECT_EQ(make_with("Emails", json::array{"x"}).status, 400);
  EXPECT_EQ(bms("POST", kList, json::array()).status, 400);
}

TEST_F(BmsContacts, ACreateRefusesBrokenAddresses) {
  const auto email = [](const char* address, int type, bool is_default) {
    return json::object{
        {"EmailAddress", address}, {"EmailTypeId", type}, {"IsDefault", is_default}};
  };
  EXPECT_TRUE(refused(make_with("Emails", {email("no address", 2301, true)}), "is no e-mail"));
  EXPECT_TRUE(refused(make_with("Emails", {email("a@b", 1, true)}), "known type"));
  EXPECT_TRUE(refused(make_with("Emails", {email("a@b", 2301, false)}), "default"));
  EXPECT_TRUE(refused(make_with("Emails", {email("a@b", 2301, true), email("c@d", 2301, true)}),
                      "Exactly one"));
  EXPECT_TRUE(
      refused(make_with("Emails", {email("a@b", 2301, true), email("A@B", 2301, false)}), "twice"));
}

TEST_F(BmsContacts, BodiesMustBeJson) {
  const std::vector<Header> plain = {{"Authorization", "Bearer " + token()},
                                     {"Content-Type", "text/plain"}};
  EXPECT_EQ(ask("POST", kList, plain, "{}").status, 415);
  const std::vector<Header> patch_type = {{"Authorization", "Bearer " + token()},
                                          {"Content-Type", "application/json-patch+json"}};
  EXPECT_EQ(ask("POST", kList, patch_type, "{").status, 400);
  EXPECT_EQ(ask("POST", kList, patch_type, std::string(100, '[')).status, 400);
  EXPECT_EQ(ask("PATCH", path(make()), patch_type, "[]").status, 200);
}

TEST_F(BmsContacts, PatchChangesWhatItNamesAndNothingElse) {
  const int id = make();
  const Response response =
      patch(id, {{{"op", "replace"}, {"path", "/JobTitle"}, {"value", "Head of Birds"}},
                 {{"op", "add"}, {"path", "/poc"}, {"value", true}}});
  const auto full = result(response);
  for (const char* name :
       {"middleName", "poc", "billByContact", "recieveInvoices", "createdByName", "modifiedByName"})
    EXPECT_TRUE(full.contains(name)) << name;
  EXPECT_EQ(text_of(full, "jobTitle"), "Head of Birds");
  EXPECT_TRUE(full.at("poc").as_bool());
  EXPECT_EQ(text_of(full, "lastName"), "Finch");
  EXPECT_TRUE(get(id).at("isPoc").as_bool());
}

TEST_F(BmsContacts, AHalfRefusedPatchChangesNothing) {
  const int id = make();
  EXPECT_TRUE(refused(patch(id, {{{"op", "replace"}, {"path", "/lastName"}, {"value", "X"}},
                                 {{"op", "replace"}, {"path", "/isPoc"}, {"value", true}}}),
                      "/isPoc"))
      << "the member is called poc here";
  EXPECT_EQ(text_of(get(id), "lastName"), "Finch");
  EXPECT_TRUE(refused(patch(id, {{{"op", "remove"}, {"path", "/firstName"}}}), "FirstName"));
  EXPECT_TRUE(refused(patch(id, {{{"op", "replace"}, {"path", "/locationId"}, {"value", 1}}}),
                      "LocationId"));
  EXPECT_EQ(patch(id, {{{"op", "replace"}, {"path", "/isActive"}, {"value", "no"}}}).status, 400);
  EXPECT_EQ(bms("PATCH", path(id), {{"jobTitle", "x"}}).status, 400) << "not an array";
  EXPECT_TRUE(refused(patch(1, json::array()), "does not exist"));
}

TEST_F(BmsContacts, PutReplacesAndWhatIsMissingIsFalse) {
  const int id = make();
  const Response response =
      bms("PUT", path(id),
          {{"AccountId", account_id()}, {"LocationId", location_id()}, {"FirstName", "Nora"}});
  EXPECT_TRUE(result(response).at("lastName").is_null());
  EXPECT_FALSE(result(response).at("isActive").as_bool());
  EXPECT_EQ(get(id).at("emails").as_array().size(), 1U) << "addresses are no part of it";
  EXPECT_TRUE(refused(bms("PUT", path(id), {{"FirstName", "Nora"}}), "AccountId"));
  EXPECT_EQ(
      bms("PUT", path(id), {{"FirstName", "Nora"}, {"AccountId", 1}, {"EffectiveDate", "soon"}})
          .status,
      400);
  EXPECT_TRUE(refused(bms("PUT", path(1), json::object()), "does not exist"));
}

TEST_F(BmsContacts, AddressesAreAddedChangedAndDeletedInOneCall) {
  const int id = make();
  patch_emails(id, {{{"Operation", 0}, {"EmailAddress", "old@x.example"}, {"TypeId", 2304}}});
  const auto done = result(patch_emails(
      id,
      {{{"Operation", 0}, {"EmailAddress", "new@x.example"}, {"TypeId", 2301}, {"IsDefault", true}},
       {{"Operation", 1},
        {"EmailAddress", "Nora.Finch@x.example"},
        {"NewEmailAddress", "nora@x.example"},
        {"TypeId", 2302}},
       {{"Operation", 2}, {"EmailAddress", "old@x.example"}}}));
  EXPECT_EQ(number_of(done, "added"), 1);
  EXPECT_EQ(number_of(done, "updated"), 1);
  EXPECT_EQ(number_of(done, "deleted"), 1);
  const auto& emails = done.at("emails").as_array();
  ASSERT_EQ(emails.size(), 2U);
  EXPECT_EQ(text_of(emails[0].as_object(), "emailAddress"), "nora@x.example");
  EXPECT_EQ(number_of(emails[0].as_object(), "emailTypeId"), 2302);
  EXPECT_FALSE(emails[0].at("isDefault").as_bool()) << "there is one default";
  EXPECT_TRUE(emails[1].at("isDefault").as_bool());
}

TEST_F(BmsContacts, AddressesAreRefusedAsAWhole) {
  const int id = make();
  const json::object good = {{"Operation", 0}, {"EmailAddress", "b@x.example"}, {"TypeId", 2301}};
  EXPECT_TRUE(refused(patch_emails(id, {good, {{"Operation", 2}, {"EmailAddress", "none@x"}}}),
                      "has no e-mail"));
  EXPECT_EQ(get(id).at("emails").as_array().size(), 1U);
  EXPECT_TRUE(refused(patch_emails(id, {{{"Operation", 3}}}), "Operation"));
  EXPECT_TRUE(refused(patch_emails(id, {{{"EmailAddress", "c@x.example"}, {"TypeId", 2301}}}),
                      "Operation"));
  EXPECT_TRUE(refused(patch_emails(id, {good, good}), "twice"));
  EXPECT_TRUE(refused(patch_emails(id, {{{"Operation", 0}, {"EmailAddress", "c@x.example"}}}),
                      "known type"));
  EXPECT_TRUE(refused(
      patch_emails(
          id, {{{"Operation", 1}, {"EmailAddress", "nora.finch@x.example"}, {"IsDefault", false}}}),
      "default"));
  EXPECT_TRUE(refused(
      patch_emails(id, {good, {{"Operation", 2}, {"EmailAddress", "nora.finch@x.example"}}}),
      "default"))
      << "the default cannot go while others stay";
  EXPECT_TRUE(
      succeeded(patch_emails(id, {{{"Operation", 2}, {"EmailAddress", "nora.finch@x.example"}}})));
  EXPECT_TRUE(refused(patch_emails(1, json::array()), "does not exist"));
}

TEST_F(BmsContacts, PhonesWorkInTheSameWay) {
  const int id = make();
  const auto done = result(bms(
      "PATCH", path(id, "/phones"),
      {{{"operation", 1}, {"phoneNumber", "+1 555 0100"}, {"newPhoneNumber", "+1 555 0199"}},
       {{"operation", 0}, {"phoneNumber", "+1 555 0200"}, {"typeId", 3118}, {"isDefault", true}}}));
  const auto& phones = done.at("phones").as_array();
  ASSERT_EQ(phones.size(), 2U);
  EXPECT_EQ(text_of(phones[0].as_object(), "phone"), "+1 555 0199");
  EXPECT_EQ(text_of(phones[1].as_object(), "phoneType"), "Mobile");
  EXPECT_TRUE(phones[1].at("isDefault").as_bool());
}

TEST_F(BmsContacts, ADeletedContactIsGone) {
  const int id = make();
  const Response response = bms("DELETE", path(id));
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.body, "");
  EXPECT_TRUE(refused(bms("DELETE", path(id)), "does not exist"));
  EXPECT_TRUE(rows("/v2/crm/contacts/search?Filter.FirstName=Nora").empty());
}

}  // namespace
}  // namespace cloud
