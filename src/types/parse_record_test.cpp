// Every data type of the registry against Microsoft's own examples, metadata and permissions; and
// hostile objects.
#include "types/parse_record.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <optional>
#include <set>
#include <sstream>

#include "base/json.h"
#include "base/text.h"
#include "types/product_names.h"
#include "types/registry.h"

namespace reeve::types {
namespace {

const std::filesystem::path kMicrosoft = std::filesystem::path(REEVE_SHARED_DIR) / "microsoft";

std::string read_file(const std::filesystem::path& path) {
  std::ifstream in(path);
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

const DataType& users() { return *find_type("users"); }

// The properties of one entity type of the trimmed metadata, and of its base types in the same
// file.
std::set<std::string> properties_of(const std::string& csdl, const std::string& entity) {
  std::set<std::string> names;
  auto at = csdl.find("EntityType Name=\"" + entity + "\"");
  if (at == std::string::npos) return names;
  const std::string block = csdl.substr(at, csdl.find("</EntityType>", at) - at);
  for (at = block.find("Property Name=\""); at != std::string::npos;
       at = block.find("Property Name=\"", at + 1)) {
    const auto start = at + 15;
    names.insert(block.substr(start, block.find('"', start) - start));
  }
  if (const auto base = block.find("BaseType=\"graph.");
      base != std::string::npos && base < block.find('>')) {
    const auto start = base + 16;
    names.merge(properties_of(csdl, block.substr(start, block.find('"', start) - start)));
  }
  return names;
}

// Where Graph documents each type: its entity and the recorded example.
struct Documented {
  std::string entity, example;
  bool shortened = false;  // the example has no id, or only two properties; the id is added here
};
Documented documented(const DataType& type) {
  static const std::map<std::string_view, Documented> all{
      {"organization", {"organization", "organization-list--1.json"}},
      {"subscribed_skus", {"subscribedSku", "subscribedsku-get--1.json"}},
      {"users", {"user", "user-get--2.json"}},
      {"domains", {"domain", "domain-get--1.json"}},
      {"groups", {"group", "group-get--1.json"}},
      {"mailbox_usage", {"", "beta-reportroot-getmailboxusagedetail--3.json"}},
      {"mailbox_purposes", {"", "v1-mailboxsettings-get.json"}},
      {"managed_devices", {"managedDevice", "intune-devices-manageddevice-get--1.json"}},
      {"devices", {"device", "device-get--1.json"}},
      {"directory_roles", {"directoryRole", "directoryrole-list--1.json"}},
      {"role_assignments", {"unifiedRoleAssignment", "unifiedroleassignment-get--1.json"}},
      {"own_application", {"servicePrincipal", "serviceprincipal-get--1.json"}},
      {"own_permissions", {"appRoleAssignment", "user-list-approleassignments--1.json"}},
      {"mfa_registrations",
       {"userRegistrationDetails", "beta-userregistrationdetails-get--1.json"}},
      {"sign_in_activity", {"user", "v1-signinactivity-shape.json", true}},
  };
  const auto found = all.find(type.name);
  return found == all.end() ? Documented{} : found->second;
}

// The example as Graph would send it: of a list the first object, of a wrapped one the object.
std::string example_object(const DataType& type, const Documented& where) {
  const auto answer =
      base::parse_json(read_file(kMicrosoft / "examples" / where.example), where.example);
  if (where.shortened)
    return base::to_json(base::json::object{
        {"id", "1"}, {"userPrincipalName", "a@contoso.com"}, {type.fields.back().name, answer}});
  if (type.reader == Reader::mailbox_purposes)
    return base::to_json(base::json::object{
        {"id", "1"},
        {"userPrincipalName", "a@contoso.com"},
        {"userPurpose", base::text_member(base::member(answer, "userPurpose"), "value")}});
  const auto& value = base::member(answer, "value");
  if (type.reader == Reader::mailbox_report) {
    auto row = value.as_array().at(0).as_object();
    row["id"] = row.at("userPrincipalName");
    return base::to_json(row);
  }
  if (value.is_array()) return base::to_json(value.as_array().at(0));
  return base::to_json(value.is_object() ? value : answer);
}

class EveryType : public testing::TestWithParam<const DataType*> {
 protected:
  void SetUp() override {
    if (!std::filesystem::exists(kMicrosoft))
      GTEST_SKIP() << "Microsoft's examples are not beside this checkout: " << kMicrosoft;
  }
};

TEST_P(EveryType, ParsesMicrosoftsExample) {
  const DataType& type = *GetParam();
  const Documented where = documented(type);
  ASSERT_FALSE(where.example.empty()) << "name the example of " << type.name << " in documented()";
  const std::string object = example_object(type, where);
  const ParsedRecord record = parse_record(type, object);
  EXPECT_EQ(record.problem, "") << object;
  EXPECT_FALSE(record.external_id.empty());
  EXPECT_FALSE(record.title.empty());
  EXPECT_EQ(record.hash.size(), 32U);
  EXPECT_TRUE(record.notes.empty())
      << record.notes.front().code << " " << record.notes.front().field;
  const auto body = base::parse_json(record.body, "the body");
  EXPECT_GT(body.as_object().size(), 2U);
  for (const auto& member : body.as_object())
    EXPECT_NE(find_field(type, member.key()), nullptr) << member.key();
}

// The names that Microsoft has for the type's fields: of its entity, or of what stands in for one.
std::set<std::string> known_names(const DataType& type) {
  const auto csdl = read_file(kMicrosoft / "metadata-v1.0-trimmed.csdl.xml");
  if (type.reader == Reader::mailbox_purposes)
    return csdl.find("<ComplexType Name=\"mailboxSettings\"") != std::string::npos &&
                   csdl.find("Property Name=\"userPurpose\"") != std::string::npos
               ? std::set<std::string>{"id", "userPrincipalName", "userPurpose", "askedAs"}
               : std::set<std::string>{};
  if (type.reader != Reader::mailbox_report) return properties_of(csdl, documented(type).entity);
  const auto example =
      base::parse_json(read_file(kMicrosoft / "examples" / documented(type).example), "example");
  std::set<std::string> names{"id"};
  for (const auto& one : base::member(example, "value").as_array().at(0).as_object())
    names.emplace(one.key());
  return names;
}

TEST_P(EveryType, AsksOnlyForPropertiesThatMicrosoftHas) {
  const DataType& type = *GetParam();
  const auto known = known_names(type);
  ASSERT_FALSE(known.empty()) << type.name;
  for (const Field& field : type.fields)
    EXPECT_TRUE(known.contains(std::string(field.name))) << field.name;
}

// The columns of 2023 stand in an example, the two newer ones in the page of 2024.
TEST(MailboxUsage, NamesTheColumnsOfTheReport) {
  const auto header =
      read_file(kMicrosoft / "examples" / "reportroot-getmailboxusagedetail--2.csv");
  if (header.empty()) GTEST_SKIP() << "Microsoft's examples are not beside this checkout";
  std::set<std::string> columns{"Deleted Item Quota (Byte)", "Has Archive"};
  for (const auto& one : base::split(std::string(base::trim(header)), ','))
    columns.emplace(base::trim(one));
  for (const Field& field : find_type("mailbox_usage")->fields)
    EXPECT_EQ(field.column.empty(), field.name == "id") << field.name;
  for (const Field& field : find_type("mailbox_usage")->fields)
    if (!field.column.empty()) {
      EXPECT_TRUE(columns.contains(std::string(field.column))) << field.column;
    }
}

// The permissions that Microsoft's table has for an address, application ones.
std::optional<std::set<std::string>> accepted_for(const std::string& path) {
  std::istringstream table(read_file(kMicrosoft / "endpoint-permissions.tsv"));
  for (std::string line; std::getline(table, line);) {
    const auto columns = base::split(line, '\t');
    if (columns.size() < 5 || columns[0] != "GET" || columns[1] != path) continue;
    std::set<std::string> accepted;
    for (std::size_t i = 4; i < columns.size(); ++i)
      for (const std::string& one : base::split(columns[i], ',')) accepted.emplace(base::trim(one));
    return accepted;
  }
  return std::nullopt;
}

TEST_P(EveryType, NamesAPermissionThatMicrosoftAcceptsForItsPath) {
  const DataType& type = *GetParam();
  ASSERT_TRUE(type.path.starts_with("/v1.0/"));
  const auto accepted = accepted_for(table_path(type));
  ASSERT_TRUE(accepted) << table_path(type);
  EXPECT_TRUE(accepted->contains(std::string(type.permission))) << type.permission;
  if (type.delta_path.empty()) return;
  const auto changes = accepted_for(base::ascii_lower(type.delta_path.substr(5)));
  ASSERT_TRUE(changes) << type.delta_path;
  EXPECT_TRUE(changes->contains(std::string(type.permission))) << type.permission;
}

TEST_P(EveryType, IsDeclaredWhole) {
  const DataType& type = *GetParam();
  EXPECT_EQ(type.fields.front().name, "id");
  EXPECT_FALSE(type.title.empty());
  EXPECT_NE(find_field(type, type.title_field), nullptr);
  std::set<std::string_view> names;
  for (const Field& field : type.fields) {
    EXPECT_FALSE(field.label.empty()) << field.name;
    EXPECT_TRUE(names.insert(field.name).second) << field.name << " stands twice";
    EXPECT_TRUE(field.kept || !field.edge.empty()) << field.name << " is neither kept nor an edge";
  }
  EXPECT_EQ(find_type(type.name), &type);
}

INSTANTIATE_TEST_SUITE_P(Registry, EveryType,
                         testing::ValuesIn(all_types().begin(), all_types().end()),
                         [](const auto& each) { return std::string(each.param->name); });

TEST(Registry, DerivesTheQuery) {
  const std::string asked = path_and_query(users());
  EXPECT_TRUE(asked.starts_with("/v1.0/users?$select=id,displayName,givenName,")) << asked;
  EXPECT_TRUE(asked.ends_with("&$expand=manager($select=id)&$top=999")) << asked;
  EXPECT_EQ(asked.substr(0, asked.find('&')).find("manager"), std::string::npos) << asked;
  EXPECT_EQ(path_and_query(*find_type("subscribed_skus")), "/v1.0/subscribedSkus");
  EXPECT_EQ(find_type("nothing"), nullptr);
}

TEST(Registry, DerivesTheQuestionOfChanges) {
  const std::string asked = delta_query(users());
  EXPECT_TRUE(asked.starts_with("/v1.0/users/delta?$select=id,displayName,")) << asked;
  EXPECT_NE(asked.find(",manager,"), std::string::npos) << asked;
  EXPECT_EQ(asked.find("$expand"), std::string::npos) << asked;
  EXPECT_EQ(asked.find("$top"), std::string::npos) << asked;
  EXPECT_TRUE(delta_query(*find_type("groups")).ends_with(",members"));
}

TEST(ParseRecord, MakesKeysOfAddressesUserNameAndName) {
  const auto record =
      parse_record(users(), R"({"id":"1","displayName":"Ann Lee","givenName":"Ann","surname":"LÉE",
    "userPrincipalName":"Ann@Contoso.com","mail":"ann.lee@contoso.com",
    "proxyAddresses":["smtp:Old@contoso.com","SMTP:ann.lee@contoso.com","X500:/o=x","SIP:ann@contoso.com"]})");
  const std::vector<ParsedKey> wanted{{"alias", "ann.lee@contoso.com"},
                                      {"alias", "old@contoso.com"},
                                      {"name", "ann lee"},
                                      {"upn", "ann@contoso.com"}};
  EXPECT_EQ(record.keys, wanted);
  EXPECT_EQ(record.title, "Ann Lee");
}

TEST(ParseRecord, HashIgnoresTheOrderOfMembersAndOfSetsAndWhatIsNotDeclared) {
  const auto one = parse_record(
      users(), R"({"id":"1","displayName":"A","proxyAddresses":["smtp:b@x.y","SMTP:a@x.y"],
    "assignedLicenses":[{"skuId":"s1","disabledPlans":[]},{"skuId":"s0","disabledPlans":[]}]})");
  const auto other = parse_record(
      users(),
      R"({"assignedLicenses":[{"disabledPlans":[],"skuId":"s0"},{"disabledPlans":[],"skuId":"s1"}],
    "undeclared":{"x":[1]},"proxyAddresses":["SMTP:a@x.y","smtp:b@x.y"],"displayName":"A","id":"1"})");
  EXPECT_EQ(one.hash, other.hash);
  EXPECT_EQ(one.body, other.body);
  const auto renamed = parse_record(users(), R"({"id":"1","displayName":"B"})");
  EXPECT_NE(one.hash, renamed.hash);
}

