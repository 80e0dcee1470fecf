// BMS's own parts without HTTP: what is kept, the hourly budget, JSON Patch, the journal.
#include "bms_store.h"

#include <gtest/gtest.h>

#include "bms_calls.h"
#include "bms_input.h"
#include "bms_kept.h"
#include "bms_limits.h"
#include "bms_patch.h"

namespace cloud {
namespace {

namespace json = boost::json;

BmsContact full_contact() {
  BmsContact one;
  one.id = 5;
  one.account_id = 6;
  one.location_id = 7;
  one.first_name = "a";
  one.middle_name = "b";
  one.last_name = "c";
  one.job_title = "d";
  one.is_poc = one.receives_invoices = one.bill_by_contact = one.has_portal_access = true;
  one.is_active = false;
  one.effective_date = "2026-01-01";
  one.emails = {{8, "x@y", 2301, true, 1, 2}};
  one.phones = {{9, "+1", 3117, false, 3, 4}};
  one.created = 10;
  one.modified = 11;
  return one;
}

BmsAccount full_account() {
  BmsAccount one;
  one.id = 6;
  one.name = "n";
  one.code = "c";
  one.description = "d";
  one.website = "w";
  one.type_id = 410;
  one.business_type_id = 520;
  one.manager_id = 901;
  one.is_active = false;
  one.other = {{"netDays", 30.5}};
  one.locations = {{7, "Main", true, false, {}, 1, 2}};
  one.locations[0].addresses = {{12, "1", "2", "3", "4", "5", "6", "7", "8", "9", true, true}};
  one.created = 10;
  one.modified = 11;
  return one;
}

TEST(BmsKept, NothingIsLost) {
  const json::object contact = keep_bms_contact(full_contact());
  EXPECT_EQ(keep_bms_contact(kept_bms_contact(contact)), contact);
  EXPECT_EQ(kept_bms_contact(contact).emails[0].value, "x@y");
  EXPECT_FALSE(kept_bms_contact(contact).is_active);
  const json::object account = keep_bms_account(full_account());
  EXPECT_EQ(keep_bms_account(kept_bms_account(account)), account);
  EXPECT_EQ(kept_bms_account(account).locations[0].addresses[0].email, "9");
}

TEST(BmsStoreChanges, AreAppliedAgainFromTheState) {
  State state("", "test", 100);
  BmsStore store{BmsRecords()};
  const int made = store.write(state, [](BmsWriter& writer) {
    writer.put(full_account());
    BmsContact fresh = full_contact();
    fresh.id = 0;
    fresh.phones.push_back({0, "+2", 3118, false, 1, 1});
    const int id = writer.put(std::move(fresh)).id;
    writer.put(full_contact());
    writer.remove_contact(5);
    writer.spend("token");
    writer.void_tokens();
    writer.set_single_in_envelope(true);
    return id;
  });
  EXPECT_EQ(made, BmsRecords::kFirstFreshId);
  BmsStore again{BmsRecords()};
  for (const json::object& edit : state.edits()) EXPECT_TRUE(again.apply(edit));
  EXPECT_FALSE(again.apply({{"op", "add"}}));
  again.read([&](const BmsRecords& records) {
    EXPECT_TRUE(records.contact(made));
    EXPECT_EQ(records.contact(made)->phones[1].id, made + 1);
    EXPECT_FALSE(records.contact(5));
    EXPECT_EQ(records.next_id, made + 2) << "an id is never given twice";
    EXPECT_TRUE(records.spent_refresh_tokens.contains("token"));
    EXPECT_EQ(records.token_generation, 1);
    EXPECT_TRUE(records.single_in_envelope);
  });
  store.write(state, [](BmsWriter& writer) { writer.remove_account(6); });
  store.read([](const BmsRecords& records) {
    EXPECT_TRUE(records.accounts.empty());
    EXPECT_TRUE(records.contacts.empty()) << "contacts go with their account";
  });
}

TEST(BmsLimit, TakesFifteenHundredAnHourOfEachEndpoint) {
  BmsLimits limits;
  for (int at = 0; at < 1500; ++at) ASSERT_TRUE(limits.admit("GET /a", 1000 + at));
  EXPECT_FALSE(limits.admit("GET /a", 2500));
  EXPECT_TRUE(limits.admit("GET /b", 2500)) << "another endpoint has its own budget";
  EXPECT_FALSE(limits.admit("GET /a", 1000 + 3599));
  EXPECT_TRUE(limits.admit("GET /a", 1000 + 3602)) << "the first calls are an hour old";
  EXPECT_TRUE(limits.admit("GET /a", 500)) << "the clock was set back";
}

TEST(BmsLimit, RefusedCallsCountToo) {
  BmsLimits limits;
  for (int at = 0; at < 1600; ++at) limits.admit("GET /a", 1000);
  EXPECT_FALSE(limits.admit("GET /a", 4599));
  EXPECT_TRUE(limits.admit("GET /a", 4600));
  limits.reset();
  EXPECT_TRUE(limits.admit("GET /a", 1000));
}

json::object patched(const json::array& patch) {
  json::object object = {{"firstName", "a"}, {"isActive", true}, {"jobTitle", nullptr}};
  apply_bms_patch(object, patch);
  return object;
}

TEST(BmsPatch, KnowsTheOperationsOfTheStandard) {
  EXPECT_EQ(patched({{{"op", "replace"}, {"path", "/FirstName"}, {"value", "b"}}}).at("firstName"),
            "b");
  EXPECT_EQ(patched({{{"op", "add"}, {"path", "/jobtitle"}, {"value", "x"}}}).at("jobTitle"), "x");
  EXPECT_TRUE(patched({{{"op", "remove"}, {"path", "/firstName"}}}).at("firstName").is_null());
  const json::object moved =
      patched({{{"op", "move"}, {"from", "/firstName"}, {"path", "/jobTitle"}}});
  EXPECT_EQ(moved.at("jobTitle"), "a");
  EXPECT_TRUE(moved.at("firstName").is_null());
  const json::object copied =
      patched({{{"Op", "copy"}, {"From", "/firstName"}, {"Path", "/jobTitle"}}});
  EXPECT_EQ(copied.at("jobTitle"), copied.at("firstName"));
  EXPECT_EQ(patched({{{"op", "test"}, {"path", "/isActive"}, {"value", true}}}).size(), 3U);
}

TEST(BmsPatch, RefusesWhatItDoesNotKnow) {
  EXPECT_THROW(patched({{{"op", "test"}, {"path", "/isActive"}, {"value", false}}}), BmsRefusal);
  EXPECT_THROW(patched({{{"op", "replace"}, {"path", "/shoe"}, {"value", 1}}}), BmsRefusal);
  EXPECT_THROW(patched({{{"op", "replace"}, {"path", "firstName"}, {"value", "b"}}}), BmsRefusal);
  EXPECT_THROW(patched({{{"op", "replace"}, {"path", "/firstName"}}}), BmsRefusal);
  EXPECT_THROW(patched({{{"op", "frob"}, {"path", "/firstName"}}}), BmsRefusal);
  EXPECT_THROW(patched({"text"}), BmsRefusal);
}

TEST(BmsJournal, KeepsTheLastCalls) {
  BmsCalls calls;
  for (std::size_t at = 0; at < BmsCalls::kMostCalls + 3; ++at)
    calls.add({static_cast<std::int64_t>(at), "GET", "/p", "", nullptr, 200, true});
  EXPECT_EQ(calls.report().size(), BmsCalls::kMostCalls);
  EXPECT_EQ(calls.report()[0].at("at"), "1970-01-01T00:00:03Z");
  EXPECT_FALSE(calls.report()[0].as_object().contains("body"));
  calls.reset();
  EXPECT_TRUE(calls.report().empty());
  EXPECT_TRUE(journal_body("no json").is_null());
  EXPECT_TRUE(journal_body(std::string(kMostBody + 1, '1')).is_null());
  EXPECT_EQ(journal_body("[1]").at(0), 1);
}

}  // namespace
}  // namespace cloud
