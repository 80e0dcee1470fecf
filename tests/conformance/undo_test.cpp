// Undo in the database: what a sync wrote goes back exactly, what people wrote since stays and is
// told, what was refused stays refused, and an undo can be taken back.
#include "store/undo.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include "store/changes.h"
#include "store/configurations.h"
#include "store/field_sources.h"
#include "store/links.h"
#include "store/records.h"
#include "store/related_items.h"
#include "store/runs.h"
#include "store_case.h"

namespace reeve::test {
namespace {

using base::ErrorCode;
using domain::Source;
using store::ContactPatch;
using store::UndoOf;
using testing::Contains;
using testing::HasSubstr;

domain::Email mail(const std::string& value, bool primary, Source source) {
  return {value, primary, std::nullopt, source};
}

class UndoStore : public StoreTest {
 protected:
  void SetUp() override {
    StoreTest::SetUp();
    org_ = organization("Contoso");
    connection_ = connection();
    tenant_ = tenant_matched("Contoso", connection_, org_);
  }
  base::Id ended_run() {
    return write([&](auto& c) {
      const auto run = store::queue_run(c, {tenant_, "manual", {}, false, false}, 100, kNow);
      store::start_run(c, run.id, {}, connection_, kNow);
      store::finish_run(c, run.id, "ok", {}, "Done.", {}, {}, kNow);
      return run.id;
    });
  }
  void sync_writes(base::Id run, std::optional<base::Id> contact, const ContactPatch& patch,
                   base::Id* made = nullptr) {
    write([&](auto& c) {
      const auto out = store::write_contacts(c, microsoft(run), {{contact, patch}}, later(10));
      if (made != nullptr) *made = out.front().contact;
    });
  }
  // A user whom the run ties to the contact.
  base::Id tie(base::Id run, base::Id contact, const std::string& name) {
    return write([&](auto& c) {
      const auto record =
          store::write_records(
              c, tenant_, "users", run,
              {{{}, "u-" + name, name, "{}", "h", 1, {}, {{"alias", name + "@contoso.com"}}}}, kNow)
              .front();
      store::Link link;
      link.tenant = tenant_;
      link.record = record;
      link.asset = contact;
      link.type = "users";
      link.asset_kind = "contact";
      link.reason = "alias";
      link.confidence = 0.95;
      link.applied_hash = "h";
      std::vector<store::Link> links{link};
      store::create_links(c, microsoft(run), links, later(10));
      return record;
    });
  }
  ContactPatch from_microsoft() {
    ContactPatch patch;
    patch.title = std::optional<std::string>("Engineer");
    patch.emails = {{mail("ann@contoso.com", true, Source::microsoft),
                     mail("ann.alias@contoso.com", false, Source::microsoft)}};
    return patch;
  }
  void edit(base::Id contact, const ContactPatch& patch) {
    write([&](auto& c) {
      store::update_contact(c, everything(), person(), contact, patch, {}, later(20));
    });
  }
  ContactPatch title(const std::string& text) {
    ContactPatch patch;
    patch.title = std::optional<std::string>(text);
    return patch;
  }
  store::Undo undo(const UndoOf& of) {
    return write([&](auto& c) {
      const auto begun = store::begin_undo(c, everything(), person(), of, later(30));
      while (store::work_undo(c, begun.id, later(30))) {
      }
      return store::find_undo(c, everything(), begun.id).value();
    });
  }
  std::vector<store::Stayed> stayed(base::Id undo) {
    return read([&](auto& c) { return store::list_stayed(c, everything(), undo, {}).rows; });
  }
  domain::Contact get(base::Id id) {
    return read([&](auto& c) { return store::find_contact(c, everything(), id).value(); });
  }
  // Everything of the documentation but versions and when a row was written last.
  std::string documented() {
    return read([&](auto& c) {
      std::string out;
      for (const std::string sql :
           {"SELECT id, first_name, last_name, title, contact_type, notes, important, "
            "COALESCE(archived_at, 0) FROM contacts ORDER BY id",
            "SELECT contact, position, value, label, is_primary, source FROM contact_emails ORDER "
            "BY contact, position",
            "SELECT contact, position, value, extension, label, is_primary, source FROM "
            "contact_phones ORDER BY contact, position",
            "SELECT asset_kind, asset, field, source, at FROM field_sources ORDER BY asset_kind, "
            "asset, field",
            "SELECT record, asset_kind, asset, role, reason, applied_hash, created_by_run, "
            "created_at FROM links ORDER BY record"})
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
  std::vector<store::Change> history(base::Id contact) {
    return read([&](auto& c) { return store::changes_of(c, "contact", contact); });
  }

  base::Id org_ = 0, connection_ = 0, tenant_ = 0;
};
REEVE_ON_BOTH_DATABASES(UndoStore);

TEST_P(UndoStore, ARunGoesBackExactlyAndIsNotWrittenAgain) {
  const auto ann = contact(org_, "Ann", "Lee", {mail("ann@home.example", true, Source::person)});
  const auto run = ended_run();
  const auto before = documented();
  sync_writes(run, ann, from_microsoft());
  EXPECT_NE(documented(), before);
  const auto seen = read([&](auto& c) {
    return store::preview_undo(c, everything(), {.what = "run", .subject = run}, later(30));
  });
  EXPECT_EQ(seen.assets, 1);
  EXPECT_EQ(seen.restored, 3);
  EXPECT_EQ(seen.stayed, 0);
  const auto done = undo({.what = "run", .subject = run});
  EXPECT_EQ(done.state, "done");
  EXPECT_EQ(done.effect.restored, seen.restored);
  EXPECT_EQ(documented(), before);
  // The next sync says the same and is refused; what is new it writes.
  sync_writes(ended_run(), ann, from_microsoft());
  EXPECT_EQ(documented(), before);
  auto more = from_microsoft();
  more.title = std::optional<std::string>("Director");
  more.emails->push_back(mail("new@contoso.com", false, Source::microsoft));
  sync_writes(ended_run(), ann, more);
  EXPECT_EQ(get(ann).title, "Director");
  ASSERT_EQ(get(ann).emails.size(), 2U);
  EXPECT_EQ(get(ann).emails[1].value, "new@contoso.com");
}

TEST_P(UndoStore, AnUndoIsHistoryAndCanBeTakenBack) {
  const auto ann = contact(org_, "Ann", "Lee");
  const auto run = ended_run();
  sync_writes(run, ann, from_microsoft());
  const auto after_run = documented();
  const auto done = undo({.what = "run", .subject = run});
  const auto rows = history(ann);
  EXPECT_EQ(rows.front().undo, done.id);
  EXPECT_EQ(rows.front().actor, "person");
  EXPECT_EQ(rows.front().account, 7);
  std::int64_t undone = 0;
  for (const auto& row : rows) undone += row.undone_by == done.id ? 1 : 0;
  EXPECT_EQ(undone, 4);
  undo({.what = "undo", .subject = done.id});
  EXPECT_EQ(documented(), after_run);
  // Nothing is refused any more, and the run can be undone once more.
  auto again = from_microsoft();
  again.title = std::optional<std::string>("Clerk");
  sync_writes(ended_run(), ann, again);
  EXPECT_EQ(get(ann).title, "Clerk");
  EXPECT_EQ(undo({.what = "run", .subject = run}).effect.stayed, 1);
}

TEST_P(UndoStore, WhatPeopleWroteSinceStaysAndIsTold) {
  const auto ann = contact(org_, "Ann", "Lee");
  const auto first = ended_run(), second = ended_run();
  sync_writes(first, ann, from_microsoft());
  auto later_patch = from_microsoft();
  later_patch.title = std::optional<std::string>("Director");
  sync_writes(second, ann, later_patch);
  // The older one first: the later sync wrote over its title.
  const auto older = undo({.what = "run", .subject = first});
  EXPECT_TRUE(get(ann).emails.empty());
  EXPECT_EQ(get(ann).title, "Director");
  ASSERT_EQ(stayed(older.id).size(), 1U);
  EXPECT_EQ(stayed(older.id)[0].path, "title");
  EXPECT_EQ(stayed(older.id)[0].reason, "later_sync");
  EXPECT_EQ(stayed(older.id)[0].name, "Ann Lee");
  edit(ann, title("Boss"));
  const auto newer = undo({.what = "run", .subject = second});
  EXPECT_EQ(get(ann).title, "Boss");
  ASSERT_EQ(stayed(newer.id).size(), 1U);
  EXPECT_EQ(stayed(newer.id)[0].reason, "edited");
  EXPECT_EQ(newer.effect.restored, 0);
}

TEST_P(UndoStore, OneChangeOfManyGoesBackAlone) {
  const auto ann = contact(org_, "Ann", "Lee");
  sync_writes(ended_run(), ann, from_microsoft());
  base::Id row = 0;
  for (const auto& one : history(ann))
    if (one.op == "add" && one.new_value == "ann@contoso.com") row = one.id;
  undo({.what = "change", .subject = row});
  ASSERT_EQ(get(ann).emails.size(), 1U);
  EXPECT_EQ(get(ann).emails[0].value, "ann.alias@contoso.com");
  EXPECT_TRUE(get(ann).emails[0].primary);
  EXPECT_EQ(get(ann).title, "Engineer");
  EXPECT_EQ(error_of([&] { undo({.what = "change", .subject = row}); }).code(),
            ErrorCode::conflict);
  sync_writes(ended_run(), ann, from_microsoft());
  EXPECT_EQ(get(ann).emails.size(), 1U);
}

TEST_P(UndoStore, AnAddressThatMicrosoftTookAwayComesBackAndStays) {
  const auto ann = contact(org_, "Ann", "Lee");
  sync_writes(ended_run(), ann, from_microsoft());
  const auto before = documented();
  ContactPatch fewer;
  fewer.emails = {{mail("ann.new@contoso.com", true, Source::microsoft),
                   mail("ann.alias@contoso.com", false, Source::microsoft)}};
  const auto run = ended_run();
  sync_writes(run, ann, fewer);
  EXPECT_EQ(get(ann).emails.at(1).value, "ann.new@contoso.com");
  undo({.what = "run", .subject = run});
  EXPECT_EQ(documented(), before);
  sync_writes(ended_run(), ann, fewer);
  EXPECT_EQ(documented(), before);
}

TEST_P(UndoStore, WhatARunMadeIsArchivedAndUntiedUnlessSomebodyWroteIntoIt) {
  const auto old = contact(org_, "Eve", "Fox");
  const auto run = ended_run();
  const auto before = documented();
  ContactPatch made = from_microsoft();
  made.organization = org_;
  made.first_name = "Ann";
  base::Id ann = 0, bob = 0;
  sync_writes(run, std::nullopt, made, &ann);
  made.first_name = "Bob";
  sync_writes(run, std::nullopt, made, &bob);
  const auto ann_user = tie(run, ann, "ann");
  tie(run, bob, "bob");
  const auto eve_user = tie(run, old, "eve");
  edit(bob, title("Boss"));
  const auto after_run = documented();
  const auto done = undo({.what = "run", .subject = run});
  EXPECT_EQ(done.effect.archived, 1);
  EXPECT_EQ(done.effect.unlinked, 2);
  EXPECT_TRUE(get(ann).archived_at.has_value());
  EXPECT_FALSE(get(bob).archived_at.has_value());
  EXPECT_EQ(get(bob).title, "Boss");
  ASSERT_EQ(stayed(done.id).size(), 1U);
  EXPECT_EQ(stayed(done.id)[0].asset, bob);
  EXPECT_EQ(stayed(done.id)[0].reason, "edited");
  EXPECT_THAT(documented(), HasSubstr(before.substr(0, before.find('\n'))));
  const auto rulings = read([&](auto& c) { return store::decisions_of_tenant(c, tenant_); });
  ASSERT_EQ(rulings.size(), 2U);
  for (const auto& ruling : rulings) {
    EXPECT_EQ(ruling.verdict, ruling.record == ann_user ? "never_create" : "never_link");
    EXPECT_TRUE(ruling.record == ann_user || ruling.record == eve_user);
    EXPECT_EQ(ruling.account, 7);
  }
  undo({.what = "undo", .subject = done.id});
  EXPECT_EQ(documented(), after_run);
  EXPECT_TRUE(read([&](auto& c) { return store::decisions_of_tenant(c, tenant_); }).empty());
}

TEST_P(UndoStore, EverythingSinceAChangeGoesBackWhoeverDidIt) {
  const auto ann = contact(org_, "Ann", "Lee");
  const auto before = documented();
  edit(ann, title("Boss"));
  const auto since = history(ann).front().id;
  sync_writes(ended_run(), ann, from_microsoft());
  undo({.what = "asset", .subject = ann, .asset_kind = "contact", .since = since});
  EXPECT_EQ(documented(), before);
  // Without it, only what syncs did.
  edit(ann, title("Boss"));
  auto patch = from_microsoft();
  patch.emails->push_back(mail("third@contoso.com", false, Source::microsoft));
  sync_writes(ended_run(), ann, patch);
  EXPECT_EQ(get(ann).emails.size(), 1U);
  undo({.what = "asset", .subject = ann, .asset_kind = "contact"});
  EXPECT_TRUE(get(ann).emails.empty());
  EXPECT_EQ(get(ann).title, "Boss");
}

TEST_P(UndoStore, ALongUndoIsBrokenOffAnywhereAndGoesOn) {
  const auto run = ended_run();
  std::vector<base::Id> contacts;
  for (int i = 0; i < 130; ++i) contacts.push_back(contact(org_, fmt::format("Ann {}", i), "Lee"));
  const auto before = documented();
  for (const auto id : contacts) {
    ContactPatch patch = title("Engineer");
    sync_writes(run, id, patch);
  }
  const auto id = write([&](auto& c) {
    return store::begin_undo(c, everything(), person(), {.what = "run", .subject = run}, later(30))
        .id;
  });
  EXPECT_TRUE(write([&](auto& c) { return store::work_undo(c, id, later(30)); }));
  const auto half = read([&](auto& c) { return store::find_undo(c, everything(), id).value(); });
  EXPECT_EQ(half.state, "working");
  EXPECT_GT(half.effect.assets, 0);
  EXPECT_LT(half.effect.assets, 130);
  EXPECT_EQ(error_of([&] { undo({.what = "run", .subject = run}); }).code(), ErrorCode::conflict);
  EXPECT_THROW(write([&](auto& c) {
                 store::work_undo(c, id, later(30));
                 throw base::Error(ErrorCode::internal, "Killed in the middle.");
               }),
               base::Error);
  while (write([&](auto& c) { return store::work_undo(c, id, later(30)); })) {
  }
  EXPECT_EQ(documented(), before);
  const auto done = read([&](auto& c) { return store::find_undo(c, everything(), id).value(); });
  EXPECT_EQ(done.state, "done");
  EXPECT_EQ(done.effect.assets, 130);
  EXPECT_EQ(done.effect.restored, 130);
}

TEST_P(UndoStore, NobodyUndoesWhatHeMayNotSeeOrWhatIsUnderWay) {
  const auto ann = contact(org_, "Ann", "Lee");
  const auto run = ended_run();
  sync_writes(run, ann, from_microsoft());
  const auto row = history(ann).front().id;
  const auto other = store::Scope::only(9, {organization("Fabrikam")});
  for (const UndoOf& of :
       {UndoOf{.what = "run", .subject = run}, UndoOf{.what = "change", .subject = row},
        UndoOf{.what = "asset", .subject = ann, .asset_kind = "contact"},
        UndoOf{.what = "change", .subject = 999'999}})
    EXPECT_EQ(error_of([&] {
                write([&](auto& c) { store::begin_undo(c, other, person(), of, later(30)); });
              }).code(),
              ErrorCode::not_found);
  const auto open = write([&](auto& c) {
    return store::queue_run(c, {tenant_, "manual", {}, false, false}, 100, kNow).id;
  });
  EXPECT_EQ(error_of([&] { undo({.what = "run", .subject = open}); }).code(), ErrorCode::conflict);
}

TEST_P(UndoStore, ConfigurationsAndRelationsGoBackAndStayAway) {
  const auto ann = contact(org_, "Ann", "Lee");
  const auto machine = write([&](auto& c) {
    store::PlainPatch values;
    values.organization = org_;
    values.texts["name"] = "LAPTOP-1";
    return store::create_plain(c, store::kConfigurationShape, everything(), person(), values, kNow)
        .id;
  });
  const auto look = [&] {
    return read([&](auto& c) {
      const auto asset =
          store::find_plain(c, store::kConfigurationShape, everything(), machine).value();
      const auto items = store::related_items(c, everything(), {"contact", ann});
      return fmt::format("{} {} {} {} {}", asset.text_or_empty("serial_number"),
                         asset.text_or_empty("manufacturer"), asset.text_or_empty("contact"),
                         store::plain_sources(c, store::kConfigurationShape, machine).size(),
                         items.size());
    });
  };
  const auto sync = [&](base::Id run) {
    write([&](auto& c) {
      store::PlainPatch patch;
      patch.texts = {{"serial_number", "PF1"}, {"manufacturer", "Lenovo"}};
      patch.ids = {{"contact", ann}};
      store::write_plain(c, store::kConfigurationShape, microsoft(run), {{machine, patch}},
                         later(10));
      store::add_relations(
          c, microsoft(run), tenant_,
          {store::in_order({{"contact", ann}, {"configuration", machine}, "intune_user"})},
          later(10));
    });
  };
  const auto before = look();
  const auto run = ended_run();
  sync(run);
  const auto after = look();
  EXPECT_EQ(after, "PF1 Lenovo Ann Lee 4 1");
  const auto done = undo({.what = "run", .subject = run});
  EXPECT_EQ(done.effect.stayed, 0);
  EXPECT_EQ(look(), before);
  sync(ended_run());
  EXPECT_EQ(look(), before);
  undo({.what = "undo", .subject = done.id});
  EXPECT_EQ(look(), after);
}

TEST_P(UndoStore, WhoGaveWayInAnUndoneRunSpeaksForTheAssetAgain) {
  const auto ann = contact(org_, "Ann", "Lee");
  const auto first = ended_run();
  tie(first, ann, "ann");
  const auto before = documented();
  const auto run = ended_run();
  write([&](auto& c) { store::yield_primary(c, tenant_, "contact", "users", {ann}, run); });
  tie(run, ann, "ann.new");
  const auto after = documented();
  const auto done = undo({.what = "run", .subject = run});
  EXPECT_EQ(done.effect.unlinked, 1);
  EXPECT_EQ(documented(), before);
  undo({.what = "undo", .subject = done.id});
  EXPECT_EQ(documented(), after);
}

// A run that comes back to an asset late: what stayed of it is not looked at twice.
TEST_P(UndoStore, AnAssetWithManyRowsFarApartIsWorkedOnOnce) {
  const auto run = ended_run();
  const auto ann = contact(org_, "Ann", "Lee");
  const auto machine = write([&](auto& c) {
    store::PlainPatch values;
    values.organization = org_;
    values.texts["name"] = "LAPTOP-1";
    return store::create_plain(c, store::kConfigurationShape, everything(), person(), values, kNow)
        .id;
  });
  sync_writes(run, ann, from_microsoft());
  for (int i = 0; i < 260; ++i)
    sync_writes(run, contact(org_, fmt::format("Bob {}", i), "Ray"), title("Engineer"));
  write([&](auto& c) {
    store::add_relations(
        c, microsoft(run), tenant_,
        {store::in_order({{"contact", ann}, {"configuration", machine}, "intune_user"})},
        later(10));
  });
  edit(ann, title("Boss"));
  const UndoOf of{.what = "run", .subject = run};
  auto look = read([&](auto& c) { return store::begin_look(c, everything(), of); });
  int parts = 0;
  while (!look.ended) {
    read([&](auto& c) { return store::look_further(c, look, later(30)), 0; });
    ++parts;
  }
  EXPECT_GE(parts, 3);
  EXPECT_TRUE(look.effect.complete);
  EXPECT_EQ(look.changes, 4 + 260 + 2);
  const auto done = undo(of);
  EXPECT_EQ(look.effect.relations, 1);
  EXPECT_EQ(done.effect.relations, 1);
  EXPECT_EQ(done.effect.assets, look.effect.assets);
  EXPECT_EQ(done.effect.assets, 261);
  EXPECT_EQ(done.effect.restored, look.effect.restored);
  ASSERT_EQ(stayed(done.id).size(), 1U);
  EXPECT_EQ(stayed(done.id)[0].path, "title");
  EXPECT_TRUE(get(ann).emails.empty());
  EXPECT_EQ(get(ann).title, "Boss");
}

TEST_P(UndoStore, WhatIsTakenAfterAllIsRefusedNoMore) {
  const auto ann = contact(org_, "Ann", "Lee");
  const auto run = ended_run();
  sync_writes(run, ann, title("Engineer"));
  undo({.what = "run", .subject = run});
  EXPECT_EQ(write([&](auto& c) { return store::forget_refusals(c, "contact", ann, {"title"}); }),
            1);
  sync_writes(ended_run(), ann, title("Engineer"));
  EXPECT_EQ(get(ann).title, "Engineer");
}

}  // namespace
}  // namespace reeve::test
