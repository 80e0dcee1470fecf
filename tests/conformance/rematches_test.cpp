// A tenant that gets another organization: what moves, what stays, what asks; and all of it undone.
#include "store/rematches.h"

#include <gmock/gmock.h>

#include <map>

#include "store/changes.h"
#include "store/links.h"
#include "store/records.h"
#include "store_case.h"

namespace reeve::test {
namespace {

using base::Id;
using testing::ElementsAre;
using testing::IsEmpty;

class Rematches : public StoreTest {
 protected:
  void SetUp() override {
    StoreTest::SetUp();
    first_ = organization("First");
    second_ = organization("Second");
    tenant_ = tenant_matched("Contoso", connection(), first_);
    write([&](auto& c) {
      store::accept_first_sync(c, tenant_, 7, kNow);
      records_ = store::write_records(c, tenant_, "users", 1,
                                      {{{}, "u1", "Made", "{}", "h", 1, {}, {}},
                                       {{}, "u2", "Before", "{}", "h", 1, {}, {}},
                                       {{}, "u3", "Edited", "{}", "h", 1, {}, {}},
                                       {{}, "u4", "Later", "{}", "h", 1, {}, {}}},
                                      kNow);
    });
    made_ = made(first_, "Made");
    before_ = contact(first_, "Before", "Sync");
    edited_ = made(first_, "Edited");
    link(0, made_, "created");
    link(1, before_, "alias");
    link(2, edited_, "created");
    edit(edited_, "Boss");
  }

  Id made(Id organization, const std::string& name) {
    return write([&](auto& c) {
      store::ContactPatch values;
      values.organization = organization;
      values.first_name = name;
      return store::write_contacts(c, microsoft(1), {{std::nullopt, values}}, kNow).at(0).contact;
    });
  }
  void edit(Id contact, const std::string& title) {
    write([&](auto& c) {
      store::ContactPatch patch;
      patch.title = std::optional(title);
      store::update_contact(c, everything(), person(), contact, patch, std::nullopt, later(1));
    });
  }
  void link(std::size_t record, Id asset, const std::string& reason) {
    write([&](auto& c) {
      store::Link link;
      link.tenant = tenant_;
      link.record = records_.at(record);
      link.asset = asset;
      link.type = "users";
      link.asset_kind = "contact";
      link.reason = reason;
      link.confidence = 0.5;
      link.applied_hash = "h";
      std::vector<store::Link> links{link};
      store::create_links(c, microsoft(1), links, kNow);
    });
  }
  void match(Id organization) {
    write([&](auto& c) { store::match_tenant(c, tenant_, organization, "chosen", 7, later(5)); });
  }
  Id at(Id contact) {
    return read([&](auto& c) {
      return store::find_contact(c, everything(), contact).value().organization;
    });
  }
  std::map<Id, Id> links() {
    std::map<Id, Id> out;
    for (const auto& one :
         read([&](auto& c) { return store::links_of_tenant(c, tenant_, "users"); }))
      out[one.record] = one.asset;
    return out;
  }
  std::vector<store::Review> open_reviews() {
    return read([&](auto& c) {
      return store::list_reviews(c, everything(), {{{"state", {"open"}}}, {}, 1, 100}).rows;
    });
  }
  // What people see of it, but for histories and times.
  std::string state() {
    std::string out;
    const auto tenant =
        read([&](auto& c) { return store::find_tenant(c, everything(), tenant_).value(); });
    out += std::to_string(tenant.organization.value_or(0)) + tenant.state +
           tenant.matched_how.value_or("-") +
           (tenant.first_sync_accepted_at ? " accepted" : " waits");
    for (const auto& one :
         read([&](auto& c) { return store::links_of_tenant(c, tenant_, "users"); }))
      out += "\n" + std::to_string(one.id) + " " + std::to_string(one.record) + " " +
             std::to_string(one.asset) + one.reason + one.role + one.applied_hash.value_or("-");
    for (const auto& one : read([&](auto& c) {
           return store::list_contacts(c, everything(), {{}, {{"id", false}}, 1, 100}).rows;
         }))
      out += "\n" + std::to_string(one.id) + " in " + std::to_string(one.organization) +
             one.first_name + one.title.value_or("-");
    return out;
  }

