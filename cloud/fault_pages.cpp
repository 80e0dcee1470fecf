// Faults of what a listing's page holds: its links, its objects, its text.
#include <fmt/format.h>

#include <boost/json.hpp>
#include <functional>

#include "encoding.h"
#include "fault_kinds.h"
#include "graph_error.h"
#include "json.h"
#include "odata.h"

namespace cloud {
namespace {

namespace json = boost::json;

constexpr std::string_view kNext = "@odata.nextLink";
constexpr std::string_view kDelta = "@odata.deltaLink";
// A name that can belong to nobody (RFC 2606).
constexpr std::string_view kForeignOrigin = "https://graph.microsoft.com.attacker.example";

// Changes the page as JSON; leaves what is none alone.
void change_page(Response& response, const std::function<void(json::object&, json::array&)>& by) {
  auto page = parse_object(response.body);
  if (!page) return;
  json::value* value = page->if_contains("value");
  if (!value || !value->is_array()) return;
  by(*page, value->as_array());
  response.body = json::serialize(*page);
}

SkipToken position_of(const Struck& struck) {
  try {
    return read_skip_token(read_odata(struck.request));
  } catch (const GraphRefusal&) {
    return {};
  }
}

bool is_first_page(const Struck& struck) {
  try {
    const OData query = read_odata(struck.request);
    return query.skip_token.empty() && query.delta_token.empty();
  } catch (const GraphRefusal&) {
    return true;
  }
}

std::string link_to(const Struck& struck, const SkipToken& token) {
  return next_link(struck.request, std::string(struck.graph), token);
}

// The page's own address without its place in the listing: the first page.
std::string first_address(const Struck& struck) {
  std::string query;
  for (const std::string& field : split(struck.request.query, '&')) {
    const std::string name = lower(percent_decode(field.substr(0, field.find('=')), true));
    if (name.find("skiptoken") != std::string::npos || name.find("deltatoken") != std::string::npos)
      continue;
    query += (query.empty() ? "?" : "&") + field;
  }
  return fmt::format("{}{}{}", struck.graph, struck.request.path, query);
}

void set_next(json::object& page, const std::string& link) {
  page.erase(kDelta);
  page[kNext] = link;
}

// Puts bytes at the beginning of the first name of the page, else of its first text.
void write_into_name(Response& response, std::string_view bytes) {
  constexpr std::string_view name = R"("displayName":")";
  const auto values = response.body.find(R"("value":[)");
  auto at = response.body.find(name, values);
  if (at != std::string::npos) {
    at += name.size();
  } else {
    at = response.body.find(R"(":")", values);
    if (at == std::string::npos) return;
    at += 3;
  }
  response.body.insert(at, bytes);
}

// An id of its own for each of the many objects.
std::string numbered_id(std::size_t at) {
  return fmt::format("ffffffff-0000-4000-8000-{:012x}", at);
}

}  // namespace

void link_without_end(const Struck& struck, Response& response) {
  change_page(response, [&](json::object& page, json::array&) {
    if (page.contains(kNext)) return;
    if (const json::value* delta = page.if_contains(kDelta))
      return set_next(page, std::string(delta->as_string()));
    set_next(page, link_to(struck, {0, position_of(struck).page + 1}));
  });
}

void link_elsewhere(const Struck& struck, Response& response) {
  change_page(response, [&](json::object& page, json::array&) {
    std::string link = link_to(struck, {0, position_of(struck).page + 1});
    for (const std::string_view name : {kNext, kDelta})
      if (const json::value* own = page.if_contains(name)) link = std::string(own->as_string());
    const auto path = link.find('/', link.find("://") + 3);
    set_next(page, std::string(kForeignOrigin) + link.substr(path));
  });
}

void link_in_a_circle(const Struck& struck, Response& response) {
  change_page(response, [&](json::object& page, json::array&) {
    if (!page.contains(kNext)) set_next(page, first_address(struck));
  });
}

void huge_page(const Struck&, Response& response) {
  constexpr std::size_t bytes = 100'000'000;
  json::object pattern = {{"id", ""}};
  change_page(response, [&](json::object&, json::array& items) {
    if (!items.empty() && items.front().is_object()) pattern = items.front().as_object();
  });
  constexpr std::string_view end_of_value = "]}";
  const auto begin = response.body.find(R"("value":[)");
  if (begin == std::string::npos || !response.body.starts_with('{')) return;
  // What stood behind the objects is left out: a page so large is the last one.
  response.body = response.body.substr(0, begin) + R"("value":[)";
  pattern["id"] = numbered_id(0);
  const std::size_t pieces = bytes / (json::serialize(pattern).size() + 1) + 1;
  response.more = [pattern, pieces, end_of_value](std::size_t at) mutable -> std::string {
    if (at > pieces) return "";
    if (at == pieces) return std::string(end_of_value);
    pattern["id"] = numbered_id(at);
    return (at == 0 ? "" : ",") + json::serialize(pattern);
  };
}

void deep_nesting(const Struck&, Response& response) {
  constexpr std::size_t depth = 100'000;
  if (!response.body.starts_with('{')) return;
  response.body.insert(1, R"("nested":)" + std::string(depth, '[') + std::string(depth, ']') + ",");
}

void break_utf8(const Struck&, Response& response) { write_into_name(response, "\xC3\x28\xFF"); }

void write_nul(const Struck&, Response& response) { write_into_name(response, R"(\u0000)"); }

void duplicate_ids(const Struck&, Response& response) {
  change_page(response, [](json::object&, json::array& items) {
    if (items.empty() || !items.front().is_object()) return;
    json::object twin = items.front().as_object();
    if (twin.contains("displayName")) twin["displayName"] = text_of(twin, "displayName") + " (2)";
    items.push_back(std::move(twin));
  });
}

void empty_tenant(const Struck&, Response& response) {
  change_page(response, [](json::object& page, json::array& items) {
    items.clear();
    page.erase(kNext);
    if (page.contains("@odata.count")) page["@odata.count"] = 0;
  });
}

void half_listing(const Struck& struck, Response& response) {
  if (!is_first_page(struck)) return deny(struck, response);
  change_page(response, [&](json::object& page, json::array& items) {
    if (page.contains(kNext)) return;
    items.resize(items.size() / 2);
    set_next(page, link_to(struck, {items.size(), 2}));
  });
}

void empty_pages(const Struck& struck, Response& response) {
  const SkipToken here = position_of(struck);
  const bool even = here.page % 2 == 0;
  change_page(response, [&](json::object& page, json::array& items) {
    if (even || page.contains(kDelta)) return;
    items.clear();
    set_next(page, link_to(struck, {here.position, here.page + 1}));
  });
}

}  // namespace cloud
