// Puts what dry runs found into rows and sentences.
#include "app/preview_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "app/sync_progress.h"
#include "base/json.h"
#include "base/text.h"

namespace reeve::app {
namespace {

namespace json = base::json;

constexpr std::size_t kNameWidth = 30;
constexpr std::array<std::string_view, 3> kLeftOut{"skip", "not_chosen", "held"};
constexpr std::array<std::string_view, 3> kToDecide{"unclear", "join", "hold"};

struct Word {
  std::string_view code, words;
};
constexpr Word kReasons[] = {
    {"guest", "guests"},
    {"room", "rooms"},
    {"equipment", "equipment"},
    {"service", "accounts of services"},
    {"not_licensed", "without a license, fit no contact"},
    {"disabled", "disabled, fit no contact"},
    {"shared_mailbox", "shared mailboxes, fit no contact"},
    {"licensed", "licensed, fit no contact (the settings only link)"},
    {"ignored", "ignored, as somebody decided"},
    {"never_create", "not to be created, as somebody decided"},
    {"never_link", "kept apart, as somebody decided"},
    {"listing_incomplete", "fit no contact, and the list broke off"},
    {"choice_unknown", "not known yet whether they are chosen"},
    {"user_type", "a kind of user that is not chosen"},
    {"domain", "a domain that is not chosen"},
    {"department", "a department that is not chosen"},
    {"group", "groups that are not chosen"},
    {"subscription", "subscriptions that are not chosen"},
    {"license", "licenses that are not chosen"},
    {"mass_create", "new, but so many at once are asked about first"},
    {"several_contacts", "fit more than one contact"},
    {"name_alone", "fit a contact by name alone"},
    {"several_users", "fit a contact that another user fits, too"},
    {"already_linked", "fit a contact that another user has"},
    {"shared_address", "share an address with another user"},
    {"policy", "new, and the connection holds new people for review"},
};

std::string words_of(const std::string& reason) {
  for (const Word& one : kReasons)
    if (one.code == reason) return std::string(one.words);
  std::string words = reason;
  std::ranges::replace(words, '_', ' ');
  return words;
}

struct Counts {
  std::int64_t match = 0, create = 0, unclear = 0, join = 0, linked = 0;
  std::map<std::string, std::int64_t> skip, decide;  // by reason

  std::int64_t skipped() const {
    std::int64_t sum = 0;
    for (const auto& [reason, people] : skip) sum += people;
    return sum;
  }
  void add(const Counts& more) {
    match += more.match, create += more.create, unclear += more.unclear, join += more.join;
    linked += more.linked;
    for (const auto& [reason, people] : more.skip) skip[reason] += people;
    for (const auto& [reason, people] : more.decide) decide[reason] += people;
  }
};

std::int64_t count(const json::value& from, std::string_view name) {
  return base::optional_integer(from, name).value_or(0);
}

void add_reasons(const json::value& preview, std::string_view outcome,
                 std::map<std::string, std::int64_t>& out) {
  const json::value& reasons = base::member(base::member(preview, "reasons"), outcome);
  if (!reasons.is_object()) return;
  for (const auto& [reason, people] : reasons.as_object())
    if (people.is_int64()) out[std::string(reason)] += people.as_int64();
}

// Nothing where the run saw no users.
std::optional<Counts> counts_of(const store::Run& run) {
  const auto all = base::try_parse_json(run.counts).value_or(json::object());
  const json::value& preview = base::member(all, "preview");
  if (!preview.is_object()) return std::nullopt;
  Counts out;
  out.match = count(preview, "match");
  out.create = count(preview, "create");
  out.unclear = count(preview, "unclear") + count(preview, "hold");
  out.join = count(preview, "join");
  out.linked = count(preview, "linked");
  for (const auto outcome : kLeftOut) add_reasons(preview, outcome, out.skip);
  for (const auto outcome : kToDecide) add_reasons(preview, outcome, out.decide);
  return out;
}

std::string line_of(std::string_view name, const std::optional<Counts>& counts) {
  const std::string fitted = fit_name(name, kNameWidth);
  if (!counts) return fmt::format("{}  could not be read\n", fitted);
  return fmt::format("{}  {:>7}  {:>7}  {:>8}  {:>10}  {:>9}  {:>10}\n", fitted, counts->match,
                     counts->create, counts->unclear, counts->join, counts->skipped(),
                     counts->linked);
}

std::string reasons_part(std::string_view title, const std::map<std::string, std::int64_t>& all) {
  std::vector<std::pair<std::int64_t, std::string>> lines;
  for (const auto& [reason, people] : all) lines.emplace_back(people, words_of(reason));
  std::ranges::sort(lines, std::greater());
  std::string out = lines.empty() ? "" : fmt::format("\n{}\n", title);
  for (const auto& [people, words] : lines) out += fmt::format("  {:>7}  {}\n", people, words);
  return out;
}

}  // namespace

std::string preview_json(const store::Run& run) {
  json::object line{{"tenant", run.tenant_name}};
  const auto counts = counts_of(run);
  for (const auto name : {"match", "create", "unclear", "join", "skip"}) line[name] = nullptr;
  if (!counts) return base::to_json(line);
  line["match"] = counts->match;
  line["create"] = counts->create;
  line["unclear"] = counts->unclear;
  line["join"] = counts->join;
  json::object skip;
  for (const auto& [reason, people] : counts->skip) skip[reason] = people;
  line["skip"] = std::move(skip);
  return base::to_json(line);
}

std::string preview_table(std::span<const store::Run> runs) {
  std::vector<store::Run> by_name(runs.begin(), runs.end());
  std::ranges::sort(by_name, {},
                    [](const store::Run& run) { return base::ascii_lower(run.tenant_name); });
  std::string out =
      fmt::format("{:<{}}  {:>7}  {:>7}  {:>8}  {:>10}  {:>9}  {:>10}\n", "Tenant", kNameWidth,
                  "Match", "New", "Unclear", "Two people", "Left out", "Linked now");
  Counts sum;
  for (const store::Run& run : by_name) {
    const auto counts = counts_of(run);
    out += line_of(run.tenant_name, counts);
    if (counts) sum.add(*counts);
  }
  out += fmt::format("\n{} match, {} new, {} unclear, {} would join two people; {} left out.\n",
                     sum.match, sum.create, sum.unclear, sum.join, sum.skipped());
  return out + reasons_part("Left out", sum.skip) + reasons_part("For a person", sum.decide);
}

}  // namespace reeve::app
