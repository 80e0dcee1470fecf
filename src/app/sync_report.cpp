// Puts the ends of runs into rows and sentences.
#include "app/sync_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include "app/sync_progress.h"
#include "base/json.h"
#include "base/text.h"
#include "types/registry.h"

namespace reeve::app {
namespace {

namespace json = base::json;

constexpr std::size_t kNameWidth = 24;
constexpr std::size_t kNamesTold = 3;  // tenants named before "and 7 more"
constexpr std::array<std::string_view, 5> kCounts{"listed", "added", "changed", "gone", "skipped"};

struct Word {
  std::string_view code, words;
};
// Why a data type is not there, in a few words; the remedy says the rest.
constexpr Word kReasons[] = {
    {"no_plan", "the tenant's licenses do not have it"},
    {"not_allowed", "the permission is missing"},
    {"concealed", "names are hidden in reports"},
    {"not_yet_asked", "not yet asked"},
    {"waits_its_turn", "waits its turn"},
    {"more_to_ask", "not all asked yet"},
    {"throttled", "Microsoft limits requests"},
    {"no_token", "Microsoft gives no token"},
    {"unreachable", "Microsoft cannot be reached"},
    {"server_error", "Microsoft had a fault of its own"},
    {"empty_answer", "an empty answer that cannot be right"},
};

std::string words_of(const std::string& reason) {
  for (const Word& one : kReasons)
    if (one.code == reason) return std::string(one.words);
  std::string words = reason;
  std::ranges::replace(words, '_', ' ');
  return words;
}

// "12,345"
std::string number(std::int64_t value) {
  std::string text = std::to_string(value);
  for (auto at = static_cast<std::ptrdiff_t>(text.size()) - 3; at > 0; at -= 3)
    text.insert(static_cast<std::size_t>(at), ",");
  return text;
}

std::string several(std::int64_t count, std::string_view one) {
  return fmt::format("{} {}{}", number(count), one, count == 1 ? "" : "s");
}

std::int64_t count(const json::value& from, std::string_view name) {
  return base::optional_integer(from, name).value_or(0);
}

json::object type_object(const json::value& counts, const std::string& missing) {
  json::object out;
  const bool asked = base::optional_integer(counts, "listed").has_value();
  for (const std::string_view name : kCounts)
    out[name] = asked ? json::value(count(counts, name)) : json::value();
  const auto reason = base::optional_text(counts, "reason");
  if (reason)
    out["reason"] = json::string(*reason);
  else
    out["reason"] = asked ? json::value() : json::value(json::string(missing));
  return out;
}

bool got_through(std::string_view state) {
  return state == "ok" || state == "gaps" || state == "partial" || state == "held";
}

// What one run did, or would do where nothing was written.
struct Row {
  std::int64_t users = 0, linked = 0, created = 0, updated = 0, review = 0;
};

Row row_of(const store::Run& run) {
  const auto counts = base::try_parse_json(run.counts).value_or(json::object());
  const auto& contacts = base::member(counts, "contacts");
  const auto& preview = base::member(counts, "preview");
  Row row;
  row.users = count(base::member(base::member(counts, "types"), "users"), "listed");
  row.linked = count(contacts, "matched") + count(preview, "match");
  row.created = count(contacts, "created") + count(preview, "create");
  row.updated = count(contacts, "updated");
  row.review = count(contacts, "review") + count(preview, "unclear") + count(preview, "join");
  return row;
}

std::string line_of(std::string_view name, std::string_view state, const Row& row,
                    std::int64_t requests, double seconds) {
  return fmt::format("{}  {:<12}  {:>7}  {:>12}  {:>7}  {:>9}  {:>8}  {:>5.1f} s\n",
                     fit_name(name, kNameWidth), state, number(row.users), number(row.created),
                     number(row.updated), number(row.review), number(requests), seconds);
}

// Breaks a paragraph into lines of kTableWidth, those after the first indented.
std::string wrapped(const std::string& text, std::size_t indent) {
  std::string out, line(indent, ' ');
  for (const auto& word : base::split(text, ' ')) {
    const bool empty = line.find_first_not_of(' ') == std::string::npos;
    if (!empty && line.size() + 1 + word.size() > kTableWidth) {
      out += line + "\n";
      line.assign(indent + 2, ' ');
      line += word;
      continue;
    }
    if (!empty) line += ' ';
    line += word;
  }
  return out + line + "\n";
}

// "Contoso, Fabrikam, Litware and 7 more"
std::string named(const std::vector<std::string>& names) {
  std::vector<std::string> told;
  for (const auto& name : names) {
    if (told.size() == kNamesTold) break;
    told.push_back(base::clean_text(name));
  }
  auto text = base::join(told, ", ");
  if (names.size() > told.size()) text += fmt::format(" and {} more", names.size() - told.size());
  return text;
}

struct Missing {
  std::string remedy;
  std::vector<std::string> tenants;
};

bool is_missing(const store::TypeState& state) {
  return state.state != "complete" && state.reason && *state.reason != "not_in_tier" &&
         *state.reason != "not_chosen" && *state.reason != "not_due";
}

std::string missing_part(std::span<const EndedRun> ended) {
  std::map<std::pair<std::string, std::string>, Missing> missing;
  for (const EndedRun& one : ended)
    for (const store::TypeState& state : one.types) {
      if (!is_missing(state)) continue;
      auto& found = missing[{*state.reason, state.type}];
      if (found.remedy.empty()) found.remedy = state.remedy.value_or("");
      found.tenants.push_back(one.run.tenant_name);
    }
  if (missing.empty()) return {};
  std::string out = "\nMissing\n";
  for (const auto& [key, what] : missing) {
    const auto* type = types::find_type(key.second);
    out += wrapped(fmt::format("{}: {} ({}). {}", type == nullptr ? key.second : type->title,
                               words_of(key.first), named(what.tenants), what.remedy),
                   2);
  }
  return out;
}

std::string trouble_part(std::span<const EndedRun> ended) {
  std::string out;
  for (const EndedRun& one : ended) {
    const store::Run& run = one.run;
    if (run.state == "ok" || run.state == "gaps" || !run.sentence) continue;
    out += wrapped(fmt::format("{}: {} {}", base::clean_text(run.tenant_name), *run.sentence,
                               run.remedy.value_or("")),
                   2);
  }
  return out.empty() ? out : "\nTo look at\n" + out;
}

std::string totals_part(std::span<const EndedRun> ended) {
  Row sum;
  std::int64_t requests = 0, batched = 0;
  std::map<std::string_view, std::int64_t> states;
  for (const EndedRun& one : ended) {
    const Row row = row_of(one.run);
    sum.users += row.users;
    sum.linked += row.linked;
    sum.created += row.created;
    sum.updated += row.updated;
    sum.review += row.review;
    requests += one.run.requests;
    batched += one.run.batched;
    ++states[state_in_words(one.run.state)];
  }
  std::vector<std::string> ends;
  for (const auto& [words, times] : states) ends.push_back(fmt::format("{} {}", times, words));
  std::string out =
      fmt::format("\n{}: {}.\n", several(static_cast<std::int64_t>(ended.size()), "tenant"),
                  base::join(ends, ", "));
  out += wrapped(fmt::format("{} read; {} linked, {} created, {} updated, {} to decide.",
                             several(sum.users, "user"), several(sum.linked, "contact"),
                             number(sum.created), number(sum.updated), number(sum.review)),
                 0);
  return out + wrapped(fmt::format("{} to Microsoft, with {} inside them.",
                                   several(requests, "request"), several(batched, "question")),
                       0);
}

}  // namespace

std::string_view state_in_words(std::string_view state) {
  if (state == "ok") return "OK";
  if (state == "gaps" || state == "partial") return "OK with gaps";
  if (state == "held") return "Held";
  if (state == "failed") return "Failed";
  return "Paused";
}

double seconds_of(const store::Run& run) {
  if (!run.started_at || !run.finished_at) return 0;
  return static_cast<double>((*run.finished_at - *run.started_at).count()) / 1000.0;
}

std::string sync_json(const store::Run& run) {
  const auto counts = base::try_parse_json(run.counts).value_or(json::object());
  // What the counts do not name was outside the tier, or never reached.
  const std::string missing = got_through(run.state) ? "not_in_tier" : "not_reached";
  json::object types;
  for (const types::DataType* type : types::all_types())
    types[type->name] =
        type_object(base::member(base::member(counts, "types"), type->name), missing);
  return base::to_json(json::object{{"tenant", run.tenant_name},
                                    {"state", run.state},
                                    {"way", run.way ? json::value(*run.way) : json::value()},
                                    {"seconds", seconds_of(run)},
                                    {"requests", run.requests},
                                    {"batched", run.batched},
                                    {"types", std::move(types)}});
}

std::string sync_table(std::span<const EndedRun> ended) {
  std::vector<EndedRun> by_name(ended.begin(), ended.end());
  std::ranges::sort(by_name, [](const EndedRun& a, const EndedRun& b) {
    return base::ascii_lower(a.run.tenant_name) < base::ascii_lower(b.run.tenant_name);
  });
  std::string out = fmt::format("{:<{}}  {:<12}  {:>7}  {:>12}  {:>7}  {:>9}  {:>8}  {:>7}\n",
                                "Tenant", kNameWidth, "State", "Users", "New contacts", "Updated",
                                "To decide", "Requests", "Time");
  for (const EndedRun& one : by_name)
    out += line_of(one.run.tenant_name, state_in_words(one.run.state), row_of(one.run),
                   one.run.requests, seconds_of(one.run));
  return out + totals_part(by_name) + trouble_part(by_name) + missing_part(by_name);
}

}  // namespace reeve::app
