// What reaches /microsoft/callback: nothing but a plain answer to a manager's own browser is passed
// on, and the browser never leaves Reeve from here.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <set>

#include "api/test_world.h"
#include "store/secrets.h"

namespace reeve::api {
namespace {

using domain::Role;

enum class Who { manager, administrator, editor, creator, nobody, key };

struct Row {
  std::string_view name;
  Who who;
  std::string_view method, query, body;
  bool passed_on;             // to the checks of connect/
  int status;                 // of the answer
  std::string_view location;  // what the address begins with
  bool written_down = false;  // by api/ itself
};

constexpr std::string_view kHome = "/integrations?error=";

constexpr Row kTable[] = {
    {"a plain answer", Who::manager, "GET", "?code=1&state=2", "", true, 303, "/integrations/"},
    {"of an administrator", Who::administrator, "GET", "?code=1&state=2", "", true, 303,
     "/integrations/"},
    {"a state twice", Who::manager, "GET", "?code=1&state=2&state=3", "", false, 303, kHome, true},
    {"the same state twice", Who::manager, "GET", "?code=1&state=2&state=2", "", false, 303, kHome,
     true},
    {"a code twice", Who::manager, "GET", "?code=1&state=2&code=3", "", false, 303, kHome, true},
    {"a code twice, once in other letters of the escape", Who::manager, "GET",
     "?code=1&state=2&%63ode=3", "", false, 303, kHome, true},
    {"an error hidden behind another", Who::manager, "GET", "?error=&error=access_denied&state=2",
     "", false, 303, kHome, true},
    {"tenant twice", Who::manager, "GET", "?admin_consent=True&tenant=a&tenant=b&state=2", "",
     false, 303, kHome, true},
    {"an answer in the fragment, which a server never sees", Who::manager, "GET", "", "", true, 303,
     "/integrations/"},
    {"an answer as a posted form", Who::manager, "POST", "", "code=1&state=2", false, 405, ""},
    {"a posted form with the answer in the address", Who::manager, "POST", "?code=1&state=2", "x=y",
     false, 405, ""},
    {"nobody is signed in", Who::nobody, "GET", "?code=1&state=2", "", false, 303, kHome},
    {"an API key", Who::key, "GET", "?code=1&state=2", "", false, 303, kHome},
    {"an editor", Who::editor, "GET", "?code=1&state=2", "", false, 303, kHome},
    {"a creator", Who::creator, "GET", "?code=1&state=2", "", false, 303, kHome},
    {"a return address of somebody else", Who::manager, "GET",
     "?code=1&state=2&next=https%3A%2F%2Fevil.example", "", true, 303, "/integrations/"},
    {"a return address without a scheme", Who::manager, "GET",
     "?code=1&state=2&redirect_uri=%2F%2Fevil.example", "", true, 303, "/integrations/"},
    {"a return address with a backslash", Who::manager, "GET",
     "?code=1&state=2&return_to=%2F%5Cevil.example", "", true, 303, "/integrations/"},
    {"a return address that is a program", Who::manager, "GET",
     "?code=1&state=2&url=javascript%3Aalert(1)", "", true, 303, "/integrations/"},
    {"a return address with a user before the host", Who::manager, "GET",
     "?code=1&state=2&next=https%3A%2F%2Fhttp%3A%2F%2Flocalhost%40evil.example", "", true, 303,
     "/integrations/"},
    {"a new line for another header", Who::manager, "GET",
     "?code=1&state=2%0D%0ALocation%3A%20https%3A%2F%2Fevil.example", "", true, 303,
     "/integrations/"},
};

class Callback : public ::testing::Test {
 protected:
  Visitor visitor(Who who) {
    switch (who) {
      case Who::manager:
        return world.person(Role::manager);
      case Who::administrator:
        return world.person(Role::administrator);
      case Who::editor:
        return world.person(Role::editor);
      case Who::creator:
        return world.person(Role::creator);
      case Who::key:
        return world.key(Role::administrator);
      case Who::nobody:
        break;
    }
    return {};
  }
  Response send(const Row& row) {
    return world.call(visitor(row.who), std::string(row.method),
                      "/microsoft/callback" + std::string(row.query), std::string(row.body));
  }
  std::size_t written() {
    return world.database->read([](db::Connection& c) {
      std::size_t count = 0;
      for (const auto& entry : store::list_audit(c, 1000))
        if (entry.action == "connect_failed") ++count;
      return count;
    });
  }

  World world;
};

TEST_F(Callback, EachRow) {
  for (const auto& row : kTable) {
    SCOPED_TRACE(row.name);
    // As if everything had been fine, so that what is not passed on cannot look as if it had.
    world.next_sign_in.connection = world.ids.connection;
    world.next_sign_in.connected = true;
    const auto passed = world.finished;
    const auto before = written();
    const auto answer = send(row);
    EXPECT_EQ(answer.status, row.status) << answer.body;
    EXPECT_EQ(world.finished - passed, row.passed_on ? 1 : 0);
    EXPECT_EQ(written() - before, row.written_down ? 1U : 0U);
    const std::string location(answer.header("Location"));
    EXPECT_TRUE(location.starts_with(row.location)) << location;
    for (const auto* never : {"//", "\\", "evil", "javascript", "\r", "\n"})
      EXPECT_EQ(location.find(never), std::string::npos) << location;
    // The cookie of the journey goes in any case.
    EXPECT_EQ(answer.header("Set-Cookie").starts_with("reeve_sign_in=; "), row.status == 303);
  }
}

TEST_F(Callback, TheRowsHaveNamesOfTheirOwn) {
  std::set<std::string_view> names;
  for (const auto& row : kTable) EXPECT_TRUE(names.insert(row.name).second) << row.name;
  EXPECT_GE(names.size(), 20U);
}

}  // namespace
}  // namespace reeve::api