TEST(ParseRecord, KeepsNullApartFromNotSent) {
  EXPECT_EQ(parse_record(users(), R"({"id":"1","jobTitle":null})").body,
            R"({"id":"1","jobTitle":null})");
  EXPECT_EQ(parse_record(users(), R"({"id":"1"})").body, R"({"id":"1"})");
}

TEST(ParseRecord, AWrongTypeCountsAsNotSent) {
  const auto record = parse_record(
      users(),
      R"({"id":"1","jobTitle":7,"accountEnabled":"yes","proxyAddresses":"a","createdDateTime":"soon"})");
  EXPECT_EQ(record.problem, "");
  EXPECT_EQ(record.body, R"({"id":"1"})");
  ASSERT_EQ(record.notes.size(), 4U);
  EXPECT_EQ(record.notes.front().code, "wrong_type");
  EXPECT_EQ(record.notes.front().field, "jobTitle");
}

TEST(ParseRecord, OfTwoMembersWithOneNameTheLastCounts) {
  const auto record = parse_record(users(), R"({"id":"1","jobTitle":"Clerk","jobTitle":"Boss"})");
  EXPECT_EQ(record.body, R"({"id":"1","jobTitle":"Boss"})");
  ASSERT_EQ(record.notes.size(), 1U);
  EXPECT_EQ(record.notes.front().code, "duplicate_member");
}

