// Reads licenses out of the bodies of records.
#include "types/license.h"

#include <algorithm>
#include <map>

#include "base/json.h"
#include "types/product_names.h"

namespace reeve::types {
namespace {

using base::json::value;

constexpr std::string_view kNoError = "None";

std::optional<bool> optional_bool(const value& body, std::string_view name) {
  const auto* flag = base::member(body, name).if_bool();
  return flag ? std::optional(*flag) : std::nullopt;
}

std::optional<base::Time> optional_time(const value& body, std::string_view name) {
  const auto text = base::optional_text(body, name);
  return text ? base::parse_rfc3339(*text) : std::nullopt;
}

template <class Each>
void each_of(const value& body, std::string_view name, Each each) {
  if (const auto* list = base::member(body, name).if_array())
    for (const value& one : *list) each(one);
}

void add_state(const value& state, std::map<std::string, Assignment>& all) {
  const std::string sku = base::text_member(state, "skuId");
  if (sku.empty()) return;
  Assignment& one = all[sku];
  one.sku = sku;
  const std::string group = base::text_member(state, "assignedByGroup");
  const std::string error = base::text_member(state, "error");
  if (!error.empty() && error != kNoError) one.error = error;
  if (group.empty())
    one.direct = true;
  else
    one.groups.push_back(group);
}

std::vector<Assignment> assignments_of(const value& body) {
  std::map<std::string, Assignment> all;
  each_of(body, "licenseAssignmentStates", [&](const value& state) { add_state(state, all); });
  each_of(body, "assignedLicenses", [&](const value& license) {
    const std::string sku = base::text_member(license, "skuId");
    if (sku.empty()) return;
    Assignment& one = all[sku];
    // Without a state it is not said how; then it is taken as given to the person.
    if (one.sku.empty()) one.direct = true;
    one.sku = sku;
    one.held = true;
  });
  std::vector<Assignment> out;
  for (auto& [sku, one] : all) {
    if (!one.held && one.error.empty()) continue;  // about to come or to go: no holding, no failure
    std::ranges::sort(one.groups);
    out.push_back(std::move(one));
  }
  return out;
}

}  // namespace

SkuFacts sku_facts(std::string_view text) {
  const value body = base::parse_json(text, "The stored license");
  const value& units = base::member(body, "prepaidUnits");
  SkuFacts facts;
  facts.sku = base::text_member(body, "skuId");
  facts.part_number = base::text_member(body, "skuPartNumber");
  facts.product = product_name(facts.part_number);
  if (facts.product.empty()) facts.product = facts.part_number;
  facts.status = base::text_member(body, "capabilityStatus");
  facts.enabled = base::optional_integer(units, "enabled");
  facts.warning = base::optional_integer(units, "warning");
  facts.suspended = base::optional_integer(units, "suspended");
  facts.locked_out = base::optional_integer(units, "lockedOut");
  facts.consumed = base::optional_integer(body, "consumedUnits");
  return facts;
}

LicensedUser licensed_user(std::string_view text) {
  const value body = base::parse_json(text, "The stored user");
  return {base::text_member(body, "userPrincipalName"), optional_bool(body, "accountEnabled"),
          optional_time(body, "createdDateTime"), assignments_of(body)};
}

std::string mailbox_purpose(std::string_view body) {
  return base::text_member(base::parse_json(body, "The stored mailbox"), "userPurpose");
}

void add_mailbox_facts(std::string_view usage_body, domain::LicensedPerson& person) {
  const value body = base::parse_json(usage_body, "The stored mailbox");
  person.mailbox_bytes = base::optional_integer(body, "storageUsedInBytes");
  person.has_archive = optional_bool(body, "hasArchive");
}

std::optional<base::Time> last_sign_in(std::string_view text) {
  const value body = base::parse_json(text, "The stored sign-ins");
  const value& activity = base::member(body, "signInActivity");
  if (const auto successful = optional_time(activity, "lastSuccessfulSignInDateTime"))
    return successful;
  const auto own = optional_time(activity, "lastSignInDateTime");
  const auto without = optional_time(activity, "lastNonInteractiveSignInDateTime");
  if (own && without) return std::max(*own, *without);
  return own ? own : without;
}

}  // namespace reeve::types
