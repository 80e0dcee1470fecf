// Reading the query of a list.
#include "api/list_query.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/log.h"
#include "base/text.h"

namespace reeve::api {
namespace {

constexpr std::int64_t kMaxPageNumber = 10'000'000;
constexpr std::size_t kMaxFilterValues = 1'000;
constexpr std::size_t kMaxSorts = 5;
constexpr std::array<std::string_view, 9> kBooleans{"not_chosen", "archived", "own",
                                                    "matched",    "gone",     "finished",
                                                    "important",  "linked",   "dry_run"};

bool listed(std::string_view words, std::string_view word) {
  const auto all = base::split(words, ' ');
  return std::find(all.begin(), all.end(), word) != all.end();
}

std::string boolean_word(const std::string& text) {
  const std::string lower = base::ascii_lower(text);
  if (lower == "1" || lower == "true" || lower == "yes") return "true";
  if (lower == "0" || lower == "false" || lower == "no") return "false";
  return text;
}

// Splits at commas that have no backslash before them.
std::vector<std::string> values_of(std::string_view text) {
  std::vector<std::string> out(1);
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\' && i + 1 < text.size() && text[i + 1] == ',') {
      out.back() += ',';
      ++i;
    } else if (text[i] == ',') {
      out.emplace_back();
    } else {
      out.back() += text[i];
    }
  }
  for (std::string& value : out) value = base::clean_text(base::trim(value));
  if (out.size() > kMaxFilterValues) out.resize(kMaxFilterValues);
  return out;
}

std::int64_t number_or(const std::string& text, std::int64_t otherwise, std::int64_t most) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value < 1) return otherwise;
  return std::min(value, most);
}

void add_filter(store::ListQuery& query, const std::string& field, const std::string& value,
                std::string_view filters) {
  if (!listed(filters, field)) {
    base::log_info("api", "filter {} is not known here and was ignored",
                   base::percent_encode(field.substr(0, 64)));
    return;
  }
  store::Filter filter{field, values_of(value)};
  if (std::find(kBooleans.begin(), kBooleans.end(), field) != kBooleans.end())
    std::transform(filter.values.begin(), filter.values.end(), filter.values.begin(), boolean_word);
  query.filters.push_back(std::move(filter));
}

void add_sorts(store::ListQuery& query, const std::string& value, std::string_view sorts) {
  for (const std::string& part : base::split(value, ',')) {
    std::string_view name = base::trim(part);
    const bool descending = name.starts_with('-');
    if (descending) name.remove_prefix(1);
    const std::string field = snake_name(name);
    if (listed(sorts, field) && query.sort.size() < kMaxSorts)
      query.sort.push_back({field, descending});
  }
}

}  // namespace

std::string snake_name(std::string_view name) {
  std::string out = base::ascii_lower(name);
  std::replace(out.begin(), out.end(), '-', '_');
  return out;
}

store::ListQuery read_list_query(const Request& request, std::string_view filters,
                                 std::string_view sorts) {
  store::ListQuery query;
  for (const auto& [name, value] : request.query) {
    if (name == "page[number]")
      query.page = number_or(value, 1, kMaxPageNumber);
    else if (name == "page[size]")
      query.size = number_or(value, store::kDefaultPageSize, store::kMaxPageSize);
    else if (name == "sort")
      add_sorts(query, value, sorts);
    else if (name.starts_with("filter[") && name.ends_with(']'))
      add_filter(query, snake_name(std::string_view(name).substr(7, name.size() - 8)), value,
                 filters);
  }
  return query;
}

}  // namespace reeve::api
