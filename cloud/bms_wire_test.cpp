// Every call and every fault of BMS over a real connection. The lists of both are compared with the
// tests here: a new call or fault without a test fails.
#include <gtest/gtest.h>

#include <algorithm>
#include <charconv>
#include <utility>

#include "bms_routes.h"
#include "http_server.h"
#include "test_bms.h"
#include "test_socket.h"

namespace cloud {
namespace {

namespace json = boost::json;

struct WireAnswer {
  int status = 0;  // 0: the connection ended without an answer
  std::string head, body;
  int error = 0;  // of the socket

  json::object object() const { return parse_object(body).value_or(json::object()); }
  json::object result() const {
    const json::object all = object();
    const json::value* found = all.if_contains("result");
    return found && found->is_object() ? found->as_object() : json::object();
  }
  json::array rows() const {
    const json::object all = object();
    const json::value* found = all.if_contains("result");
    return found && found->is_array() ? found->as_array() : json::array();
  }
  bool success() const {
    const json::object all = object();
    const json::value* found = all.if_contains("success");
    return status == 200 && found && found->is_bool() && found->as_bool();
  }
};

WireAnswer read_answer(Socket& socket) {
  WireAnswer answer;
  const std::string text = socket.read_all();
  answer.error = socket.error;
  const auto blank = text.find("\r\n\r\n");
  if (blank == std::string::npos) return answer;
  answer.head = text.substr(0, blank);
  answer.body = text.substr(blank + 4);
  constexpr std::size_t before_status = 9;  // "HTTP/1.1 "
  std::from_chars(answer.head.data() + before_status, answer.head.data() + before_status + 3,
                  answer.status);
  return answer;
}

// A BMS behind a port, and a client that signs in over it.
class BmsWire : public TestBms {
 public:
  BmsWire()
      : server_({"127.0.0.1", 0, "", ""},
                [this](const Request& request) { return cloud.handle(request); }) {
    server_.start();
  }

  WireAnswer send(const std::string& method, const std::string& target,
                  const std::vector<Header>& headers, const std::string& content) {
    std::string text = fmt::format("{} {} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nConnection: close\r\n",
                                   method, target, server_.port());
    for (const Header& one : headers) text += fmt::format("{}: {}\r\n", one.name, one.value);
    text += fmt::format("Content-Length: {}\r\n\r\n{}", content.size(), content);
    Socket socket(server_.port());
    socket.send(text);
    return read_answer(socket);
  }
  WireAnswer form(const std::string& target, const Pairs& fields) {
    return send("POST", target, {{"Content-Type", "application/x-www-form-urlencoded"}},
                form_text(fields));
  }
  WireAnswer call(const std::string& method, const std::string& target,
                  const json::value& content = nullptr) {
    return send(method, target,
                {{"Authorization", "Bearer " + wire_token()}, {"Content-Type", "application/json"}},
                content.is_null() ? "" : json::serialize(content));
  }
  const std::string& wire_token() {
    if (wire_token_.empty())
      wire_token_ =
          text_of(form("/v2/security/authenticate", password_form()).result(), "accessToken");
    return wire_token_;
  }
  int make() { return id_of(call("POST", "/v2/crm/contacts/summary", new_contact()).result()); }
  int first_account() {
    return id_of(call("GET", "/v2/crm/accounts/summary").rows().at(0).as_object());
  }
  json::object new_account(const std::string& name) {
    return {{"AccountName", name},
            {"AccountTypeId", 410},
            {"BusinessTypeId", 520},
            {"AccountManagerId", 901},
            {"Locations", {{{"LocationName", "Main"}, {"Addresses", json::array()}}}}};
  }
  // How many came since the last question of this kind.
  std::size_t fresh_twins() {
    const std::size_t now = twins();
    return now - std::exchange(known_twins_, now);
  }
  std::size_t twins() {
    return call("GET", "/v2/crm/contacts/search?Filter.EmailAddress=nora.finch@x.example")
        .rows()
        .size();
  }

