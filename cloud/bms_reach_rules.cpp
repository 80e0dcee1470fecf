// Checks of addresses and phones, the same for a new contact and for changes.
#include "bms_reach_rules.h"

#include <fmt/format.h>

#include <algorithm>

#include "bms_input.h"
#include "bms_json.h"
#include "encoding.h"

namespace cloud {
namespace {

namespace json = boost::json;

bool is_address(std::string_view text) {
  const auto at = text.find('@');
  return at != std::string_view::npos && at > 0 && at + 1 < text.size() &&
         text.find('@', at + 1) == std::string_view::npos &&
         text.find_first_of(" \t\r\n") == std::string_view::npos;
}

}  // namespace

const BmsReachKind& bms_email_kind() {
  static const BmsReachKind kind = {"e-mail address",    "emailAddress", "newEmailAddress",
                                    "emailTypeId",       "emails",       bms_email_types(),
                                    &BmsContact::emails, bms_emails};
  return kind;
}

const BmsReachKind& bms_phone_kind() {
  static const BmsReachKind kind = {"phone number",      "phoneNumber", "newPhoneNumber",
                                    "phoneTypeId",       "phones",      bms_phone_types(),
                                    &BmsContact::phones, bms_phones};
  return kind;
}

void check_bms_reach(const BmsReachKind& kind, const BmsReach& reach) {
  const bool email = kind.member == &BmsContact::emails;
  if (reach.value.empty() || (email && !is_address(reach.value)))
    throw bms_not_valid({fmt::format("\"{}\" is no {}.", reach.value, kind.what)});
  if (!bms_choice(kind.types, reach.type_id))
    throw bms_not_valid({fmt::format("{} is not a known type of {}.", reach.type_id, kind.what)});
}

void check_bms_reaches(const BmsReachKind& kind, const std::vector<BmsReach>& reaches) {
  const auto defaults = std::count_if(reaches.begin(), reaches.end(),
                                      [](const BmsReach& one) { return one.is_default; });
  if (!reaches.empty() && defaults != 1)
    throw bms_not_valid({fmt::format("Exactly one {} must be the default.", kind.what)});
  for (std::size_t at = 0; at < reaches.size(); ++at)
    for (std::size_t other = 0; other < at; ++other)
      if (same_text(reaches[at].value, reaches[other].value))
        throw bms_not_valid(
            {fmt::format("The {} {} stands there twice.", kind.what, reaches[at].value)});
}

std::vector<BmsReach> read_bms_reaches(const BmsReachKind& kind, const json::array& list,
                                       std::int64_t now) {
  std::vector<BmsReach> reaches;
  for (const json::value& one : list) {
    const BmsInput input(bms_element(one));
    BmsReach reach;
    reach.value = input.text(kind.value);
    reach.type_id = input.number(kind.type_id);
    reach.is_default = input.flag("isDefault");
    reach.created = reach.modified = now;
    check_bms_reach(kind, reach);
    reaches.push_back(std::move(reach));
  }
  check_bms_reaches(kind, reaches);
  return reaches;
}

}  // namespace cloud
