// What follows for each machine from the configurations that it fits.
#include "match/device_match.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

#include "match/machines.h"

namespace reeve::match {
namespace {

using base::Id;

std::string skip_sentence(const DeviceEvidence& record, std::string_view reason) {
  static const std::map<std::string_view, std::string_view> why{
      {"entra_only",
       "is only registered in Entra ID, not managed by Intune, and fits no configuration"},
      {"not_chosen", "is of a kind that the settings leave out"},
      {"ignored", "is ignored, as somebody decided"},
      {"never_create", "fits no configuration, and somebody decided that none is created"},
      {"never_link", "is kept apart from the configurations, as somebody decided"},
      {"archived_configuration",
       "has the serial number of a configuration that was archived, so none is created"},
      {"same_device", "waits for what is decided about the same machine in Intune"},
      {"listing_incomplete",
       "fits no configuration by serial number or MAC address; none is created from an incomplete "
       "list"},
  };
  const auto found = why.find(reason);
  return fmt::format("{} {}.", record.title, found == why.end() ? "is left out" : found->second);
}

DeviceOutcome skipped(const DeviceEvidence& record, std::string_view reason) {
  DeviceOutcome out;
  out.record = record.id;
  out.reason = reason;
  out.sentence = skip_sentence(record, reason);
  return out;
}

DeviceOutcome linked(Id record, Id configuration, std::string_view reason, double confidence) {
  DeviceOutcome out;
  out.record = record;
  out.verdict = Verdict::linked;
  out.configuration = configuration;
  out.reason = reason;
  out.confidence = confidence;
  return out;
}

DeviceOutcome review(const DeviceEvidence& record, std::string_view kind, std::string sentence,
                     std::vector<Id> candidates) {
  DeviceOutcome out;
  out.record = record.id;
  out.verdict = Verdict::review;
  out.review_kind = kind;
  out.sentence = std::move(sentence);
  out.candidates = std::move(candidates);
  return out;
}

std::string titles(const Machines& machines, const std::set<Id>& configurations) {
  std::string out;
  for (const Id id : configurations) out += (out.empty() ? "" : " and ") + machines.title(id);
  return out;
}

DeviceOutcome unclear(const Machines& machines, const DeviceEvidence& record,
                      const std::set<Id>& fits) {
  return review(record, "unclear_device",
                fmt::format("{} fits more than one configuration: {}. Choose the right one, or "
                            "merge them.",
                            record.title, titles(machines, fits)),
                {fits.begin(), fits.end()});
}

DeviceOutcome claimed(const Machines& machines, const DeviceEvidence& record, Id configuration) {
  return review(record, "configuration_claimed",
                fmt::format("{} and another device both fit the configuration {}. Choose which of "
                            "them it is.",
                            record.title, machines.title(configuration)),
                {configuration});
}

constexpr std::string_view kAlreadyLinked = "already_linked";

DeviceOutcome already_linked(const Machines& machines, const DeviceEvidence& record,
                             Id configuration) {
  DeviceOutcome out = review(
      record, "configuration_claimed",
      fmt::format("{} fits the configuration {}, which belongs to another device of this tenant. "
                  "Choose whose it is, or create one.",
                  record.title, machines.title(configuration)),
      {configuration});
  out.reason = kAlreadyLinked;
  return out;
}

// A person chose a configuration that another device got meanwhile: by whom it is taken, and what
// is left to do.
DeviceOutcome chosen_is_taken(const Machines& machines, const DeviceEvidence& record,
                              Id configuration) {
  DeviceOutcome out = review(
      record, "configuration_claimed",
      fmt::format("{} cannot be the configuration {}, as somebody chose: it belongs to {}. Choose "
                  "another configuration, create a new one, or ignore the device.",
                  record.title, machines.title(configuration),
                  machines.linked_device(configuration)),
      {configuration});
  out.reason = "chosen_is_taken";
  return out;
}

DeviceOutcome shared_serial(const DeviceEvidence& record) {
  return review(record, "configuration_claimed",
                fmt::format("{} has the serial number of another device of this tenant. Choose "
                            "whose configuration it is, or create one.",
                            record.title),
                {});
}

DeviceOutcome created(const DeviceEvidence& record) {
  DeviceOutcome out;
  out.record = record.id;
  out.verdict = Verdict::create;
  out.reason = "created";
  out.confidence = 1;
  return out;
}

// Nothing fits: what the policy says.
DeviceOutcome nothing_fits(const Machines& machines, const DeviceEvidence& record) {
  const DeviceMatchInput& input = machines.input();
  const DeviceRuling* ruling = machines.ruling(record.id);
  if (!input.complete) return skipped(record, "listing_incomplete");
  if (ruling != nullptr && ruling->verdict == "never_create")
    return skipped(record, "never_create");
  if (const auto serial = machines.serial_of(record);
      !serial.empty() && input.archived_serials.contains(serial))
    return skipped(record, "archived_configuration");
  const Entry entry = record.managed ? input.policy.managed : input.policy.entra_only;
  if (entry != Entry::create_or_link)
    return skipped(record, record.managed ? "not_chosen" : "entra_only");
  DeviceOutcome out = created(record);
  if (record.managed ? input.policy.hold_managed : input.policy.hold_entra_only) {
    out.verdict = Verdict::hold;
    out.reason = "policy";
    out.review_kind = "new_configuration";
    out.sentence = fmt::format(
        "{} fits no configuration. Create one, link it to a configuration, or ignore "
        "it.",
        record.title);
  }
  return out;
}

// What people ruled, asked before any matching.
std::optional<DeviceOutcome> by_ruling(const Machines& machines, const DeviceEvidence& record,
                                       const DeviceRuling* ruling) {
  if (ruling == nullptr) return std::nullopt;
  if (ruling->verdict == "ignore") return skipped(record, "ignored");
  if (ruling->verdict == "never_link" && !ruling->configuration)
    return skipped(record, "never_link");
  if (ruling->verdict == "link" && !ruling->configuration)
    return machines.input().complete ? created(record) : skipped(record, "listing_incomplete");
  if (ruling->verdict != "link" || !machines.has_configuration(*ruling->configuration))
    return std::nullopt;
  if (machines.is_linked(*ruling->configuration))
    return chosen_is_taken(machines, record, *ruling->configuration);
  if (machines.chosen_by_several(*ruling->configuration))
    return claimed(machines, record, *ruling->configuration);
  return linked(record.id, *ruling->configuration, "chosen", 1);
}

std::optional<DeviceOutcome> by_number(const Machines& machines, const Machine& machine) {
  const std::set<Id> strong = machine.strong();
  if (strong.empty()) return std::nullopt;
  if (strong.size() > 1) return unclear(machines, machine.lead(), strong);
  const Id configuration = *strong.begin();
  if (machines.strong_claimants(configuration) > 1)
    return claimed(machines, machine.lead(), configuration);
  return machine.serial.contains(configuration)
             ? linked(machine.lead().id, configuration, "serial", 0.97)
             : linked(machine.lead().id, configuration, "mac", 0.9);
}

std::optional<DeviceOutcome> by_name(const Machines& machines, const Machine& machine) {
  if (!machines.input().complete) return std::nullopt;
  std::set<Id> free;
  for (const Id id : machine.name)
    if (machines.strong_claimants(id) == 0) free.insert(id);
  if (free.empty()) return std::nullopt;
  if (free.size() > 1) return unclear(machines, machine.lead(), free);
  if (machines.weak_claimants(*free.begin()) > 1)
    return claimed(machines, machine.lead(), *free.begin());
  return linked(machine.lead().id, *free.begin(), "name", 0.6);
}

DeviceOutcome decide(const Machines& machines, const Machine& machine) {
  const DeviceEvidence& lead = machine.lead();
  if (auto ruled = by_ruling(machines, lead, machines.ruling_of(machine))) return *ruled;
  const DevicePolicy& policy = machines.input().policy;
  if ((lead.managed ? policy.managed : policy.entra_only) == Entry::skip)
    return skipped(lead, lead.managed ? "not_chosen" : "entra_only");
  if (auto found = by_number(machines, machine)) return *found;
  if (auto found = by_name(machines, machine)) return *found;
  if (!machine.taken.empty()) return already_linked(machines, lead, *machine.taken.begin());
  return nothing_fits(machines, lead);
}

DeviceOutcome followed(DeviceOutcome outcome) {
  outcome.follows = true;
  return outcome;
}

// A record that joins a machine whose lead is decided.
DeviceOutcome follower(const Machines& machines, const DeviceEvidence& record,
                       const DeviceOutcome& lead) {
  if (const DeviceRuling* ruling = machines.ruling(record.id)) {
    const bool elsewhere = ruling->configuration != lead.configuration;
    if (ruling->verdict == "ignore") return followed(skipped(record, "ignored"));
    if (ruling->verdict == "never_link" && (!ruling->configuration || !elsewhere))
      return followed(skipped(record, "never_link"));
    // A person keeps two records of one machine apart.
    if (ruling->verdict == "link" && elsewhere)
      if (auto ruled = by_ruling(machines, record, ruling)) return *ruled;
  }
  DeviceOutcome out;
  out.record = record.id;
  out.primary = false;
  out.follows = true;
  out.reason = "same_device";
  if (lead.verdict == Verdict::linked || lead.verdict == Verdict::create) {
    out.verdict = Verdict::linked;
    out.configuration = lead.configuration;
    if (!out.configuration) out.leader = lead.record;
    out.confidence = lead.confidence;
    return out;
  }
  return followed(skipped(record, lead.verdict == Verdict::skipped ? lead.reason : "same_device"));
}

// Records that come to a machine which is linked already. Intune's first one speaks for it.
void join_linked(const Machines& machines, const Machine& machine,
                 std::vector<DeviceOutcome>& outcomes) {
  DeviceOutcome known;
  known.verdict = Verdict::linked;
  known.configuration = *machine.linked.begin();
  known.confidence = 1;
  bool spoken_for = std::any_of(machine.records.begin(), machine.records.end(),
                                [&](const DeviceEvidence* record) {
                                  return record->managed && machines.is_linked_record(record->id);
                                });
  for (const auto* record : machine.records) {
    if (machines.is_linked_record(record->id)) continue;
    outcomes.push_back(follower(machines, *record, known));
    DeviceOutcome& out = outcomes.back();
    if (record->managed && !spoken_for && out.verdict == Verdict::linked)
      out.primary = spoken_for = true;
  }
}

// A person said that it is a new one: nobody is asked again.
bool ruled_new(const DeviceRuling* ruling) {
  return ruling != nullptr && ruling->verdict == "link" && !ruling->configuration;
}

// Of several new machines with one serial number the first (by external id) gets the configuration;
// the others, and those who share one with a linked machine, wait for a person. So a run that was
// cut in the middle ends as one that was not.
void hold_back_shared(const Machines& machines, std::vector<DeviceOutcome>& decided) {
  std::set<std::string> owned;
  const auto serials = [&](const Machine& machine) {
    std::set<std::string> all;
    for (const auto* record : machine.records) all.insert(machines.serial_of(*record));
    all.erase(std::string());
    return all;
  };
  for (std::size_t i = 0; i < machines.all().size(); ++i)
    if (!machines.all()[i].linked.empty() || decided[i].verdict == Verdict::linked)
      owned.merge(serials(machines.all()[i]));
  for (std::size_t i = 0; i < machines.all().size(); ++i) {
    const Machine& machine = machines.all()[i];
    const bool is_new =
        decided[i].verdict == Verdict::create || decided[i].verdict == Verdict::hold;
    if (!machine.linked.empty() || (!is_new && decided[i].reason != kAlreadyLinked)) continue;
    auto own = serials(machine);
    const bool shared =
        std::any_of(own.begin(), own.end(), [&](const auto& one) { return owned.contains(one); });
    if (shared && !ruled_new(machines.ruling_of(machine))) {
      decided[i] = shared_serial(machine.lead());
    } else if (decided[i].verdict == Verdict::create) {
      owned.merge(own);
    }
  }
}

}  // namespace

std::vector<DeviceOutcome> match_devices(const DeviceMatchInput& input) {
  const Machines machines(input);
  std::vector<DeviceOutcome> decided;
  for (const Machine& machine : machines.all())
    decided.push_back(machine.linked.empty() ? decide(machines, machine) : DeviceOutcome{});
  hold_back_shared(machines, decided);
  std::vector<DeviceOutcome> outcomes;
  for (std::size_t i = 0; i < machines.all().size(); ++i) {
    const Machine& machine = machines.all()[i];
    if (!machine.linked.empty()) {
      join_linked(machines, machine, outcomes);
      continue;
    }
    for (std::size_t r = 1; r < machine.records.size(); ++r)
      outcomes.push_back(follower(machines, *machine.records[r], decided[i]));
    outcomes.push_back(std::move(decided[i]));
  }
  std::sort(outcomes.begin(), outcomes.end(),
            [](const auto& a, const auto& b) { return a.record < b.record; });
  return outcomes;
}

}  // namespace reeve::match
