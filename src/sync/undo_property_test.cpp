// Random worlds and random decisions: whatever people edit, undo and redo between syncs, an undone
// sync leaves the documentation exactly as it was before, the next sync does not do it again, and
// no asset ever has two records.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <random>

#include "base/error.h"
#include "base/json.h"
#include "base/text.h"
#include "store/changes.h"
#include "store/merges.h"
#include "store/undo.h"
#include "sync/scripted_tenant_test.h"

namespace reeve::sync {
namespace {

constexpr std::uint64_t kSeeds = 40;  // REEVE_SEEDS for more, REEVE_SEED for one
constexpr int kSteps = 16;

class Dice {
 public:
  explicit Dice(std::uint64_t seed) : random_(seed) {}
  std::size_t below(std::size_t n) { return static_cast<std::size_t>(random_() % n); }
  bool in_ten(std::size_t many) { return below(10) < many; }
  template <class List>
  const auto& pick(const List& list) {
    return list[below(std::size(list))];
  }

 private:
  std::mt19937_64 random_;
};

const std::vector<std::string> kFirst{"Ann", "Bob", "Eve", "Max"};
const std::vector<std::string> kLast{"Lee", "Ray", "Fox"};
const std::vector<std::string> kTitles{"Clerk", "Boss", "Engineer", ""};

struct User {
  std::string id, first, last, title, upn;
  std::vector<std::string> aliases, phones;
};

std::string json_of(const User& user) {
  base::json::array addresses{base::json::string("SMTP:" + user.upn)}, phones;
  for (const auto& alias : user.aliases) addresses.emplace_back("smtp:" + alias);
  for (const auto& phone : user.phones) phones.emplace_back(phone);
  base::json::object out{{"id", user.id},
                         {"displayName", user.first + " " + user.last},
                         {"givenName", user.first},
                         {"surname", user.last},
                         {"userPrincipalName", user.upn},
                         {"mail", user.upn},
                         {"accountEnabled", true},
                         {"userType", "Member"},
                         {"mobilePhone", nullptr}};
  out["jobTitle"] = user.title.empty() ? base::json::value() : base::json::value(user.title);
  out["assignedLicenses"] =
      base::json::array{base::json::object{{"skuId", "s"}, {"disabledPlans", base::json::array()}}};
  out["proxyAddresses"] = std::move(addresses);
  out["businessPhones"] = std::move(phones);
  return base::to_json(out);
}

std::uint64_t number_from(const char* name, std::uint64_t otherwise) {
  const char* text = std::getenv(name);
  return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

class UndoProperty : public RunTest {
 protected:
  void play(std::uint64_t seed) {
    SCOPED_TRACE(fmt::format("REEVE_SEED={}", seed));
    fresh();
    match(true);
    dice_.emplace(seed);
    users_.clear();
    runs_.clear();
    merges_.clear();
    next_user_ = 0;
    for (std::size_t i = dice_->below(3); i-- > 0;)
      add_contact(
          dice_->pick(kFirst), dice_->pick(kLast),
          dice_->in_ten(6) ? std::vector<std::string>{some_address()} : std::vector<std::string>{});
    for (std::size_t i = 1 + dice_->below(3); i-- > 0;) add_user();
    for (int i = 0; i < kSteps && !HasFailure(); ++i) step();
  }

 private:
  std::string some_address() { return fmt::format("p{}@contoso.com", dice_->below(12)); }

  bool taken(const std::string& address) const {
    for (const User& user : users_)
      if (user.upn == address || std::ranges::find(user.aliases, address) != user.aliases.end())
        return true;
    return false;
  }
  // One that no user has.
  std::string free_address() {
    for (;;)
      if (const auto one = fmt::format("p{}@contoso.com", dice_->below(60)); !taken(one))
        return one;
  }

  void add_user() {
    User user{fmt::format("u{}", next_user_++),
              dice_->pick(kFirst),
              dice_->pick(kLast),
              dice_->pick(kTitles),
              free_address(),
              {},
              {}};
    users_.push_back(user);
    if (dice_->in_ten(5)) users_.back().aliases.push_back(free_address());
  }

  void change_microsoft() {
    if (users_.empty() || dice_->in_ten(3)) return add_user();
    User& user = users_[dice_->below(users_.size())];
    switch (dice_->below(7)) {
      case 0:
        user.title = dice_->pick(kTitles);
        break;
      case 1:
        user.first = dice_->pick(kFirst);
        break;
      case 2:
        user.aliases.push_back(free_address());
        break;
      case 3:
        if (!user.aliases.empty()) user.aliases.erase(user.aliases.begin());
        break;
      case 4:
        user.upn = free_address();
        break;
      case 5:
        user.phones = {fmt::format("+1 425 555 {:04}", dice_->below(4))};
        break;
      default:
        if (users_.size() > 1)
          users_.erase(users_.begin() + static_cast<std::ptrdiff_t>(dice_->below(users_.size())));
    }
  }

  store::Author person() const { return {domain::Source::person, 7, {}, {}}; }

  void edit() {
    const auto all = contacts();
    if (all.empty()) return;
    const auto& contact = dice_->pick(all);
    store::ContactPatch patch;
    switch (dice_->below(5)) {
      case 0:
        patch.title = std::optional<std::string>(dice_->pick(kTitles));
        break;
      case 1:
        patch.notes = std::optional<std::string>(fmt::format("note {}", dice_->below(5)));
        break;
      case 2: {
        auto emails = contact.emails;
        const auto fresh = fmt::format("own{}@home.example", dice_->below(9));
        if (std::ranges::find(emails, fresh, &domain::Email::value) != emails.end()) return;
        emails.insert(emails.begin(), {fresh, false, std::nullopt, domain::Source::person});
        patch.emails = std::move(emails);
        break;
      }
      case 3: {
        auto emails = contact.emails;
        if (emails.empty()) return;
        emails.erase(emails.begin() + static_cast<std::ptrdiff_t>(dice_->below(emails.size())));
        for (auto& email : emails) email.primary = false;
        patch.emails = std::move(emails);
        break;
      }
      default:
        if (!dice_->in_ten(3)) return;
        patch.archived = true;
    }
    write([&](db::Connection& c) {
      store::update_contact(c, store::Scope::unscoped(), person(), contact.id, patch, {},
                            clock_.now());
    });
  }

  base::Id sync_once() {
    Script script = contoso({});
    auto& list = script["/v1.0/users"];
    list.pages = {{}};
    for (const User& user : users_) list.pages.back().push_back(json_of(user));
    script_ = std::move(script);
    const auto run = queue();
    const auto out = RunTest::run(run);
    EXPECT_TRUE(out.state == "ok" || out.state == "gaps" || out.state == "held") << out.sentence;
    return run.id;
  }

  store::Undo undo(const std::string& what, base::Id subject) {
    clock_.advance(base::Millis{1000});
    return write([&](db::Connection& c) {
      const auto of = store::UndoOf{.what = what, .subject = subject};
      const auto seen = store::preview_undo(c, store::Scope::unscoped(), of, clock_.now());
      const auto begun = store::begin_undo(c, store::Scope::unscoped(), person(), of, clock_.now());
      while (store::work_undo(c, begun.id, clock_.now())) {
      }
      const auto done = store::find_undo(c, store::Scope::unscoped(), begun.id).value();
      EXPECT_EQ(done.effect.restored, seen.restored);
      EXPECT_EQ(done.effect.archived, seen.archived);
      EXPECT_EQ(done.effect.unlinked, seen.unlinked);
      EXPECT_EQ(done.effect.stayed, seen.stayed);
      restored_ += seen.restored;
      archived_ += seen.archived;
      unlinked_ += seen.unlinked;
      stayed_ += seen.stayed;
      return done;
    });
  }

  base::Id last_asset() {
    return read([](db::Connection& c) {
      const auto rows = c.query("SELECT next FROM id_sequences WHERE name = 'assets'");
      return rows.empty() ? base::Id{0} : rows.front().integer(0) - 1;
    });
  }

  // All documentation tables and the ties, but versions, the time a row was written last, and what
  // was made after `last` and is archived by now.
  std::string state(base::Id last) {
    return read([&](db::Connection& c) {
      std::vector<std::string> lines;
      const auto add = [&](std::string_view sql, bool scoped) {
        for (const auto& row : c.query(sql, scoped ? db::Params{last} : db::Params{})) {
          std::string line;
          for (std::size_t i = 0; i < row.size(); ++i)
            line += row.is_null(i)              ? "-|"
                    : row.value(i).index() == 1 ? fmt::format("{}|", row.integer(i))
                                                : row.text(i) + "|";
          lines.push_back(std::move(line));
        }
      };
      const std::string one_there =
          "IN (SELECT id FROM contacts WHERE archived_at IS NULL OR id <= $1)";
      add("SELECT 'contact', id, organization, first_name, last_name, name_folded, title, "
          "contact_type, notes, important, archived_at, merged_into, created_at FROM contacts "
          "WHERE archived_at IS NULL OR id <= $1 ORDER BY id",
          true);
      add("SELECT 'email', contact, position, value, value_folded, label, is_primary, source FROM "
          "contact_emails WHERE contact " +
              one_there + " ORDER BY contact, position",
          true);
      add("SELECT 'phone', contact, position, value, digits, extension, label, is_primary, source "
          "FROM contact_phones WHERE contact " +
              one_there + " ORDER BY contact, position",
          true);
      add("SELECT 'source', asset_kind, asset, field, source, at FROM field_sources WHERE asset " +
              one_there + " ORDER BY asset, field",
          true);
      add("SELECT 'lock', asset_kind, asset, field, account, at FROM locks ORDER BY asset, field",
          false);
      add("SELECT 'flexible', id, organization, type, name, traits FROM flexible_assets WHERE "
          "archived_at IS NULL OR id <= $1 ORDER BY id",
          true);
      add("SELECT 'link', record, type, asset_kind, asset, role, reason, created_by_run, "
          "created_at FROM links ORDER BY record, asset_kind",
          false);
      return base::join(lines, "\n");
    });
  }

  void check_records() {
    read([](db::Connection& c) {
      EXPECT_TRUE(c.query("SELECT 1 FROM links WHERE role = 'primary' GROUP BY tenant, type, "
                          "asset_kind, asset HAVING COUNT(*) > 1")
                      .empty());
      EXPECT_TRUE(
          c.query("SELECT 1 FROM links GROUP BY record, asset_kind HAVING COUNT(*) > 1").empty());
      // Nobody is documented twice: no two living contacts that a sync made for one record.
      EXPECT_TRUE(c.query("SELECT 1 FROM changes h JOIN contacts k ON k.id = h.asset WHERE h.op = "
                          "'link' AND h.actor = 'microsoft' AND h.asset_kind = 'contact' AND "
                          "k.archived_at IS NULL AND EXISTS (SELECT 1 FROM changes m WHERE "
                          "m.asset_kind = 'contact' AND m.asset = k.id AND m.op = 'create' AND "
                          "m.actor = 'microsoft') GROUP BY h.new HAVING COUNT(DISTINCT k.id) > 1")
                      .empty());
    });
  }

  // The last sync, undone at once.
  void sync_and_undo() {
    const base::Id last = last_asset();
    const std::string before = state(last);
    const base::Id run = sync_once();
    const std::string after = state(last);
    const auto done = undo("run", run);
    EXPECT_EQ(done.effect.stayed, 0);
    ASSERT_EQ(state(last), before) << "the undone sync left something";
    if (dice_->in_ten(7)) {
      runs_.push_back(sync_once());
      ASSERT_EQ(state(last), before) << "the next sync did again what was refused";
    }
    if (dice_->in_ten(5)) {
      undo("undo", done.id);
      ASSERT_EQ(state(last), after) << "the redone sync is not what it was";
      runs_.push_back(run);
    }
  }

  // One that is split again at once leaves nothing.
  void merge() {
    const auto all = contacts();
    if (all.size() < 2) return;
    const auto one = dice_->below(all.size());
    const auto other = (one + 1 + dice_->below(all.size() - 1)) % all.size();
    store::MergeOf of{all[one].id, all[other].id, {}, {}};
    if (dice_->in_ten(5)) of.fields["title"] = "other";
    if (dice_->in_ten(3)) of.fields["primary_email"] = "other";
    clock_.advance(base::Millis{1000});
    const base::Id last = last_asset();
    const std::string before = state(last);
    const auto merged = write([&](db::Connection& c) {
      return store::merge_contacts(c, store::Scope::unscoped(), person(), of, clock_.now()).id;
    });
    ++merged_;
    if (dice_->in_ten(4)) {
      EXPECT_TRUE(split(merged).empty());
      ASSERT_EQ(state(last), before) << "the split left something";
    } else {
      merges_.push_back(merged);
    }
  }

  std::vector<std::string> split(base::Id merge) {
    return write([&](db::Connection& c) {
      return store::split_contact(c, store::Scope::unscoped(), person(), merge, clock_.now());
    });
  }

  void split_any() {
    if (merges_.empty()) return;
    const auto at = dice_->below(merges_.size());
    try {
      split(merges_[at]);
      merges_.erase(merges_.begin() + static_cast<std::ptrdiff_t>(at));
    } catch (const base::Error& error) {
      EXPECT_EQ(error.code(), base::ErrorCode::conflict) << error.message();
    }
  }

  void step() {
    switch (dice_->below(10)) {
      case 0:
      case 1:
        change_microsoft();
        break;
      case 2:
        edit();
        break;
      case 3:
      case 4:
        change_microsoft();
        runs_.push_back(sync_once());
        break;
      case 5:
      case 6:
        change_microsoft();
        sync_and_undo();
        break;
      case 7:
        merge();
        break;
      case 8:
        split_any();
        break;
      default:
        if (runs_.empty()) break;
        undo("run", dice_->pick(runs_));
        runs_.push_back(sync_once());
    }
    check_records();
  }

  std::optional<Dice> dice_;
  std::vector<User> users_;
  std::vector<base::Id> runs_, merges_;
  int next_user_ = 0;

 protected:
  std::int64_t restored_ = 0, archived_ = 0, unlinked_ = 0, stayed_ = 0, merged_ = 0;
};

TEST_F(UndoProperty, AnUndoneSyncLeavesNothingAndIsNotDoneAgain) {
  if (const char* seed = std::getenv("REEVE_SEED")) return play(std::strtoull(seed, nullptr, 10));
  const auto seeds = number_from("REEVE_SEEDS", kSeeds);
  for (std::uint64_t seed = 1; seed <= seeds && !HasFailure(); ++seed) play(seed);
  // The dice threw everything that is to be shown.
  for (const auto count : {restored_, archived_, unlinked_, stayed_, merged_}) EXPECT_GT(count, 0);
}

}  // namespace
}  // namespace reeve::sync
