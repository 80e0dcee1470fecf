// Two contacts become one and two again: values by choice, ties and rulings move, old ids answer,
// and what somebody changed meanwhile stays.
#include "store/merges.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include "base/json.h"
#include "store/changes.h"
#include "store/field_locks.h"
#include "store/links.h"
#include "store/records.h"
#include "store/undo.h"
#include "store_case.h"

namespace reeve::test {
namespace {

using base::ErrorCode;
using domain::Source;
using store::ContactPatch;
using store::MergeOf;
using testing::ElementsAre;
using testing::IsEmpty;

domain::Email mail(const std::string& value, bool primary, Source source = Source::person) {
  return {value, primary, std::nullopt, source};
}

class MergeStore : public StoreTest {
 protected:
  void SetUp() override {
    StoreTest::SetUp();
    org_ = organization("Contoso");
    connection_ = connection();
    tenant_ = tenant_matched("Contoso", connection_, org_);
    ann_ = contact(org_, "Ann", "Lee", {mail("ann@contoso.com", true)});
    admin_ = contact(org_, "Ann", "Lee (admin)",
                     {mail("adm-ann@contoso.com", true), mail("ann@contoso.com", false)});
    ContactPatch more;
    more.title = std::optional<std::string>("Clerk");
    edit(ann_, more);
    more.title = std::optional<std::string>("Administrator");
    more.notes = std::optional<std::string>("Calls before eight");
    edit(admin_, more);
  }
  void edit(base::Id contact, const ContactPatch& patch) {
    write([&](auto& c) {
      store::update_contact(c, everything(), person(), contact, patch, {}, later(5));
    });
  }
  base::Id tie(base::Id contact, const std::string& name, base::Id tenant) {
    return write([&](auto& c) {
      const auto record =
          store::write_records(c, tenant, "users", 1,
                               {{{}, "u-" + name, name, "{}", "h", 1, {}, {}}}, kNow)
              .front();
      store::Link link;
      link.tenant = tenant;
      link.record = record;
      link.asset = contact;
      link.type = "users";
      link.asset_kind = "contact";
      link.reason = "alias";
      link.confidence = 1;
      link.applied_hash = "h";
      std::vector<store::Link> links{link};
      store::create_links(c, microsoft(1), links, kNow);
      return record;
    });
  }
  store::Merge merge(const MergeOf& of) {
    return write(
        [&](auto& c) { return store::merge_contacts(c, everything(), person(), of, later(10)); });
  }
  std::vector<std::string> split(base::Id id) {
    return write(
        [&](auto& c) { return store::split_contact(c, everything(), person(), id, later(20)); });
  }
  domain::Contact get(base::Id id) {
    return read([&](auto& c) { return store::find_contact(c, everything(), id).value(); });
  }
  // "record role" of each link of a contact.
  std::vector<std::string> ties(base::Id contact) {
    std::vector<std::string> out;
    for (const auto& link :
         read([&](auto& c) { return store::links_of_asset(c, "contact", contact); }))
      out.push_back(fmt::format("{} {}", link.record, link.role));
    return out;
  }
  std::string documented() {
    return read([&](auto& c) {
      std::string out;
      for (const std::string sql :
           {"SELECT id, first_name, last_name, name_folded, title, contact_type, notes, important, "
            "archived_at, merged_into FROM contacts ORDER BY id",
            "SELECT contact, position, value, label, is_primary, source FROM contact_emails ORDER "
            "BY contact, position",
            "SELECT asset_kind, asset, field, source, at FROM field_sources ORDER BY asset_kind, "
            "asset, field",
            "SELECT id, record, asset, role, applied_hash FROM links ORDER BY id",
            "SELECT id, record, verdict, asset FROM decisions ORDER BY id",
            "SELECT id, detail FROM reviews ORDER BY id", "SELECT * FROM id_aliases"})
        for (const auto& row : c.query(sql)) {
          for (std::size_t i = 0; i < row.size(); ++i)
            out += row.is_null(i)              ? "-|"
                   : row.value(i).index() == 1 ? fmt::format("{}|", row.integer(i))
                                               : row.text(i) + "|";
          out += "\n";
        }
      return out;
    });
  }
  std::int64_t listed(std::vector<store::Filter> filters) {
    return read([&](auto& c) {
      return store::list_contacts(c, everything(), {std::move(filters), {}, 1, 50}).total;
    });
  }
  base::Id org_ = 0, connection_ = 0, tenant_ = 0, ann_ = 0, admin_ = 0;
};
REEVE_ON_BOTH_DATABASES(MergeStore);

TEST_P(MergeStore, ThePersonChoosesAndEmptyFieldsAreFilled) {
  const MergeOf of{ann_, admin_, {{"title", "other"}}, {}};
  const auto seen = read([&](auto& c) { return store::preview_merge(c, everything(), of); });
  EXPECT_EQ(seen.emails, 1);
  for (const auto& field : seen.fields) {
    const bool other = field.field == "title" || field.field == "notes";
    EXPECT_EQ(field.chosen, other ? "other" : "survivor") << field.field;
    const bool conflict =
        field.field == "title" || field.field == "last_name" || field.field == "primary_email";
    EXPECT_EQ(field.conflict, conflict) << field.field;
  }
  EXPECT_EQ(get(ann_).title, "Clerk");
  merge(of);
  const auto one = get(ann_);
  EXPECT_EQ(one.last_name, "Lee");
  EXPECT_EQ(one.title, "Administrator");
  EXPECT_EQ(one.notes, "Calls before eight");
  ASSERT_EQ(one.emails.size(), 2U);
  EXPECT_TRUE(one.emails[0].primary);
  EXPECT_EQ(one.emails[0].value, "ann@contoso.com");
  EXPECT_EQ(one.emails[1].value, "adm-ann@contoso.com");
  EXPECT_EQ(get(admin_).merged_into, ann_);
  EXPECT_TRUE(get(admin_).archived_at.has_value());
}

TEST_P(MergeStore, OldIdsAnswerWithTheSurvivorAlsoOverSeveralMerges) {
  const auto third = contact(org_, "A.", "Lee");
  const auto first = merge({ann_, admin_, {}, {}});
  merge({third, ann_, {}, {}});
  EXPECT_EQ(read([&](auto& c) { return store::current_contact(c, admin_); }), third);
  EXPECT_EQ(read([&](auto& c) { return store::current_contact(c, third); }), third);
  EXPECT_EQ(listed({{"id", {std::to_string(admin_)}}}), 1);
  EXPECT_EQ(listed({{"archived", {"true"}}}), 0);
  EXPECT_EQ(listed({}), 1);
  const auto all = read([&](auto& c) { return store::changes_of(c, "contact", third); });
  std::set<base::Id> of;
  for (const auto& change : all) of.insert(change.asset);
  EXPECT_EQ(of, (std::set<base::Id>{ann_, admin_, third}));
  EXPECT_EQ(error_of([&] { split(first.id); }).code(), ErrorCode::conflict);
}

TEST_P(MergeStore, TiesRulingsAndReviewsMoveAndOneUserIsPrimary) {
  const auto daily = tie(ann_, "ann", tenant_);
  const auto second = tie(admin_, "adm-ann", tenant_);
  const auto fabrikam = tenant_matched("Fabrikam", connection_, org_);
  const auto elsewhere = tie(admin_, "ann-f", fabrikam);
  write([&](auto& c) {
    store::Decision decision;
    decision.tenant = tenant_;
    decision.record = second;
    decision.verdict = "link";
    decision.asset_kind = "contact";
    decision.asset = admin_;
    decision.at = kNow;
    store::add_decision(c, decision);
    store::Review review;
    review.tenant = tenant_;
    review.record = daily;
    review.kind = "unclear_match";
    review.sentence = "Ann fits two.";
    review.detail = fmt::format(
        R"({{"candidates":[{{"id":{},"title":"Ann Lee"}},{{"id":{},"title":"Ann Admin"}}]}})", ann_,
        admin_);
    review.state = "open";
    review.created_at = kNow;
    store::replace_open_reviews(c, tenant_, {"unclear_match"}, {review}, kNow);
  });
  const auto before = documented();
  const auto done = merge({ann_, admin_, {}, {}});
  EXPECT_THAT(ties(ann_),
              ElementsAre(fmt::format("{} primary", daily), fmt::format("{} additional", second),
                          fmt::format("{} primary", elsewhere)));
  EXPECT_THAT(ties(admin_), IsEmpty());
  read([&](auto& c) {
    EXPECT_EQ(store::decisions_of_tenant(c, tenant_).at(0).asset, ann_);
    const auto review = store::list_reviews(c, everything(), {}).rows.at(0);
    const auto detail = base::parse_json(review.detail, "detail");
    EXPECT_EQ(base::member(detail, "candidates").as_array().size(), 1U);
  });
  EXPECT_THAT(split(done.id), IsEmpty());
  EXPECT_EQ(documented(), before);
}

TEST_P(MergeStore, TheOthersUserMayBecomeThePrimaryOne) {
  const auto daily = tie(ann_, "ann", tenant_);
  const auto second = tie(admin_, "adm-ann", tenant_);
  const auto before = documented();
  const auto done = merge({ann_, admin_, {}, second});
  EXPECT_THAT(ties(ann_),
              ElementsAre(fmt::format("{} additional", daily), fmt::format("{} primary", second)));
  split(done.id);
  EXPECT_EQ(documented(), before);
}

TEST_P(MergeStore, ASplitGivesBothBackButWhatSomebodyChangedSince) {
  const auto before = documented();
  auto done = merge({ann_, admin_, {{"title", "other"}, {"primary_email", "other"}}, {}});
  EXPECT_THAT(split(done.id), IsEmpty());
  EXPECT_EQ(documented(), before);
  done = merge({ann_, admin_, {{"title", "other"}}, {}});
  ContactPatch patch;
  patch.title = std::optional<std::string>("Boss");
  edit(ann_, patch);
  EXPECT_THAT(split(done.id), ElementsAre("title"));
  EXPECT_EQ(get(ann_).title, "Boss");
  EXPECT_EQ(get(ann_).notes, std::nullopt);
  EXPECT_EQ(get(admin_).title, "Administrator");
  EXPECT_FALSE(get(admin_).archived_at.has_value());
  EXPECT_EQ(error_of([&] { split(done.id); }).code(), ErrorCode::not_found);
  EXPECT_EQ(read([&](auto& c) { return store::current_contact(c, admin_); }), admin_);
}

TEST_P(MergeStore, WhatIsRefusedAndLockedComesWithTheMergeAndGoesWithTheSplit) {
  const auto refuse = [&](base::Id contact, const std::string& value, int at) {
    write([&](auto& c) {
      c.execute(
          "INSERT INTO refusals (asset_kind, asset, field, op, value, undo, account, at) VALUES "
          "('contact', $1, 'title', 'set', $2, NULL, 7, $3)",
          {contact, value, at});
    });
  };
  const auto lock = [&](base::Id contact, const std::string& field, const store::Author& author,
                        base::Time at) {
    write([&](auto& c) { store::lock_fields(c, author, {{"contact", contact, field, 1}}, at); });
  };
  const auto rulings = [&](base::Id contact) {
    return read([&](auto& c) {
      std::string out;
      for (const auto& row :
           c.query("SELECT field, value FROM refusals WHERE asset = $1 ORDER BY value", {contact}))
        out += row.text(0) + "=" + row.text(1) + " ";
      for (const auto& row :
           c.query("SELECT field FROM locks WHERE asset = $1 ORDER BY field", {contact}))
        out += row.text(0) + " ";
      return out;
    });
  };
  refuse(ann_, "Engineer", 1);
  refuse(admin_, "Engineer", 2);
  refuse(admin_, "Intern", 2);
  lock(ann_, "notes", person(), later(6));
  lock(admin_, "notes", person(), later(6));
  lock(admin_, "title", person(), later(6));
  const auto of_ann = rulings(ann_), of_admin = rulings(admin_);
  const auto done = merge({ann_, admin_, {}, {}});
  EXPECT_EQ(rulings(ann_), "title=Engineer title=Intern notes title ");
  split(done.id);
  EXPECT_EQ(rulings(ann_), of_ann);
  EXPECT_EQ(rulings(admin_), of_admin);
  // What somebody locked himself since stays.
  const auto again = merge({ann_, admin_, {}, {}});
  write([&](auto& c) {
    store::unlock_fields(c, person(), {{"contact", ann_, "title", 1}}, later(12));
  });
  lock(ann_, "title", person(), later(13));
  split(again.id);
  EXPECT_EQ(rulings(ann_), "title=Engineer notes title ");
}

TEST_P(MergeStore, AnUndoLeavesWhatWasMergedSince) {
  write([&](auto& c) {
    ContactPatch patch;
    patch.contact_type = std::optional<std::string>("Staff");
    store::write_contacts(c, microsoft(1), {{admin_, patch}}, later(6));
  });
  merge({ann_, admin_, {}, {}});
  const auto effect = read([&](auto& c) {
    return store::preview_undo(
        c, everything(), {.what = "asset", .subject = admin_, .asset_kind = "contact"}, later(30));
  });
  EXPECT_EQ(effect.assets, 0);
  ASSERT_EQ(effect.examples.size(), 1U);
  EXPECT_EQ(effect.examples[0].reason, "merged");
}

TEST_P(MergeStore, WhatCannotBeMergedIsRefusedWithASentence) {
  const auto foreign = contact(organization("Fabrikam"), "Ann", "Lee");
  const auto code = [&](const MergeOf& of) { return error_of([&] { merge(of); }).code(); };
  EXPECT_EQ(code({ann_, ann_, {}, {}}), ErrorCode::invalid);
  EXPECT_EQ(code({ann_, foreign, {}, {}}), ErrorCode::invalid);
  EXPECT_EQ(code({ann_, 999'999, {}, {}}), ErrorCode::not_found);
  EXPECT_EQ(code({ann_, admin_, {{"shoe_size", "other"}}, {}}), ErrorCode::invalid);
  EXPECT_EQ(code({ann_, admin_, {{"title", "both"}}, {}}), ErrorCode::invalid);
  const auto other = store::Scope::only(9, {foreign});
  EXPECT_EQ(error_of([&] {
              write([&](auto& c) {
                store::merge_contacts(c, other, person(), {ann_, admin_, {}, {}}, later(10));
              });
            }).code(),
            ErrorCode::not_found);
  ContactPatch archive;
  archive.archived = true;
  edit(admin_, archive);
  EXPECT_EQ(code({ann_, admin_, {}, {}}), ErrorCode::invalid);
}

}  // namespace
}  // namespace reeve::test