TEST(ParseRecord, CleansText) {
  const auto record = parse_record(users(),
                                   "{\"id\":\"1\",\"displayName\":\"A\\u0000b\",\"jobTitle\":"
                                   "\"\\ud800x\",\"city\":\"Zu\\u0308rich\",\"country\":\"\xff\"}");
  EXPECT_EQ(record.problem, "");
  const auto body = base::parse_json(record.body, "body");
  EXPECT_EQ(base::text_member(body, "displayName"), "Ab");
  EXPECT_EQ(base::text_member(body, "jobTitle"), "\xEF\xBF\xBDx");
  EXPECT_EQ(base::text_member(body, "city"), "Zürich");
  EXPECT_EQ(base::text_member(body, "country"), "\xEF\xBF\xBD");
  EXPECT_FALSE(record.notes.empty());
}

TEST(ParseRecord, NamesWhatIsNoRecord) {
  EXPECT_EQ(parse_record(users(), "").problem, "not_json");
  EXPECT_EQ(parse_record(users(), "{").problem, "not_json");
  EXPECT_EQ(parse_record(users(), R"({"id":"1")").problem, "not_json");
  EXPECT_EQ(parse_record(users(), R"({"id":"1"} x)").problem, "not_json");
  EXPECT_EQ(parse_record(users(), "[1]").problem, "not_object");
  EXPECT_EQ(parse_record(users(), "7").problem, "not_object");
  EXPECT_EQ(parse_record(users(), R"({"displayName":"A"})").problem, "no_id");
  EXPECT_EQ(parse_record(users(), R"({"id":null})").problem, "no_id");
  EXPECT_EQ(parse_record(users(), std::string(kMaxRecordBytes + 1, ' ')).problem, "too_large");
}

