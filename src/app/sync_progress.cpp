// Draws the bars of `reeve sync`.
#include "app/sync_progress.h"

#include <fmt/format.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <algorithm>

#include "app/sync_report.h"
#include "base/json.h"
#include "base/text.h"
#include "types/registry.h"

namespace reeve::app {
namespace {

constexpr std::size_t kNameWidth = 30;
constexpr std::size_t kBarWidth = 24;
constexpr std::size_t kMostRows = 12;  // bars on the screen at one time

std::size_t columns_of(UChar32 c) {
  const auto width = u_getIntPropertyValue(c, UCHAR_EAST_ASIAN_WIDTH);
  return width == U_EA_FULLWIDTH || width == U_EA_WIDE ? 2 : 1;
}

bool fit_to_show(UChar32 c) {
  const auto category = u_charType(c);
  return c > 0 && category != U_CONTROL_CHAR && category != U_FORMAT_CHAR &&
         category != U_NON_SPACING_MARK && category != U_SURROGATE &&
         category != U_LINE_SEPARATOR && category != U_PARAGRAPH_SEPARATOR;
}

std::string outcome_of(const store::Run& run) {
  const auto counts = base::try_parse_json(run.counts);
  if (!counts) return {};
  const auto& users = base::member(base::member(*counts, "types"), "users");
  const auto& contacts = base::member(*counts, "contacts");
  const auto count = [](const base::json::value& from, std::string_view name) {
    return base::optional_integer(from, name).value_or(0);
  };
  if (const auto& preview = base::member(*counts, "preview"); run.dry_run && preview.is_object())
    return fmt::format("{} users: {} match, {} new, {} unclear, {} would join two people",
                       count(users, "listed"), count(preview, "match"), count(preview, "create"),
                       count(preview, "unclear") + count(preview, "hold"), count(preview, "join"));
  return fmt::format("{} users: {} matched, {} created, {} to review", count(users, "listed"),
                     count(contacts, "matched"), count(contacts, "created"),
                     count(contacts, "review"));
}

}  // namespace

std::string fit_name(std::string_view name, std::size_t width) {
  const auto text = icu::UnicodeString::fromUTF8(
      icu::StringPiece(name.data(), static_cast<int32_t>(name.size())));
  icu::UnicodeString kept;
  std::size_t columns = 0;
  for (int32_t at = 0; at < text.length(); at = text.moveIndex32(at, 1)) {
    const UChar32 c = text.char32At(at);
    if (!fit_to_show(c)) continue;
    if (columns + columns_of(c) > width) break;
    columns += columns_of(c);
    kept.append(c);
  }
  std::string out;
  kept.toUTF8String(out);
  out.append(width - columns, ' ');
  return out;
}

std::string bar(double share, std::size_t width) {
  const auto full =
      static_cast<std::size_t>(std::clamp(share, 0.0, 1.0) * static_cast<double>(width) + 0.5);
  std::string out;
  for (std::size_t i = 0; i < width; ++i) out += i < full ? "\xE2\x96\x88" : "\xE2\x96\x91";
  return out;
}

SyncProgress::~SyncProgress() { erase(); }

void SyncProgress::add(const store::Run& run) {
  rows_[run.id].name = run.tenant_name;
  ++total_;
}

void SyncProgress::take(const store::RunEvent& event) {
  const auto found = rows_.find(event.run);
  if (found == rows_.end()) return;
  found->second.syncing = true;
  if (event.type)
    if (const auto* type = types::find_type(*event.type))
      found->second.what = base::ascii_lower(type->title);
  if (event.kind != "progress") return;
  const auto data = base::try_parse_json(event.data);
  if (!data) return;
  found->second.done = base::optional_integer(*data, "done").value_or(found->second.done);
  found->second.about = base::optional_integer(*data, "about").value_or(found->second.about);
}

void SyncProgress::finished(const store::Run& run) {
  if (rows_.erase(run.id) == 0) return;
  // On a terminal the table that follows says it all.
  if (terminal_) return;
  ready_.push_back(fmt::format("{}  {}  {:.1f} s  {}", fit_name(run.tenant_name, kNameWidth),
                               state_in_words(run.state), seconds_of(run), outcome_of(run)));
}

void SyncProgress::draw() {
  erase();
  for (const auto& line : ready_) fmt::print(out_, "{}\n", line);
  ready_.clear();
  if (!terminal_) {
    std::fflush(out_);
    return;
  }
  for (const auto& [run, row] : rows_) {
    if (!row.syncing || drawn_ >= kMostRows) continue;
    const double share =
        row.about > 0 ? static_cast<double>(row.done) / static_cast<double>(row.about) : 0;
    fmt::print(out_, "{}  {}  Syncing\xE2\x80\xA6  {} {} of ~{}\n", fit_name(row.name, kNameWidth),
               bar(share, kBarWidth), row.what, row.done, row.about);
    ++drawn_;
  }
  fmt::print(out_, "{} of {} tenants done\n", total_ - rows_.size(), total_);
  ++drawn_;
  std::fflush(out_);
}

void SyncProgress::erase() {
  if (drawn_ > 0) fmt::print(out_, "\x1b[{}A\x1b[0J", drawn_);
  drawn_ = 0;
}

}  // namespace reeve::app
