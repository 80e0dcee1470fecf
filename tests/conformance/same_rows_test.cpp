// Invariant 9: the same calls leave the same rows in SQLite and in PostgreSQL.
#include <fmt/format.h>

#include <cmath>
#include <fstream>
#include <random>
#include <regex>
#include <sstream>

#include "store/jobs.h"
#include "store/links.h"
#include "store/records.h"
#include "store/runs.h"
#include "store/secrets.h"
#include "store_case.h"

namespace reeve::test {
namespace {

using store::ContactPatch;
using store::ContactWrite;

// Names that two databases could sort, fold or cut differently.
const std::vector<std::string> kNames{"Ann",
                                      "\u00c4nne",
                                      "a\u0308nne",
                                      "ZO\u00cb",
                                      "\u0130brahim",
                                      "\u00df",
                                      "O'Brien",
                                      "\\",
                                      "%",
                                      "_",
                                      "  spaced  ",
                                      "\u4e2d\u6587",
                                      "\U0001F642",
                                      "e\u0301",
                                      "NULL",
                                      "1",
                                      "tab\there",
                                      "\"quoted\"",
                                      "a\nb",
                                      "\u200b\u200dx",
                                      "\u05d0\u05d1",
                                      "0x\0z",
                                      "\xc3\x28",
                                      "Strasse"};

class Script {
 public:
  Script(db::Database& database, unsigned seed) : database_(database), random_(seed) {}

  void run(int steps) {
    begin();
    for (int i = 0; i < steps; ++i) step(i);
  }
  // What the lists answer, in their order.
  std::string lists() {
    return database_.read([](db::Connection& c) {
      std::string out;
      for (const bool down : {false, true})
        for (const char* field : {"name", "first_name", "last_name", "id", "created_at"})
          for (const auto& k :
               store::list_contacts(c, everything(), {{}, {{field, down}}, 1, 200}).rows)
            out += fmt::format("{} {} {}\n", field, k.id, k.last_name);
      for (const auto& o :
           store::list_organizations(c, everything(), {{}, {{"short_name", true}}, 1, 100}).rows)
        out += fmt::format("organization {} {}\n", o.id, o.name);
      for (const auto& name : kNames)
        out += fmt::format(
            "search {}\n",
            store::list_contacts(c, everything(), {{{"search", {name}}}, {}, 1, 1}).total);
      return out;
    });
  }

 private:
  template <class Work>
  auto write(Work&& work) {
    return database_.write(db::Lane::background, std::forward<Work>(work));
  }
  std::uint32_t below(std::uint32_t limit) { return static_cast<std::uint32_t>(random_() % limit); }
  const std::string& name() { return kNames[below(static_cast<std::uint32_t>(kNames.size()))]; }
  template <class T>
  const T& any(const std::vector<T>& of) {
    return of[below(static_cast<std::uint32_t>(of.size()))];
  }

  void begin() {
    write([&](db::Connection& c) {
      store::MicrosoftConnection m;
      m.kind = "partner";
      m.name = "Partner";
      m.cloud = "global";
      connection_ = store::create_connection(c, m, kNow).id;
      for (const char* n : {"One", "Zw\u00f6lf", "drei"}) {
        store::OrganizationPatch o;
        o.name = n;
        o.short_name = std::optional<std::string>(n[0] == 'd' ? "" : n);
        organizations_.push_back(store::create_organization(c, person(), o, kNow).id);
      }
      store::merge_tenants(
          c, connection_, "global",
          {{"t1", "One", "one.example", "gdap", false}, {"t2", "Two", {}, "dap", false}}, true,
          "read", kNow);
      for (const auto& t : store::list_tenants(c, everything(), {}).rows) tenants_.push_back(t.id);
      store::match_tenant(c, tenants_[0], organizations_[0], "exact_name", {}, kNow);
    });
  }

  ContactPatch patch() {
    ContactPatch p;
    p.first_name = name();
    if (below(2) == 0) p.last_name = name();
    if (below(3) == 0) p.title = std::optional<std::string>(name());
    if (below(5) == 0) p.notes = std::optional<std::string>();
    if (below(4) == 0) p.important = below(2) == 0;
    if (below(2) == 0) {
      p.emails.emplace();
      for (std::uint32_t i = 0; i < below(4); ++i)
        p.emails->push_back(
            {fmt::format("Mail{}@M\u00fcller.example", below(6)), below(3) == 0, {}, {}});
    }
    if (below(3) == 0) p.phones = {{fmt::format("+1 555 {}", below(9)), {}, true, "Work", {}}};
    if (below(9) == 0) p.archived = below(2) == 0;
    return p;
  }

