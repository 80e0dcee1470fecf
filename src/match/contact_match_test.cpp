// The ladder from user to contact: each rung, each doubt, each ruling; and what must hold for any
// input.
#include "match/contact_match.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <map>
#include <set>

namespace reeve::match {
namespace {

using base::Id;

RecordEvidence user(Id id, std::vector<std::string> aliases, std::string user_name = "",
                    std::string name = "", UserKind kind = UserKind::licensed) {
  domain::UserTraits traits;
  traits.kind = kind;
  traits.guest = kind == UserKind::guest;
  return {id,
          "object-" + std::to_string(id),
          "User " + std::to_string(id),
          kind,
          std::move(aliases),
          std::move(user_name),
          std::move(name),
          domain::choose({}, traits)};
}
ContactEvidence contact(Id id, std::vector<std::string> emails, std::string name = "") {
  return {id, "Contact " + std::to_string(id), std::move(emails), std::move(name)};
}
ContactMatchInput input(std::vector<RecordEvidence> records,
                        std::vector<ContactEvidence> contacts) {
  ContactMatchInput in;
  in.records = std::move(records);
  in.contacts = std::move(contacts);
  in.verified_domains = {"x.com"};
  in.complete = true;
  return in;
}
ContactOutcome only(const ContactMatchInput& in) {
  const auto all = match_contacts(in);
  EXPECT_EQ(all.size(), 1U);
  return all.at(0);
}

TEST(ContactMatch, AnyAliasAgainstAnyAddressOfTheContact) {
  const auto out = only(
      input({user(1, {"a@x.com", "old@x.com"})}, {contact(10, {"private@mail.org", "old@x.com"})}));
  EXPECT_EQ(out.verdict, Verdict::linked);
  EXPECT_EQ(out.contact, 10);
  EXPECT_EQ(out.reason, "alias");
}

ContactMatchInput tagged(ContactMatchInput in) {
  in.policy.ignore_plus_tags = true;
  return in;
}

TEST(ContactMatch, AnAddressButForItsPlusTagWhereThePolicySaysSo) {
  const auto in = input({user(1, {"ann@x.com"})}, {contact(10, {"ann+news@x.com"})});
  EXPECT_EQ(only(in).verdict, Verdict::create);
  EXPECT_EQ(only(tagged(in)).reason, "plus_tag");
  EXPECT_EQ(only(tagged(in)).contact, 10);
  EXPECT_EQ(evidence_words(in.records[0], in.contacts[0]),
            "has the address ann+news@x.com, but for the plus-tag");
  const auto other = input({user(1, {"ann+admin@x.com"})}, {contact(10, {"ann@x.com"})});
  EXPECT_EQ(only(tagged(other)).contact, 10);
  auto partial = tagged(in);
  partial.complete = false;
  EXPECT_EQ(only(partial).reason, "listing_incomplete");
}

TEST(ContactMatch, TwoTagsOfOneMailboxAreAQuestion) {
  const auto out = match_contacts(tagged(
      input({user(1, {"ann@x.com"}), user(2, {"ann+admin@x.com"})}, {contact(10, {"ann@x.com"})})));
  EXPECT_EQ(out[0].reason, "alias") << "the whole address goes first";
  EXPECT_EQ(out[1].verdict, Verdict::review);
  EXPECT_EQ(out[1].reason, "several_users");
  const auto both = match_contacts(tagged(
      input({user(1, {"ann+a@x.com"}), user(2, {"ann+b@x.com"})}, {contact(10, {"ann@x.com"})})));
  EXPECT_EQ(both[0].verdict, Verdict::review);
  EXPECT_EQ(both[1].verdict, Verdict::review);
  auto in = tagged(input({user(1, {"ann+a@x.com"})}, {contact(10, {"ann@x.com"})}));
  in.links = {{99, 10}};
  EXPECT_EQ(only(in).reason, "already_linked");
}

TEST(ContactMatch, APlusSignIsOnlyATagInsideTheLocalPart) {
  EXPECT_EQ(only(tagged(input({user(1, {"+ann@x.com"})}, {contact(10, {"+bob@x.com"})}))).verdict,
            Verdict::create);
  EXPECT_EQ(only(tagged(input({user(1, {"ann@x+y.com"})}, {contact(10, {"ann@x.com"})}))).verdict,
            Verdict::create);
}

TEST(ContactMatch, ThenTheWholeUserName) {
  const auto out = only(input({user(1, {"a@x.com"}, "ann@x.com")}, {contact(10, {"ann@x.com"})}));
  EXPECT_EQ(out.reason, "user_name");
  EXPECT_EQ(out.contact, 10);
  EXPECT_EQ(only(input({user(1, {}, "ann@x.com")}, {contact(10, {"ann@y.com"})})).verdict,
            Verdict::create);
}

TEST(ContactMatch, ThenTheNameButOnlyOfAContactWithoutAnAddressInTheTenantsDomains) {
  EXPECT_EQ(
      only(input({user(1, {"a@x.com"}, "", "ann lee")}, {contact(10, {"ann@mail.org"}, "ann lee")}))
          .reason,
      "name");
  EXPECT_EQ(
      only(input({user(1, {"a@x.com"}, "", "ann lee")}, {contact(10, {"other@x.com"}, "ann lee")}))
          .verdict,
      Verdict::create);
}

TEST(ContactMatch, WithoutKnownDomainsTheNameIsOnlyAQuestion) {
  auto in = input({user(1, {"a@x.com"}, "", "ann lee")}, {contact(10, {}, "ann lee")});
  in.verified_domains.reset();
  EXPECT_EQ(only(in).verdict, Verdict::review);
  EXPECT_EQ(only(in).review_kind, "unclear_match");
}

TEST(ContactMatch, RungsThatPointToTwoContactsAreAReview) {
  for (const auto& second : {contact(11, {"ann@x.com"}), contact(11, {}, "ann lee")}) {
    const auto out = only(
        input({user(1, {"a@x.com"}, "ann@x.com", "ann lee")}, {contact(10, {"a@x.com"}), second}));
    EXPECT_EQ(out.verdict, Verdict::review);
    EXPECT_EQ(out.review_kind, "unclear_match");
    EXPECT_EQ(out.candidates, (std::vector<Id>{10, 11}));
    EXPECT_FALSE(out.sentence.empty());
  }
}

TEST(ContactMatch, OneRungForAllUsersBeforeTheNext) {
  // Two of one name: the one whose address is documented takes that contact, the other the contact
  // without an address.
  const auto out = match_contacts(
      input({user(1, {"a@x.com"}, "", "ann lee"), user(2, {"b@x.com"}, "", "ann lee")},
            {contact(10, {"a@x.com"}, "ann lee"), contact(11, {}, "ann lee")}));
  EXPECT_EQ(out[0].contact, 10);
  EXPECT_EQ(out[0].reason, "alias");
  EXPECT_EQ(out[1].contact, 11);
  EXPECT_EQ(out[1].reason, "name");
}

TEST(ContactMatch, AContactClaimedByTwoIsAReviewForBoth) {
  for (const auto& in :
       {input({user(1, {"a@x.com"}), user(2, {"b@x.com"})}, {contact(10, {"a@x.com", "b@x.com"})}),
        input({user(1, {}, "", "ann lee"), user(2, {}, "", "ann lee")},
              {contact(10, {}, "ann lee")})}) {
    const auto out = match_contacts(in);
    EXPECT_EQ(out[0].review_kind, "asset_claimed");
    EXPECT_EQ(out[1].review_kind, "asset_claimed");
    EXPECT_EQ(out[0].candidates, (std::vector<Id>{10}));
  }
}

TEST(ContactMatch, AContactThatAnotherUserHasIsNotTakenAway) {
  auto in =
      input({user(1, {"a@x.com"}), user(2, {"b@x.com"})}, {contact(10, {"a@x.com", "b@x.com"})});
  in.links = {{1, 10}};
  EXPECT_EQ(only(in).record, 2);
  EXPECT_EQ(only(in).review_kind, "asset_claimed");
}

TEST(ContactMatch, NobodyFitsCreatesOrHoldsAsThePolicySays) {
  auto in = input({user(1, {"a@x.com"})}, {});
  EXPECT_EQ(only(in).verdict, Verdict::create);
  in.policy.hold_new = true;
  EXPECT_EQ(only(in).verdict, Verdict::hold);
  EXPECT_EQ(only(in).review_kind, "new_contact");
}

TEST(ContactMatch, APartialListingLinksByAddressOnlyAndCreatesNobody) {
  auto in = input({user(1, {"a@x.com"}), user(2, {"b@x.com"}, "", "ann lee"), user(3, {"c@x.com"})},
                  {contact(10, {"a@x.com"}), contact(11, {}, "ann lee")});
  in.complete = false;
  const auto out = match_contacts(in);
  EXPECT_EQ(out[0].contact, 10);
  EXPECT_EQ(out[1].verdict, Verdict::skipped);
  EXPECT_EQ(out[2].reason, "listing_incomplete");
}

TEST(ContactMatch, WhoBecomesAContact) {
  const std::vector<std::pair<UserKind, std::string>> skipped{{UserKind::guest, "guest"},
                                                              {UserKind::room, "room"},
                                                              {UserKind::equipment, "equipment"},
                                                              {UserKind::service, "service"}};
  for (const auto& [kind, reason] : skipped) {
    const auto out = only(input({user(1, {"a@x.com"}, "", "", kind)}, {contact(10, {"a@x.com"})}));
    EXPECT_EQ(out.verdict, Verdict::skipped);
    EXPECT_EQ(out.reason, reason);
    EXPECT_FALSE(out.sentence.empty());
  }
  const std::vector<std::pair<UserKind, std::string>> link_only{
      {UserKind::unlicensed, "not_licensed"},
      {UserKind::disabled, "disabled"},
      {UserKind::shared_mailbox, "shared_mailbox"}};
  for (const auto& [kind, reason] : link_only) {
    EXPECT_EQ(only(input({user(1, {"a@x.com"}, "", "", kind)}, {contact(10, {"a@x.com"})})).verdict,
              Verdict::linked);
    EXPECT_EQ(only(input({user(1, {"a@x.com"}, "", "", kind)}, {})).reason, reason);
  }
}

TEST(ContactMatch, WhoIsOutsideTheChoiceIsNeitherLinkedNorCreatedNorARival) {
  auto in = input({user(1, {"a@x.com"}, "", "ann lee"), user(2, {"b@x.com"}, "", "ann lee")},
                  {contact(10, {}, "ann lee"), contact(11, {"a@x.com"})});
  in.records[0].choice = {Choice::Answer::not_chosen, "department", Entry::skip};
  const auto out = match_contacts(in);
  EXPECT_EQ(out[0].verdict, Verdict::not_chosen);
  EXPECT_EQ(out[0].reason, "department");
  EXPECT_EQ(out[0].sentence, "User 1 is in a department that is not chosen.");
  EXPECT_EQ(out[1].contact, 10);
  // A person's choice of contact does not bring somebody in whom the criteria leave out.
  in.rulings = {{1, "link", 11}};
  EXPECT_EQ(match_contacts(in)[0].verdict, Verdict::not_chosen);
}

TEST(ContactMatch, AnUnknownChoiceLinksAndCreatesNobodyButWhomAPersonChose) {
  auto in = input({user(1, {"a@x.com"}), user(2, {"new@x.com"})}, {contact(10, {"a@x.com"})});
  for (auto& one : in.records)
    one.choice = {Choice::Answer::unknown, "group", Entry::create_or_link};
  for (const auto& one : match_contacts(in)) {
    EXPECT_EQ(one.verdict, Verdict::skipped);
    EXPECT_EQ(one.reason, "choice_unknown");
    EXPECT_NE(one.sentence.find("groups could not be read"), std::string::npos);
  }
  in.rulings = {{1, "link", 10}};
  EXPECT_EQ(match_contacts(in)[0].verdict, Verdict::linked);
}

TEST(ContactMatch, DecisionsComeFirst) {
  auto in = input({user(1, {"a@x.com"})}, {contact(10, {"a@x.com"}), contact(11, {})});
  in.rulings = {{1, "link", 11}};
  EXPECT_EQ(only(in).contact, 11);
  EXPECT_EQ(only(in).reason, "chosen");
  in.rulings = {{1, "ignore", {}}};
  EXPECT_EQ(only(in).reason, "ignored");
  in.rulings = {{1, "never_link", {}}};
  EXPECT_EQ(only(in).reason, "never_link");
  in.rulings = {{1, "never_link", 10}};
  EXPECT_EQ(only(in).verdict, Verdict::create);
  in.contacts.clear();
  in.rulings = {{1, "never_create", {}}};
  EXPECT_EQ(only(in).reason, "never_create");
}

TEST(ContactMatch, WhatAPersonChoseForOneUserIsNobodyElses) {
  auto in = input({user(1, {"a@x.com"}), user(2, {"b@x.com"})}, {contact(10, {"b@x.com"})});
  in.rulings = {{1, "link", 10}};
  const auto out = match_contacts(in);
  EXPECT_EQ(out[0].contact, 10);
  EXPECT_NE(out[1].verdict, Verdict::linked);
}

TEST(ContactMatch, APersonsTwoAccountsShareAContactWhereSomebodySaysSo) {
  auto in = input({user(1, {"a@x.com"}), user(2, {"adm@x.com"})}, {contact(10, {"a@x.com"})});
  in.records[0].external_id = "b";
  in.records[1].external_id = "a";
  in.rulings = {{1, "link", 10}, {2, "link", 10}};
  auto out = match_contacts(in);
  EXPECT_EQ(out[0].contact, 10);
  EXPECT_EQ(out[1].contact, 10);
  EXPECT_TRUE(out[0].additional);
  EXPECT_FALSE(out[1].additional) << "the first by external id";
  in.links = {{1, 10}};
  out = match_contacts(in);
  ASSERT_EQ(out.size(), 1U);
  EXPECT_TRUE(out[0].additional);
}

TEST(ContactMatch, ANewContactIsMadeWhereSomebodySaysSo) {
  auto in = input({user(1, {"a@x.com"}), user(2, {"a@x.com"})},
                  {contact(10, {"a@x.com"}), contact(11, {"a@x.com"})});
  in.policy.hold_new = true;
  in.rulings = {{1, "link", {}}, {2, "link", {}}};
  for (const auto& one : match_contacts(in)) {
    EXPECT_EQ(one.verdict, Verdict::create);
    EXPECT_TRUE(one.ruled);
  }
  in.complete = false;
  EXPECT_EQ(match_contacts(in)[0].reason, "listing_incomplete");
}

TEST(ContactMatch, OfNewPeopleWithOneAddressOnlyTheFirstIsCreated) {
  const auto out = match_contacts(
      input({user(1, {"info@x.com", "a@x.com"}), user(2, {"info@x.com", "b@x.com"})}, {}));
  EXPECT_EQ(out[0].verdict, Verdict::create);
  EXPECT_EQ(out[1].review_kind, "asset_claimed");
}

// ---- what holds for any input ----

rc::Gen<std::string> address() {
  return rc::gen::map(rc::gen::inRange(0, 8), [](int i) {
    const char* tag = i == 2 ? "+tag" : "";
    return std::string(1, static_cast<char>('a' + (i == 2 ? 1 : i))) + tag +
           (i < 6 ? "@x.com" : "@y.org");
  });
}
rc::Gen<std::string> person_name() {
  return rc::gen::map(rc::gen::inRange(0, 4),
                      [](int i) { return i == 0 ? std::string() : "name " + std::to_string(i); });
}

ContactMatchInput any_input() {
  std::vector<RecordEvidence> records;
  const int people = *rc::gen::inRange(0, 7);
  for (int i = 1; i <= people; ++i) {
    auto one = user(i, *rc::gen::container<std::vector<std::string>>(address()), *address(),
                    *person_name(),
                    *rc::gen::element(UserKind::licensed, UserKind::licensed, UserKind::licensed,
                                      UserKind::disabled, UserKind::guest));
    if (one.aliases.size() > 2) one.aliases.resize(2);
    one.external_id = "object-" + std::to_string((i * 5) % 7);
    records.push_back(std::move(one));
  }
  std::vector<ContactEvidence> contacts;
  const int documented = *rc::gen::inRange(0, 6);
  for (int i = 0; i < documented; ++i) {
    auto one =
        contact(10 + i, *rc::gen::container<std::vector<std::string>>(address()), *person_name());
    if (one.emails.size() > 2) one.emails.resize(2);
    contacts.push_back(std::move(one));
  }
  auto in = input(std::move(records), std::move(contacts));
  in.complete = *rc::gen::inRange(0, 5) != 0;
  in.policy.ignore_plus_tags = *rc::gen::arbitrary<bool>();
  if (people > 1 && documented > 0 && *rc::gen::arbitrary<bool>()) in.links.push_back({1, 10});
  if (people > 2 && documented > 1)
    in.rulings.push_back(
        {2, *rc::gen::element<std::string>("link", "ignore", "never_create", "never_link"),
         Id{11}});
  return in;
}

std::string shown(const std::vector<ContactOutcome>& outcomes) {
  std::string out;
  for (const auto& one : outcomes) {
    out += std::to_string(one.record) + " " + std::string(to_string(one.verdict)) + " " +
           one.reason + " " + one.review_kind + " " + one.sentence + " " +
           std::to_string(one.contact.value_or(0));
    for (const Id id : one.candidates) out += " " + std::to_string(id);
    out += "\n";
  }
  return out;
}

TEST(ContactMatchProperty, NoContactHasTwoRecordsAndNoRecordTwoOutcomes) {
  EXPECT_TRUE(rc::check([] {
    const auto in = any_input();
    std::set<Id> contacts, records;
    for (const auto& link : in.links) contacts.insert(link.contact);
    for (const auto& one : match_contacts(in)) {
      RC_ASSERT(records.insert(one.record).second);
      if (one.verdict == Verdict::linked)
        RC_ASSERT(contacts.insert(one.contact.value()).second != one.additional);
      if (one.verdict == Verdict::create) RC_ASSERT(in.complete);
      if (one.verdict == Verdict::linked && !in.complete) RC_ASSERT(one.reason != "name");
    }
  }));
}

TEST(ContactMatchProperty, TheOrderOfTheInputDoesNotMatter) {
  EXPECT_TRUE(rc::check([] {
    auto in = any_input();
    const std::string before = shown(match_contacts(in));
    RC_ASSERT(shown(match_contacts(in)) == before);
    std::reverse(in.records.begin(), in.records.end());
    std::reverse(in.contacts.begin(), in.contacts.end());
    for (auto& one : in.records) std::reverse(one.aliases.begin(), one.aliases.end());
    for (auto& one : in.contacts) std::reverse(one.emails.begin(), one.emails.end());
    RC_ASSERT(shown(match_contacts(in)) == before);
  }));
}

// Told apart by a plus-tag that the policy ignores, two new people are one question, written or
// not.
TEST(ContactMatch, TwoNewPeopleWhoDifferByAPlusTagWait) {
  auto in = input({user(1, {"b@x.com"}), user(2, {"b+tag@x.com"})}, {});
  const auto apart = match_contacts(in);
  EXPECT_EQ(apart.at(1).verdict, Verdict::create) << "other addresses, where tags count";
  in.policy.ignore_plus_tags = true;
  const auto together = match_contacts(in);
  EXPECT_EQ(together.at(0).verdict, Verdict::create);
  EXPECT_EQ(together.at(1).verdict, Verdict::review);
  EXPECT_EQ(together.at(1).reason, "shared_address");
}

TEST(ContactMatch, WhoSharesAnAddressWithAnotherUserGetsNoContactByAPlusTag) {
  const auto out =
      match_contacts(tagged(input({user(1, {"b@x.com"}, "a@x.com"), user(2, {"b@x.com"})},
                                  {contact(10, {"a@x.com"}), contact(11, {"b+t@x.com"})})));
  EXPECT_EQ(out.at(0).contact, 10);
  EXPECT_EQ(out.at(1).reason, "shared_address");
}

// Writes one outcome as a sync would: the link, and the user's addresses on the contact.
void write(ContactMatchInput& in, const ContactOutcome& one) {
  if (one.verdict != Verdict::linked && one.verdict != Verdict::create) return;
  const auto& record = *std::find_if(in.records.begin(), in.records.end(),
                                     [&](const auto& r) { return r.id == one.record; });
  const Id id = one.contact.value_or(1000 + one.record);
  if (one.verdict == Verdict::create) in.contacts.push_back(contact(id, {}, record.name));
  auto& target = *std::find_if(in.contacts.begin(), in.contacts.end(),
                               [&](const auto& c) { return c.id == id; });
  target.emails.insert(target.emails.end(), record.aliases.begin(), record.aliases.end());
  target.emails.push_back(record.user_name);
  in.links.push_back({one.record, id});
}

std::string state(const ContactMatchInput& in) {
  std::map<Id, Id> links;
  for (const auto& link : in.links) links[link.record] = link.contact;
  std::string out;
  for (const auto& [record, id] : links)
    out += std::to_string(record) + "=" + std::to_string(id) + " ";
  // What remains must be the same questions, not new ones.
  return out + shown(match_contacts(in));
}

TEST(ContactMatchProperty, ARunCutAfterAnyPartAndRepeatedEndsTheSame) {
  EXPECT_TRUE(rc::check([] {
    const auto in = any_input();
    auto whole = in;
    const auto outcomes = match_contacts(in);
    for (const auto& one : outcomes) write(whole, one);
    auto cut = in;
    const auto half = *rc::gen::inRange<std::size_t>(0, outcomes.size() + 1);
    for (std::size_t i = 0; i < half; ++i) write(cut, outcomes[i]);
    for (const auto& one : match_contacts(cut)) write(cut, one);
    RC_ASSERT(state(cut) == state(whole));
    // And the same again writes nothing.
    for (const auto& one : match_contacts(whole))
      RC_ASSERT(one.verdict != Verdict::linked && one.verdict != Verdict::create);
  }));
}

}  // namespace
}  // namespace reeve::match