TEST(ParseRecord, DeepNestingIsANamedOutcome) {
  const std::string deep = std::string(200, '[') + std::string(200, ']');
  const auto record = parse_record(users(), R"({"id":"1","assignedLicenses":)" + deep + "}");
  EXPECT_EQ(record.problem.empty() ? record.notes.front().code : record.problem, "too_deep");
  const std::string bomb(100'000, '[');
  EXPECT_FALSE(parse_record(users(), R"({"id":"1","assignedLicenses":)" + bomb).problem.empty());
}

// What only begins like a literal is broken JSON, never an exception.
TEST(ParseRecord, ABrokenLiteralIsANamedOutcome) {
  for (const auto* value : {"[null\"id\":", "[nulll]", "nul", "null\"a\"", "[tru]", "-"}) {
    const auto record =
        parse_record(users(), fmt::format(R"({{"id":"1","assignedLicenses":{}}})", value));
    EXPECT_TRUE(!record.problem.empty() ||
                record.body.find("assignedLicenses") == std::string::npos)
        << value;
  }
}

TEST(ParseRecord, KeepsOnlyTheDeclaredMembersOfAnObject) {
  const auto record = parse_record(
      *find_type("role_assignments"),
      R"({"id":"a","roleDefinitionId":"r","principalId":"p","principal":{"@odata.type":"#microsoft.graph.user",
    "id":"p","displayName":"Ann","mail":"ann@contoso.com","nested":{"id":"x","displayName":"y"}}})");
  EXPECT_EQ(record.body,
            R"({"id":"a","roleDefinitionId":"r","principalId":"p","principal":)"
            R"({"@odata.type":"#microsoft.graph.user","displayName":"Ann","id":"p"}})");
}

TEST(ParseRecord, MakesEdgesOfIdsAndOfObjects) {
  using Edges = std::vector<ParsedEdge>;
  EXPECT_EQ(parse_record(users(), R"({"id":"1","manager":{"@odata.type":"x","id":"2"}})").edges,
            (Edges{{"manager", "1", "2"}}));
  EXPECT_TRUE(parse_record(users(), R"({"id":"1"})").edges.empty());
  EXPECT_EQ(parse_record(*find_type("role_assignments"),
                         R"({"id":"a","roleDefinitionId":"r","principalId":"p"})")
                .edges,
            (Edges{{"role_member", "r", "p"}}));
  const auto& devices = *find_type("managed_devices");
  EXPECT_EQ(parse_record(devices, R"({"id":"d","userId":"u"})").edges,
            (Edges{{"device_user", "d", "u"}}));
  EXPECT_TRUE(parse_record(devices, R"({"id":"d","userId":""})").edges.empty())
      << "Intune writes an empty text where a device has no user";
}

TEST(ParseRecord, MakesKeysOfDevices) {
  const auto record = parse_record(
      *find_type("managed_devices"),
      R"({"id":"d","serialNumber":" ab-12 3","wiFiMacAddress":"00:1A:2b:3c:4d:5E","ethernetMacAddress":"no",
    "azureADDeviceId":"ABCDEF00-0000-0000-0000-000000000001"})");
  const std::vector<ParsedKey> wanted{{"device", "abcdef00-0000-0000-0000-000000000001"},
                                      {"mac", "001a2b3c4d5e"},
                                      {"serial", "AB-123"}};
  EXPECT_EQ(record.keys, wanted);
  const auto nobody =
      parse_record(*find_type("managed_devices"),
                   R"({"id":"d","azureADDeviceId":"00000000-0000-0000-0000-000000000000"})");
  EXPECT_TRUE(nobody.keys.empty());
}

