// Filtering, ordering and paging of listings whose objects are JSON.
#include "graph_listing.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <optional>

#include "encoding.h"
#include "json.h"
#include "odata_filter.h"

namespace cloud {
namespace {

namespace json = boost::json;

const json::value* member(const json::object& object, std::string_view name) {
  const auto found = std::find_if(object.begin(), object.end(), [&](const auto& one) {
    return same_text(std::string_view(one.key()), name);
  });
  return found == object.end() ? nullptr : &found->value();
}

// Which objects the filter keeps, by their places in the listing.
std::vector<std::size_t> filtered(const GraphCall& call, const ObjectListing& listing) {
  std::vector<std::size_t> places(listing.serials.size());
  std::iota(places.begin(), places.end(), std::size_t{0});
  if (call.query.filter.empty()) return places;
  const Filter filter = Filter::parse(call.query.filter, call.query.eventual && call.query.count);
  std::erase_if(places, [&](std::size_t at) {
    const json::object object = listing.make(at);
    return !filter.matches([&](std::string_view path) {
      const json::value* found = member(object, path);
      if (!found)
        throw GraphRefusal(400, "Request_BadRequest",
                           fmt::format("Invalid filter clause: Could not find a property named "
                                       "'{}' on type 'microsoft.graph.{}'.",
                                       path, listing.type));
      return *found;
    });
  });
  return places;
}

void order(const GraphCall& call, const ObjectListing& listing, std::vector<std::size_t>& places) {
  if (call.query.order_by.empty()) return;
  const auto words = split(call.query.order_by, ' ');
  const bool advanced = call.query.eventual && call.query.count;
  const auto known = std::find_if(
      listing.sorted_by.begin(), listing.sorted_by.end(),
      [&](std::string_view one) { return !words.empty() && same_text(words[0], one); });
  if (known == listing.sorted_by.end() || (!call.query.filter.empty() && !advanced))
    throw GraphRefusal(400, "Request_UnsupportedQuery", "Sorting not supported for current query.");
  std::vector<std::pair<std::string, std::size_t>> keys;
  for (const std::size_t at : places)
    keys.emplace_back(lower(text_of(listing.make(at), *known)), at);
  std::stable_sort(keys.begin(), keys.end(),
                   [](const auto& left, const auto& right) { return left.first < right.first; });
  if (words.size() > 1 && same_text(words[1], "desc")) std::reverse(keys.begin(), keys.end());
  for (std::size_t at = 0; at < places.size(); ++at) places[at] = keys[at].second;
}

// Where in `places` the page begins: by serial in a plain listing, by index in a sorted one.
std::size_t beginning(const GraphCall& call, const ObjectListing& listing,
                      const std::vector<std::size_t>& places, const SkipToken& from) {
  if (!call.query.order_by.empty())
    return std::min(places.size(), static_cast<std::size_t>(from.position));
  const auto begin = std::find_if(places.begin(), places.end(), [&](std::size_t at) {
    return listing.serials[at] >= from.position;
  });
  return static_cast<std::size_t>(begin - places.begin());
}

void refuse_options(const OData& query) {
  if (!query.search.empty())
    throw GraphRefusal(400, "Request_UnsupportedQuery",
                       "Request with $search query parameter only works through MSGraph with a "
                       "special request header: 'ConsistencyLevel: eventual'");
  if (!query.expand.empty())
    throw GraphRefusal(501, "NotImplemented", "This operation target is not yet supported.");
}

}  // namespace

Response answer_listing(GraphCall& call, const ObjectListing& listing) {
  refuse_options(call.query);
  const auto size =
      static_cast<std::size_t>(page_size(call.query, listing.usual_page, listing.largest_page));
  const SkipToken from = read_skip_token(call.query);
  auto places = filtered(call, listing);
  order(call, listing, places);
  const std::size_t first = beginning(call, listing, places, from);
  const std::size_t last = std::min(places.size(), first + size);
  json::object body = {{"@odata.context", call.selected_context(listing.context)}};
  if (call.query.count && call.query.eventual && call.query.skip_token.empty())
    body["@odata.count"] = places.size();
  if (last < places.size()) {
    const std::uint64_t position =
        call.query.order_by.empty() ? listing.serials[places[last]] : last;
    body["@odata.nextLink"] =
        next_link(call.request, call.origins.graph, {position, from.page + 1});
  }
  json::array items;
  for (std::size_t at = first; at < last; ++at)
    items.push_back(listing.keep(listing.make(places[at])));
  body["value"] = std::move(items);
  return json_answer(body);
}

Response answer_object(const GraphCall& call, std::string_view context,
                       const json::object& object) {
  json::object body = {
      {"@odata.context", call.selected_context(fmt::format("{}/$entity", context))}};
  for (const auto& one : object) body[one.key()] = one.value();
  return json_answer(body);
}

json::object keep_selected(const OData& query, json::object object, std::string_view type,
                           std::span<const std::string_view> only_selected) {
  if (query.select.empty()) {
    for (const std::string_view name : only_selected) object.erase(name);
    return object;
  }
  json::object result;
  for (const std::string& name : query.select) {
    const auto found = std::find_if(object.begin(), object.end(), [&](const auto& one) {
      return same_text(std::string_view(one.key()), name);
    });
    if (found == object.end()) refuse_unknown(name, type);
    result[found->key()] = found->value();
  }
  return result;
}

void refuse_alone(const OData& query, std::span<const std::string_view> only_alone) {
  for (const std::string& name : query.select)
    for (const std::string_view one : only_alone)
      if (same_text(name, one))
        throw GraphRefusal(501, "NotImplemented", "This operation target is not yet supported.");
}

void refuse_unknown(std::string_view property, std::string_view type) {
  throw GraphRefusal(400, "Request_BadRequest",
                     fmt::format("Parsing OData Select and Expand failed: Could not find a "
                                 "property named '{}' on type 'microsoft.graph.{}'.",
                                 property, type));
}

void refuse_missing(std::string_view id) {
  throw GraphRefusal(404, "Request_ResourceNotFound",
                     fmt::format("Resource '{}' does not exist or one of its queried "
                                 "reference-property objects are not present.",
                                 id));
}

}  // namespace cloud