  Id first_ = 0, second_ = 0, tenant_ = 0, made_ = 0, before_ = 0, edited_ = 0;
  std::vector<Id> records_;
};

REEVE_ON_BOTH_DATABASES(Rematches);

TEST_P(Rematches, TheEffectIsToldBeforeAnythingIsDone) {
  const auto untouched = state();
  const auto effect = read([&](auto& c) { return store::rematch_effect(c, tenant_, second_); });
  EXPECT_EQ(effect.moves, 1);
  EXPECT_EQ(effect.unlinks, 1);
  EXPECT_EQ(effect.asks, 1);
  EXPECT_EQ(effect.assets.at(0).id, edited_);
  EXPECT_EQ(effect.assets.at(0).act, "ask");
  EXPECT_EQ(effect.assets.at(0).kind, "contact");
  EXPECT_EQ(state(), untouched);
  EXPECT_EQ(read([&](auto& c) { return store::rematch_effect(c, tenant_, first_); }).moves, 0);
}

TEST_P(Rematches, WhatTheSyncMadeMovesAndWhatWasThereStays) {
  match(second_);
  EXPECT_EQ(at(made_), second_);
  EXPECT_EQ(at(before_), first_);
  EXPECT_EQ(at(edited_), first_);
  EXPECT_EQ(links(), (std::map<Id, Id>{{records_[0], made_}, {records_[2], edited_}}));
  const auto moved = read([&](auto& c) { return store::changes_of(c, "contact", made_); }).front();
  EXPECT_EQ(moved.path, "organization");
  EXPECT_EQ(moved.new_value, std::to_string(second_));
  ASSERT_EQ(open_reviews().size(), 1U);
  EXPECT_EQ(open_reviews()[0].kind, store::kMovedAsset);
  EXPECT_EQ(open_reviews()[0].record, records_[2]);
}

TEST_P(Rematches, WhatAsksIsNotWrittenUntilSomebodyAnswers) {
  match(second_);
  const auto due = [&] {
    std::vector<Id> out;
    for (const auto& one :
         read([&](auto& c) { return store::links_to_apply(c, tenant_, "users", 9, 100); }))
      out.push_back(one.link.asset);
    return out;
  };
  EXPECT_THAT(due(), ElementsAre(made_));
  const Id review = open_reviews().at(0).id;
  write([&](auto& c) { store::decide_moved(c, review, true, 7, later(9)); });
  EXPECT_EQ(at(edited_), second_);
  EXPECT_THAT(due(), ElementsAre(made_, edited_));
  EXPECT_THAT(open_reviews(), IsEmpty());
  EXPECT_EQ(error_of([&] {
              write([&](auto& c) { store::decide_moved(c, review, false, 7, later(9)); });
            }).code(),
            base::ErrorCode::conflict);
}

TEST_P(Rematches, WhatStaysLosesItsLink) {
  match(second_);
  write([&](auto& c) { store::decide_moved(c, open_reviews().at(0).id, false, 7, later(9)); });
  EXPECT_EQ(at(edited_), first_);
  EXPECT_EQ(links(), (std::map<Id, Id>{{records_[0], made_}}));
}

TEST_P(Rematches, UndoRestoresAll) {
  const auto untouched = state();
  match(second_);
  const auto id = read([&](auto& c) { return store::last_rematch(c, tenant_); }).value().id;
  // A sync of the new organization made one more and one that was there before in the old one.
  const auto later_one = made(second_, "Later"), again = made(second_, "Before");
  link(3, later_one, "created");
  link(1, again, "created");
  write([&](auto& c) { store::undo_rematch(c, id, 7, later(20)); });
  EXPECT_EQ(state(), untouched) << "and what the sync made since is archived";
  EXPECT_THAT(open_reviews(), IsEmpty());
  EXPECT_EQ(
      error_of([&] { write([&](auto& c) { store::undo_rematch(c, id, 7, later(21)); }); }).code(),
      base::ErrorCode::conflict);
}

TEST_P(Rematches, UndoKeepsWhatPeopleWroteMeanwhile) {
  match(second_);
  edit(made_, "New title");
  const auto kept = made(second_, "Later");
  link(3, kept, "created");
  edit(kept, "Ours");
  const auto id = read([&](auto& c) { return store::last_rematch(c, tenant_); }).value().id;
  write([&](auto& c) { store::undo_rematch(c, id, 7, later(20)); });
  EXPECT_EQ(at(made_), first_);
  EXPECT_EQ(read([&](auto& c) { return store::find_contact(c, everything(), made_); })->title,
            "New title");
  const auto stays = read([&](auto& c) { return store::find_contact(c, everything(), kept); });
  EXPECT_FALSE(stays->archived_at) << "somebody edited it";
  EXPECT_EQ(stays->organization, second_);
  EXPECT_EQ(links().size(), 3U);
}

TEST_P(Rematches, WhatAnotherTenantHasTooStays) {
  const auto other = tenant_matched("Fabrikam", connection(), first_);
  write([&](auto& c) {
    const auto ids =
        store::write_records(c, other, "users", 1, {{{}, "x", "Same", "{}", "h", 1, {}, {}}}, kNow);
    store::Link link;
    link.tenant = other;
    link.record = ids[0];
    link.asset = made_;
    link.type = "users";
    link.asset_kind = "contact";
    link.reason = "alias";
    std::vector<store::Link> links{link};
    store::create_links(c, microsoft(1), links, kNow);
  });
  match(second_);
  EXPECT_EQ(at(made_), first_);
  EXPECT_FALSE(links().contains(records_[0]));
}

TEST_P(Rematches, MatchedAgainOnlyTheLastOneIsUndone) {
  match(second_);
  const auto old = read([&](auto& c) { return store::last_rematch(c, tenant_); }).value().id;
  const auto third = organization("Third");
  match(third);
  EXPECT_EQ(at(made_), third) << "a move is no edit";
  EXPECT_EQ(
      error_of([&] { write([&](auto& c) { store::undo_rematch(c, old, 7, later(20)); }); }).code(),
      base::ErrorCode::conflict);
  const auto last = read([&](auto& c) { return store::last_rematch(c, tenant_); }).value();
  EXPECT_EQ(last.from, second_);
  write([&](auto& c) { store::undo_rematch(c, last.id, 7, later(20)); });
  EXPECT_EQ(at(made_), second_);
}

}  // namespace
}  // namespace reeve::test
