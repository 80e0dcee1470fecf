// Evidence of devices in, outcomes and reviews out.
#include "sync/match_devices.h"

#include <unordered_set>
#include <utility>

#include "base/json.h"
#include "base/text.h"
#include "domain/asset.h"
#include "domain/device.h"
#include "store/configurations.h"

namespace reeve::sync {
namespace {

match::DeviceEvidence evidence_of(const store::RecordWithKeys& with_keys) {
  match::DeviceEvidence evidence;
  evidence.id = with_keys.record.id;
  evidence.external_id = with_keys.record.external_id;
  evidence.title = with_keys.record.title;
  evidence.managed = with_keys.record.type == kManagedDevices;
  evidence.name = base::fold(with_keys.record.title);
  for (const store::RecordKey& key : with_keys.keys) {
    if (key.kind == "serial") evidence.serial = key.value;
    if (key.kind == "mac") evidence.macs.push_back(key.value);
    if (key.kind == "device") evidence.devices.push_back(key.value);
  }
  return evidence;
}

// Where the list is complete, who is not in it is about to be marked gone, and no rival of the
// record that the machine got when it was enrolled anew.
void add_records(db::Connection& c, base::Id tenant, std::string_view type,
                 const TypeResult* listing, DeviceMatch& matched, match::DeviceMatchInput& input) {
  const Complete* complete = listing == nullptr ? nullptr : listing->complete();
  for (store::RecordWithKeys& one : store::records_for_matching(c, tenant, type)) {
    if (complete != nullptr && !complete->has(one.record.external_id)) continue;
    input.records.push_back(evidence_of(one));
    matched.records.emplace(one.record.id, std::move(one.record));
  }
}

void add_configurations(db::Connection& c, base::Id organization, DeviceMatch& matched,
                        match::DeviceMatchInput& input) {
  std::unordered_map<base::Id, std::size_t> place;
  for (const store::PlainAsset& one :
       store::plain_of_organization(c, store::kConfigurationShape, organization)) {
    match::ConfigurationEvidence evidence;
    evidence.id = one.id;
    evidence.title = one.text_or_empty("name");
    evidence.serial = domain::serial_key(one.text_or_empty("serial_number"));
    if (auto mac = domain::mac_key(one.text_or_empty("mac_address")); !mac.empty())
      evidence.macs.push_back(std::move(mac));
    evidence.names = {base::fold(evidence.title), base::fold(one.text_or_empty("hostname"))};
    matched.titles.emplace(one.id, evidence.title);
    place.emplace(one.id, input.configurations.size());
    input.configurations.push_back(std::move(evidence));
  }
  for (auto& [configuration, mac] : store::interface_macs(c, organization))
    if (const auto at = place.find(configuration); at != place.end())
      input.configurations[at->second].macs.push_back(std::move(mac));
}

void add_links_and_rulings(db::Connection& c, base::Id tenant, const DeviceMatch& matched,
                           match::DeviceMatchInput& input) {
  for (const std::string_view type : {kManagedDevices, kEntraDevices})
    for (const store::Link& link : store::links_of_tenant(c, tenant, type))
      if (link.asset_kind == domain::kConfiguration && matched.records.contains(link.record))
        input.links.push_back({link.record, link.asset});
  for (const store::Decision& decision : store::decisions_of_tenant(c, tenant))
    if (decision.record && matched.records.contains(*decision.record) &&
        (!decision.asset_kind || decision.asset_kind == domain::kConfiguration))
      input.rulings.push_back({*decision.record, decision.verdict, decision.asset});
}

match::Entry entry_of(const std::string& way) {
  if (way == "skip") return match::Entry::skip;
  return way == "link" ? match::Entry::link_only : match::Entry::create_or_link;
}

match::DevicePolicy policy_of(const domain::DeviceSettings& settings) {
  match::DevicePolicy policy;
  policy.managed = entry_of(settings.intune);
  policy.entra_only = entry_of(settings.entra_only);
  policy.hold_managed = settings.intune == "hold";
  policy.hold_entra_only = settings.entra_only == "hold";
  return policy;
}

DevicePreview count(const std::vector<match::DeviceOutcome>& outcomes) {
  DevicePreview counts;
  for (const match::DeviceOutcome& one : outcomes) {
    if (one.follows) continue;
    switch (one.verdict) {
      case match::Verdict::linked:
        ++counts.match;
        break;
      case match::Verdict::create:
      case match::Verdict::hold:
        ++counts.create;
        break;
      case match::Verdict::review:
        ++(one.review_kind == "configuration_claimed" ? counts.join : counts.unclear);
        break;
      default:
        ++counts.skip;
    }
  }
  return counts;
}

std::string review_detail(const DeviceMatch& matched, const match::DeviceOutcome& one) {
  base::json::object detail;
  if (const auto record = matched.records.find(one.record); record != matched.records.end())
    detail["record"] = {{"id", record->second.id},
                        {"external-id", record->second.external_id},
                        {"title", record->second.title}};
  base::json::array candidates;
  for (const base::Id id : one.candidates) {
    const auto title = matched.titles.find(id);
    candidates.push_back(
        {{"id", id}, {"title", title == matched.titles.end() ? std::string() : title->second}});
  }
  detail["candidates"] = std::move(candidates);
  detail["asset-kind"] = std::string(domain::kConfiguration);
  return base::to_json(detail);
}

bool was_complete(const TypeResult* listing) {
  return listing == nullptr || listing->complete() != nullptr;
}

}  // namespace

DeviceMatch match_devices(db::Connection& c, const store::Tenant& tenant, const DeviceLists& lists,
                          const domain::DeviceSettings& settings) {
  DeviceMatch matched;
  matched.settings = settings;
  match::DeviceMatchInput input;
  input.complete = lists.believed && was_complete(lists.intune) && was_complete(lists.entra);
  input.policy = policy_of(settings);
  for (const std::string& junk : settings.junk_serials)
    input.junk_serials.insert(domain::serial_key(junk));
  for (const std::string& junk : settings.junk_macs)
    input.junk_macs.insert(domain::mac_beginning(junk));
  add_records(c, tenant.id, kManagedDevices, lists.believed ? lists.intune : nullptr, matched,
              input);
  add_records(c, tenant.id, kEntraDevices, lists.believed ? lists.entra : nullptr, matched, input);
  if (tenant.organization) {
    add_configurations(c, *tenant.organization, matched, input);
    input.archived_serials = store::archived_serials(c, *tenant.organization);
  }
  add_links_and_rulings(c, tenant.id, matched, input);
  matched.outcomes = match::match_devices(input);
  matched.counts = count(matched.outcomes);
  return matched;
}

std::vector<store::Review> reviews_of(const DeviceMatch& matched, base::Id tenant, base::Id run,
                                      base::Time now) {
  std::vector<store::Review> reviews;
  for (const match::DeviceOutcome& one : matched.outcomes) {
    if (one.review_kind.empty()) continue;
    store::Review review;
    review.tenant = tenant;
    review.run = run;
    review.record = one.record;
    review.kind = one.review_kind;
    review.sentence = one.sentence;
    review.detail = review_detail(matched, one);
    review.state = "open";
    review.created_at = now;
    reviews.push_back(std::move(review));
  }
  return reviews;
}

}  // namespace reeve::sync
