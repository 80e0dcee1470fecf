// Licenses: what each tenant bought, who holds it, what is wasted, and what each day looked like.
#include "store/licenses.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "api/audited.h"
#include "api/resources.h"
#include "domain/license.h"
#include "store/records.h"

namespace reeve::api {
namespace {

using Use = Attribute::Use;

constexpr Attribute kLicenseAttributes[] = {
    {"name", Kind::text},
    {"part-number", Kind::text},
    {"sku-id", Kind::text},
    {"organization-id", Kind::integer, true},
    {"organization-name", Kind::text, true},
    {"tenant-id", Kind::integer},
    {"tenant-name", Kind::text},
    {"status", Kind::text},
    {"gone", Kind::boolean},
    {"free", Kind::boolean},
    {"active", Kind::integer, true},
    {"consumed", Kind::integer, true},
    {"unused", Kind::integer, true},
    {"warning", Kind::integer, true},
    {"suspended", Kind::integer, true},
    {"locked-out", Kind::integer, true},
    {"holders", Kind::integer},
    {"failed-assignments", Kind::integer},
    {"waste", Kind::integer},
    {"waste-disabled", Kind::integer},
    {"waste-shared-mailbox", Kind::integer},
    {"waste-inactive", Kind::integer},
    {"inactive-days", Kind::integer},
    {"unknown", Kind::array},
    {"counted-at", Kind::time},
};

constexpr Attribute kHolderAttributes[] = {
    {"name", Kind::text},
    {"user-name", Kind::text},
    {"license-id", Kind::integer},
    {"product", Kind::text},
    {"part-number", Kind::text},
    {"sku-id", Kind::text},
    {"record-id", Kind::integer},
    {"contact-id", Kind::integer, true},
    {"organization-id", Kind::integer, true},
    {"tenant-id", Kind::integer},
    {"tenant-name", Kind::text},
    {"held", Kind::boolean},
    {"assigned", Kind::text},
    {"groups", Kind::array},
    {"error", Kind::text, true},
    {"error-sentence", Kind::text, true},
    {"account-enabled", Kind::boolean, true},
    {"mailbox", Kind::text, true},
    {"last-active-at", Kind::time, true},
    {"signed-in", Kind::boolean, true},
    {"waste", Kind::text, true},
    {"waste-sentence", Kind::text, true},
    {"inactive-days", Kind::integer},
};

constexpr Attribute kDayAttributes[] = {
    {"day", Kind::date},
    {"license-id", Kind::integer},
    {"product", Kind::text},
    {"part-number", Kind::text},
    {"sku-id", Kind::text},
    {"tenant-id", Kind::integer},
    {"tenant-name", Kind::text},
    {"active", Kind::integer, true},
    {"consumed", Kind::integer, true},
    {"unused", Kind::integer, true},
    {"warning", Kind::integer, true},
    {"suspended", Kind::integer, true},
    {"waste-disabled", Kind::integer},
    {"waste-shared-mailbox", Kind::integer},
    {"waste-inactive-90", Kind::integer},
};

constexpr std::string_view kOnlyDays = "inactive_days";

constexpr Attribute kSettingsAttributes[] = {
    {"inactive-days", Kind::integer, false, Use::both},
    {"choices", Kind::array},
};

// The setting, or what this very request asks for.
std::int64_t days_of(db::Connection& c, const store::ListQuery& query) {
  for (const auto& filter : query.filters)
    if (filter.field == "inactive_days" && !filter.values.empty())
      for (const std::int64_t days : domain::kInactiveDays)
        if (filter.values.front() == std::to_string(days)) return days;
  return store::license_inactive_days(c);
}

std::int64_t inactive_of(const store::LicenseCounts& counts, std::int64_t days) {
  if (days == 30) return counts.inactive_30;
  return days == 60 ? counts.inactive_60 : counts.inactive_90;
}

// What is not known of some holders, and why: never counted as waste, never as none.
class Unknowns {
 public:
  json::array of(db::Connection& c, const store::License& one) {
    json::array out;
    add(out, c, one, "mailbox", "mailbox_purposes", one.counts.unknown_mailbox,
        "Whether the mailbox is a person's or a shared one is not known yet. It is asked for with "
        "the next sync.");
    add(out, c, one, "sign_ins", "sign_in_activity", one.counts.unknown_sign_in,
        "When these people last signed in is not known yet. It is asked for once a day, on the "
        "slow schedule.");
    return out;
  }