  // Every refusal must be the same on both, so it is kept in a setting, which the dump shows.
  void step(int i) {
    const auto now = later(i);
    std::string outcome = "done";
    try {
      write([&](db::Connection& c) { act(c, now); });
    } catch (const base::Error& error) {
      outcome = fmt::format("{}: {}", base::to_string(error.code()), error.message());
    }
    write([&](db::Connection& c) { store::put_setting(c, fmt::format("step {}", i), outcome); });
  }

  void act(db::Connection& c, base::Time now) {
    const auto author = below(2) == 0 ? person() : microsoft(5);
    switch (below(6)) {
      case 0:
      case 1: {
        auto p = patch();
        p.organization = any(organizations_);
        contacts_.push_back(store::create_contact(c, everything(), author, p, now).id);
        break;
      }
      case 2:
      case 3: {
        std::vector<ContactWrite> writes;
        for (std::uint32_t i = 0; i < 1 + below(4); ++i)
          if (!contacts_.empty()) writes.push_back({any(contacts_), patch()});
        store::write_contacts(c, author, writes, now);
        break;
      }
      case 4:
        records(c, now);
        break;
      default:
        runs(c, now);
    }
  }

  void records(db::Connection& c, base::Time now) {
    const auto tenant = any(tenants_);
    const auto known = store::known_records(c, tenant, "users");
    const auto external = fmt::format("u{}", below(9));
    store::RecordWrite w;
    if (known.contains(external)) w.id = known.at(external).id;
    w.external_id = external;
    w.title =
        base::Error(base::ErrorCode::internal, "").message() + fmt::format("User {}", below(99));
    w.body = "{}";
    w.hash = fmt::format("h{}", below(3));
    w.keys = {{"alias", fmt::format("a{}", below(5))}, {"name", "n"}};
    const auto ids = store::write_records(c, tenant, "users", 5, {w}, now);
    if (!contacts_.empty() && !w.id) {
      store::Link link;
      link.tenant = tenant;
      link.record = ids[0];
      link.asset = any(contacts_);
      link.type = "users";
      link.asset_kind = "contact";
      link.reason = "alias";
      link.confidence = std::round(below(100)) / 100;
      std::vector<store::Link> links{link};
      store::create_links(c, microsoft(5), links, now);
    }
    if (below(4) == 0) store::mark_gone(c, tenant, "users", 5, ids, now);
    store::replace_open_reviews(
        c, tenant, {"k"},
        {{0, tenant, "", {}, ids[0], "k", "unclear", "{}", "", now, {}, {}, {}, {}, {}}}, now);
  }

  void runs(db::Connection& c, base::Time now) {
    const auto run =
        store::queue_run(c, {any(tenants_), "manual", {}, below(2) == 0, false}, below(100), now);
    if (run.state == "queued" && below(2) == 0)
      store::start_run(c, run.id, "gdap", connection_, now);
    if (below(2) == 0) store::finish_run(c, run.id, "ok", {}, {}, {}, {}, now);
  }

  db::Database& database_;
  std::mt19937 random_;
  base::Id connection_ = 0;
  std::vector<base::Id> organizations_, tenants_, contacts_;
};

class SameRows : public testing::TestWithParam<unsigned> {};

TEST_P(SameRows, Invariant9_SameRowsOnBothDatabases) {
  constexpr int kSteps = 150;
  TemporaryFolder folder;
  std::string dumps[2], lists[2];
  const char* kinds[] = {"sqlite", "postgresql"};
  for (std::size_t i = 0; i < 2; ++i) {
    const auto database = db::Database::open(new_database_url(kinds[i], folder));
    Script script(*database, GetParam());
    script.run(kSteps);
    dumps[i] = dump(*database);
    lists[i] = script.lists();
  }
  EXPECT_GT(dumps[0].size(), 20'000U) << "the script did something";
  EXPECT_NE(dumps[0].find("|done|"), std::string::npos);
  EXPECT_EQ(dumps[0], dumps[1]);
  EXPECT_EQ(lists[0], lists[1]);
}

INSTANTIATE_TEST_SUITE_P(Seeds, SameRows, testing::Values(1U, 2U, 3U, 4U));

TEST(Migrations, SayTheSameToBothDatabases) {
  const auto text = [](const std::string& backend) {
    std::ifstream file(std::string(REEVE_SOURCE_DIR) + "/src/db/migrations/" + backend +
                       "/001_first.sql");
    std::stringstream all;
    all << file.rdbuf();
    return all.str();
  };
  auto postgresql = text("postgresql");
  postgresql = std::regex_replace(postgresql, std::regex(" COLLATE \"C\""), "");
  const auto from = postgresql.find("-- Text sorts by its bytes");
  const auto to = postgresql.find("CREATE TABLE installation");
  ASSERT_NE(from, std::string::npos);
  postgresql.erase(from, to - from);
  EXPECT_EQ(postgresql, text("sqlite"));
}

}  // namespace
}  // namespace reeve::test
