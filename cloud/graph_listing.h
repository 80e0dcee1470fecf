// Listings of objects that are made as JSON when asked for: groups, members and their like.
#pragma once

#include <boost/json.hpp>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "graph.h"

namespace cloud {

inline constexpr std::string_view kSortedByName[] = {"displayName"};

struct ObjectListing {
  std::string_view context;  // of the answer: "groups"
  std::string_view type;     // in Graph's messages: "group"
  // Where each object stands, rising; it goes on by them, so that what comes or goes in the middle
  // of a listing moves nothing else.
  std::vector<std::uint64_t> serials;
  // The n-th object whole.
  std::function<boost::json::object(std::size_t)> make;
  // What is given of an object for the question's $select; usually keep_selected().
  std::function<boost::json::object(boost::json::object)> keep;
  int usual_page = 100;
  int largest_page = 999;
  // What $orderby may name.
  std::span<const std::string_view> sorted_by = kSortedByName;
};

// The page that the question asks for: $top, $filter, $count and $skiptoken as /users has them, and
// $orderby where it is known. $expand is answered 501. Throws GraphRefusal.
Response answer_listing(GraphCall& call, const ObjectListing& listing);

// One object with its context. `$select` is the caller's to apply.
Response answer_object(const GraphCall& call, std::string_view context,
                       const boost::json::object& object);

// Keeps what was selected, or all but `only_selected`; refuses what the object does not have.
boost::json::object keep_selected(const OData& query, boost::json::object object,
                                  std::string_view type,
                                  std::span<const std::string_view> only_selected);

// A listing refuses what only single objects have, as /users does (501); for other objects a guess.
void refuse_alone(const OData& query, std::span<const std::string_view> only_alone);
[[noreturn]] void refuse_unknown(std::string_view property, std::string_view type);
[[noreturn]] void refuse_missing(std::string_view id);

}  // namespace cloud