TEST(ParseRecord, ALicenseIsNamedAsPeopleKnowIt) {
  const auto& skus = *find_type("subscribed_skus");
  EXPECT_EQ(parse_record(skus, R"({"id":"1","skuPartNumber":"SPB"})").title,
            "Microsoft 365 Business Premium");
  EXPECT_EQ(parse_record(skus, R"({"id":"1","skuPartNumber":"NEW_THING"})").title, "NEW_THING");
  EXPECT_EQ(product_name("enterprisepack"), "Office 365 E3");
  EXPECT_TRUE(product_name("").empty());
}

TEST(ParseRecord, OneParserReadsManyAndBrokenOnesBetween) {
  RecordParser parser;
  EXPECT_EQ(parser.parse(users(), R"({"id":"1"})").external_id, "1");
  EXPECT_EQ(parser.parse(users(), R"({"id":)").problem, "not_json");
  EXPECT_EQ(parser.parse(users(), R"({"id":"2"})").external_id, "2");
}

// Whatever bytes come: a record or a named problem; and what is a record reads the same when its
// body is read again.
TEST(ParseRecordProperty, AnyBytesAreARecordOrANamedProblem) {
  static constexpr std::string_view kPieces[] = {"{",
                                                 "}",
                                                 "[",
                                                 "]",
                                                 ",",
                                                 ":",
                                                 "\"",
                                                 "\"id\":",
                                                 "\"a\"",
                                                 "\"mail\":",
                                                 "\"proxyAddresses\":",
                                                 "\"assignedLicenses\":",
                                                 "\"smtp:a@b.c\"",
                                                 "null",
                                                 "true",
                                                 "-1e400",
                                                 "7",
                                                 "\\u0000",
                                                 "\\ud800",
                                                 "\\",
                                                 "\xff",
                                                 " ",
                                                 "\"displayName\":",
                                                 "\"createdDateTime\":",
                                                 "\"2026-01-01\""};
  RecordParser parser;
  EXPECT_TRUE(rc::check([&] {
    std::string text = *rc::gen::element<std::string>("", "{\"id\":\"1\",",
                                                      "{\"id\":\"1\",\"assignedLicenses\":[");
    for (const auto piece : *rc::gen::container<std::vector<std::size_t>>(
             rc::gen::inRange<std::size_t>(0, std::size(kPieces))))
      text += kPieces[piece];
    text += *rc::gen::element<std::string>("", "}", "]}");
    const ParsedRecord record = parser.parse(users(), text);
    if (!record.problem.empty()) return;
    RC_ASSERT(base::is_utf8(record.body));
    RC_ASSERT(record.body.find('\0') == std::string::npos);
    const ParsedRecord again = parser.parse(users(), record.body);
    RC_ASSERT(again.problem.empty());
    RC_ASSERT(again.body == record.body);
    RC_ASSERT(again.hash == record.hash);
    RC_ASSERT(again.keys == record.keys);
  }));
}

}  // namespace
}  // namespace reeve::types
