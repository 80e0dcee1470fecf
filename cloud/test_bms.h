// A signed-in client of the simulated BMS for tests, without sockets.
#pragma once

#include "bms_generate.h"
#include "test_cloud.h"

namespace cloud {

class TestBms : public TestCloud {
 public:
  using TestCloud::TestCloud;

  BmsCredentials known() { return bms_credentials(cloud.world); }
  Pairs password_form() {
    return {{"GrantType", "password"},
            {"UserName", known().user_name},
            {"Password", known().password},
            {"Tenant", known().company}};
  }
  Response authenticate(const Pairs& fields) { return post("/v2/security/authenticate", fields); }
  const std::string& token() {
    if (token_.empty()) token_ = text_of(result(authenticate(password_form())), "accessToken");
    return token_;
  }
  Response bms(const std::string& method, const std::string& target,
               const boost::json::value& content = nullptr) {
    return ask(method, target,
               {{"Authorization", "Bearer " + token()}, {"Content-Type", "application/json"}},
               content.is_null() ? "" : boost::json::serialize(content));
  }
  // The rows of a list.
  boost::json::array rows(const std::string& target) {
    return body(bms("GET", target)).at("result").as_array();
  }
  boost::json::object created(const boost::json::value& content) {
    return result(bms("POST", "/v2/crm/contacts/summary", content));
  }
  // A contact that BMS takes, in the account and location given.
  static boost::json::object new_contact(int account, int location) {
    return {
        {"FirstName", "Nora"},
        {"LastName", "Finch"},
        {"AccountId", account},
        {"LocationId", location},
        {"Emails",
         {{{"EmailAddress", "nora.finch@x.example"}, {"EmailTypeId", 2301}, {"IsDefault", true}}}},
        {"Phones", {{{"PhoneNumber", "+1 555 0100"}, {"PhoneTypeId", 3117}, {"IsDefault", true}}}}};
  }
  boost::json::object new_contact() { return new_contact(account_id(), location_id()); }
  int account_id() { return id_of(rows("/v2/crm/accounts/summary").at(0).as_object()); }
  int location_id() {
    const std::string path = fmt::format("/v2/crm/accounts/{}/locations/lookup", account_id());
    return id_of(rows(path).at(0).as_object());
  }

  static int id_of(const boost::json::object& row) {
    return static_cast<int>(number_of(row, "id"));
  }
  static boost::json::object result(const Response& response) {
    const auto all = body(response);
    const auto* found = all.if_contains("result");
    return found && found->is_object() ? found->as_object() : boost::json::object();
  }
  static bool succeeded(const Response& response) {
    const auto all = body(response);
    const auto* found = all.if_contains("success");
    return response.status == 200 && found && found->is_bool() && found->as_bool();
  }
  // success:false inside a 200, with the sentence among its errors.
  static testing::AssertionResult refused(const Response& response, const std::string& sentence) {
    const bool so = response.status == 200 && !succeeded(response) &&
                    response.body.find(sentence) != std::string::npos;
    return so ? testing::AssertionSuccess()
              : testing::AssertionFailure() << response.status << " " << response.body;
  }
  static std::int64_t error_code(const Response& response) {
    const auto all = body(response);
    const auto* error = all.if_contains("error");
    return error && error->is_object() ? number_of(error->as_object(), "code") : 0;
  }

 private:
  std::string token_;
};

}  // namespace cloud
