// Every field of a contact under every rule: what a user record writes and what it leaves alone,
// without a database.
#include "store/mapped_contact.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include <map>

#include "store/contact_rules.h"

namespace reeve::store {
namespace {

using domain::ContactMapping;
using domain::ContactTarget;
using domain::MappingRule;
using domain::Source;

constexpr base::Time kNow{base::Millis{1'790'000'000'000}};
constexpr MappingRule kRules[] = {MappingRule::people_win, MappingRule::microsoft_wins,
                                  MappingRule::leave_alone};
constexpr Source kPeople[] = {Source::person, Source::import_, Source::api, Source::psa};

Record record_of(const std::string& body) {
  Record record;
  record.body = body;
  return record;
}

PatchResult apply(ContactState& state, const std::string& body, const ContactMapping& mapping) {
  return apply_contact_patch(state, patch_of(record_of(body), mapping), Source::microsoft, false,
                             kNow);
}

struct TextField {
  ContactTarget target;
  std::string name, property;  // another that the target reads is always blank
  std::string others;
  std::function<std::string&(domain::Contact&)> required;
  std::function<std::optional<std::string>&(domain::Contact&)> optional;
};

const std::vector<TextField>& text_fields() {
  static const std::vector<TextField> fields{
      {ContactTarget::first_name,
       "first_name",
       "givenName",
       R"("surname":"Lee","displayName":null)",
       [](domain::Contact& k) -> std::string& { return k.first_name; },
       {}},
      {ContactTarget::last_name,
       "last_name",
       "surname",
       R"("givenName":"Ann","displayName":null,"userPrincipalName":"a@x.com")",
       [](domain::Contact& k) -> std::string& { return k.last_name; },
       {}},
      {ContactTarget::title,
       "title",
       "jobTitle",
       R"("id":"1")",
       {},
       [](domain::Contact& k) -> std::optional<std::string>& { return k.title; }},
      {ContactTarget::contact_type,
       "contact_type",
       "employeeType",
       R"("id":"1")",
       {},
       [](domain::Contact& k) -> std::optional<std::string>& { return k.contact_type; }},
  };
  return fields;
}

std::string get(const TextField& field, domain::Contact& contact) {
  return field.required ? field.required(contact) : field.optional(contact).value_or("");
}
void put(const TextField& field, domain::Contact& contact, const std::string& value) {
  if (field.required) {
    field.required(contact) = value;
  } else {
    field.optional(contact) = value.empty() ? std::nullopt : std::optional(value);
  }
}

enum class Said { value, blank, nothing };

// The rule in words of the design's part 5.
std::string expected(const std::string& before, std::optional<Source> source, bool locked,
                     MappingRule rule, Said said) {
  if (rule == MappingRule::leave_alone || locked || said == Said::nothing) return before;
  const bool microsofts = source == Source::microsoft;
  if (said == Said::blank) return microsofts ? "" : before;
  const bool may = before.empty() || microsofts || rule == MappingRule::microsoft_wins;
  return may ? "New" : before;
}

std::string body_of(const TextField& field, Said said) {
  if (said == Said::nothing) return fmt::format("{{{}}}", field.others);
  return fmt::format("{{{},\"{}\":{}}}", field.others, field.property,
                     said == Said::value ? "\"New\"" : "null");
}

ContactState state_of(const TextField& field, const std::string& before,
                      std::optional<Source> source, bool locked) {
  ContactState state;
  state.contact.first_name = "Ann";
  state.contact.last_name = "Lee";
  put(field, state.contact, before);
  if (source) state.fields.written[field.name] = {*source, kNow};
  if (locked) state.fields.locks.insert(field.name);
  return state;
}

void expect_field(const TextField& field, const std::string& before, std::optional<Source> source,
                  bool locked, MappingRule rule, Said said) {
  ContactMapping mapping;
  for (const auto& target : domain::contact_targets())
    mapping.of(target.target).rule = MappingRule::leave_alone;
  mapping.of(field.target).rule = rule;
  if (field.name == "first_name") mapping.of(field.target).from = {"givenName"};
  if (field.name == "last_name") mapping.of(field.target).from = {"surname"};
  auto state = state_of(field, before, source, locked);
  const auto result = apply(state, body_of(field, said), mapping);
  const std::string wanted = expected(before, source, locked, rule, said);
  const auto what = fmt::format(
      "{} {} before={} source={} locked={} said={}", field.name, to_string(rule), before,
      source ? domain::to_string(*source) : "none", locked, static_cast<int>(said));
  EXPECT_EQ(get(field, state.contact), wanted) << what;
  EXPECT_EQ(result.changes.empty(), wanted == before) << what;
  if (wanted == before) return;
  ASSERT_EQ(result.changes.size(), 1U) << what;
  EXPECT_EQ(result.changes[0].path, field.name);
  EXPECT_EQ(result.changes[0].old_value.value_or(""), before) << "undo needs it: " << what;
  EXPECT_TRUE(state.fields.written_by(field.name, Source::microsoft)) << what;
}

TEST(MappedContact, EveryTextUnderEveryRuleSourceLockAndWord) {
  int cases = 0;
  for (const TextField& field : text_fields())
    for (const MappingRule rule : kRules)
      for (const bool locked : {false, true})
        for (const Said said : {Said::value, Said::blank, Said::nothing}) {
          expect_field(field, "", std::nullopt, locked, rule, said);
          expect_field(field, "Old", std::nullopt, locked, rule, said);
          expect_field(field, "Old", Source::microsoft, locked, rule, said);
          for (const Source source : kPeople) {
            expect_field(field, "Old", source, locked, rule, said);
            expect_field(field, "", source, locked, rule, said);
          }
          ++cases;
        }
  EXPECT_EQ(cases, 4 * 3 * 2 * 3);
}

// Lists: p: a person's, m: Microsoft's, * primary.
domain::Email email(const std::string& value, Source source, bool primary = false) {
  return {value, primary, std::nullopt, source};
}
std::string shown(const std::vector<domain::Email>& emails) {
  std::string out;
  for (const auto& one : emails)
    out += fmt::format("{}{}{}", out.empty() ? "" : " ", one.value, one.primary ? "*" : "");
  return out;
}

struct Lists {
  const char* what;
  MappingRule primary, others;
  std::string said;  // mail and proxyAddresses
  std::string after;
};
const std::string kSaid = R"("mail":"new@x","userPrincipalName":"upn@x","proxyAddresses":)"
                          R"(["SMTP:new@x","smtp:alias@x"])";
const std::string kBlank = R"("mail":null,"userPrincipalName":"","proxyAddresses":[])";

void PrintTo(const Lists& one, std::ostream* out) { *out << one.what; }

class Addresses : public testing::TestWithParam<Lists> {
 protected:
  static ContactMapping mapping(const Lists& one) {
    ContactMapping mapping;
    mapping.of(ContactTarget::primary_email).rule = one.primary;
    mapping.of(ContactTarget::emails).rule = one.others;
    return mapping;
  }
  // A person's primary address, one more of a person, two that Microsoft gave.
  static ContactState state() {
    ContactState state;
    state.contact.first_name = "Ann";
    state.contact.emails = {email("mine@x", Source::person, true), email("home@x", Source::person),
                            email("old@x", Source::microsoft), email("alias@x", Source::microsoft)};
    state.fields.written["emails"] = {Source::person, kNow};
    state.fields.written["primary_email"] = {Source::person, kNow};
    return state;
  }
};

TEST_P(Addresses, ChangeAsTheRulesSay) {
  const Lists& one = GetParam();
  auto now = state();
  const auto result = apply(now, "{" + one.said + "}", mapping(one));
  EXPECT_EQ(shown(now.contact.emails), one.after) << one.what;
  const bool same = one.after == shown(state().contact.emails);
  EXPECT_EQ(result.changes.empty(), same) << one.what;
  // The second time nothing is left to do.
  EXPECT_TRUE(apply(now, "{" + one.said + "}", mapping(one)).changes.empty()) << one.what;
}

TEST_P(Addresses, StayBehindALock) {
  const Lists& one = GetParam();
  auto now = state();
  now.fields.locks.insert("emails");
  EXPECT_TRUE(apply(now, "{" + one.said + "}", mapping(one)).changes.empty()) << one.what;
  now.fields.locks = {"primary_email"};
  apply(now, "{" + one.said + "}", mapping(one));
  EXPECT_TRUE(now.contact.emails.at(0).primary) << one.what;
  EXPECT_EQ(now.contact.emails.at(0).value, "mine@x") << one.what;
}

constexpr auto kPeopleWin = MappingRule::people_win;
constexpr auto kMicrosoft = MappingRule::microsoft_wins;
constexpr auto kLeave = MappingRule::leave_alone;

INSTANTIATE_TEST_SUITE_P(
    Rules, Addresses,
    testing::Values(Lists{"people win: Microsoft's own are brought up to date", kPeopleWin,
                          kPeopleWin, kSaid, "mine@x* home@x alias@x new@x"},
                    Lists{"Microsoft's primary address wins, people's stay", kMicrosoft, kPeopleWin,
                          kSaid, "mine@x home@x alias@x new@x*"},
                    Lists{"Microsoft's list wins, the primary one that a person chose stays",
                          kPeopleWin, kMicrosoft, kSaid, "mine@x* alias@x new@x"},
                    Lists{"Microsoft wins both", kMicrosoft, kMicrosoft, kSaid, "alias@x new@x*"},
                    Lists{"both left alone", kLeave, kLeave, kSaid, "mine@x* home@x old@x alias@x"},
                    Lists{"the primary one left alone", kLeave, kPeopleWin, kSaid,
                          "mine@x* home@x alias@x new@x"},
                    Lists{"the others left alone", kPeopleWin, kLeave, kSaid,
                          "mine@x* home@x old@x alias@x new@x"},
                    Lists{"the others left alone, Microsoft's primary wins", kMicrosoft, kLeave,
                          kSaid, "mine@x home@x old@x alias@x new@x*"},
                    Lists{"the primary one left alone, Microsoft's list wins", kLeave, kMicrosoft,
                          kSaid, "mine@x* alias@x new@x"},
                    Lists{"blanks take back what Microsoft gave", kPeopleWin, kPeopleWin, kBlank,
                          "mine@x* home@x"},
                    Lists{"blanks take nothing of people's, even where Microsoft wins", kMicrosoft,
                          kMicrosoft, kBlank, "mine@x* home@x"},
                    Lists{"what was not sent says nothing", kMicrosoft, kMicrosoft, R"("id":"1")",
                          "mine@x* home@x old@x alias@x"}));

TEST(MappedContact, TheOnlyAddressBecomesThePrimaryOneEvenWhereThatIsLeftAlone) {
  ContactState state;
  state.contact.first_name = "Ann";
  ContactMapping mapping;
  mapping.of(ContactTarget::primary_email).rule = MappingRule::leave_alone;
  apply(state, "{" + kSaid + "}", mapping);
  EXPECT_EQ(shown(state.contact.emails), "new@x* alias@x");
}

TEST(MappedContact, AliasesSwitchedOffAreTakenBackAndPeoplesStay) {
  ContactState state;
  state.contact.first_name = "Ann";
  apply(state, "{" + kSaid + "}", {});
  state.contact.emails.push_back(email("home@x", Source::person));
  ContactMapping off;
  off.of(ContactTarget::emails).from.clear();
  apply(state, "{" + kSaid + "}", off);
  EXPECT_EQ(shown(state.contact.emails), "new@x* home@x");
}

TEST(MappedContact, PhonesFollowTheirRule) {
  const std::string said = R"({"businessPhones":["+1 555 1"],"mobilePhone":"+1 555 2"})";
  for (const MappingRule rule : kRules) {
    ContactState state;
    state.contact.first_name = "Ann";
    state.contact.phones = {{"+1 999", {}, true, "Home", Source::person}};
    state.fields.written["phones"] = state.fields.written["primary_phone"] = {Source::person, kNow};
    ContactMapping mapping;
    mapping.of(ContactTarget::phones).rule = rule;
    apply(state, said, mapping);
    std::string all;
    for (const auto& one : state.contact.phones) all += one.value + (one.primary ? "* " : " ");
    const std::map<MappingRule, std::string> wanted{
        {MappingRule::people_win, "+1 999* +1 555 1 +1 555 2 "},
        {MappingRule::microsoft_wins, "+1 555 1* +1 555 2 "},
        {MappingRule::leave_alone, "+1 999* "}};
    EXPECT_EQ(all, wanted.at(rule)) << to_string(rule);
    apply(state, R"({"businessPhones":[],"mobilePhone":null})", mapping);
    EXPECT_EQ(state.contact.phones.empty(), rule == MappingRule::microsoft_wins) << to_string(rule);
  }
}

TEST(MappedContact, TheWinningPatchHoldsNothingElse) {
  const auto record =
      record_of("{" + kSaid + R"(,"jobTitle":"CEO","givenName":"A","surname":"B",)" +
                R"("displayName":"A B","businessPhones":[],"mobilePhone":null})");
  ContactMapping mapping;
  EXPECT_FALSE(wins_anywhere(mapping));
  mapping.of(ContactTarget::title).rule = MappingRule::microsoft_wins;
  EXPECT_TRUE(wins_anywhere(mapping));
  const auto patch = winning_patch_of(record, mapping);
  EXPECT_EQ(patch.title.value(), "CEO");
  EXPECT_FALSE(patch.first_name || patch.emails || patch.phones || patch.contact_type);
}

// What of a contact people wrote, by the sources that stand there.
std::map<std::string, std::string> peoples(const ContactState& state) {
  std::map<std::string, std::string> out;
  const auto& k = state.contact;
  const auto add = [&](const std::string& name, const std::string& value) {
    if (!value.empty() && !state.fields.written_by(name, Source::microsoft)) out[name] = value;
  };
  add("first_name", k.first_name);
  add("last_name", k.last_name);
  add("title", k.title.value_or(""));
  add("contact_type", k.contact_type.value_or(""));
  add("notes", k.notes.value_or(""));
  // An address that Microsoft gave goes with Microsoft, whoever marked it as the primary one.
  for (const auto& one : k.emails) {
    if (one.source == Source::microsoft) continue;
    out["email " + one.value] = one.label.value_or("");
    if (one.primary) add("primary_email", one.value);
  }
  for (const auto& one : k.phones) {
    if (one.source == Source::microsoft) continue;
    out["phone " + one.value] = one.label.value_or("");
    if (one.primary) add("primary_phone", one.value);
  }
  return out;
}

ContactState any_state() {
  const auto maybe = [](const char* value) {
    return *rc::gen::arbitrary<bool>() ? std::string(value) : std::string();
  };
  ContactState state;
  auto& k = state.contact;
  k.first_name = maybe("Old");
  k.last_name = maybe("Older");
  if (k.first_name.empty()) k.last_name = "Only";
  if (auto title = maybe("Chief"); !title.empty()) k.title = title;
  if (auto type = maybe("Buyer"); !type.empty()) k.contact_type = type;
  k.notes = "Written by hand";
  for (const auto* name : {"first_name", "last_name", "title", "contact_type", "emails", "phones"})
    state.fields.written[name] = {*rc::gen::element(Source::person, Source::import_, Source::api,
                                                    Source::microsoft, Source::psa),
                                  kNow};
  for (const auto* value : {"a@x", "b@x", "c@y"})
    if (*rc::gen::arbitrary<bool>())
      k.emails.push_back(
          email(value, *rc::gen::element(Source::person, Source::api, Source::microsoft)));
  if (!k.emails.empty()) {
    k.emails.front().primary = true;
    state.fields.written["primary_email"] = {*rc::gen::element(Source::person, Source::microsoft),
                                             kNow};
  }
  if (*rc::gen::arbitrary<bool>()) {
    k.phones = {{"+1 1", {}, true, "Home", *rc::gen::element(Source::person, Source::microsoft)}};
    state.fields.written["primary_phone"] = {k.phones[0].source, kNow};
  }
  return state;
}

std::string any_body() {
  std::string body = R"({"id":"1")";
  const auto add = [&](const std::string& name, const std::string& value) {
    const auto how = *rc::gen::inRange(0, 3);
    if (how == 0) return;
    const bool list = value.starts_with('[');
    body += fmt::format(",\"{}\":{}", name, how == 1 ? value : list ? "[]" : "null");
  };
  for (const auto* name : {"givenName", "surname", "displayName", "jobTitle", "employeeType"})
    add(name, *rc::gen::element<std::string>("\"New\"", "\"New Name\"", "\"  \""));
  add("mail", *rc::gen::element<std::string>("\"a@x\"", "\"d@x\""));
  add("userPrincipalName", "\"b@x\"");
  add("proxyAddresses",
      *rc::gen::element<std::string>("[\"SMTP:d@x\",\"smtp:c@y\"]", "[\"smtp:e@x\"]"));
  add("businessPhones", "[\"+1 2\"]");
  add("mobilePhone", *rc::gen::element<std::string>("\"+1 1\"", "\"+1 3\""));
  return body + "}";
}

RC_GTEST_PROP(MappedContact, WhatPeopleWroteIsNeverChangedByDefault, ()) {
  auto state = any_state();
  const auto before = peoples(state);
  ContactMapping mapping;
  if (*rc::gen::arbitrary<bool>())
    mapping.of(ContactTarget::contact_type).rule = MappingRule::people_win;
  for (int round = 0; round < 3; ++round) apply(state, any_body(), mapping);
  const auto after = peoples(state);
  for (const auto& [name, value] : before) {
    RC_ASSERT(after.contains(name));
    RC_ASSERT(after.at(name) == value);
  }
}

RC_GTEST_PROP(MappedContact, NothingPassesALockUnderAnyRule, ()) {
  auto state = any_state();
  for (const auto* name : {"first_name", "last_name", "title", "contact_type", "emails", "phones",
                           "primary_email", "primary_phone"})
    state.fields.locks.insert(name);
  ContactMapping mapping;
  for (const auto& target : domain::contact_targets())
    mapping.of(target.target).rule = kRules[static_cast<std::size_t>(*rc::gen::inRange(0, 3))];
  RC_ASSERT(apply(state, any_body(), mapping).changes.empty());
}

}  // namespace
}  // namespace reeve::store
