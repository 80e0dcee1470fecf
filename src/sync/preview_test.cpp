// The preview against the sync after it: the same counts in many worlds, and nothing written.
#include "sync/preview.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <algorithm>
#include <random>
#include <set>

#include "base/hash.h"
#include "base/json.h"
#include "domain/sync_section.h"
#include "store/sync_settings.h"
#include "sync/scripted_tenant_test.h"

namespace reeve::sync {
namespace {

using store::SettingsOwner;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr std::size_t kAllRows = 10'000;
// What people see and decide, and what ties it to Microsoft.
const std::set<std::string> kDocumentation{
    "contacts",      "contact_emails", "contact_phones", "links",         "changes",        "locks",
    "field_sources", "reviews",        "decisions",      "organizations", "flexible_assets"};

const std::string kLab = R"(,"department":"Lab")";
TestUser sales(const std::string& id, const std::string& given, const std::string& surname) {
  return {id, given, surname, "", R"(,"department":"Sales")"};
}

std::string shown(const db::Value& value) {
  if (const auto* text = std::get_if<std::string>(&value)) return *text;
  if (const auto* number = std::get_if<std::int64_t>(&value)) return std::to_string(*number);
  if (const auto* real = std::get_if<double>(&value)) return std::to_string(*real);
  return "-";
}

class Previewed : public RunTest {
 protected:
  domain::SyncPreview preview(domain::PreviewAsk ask = {}) {
    ask.count = kAllRows;
    return read([&](db::Connection& c) {
      return preview_sync(c, store::find_tenant(c, store::Scope::unscoped(), tenant_).value(), ask,
                          clock_.now());
    });
  }
  // Of every table, or of the documentation alone.
  std::string tables_hash(bool all) {
    return read([&](db::Connection& c) {
      std::string text;
      for (const auto& table : c.query(
               "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' "
               "ORDER BY name")) {
        const std::string name = table.text(0);
        if (!all && !kDocumentation.contains(name)) continue;
        std::vector<std::string> rows;
        for (const auto& row : c.query("SELECT * FROM " + name)) {
          std::string line;
          for (std::size_t i = 0; i < row.size(); ++i) line += shown(row.value(i)) + "|";
          rows.push_back(std::move(line));
        }
        std::ranges::sort(rows);
        text += name + "\n";
        for (const auto& line : rows) text += line + "\n";
      }
      return base::content_hash(text);
    });
  }
  std::int64_t done(const std::string& name) {
    const auto counts = base::parse_json(last_run().counts, "counts");
    return base::optional_integer(base::member(counts, "contacts"), name).value_or(-1);
  }
  std::int64_t dry(const std::string& name) {
    const auto counts = base::parse_json(last_run().counts, "counts");
    return base::optional_integer(base::member(counts, "preview"), name).value_or(-1);
  }
  // A dry run reads what Microsoft has; the preview and the sync after it say the same.
  domain::PreviewCounts expect_same() {
    const std::string untouched = tables_hash(false);
    sync(false, true);
    EXPECT_EQ(tables_hash(false), untouched) << "a dry run writes no documentation";
    const std::string before = tables_hash(true);
    const auto said = preview();
    EXPECT_EQ(tables_hash(true), before) << "a preview writes nothing at all";
    const auto& counts = said.counts;
    for (const auto& [name, outcome] :
         std::map<std::string, std::string>{{"match", "match"},
                                            {"create", "create"},
                                            {"hold", "hold"},
                                            {"unclear", "unclear"},
                                            {"join", "join"},
                                            {"skip", "skip"},
                                            {"not-chosen", "not_chosen"}})
      EXPECT_EQ(dry(name), counts.of(outcome)) << "the dry run's " << name;
    const auto touched = std::ranges::count_if(said.rows, [](const auto& row) {
      return row.outcome == "update" || (row.outcome == "match" && !row.writes.empty());
    });
    sync(true);
    EXPECT_EQ(done("matched"), counts.of("match"));
    EXPECT_EQ(done("created"), counts.of("create"));
    EXPECT_EQ(done("updated"), touched);
    EXPECT_EQ(done("review"), counts.of("unclear") + counts.of("join") + counts.of("hold"));
    EXPECT_EQ(done("skipped"), counts.of("skip"));
    EXPECT_EQ(done("not-chosen"), counts.of("not_chosen"));
    return counts;
  }
  void set_section(const domain::SyncSection& section, const std::string& json) {
    write([&](db::Connection& c) {
      store::set_sync_settings(c, {SettingsOwner::Kind::tenant, tenant_}, section, json,
                               std::nullopt, clock_.now());
    });
  }
  void hold_new() {
    write([&](db::Connection& c) {
      auto connection = store::find_connection(c, connection_).value();
      connection.create_contacts = "hold";
      store::update_connection(c, connection, clock_.now());
    });
  }
  domain::PreviewRow row_of(const std::string& external_id) {
    for (auto& row : preview().rows)
      if (row.external_id == external_id) return row;
    return {};
  }
};

const std::vector<TestUser> kMixed{
    sales("ann", "Ann", "Lee"),
    sales("bob", "Bob", "Ray"),
    {"cyd", "Cyd", "Poe", "", kLab},
    {"dan", "Dan", "Fox", "", kLab},
    {"twin1", "Eve", "Zed", "", kLab},
    {"twin2", "Eve", "Zed", "", kLab},
    {"gus", "Gus", "Guest", "", kLab, true, true, "Guest"},
    {"uma", "Uma", "Un", "", kLab, false},
};

TEST_F(Previewed, AFirstSyncOfEveryKind) {
  match(false);
  add_contact("Ann", "Lee", {"ANN@contoso.com"});
  add_contact("Bob", "Ray", {});
  add_contact("Cyd", "One", {"cyd@contoso.com"});
  add_contact("Cyd", "Two", {"cyd@contoso.com"});
  add_contact("Eve", "Zed", {});
  script_ = contoso(kMixed);
  const auto counts = expect_same();
  EXPECT_EQ(counts.of("match"), 2);
  EXPECT_EQ(counts.of("create"), 1);
  EXPECT_EQ(counts.of("unclear"), 1);
  EXPECT_EQ(counts.of("join"), 2);
  EXPECT_EQ(counts.reasons.at("skip"),
            (std::map<std::string, std::int64_t>{{"guest", 1}, {"not_licensed", 1}}));
}

TEST_F(Previewed, WithAChoiceAMappingAndHoldingNewOnes) {
  match(false);
  add_contact("Ann", "Lee", {"ann@contoso.com"});
  script_ = contoso(kMixed);
  set_section(domain::kChoosingSection,
              R"({"departments":{"include":["Sales"]},"rules":{"guest":"create"}})");
  set_section(domain::kMappingSection,
              R"({"contacts":{"title":{"from":["jobTitle"],"rule":"leave_alone"}}})");
  hold_new();
  const auto counts = expect_same();
  EXPECT_EQ(counts.of("match"), 1);
  EXPECT_EQ(counts.of("hold"), 1);
  EXPECT_EQ(counts.of("create"), 0);
  EXPECT_EQ(counts.reasons.at("not_chosen").at("department"), 6);
}

TEST_F(Previewed, LaterOnWithChangesAtMicrosoftAndInTheChoice) {
  match(false);
  script_ = contoso(kMixed);
  sync(true);
  auto users = kMixed;
  users[0].surname = "Leeds";
  users[2].surname = "Poet";
  users.push_back({"new", "Nia", "New", "", kLab});
  script_ = contoso(users);
  set_section(domain::kChoosingSection, R"({"departments":{"exclude":["Sales"]}})");
  auto counts = expect_same();
  EXPECT_EQ(counts.of("create"), 1);
  EXPECT_EQ(counts.of("update"), 1) << "Ann is out of the choice and not written";
  EXPECT_EQ(counts.of("not_chosen"), 2);
  set_section(domain::kChoosingSection, "{}");
  counts = expect_same();
  EXPECT_EQ(counts.of("update"), 1) << "Ann comes back";
  counts = expect_same();
  EXPECT_EQ(counts.of("create") + counts.of("update") + counts.of("match"), 0);
}

TEST_F(Previewed, WhatTheSafetyLimitsHoldIsNotPromised) {
  match(false);
  auto users = std::vector<TestUser>{kMixed[0], kMixed[1]};
  script_ = contoso(users);
  sync(true);
  sync();
  for (int i = 0; i < 60; ++i) {
    const auto id = fmt::format("mass{}", i);
    users.push_back({id, "Mass", fmt::format("Person{}", i)});
  }
  script_ = contoso(users);
  const auto counts = expect_same();
  EXPECT_EQ(counts.of("held"), 60);
  EXPECT_EQ(counts.of("create"), 0);
  EXPECT_EQ(counts.reasons.at("held").at("mass_create"), 60);
}

TEST_F(Previewed, RandomWorlds) {
  for (unsigned seed = 1; seed <= 25; ++seed) {
    SCOPED_TRACE(fmt::format("seed {}", seed));
    fresh();
    std::mt19937 random(seed);
    const auto dice = [&](int sides) {
      return static_cast<int>(random() % static_cast<unsigned>(sides));
    };
    std::vector<TestUser> users;
    const char* firsts[] = {"Ann", "Bob", "Cyd", "Dan"};
    const char* lasts[] = {"Lee", "Ray", "Poe"};
    for (int i = 0; i < 20; ++i) {
      TestUser user{fmt::format("u{}", i), firsts[dice(4)], lasts[dice(3)]};
      user.licensed = dice(5) != 0;
      user.enabled = dice(6) != 0;
      user.user_type = dice(8) == 0 ? "Guest" : "Member";
      user.more = dice(2) == 0 ? R"(,"department":"Sales")" : R"(,"department":"Lab")";
      users.push_back(user);
    }
    match(false);
    for (int i = 0; i < 10; ++i)
      add_contact(firsts[dice(4)], lasts[dice(3)],
                  dice(3) == 0 ? std::vector<std::string>{}
                               : std::vector{fmt::format("u{}@contoso.com", dice(12))});
    if (dice(2) == 0)
      set_section(domain::kChoosingSection, R"({"departments":{"include":["Sales"]}})");
    if (dice(2) == 0)
      set_section(domain::kMappingSection,
                  R"({"contacts":{"title":{"from":["department"],"rule":"microsoft_wins"}}})");
    if (dice(3) == 0) hold_new();
    script_ = contoso(users);
    expect_same();
    for (auto& user : users)
      if (dice(5) == 0) user.surname = "Newname";
    users.resize(users.size() - static_cast<std::size_t>(dice(3)));
    set_section(domain::kChoosingSection, R"({"departments":{"exclude":["Lab"]}})");
    script_ = contoso(users);
    expect_same();
    if (HasFailure()) return;
  }
}

TEST_F(Previewed, EachRowSaysWhoWhyAndWhatWouldBeWritten) {
  match(false);
  const auto ann = add_contact("Ann", "Lee", {"ann@contoso.com"});
  add_contact("Cyd", "One", {"cyd@contoso.com"});
  add_contact("Cyd", "Two", {"cyd@contoso.com"});
  script_ = contoso({kMixed[0], kMixed[2], kMixed[3]});
  sync();
  const auto linked = row_of("ann");
  EXPECT_EQ(linked.outcome, "match");
  EXPECT_EQ(linked.reason, "alias");
  EXPECT_EQ(linked.candidates.at(0).id, ann);
  EXPECT_EQ(linked.candidates.at(0).evidence, "has the address ann@contoso.com");
  EXPECT_THAT(linked.sentence, HasSubstr("linked to the contact Ann Lee, which has the address"));
  std::vector<std::string> written;
  for (const auto& one : linked.writes) written.push_back(one.path);
  EXPECT_THAT(written, testing::Contains("title"));
  EXPECT_THAT(written, testing::Not(testing::Contains("first_name"))) << "it is there already";
  const auto unclear = row_of("cyd");
  EXPECT_EQ(unclear.outcome, "unclear");
  ASSERT_EQ(unclear.candidates.size(), 2U);
  EXPECT_EQ(unclear.candidates[1].evidence, "has the address cyd@contoso.com");
  EXPECT_THAT(unclear.writes, IsEmpty());
  const auto made = row_of("dan");
  EXPECT_EQ(made.outcome, "create");
  EXPECT_EQ(made.user_name, "dan@contoso.com");
  EXPECT_THAT(made.writes.at(0).path + made.writes.at(0).new_value, "first_nameDan");
}

TEST_F(Previewed, RowsAreFoundByOutcomeReasonAndName) {
  match(false);
  script_ = contoso(kMixed);
  sync();
  const auto found = [&](domain::PreviewAsk ask) {
    std::vector<std::string> out;
    for (const auto& row : preview(std::move(ask)).rows) out.push_back(row.external_id);
    return out;
  };
  EXPECT_THAT(found({.outcomes = {"skip"}, .reasons = {}, .search = {}}),
              ElementsAre("gus", "uma"));
  EXPECT_THAT(found({.outcomes = {}, .reasons = {"guest"}, .search = {}}), ElementsAre("gus"));
  EXPECT_THAT(found({.outcomes = {}, .reasons = {}, .search = "LEE"}), ElementsAre("ann"));
  EXPECT_EQ(preview().rows_found, 8);
}

TEST_F(Previewed, ATenantThatWasNeverReadSaysSo) {
  match(false);
  const auto nothing = preview();
  EXPECT_FALSE(nothing.read);
  script_ = contoso(kMixed);
  script_["/v1.0/users"].complete = false;
  script_["/v1.0/users"].code = "server_error";
  sync();
  const auto some = preview();
  EXPECT_TRUE(some.read);
  EXPECT_FALSE(some.whole);
  EXPECT_EQ(some.gap, "Microsoft stopped answering.");
}

}  // namespace
}  // namespace reeve::sync
