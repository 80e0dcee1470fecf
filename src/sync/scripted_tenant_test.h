// For tests of a run: a tenant whose answers are written down, and a database in a folder of its
// own.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/random.h"
#include "store/connections.h"
#include "store/contacts.h"
#include "store/links.h"
#include "store/organizations.h"
#include "store/tenants.h"
#include "sync/run.h"

namespace reeve::sync {

struct ScriptedList {
  std::vector<std::vector<std::string>> pages;
  bool complete = true;
  std::string code = {};  // where not complete
  std::optional<base::Time> retry_at = {};
  std::string delta_link = {};
};

// What Microsoft would say, by path ("/v1.0/users"), or by path and query where that stands there.
using Script = std::map<std::string, ScriptedList>;

struct TestUser {
  std::string id, given, surname;
  std::string upn = {};   // id@contoso.com where empty
  std::string more = {};  // members, with a leading comma
  bool licensed = true, enabled = true;
  std::string user_type = "Member";
};
std::string user_json(const TestUser& user);
std::string organization_json();
Script contoso(const std::vector<TestUser>& users);

class RunTest : public testing::Test {
 protected:
  Source scripted_source();
  RunTest();
  ~RunTest() override;

  // Forgets everything and starts with an empty database, one organization "Contoso" and its
  // matched tenant.
  void fresh();
  void match(bool accepted);
  // Finds a tenant "Fabrikam" besides; from here on `tenant_` is that one, not yet matched.
  void go_to_second_tenant();
  // Of the connection: how much may be read.
  void choose_tier(const std::string& name);
  base::Id add_contact(const std::string& first, const std::string& last,
                       const std::vector<std::string>& emails);
  store::Run queue(bool accept_first = false, bool dry_run = false,
                   const std::string& started_by = "manual");
  // As the schedule starts it.
  RunOutcome scheduled_sync();
  std::map<std::string, store::TypeState> type_states();
  std::vector<store::Record> records_of(const std::string& type, bool gone = false);
  RunOutcome sync(bool accept_first = false, bool dry_run = false);
  RunOutcome run(const store::Run& run, std::stop_token stop = {});

  std::vector<domain::Contact> contacts();
  // Everything people see of the documentation, without ids and times.
  std::string documentation();
  std::vector<store::Record> records(bool gone);
  std::vector<store::Review> reviews();
  store::Run last_run();
  std::vector<store::RunEvent> events(const std::string& kind = {});
  store::Tenant tenant();
  template <class Work>
  auto read(Work&& work) {
    return database_->read(std::forward<Work>(work));
  }
  template <class Work>
  auto write(Work&& work) {
    return database_->write(db::Lane::people, std::forward<Work>(work));
  }

  std::filesystem::path folder_;
  base::ManualClock clock_{base::from_ms(1'780'000'000'000)};
  std::unique_ptr<db::Database> database_;
  base::Id connection_ = 0, organization_ = 0, tenant_ = 0;
  Script script_;
  std::string report_ = "User Principal Name\r\n";  // the file of the mailbox report
  std::map<std::string, std::string> answers_;      // to single questions
  // To questions for the purpose of a mailbox, by user: a status and a JSON body; 0 is no answer.
  // Who is not named here has a mailbox of a person.
  std::map<std::string, std::pair<int, std::string>> purposes_;
  std::vector<std::string> asked_;
  std::function<void(std::string_view)> at_point_;
  std::function<void()> before_source_;
  std::vector<const types::DataType*> types_;
};

}  // namespace reeve::sync
