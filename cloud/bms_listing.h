// Lists of BMS: filters in the query, sorting, members left out, pages.
#pragma once

#include <boost/json.hpp>
#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "encoding.h"
#include "message.h"

namespace cloud {

// The query of a list. Names count in any letter case and unknown ones are not looked at, as .NET
// binds them. Throws BmsRefusal for a value of another type.
class BmsQuery {
 public:
  // Kaseya's article on throttling speaks of up to 100 objects a request; whether more are refused
  // or cut is not known: refused. The size without PageSize is a guess too.
  static constexpr int kMostRows = 100;
  static constexpr int kUsualRows = 25;

  explicit BmsQuery(const Request& request) : form_(parse_form(request.query)) {}

  std::string text(std::string_view name) const;
  std::optional<int> number(std::string_view name) const;
  std::optional<bool> flag(std::string_view name) const;
  std::optional<std::int64_t> moment(std::string_view name) const;
  // Filter.Ids=1&Filter.Ids=2, and Filter.Ids[0]=1.
  std::set<int> numbers(std::string_view name) const;

  // True when `value` holds the text that the filter asks for, in any letter case; also when it
  // asks for none. Whether BMS compares whole values or parts is not known: parts, so that a client
  // must look at what it found.
  bool holds(std::string_view name, std::string_view value) const;
  // True when the moment lies between the filters name + "From" and name + "To".
  bool between(const std::string& name, std::int64_t value) const;

 private:
  Form form_;
};

// One page of `count` rows. PageNumber counts from 1. How Sort and Exclude are written is not
// known: a member's name with " desc" or " asc" behind it, and members' names with commas between.
Response bms_page(const BmsQuery& query, std::size_t count,
                  const std::function<boost::json::object(std::size_t)>& row, bool with_total);

// "2026-11-23", "2026-11-23T05:41:00", with fractions, Z or an offset; UTC without one.
std::optional<std::int64_t> parse_moment(std::string_view text);

}  // namespace cloud
