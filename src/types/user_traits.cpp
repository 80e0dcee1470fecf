// A user's properties read for the choice.
#include "types/user_traits.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "base/text.h"
#include "domain/contact.h"

namespace reeve::types {
namespace {

using base::json::value;
using domain::HeldLicense;
using domain::UserKind;

bool sent(const value& body, std::string_view name) {
  const auto* object = body.if_object();
  return object != nullptr && object->contains(name);
}

std::string text(const value& body, std::string_view name) {
  return std::string(base::trim(base::text_member(body, name)));
}

std::optional<std::vector<HeldLicense>> licenses_of(const value& body,
                                                    const PartNumbers& part_numbers) {
  const auto* list = base::member(body, "assignedLicenses").if_array();
  if (list == nullptr) return std::nullopt;
  std::vector<HeldLicense> held;
  for (const value& one : *list) {
    HeldLicense license{base::ascii_lower(base::text_member(one, "skuId")), {}};
    if (const auto named = part_numbers.find(license.sku_id); named != part_numbers.end())
      license.part_number = named->second;
    held.push_back(std::move(license));
  }
  return held;
}

// Products that only rooms, or only accounts of call queues and auto attendants, are given: names
// as in product_names.tsv ("Microsoft Teams Rooms …", "Microsoft Teams Phone Resource Account").
bool begins_with_any(const std::string& part_number, std::initializer_list<std::string_view> all) {
  return std::ranges::any_of(all, [&](std::string_view prefix) {
    return base::starts_with_ignoring_case(part_number, prefix);
  });
}
bool is_room(const HeldLicense& license) {
  return begins_with_any(license.part_number,
                         {"MEETING_ROOM", "MTR_PREM", "Microsoft_Teams_Rooms_"});
}
bool is_service(const HeldLicense& license) {
  return begins_with_any(license.part_number, {"PHONESYSTEM_VIRTUALUSER"});
}

template <class Test>
bool all_are(const std::optional<std::vector<HeldLicense>>& licenses, Test test) {
  return licenses && !licenses->empty() && std::ranges::all_of(*licenses, test);
}

UserKind kind_of(const value& body, const domain::UserTraits& user, const std::string& purpose) {
  if (user.guest) return UserKind::guest;
  if (purpose == "room" || all_are(user.licenses, is_room)) return UserKind::room;
  if (purpose == "equipment") return UserKind::equipment;
  if (base::bool_member(body, "isResourceAccount") || all_are(user.licenses, is_service))
    return UserKind::service;
  if (purpose == "shared") return UserKind::shared_mailbox;
  if (!base::bool_member(body, "accountEnabled", true)) return UserKind::disabled;
  return user.licenses && !user.licenses->empty() ? UserKind::licensed : UserKind::unlicensed;
}

}  // namespace

domain::UserTraits user_traits(const value& body, const PartNumbers& part_numbers,
                               const MailboxPurpose& purpose) {
  domain::UserTraits user;
  user.guest = base::ascii_lower(base::text_member(body, "userType")) == "guest";
  user.licenses = licenses_of(body, part_numbers);
  user.kind = kind_of(body, user, base::ascii_lower(purpose.value_or("")));
  const std::string mail = text(body, "mail");
  user.purpose_unknown = !user.guest && !purpose && !mail.empty();
  if (sent(body, "department")) user.department = text(body, "department");
  const std::string address = mail.empty() ? text(body, "userPrincipalName") : mail;
  if (!address.empty()) user.domain = domain::email_domain(domain::normalized_email(address));
  return user;
}

// Service plans that are a mailbox of one's own: names in
// ../shared/microsoft/sku-service-plans.csv. EXCHANGE_S_FOUNDATION and the archives are none.
bool gives_mailbox(const value& sku) {
  const auto* plans = base::member(sku, "servicePlans").if_array();
  return plans != nullptr && std::ranges::any_of(*plans, [](const value& plan) {
           return begins_with_any(
               base::text_member(plan, "servicePlanName"),
               {"EXCHANGE_S_ENTERPRISE", "EXCHANGE_S_STANDARD", "EXCHANGE_S_DESKLESS",
                "EXCHANGE_S_ESSENTIALS", "EXCHANGE_L_STANDARD", "EXCHANGE_B_STANDARD"});
         });
}

}  // namespace reeve::types
