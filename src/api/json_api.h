// JSON:API documents: one object, a page of a list with meta and links, errors; and the same lists
// as CSV.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "api/call.h"
#include "api/list_query.h"
#include "api/resource.h"
#include "base/error.h"
#include "base/json.h"

namespace reeve::api {

namespace json = base::json;

inline constexpr std::string_view kJsonApi = "application/vnd.api+json";
// A list as CSV stops after so many rows.
inline constexpr std::int64_t kMaxCsvRows = 100'000;

// Values as documents hold them: absent is null, times are RFC 3339.
json::value nullable(const std::optional<std::string>& value);
json::value nullable(const std::optional<std::int64_t>& value);
json::value nullable(const std::optional<base::Time>& value);
json::value time_value(base::Time value);
// Text that the database keeps as JSON; null when it is none.
json::value stored_json(const std::string& text);

json::object resource_object(const Resource& resource, base::Id id, json::object attributes);
Response one(json::object data, int status = 200, json::object meta = {});
Response many(json::array data, int status, json::object meta = {});
Response meta_only(json::object meta, int status = 200);
Response no_content();

// {"errors":[…]} with the status that the code stands for. A detail that starts with '/' is the
// JSON pointer of what is wrong.
Response error_response(const base::Error& error);
int status_of(base::ErrorCode code);

[[noreturn]] void throw_not_found(std::string_view what);
[[noreturn]] void throw_invalid(std::string message, std::string_view attribute = {});

Response list_document(const Call& call, const store::ListQuery& query, std::int64_t total,
                       json::array data);
// By "Accept: text/csv", or by ?format=csv where a browser downloads.
bool wants_csv(const Request& request);

// One list as CSV text: a column for the id and each attribute. Without the line of names it is the
// next piece of one.
class CsvTable {
 public:
  explicit CsvTable(const Resource& resource, bool names = true);
  void add(const json::object& data);
  std::string text() && { return std::move(text_); }
  Response response() &&;

 private:
  const Resource& resource_;
  std::string text_;
};

// Answers a list route: `fetch(connection, query)` gives a store::Page, `make(connection, row)` a
// resource object.
template <class Fetch, class Make>
Response answer_list(Call& call, Fetch fetch, Make make) {
  store::ListQuery query = read_list_query(call.request, call.route->filters, call.route->sorts);
  return call.read([&](db::Connection& c) {
    if (!wants_csv(call.request)) {
      const auto page = fetch(c, query);
      json::array data;
      for (const auto& row : page.rows) data.emplace_back(make(c, row));
      return list_document(call, query, page.total, std::move(data));
    }
    CsvTable table(*call.route->resource);
    query.size = store::kMaxPageSize;
    for (query.page = 1; query.page <= kMaxCsvRows / store::kMaxPageSize; ++query.page) {
      const auto page = fetch(c, query);
      for (const auto& row : page.rows) table.add(make(c, row));
      if (query.page * query.size >= page.total) break;
    }
    return std::move(table).response();
  });
}

}  // namespace reeve::api
