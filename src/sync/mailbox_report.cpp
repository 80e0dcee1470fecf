// Rows of the report as objects, by the names of their columns.
#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/text.h"
#include "microsoft/report_file.h"
#include "sync/mailbox_readers.h"

namespace reeve::sync {
namespace {

namespace json = base::json;
using Row = std::vector<std::string>;

constexpr std::string_view kUserName = "userPrincipalName";
constexpr std::string_view kDeleted = "isDeleted";
constexpr std::string_view kSettings = "/v1.0/admin/reportSettings";

// The place of each field's column; nothing for one that this file lacks.
std::vector<std::optional<std::size_t>> places_of(const types::DataType& type,
                                                  const std::vector<std::string>& columns) {
  std::vector<std::optional<std::size_t>> places;
  for (const types::Field& field : type.fields) {
    const auto found = std::ranges::find(columns, field.column);
    const bool there = !field.column.empty() && found != columns.end();
    places.push_back(there ? std::optional(static_cast<std::size_t>(found - columns.begin()))
                           : std::nullopt);
  }
  return places;
}

json::value value_of(const types::Field& field, const std::string& text) {
  if (text.empty()) return nullptr;
  if (field.kind == types::Kind::boolean) return base::ascii_lower(text) == "true";
  return json::string(text);  // a number may stand in quotes as well
}

struct Mailbox {
  std::string user_name, object;
  bool deleted = false;
};

Mailbox mailbox_of(const types::DataType& type, const Row& row,
                   const std::vector<std::optional<std::size_t>>& places) {
  Mailbox mailbox;
  json::object object;
  for (std::size_t i = 0; i < places.size(); ++i) {
    if (!places[i]) continue;
    const types::Field& field = type.fields[i];
    const json::value value = value_of(field, row[*places[i]]);
    if (field.name == kUserName) mailbox.user_name = row[*places[i]];
    if (field.name == kDeleted) mailbox.deleted = value.is_bool() && value.get_bool();
    object[field.name] = value;
  }
  object["id"] = json::string(base::ascii_lower(mailbox.user_name));
  mailbox.object = base::to_json(object);
  return mailbox;
}

// Microsoft writes codes instead of names where a tenant conceals them; what they look like is
// published nowhere, but no user name is without an @.
bool looks_concealed(const std::vector<Mailbox>& mailboxes) {
  const auto without = std::ranges::count_if(
      mailboxes, [](const Mailbox& one) { return one.user_name.find('@') == std::string::npos; });
  return !mailboxes.empty() && 2 * static_cast<std::size_t>(without) > mailboxes.size();
}

// The example has the settings inside "value", the model has them bare.
std::optional<bool> conceals(const ReaderCall& call, std::int64_t& requests) {
  const auto answer = call.source.get(std::string(kSettings), call.stop, call.options);
  ++requests;
  const auto tree = answer.ok ? base::try_parse_json(answer.body) : std::nullopt;
  if (!tree) return std::nullopt;
  const auto& inner = base::member(*tree, "value");
  const auto& settings = inner.is_object() ? inner : *tree;
  const auto& setting = base::member(settings, "displayConcealedNames");
  if (!setting.is_bool()) return std::nullopt;
  return setting.get_bool();
}

void tell_concealed(const ReaderCall& call, microsoft::Listing& listing) {
  const auto setting = conceals(call, listing.requests);
  listing.complete = false;
  listing.code = "concealed";
  listing.sentence =
      setting == false
          ? fmt::format(
                "The report of {} still hides the names of mailboxes, although the tenant "
                "shows names by now.",
                call.tenant.name)
          : fmt::format("{} hides names in its reports, so nobody can tell which mailbox is whose.",
                        call.tenant.name);
  listing.remedy =
      setting == false
          ? "Wait: Microsoft needs up to two days until its reports have names."
          : "Microsoft 365 admin center of that tenant: Settings, Org settings, Reports; clear "
            "\"Display concealed user, group, and site names in all reports\".";
}

}  // namespace

microsoft::Listing read_mailbox_report(const ReaderCall& call, const OnPage& on_page) {
  const auto file = call.source.report(std::string(call.type.path), call.stop, call.options);
  microsoft::Listing listing;
  listing.complete = file.complete;
  listing.code = file.code;
  listing.sentence = file.sentence;
  listing.remedy = file.remedy;
  listing.detail = file.detail;
  listing.requests = file.requests;
  listing.retry_at = file.retry_at;
  if (!file.complete) return listing;
  const auto places = places_of(call.type, file.columns);
  std::vector<Mailbox> mailboxes;
  for (const Row& row : file.rows) mailboxes.push_back(mailbox_of(call.type, row, places));
  if (looks_concealed(mailboxes)) {
    tell_concealed(call, listing);
    return listing;
  }
  std::erase_if(mailboxes, [](const Mailbox& one) { return one.user_name.empty(); });
  // A name that was taken anew stands twice; the mailbox that is there counts, so it comes last.
  std::ranges::stable_sort(mailboxes, std::greater<>(), &Mailbox::deleted);
  std::vector<std::string_view> objects;
  for (const Mailbox& one : mailboxes) objects.emplace_back(one.object);
  listing.pages = 1;
  listing.objects = static_cast<std::int64_t>(objects.size());
  on_page({.objects = objects, .number = 1, .about = listing.objects});
  return listing;
}

}  // namespace reeve::sync
