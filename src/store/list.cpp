// Turns what a list was asked into SQL that runs on both databases.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/text.h"
#include "domain/contact.h"
#include "domain/device.h"
#include "store/list_statement.h"

namespace reeve::store {
namespace {

// For LIKE … ESCAPE '\'.
std::string like_pattern(std::string_view part) {
  std::string pattern = "%";
  for (const char c : base::fold(part)) {
    if (c == '%' || c == '_' || c == '\\') pattern += '\\';
    pattern += c;
  }
  return pattern + "%";
}

std::string replace_values(std::string_view sql, const std::string& parameter) {
  std::string out;
  for (std::size_t at = 0;;) {
    const auto next = sql.find("{}", at);
    out += sql.substr(at, next - at);
    if (next == std::string_view::npos) return out;
    out += parameter;
    at = next + 2;
  }
}

std::vector<db::Value> converted(Compare compare, const std::vector<std::string>& values) {
  std::vector<db::Value> out;
  if (compare == Compare::id) {
    for (const auto id : integers_of(values)) out.emplace_back(id);
    return out;
  }
  for (const auto& value : values) {
    const std::string clean = base::clean_text(value);
    switch (compare) {
      case Compare::folded:
        out.emplace_back(base::fold(clean));
        break;
      case Compare::email:
        out.emplace_back(domain::normalized_email(clean));
        break;
      case Compare::serial:
        if (auto key = domain::serial_key(clean); !key.empty()) out.emplace_back(std::move(key));
        break;
      case Compare::mac:
        if (auto key = domain::mac_key(clean); !key.empty()) out.emplace_back(std::move(key));
        break;
      case Compare::contains:
        out.emplace_back(like_pattern(clean));
        break;
      default:
        out.emplace_back(clean);
    }
  }
  return out;
}

}  // namespace

const Filter* find_filter(const ListQuery& query, std::string_view field) {
  for (const auto& filter : query.filters)
    if (filter.field == field && !filter.values.empty()) return &filter;
  return nullptr;
}

std::vector<std::int64_t> integers_of(const std::vector<std::string>& values) {
  std::vector<std::int64_t> out;
  for (const auto& value : values) {
    const auto text = base::trim(value);
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error == std::errc() && end == text.data() + text.size()) out.push_back(number);
  }
  return out;
}

bool is_yes(std::string_view value) {
  const auto text = base::ascii_lower(base::trim(value));
  return text == "true" || text == "1" || text == "yes";
}

ListStatement::ListStatement(const ListShape& shape, const ListQuery& query)
    : shape_(shape),
      page_(std::max<std::int64_t>(1, query.page)),
      size_(std::clamp<std::int64_t>(query.size, 1, kMaxPageSize)) {
  for (const auto& column : shape.filters)
    if (const auto* asked = find_filter(query, column.field)) filter(column, asked->values);
  std::size_t fields = 0;
  for (const auto& sort : query.sort)
    for (const auto& column : shape.sorts)
      if (column.field == sort.field && fields++ < kMaxSortFields)
        order_ += fmt::format("{}{}{} NULLS LAST", order_.empty() ? "" : ", ", column.sql,
                              sort.descending ? " DESC" : "");
  if (order_.empty()) order_ = shape.default_sort;
  order_ += fmt::format(", {}", shape.id);
}

void ListStatement::filter_yes_no(const FilterColumn& column,
                                  const std::vector<std::string>& values) {
  const bool yes = std::any_of(values.begin(), values.end(), is_yes);
  const bool no = !std::all_of(values.begin(), values.end(), is_yes);
  if (yes == no) return;
  if (column.compare == Compare::boolean) {
    where(fmt::format("{} = {}", column.sql, yes ? 1 : 0));
  } else {
    where(fmt::format("{} IS {}", column.sql, yes ? "NOT NULL" : "NULL"));
  }
}

void ListStatement::filter(const FilterColumn& column, const std::vector<std::string>& asked) {
  if (column.compare == Compare::boolean || column.compare == Compare::present)
    return filter_yes_no(column, asked);
  auto values = converted(column.compare, asked);
  if (values.size() > kMaxFilterValues) values.resize(kMaxFilterValues);
  if (values.empty()) return where("1 = 0");
  std::string condition;
  const bool is_condition = column.sql.find("{}") != std::string_view::npos;
  for (auto& value : values) {
    const auto parameter = bind(std::move(value));
    if (is_condition) {
      condition += fmt::format("{}({})", condition.empty() ? "" : " OR ",
                               replace_values(column.sql, parameter));
    } else {
      condition += (condition.empty() ? "" : ", ") + parameter;
    }
  }
  where(is_condition ? fmt::format("({})", condition)
                     : fmt::format("{} IN ({})", column.sql, condition));
}

void ListStatement::scope(const Scope& scope, std::string_view organization_column) {
  if (scope.all()) return;
  if (scope.organizations().empty()) return where("1 = 0");
  std::string ids;
  for (const auto id : scope.organizations())
    ids += fmt::format("{}{}", ids.empty() ? "" : ",", id);
  where(fmt::format("{} IN ({})", organization_column, ids));
}

void ListStatement::where(std::string condition) {
  where_ += fmt::format("{}{}", where_.empty() ? "" : " AND ", condition);
}

std::string ListStatement::bind(db::Value value) {
  params_.push_back(std::move(value));
  return fmt::format("${}", params_.size());
}

std::string ListStatement::conditions() const {
  return where_.empty() ? std::string() : " WHERE " + where_;
}

db::Rows ListStatement::rows(db::Connection& c) {
  return c.query(fmt::format("SELECT {} FROM {}{} ORDER BY {} LIMIT {} OFFSET {}", shape_.select,
                             shape_.from, conditions(), order_, size_, (page_ - 1) * size_),
                 params_);
}

std::int64_t ListStatement::total(db::Connection& c, std::size_t rows_read) {
  const auto read = static_cast<std::int64_t>(rows_read);
  if (page_ == 1 && read < size_) return read;
  return c.query(fmt::format("SELECT COUNT(*) FROM {}{}", shape_.from, conditions()), params_)
      .at(0)
      .integer(0);
}

}  // namespace reeve::store
