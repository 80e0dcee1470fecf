// Writing JSON:API documents.
#include "api/json_api.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "api/refusal.h"
#include "base/csv.h"
#include "base/text.h"

namespace reeve::api {
namespace {

using base::ErrorCode;

Response document(int status, const json::value& body) {
  Response response;
  response.status = status;
  response.set("Content-Type", kJsonApi);
  response.body = base::to_json(body);
  return response;
}

// The list's own address with another page, percent-encoded as clients send it.
std::string page_url(const Call& call, const store::ListQuery& query, std::int64_t page) {
  std::string out = call.url(call.request.path) + "?";
  for (const auto& [name, value] : call.request.query)
    if (name != "page[number]" && name != "page[size]")
      out += base::percent_encode(name) + "=" + base::percent_encode(value) + "&";
  return out + fmt::format("page%5Bnumber%5D={}&page%5Bsize%5D={}", page, query.size);
}

std::string csv_cell(const json::value& value) {
  if (value.is_null()) return "";
  if (value.is_string()) return std::string(value.get_string());
  return base::to_json(value);
}

}  // namespace

json::value nullable(const std::optional<std::string>& value) {
  return value ? json::value(json::string(*value)) : json::value();
}
json::value nullable(const std::optional<std::int64_t>& value) {
  return value ? json::value(*value) : json::value();
}
json::value time_value(base::Time value) {
  return json::value(json::string(base::to_rfc3339(value)));
}
json::value nullable(const std::optional<base::Time>& value) {
  return value ? time_value(*value) : json::value();
}

json::value stored_json(const std::string& text) {
  return base::try_parse_json(text).value_or(json::value());
}

json::object resource_object(const Resource& resource, base::Id id, json::object attributes) {
  json::object out;
  out["id"] = std::to_string(id);
  out["type"] = json::string(resource.type);
  out["attributes"] = std::move(attributes);
  out["relationships"] = json::object();
  return out;
}

Response one(json::object data, int status, json::object meta) {
  json::object body;
  body["data"] = std::move(data);
  if (!meta.empty()) body["meta"] = std::move(meta);
  return document(status, body);
}

Response many(json::array data, int status, json::object meta) {
  json::object body;
  body["data"] = std::move(data);
  if (!meta.empty()) body["meta"] = std::move(meta);
  return document(status, body);
}

Response meta_only(json::object meta, int status) {
  json::object body;
  body["meta"] = std::move(meta);
  return document(status, body);
}

Response no_content() {
  Response response;
  response.status = 204;
  return response;
}

int status_of(ErrorCode code) {
  switch (code) {
    case ErrorCode::invalid:
      return 422;
    case ErrorCode::refused:
      return 422;
    case ErrorCode::bad_request:
      return 400;
    case ErrorCode::usage:
      return 400;
    case ErrorCode::unauthenticated:
      return 401;
    case ErrorCode::forbidden:
      return 403;
    case ErrorCode::not_found:
      return 404;
    case ErrorCode::conflict:
      return 409;
    case ErrorCode::too_large:
      return 413;
    case ErrorCode::throttled:
      return 429;
    case ErrorCode::unavailable:
    case ErrorCode::protocol:
    case ErrorCode::fence_lost:
    case ErrorCode::canceled:
      return 503;
    case ErrorCode::internal:
      return 500;
  }
  return 500;
}

Response error_response(const base::Error& error) {
  const int status = status_of(error.code());
  const bool ours = error.code() == ErrorCode::internal;
  json::object one_error;
  one_error["status"] = status;
  one_error["title"] = json::string(status_title(status));
  one_error["detail"] = json::string(ours ? "Something went wrong inside Reeve. Try again; if it "
                                            "stays, the log of the server says more."
                                          : std::string_view(error.message()));
  one_error["code"] = json::string(base::to_string(error.code()));
  if (error.detail().starts_with('/')) {
    one_error["source"] = json::object({{"pointer", json::string(error.detail())}});
  } else if (!error.detail().empty() && !ours) {
    one_error["meta"] = json::object({{"detail", json::string(error.detail())}});
  }
  Response response =
      document(status, json::object({{"errors", json::array({std::move(one_error)})}}));
  if (status == 503) response.set("Retry-After", "5");
  return response;
}

void throw_not_found(std::string_view what) {
  throw base::Error(
      ErrorCode::not_found,
      fmt::format("There is no such {}, or it is not yours to see. Check the id in the address.",
                  what));
}

void throw_invalid(std::string message, std::string_view attribute) {
  throw base::Error(
      ErrorCode::invalid, std::move(message),
      attribute.empty() ? std::string() : fmt::format("/data/attributes/{}", attribute));
}

Response list_document(const Call& call, const store::ListQuery& query, std::int64_t total,
                       json::array data) {
  const std::int64_t pages = (total + query.size - 1) / query.size;
  const std::int64_t last = std::max<std::int64_t>(pages, 1);
  const json::value next = query.page < pages ? json::value(query.page + 1) : json::value();
  const json::value previous =
      query.page > 1 ? json::value(std::min(query.page - 1, last)) : json::value();
  json::object meta;
  meta["current-page"] = query.page;
  meta["next-page"] = next;
  meta["prev-page"] = previous;
  meta["total-pages"] = pages;
  meta["total-count"] = total;
  meta["filters"] = json::object();
  const auto link = [&](const json::value& page) {
    return page.is_null() ? json::value()
                          : json::value(json::string(page_url(call, query, page.as_int64())));
  };
  json::object links;
  links["self"] = link(query.page);
  links["first"] = link(std::int64_t{1});
  links["prev"] = link(previous);
  links["next"] = link(next);
  links["last"] = link(last);
  json::object body;
  body["data"] = std::move(data);
  body["meta"] = std::move(meta);
  body["links"] = std::move(links);
  return document(200, body);
}

bool wants_csv(const Request& request) {
  return request.query_value("format") == "csv" ||
         base::ascii_lower(request.header("accept")).find("text/csv") != std::string::npos;
}

CsvTable::CsvTable(const Resource& resource, bool with_names) : resource_(resource) {
  if (!with_names) return;
  std::vector<std::string> names{"id"};
  for (const Attribute& attribute : resource.attributes)
    if (attribute.use != Attribute::Use::write) names.emplace_back(attribute.name);
  base::append_csv_row(text_, names);
}

void CsvTable::add(const json::object& data) {
  std::vector<std::string> cells{csv_cell(data.at("id"))};
  for (const Attribute& attribute : resource_.attributes)
    if (attribute.use != Attribute::Use::write)
      cells.push_back(csv_cell(base::member(data.at("attributes"), attribute.name)));
  base::append_csv_row(text_, cells);
}

Response CsvTable::response() && {
  Response response;
  response.set("Content-Type", "text/csv; charset=utf-8");
  response.set("Content-Disposition",
               fmt::format("attachment; filename=\"{}.csv\"", resource_.type));
  response.body = std::move(text_);
  return response;
}

}  // namespace reeve::api
