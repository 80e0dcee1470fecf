// Filters and pages of BMS's lists.
#include "bms_listing.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <numeric>
#include <vector>

#include "bms.h"
#include "bms_input.h"

namespace cloud {
namespace {

namespace json = boost::json;

std::optional<int> whole_number(std::string_view text) {
  int value = 0;
  const auto [end, bad] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (bad != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

// Takes exactly `digits` digits off the front.
std::optional<int> take_digits(std::string_view& text, std::size_t digits) {
  if (text.size() < digits) return std::nullopt;
  int value = 0;
  for (const char letter : text.substr(0, digits)) {
    if (letter < '0' || letter > '9') return std::nullopt;
    value = value * 10 + (letter - '0');
  }
  text.remove_prefix(digits);
  return value;
}
bool take(std::string_view& text, char letter) {
  if (text.empty() || text[0] != letter) return false;
  text.remove_prefix(1);
  return true;
}

// "Z", "+02:00" or nothing, in seconds.
std::optional<int> take_zone(std::string_view& text) {
  if (text.empty() || take(text, 'Z')) return 0;
  const int sign = text[0] == '-' ? -1 : 1;
  if (!take(text, '+') && !take(text, '-')) return std::nullopt;
  const auto hours = take_digits(text, 2);
  if (!hours || !take(text, ':')) return std::nullopt;
  const auto minutes = take_digits(text, 2);
  if (!minutes) return std::nullopt;
  return sign * (*hours * 3600 + *minutes * 60);
}

std::optional<int> take_time(std::string_view& text) {
  const auto hours = take_digits(text, 2);
  if (!hours || *hours > 23 || !take(text, ':')) return std::nullopt;
  const auto minutes = take_digits(text, 2);
  if (!minutes || *minutes > 59) return std::nullopt;
  int seconds = 0;
  if (take(text, ':')) {
    const auto read = take_digits(text, 2);
    if (!read || *read > 59) return std::nullopt;
    seconds = *read;
    if (take(text, '.'))
      while (!text.empty() && text[0] >= '0' && text[0] <= '9') text.remove_prefix(1);
  }
  return *hours * 3600 + *minutes * 60 + seconds;
}

int in_range(const BmsQuery& query, std::string_view name, int otherwise, int most) {
  const int value = query.number(name).value_or(otherwise);
  if (value >= 1 && value <= most) return value;
  throw bms_not_valid({fmt::format("{} must be between 1 and {}.", name, most)});
}

struct Order {
  std::string member;
  bool descending = false;
};

Order order_of(const BmsQuery& query) {
  const auto words = split(query.text("Sort"), ' ');
  Order order;
  if (words.empty()) return order;
  order.member = words[0];
  order.descending = words.size() == 2 && same_text(words[1], "desc");
  const bool known =
      words.size() == 1 || (words.size() == 2 && (order.descending || same_text(words[1], "asc")));
  if (!known) throw bms_not_valid({"Sort must be a member, such as \"LastName desc\"."});
  return order;
}

// How the row spells that member.
std::string member_of(const json::object& row, std::string_view name) {
  for (const auto& one : row)
    if (same_text(std::string_view(one.key()), name)) return std::string(one.key());
  throw bms_not_valid({fmt::format("{} is no member that can be named here.", name)});
}

// Numbers by size, all else by text; null before everything.
bool before(const json::value& left, const json::value& right) {
  if (left.is_null() || right.is_null()) return left.is_null() && !right.is_null();
  if (left.is_int64() && right.is_int64()) return left.as_int64() < right.as_int64();
  if (left.is_bool() && right.is_bool()) return !left.as_bool() && right.as_bool();
  if (left.is_string() && right.is_string())
    return lower(std::string_view(left.as_string())) < lower(std::string_view(right.as_string()));
  return false;
}

// The rows from `from` on, at most `most`, in the wanted order.
std::vector<json::object> rows_of(const Order& order, std::size_t count, std::size_t from,
                                  std::size_t most,
                                  const std::function<json::object(std::size_t)>& row) {
  std::vector<std::size_t> at(count);
  std::iota(at.begin(), at.end(), 0U);
  if (!order.member.empty()) {
    std::vector<json::value> keys;
    for (std::size_t one = 0; one < count; ++one) {
      const json::object made = row(one);
      keys.push_back(made.at(member_of(made, order.member)));
    }
    std::stable_sort(at.begin(), at.end(), [&](std::size_t left, std::size_t right) {
      return order.descending ? before(keys[right], keys[left]) : before(keys[left], keys[right]);
    });
  }
  std::vector<json::object> rows;
  for (std::size_t one = from; one < count && rows.size() < most; ++one)
    rows.push_back(row(at[one]));
  return rows;
}

}  // namespace

std::optional<std::int64_t> parse_moment(std::string_view text) {
  const auto year = take_digits(text, 4);
  if (!year || !take(text, '-')) return std::nullopt;
  const auto month = take_digits(text, 2);
  if (!month || !take(text, '-')) return std::nullopt;
  const auto day = take_digits(text, 2);
  if (!day) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(*year),
                                         std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day))};
  if (!date.ok()) return std::nullopt;
  const std::int64_t midnight =
      std::chrono::sys_days(date).time_since_epoch().count() * std::int64_t{86'400};
  if (text.empty()) return midnight;
  if (!take(text, 'T')) return std::nullopt;
  const auto time = take_time(text);
  if (!time) return std::nullopt;
  const auto zone = take_zone(text);
  if (!zone || !text.empty()) return std::nullopt;
  return midnight + *time - *zone;
}

std::string BmsQuery::text(std::string_view name) const {
  for (const auto& [key, value] : form_.fields())
    if (same_text(key, name)) return value;
  return "";
}

std::optional<int> BmsQuery::number(std::string_view name) const {
  const std::string found = text(name);
  if (found.empty()) return std::nullopt;
  const auto value = whole_number(found);
  if (!value) throw bms_malformed(fmt::format("The value of {} must be a number.", name));
  return value;
}

std::optional<bool> BmsQuery::flag(std::string_view name) const {
  const std::string found = text(name);
  if (found.empty()) return std::nullopt;
  if (same_text(found, "true")) return true;
  if (same_text(found, "false")) return false;
  throw bms_malformed(fmt::format("The value of {} must be true or false.", name));
}

std::optional<std::int64_t> BmsQuery::moment(std::string_view name) const {
  const std::string found = text(name);
  if (found.empty()) return std::nullopt;
  const auto value = parse_moment(found);
  if (!value) throw bms_malformed(fmt::format("The value of {} must be a date and time.", name));
  return value;
}

std::set<int> BmsQuery::numbers(std::string_view name) const {
  std::set<int> found;
  for (const auto& [key, value] : form_.fields()) {
    const std::string plain = key.ends_with(']') ? key.substr(0, key.find('[')) : key;
    if (!same_text(plain, name)) continue;
    const auto number = whole_number(value);
    if (!number) throw bms_malformed(fmt::format("The values of {} must be numbers.", name));
    found.insert(*number);
  }
  return found;
}

bool BmsQuery::holds(std::string_view name, std::string_view value) const {
  const std::string wanted = text(name);
  return wanted.empty() || lower(value).find(lower(wanted)) != std::string::npos;
}

bool BmsQuery::between(const std::string& name, std::int64_t value) const {
  const auto from = moment(name + "From");
  const auto to = moment(name + "To");
  return (!from || value >= *from) && (!to || value <= *to);
}

Response bms_page(const BmsQuery& query, std::size_t count,
                  const std::function<json::object(std::size_t)>& row, bool with_total) {
  constexpr int most_pages = 1'000'000;
  const int size = in_range(query, "PageSize", BmsQuery::kUsualRows, BmsQuery::kMostRows);
  const int page = in_range(query, "PageNumber", 1, most_pages);
  const std::size_t from = static_cast<std::size_t>(page - 1) * static_cast<std::size_t>(size);
  auto rows = rows_of(order_of(query), count, from, static_cast<std::size_t>(size), row);
  json::array result;
  for (json::object& one : rows) {
    for (const std::string& left_out : split(query.text("Exclude"), ','))
      one.erase(member_of(one, left_out));
    result.push_back(std::move(one));
  }
  return bms_answer(std::move(result), with_total ? std::optional(count) : std::nullopt);
}

}  // namespace cloud
