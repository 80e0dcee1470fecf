// One fact that Microsoft knows of a contact's user: its value, where it comes from, how old it is,
// and where there is none, why. What is not known never reads as "no".
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/json_api.h"
#include "store/records.h"

namespace reeve::api {

struct FactItem {
  std::string text, detail = {};
  std::optional<base::Id> contact = std::nullopt, configuration = std::nullopt;
  json::value manage_url = nullptr;
};

struct EntraFact {
  std::string_view name, label;
  std::string_view type;           // of the records that hold it
  std::string_view property;       // Microsoft's name of it there
  std::string_view kind = "text";  // text, time, list
  std::string value = {};          // "" where there is none, or of a list
  std::string detail = {};
  std::vector<FactItem> items = {};
  std::optional<base::Time> at = std::nullopt;
  // known; none: Microsoft says there is none; unknown.
  std::string_view state = "unknown";
  std::string code = {}, reason = {}, remedy = {};
};

json::object fact_json(const EntraFact& fact);

// Knows of each data type of a tenant how complete its last listing was.
class FactReasons {
 public:
  explicit FactReasons(std::vector<store::TypeState> states) : states_(std::move(states)) {}

  bool complete(std::string_view type) const;
  // When it was last complete, or when the record changed since.
  std::optional<base::Time> as_of(std::string_view type,
                                  const store::Record* record = nullptr) const;
  // There is a value. Where its type is not read any more, that is said beside it.
  EntraFact known(EntraFact fact, const store::Record* record = nullptr) const;
  // Microsoft's own "none".
  EntraFact none(EntraFact fact, std::string code, std::string sentence,
                 const store::Record* record = nullptr) const;
  // Nothing was found: why, by what is known of the type.
  EntraFact unknown(EntraFact fact) const;
  // The user's record lacks the property.
  EntraFact not_sent(EntraFact fact) const;

 private:
  const store::TypeState* find(std::string_view type) const;
  void tell_state(EntraFact& fact, const store::TypeState& state) const;

  std::vector<store::TypeState> states_;
};

}  // namespace reeve::api