 private:
  void add(json::array& out, db::Connection& c, const store::License& one, std::string_view fact,
           std::string_view type, std::int64_t count, std::string_view otherwise) {
    if (count == 0) return;
    auto found = states_.find(one.tenant);
    if (found == states_.end())
      found = states_.emplace(one.tenant, store::type_states(c, one.tenant)).first;
    const auto state = std::ranges::find(found->second, type, &store::TypeState::type);
    const bool told = state != found->second.end() && state->sentence.has_value();
    json::object entry;
    entry["fact"] = json::string(fact);
    entry["count"] = count;
    entry["sentence"] = told ? json::string(*state->sentence) : json::string(otherwise);
    entry["remedy"] = told ? nullable(state->remedy) : json::value();
    out.emplace_back(std::move(entry));
  }

  std::map<base::Id, std::vector<store::TypeState>> states_;
};

json::object license_object(db::Connection& c, const store::License& one, std::int64_t days,
                            Unknowns& unknowns) {
  const store::LicenseCounts& counts = one.counts;
  const std::int64_t inactive = inactive_of(counts, days);
  json::object out;
  out["name"] = json::string(one.product);
  out["part-number"] = json::string(one.part_number);
  out["sku-id"] = json::string(one.sku);
  out["organization-id"] = nullable(one.organization);
  out["organization-name"] = nullable(one.organization_name);
  out["tenant-id"] = one.tenant;
  out["tenant-name"] = json::string(one.tenant_name);
  out["status"] = json::string(one.status);
  out["gone"] = one.gone;
  out["free"] = one.free;
  out["active"] = nullable(one.enabled);
  out["consumed"] = nullable(one.consumed);
  out["unused"] = nullable(one.unused);
  out["warning"] = nullable(one.warning);
  out["suspended"] = nullable(one.suspended);
  out["locked-out"] = nullable(one.locked_out);
  out["holders"] = counts.holders;
  out["failed-assignments"] = counts.failed;
  out["waste"] = counts.on_disabled + counts.on_shared + inactive;
  out["waste-disabled"] = counts.on_disabled;
  out["waste-shared-mailbox"] = counts.on_shared;
  out["waste-inactive"] = inactive;
  out["inactive-days"] = days;
  out["unknown"] = unknowns.of(c, one);
  out["counted-at"] = time_value(one.counted_at);
  return resource_object(kLicenseResource, one.record, std::move(out));
}

Response list_all(Call& call) {
  std::int64_t days = domain::kDefaultInactiveDays;
  return answer_list(
      call,
      [&](db::Connection& c, const store::ListQuery& query) {
        days = days_of(c, query);
        return store::list_licenses(c, call.scope(), query);
      },
      [&days, unknowns = Unknowns()](db::Connection& c, const store::License& one) mutable {
        return license_object(c, one, days, unknowns);
      });
}

Response show(Call& call) {
  const base::Id id = call.id();
  const auto query = read_list_query(call.request, kOnlyDays, "");
  return call.read([&](db::Connection& c) {
    const auto found = store::find_license(c, call.scope(), id);
    if (!found) throw_not_found("license");
    Unknowns unknowns;
    return one(license_object(c, *found, days_of(c, query), unknowns));
  });
}

// Names as in Graph's licenseAssignmentState (learn.microsoft.com/graph/api/resources/
// licenseassignmentstate).
std::string_view error_sentence(std::string_view error) {
  if (error == "CountViolation")
    return "There was no free unit left. Buy more, or take one from somebody.";
  if (error == "MutuallyExclusiveViolation")
    return "It excludes a service of another license of this person. Switch one of the two off.";
  if (error == "DependencyViolation")
    return "It needs a service that this person does not have. Give the other license too.";
  if (error == "ProhibitedInUsageLocationViolation")
    return "Microsoft does not offer it where this person's usage location is. Check the usage "
           "location.";
  if (error == "UniquenessViolation")
    return "The person has an address that somebody else has too. Mend the addresses first.";
  return "Microsoft could not assign it. The Entra admin center says more at the person's "
         "licenses.";
}

std::string_view assigned_word(const store::Holding& holding) {
  const bool by_group = holding.by_groups != "[]";
  if (holding.direct && by_group) return "direct_and_group";
  return by_group ? "group" : "direct";
}

struct WasteSaid {
  json::value kind, sentence;
};
WasteSaid waste_of(const store::LicenseHolder& one, std::int64_t days) {
  if (!one.holding.held) return {};
  for (const auto waste : {domain::Waste::disabled, domain::Waste::shared_mailbox})
    if (one.person.waste == to_string(waste))
      return {json::string(one.person.waste), json::string(domain::waste_sentence(waste))};
  if (!domain::is_inactive(domain::Waste::none, one.person.last_active, one.counted_at, days))
    return {};
  return {"inactive", json::string(one.person.signed_in
                                       ? fmt::format("Nobody signed in for {} days.", days)
                                       : fmt::format("Nobody ever signed in, and the account is "
                                                     "older than {} days.",
                                                     days))};
}

json::value optional_flag(std::optional<bool> value) {
  return value ? json::value(*value) : json::value();
}

json::object holder_object(const store::LicenseHolder& one, std::int64_t days) {
  const store::Holding& holding = one.holding;
  const WasteSaid waste = waste_of(one, days);
  json::object out;
  out["name"] = json::string(one.name);
  out["user-name"] = json::string(one.person.user_name);
  out["license-id"] = holding.license;
  out["product"] = json::string(one.product);
  out["part-number"] = json::string(one.part_number);
  out["sku-id"] = json::string(one.sku);
  out["record-id"] = holding.person;
  out["contact-id"] = nullable(one.contact);
  out["organization-id"] = nullable(one.organization);
  out["tenant-id"] = one.tenant;
  out["tenant-name"] = json::string(one.tenant_name);
  out["held"] = holding.held;
  out["assigned"] = json::string(assigned_word(holding));
  out["groups"] = stored_json(holding.by_groups);
  out["error"] = nullable(holding.error);
  out["error-sentence"] =
      holding.error ? json::value(json::string(error_sentence(*holding.error))) : json::value();
  out["account-enabled"] = optional_flag(one.person.enabled);
  out["mailbox"] = nullable(one.person.mailbox);
  out["last-active-at"] = nullable(one.person.last_active);
  out["signed-in"] = one.person.last_active ? json::value(one.person.signed_in) : json::value();
  out["waste"] = waste.kind;
  out["waste-sentence"] = waste.sentence;
  out["inactive-days"] = days;
  return resource_object(kLicenseHolderResource, holding.id, std::move(out));
}

Response answer_holders(Call& call, std::optional<base::Id> license) {
  std::int64_t days = domain::kDefaultInactiveDays;
  return answer_list(
      call,
      [&](db::Connection& c, store::ListQuery query) {
        days = days_of(c, query);
        if (license) {
          std::erase_if(query.filters,
                        [](const auto& filter) { return filter.field == "license_id"; });
          query.filters.push_back({"license_id", {std::to_string(*license)}});
        }
        return store::list_license_holders(c, call.scope(), query);
      },
      [&](db::Connection&, const store::LicenseHolder& one) { return holder_object(one, days); });
}

Response list_holders(Call& call) { return answer_holders(call, std::nullopt); }

Response list_nested_holders(Call& call) {
  const base::Id license = call.id();
  call.read([&](db::Connection& c) {
    if (!store::find_license(c, call.scope(), license)) throw_not_found("license");
  });
  return answer_holders(call, license);
}

constexpr std::int64_t kDayMs = 24LL * 60 * 60 * 1000;

json::object day_object(const store::LicenseDay& one) {
  json::object out;
  out["day"] = json::string(base::to_rfc3339(base::from_ms(one.day * kDayMs)).substr(0, 10));
  out["license-id"] = one.record;
  out["product"] = json::string(one.product);
  out["part-number"] = json::string(one.part_number);
  out["sku-id"] = json::string(one.sku);
  out["tenant-id"] = one.tenant;
  out["tenant-name"] = json::string(one.tenant_name);
  out["active"] = nullable(one.enabled);
  out["consumed"] = nullable(one.consumed);
  out["unused"] = nullable(domain::unused_units(one.enabled, one.consumed));
  out["warning"] = nullable(one.warning);
  out["suspended"] = nullable(one.suspended);
  out["waste-disabled"] = one.on_disabled;
  out["waste-shared-mailbox"] = one.on_shared;
  out["waste-inactive-90"] = one.inactive_90;
  return resource_object(kLicenseDayResource, one.id, std::move(out));
}

Response list_days(Call& call) {
  return answer_list(
      call,
      [&](db::Connection& c, const store::ListQuery& query) {
        return store::list_license_days(c, call.scope(), query, call.now());
      },
      [](db::Connection&, const store::LicenseDay& one) { return day_object(one); });
}

constexpr base::Id kTheSettings = 1;

Response settings_document(std::int64_t days) {
  json::array choices;
  for (const std::int64_t one : domain::kInactiveDays) choices.emplace_back(one);
  return one(resource_object(kLicenseSettingsResource, kTheSettings,
                             {{"inactive-days", days}, {"choices", std::move(choices)}}));
}

Response show_settings(Call& call) {
  return settings_document(
      call.read([](db::Connection& c) { return store::license_inactive_days(c); }));
}

Response change_settings(Call& call) {
  const Fields fields = read_fields(call.request, "license-settings");
  const auto asked = fields.integer("inactive_days");
  if (asked && std::ranges::find(domain::kInactiveDays, *asked) == domain::kInactiveDays.end())
    fields.refuse("inactive_days", "Choose 30, 60 or 90 days.");
  return settings_document(call.write([&](db::Connection& c) {
    const std::int64_t before = store::license_inactive_days(c);
    if (!asked || *asked == before) return before;
    store::set_license_inactive_days(c, *asked);
    audit_change(c, call, "change", "license_settings", std::nullopt, {{"inactive-days", before}},
                 {{"inactive-days", *asked}});
    return *asked;
  }));
}

constexpr std::string_view kFilters =
    "id tenant_id organization_id sku part_number status free gone wasted search inactive_days";
constexpr std::string_view kSorts = "product tenant enabled consumed unused wasted id";
constexpr std::string_view kHolderFilters =
    "id license_id record_id contact_id tenant_id organization_id sku waste assigned failed search "
    "inactive_days";
constexpr std::string_view kHolderSorts = "name product last_active_at id";

}  // namespace

const Resource kLicenseResource{"licenses", kLicenseAttributes};
const Resource kLicenseHolderResource{"license-holders", kHolderAttributes};
const Resource kLicenseDayResource{"license-history", kDayAttributes};
const Resource kLicenseSettingsResource{"license-settings", kSettingsAttributes};

void add_license_routes(Router& router) {
  router.add({"GET", "/api/licenses", Access::lite, list_all,
              "Bought products with their units, holders and waste", &kLicenseResource,
              Answer::list, nullptr, kFilters, kSorts});
  router.add({"GET", "/api/licenses/:id", Access::lite, show, "One bought product of a tenant",
              &kLicenseResource, Answer::one});
  router.add({"GET", "/api/licenses/:id/relationships/holders", Access::lite, list_nested_holders,
              "Who holds a license, and whether it is wasted on them", &kLicenseHolderResource,
              Answer::list, nullptr, kHolderFilters, kHolderSorts});
  router.add({"GET", "/api/license_holders", Access::lite, list_holders,
              "Who holds which license, directly or by which group", &kLicenseHolderResource,
              Answer::list, nullptr, kHolderFilters, kHolderSorts});
  router.add({"GET", "/api/license_history", Access::lite, list_days,
              "Each day's units of each product, kept for 400 days", &kLicenseDayResource,
              Answer::list, nullptr, "license_id tenant_id organization_id sku days", "day"});
  router.add({"GET", "/api/license_settings", Access::lite, show_settings,
              "After how many days without a sign-in a license counts as waste",
              &kLicenseSettingsResource, Answer::one});
  router.add({"PATCH", "/api/license_settings", Access::manager, change_settings,
              "Change that number of days", &kLicenseSettingsResource, Answer::one,
              &kLicenseSettingsResource});
}

}  // namespace reeve::api
