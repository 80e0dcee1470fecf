// What a client sends to BMS: members of a JSON object read by name in any letter case, with their
// types checked. Kaseya's swagger prints PascalCase, working clients send camelCase: both are
// taken.
#pragma once

#include <boost/json.hpp>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "message.h"

namespace cloud {

// A question that BMS does not grant; becomes {"success":false,"error":{…}}.
struct BmsRefusal : std::runtime_error {
  BmsRefusal(int http_status, int error_code, const std::string& message,
             std::vector<std::string> errors = {}, std::string more = "")
      : std::runtime_error(message),
        status(http_status),
        code(error_code),
        sub_errors(std::move(errors)),
        details(std::move(more)) {}
  int status;
  int code;
  std::vector<std::string> sub_errors;
  std::string details;
};

// The forms of refusal. Only 200 is declared in the swagger, so what a person could have typed
// wrong is refused inside a 200; only a body that cannot be read at all gets a 400. Which of the
// two BMS takes where is not known: a guess.
// Error codes other than 978001 are this simulation's own.
BmsRefusal bms_not_valid(std::vector<std::string> errors);
BmsRefusal bms_not_found(const std::string& what, int id);
BmsRefusal bms_malformed(const std::string& message);

class BmsInput {
 public:
  explicit BmsInput(const boost::json::object& object) : object_(object) {}

  // The last member of that name in any letter case; null when it is missing.
  const boost::json::value* find(std::string_view name) const;
  bool has(std::string_view name) const { return find(name) != nullptr; }
  // A missing member is the type's default, as for .NET: an empty text, 0, false, no elements.
  // Another type throws bms_malformed(), as does null where the swagger allows none.
  std::string text(std::string_view name) const;
  int number(std::string_view name) const;
  bool flag(std::string_view name) const;
  // Nothing for a missing member and for null.
  std::optional<int> maybe_number(std::string_view name) const;
  std::optional<bool> maybe_flag(std::string_view name) const;
  const boost::json::array& list(std::string_view name) const;

 private:
  const boost::json::object& object_;
};

// The body of a request that must be JSON of that kind. Throws BmsRefusal: 415 for another content
// type, 400 for what is no JSON.
boost::json::object bms_object(const Request& request);
boost::json::array bms_array(const Request& request);
// An element of an array, which must be an object.
const boost::json::object& bms_element(const boost::json::value& value);

}  // namespace cloud
