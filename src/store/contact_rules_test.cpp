// What one word of a person or of Microsoft changes in a contact, without a database.
#include "store/contact_rules.h"

#include <gmock/gmock.h>

#include <ostream>

#include "base/error.h"

namespace reeve::store {
namespace {

using domain::Source;

constexpr base::Time kNow{base::Millis{1'790'000'000'000}};

ContactState state_of(const std::string& first, const std::string& last) {
  ContactState state;
  ContactPatch patch;
  patch.first_name = first;
  patch.last_name = last;
  apply_contact_patch(state, patch, Source::person, true, kNow);
  return state;
}

PatchResult apply(ContactState& state, const ContactPatch& patch, Source author) {
  return apply_contact_patch(state, patch, author, false, kNow);
}

struct Case {
  const char* what;
  std::optional<std::string> before;
  std::optional<Source> before_source;
  bool locked;
  Source author;
  std::optional<std::string> word;
  std::optional<std::string> after;
};

void PrintTo(const Case& one, std::ostream* out) { *out << one.what; }

class Title : public testing::TestWithParam<Case> {};

TEST_P(Title, IsWrittenOnlyByWhoMay) {
  const auto& one = GetParam();
  auto state = state_of("Ann", "Lee");
  state.contact.title = one.before;
  if (one.before_source) state.fields.written["title"] = {*one.before_source, kNow};
  if (one.locked) state.fields.locks.insert("title");
  ContactPatch patch;
  patch.title = one.word;
  const auto result = apply(state, patch, one.author);
  EXPECT_EQ(state.contact.title, one.after) << one.what;
  EXPECT_EQ(result.changes.empty(), one.before == one.after) << one.what;
}

INSTANTIATE_TEST_SUITE_P(
    Rules, Title,
    testing::Values(
        Case{"empty is filled", {}, {}, false, Source::microsoft, "CEO", "CEO"},
        Case{"a person's stays", "CFO", Source::person, false, Source::microsoft, "CEO", "CFO"},
        Case{"an imported one stays", "CFO", Source::import_, false, Source::microsoft, "CEO",
             "CFO"},
        Case{"the API's stays", "CFO", Source::api, false, Source::microsoft, "CEO", "CFO"},
        Case{"of unknown source stays", "CFO", {}, false, Source::microsoft, "CEO", "CFO"},
        Case{"Microsoft's own changes", "CFO", Source::microsoft, false, Source::microsoft, "CEO",
             "CEO"},
        Case{
            "Microsoft clears its own", "CFO", Source::microsoft, false, Source::microsoft, {}, {}},
        Case{"Microsoft clears no person's",
             "CFO",
             Source::person,
             false,
             Source::microsoft,
             {},
             "CFO"},
        Case{"never through a lock", "CFO", Source::microsoft, true, Source::microsoft, "CEO",
             "CFO"},
        Case{"not even into an empty one", {}, {}, true, Source::microsoft, "CEO", {}},
        Case{"a person writes through a lock", "CFO", Source::microsoft, true, Source::person,
             "CEO", "CEO"},
        Case{"a person clears", "CFO", Source::microsoft, false, Source::person, {}, {}},
        Case{"blanks are nothing", {}, {}, false, Source::microsoft, "  ", {}},
        Case{"the same is no change", "CEO", Source::person, false, Source::person, " CEO ",
             "CEO"}));

TEST(ContactRules, MicrosoftNeverTakesTheLastName) {
  ContactState state;
  ContactPatch patch;
  patch.first_name = "Ann";
  apply_contact_patch(state, patch, Source::microsoft, true, kNow);
  patch.first_name = "";
  EXPECT_TRUE(apply(state, patch, Source::microsoft).changes.empty());
  EXPECT_EQ(state.contact.first_name, "Ann");
  EXPECT_THROW(apply(state, patch, Source::person), base::Error);
}

TEST(ContactRules, OneNumberMayBeNotedTwice) {
  auto state = state_of("Ann", "Lee");
  ContactPatch patch;
  patch.phones = {{"+1 555 010", {}, false, "Work", {}},
                  {"+1555010", {}, false, "Home", {}},
                  {"+1 555 010", "7", false, {}, {}}};
  apply(state, patch, Source::person);
  ASSERT_EQ(state.contact.phones.size(), 2U) << "an extension makes another number";
  EXPECT_TRUE(state.contact.phones[0].primary);
}

TEST(ContactRules, AChangeOfOrderOrLabelIsAChange) {
  auto state = state_of("Ann", "Lee");
  ContactPatch patch;
  patch.emails = {{"a@x.y", true, {}, {}}, {"b@x.y", false, {}, {}}};
  apply(state, patch, Source::person);
  patch.emails = {{"b@x.y", false, {}, {}}, {"a@x.y", true, {}, {}}};
  EXPECT_EQ(apply(state, patch, Source::person).changes.at(0).path, "emails/order");
  patch.emails->at(0).label = "Home";
  EXPECT_EQ(apply(state, patch, Source::person).changes.at(0).path, "emails/b@x.y/label");
  EXPECT_TRUE(apply(state, patch, Source::person).changes.empty());
}

TEST(ContactRules, ListsAndTextsHaveLimits) {
  auto state = state_of("Ann", "Lee");
  ContactPatch patch;
  patch.title = std::optional<std::string>(std::string(256, 'x'));
  EXPECT_THROW(apply(state, patch, Source::person), base::Error);
  patch.title.reset();
  patch.emails.emplace();
  for (int i = 0; i < 501; ++i)
    patch.emails->push_back({std::to_string(i) + "@x.y", false, {}, {}});
  EXPECT_THROW(apply(state, patch, Source::person), base::Error);
}

TEST(ContactRules, KeysFoldWhatMeansTheSame) {
  EXPECT_EQ(email_key("ANN@X.Y"), email_key("ann@x.y"));
  EXPECT_EQ(email_key("No Address"), "no address");
  EXPECT_EQ(phone_key("+1 (555)"), "+1555");
  EXPECT_EQ(phone_key("Ask"), "ask");
}

}  // namespace
}  // namespace reeve::store