 private:
  std::string wire_token_;
  std::size_t known_twins_ = 0;
  HttpServer server_;
};

std::string contact_path(int id, const char* more = "") {
  return fmt::format("/v2/crm/contacts/{}{}", id, more);
}
std::string account_path(int id, const char* more = "") {
  return fmt::format("/v2/crm/accounts/{}{}", id, more);
}

void sees_authenticate(BmsWire& wire) {
  EXPECT_TRUE(wire.form("/v2/security/authenticate", wire.password_form()).success());
  std::string content;
  for (const auto& [name, value] : wire.password_form())
    content += fmt::format("--xyz\r\nContent-Disposition: form-data; name=\"{}\"\r\n\r\n{}\r\n",
                           name, value);
  const WireAnswer multipart =
      wire.send("POST", "/v2/security/authenticate",
                {{"Content-Type", "multipart/form-data; boundary=xyz"}}, content + "--xyz--\r\n");
  EXPECT_TRUE(multipart.success()) << multipart.body;
  EXPECT_FALSE(text_of(multipart.result(), "refreshToken").empty());
}
void sees_refresh(BmsWire& wire) {
  const json::object pair = wire.form("/v2/security/authenticate", wire.password_form()).result();
  const WireAnswer answer =
      wire.form("/v2/security/refreshtoken", {{"AccessToken", text_of(pair, "accessToken")},
                                              {"RefreshToken", text_of(pair, "refreshToken")}});
  EXPECT_TRUE(answer.success());
  EXPECT_NE(text_of(answer.result(), "accessToken"), text_of(pair, "accessToken"));
}
void sees_user_info(BmsWire& wire) {
  EXPECT_EQ(text_of(wire.call("GET", "/v2/security/userinfo").result(), "businessName"),
            wire.known().company);
}
void sees_account_list(BmsWire& wire) {
  const WireAnswer answer = wire.call("GET", "/v2/crm/accounts/summary?PageSize=2");
  EXPECT_EQ(answer.rows().size(), 2U);
  EXPECT_GT(number_of(answer.object(), "totalRecords"), 2);
}
void sees_account(BmsWire& wire) {
  const int id = wire.first_account();
  const WireAnswer answer = wire.call("GET", fmt::format("/v2/crm/accounts/summary/{}", id));
  EXPECT_EQ(BmsWire::id_of(answer.object()), id);
}
void sees_account_lookup(BmsWire& wire) {
  EXPECT_FALSE(wire.call("GET", "/v2/crm/accounts/lookup?Filter.Name=harbor").rows().empty());
}
void sees_account_created(BmsWire& wire) {
  EXPECT_TRUE(wire.call("POST", "/v2/crm/accounts", wire.new_account("Wired")).success());
}
void sees_account_replaced(BmsWire& wire) {
  const std::string path = account_path(wire.first_account());
  EXPECT_EQ(text_of(wire.call("PUT", path, wire.new_account("Put")).result(), "accountName"),
            "Put");
}
void sees_account_patched(BmsWire& wire) {
  const json::array patch = {{{"op", "replace"}, {"path", "/accountCode"}, {"value", "W1"}}};
  const WireAnswer answer = wire.call("PATCH", account_path(wire.first_account()), patch);
  EXPECT_EQ(text_of(answer.result(), "accountCode"), "W1");
}
void sees_locations(BmsWire& wire) {
  const std::string path = account_path(wire.first_account(), "/locations/lookup");
  EXPECT_TRUE(wire.call("GET", path).rows().at(0).at("isMain").as_bool());
}
void sees_contact_created(BmsWire& wire) { EXPECT_GT(wire.make(), 0); }
void sees_contact_list(BmsWire& wire) {
  EXPECT_EQ(wire.call("GET", "/v2/crm/contacts/summary?PageSize=3").rows().size(), 3U);
}
void sees_contact(BmsWire& wire) {
  const int id = wire.make();
  const WireAnswer answer = wire.call("GET", fmt::format("/v2/crm/contacts/summary/{}", id));
  EXPECT_EQ(text_of(answer.object(), "firstName"), "Nora");
}
void sees_contact_search(BmsWire& wire) {
  const std::size_t before = wire.twins();
  wire.make();
  EXPECT_EQ(wire.twins(), before + 1);
}
void sees_contact_patched(BmsWire& wire) {
  const json::array patch = {{{"op", "replace"}, {"path", "/jobTitle"}, {"value", "Boss"}}};
  const WireAnswer answer = wire.call("PATCH", contact_path(wire.make()), patch);
  EXPECT_EQ(text_of(answer.result(), "jobTitle"), "Boss");
}
void sees_contact_replaced(BmsWire& wire) {
  const json::object put = {{"AccountId", wire.account_id()},
                            {"LocationId", wire.location_id()},
                            {"FirstName", "Put"},
                            {"IsActive", true}};
  const WireAnswer answer = wire.call("PUT", contact_path(wire.make()), put);
  EXPECT_EQ(text_of(answer.result(), "firstName"), "Put");
}
void sees_contact_deleted(BmsWire& wire) {
  const WireAnswer answer = wire.call("DELETE", contact_path(wire.make()));
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body, "");
}
void sees_emails_patched(BmsWire& wire) {
  const json::array patch = {{{"Operation", 0}, {"EmailAddress", "w@x.example"}, {"TypeId", 2304}}};
  const WireAnswer answer = wire.call("PATCH", contact_path(wire.make(), "/emails"), patch);
  EXPECT_EQ(number_of(answer.result(), "added"), 1);
}
void sees_phones_patched(BmsWire& wire) {
  const json::array patch = {{{"Operation", 2}, {"PhoneNumber", "+1 555 0100"}}};
  const WireAnswer answer = wire.call("PATCH", contact_path(wire.make(), "/phones"), patch);
  EXPECT_EQ(number_of(answer.result(), "deleted"), 1);
}
void sees_lookup(BmsWire& wire) {
  EXPECT_EQ(wire.call("GET", "/v2/system/lookup/EmailTypes").rows().size(), 3U);
}
void sees_tenant_lookup(BmsWire& wire) {
  EXPECT_EQ(wire.call("GET", "/v2/system/tenantlookup/BusinessTypes").rows().size(), 4U);
}
void sees_account_types(BmsWire& wire) {
  EXPECT_EQ(wire.call("GET", "/v2/system/accounttypes/lookup").rows().size(), 3U);
}
void sees_employees(BmsWire& wire) {
  EXPECT_FALSE(wire.call("GET", "/v2/hr/employees/lookup").rows().empty());
}

struct Case {
  std::string_view name;  // of a call: method and pattern; of a fault: its kind
  void (*run)(BmsWire&);
};

constexpr Case kCalls[] = {
    {"POST /v2/security/authenticate", sees_authenticate},
    {"POST /v2/security/refreshtoken", sees_refresh},
    {"GET /v2/security/userinfo", sees_user_info},
    {"GET /v2/crm/accounts/summary", sees_account_list},
    {"GET /v2/crm/accounts/summary/{}", sees_account},
    {"GET /v2/crm/accounts/lookup", sees_account_lookup},
    {"POST /v2/crm/accounts", sees_account_created},
    {"PUT /v2/crm/accounts/{}", sees_account_replaced},
    {"PATCH /v2/crm/accounts/{}", sees_account_patched},
    {"GET /v2/crm/accounts/{}/locations/lookup", sees_locations},
    {"POST /v2/crm/contacts/summary", sees_contact_created},
    {"GET /v2/crm/contacts/summary", sees_contact_list},
    {"GET /v2/crm/contacts/summary/{}", sees_contact},
    {"GET /v2/crm/contacts/search", sees_contact_search},
    {"PATCH /v2/crm/contacts/{}", sees_contact_patched},
    {"PUT /v2/crm/contacts/{}", sees_contact_replaced},
    {"DELETE /v2/crm/contacts/{}", sees_contact_deleted},
    {"PATCH /v2/crm/contacts/{}/emails", sees_emails_patched},
    {"PATCH /v2/crm/contacts/{}/phones", sees_phones_patched},
    {"GET /v2/system/lookup/{}", sees_lookup},
    {"GET /v2/system/tenantlookup/{}", sees_tenant_lookup},
    {"GET /v2/system/accounttypes/lookup", sees_account_types},
    {"GET /v2/hr/employees/lookup", sees_employees},
};

void set_fault(BmsWire& wire, std::string_view kind, int milliseconds = 0) {
  wire.wire_token();
  const json::object fault = {{"kind", kind}, {"milliseconds", milliseconds}};
  ASSERT_EQ(wire.control("POST", "faults", fault).status, 201);
}
WireAnswer create(BmsWire& wire) {
  return wire.call("POST", "/v2/crm/contacts/summary", TestBms::new_contact(2001, 20010));
}
WireAnswer user_info(BmsWire& wire) { return wire.call("GET", "/v2/security/userinfo"); }

void sees_unauthorized(BmsWire& wire) {
  set_fault(wire, "bms-unauthorized");
  const WireAnswer answer = user_info(wire);
  EXPECT_EQ(answer.status, 401);
  EXPECT_EQ(number_of(answer.object().at("error").as_object(), "code"), 978001);
  EXPECT_TRUE(user_info(wire).success()) << "once";
}
void sees_throttled(BmsWire& wire) {
  set_fault(wire, "bms-throttled");
  const WireAnswer answer = user_info(wire);
  EXPECT_EQ(answer.status, 429);
  EXPECT_EQ(answer.head.find("Retry-After"), std::string::npos);
}
void sees_server_error(BmsWire& wire) {
  set_fault(wire, "bms-server-error");
  EXPECT_EQ(create(wire).status, 500);
  EXPECT_EQ(wire.fresh_twins(), 0U) << "nothing was made";
}
void sees_unavailable(BmsWire& wire) {
  set_fault(wire, "bms-unavailable");
  const WireAnswer answer = user_info(wire);
  EXPECT_EQ(answer.status, 503);
  EXPECT_NE(answer.head.find("text/html"), std::string::npos);
}
void sees_not_successful(BmsWire& wire) {
  set_fault(wire, "bms-not-successful");
  const WireAnswer answer = create(wire);
  EXPECT_EQ(answer.status, 200);
  EXPECT_FALSE(answer.object().at("success").as_bool());
  EXPECT_EQ(wire.fresh_twins(), 0U);
}
void sees_reset(BmsWire& wire) {
  set_fault(wire, "bms-reset");
  const WireAnswer answer = create(wire);
  EXPECT_EQ(answer.status, 0);
  EXPECT_EQ(answer.error, ECONNRESET);
  EXPECT_EQ(wire.fresh_twins(), 0U);
}
void sees_timeout_after_create(BmsWire& wire) {
  set_fault(wire, "bms-timeout-after-create", 1);
  EXPECT_EQ(user_info(wire).status, 200) << "only a create is struck";
  EXPECT_EQ(create(wire).status, 0);
  EXPECT_EQ(wire.fresh_twins(), 1U) << "the contact was made all the same";
  EXPECT_TRUE(create(wire).success());
  EXPECT_EQ(wire.fresh_twins(), 1U) << "and once more";
}
void sees_error_after_create(BmsWire& wire) {
  set_fault(wire, "bms-server-error-after-create");
  EXPECT_EQ(create(wire).status, 500);
  EXPECT_EQ(wire.fresh_twins(), 1U);
}
void sees_slow(BmsWire& wire) {
  set_fault(wire, "bms-slow", 1);
  EXPECT_EQ(user_info(wire).status, 200);
  EXPECT_EQ(wire.bms("GET", "/v2/security/userinfo").delay, std::chrono::milliseconds(1));
}
void sees_cut_body(BmsWire& wire) {
  set_fault(wire, "bms-cut-body");
  const WireAnswer answer = user_info(wire);
  EXPECT_EQ(answer.status, 200);
  EXPECT_FALSE(parse_object(answer.body)) << "half of it";
  EXPECT_FALSE(answer.body.empty());
}
void sees_not_json(BmsWire& wire) {
  set_fault(wire, "bms-not-json");
  const WireAnswer answer = user_info(wire);
  EXPECT_EQ(answer.status, 200);
  EXPECT_NE(answer.head.find("text/html"), std::string::npos);
}

constexpr Case kFaults[] = {
    {"bms-unauthorized", sees_unauthorized},
    {"bms-throttled", sees_throttled},
    {"bms-server-error", sees_server_error},
    {"bms-unavailable", sees_unavailable},
    {"bms-not-successful", sees_not_successful},
    {"bms-reset", sees_reset},
    {"bms-timeout-after-create", sees_timeout_after_create},
    {"bms-server-error-after-create", sees_error_after_create},
    {"bms-slow", sees_slow},
    {"bms-cut-body", sees_cut_body},
    {"bms-not-json", sees_not_json},
};

std::set<std::string> names_of(std::span<const Case> cases) {
  std::set<std::string> names;
  for (const Case& one : cases) names.emplace(one.name);
  return names;
}

TEST(BmsOnTheWire, EveryCallHasATest) {
  std::set<std::string> calls;
  for (const BmsRoute& route : bms_routes())
    calls.insert(fmt::format("{} {}", route.method, route.pattern));
  EXPECT_EQ(calls, names_of(kCalls));
}

TEST(BmsOnTheWire, EveryFaultHasATest) {
  std::set<std::string> kinds;
  for (const FaultKind& one : fault_kinds())
    if (one.name.starts_with("bms-")) kinds.emplace(one.name);
  EXPECT_EQ(kinds, names_of(kFaults));
}

TEST(BmsOnTheWire, EveryCallAnswers) {
  BmsWire wire;
  for (const Case& one : kCalls) {
    SCOPED_TRACE(one.name);
    one.run(wire);
    EXPECT_FALSE(testing::Test::HasFailure()) << one.name;
  }
}

TEST(BmsOnTheWire, EveryFaultStrikes) {
  BmsWire wire;
  for (const Case& one : kFaults) {
    SCOPED_TRACE(one.name);
    one.run(wire);
    wire.control("DELETE", "faults");
    EXPECT_FALSE(testing::Test::HasFailure()) << one.name;
  }
}

// Each row: 401 without a token, 429 once its hour is used up.
TEST(BmsOnTheWire, EveryCallWantsATokenAndHasABudget) {
  BmsWire wire;
  for (const BmsRoute& route : bms_routes()) {
    std::string target(route.pattern);
    for (auto at = target.find("{}"); at != std::string::npos; at = target.find("{}"))
      target.replace(at, 2, "1");
    const std::string method(route.method);
    if (!route.open) {
      EXPECT_EQ(wire.send(method, target, {}, "").status, 401) << method << target;
    }
    for (int at = 0; at < 1500; ++at) wire.ask(method, target);
    EXPECT_EQ(wire.send(method, target, {}, "").status, 429) << method << target;
  }
}

// Faults of Microsoft's services leave BMS alone, and BMS's leave those alone.
TEST(BmsOnTheWire, FaultsKeepToTheirService) {
  BmsWire wire;
  const std::string graph = wire.token_for(wire.customer().id);
  set_fault(wire, "server-error");
  EXPECT_TRUE(user_info(wire).success());
  wire.control("DELETE", "faults");
  set_fault(wire, "bms-server-error");
  EXPECT_EQ(wire.graph(graph, "/v1.0/organization").status, 200);
  EXPECT_EQ(user_info(wire).status, 500);
}

TEST(BmsOnTheWire, AFaultCanKeepToOneCall) {
  BmsWire wire;
  wire.wire_token();
  wire.control("POST", "faults",
               {{"kind", "bms-server-error"}, {"path", "/v2/crm/contacts/summary"}});
  EXPECT_TRUE(user_info(wire).success());
  EXPECT_EQ(create(wire).status, 500);
}

TEST(BmsOnTheWire, WithoutAWordTheTimeOutIsLongerThanClientsWait) {
  TestBms bms;
  bms.token();
  const auto contact = bms.new_contact();
  bms.control("POST", "faults", {{"kind", "bms-timeout-after-create"}});
  const Response response = bms.bms("POST", "/v2/crm/contacts/summary", contact);
  EXPECT_TRUE(response.reset);
  EXPECT_EQ(response.delay, std::chrono::seconds(60));
}

}  // namespace
}  // namespace cloud
