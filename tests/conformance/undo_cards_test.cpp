// Network cards and relations go back with the run that wrote them or took them apart, and no sync
// does it again.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "store/configurations.h"
#include "store/related_items.h"
#include "store/runs.h"
#include "store/undo.h"
#include "store_case.h"

namespace reeve::test {
namespace {

using domain::Source;
using store::UndoOf;

class UndoCards : public StoreTest {
 protected:
  void SetUp() override {
    StoreTest::SetUp();
    org_ = organization("Contoso");
    connection_ = connection();
    tenant_ = tenant_matched("Contoso", connection_, org_);
  }
  base::Id ended(db::Connection& c) {
    const auto run = store::queue_run(c, {tenant_, "manual", {}, false, false}, 100, kNow);
    store::start_run(c, run.id, {}, connection_, kNow);
    store::finish_run(c, run.id, "ok", {}, "Done.", {}, {}, kNow);
    return run.id;
  }
  base::Id ended_run() {
    return write([&](auto& c) { return ended(c); });
  }
  store::Undo undo(const UndoOf& of) {
    return write([&](auto& c) {
      const auto begun = store::begin_undo(c, everything(), person(), of, later(30));
      while (store::work_undo(c, begun.id, later(30))) {
      }
      return store::find_undo(c, everything(), begun.id).value();
    });
  }

  base::Id org_ = 0, connection_ = 0, tenant_ = 0;
};
REEVE_ON_BOTH_DATABASES(UndoCards);

TEST_P(UndoCards, NetworkCardsGoBackAndStayAway) {
  const auto machine = write([&](auto& c) {
    store::PlainPatch values;
    values.organization = org_;
    values.texts["name"] = "LAPTOP-1";
    return store::create_plain(c, store::kConfigurationShape, everything(), person(), values, kNow)
        .id;
  });
  const auto sync = [&](base::Id run, const std::vector<std::string>& macs) {
    std::vector<store::Interface> cards;
    for (const auto& mac : macs) {
      store::Interface card;
      card.name = "Ethernet";
      card.mac_address = mac;
      card.source = Source::microsoft;
      cards.push_back(std::move(card));
    }
    write([&](auto& c) { store::state_interfaces(c, microsoft(run), machine, cards, later(10)); });
  };
  const auto look = [&] {
    std::string out;
    for (const auto& card : read([&](auto& c) { return store::interfaces_of(c, machine); }))
      out += fmt::format("{} {} {} {}\n", card.id, card.name.value_or("-"),
                         card.mac_address.value_or("-"), domain::to_string(card.source));
    return out;
  };
  sync(ended_run(), {"00:1A:2B:00:00:01", "00:1A:2B:00:00:02"});
  const auto before = look();
  const auto run = ended_run();
  sync(run, {"00:1A:2B:00:00:02", "00:1A:2B:00:00:03"});
  const auto after = look();
  EXPECT_NE(after, before);
  const auto done = undo({.what = "run", .subject = run});
  EXPECT_EQ(done.effect.restored, 2);
  EXPECT_EQ(done.effect.stayed, 0);
  EXPECT_EQ(look(), before);
  sync(ended_run(), {"00:1A:2B:00:00:02", "00:1A:2B:00:00:03"});
  EXPECT_EQ(look(), before);
  undo({.what = "undo", .subject = done.id});
  EXPECT_EQ(look(), after);
}

TEST_P(UndoCards, ARelationThatIsPutBackStaysUntilTheUndoIsTakenBack) {
  const auto ann = contact(org_, "Ann", "Lee");
  const auto pair =
      store::in_order({{"contact", ann}, {"contact", contact(org_, "Bob", "Ray")}, "intune_user"});
  const auto there = [&] {
    return read([&](auto& c) { return store::related_items(c, everything(), pair.a).size(); });
  };
  const auto add = [&] {
    return write([&](auto& c) {
      return store::add_relations(c, microsoft(ended(c)), tenant_, {pair, pair}, later(10));
    });
  };
  const auto remove = [&] {
    base::Id run = 0;
    const auto id = read([&](auto& c) {
      const auto items = store::related_items(c, everything(), pair.a);
      return items.at(0).id;
    });
    const auto removed = write([&](auto& c) {
      run = ended(c);
      return store::remove_relations(c, microsoft(run), {id, id}, later(10));
    });
    return std::pair(run, removed);
  };
  EXPECT_EQ(add(), 1) << "a pair that is named twice is one";
  const auto [run, removed] = remove();
  EXPECT_EQ(removed, 1);
  EXPECT_EQ(there(), 0U);
  const auto done = undo({.what = "run", .subject = run});
  EXPECT_EQ(done.effect.relations, 1);
  EXPECT_EQ(there(), 1U);
  EXPECT_TRUE(read([&](auto& c) { return store::relations_of_tenant(c, tenant_); }).empty());
  EXPECT_EQ(remove().second, 0) << "the person wants it";
  undo({.what = "undo", .subject = done.id});
  EXPECT_EQ(there(), 0U);
  EXPECT_EQ(add(), 1) << "it is a sync's again";
  EXPECT_EQ(remove().second, 1);
}

}  // namespace
}  // namespace reeve::test
