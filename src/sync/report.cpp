// Names the end of a run and counts what it did.
#include "sync/report.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

#include "base/json.h"
#include "base/text.h"

namespace reeve::sync {
namespace {

namespace json = base::json;

std::optional<std::string> text(const std::string& value) {
  return value.empty() ? std::optional<std::string>() : std::optional(value);
}

// Something of a type other than the users is missing: a gap, but the sync is good.
bool is_gap(const TypeResult& result) { return result.type->name != "users"; }

const Partial* worst(const RunReport& report, bool gaps) {
  for (const TypeResult& result : report.types)
    if (result.partial() != nullptr && is_gap(result) == gaps) return result.partial();
  return nullptr;
}

// "1 contact", "2 contacts".
std::string several(std::int64_t count, std::string_view one) {
  return fmt::format("{} {}{}", count, one, count == 1 ? "" : "s");
}

std::string preview_sentence(const PreviewCounts& counts) {
  const std::string not_chosen =
      counts.not_chosen == 0 ? "" : fmt::format(", {} not chosen", counts.not_chosen);
  return fmt::format(
      "{} would be linked to a contact, {} created, {} need a decision, {} left out{}",
      several(counts.match, "user"), counts.create,
      counts.unclear + counts.join + counts.hold + counts.held, counts.skip, not_chosen);
}

std::string done_sentence(const RunReport& report) {
  const TypeResult* users = report.find("users");
  const std::string listed = several(users == nullptr ? 0 : users->listed, "user") + " read";
  switch (report.mode) {
    case Mode::read_only:
      return "Read only: not matched to an organization yet.";
    case Mode::dry_run:
      return fmt::format("Dry run, nothing written: {}.", preview_sentence(report.matched.counts));
    case Mode::first_sync:
      return fmt::format("The first sync waits for your yes: {}.",
                         preview_sentence(report.matched.counts));
    case Mode::none:
    case Mode::apply:
      break;
  }
  return fmt::format("{}; {} linked, {} created, {} updated.", listed,
                     several(report.applied.matched, "contact"), report.applied.created,
                     report.applied.updated);
}

constexpr std::string_view kHeldRemedy =
    "Look at Microsoft whether that is right, then accept or reject it under Reviews.";

RunEnding held_ending(const RunReport& report) {
  RunEnding end;
  end.state = "held";
  end.reason = store::held_review_kind(domain::to_string(report.held.front().act));
  for (const Judged& one : report.held)
    end.sentence += (end.sentence.empty() ? "" : " ") + held_sentence(one);
  end.remedy = std::string(kHeldRemedy);
  return end;
}

RunEnding partial_ending(std::string_view state, const Partial& why) {
  return {std::string(state), why.sentence, text(why.reason), text(why.remedy), text(why.detail)};
}

json::object type_counts(const TypeResult& result) {
  json::object counts{{"listed", result.listed},
                      {"added", result.added},
                      {"changed", result.changed},
                      {"gone", result.gone},
                      {"skipped", result.skipped}};
  if (const Partial* why = result.partial()) counts["reason"] = why->reason;
  return counts;
}

json::object reasons_json(const PreviewCounts& seen) {
  json::object all;
  for (const auto& [word, reasons] : seen.reasons) {
    json::object counted;
    for (const auto& [reason, people] : reasons) counted[reason] = people;
    all[word] = std::move(counted);
  }
  return all;
}

}  // namespace

const TypeResult* RunReport::find(std::string_view type) const {
  for (const TypeResult& result : types)
    if (result.type->name == type) return &result;
  return nullptr;
}

bool RunReport::users_failed() const {
  const TypeResult* users = find("users");
  if (users != nullptr) return !users->asked && users->partial() != nullptr;
  // Never asked, because an earlier listing showed that Microsoft cannot be asked at all.
  return !types.empty() && types.back().partial() != nullptr;
}

std::int64_t RunReport::requests() const {
  std::int64_t sum = joined_requests;
  for (const TypeResult& result : types) sum += result.requests;
  return sum;
}

std::int64_t RunReport::batched() const {
  std::int64_t sum = joined_batched;
  for (const TypeResult& result : types) sum += result.batched;
  return sum;
}

RunEnding ending_of(const RunReport& report) {
  if (report.users_failed()) {
    const TypeResult* users = report.find("users");
    return partial_ending("failed", *(users != nullptr ? *users : report.types.back()).partial());
  }
  if (!report.held.empty()) return held_ending(report);
  if (const Partial* why = worst(report, false)) return partial_ending("partial", *why);
  if (report.mode == Mode::first_sync)
    return {"held",
            done_sentence(report),
            "first_sync",
            "Look at the preview and accept the first sync, for this tenant or for all.",
            {}};
  if (const Partial* why = worst(report, true)) {
    RunEnding end = partial_ending("gaps", *why);
    end.sentence = done_sentence(report) + " " + why->sentence;
    return end;
  }
  const auto absent = std::find_if(report.not_asked.begin(), report.not_asked.end(),
                                   [](const auto& left) { return left.why.state == "absent"; });
  if (absent != report.not_asked.end())
    return {"gaps",
            done_sentence(report) + " " + absent->why.sentence,
            text(absent->why.reason),
            text(absent->why.remedy),
            {}};
  return {"ok",
          done_sentence(report),
          report.mode == Mode::read_only ? std::optional<std::string>("not_matched") : std::nullopt,
          {},
          {}};
}

namespace {

std::int64_t open_device_reviews(const RunReport& report) {
  if (!report.devices) return 0;
  return std::ranges::count_if(report.devices->outcomes,
                               [](const auto& one) { return !one.review_kind.empty(); });
}

}  // namespace

std::string counts_json(const RunReport& report) {
  json::object types;
  for (const TypeResult& result : report.types) types[result.type->name] = type_counts(result);
  for (const auto& left : report.not_asked)
    if (left.why.reason != "not_in_tier" && left.why.reason != "not_chosen")
      types[left.type->name] = {{"reason", left.why.reason}};
  json::object counts{{"types", std::move(types)}};
  const PreviewCounts& seen = report.matched.counts;
  if (report.mode == Mode::apply) {
    counts["contacts"] = {
        {"matched", report.applied.matched},
        {"created", report.applied.created},
        {"updated", report.applied.updated},
        {"review", std::count_if(report.matched.outcomes.begin(), report.matched.outcomes.end(),
                                 [](const auto& one) { return !one.review_kind.empty(); })},
        {"skipped", seen.skip},
        {"not-chosen", seen.not_chosen}};
    if (report.devices_applied)
      counts["configurations"] = {{"matched", report.device_counts.matched},
                                  {"created", report.device_counts.created},
                                  {"updated", report.device_counts.updated},
                                  {"review", open_device_reviews(report)},
                                  {"skipped", report.devices ? report.devices->counts.skip : 0},
                                  {"related", report.device_counts.related},
                                  {"unrelated", report.device_counts.unrelated}};
  } else if (report.mode != Mode::none) {
    counts["preview"] = {{"match", seen.match},     {"create", seen.create},
                         {"hold", seen.hold},       {"held", seen.held},
                         {"unclear", seen.unclear}, {"join", seen.join},
                         {"skip", seen.skip},       {"not-chosen", seen.not_chosen},
                         {"linked", seen.linked},   {"reasons", reasons_json(seen)}};
    if (report.devices)
      counts["preview-configurations"] = {{"match", report.devices->counts.match},
                                          {"create", report.devices->counts.create},
                                          {"unclear", report.devices->counts.unclear},
                                          {"join", report.devices->counts.join},
                                          {"skip", report.devices->counts.skip}};
  }
  return base::to_json(counts);
}

void report_end(RunWriter& writer, const RunReport& report, const RunEnding& end) {
  if (report.mode == Mode::first_sync)
    writer.event({.kind = "hold",
                  .type = "users",
                  .code = "first_sync",
                  .sentence = end.sentence,
                  .remedy = end.remedy.value_or("")});
  for (const Judged& one : report.held)
    writer.event({.kind = "hold",
                  .type = one.waiting.front().group,
                  .code = store::held_review_kind(domain::to_string(one.act)),
                  .sentence = held_sentence(one),
                  .remedy = std::string(kHeldRemedy)});
  const ApplyCounts& applied = report.applied;
  if (applied.matched + applied.created + applied.updated == 0) return;
  writer.event({.kind = "change",
                .type = "users",
                .code = "contacts",
                .sentence = fmt::format("Contacts: {} linked, {} created, {} updated.",
                                        applied.matched, applied.created, applied.updated),
                .data = base::to_json(json::object{
                    {"matched", applied.matched},
                    {"created", applied.created},
                    {"updated", applied.updated},
                    {"not-named", std::max<std::int64_t>(0, applied.named - kMaxContactEvents)}})});
}

namespace {

// What broke off is tried again soon; what a tenant does not have or allow, as seldom as the rest.
base::Time next_due(const types::DataType& type, const domain::Schedule& schedule,
                    const Partial* why, base::Time now) {
  const bool lasting = why == nullptr || why->reason == "not_allowed" || why->reason == "no_plan" ||
                       why->reason == "concealed";
  const auto own = schedule.type_minutes.find(type.name);
  const base::Millis every = own == schedule.type_minutes.end()
                                 ? std::max(type.every, kSyncInterval)
                                 : base::Millis{std::chrono::minutes{own->second}};
  return now + (lasting ? every : std::min(every, kSyncInterval));
}

void write_state_of(db::Connection& c, const TypeResult& result, const domain::Schedule& schedule,
                    base::Id tenant, base::Time now) {
  store::TypeState state;
  state.type = result.type->name;
  if (const Partial* why = result.partial()) {
    state.state = result.asked ? "partial" : "absent";
    state.reason = text(why->reason);
    state.sentence = text(why->sentence);
    state.remedy = text(why->remedy);
  } else {
    state.state = "complete";
    state.last_complete = now;
  }
  state.next_due = next_due(*result.type, schedule, result.partial(), now);
  store::set_type_state(c, tenant, state);
  if (result.cursor) store::set_delta_cursor(c, tenant, result.type->name, *result.cursor);
  if (result.drop_cursor) store::drop_delta_cursor(c, tenant, result.type->name);
}

}  // namespace

void write_type_states(db::Connection& c, const RunReport& report, base::Id tenant,
                       base::Time now) {
  const domain::Schedule schedule = schedule_of(c, tenant);
  for (const TypeResult& result : report.types) write_state_of(c, result, schedule, tenant, now);
  const auto before = store::type_states(c, tenant);
  for (const auto& left : report.not_asked) {
    const bool known =
        std::ranges::find(before, left.type->name, &store::TypeState::type) != before.end();
    if (known && left.why.keeps_state) continue;
    store::set_type_state(c, tenant,
                          {.type = std::string(left.type->name),
                           .state = left.why.state,
                           .last_complete = {},
                           .next_due = now + kSyncInterval,
                           .reason = text(left.why.reason),
                           .sentence = text(left.why.sentence),
                           .remedy = text(left.why.remedy)});
  }
}

}  // namespace reeve::sync
