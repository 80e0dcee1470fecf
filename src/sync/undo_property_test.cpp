// Random worlds and random decisions: whatever people edit, undo and redo between syncs, an undone
// sync leaves the documentation exactly as it was before, the next sync does not do it again, and
// no asset ever has two records.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstdlib>

#include "base/error.h"
#include "base/json.h"
#include "base/text.h"
#include "store/asset_tables.h"
#include "store/changes.h"
#include "store/merges.h"
#include "store/undo.h"
#include "sync/random_world_test.h"

namespace reeve::sync {
namespace {

constexpr std::uint64_t kSeeds = 40;  // REEVE_SEEDS for more, REEVE_SEED for one
constexpr int kSteps = 16;

// Tables of which an asset has many rows, by the column that names it.
const std::vector<std::pair<std::string, std::string>> kRowsOfAssets{
    {"contact", "contact_emails"},
    {"contact", "contact_phones"},
    {"configuration", "configuration_interfaces"}};

std::uint64_t number_from(const char* name, std::uint64_t otherwise) {
  const char* text = std::getenv(name);
  return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

// The order of members says nothing.
std::string sorted(const std::string& text) {
  if (!text.starts_with('{')) return text;
  std::map<std::string, std::string> members;
  const auto parsed = base::parse_json(text, "A column");
  for (const auto& one : parsed.as_object()) members.emplace(one.key(), base::to_json(one.value()));
  std::string out;
  for (const auto& [name, value] : members) out += name + "=" + value + ";";
  return out;
}

class UndoProperty : public Devices {
 protected:
  void play(std::uint64_t seed) {
    SCOPED_TRACE(fmt::format("REEVE_SEED={}", seed));
    fresh();
    choose_tier("intune");
    match(true);
    dice_.emplace(seed);
    world_.emplace(*dice_);
    runs_.clear();
    merges_.clear();
    for (std::size_t i = dice_->below(3); i-- > 0;)
      add_contact(
          dice_->pick(kFirst), dice_->pick(kLast),
          dice_->in_ten(6) ? std::vector<std::string>{some_address()} : std::vector<std::string>{});
    for (std::size_t i = 1 + dice_->below(3); i-- > 0;) world_->add_user();
    for (std::size_t i = dice_->below(3); i-- > 0;) world_->add_machine();
    if (dice_->in_ten(5)) document(dice_->pick(kMachines), dice_->pick(kSerials));
    for (int i = 0; i < kSteps && !HasFailure(); ++i) step();
  }

 private:
  std::string some_address() { return fmt::format("p{}@contoso.com", dice_->below(12)); }

  store::Author person() const { return {domain::Source::person, 7, {}, {}}; }

  void edit() {
    if (dice_->in_ten(3)) return edit_configuration();
    if (dice_->in_ten(2)) return edit_relation();
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

  void edit_configuration() {
    const auto all = configurations();
    if (all.empty()) return;
    store::PlainPatch patch;
    if (dice_->in_ten(5))
      patch.texts["name"] = dice_->pick(kMachines);
    else if (dice_->in_ten(5))
      patch.texts["notes"] = fmt::format("note {}", dice_->below(5));
    else
      patch.archived = true;
    Devices::edit(dice_->pick(all).id, patch);
  }

  // Takes one apart, or relates two.
  void edit_relation() {
    const auto machines = configurations();
    const auto people = contacts();
    if (machines.empty() || people.empty()) return;
    const store::AssetRef machine{"configuration", dice_->pick(machines).id};
    const auto there = related(machine.id);
    write([&](db::Connection& c) {
      const auto all = store::Scope::unscoped();
      if (!there.empty() && dice_->in_ten(6))
        store::unrelate(c, all, person(), machine, dice_->pick(there).id, clock_.now());
      else
        store::relate(c, all, person(), machine, {"contact", dice_->pick(people).id}, {},
                      clock_.now());
    });
  }

  base::Id sync_once() {
    script_ = world_->script();
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
      EXPECT_EQ(done.effect.relations, seen.relations);
      restored_ += seen.restored;
      archived_ += seen.archived;
      unlinked_ += seen.unlinked;
      stayed_ += seen.stayed;
      relations_ += seen.relations;
      return done;
    });
  }

  base::Id last_asset() {
    return read([](db::Connection& c) {
      const auto rows = c.query("SELECT next FROM id_sequences WHERE name = 'assets'");
      return rows.empty() ? base::Id{0} : rows.front().integer(0) - 1;
    });
  }

  // The columns of a table that say what is documented.
  static std::string columns(db::Connection& c, const std::string& table) {
    std::vector<std::string> names;
    for (const auto& row :
         c.query("SELECT name FROM pragma_table_info('" + table + "') ORDER BY cid"))
      if (row.text(0) != "version" && row.text(0) != "updated_at") names.push_back(row.text(0));
    EXPECT_FALSE(names.empty()) << table;
    return base::join(names, ", ");
  }

  // All documentation tables and the ties, but versions, the time a row was written last, and what
  // was made after `last` and is archived by now.
  std::string state(base::Id last) {
    return read([&](db::Connection& c) {
      std::vector<std::string> lines;
      const auto add = [&](const std::string& what, const std::string& sql, const db::Params& on) {
        for (const auto& row : c.query(sql, on)) {
          std::string line = what;
          for (std::size_t i = 0; i < row.size(); ++i)
            line += row.is_null(i)              ? "|-"
                    : row.value(i).index() == 1 ? fmt::format("|{}", row.integer(i))
                                                : "|" + sorted(row.text(i));
          lines.push_back(std::move(line));
        }
      };
      for (const store::AssetTable& one : store::all_asset_tables()) {
        const std::string table(one.table);
        const std::string there =
            " IN (SELECT id FROM " + table + " WHERE archived_at IS NULL OR id <= $1)";
        add(table,
            "SELECT " + columns(c, table) + " FROM " + table + " WHERE id" + there + " ORDER BY id",
            {last});
        for (const auto& [of, rows] : kRowsOfAssets)
          if (of == one.kind)
            add(rows,
                fmt::format("SELECT {} FROM {} WHERE {}{} ORDER BY {}, position",
                            rowless(columns(c, rows)), rows, of, there, of),
                {last});
        add("source",
            "SELECT asset_kind, asset, field, source, at FROM field_sources WHERE asset" + there +
                " AND asset_kind = $2 ORDER BY asset, field",
            {last, std::string(one.kind)});
      }
      add("lock", "SELECT asset_kind, asset, field, account, at FROM locks ORDER BY asset, field",
          {});
      add("link",
          "SELECT record, type, asset_kind, asset, role, reason, created_by_run, "
          "created_at FROM links ORDER BY record, asset_kind",
          {});
      add("relation",
          "SELECT a_kind, a, b_kind, b, source, reason, notes FROM related_items WHERE "
          "removed_at IS NULL ORDER BY a_kind, a, b_kind, b",
          {});
      return base::join(lines, "\n");
    });
  }
  // Rows of an asset are written anew; their own ids say nothing.
  static std::string rowless(const std::string& columns) {
    return columns.starts_with("id, ") ? columns.substr(4) : columns;
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

  std::string stayed_of(base::Id undo) {
    return read([&](db::Connection& c) {
      std::string out;
      for (const auto& row : c.query(
               "SELECT asset_kind, asset, path, reason FROM undo_stayed WHERE undo = $1", {undo}))
        out += fmt::format("{} {} {}: {}\n", row.text(0), row.integer(1), row.text(2), row.text(3));
      return out;
    });
  }

  // The last sync, undone at once.
  void sync_and_undo() {
    const base::Id last = last_asset();
    const std::string before = state(last);
    const base::Id run = sync_once();
    const std::string after = state(last);
    const auto done = undo("run", run);
    EXPECT_EQ(done.effect.stayed, 0) << stayed_of(done.id);
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
        world_->change();
        break;
      case 2:
        edit();
        break;
      case 3:
      case 4:
        world_->change();
        runs_.push_back(sync_once());
        break;
      case 5:
      case 6:
        world_->change();
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
  std::optional<RandomWorld> world_;
  std::vector<base::Id> runs_, merges_;

 protected:
  std::int64_t restored_ = 0, archived_ = 0, unlinked_ = 0, stayed_ = 0, merged_ = 0,
               relations_ = 0;
};

TEST_F(UndoProperty, AnUndoneSyncLeavesNothingAndIsNotDoneAgain) {
  if (const char* seed = std::getenv("REEVE_SEED")) return play(std::strtoull(seed, nullptr, 10));
  const auto seeds = number_from("REEVE_SEEDS", kSeeds);
  for (std::uint64_t seed = 1; seed <= seeds && !HasFailure(); ++seed) play(seed);
  // The dice threw everything that is to be shown.
  for (const auto count : {restored_, archived_, unlinked_, stayed_, merged_, relations_})
    EXPECT_GT(count, 0);
}

}  // namespace
}  // namespace reeve::sync
