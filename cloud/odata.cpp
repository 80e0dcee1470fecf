// Reading of OData options and writing of nextLinks.
// Sources: microsoft-cloud.md C.0 and C.1; the page size message is from learn Q&A 1129204.
#include "odata.h"

#include <fmt/format.h>

#include <charconv>

#include "encoding.h"
#include "keys.h"

namespace cloud {
namespace {

constexpr std::string_view kKnown[] = {"$select", "$filter",    "$orderby",   "$expand",
                                       "$search", "$top",       "$count",     "$format",
                                       "$skip",   "$skiptoken", "$deltatoken"};

bool is_known(std::string_view name) {
  for (std::string_view one : kKnown)
    if (same_text(one, name)) return true;
  return false;
}

void take_option(OData& query, const std::string& name, const std::string& value) {
  if (name == "$select") {
    for (std::string one : split(value, ',')) {
      while (!one.empty() && one.front() == ' ') one.erase(0, 1);
      while (!one.empty() && one.back() == ' ') one.pop_back();
      if (!one.empty()) query.select.push_back(one);
    }
  } else if (name == "$filter") {
    query.filter = value;
  } else if (name == "$orderby") {
    query.order_by = value;
  } else if (name == "$expand") {
    query.expand = value;
  } else if (name == "$search") {
    query.search = value;
  } else if (name == "$top") {
    query.top = value;
  } else if (name == "$skiptoken") {
    query.skip_token = value;
  } else if (name == "$deltatoken") {
    query.delta_token = value;
  } else if (name == "$count") {
    query.count = same_text(value, "true");
  } else if (name == "$skip") {
    throw GraphRefusal(400, "Request_BadRequest", "'$skip' is not supported by the service.");
  }
}

// Not a secret: it only tells a token of ours from a mistyped one.
std::string checksum(std::string_view text) {
  return base64url_encode(sha256("reeve-cloud skip token " + std::string(text)).substr(0, 6));
}

[[noreturn]] void refuse_token() {
  throw GraphRefusal(400, "Request_BadRequest", "The specified page token value is not valid.");
}

}  // namespace

OData read_odata(const Request& request) {
  OData query;
  query.eventual = same_text(request.header("ConsistencyLevel"), "eventual");
  const Form options = parse_form(request.query);
  for (const auto& [name, value] : options.fields()) {
    // The '$' may be left out (learn.microsoft.com/graph/query-parameters).
    std::string option = lower(name);
    if (option.empty()) continue;
    if (option.front() != '$' && is_known("$" + option)) option = "$" + option;
    if (option.front() == '$' && !is_known(option))
      throw GraphRefusal(400, "Request_BadRequest",
                         fmt::format("The query parameter '{}' is not supported.", name));
    take_option(query, option, value);
  }
  return query;
}

int page_size(const OData& query, int usual, int most) {
  if (!query.top) return usual;
  int size = 0;
  const char* end = query.top->data() + query.top->size();
  const auto [rest, bad] = std::from_chars(query.top->data(), end, size);
  if (bad != std::errc() || rest != end || size < 1 || size > most)
    throw GraphRefusal(
        400, "Request_BadRequest",
        fmt::format("Invalid page size specified: '{}'. Must be between 1 and {} inclusive.",
                    *query.top, most));
  return size;
}

std::string write_skip_token(const SkipToken& token) {
  const std::string text = fmt::format("{}.{}", token.position, token.page);
  return base64url_encode(text + "." + checksum(text));
}

SkipToken read_skip_token(const OData& query) {
  SkipToken token;
  if (query.skip_token.empty()) return token;
  const auto text = base64url_decode(query.skip_token);
  if (!text) refuse_token();
  const auto parts = split(*text, '.');
  if (parts.size() != 3 || parts[2] != checksum(parts[0] + "." + parts[1])) refuse_token();
  std::from_chars(parts[0].data(), parts[0].data() + parts[0].size(), token.position);
  std::from_chars(parts[1].data(), parts[1].data() + parts[1].size(), token.page);
  return token;
}

std::string next_link(const Request& request, const std::string& origin, const SkipToken& token) {
  std::string query;
  for (const std::string& field : split(request.query, '&')) {
    const std::string name = lower(percent_decode(field.substr(0, field.find('=')), true));
    if (name == "$skiptoken" || name == "skiptoken") continue;
    query += field + "&";
  }
  return fmt::format("{}{}?{}$skiptoken={}", origin, request.path, query, write_skip_token(token));
}

}  // namespace cloud
