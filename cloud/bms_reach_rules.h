// What BMS takes as the e-mail addresses and phone numbers of a contact.
#pragma once

#include <boost/json.hpp>
#include <span>
#include <string_view>
#include <vector>

#include "bms_records.h"

namespace cloud {

// How the DTOs call one kind of reach.
struct BmsReachKind {
  std::string_view what;       // in messages
  std::string_view value;      // "emailAddress"
  std::string_view new_value;  // "newEmailAddress"
  std::string_view type_id;    // "emailTypeId" of a create
  std::string_view in_result;  // "emails"
  std::span<const BmsChoice> types;
  std::vector<BmsReach> BmsContact::*member;
  boost::json::array (*write)(const BmsContact&);
};

const BmsReachKind& bms_email_kind();
const BmsReachKind& bms_phone_kind();

// Throws BmsRefusal for an empty or unlikely value and for an unknown type.
void check_bms_reach(const BmsReachKind& kind, const BmsReach& reach);
// Throws BmsRefusal when there are some and not exactly one is the default, or one stands twice.
// Whether BMS insists on it is not known: it does here.
void check_bms_reaches(const BmsReachKind& kind, const std::vector<BmsReach>& reaches);
// Of an array of EmailInputDto or PhoneInputDto, checked.
std::vector<BmsReach> read_bms_reaches(const BmsReachKind& kind, const boost::json::array& list,
                                       std::int64_t now);

}  // namespace cloud
